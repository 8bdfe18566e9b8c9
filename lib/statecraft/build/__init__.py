"""Running notebooks and making the report: plan, execute, summarise, publish."""

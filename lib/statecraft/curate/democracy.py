"""Democracy indices of V-Dem, latest year."""
from __future__ import annotations

import json
from pathlib import Path

import pandas as pd

INDICES = {
    "liberal": "v2x_libdem", "participatory": "v2x_partipdem", "deliberative": "v2x_delibdem", "egalitarian": "v2x_egaldem",
    "civil_liberties": "v2x_civlib", "private_liberties": "v2x_clpriv", "individual_liberty": "v2xcl_rol",
    "equal_access": "v2xeg_eqaccess", "women_empowerment": "v2x_gender", "corruption": "v2x_corr",
    "transparent_laws": "v2cltrnslw", "religious_freedom": "v2clrelig",
}
# Parts of a state that V-Dem rates apart: Gaza (beside the West Bank, whose code is PSE), Somaliland, Zanzibar.
PARTS = {"PSG", "SML", "ZZB"}


def democracy(sources: Path) -> pd.DataFrame:
    """Twelve indices, one row a country in the newest year; states that ended earlier are left out."""
    values = json.loads((sources / "vdem-latest-year" / "vdem_latest_year.json").read_text(encoding="utf-8"))["values"]
    frame = pd.DataFrame(values)
    frame = frame[(frame["year"] == frame["year"].max()) & ~frame["iso3"].isin(PARTS)]
    return frame[["iso3", "year", *INDICES.values()]].set_axis(["iso3", "year", *INDICES], axis=1)

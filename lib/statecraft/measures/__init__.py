"""Statistics used by the notebooks, one module a concept; all are reached as `measures.NAME`."""
from .boards import drawn_ratings, pooled, carried, board_gap, board_gaps, win_probability, first_appearances
from .concentration import hhi, simpson, top_share, gini
from .frontier import best_so_far, records, lags, days_behind, standing
from .ranges import Range
from .regressions import firth_logit, marginal_effects, logit_trend, poisson_trend
from .shares import (
    shares, leaders, participation, share_of, share_difference, multinomial_shares,
    share_lead, transition_bounds, rank_of, rank_interval,
)
from .trends import robust_slope, break_at, break_scan, mean_change, lead_lag
from .votes import vote_agreement

__all__ = [
    "Range", "best_so_far", "board_gap", "board_gaps", "break_at", "break_scan", "carried", "days_behind",
    "drawn_ratings", "first_appearances", "firth_logit", "gini", "hhi", "lags", "lead_lag", "leaders", "logit_trend",
    "marginal_effects", "mean_change", "multinomial_shares", "participation", "poisson_trend", "pooled",
    "rank_interval", "rank_of", "records", "robust_slope", "share_difference", "share_lead", "share_of", "shares",
    "simpson", "standing", "top_share", "transition_bounds", "vote_agreement", "win_probability",
]

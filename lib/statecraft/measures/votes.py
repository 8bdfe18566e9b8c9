"""How alike states vote."""
from __future__ import annotations

import pandas as pd


def vote_agreement(ballots: pd.DataFrame, focus: str) -> pd.DataFrame:
    """How alike every state votes to one state, on the ballots both took part in.

    `ballots` has one row a ballot and one column a state, with yes, abstain, no, or missing
    where the state did not vote. Returns one row a state: `ballots` taken together, `same`
    (share of identical votes) and `lijphart`, which counts an abstention against a yes or no
    as half an agreement (Lijphart 1963, APSR 57: 902-917). Missing where none was shared.
    """
    scores = ballots.apply(lambda column: column.map({"yes": 1.0, "abstain": 0.5, "no": 0.0}))
    gaps = scores.sub(scores[focus], axis=0).abs()
    return pd.DataFrame({"ballots": gaps.notna().sum(), "same": gaps.eq(0).where(gaps.notna()).astype(float).mean(),
                         "lijphart": 1 - gaps.mean()})

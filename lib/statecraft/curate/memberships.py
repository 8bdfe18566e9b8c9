"""Members of international forums, alliances and US defence treaties, every row with the page it rests on."""
from __future__ import annotations

from pathlib import Path

import pandas as pd

from . import COMPILED
from .forums import _precision
from .votes import _read

FORUMS = {
    "apec": ("아시아·태평양경제협력체(APEC)", "Asia-Pacific Economic Cooperation (APEC)"),
    "asean": ("동남아시아국가연합(ASEAN)", "Association of Southeast Asian Nations (ASEAN)"),
    "aukus": ("오커스(AUKUS)", "AUKUS"),
    "brics": ("브릭스(BRICS)", "BRICS"),
    "eu": ("유럽연합(EU)", "European Union (EU)"),
    "g20": ("주요 20개국(G20)", "Group of Twenty (G20)"),
    "g7": ("주요 7개국(G7)", "Group of Seven (G7)"),
    "ipef": ("인도·태평양경제프레임워크(IPEF)", "Indo-Pacific Economic Framework (IPEF)"),
    "nato": ("북대서양조약기구(NATO)", "North Atlantic Treaty Organization (NATO)"),
    "oecd": ("경제협력개발기구(OECD)", "Organisation for Economic Co-operation and Development (OECD)"),
    "quad": ("쿼드(Quad)", "Quad"),
    "sco": ("상하이협력기구(SCO)", "Shanghai Cooperation Organisation (SCO)"),
    "us-defence-treaty": ("미국과의 방위조약(NATO 밖)", "Defence treaty with the United States (outside NATO)"),
}


def memberships(_sources: Path) -> pd.DataFrame:
    """One row a forum and country or union, from its first day on record to the last."""
    frame = _read(COMPILED / "memberships.csv")
    names = frame["forum"].map(FORUMS)
    return frame.assign(
        forum_ko=names.str[0], forum_en=names.str[1],
        start_precision=frame["start_date"].map(_precision), end_precision=frame["end_date"].map(_precision),
    )

"""Korea's chip exports by destination, as the press reports figures of KITA and MOTIE."""
from __future__ import annotations

from pathlib import Path

import pandas as pd

FOLDER = "korea-chip-export-shares"
PERIODS = {"annual": "year", "Jan-Nov": "january-november"}


def korea_chip_exports(sources: Path) -> pd.DataFrame:
    """Shares of destinations (2020, January to November 2024) and totals (`WLD`, 2022 to 2024)."""
    shares = _read(sources / FOLDER / "korea_chip_export_shares.csv").rename(columns={"partner_code": "iso3"})
    shares = shares[shares["iso3"] != "CHN+HKG"].assign(period=lambda frame: frame["period"].map(PERIODS))
    totals = _read(sources / FOLDER / "korea_chip_export_totals.csv").assign(iso3="WLD", period="year")
    found = pd.concat([shares, totals], ignore_index=True).rename(columns={"source_url": "source"})
    return found[["year", "period", "iso3", "share_percent", "exports_usd_billion", "source"]]


def _read(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, dtype="object", keep_default_na=False, encoding="utf-8")

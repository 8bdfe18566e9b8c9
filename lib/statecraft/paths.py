"""Where things are. The environment variables serve tests and builds elsewhere."""
from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def data() -> Path:
    return Path(os.environ.get("STATECRAFT_DATA") or ROOT / "data")


def notebooks() -> Path:
    return Path(os.environ.get("STATECRAFT_NOTEBOOKS") or ROOT / "notebooks")


def reports() -> Path:
    return Path(os.environ.get("STATECRAFT_REPORTS") or ROOT / "reports")

"""Korea's chip exports: the traps of the source with the numbers that prove them."""
from pathlib import Path

import pandas as pd
import pytest

DATA = Path(__file__).parents[2] / "data"


def table(name: str) -> pd.DataFrame:
    return pd.read_csv(DATA / f"{name}.csv", keep_default_na=False, na_values=[""])


@pytest.mark.parametrize("year, expected", [(2020, 61.1), (2024, 51.7)])
def test_china_and_hong_kong_add_up_to_what_the_reports_print(year, expected):
    rows = table("korea_chip_exports").query("year == @year").set_index("iso3")["share_percent"]
    assert round(rows["CHN"] + rows["HKG"], 1) == expected and rows["USA"] < 10


def test_shares_of_2024_do_not_cover_the_year_of_the_total():
    found = table("korea_chip_exports")
    assert set(found.query("year == 2024 and iso3 != 'WLD'")["period"]) == {"january-november"}
    assert found.query("iso3 == 'WLD'").set_index("year")["exports_usd_billion"].to_dict() == {2022: 129.2, 2023: 98.6, 2024: 141.9}

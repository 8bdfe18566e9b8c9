"""Country labels become codes, and none is lost on the way."""
from pathlib import Path

import pandas as pd
import pytest

from statecraft.curate.places import iso3


@pytest.fixture
def sources(tmp_path) -> Path:
    (tmp_path / "cldr-country-names-ko").mkdir()
    (tmp_path / "cldr-country-names-ko" / "country_names_ko.csv").write_text(
        "iso2,iso3,name_en,name_ko\nKR,KOR,South Korea,대한민국\nNA,NAM,Namibia,나미비아\n", encoding="utf-8")
    return tmp_path


def test_names_codes_and_other_spellings(sources):
    assert iso3(pd.Series(["South Korea", "KR", "NA", "Turkey", "XK"]), sources).tolist() == ["KOR", "KOR", "NAM", "TUR", "XKX"]


def test_a_group_has_no_code(sources):
    found = iso3(pd.Series(["KR", "OECD"]), sources, {"OECD"})
    assert found[0] == "KOR" and pd.isna(found[1])


def test_an_unknown_label_stops_the_build(sources):
    with pytest.raises(ValueError, match="Ruritania"):
        iso3(pd.Series(["KR", "Ruritania"]), sources)

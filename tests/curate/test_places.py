"""Names and codes of economies: every label is mapped, an unknown one stops the build."""
import pandas as pd
import pytest

from statecraft.curate import places


@pytest.fixture
def sources(tmp_path):
    folder = tmp_path / places.NAMES
    folder.mkdir()
    (folder / "country_names_ko.csv").write_text(
        "iso2,iso3,name_en,name_ko\nBA,BIH,Bosnia & Herzegovina,보스니아\nCI,CIV,Côte d’Ivoire,코트디부아르\nNA,NAM,Namibia,나미비아\n",
        encoding="utf-8")
    return tmp_path


def test_spellings_of_one_economy_meet_in_one_code(sources):
    names = pd.Series(["Bosnia and Herzegovina", "Bosnia And Herzegovina", "Côte d'Ivoire", "Turkey", "World", "EU-27", "Kosovo"])
    assert places.iso3(names, sources).tolist() == ["BIH", "BIH", "CIV", "TUR", "WLD", "EUU", "XKX"]


def test_an_unknown_name_or_code_is_refused(sources):
    with pytest.raises(ValueError, match="Atlantis"):
        places.iso3(pd.Series(["Namibia", "Atlantis"]), sources)
    with pytest.raises(ValueError, match="QQ"):
        places.iso3(pd.Series(["BA", "QQ"]), sources)


def test_a_group_has_no_code(sources):
    found = places.iso3(pd.Series(["BA", "OECD"]), sources, {"OECD"})
    assert found[0] == "BIH" and pd.isna(found[1])


def test_namibia_is_a_country_and_not_missing(sources):
    assert places.iso3(pd.Series(["NA", "XK"]), sources).tolist() == ["NAM", "XKX"]


def test_aggregates_are_marked():
    assert places.scope(pd.Series(["KOR", "EUU", "WLD"])).tolist() == ["economy", "union", "world"]

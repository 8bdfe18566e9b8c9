"""The picture of a table says what is there, is drawn once, and is the same wherever it is drawn."""
import warnings

import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from statecraft import profile, style, tables
from statecraft.build.site import pictures

YEAR = {"name": "year", "type": "integer", "unit": "year"}
KIND = {"name": "kind", "type": "string", "constraints": {"enum": ["a", "b", "c"]}}
SIZE = {"name": "size", "type": "number", "unit": "USD"}
NAME = {"name": "name", "type": "string"}


def table(fields: list[dict], **columns) -> tuple[dict, pd.DataFrame]:
    entry = {"name": "things", "hash": "sha256:0", "schema": {"fields": fields, "primaryKey": [fields[0]["name"]]}}
    return entry, pd.DataFrame(columns)


CASES = {
    "years": (table([YEAR, KIND], year=[2020, 2022, 2022, 2022], kind=list("aabc")), "time", "2022년이 3행으로 가장 많다(전체 4행)", "2022 has the most rows (3 of 4)"),
    "years that tie": (table([YEAR], year=[2020, 2020, 2021, 2022, 2022]), "time", "2020년·2022년이 2행으로", "2020 and 2022 have the most rows (2 each, of 5)"),
    "even years": (table([YEAR], year=[2020, 2021, 2022]), "time", "해마다 1행이다", "1 rows every year"),
    "even years with kinds": (table([YEAR, KIND], year=[2020, 2021, 2022], kind=list("aab")), "category", "a가 2행으로", "a has the most rows (2 of 3)"),
    "two years only": (table([YEAR, KIND], year=[2020, 2021, 2021], kind=list("abb")), "category", "b가 2행으로", "b has the most rows (2 of 3)"),
    "a number": (table([NAME, SIZE], name=list("vwxyz"), size=[1.0, 2, 3, 4, 9e4]), "number", "size의 중앙값은 3이다 (USD)", "The median of size is 3 (USD)"),
    "names only": (table([NAME, KIND], name=list("xy"), kind=["a", None]), "category", "2개 필드 가운데 1개에 빈칸", "1 of 2 fields have gaps"),
}


@pytest.mark.parametrize("case", CASES)
def test_the_picture_is_chosen_from_the_metadata_and_its_title_says_what_one_sees(case):
    (entry, frame), kind, ko, en = CASES[case]
    style.theme()
    for lang, title in (("ko", ko), ("en", en)):
        picture = pictures.choose(entry, frame, lang)
        assert picture.kind == kind and title in picture.title and picture.shows in picture.alt
        assert pictures.draw(entry, picture, lang) == pictures.draw(entry, picture, lang)


def test_a_picture_is_drawn_anew_only_when_its_table_changed(tmp_path, monkeypatch):
    (entry, frame), *_ = CASES["years"]
    style.theme()
    first, second = tmp_path / "first", tmp_path / "second"
    first.mkdir(), second.mkdir()
    pictures.write(entry, frame, "ko", first, tmp_path)
    monkeypatch.setattr(pictures, "draw", lambda *_: "drawn anew")
    pictures.write(entry, frame, "ko", second, first)
    assert (second / "things.ko.svg").read_bytes() == (first / "things.ko.svg").read_bytes()
    pictures.write({**entry, "hash": "sha256:1"}, frame, "ko", second, first)
    assert (second / "things.ko.svg").read_text().startswith("drawn anew")


def test_no_text_of_a_picture_of_a_published_table_overlaps_another():
    style.theme()
    for number, entry in enumerate(tables.package()["resources"]):
        lang = ("ko", "en")[number % 2]
        fig = pictures.figure(entry, pictures.choose(entry, tables.load(entry["name"]), lang), lang)
        FigureCanvasAgg(fig)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            assert style.problems(fig) == [], entry["name"]


def test_a_profile_counts_rows_period_countries_and_gaps():
    entry, frame = table([YEAR, SIZE, {"name": "iso3", "type": "string"}], year=[2020, 2023, 2021], size=[1.0, None, None], iso3=["KOR", "USA", "KOR"])
    assert profile.profile(entry, frame) == profile.Profile(3, "2020", "2023", 2, {"year": 0.0, "size": pytest.approx(2 / 3), "iso3": 0.0})
    entry, frame = table([NAME], name=["x"])
    assert profile.profile(entry, frame) == profile.Profile(1, None, None, None, {"name": 0.0})

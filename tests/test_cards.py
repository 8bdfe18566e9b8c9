import pandas as pd
import pytest

from statecraft import cards

JUDGED = pd.Series({"verdict": "mixed", "today": "mixed", "agree": 1, "decided": 2, "undecided": 1, "definitions": 3, "sources": 1, "main": "agrees"})


@pytest.mark.parametrize("later, lang, said", [
    (True, "en", "unchanged"), (False, "en", "no later data"), (False, "ko", "이후 자료 없음"),
])
def test_today_says_whether_newer_data_left_the_verdict_or_are_not_there(later, lang, said):
    assert cards.today(JUDGED, later, lang) == said


def test_today_is_a_verdict_of_its_own_where_newer_data_change_it():
    changed = cards.today(pd.Series({**JUDGED, "today": "supported"}), True, "en")
    assert changed == cards.badge("supported", "en") and ">supported<" in changed


@pytest.mark.parametrize("change, said", [
    ({"undecided": 0}, "1 of 2 definitions, 1 source"), ({}, "1 of 2 definitions, 1 source; 1 undecided"),
    ({"decided": 1, "undecided": 2, "sources": 2, "main": "undecided"}, "1 of 1 definition, 2 sources; 2 undecided"),
    ({"definitions": 1}, ""), ({"decided": 0}, ""),
])
def test_robustness_counts_definitions_and_sources_or_is_blank(change, said):
    assert cards.robustness(pd.Series({**JUDGED, **change}), "en") == said


def test_an_open_end_of_an_interval_reads_as_a_bound():
    assert cards.number(80, 73, float("inf")) == cards.number(80, 73.0, "inf") == "≥ 73"
    assert cards.number(5, "-inf", 6) == "≤ 6" and cards.number(5, 4, 6) == "5 [4, 6]"
    assert cards.number(3.81, 3.81, 3.81) == "3.81" and cards.number(2588123) == "2,588,123"


def test_marks_say_that_the_main_definition_is_open_and_that_a_part_is_left_out():
    claim = pd.Series({"missing_en": "the cause", "missing_ko": None, "searched": None, "threshold_en": "10 % or more"})
    said = {("mixed", "undecided", "en"): ["main definition undecided", "tested in part"], ("mixed", "disagrees", "ko"): [],
            ("supported", "agrees", "en"): ["tested in part"], ("not-testable", "undecided", "en"): []}
    for (verdict, main, lang), marks in said.items():
        row = pd.Series({"verdict": verdict, "main": main})
        assert cards.marks(claim, row, lang) == marks
        assert cards.labelled(claim, row, lang).count('class="mark"') == len(marks)
    assert "<p>not tested: the cause</p>" in cards.details(pd.DataFrame(), claim, "en")

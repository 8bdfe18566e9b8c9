import warnings

import matplotlib.pyplot as plt
import pandas as pd
import pytest

from statecraft import style


@pytest.fixture(autouse=True)
def look():
    style.theme()
    yield
    plt.close("all")


@pytest.mark.parametrize("word, pair, expected", [
    ("미국", "은/는", "미국은"), ("중국", "이/가", "중국이"), ("프랑스", "은/는", "프랑스는"), ("일본", "을/를", "일본을"),
    ("서울", "으로/로", "서울로"), ("한국", "으로/로", "한국으로"), ("EU", "은/는", "EU는"), ("12", "이/가", "12가"),
    ("10", "이/가", "10이"), ("40%", "은/는", "40%는"), ("독일(DEU)", "과/와", "독일(DEU)와"), ("GPT", "을/를", "GPT를"),
])
def test_josa_fits_the_last_sound(word, pair, expected):
    assert style.josa(word, pair) == expected


def test_colours_are_fixed_and_others_grey():
    assert style.colour("USA") != style.colour("CHN") and style.colour("ZWE") == style.OTHER


def test_country_names_come_in_both_languages():
    assert (style.country("KOR", "ko"), style.country("USA", "ko")) == ("한국", "미국")
    assert style.country("KOR", "en") in ("South Korea", "Korea")


def test_the_font_draws_korean_and_a_minus():
    fig, ax = style.canvas()
    ax.plot([-1, 0, 1], [-2, 0, 2])
    ax.set_title("격차는 줄었다")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        fig.canvas.draw()
    assert style.problems(fig) == []
    ax.set_title("뺄셈표 \u2212")
    assert "MINUS SIGN" in style.problems(fig)[0]


def test_problems_finds_overlap_and_overflow():
    fig, ax = style.canvas()
    ax.plot([0, 1], [0, 1])
    ax.text(0.5, 0.5, "하나의 글자들")
    ax.text(0.5, 0.5, "겹친 글자들")
    ax.text(0.9, 0.2, "아주 긴 글자열이 그림 밖으로 나간다 아주 긴 글자열이 그림 밖으로 나간다")
    found = " ".join(style.problems(fig))
    assert "overlap" in found and "outside the figure" in found


def test_wrapped_keeps_words_and_width():
    text = style.wrapped("미국과 중국의 성능 격차는 줄었지만 모델 수의 격차는 그대로다", 1.5, 8)
    assert text.count("\n") >= 2 and text.replace("\n", " ").startswith("미국과 중국의")


def test_mark_stated_draws_a_labelled_line():
    fig, ax = style.canvas()
    ax.plot([0, 1], [0, 50])
    style.mark_stated(ax, 40, "글의 값 40")
    assert [text.get_text() for text in ax.texts] == ["글의 값 40"] and ax.lines[-1].get_ydata()[0] == 40


def test_staircase_lifts_a_label_above_those_that_begin_below_it():
    nowhere = 1e9  # nothing fits to the left of it, so all labels extend to the right
    assert style.staircase([0, 1, 5], [2, 2, 2], [1, 2, 1], nowhere) == ([1, 1, 1], [2.0, 0.0, 0.0])
    assert style.staircase([0, 1, 1.5], [2, 2, 2], [1, 1, 1], nowhere) == ([1, 1, 1], [2.0, 1.0, 0.0])
    assert style.staircase([], [], [], 0) == ([], [])


def test_staircase_turns_labels_to_both_sides_where_that_is_lower():
    assert style.staircase([5, 5.5, 6, 6.5], [2] * 4, [1] * 4, 0) == ([-1, -1, 1, 1], [0.0, 1.0, 1.0, 0.0])
    sides, feet = style.staircase([1, 2.5, 3], [2] * 3, [1] * 3, 0)  # the first cannot turn left
    assert sides[0] == 1 and feet[0] > 0


def test_spread_keeps_the_order_and_the_distance():
    places = style.spread(pd.Series({"a": 10.0, "b": 1.0, "c": 1.2}), 0.5)
    assert places.to_dict() == {"b": 1.0, "c": 1.5, "a": 10.0}


def test_by_year_labels_each_year_once():
    fig, ax = style.canvas()
    ax.plot(pd.to_datetime(["2022-03-01", "2025-06-01"]), [0, 1])
    style.by_year(ax)
    fig.canvas.draw()
    years = [label.get_text() for label in ax.get_xticklabels()]
    assert {"2023", "2024", "2025"} <= set(years) and len(years) == len(set(years))


def test_some_countries_take_an_article_in_english_running_text():
    assert style.spoken("USA", "en").startswith("the ") and style.spoken("USA", "ko") == style.country("USA", "ko")
    assert style.spoken("KOR", "en") == style.country("KOR", "en")

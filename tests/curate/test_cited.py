"""The project's own compilations agree with the roll calls they describe."""
import pandas as pd

from statecraft import paths


def read(name: str) -> pd.DataFrame:
    return pd.read_csv(paths.ROOT / "data" / f"{name}.csv", dtype=str, keep_default_na=False)


def test_every_paragraph_vote_has_a_coded_paragraph():
    votes = read("roll_calls")
    separate = votes[votes["document"].isin(["A/C.1/79/L.77", "A/C.1/79/L.43"]) & (votes["part"] != "whole")]
    coded = separate.merge(read("vote_paragraphs"), on=["document", "part"], how="left", suffixes=("", "_coded"))
    assert len(separate) == 32  # 19 of L.77 and 13 of L.43
    assert coded["subject"].notna().all()


def test_paragraphs_on_existing_forums_were_never_voted_on():
    voted = set(zip(read("roll_calls")["document"], read("roll_calls")["part"]))
    forums = read("vote_paragraphs").query("subject == 'existing-forum'")
    assert not set(zip(forums["document"], forums["part"])) & voted


def test_positions_count_the_paragraphs_of_each_draft():
    paragraphs = read("vote_paragraphs").astype({"position": int})
    assert paragraphs.groupby("document")["position"].apply(sorted).map(lambda p: p == list(range(1, len(p) + 1))).all()


def test_a_figure_has_one_citation():
    figures = read("cited_figures")
    assert (figures["source"].str.count(" ; ") == 0).all() and figures["source"].ne("").all()


def test_a_figure_has_a_value_or_a_range_and_a_period_that_a_reader_can_order():
    figures = read("cited_figures")
    ranged = figures["low"].ne("") & figures["high"].ne("")
    assert (figures["value"].ne("") ^ ranged).all() and ranged.any()
    assert (figures.loc[ranged, "low"].astype(float) < figures.loc[ranged, "high"].astype(float)).all()
    periods = figures.loc[figures["period"].str.contains("/"), "period"].str.split("/")
    assert len(periods) and periods.map(lambda ends: ends[0] < ends[1]).all()


def test_the_quoted_shares_are_of_chinese_origin_at_us_institutions():
    figures = read("cited_figures").set_index("figure_id")
    for year, origin, work in [("2019", "27", "59"), ("2022", "38", "42")]:
        assert figures.loc[f"macropolo-us-origin-chn-{year}", "value"] == origin
        assert figures.loc[f"macropolo-work-usa-{year}", "value"] == work


def test_different_reports_of_one_figure_stand_side_by_side():
    figures = read("cited_figures").set_index("figure_id")["value"]
    assert figures["ai-index-2024-private-chn-2023"] == "7.76" and figures["ai-index-2024-private-chn-2023-press"] == "7.26"

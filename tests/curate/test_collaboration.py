"""Edges of collaboration: what the published network measures and the margins say must follow from them."""
from functools import lru_cache
from pathlib import Path

import pandas as pd

DATA = Path(__file__).parents[2] / "data"


@lru_cache(maxsize=None)
def table(name: str) -> pd.DataFrame:
    return pd.read_csv(DATA / f"{name}.csv", keep_default_na=False, na_values=[""])


def layer(name: str) -> pd.DataFrame:
    return table("collaboration").query("layer == @name")


def both_ends(edges: pd.DataFrame) -> pd.DataFrame:
    swapped = edges.rename(columns={"iso3_a": "iso3_b", "iso3_b": "iso3_a"})
    return pd.concat([edges, swapped])


def test_pairs_of_400_articles_reproduce_the_published_network():
    edges = both_ends(layer("nsf-articles").query("weight >= 400")).groupby("iso3_a")["weight"]
    published = table("collaboration_centrality").set_index("iso3")
    assert edges.size().to_dict() == published["degree"].to_dict()
    assert edges.sum().to_dict() == published["strength"].to_dict()


def test_article_pairs_are_complete_with_their_zeros():
    pairs = layer("nsf-articles")
    assert len(pairs) == 60 * 59 / 2 and (pairs["weight"] == 0).any()
    weights = pairs.set_index(["iso3_a", "iso3_b"])["weight"]
    assert weights["CHN", "USA"] == 13_631 and weights["KOR", "USA"] == 1_833


def test_no_pair_exceeds_the_joint_articles_of_its_ends():
    limits = table("publication_totals").set_index("iso3")["international"]
    pairs = layer("nsf-articles")
    assert (pairs["weight"] <= pairs["iso3_a"].map(limits)).all() and (pairs["weight"] <= pairs["iso3_b"].map(limits)).all()


def test_undirected_pairs_stand_once_in_alphabetical_order():
    undirected = table("collaboration").query("layer != 'github'")
    assert (undirected["iso3_a"] < undirected["iso3_b"]).all()
    assert table("collaboration_layers").set_index("layer")["directed"].to_dict() == {
        name: name == "github" for name in table("collaboration")["layer"].unique()}


def test_conference_pairs_have_the_papers_of_their_ends():
    edges = both_ends(layer("IJCAI")).groupby(["last_year", "iso3_a"])["weight"].max()
    papers = table("conference_papers").query("venue == 'IJCAI'").set_index(["year", "iso3"])["papers"]
    assert (edges <= papers[edges.index]).all()


def test_code_is_directed_and_years_say_how_many_quarters_they_hold():
    edges = layer("github").set_index(["iso3_a", "iso3_b", "last_year"])
    assert edges["weight"]["KOR", "USA", 2024] == 23_800 + 24_627 + 27_798 + 25_006
    assert edges["weight"]["USA", "KOR", 2024] == 5_845 + 6_213 + 7_033 + 6_980
    assert edges["quarters"]["CHN", "USA", 2025] == 3 == layer("github").query("last_year == 2025")["quarters"].max()
    assert set(edges["quarters"]) == {1, 2, 3, 4}


def test_the_union_is_no_end_of_an_edge():
    ends = set(table("collaboration")["iso3_a"]) | set(table("collaboration")["iso3_b"])
    assert not ends & {"EUU", "WLD"} and {"NAM", "HKG", "TWN", "XKX"} <= ends


def test_periods_are_single_years_but_for_the_articles():
    found = table("collaboration")
    assert set(found.query("first_year != last_year")["layer"]) == {"nsf-articles"}
    assert found["quarters"].notna().equals(found["layer"] == "github")

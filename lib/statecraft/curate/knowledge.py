"""Research output in AI by economy: articles, patents, conference papers, published network measures."""
from __future__ import annotations

from pathlib import Path

import pandas as pd

from . import places
from .countries import _read
from .models import slug, whole

NSF = "nsf-ncses-ai-indicators"
# Rows that sum up others, and papers or patents that no economy is credited with.
AGGREGATES = [
    "North America", "Central America and Caribbean", "South America", "Europe", "EU-27 and UK", "EU-27 and United Kingdom",
    "Other Europe", "Other Europe, 2020", "Other Europe (2020)", "Middle East", "Africa", "Asia", "Australia/Oceania",
    "Australia and Oceania", "Not United States", "Unassigned", "Unclassified", "European Patent Office",
    "World Intellectual Property Organization",
]
LAST_PARTS = {
    "Total articles": "articles", "With multiple institutions": "multi_institution",
    "With domestic institutions only": "domestic_only", "With international institutions": "international",
}
TOTAL_COLUMNS = {
    "number_of_papers_whole": "articles", "papers_involving_multiple_institutions_whole": "multi_institution",
    "papers_involving_only_domestic_institutions_whole": "domestic_only",
    "papers_involving_international_institutions_whole": "international",
}
NO_SHARE = ["Gaza Strip", "West Bank"]  # two shares of one code cannot be added

FAMILIES, SEMICONDUCTORS = "ai-families", "uspto-semiconductors"
DIMENSIONS = {"AI techniques": "technique", "Functional applications": "function", "Application fields": "field"}
CATEGORIES_KO = {
    "All": "전체", "Fuzzy logic": "퍼지 논리", "Generic or unspecified": "일반·미분류", "Logic programming": "논리 프로그래밍",
    "Machine learning": "기계학습", "Ontology engineering": "온톨로지 공학", "Probabilistic reasoning": "확률 추론",
    "Search methods": "탐색 기법", "Agriculture": "농업", "Banking and finance": "은행·금융", "Business": "경영",
    "Computing in government": "정부 전산", "Document management and publishing": "문서 관리·출판", "Education": "교육",
    "Energy management": "에너지 관리", "Entertainment": "오락", "Industrial and manufacturing": "산업·제조",
    "Life sciences": "생명과학", "Military": "군사", "Nanotechnology": "나노기술", "Networks (e.g., social, IOT)": "네트워크",
    "Personal devices and computing": "개인 기기·컴퓨팅", "Physical science and engineering": "물리과학·공학",
    "Security (e.g., cybersecurity)": "보안", "Semiconductors": "반도체", "Telecommunications": "통신", "Transportation": "운송",
    "Analytics and algorithms": "분석·알고리즘", "Computer vision": "컴퓨터 비전", "Control": "제어",
    "Distributed AI": "분산 인공지능", "Knowledge representation": "지식 표현", "Language processing": "언어 처리",
    "Measuring and testing": "측정·시험", "Planning and scheduling": "계획·일정", "Robotics": "로봇", "Speech processing": "음성 처리",
}

CONFERENCES = "ai-conference-papers-by-country"
ORGANIZATIONS = {  # spellings that the source's grouping leaves apart, and two that it merges wrongly
    "CLOV A AI Research": "NAVER", "NA VER AI Lab": "NAVER", "NA VER Cloud": "NAVER", "NA VER Corp": "NAVER",
    "NA VER Corp.": "NAVER", "NA VER Z Corporation": "NAVER", "NA VERLABS": "NAVER",
    "Boeing Korea Engineering and Technology Center": "Boeing",
    "BARO AI": "BARO", "Chungang University": "Chung-Ang University", "Institute for Basic Science (IBS)": "Institute for Basic Science",
    "Konkuk University Medical Center": "Konkuk University", "Korea Institute of Science and Technology": "KIST",
    "Korea Agency for Defense Development": "Agency for Defense Development", "Korea Telecom": "KT", "KT Corporation": "KT",
    "NCSOFT Co.": "NCSOFT", "NCSOFT Corp.": "NCSOFT", "NCSOFT Corporation": "NCSOFT", "PNU": "Pusan National University",
    "POSCO N.EX.T Hub": "POSCO", "Qualcomm Korea": "Qualcomm", "Qualcomm Korea YH": "Qualcomm", "Riiid AI Research": "Riiid",
    "SI Analytics Co. Ltd.": "SI Analytics", "Soonchunghyang University": "Soonchunhyang University", "Stradvision Inc.": "StradVision",
    "Seoul National University of Science and Technology": "SeoulTech", "Seoul National University of Science & Technology": "SeoulTech",
    "HD Hyundai Samho": "HD Hyundai",
}


def publications(sources: Path) -> pd.DataFrame:
    """AI articles by economy and year (whole counts), and the share of its computer-science articles among the most cited."""
    counts = _coauthorship_by_year(sources).merge(_articles(sources), on=["iso3", "year"], how="outer", suffixes=("_of_network", ""))
    known = counts["articles_of_network"].notna()
    if (counts["articles_of_network"] != counts["articles"])[known].any():
        raise ValueError("the two tables of AI articles by year differ")
    found = counts.drop(columns="articles_of_network").merge(_most_cited(sources), on=["iso3", "year"], how="outer")
    return found.assign(scope=places.scope(found["iso3"]))


def publication_totals(sources: Path) -> pd.DataFrame:
    """AI articles of 2003-2022 together, whole and fractional: the margins of the co-authorship pairs."""
    raw = _economies(_read(sources / NSF / "ai_articles_coauthorship_2003_2022.csv"), "region_country_or_economy", sources)
    counts = raw[list(TOTAL_COLUMNS)].rename(columns=TOTAL_COLUMNS).astype(int)
    counts["articles_fractional"] = raw["number_of_papers_fractional"].astype(float)
    found = counts.groupby(raw["iso3"]).sum().round(1).reset_index()
    return found.assign(scope=places.scope(found["iso3"]))


def patents(sources: Path) -> pd.DataFrame:
    """AI patent families 2000-2022 (all and by category) and US semiconductor patents by year."""
    found = pd.concat([_families(sources), _families_by_category(sources), _semiconductors(sources)], ignore_index=True)
    short = found["category_en"].str.replace(r" \(e\.g\..*", "", regex=True)
    return found.assign(scope=places.scope(found["iso3"]), category=short.map(slug), category_ko=found["category_en"].map(CATEGORIES_KO))


def collaboration_centrality(sources: Path) -> pd.DataFrame:
    """Published measures of the co-authorship network 2003-2022; values only where the source did not round them away."""
    raw = _economies(_read(sources / NSF / "ai_collaboration_network_2003_2022.csv"), "region_country_or_economy", sources)
    ranks = {f"{name}_rank": short for name, short in [
        ("degree", "degree_rank"), ("strength", "strength_rank"), ("betweenness_centrality", "betweenness_rank"),
        ("closeness_centrality", "closeness_rank"), ("weighted_pagerank", "pagerank_rank"),
        ("weighted_eigenvector_centrality", "eigenvector_rank")]}
    values = {"degree": "degree", "strength": "strength", "betweenness_centrality": "betweenness"}
    return raw[["iso3", *values, *ranks]].rename(columns=values | ranks)


def conferences(sources: Path) -> pd.DataFrame:
    """Editions of AI conferences: papers listed, and those of them with a known country."""
    return _read(sources / CONFERENCES / "venue_coverage.csv")[["venue", "year", "papers_listed", "papers_with_country"]]


def conference_papers(sources: Path) -> pd.DataFrame:
    """Papers of AI conferences by country of the authors' institutions, whole and fractional counts."""
    raw = _read(sources / CONFERENCES / "papers_by_country.csv")
    found = raw.assign(iso3=places.iso3(raw["country"], sources), papers=whole(raw["papers_whole_count"]),
                       papers_fractional=raw["papers_fractional_count"].astype(float))
    return found.groupby(["venue", "year", "iso3"])[["papers", "papers_fractional"]].sum().round(3).reset_index()


def conference_institutions(sources: Path) -> pd.DataFrame:
    """Papers of Korean institutions at AI conferences, one row a spelling of an institution in an edition."""
    raw = _read(sources / CONFERENCES / "korean_institutions.csv")
    group = raw["institution"].map(ORGANIZATIONS).fillna(raw["institution_group"])
    return raw[["venue", "year", "institution", "papers"]].assign(organization=group)


def _economies(raw: pd.DataFrame, column: str, sources: Path) -> pd.DataFrame:
    """Rows of economies, the EU-27 and the world, with their code in `iso3`."""
    kept = raw[~raw[column].isin(AGGREGATES)].reset_index(drop=True)
    return kept.assign(iso3=places.iso3(kept[column], sources))


def _articles(sources: Path) -> pd.DataFrame:
    raw = _economies(_read(sources / NSF / "ai_articles_by_economy_year.csv"), "economy", sources)
    counts = whole(raw["ai_articles_whole_count"]).rename("articles")
    return counts.groupby([raw["iso3"], raw["year"].astype(int)]).sum().reset_index()


def _coauthorship_by_year(sources: Path) -> pd.DataFrame:
    """Articles and their kinds of co-authorship, from rows named by a path such as `World -> Canada -> Total articles`."""
    raw = _read(sources / NSF / "ai_articles_coauthorship_by_year.csv")
    path = raw["region_country_or_economy_full_path"].str.removeprefix("World -> ").str.split(" -> ")
    raw = raw.assign(economy=path.str[0].replace({"Total articles": "World"}), part=path.str[-1].map(LAST_PARTS))
    raw = _economies(raw[raw["part"].notna()], "economy", sources)
    years = [name for name in raw if name.startswith("field_")]
    long = raw.melt(["iso3", "part"], years, "year", "count").assign(
        year=lambda frame: frame["year"].str.removeprefix("field_").astype(int), count=lambda frame: whole(frame["count"]))
    table = long.pivot_table(index=["iso3", "year"], columns="part", values="count", aggfunc="sum")
    return table.astype("Int64").rename_axis(columns=None).reset_index()


def _most_cited(sources: Path) -> pd.DataFrame:
    raw = _read(sources / NSF / "cs_top1pct_cited_share.csv")
    raw = raw[(raw["cs_top1pct_cited_share_pct"] != "") & ~raw["economy"].isin(NO_SHARE)]
    raw = _economies(raw, "economy", sources)
    found = raw.assign(year=raw["year"].astype(int), cs_top1pct_share=raw["cs_top1pct_cited_share_pct"].astype(float))
    if found.duplicated(["iso3", "year"]).any():
        raise ValueError("two shares of most cited articles for one code and year")
    return found[["iso3", "year", "cs_top1pct_share"]]


def _patents(iso3: pd.Series, counts: pd.Series, **columns: object) -> pd.DataFrame:
    """Counts added up by code (two names of a source may have one) with the columns that are the same in all rows."""
    base = {"dimension": "total", "category_en": "All", "first_year": 2000, "last_year": 2022}
    frame = pd.DataFrame({"iso3": iso3, "patents": whole(counts), **base, **columns})
    return frame.groupby([name for name in frame if name != "patents"], as_index=False)["patents"].sum()


def _families(sources: Path) -> pd.DataFrame:
    raw = _economies(_read(sources / NSF / "ai_patents_by_economy_total_2000_2022.csv"), "economy", sources)
    return _patents(raw["iso3"], raw["granted_ai_patents_2000_2022"], series=FAMILIES)


def _families_by_category(sources: Path) -> pd.DataFrame:
    raw = _economies(_read(sources / NSF / "ai_patents_by_category_2000_2022.csv"), "economy", sources)
    return _patents(raw["iso3"], raw["granted_ai_patents_2000_2022"], series=FAMILIES,
                    dimension=raw["dimension"].map(DIMENSIONS), category_en=raw["category"])


def _semiconductors(sources: Path) -> pd.DataFrame:
    raw = _economies(_read(sources / NSF / "uspto_semiconductor_patents.csv"), "economy", sources)
    year = raw["year"].astype(int)
    return _patents(raw["iso3"], raw["uspto_semiconductor_patents_fractional"], series=SEMICONDUCTORS, first_year=year, last_year=year)

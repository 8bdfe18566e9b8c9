"""Members of forums: counts that the forums state, and a page for every row."""
import re

from statecraft import load
from statecraft.curate.memberships import FORUMS
from statecraft.periods import ends


def members(forum, status="member"):
    return set(load("memberships", forum=forum, status=status)["iso3"])


def test_forums_have_the_members_they_state():
    counts = {"g7": 7, "g20": 21, "brics": 10, "oecd": 38, "nato": 32, "eu": 27,
              "sco": 10, "asean": 11, "apec": 21, "ipef": 14, "quad": 4, "aukus": 3}
    assert {forum: len(members(forum)) for forum in counts} == counts
    assert set(load("memberships")["forum"]) == set(FORUMS)


def test_special_members_keep_their_status():
    assert members("g7", "participant") == {"EUU"} and members("g7", "former-member") == {"RUS"}
    assert members("eu", "former-member") == {"GBR"} and members("brics", "disputed") == {"SAU"}
    assert len(members("brics", "partner")) == 10 and members("us-defence-treaty", "suspended") == {"NZL"}
    assert {"TWN", "HKG"} <= members("apec") and "AFU" in members("g20") and "KOR" not in members("g7")


def test_every_row_cites_one_page_or_document():
    rows = load("memberships")
    assert not rows["source"].str.contains(" ; |github:|askvity", regex=True).any()
    assert rows["source"].map(lambda text: bool(re.match(r"https?://|OECD ", text))).all()


def test_dates_are_as_precise_as_their_page():
    rows = load("memberships").set_index(["forum", "iso3"])
    assert {key for key in rows.index[rows["start_date"].isna()]} == {("oecd", "LUX"), ("oecd", "NLD"), ("brics", "SAU")}
    assert rows.loc[("oecd", "KOR"), "start_date"] == "1996-12-12" and rows.loc[("asean", "TLS"), "start_date"] == "2025-10-26"
    assert rows.loc[("asean", "BRN"), "start_precision"] == "month", "pages differ by a day"
    ended = rows.dropna(subset=["end_date"])
    assert all(ends(row.end_date)[0] > ends(row.start_date)[1] for row in ended.itertuples()) and len(ended) == 3


def test_blocs_agree_with_the_forums_of_ai_governance():
    ours = load("memberships", status="member")
    theirs = load("forum_participation", status="member")
    for forum in ("nato", "quad", "aukus", "ipef", "brics"):
        assert set(ours.loc[ours["forum"] == forum, "iso3"]) == set(theirs.loc[theirs["forum_id"] == forum, "iso3"])

"""What the verdicts of all notebooks say together.

Every function takes frames and gives a frame. `joined` makes the base of most others: the
ledger with the results of the notebooks, one row a claim in reading order. A claim *stands*
when it is supported, with or without qualification; it is *decided* when its verdict is any
but not testable.
"""
from __future__ import annotations

from fractions import Fraction
from itertools import combinations

import numpy as np
import pandas as pd
from statsmodels.stats.proportion import proportion_confint

from .claims import UNDECIDED, VERDICTS, support, verdict

STANDS, DECIDED = VERDICTS[:2], VERDICTS[:4]
KINDS = {
    "date": "date", "eq": "number", "approx": "number", "lt": "number", "le": "number", "gt": "number", "ge": "number",
    "range": "number", "member": "list", "trend-up": "trend", "trend-down": "trend", "rank": "order", "order": "order",
    "qualitative": "statement",
}
ERRORS = ("date", "number", "list", "order", "trend", "statement", "definition", "unsettled", "overtaken")
RULES = ("rule", "main", "unweighted", "half", "three-quarters", "least", "most")
VERDICT_COLUMNS = ("claim", "verdict", "support", "main", "agree", "decided", "undecided", "definitions", "sources", "today", "support_today")
OBSERVATION_COLUMNS = ("claim", "definition", "source", "main", "decision", "then")
SIDES = ("first", "second", "third", "record")
OUTCOMES = ("resolved", "several", "none", "open", "untested")
TEXT_KINDS = {"policy essay": "정책 논고", "press report": "보도", "technology review": "기술 동향"}
WORDS = {
    "ko": {
        "date": "날짜", "number": "수치", "list": "목록", "trend": "추세", "order": "순위·순서", "statement": "서술",
        "wrong": "틀린 {}", "definition": "정의에 달림", "unsettled": "주 정의 미결정", "overtaken": "이후 뒤집힘",
        "rule": "원래 규칙 (2/3)", "main": "주 정의만", "unweighted": "정의마다 한 표", "half": "문턱 1/2",
        "three-quarters": "문턱 3/4", "least": "출처 하나 제외, 불리하게", "most": "출처 하나 제외, 유리하게",
        "resolved": "해소", "several": "양립", "none": "모두 실패", "open": "미해결", "untested": "미검증",
        "stands": "선다", "fails": "서지 않는다", "divided": "갈린다", "not-testable": "검증 불가", "record": "기록", "tested": "검증함", "not-built": "결과 없음", "not-written": "노트북 없음",
    },
    "en": {
        "date": "date", "number": "number", "list": "list", "trend": "trend", "order": "rank or order",
        "statement": "statement", "wrong": "wrong {}", "definition": "depends on definition",
        "unsettled": "main definition undecided", "overtaken": "overtaken since", "rule": "rule as published (2/3)",
        "main": "main definition only", "unweighted": "one vote a definition", "half": "threshold 1/2",
        "three-quarters": "threshold 3/4", "least": "one source left out, worst", "most": "one source left out, best",
        "resolved": "resolved", "several": "compatible", "none": "all failed", "open": "open",
        "untested": "not tested yet", "stands": "stands", "fails": "fails", "divided": "divided",
        "not-testable": "not testable", "record": "record", "tested": "tested", "not-built": "no result", "not-written": "no notebook",
    },
}


def joined(claims: pd.DataFrame, results: dict[str, dict]) -> pd.DataFrame:
    """The ledger with its verdicts, one row a claim in reading order, texts by date.

    `claims` is indexed by claim id, `results` maps a notebook to its `result.json`. Adds
    `claim`, `kind` (of what the text states) and the columns of `claims.judge`; `verdict` is
    None where no result of the claim's own notebook judges it.
    """
    line = claims["line"].str.extract(r"(\d+)", expand=False).astype(int)
    frame = claims.assign(claim=claims.index, kind=claims["comparator"].map(KINDS), line=line)
    frame["opens"] = frame.groupby(["text", "section"])["line"].transform("min")
    frame = frame.sort_values(["as_of", "text", "opens", "section", "line", "claim"], kind="stable").drop(columns="opens")
    judged = collected(results, "verdicts", VERDICT_COLUMNS)
    frame = frame.reset_index(drop=True).merge(judged, on=["claim", "notebook"], how="left", validate="one_to_one")
    return frame.assign(**{name: frame[name].astype(object).where(frame[name].notna(), None) for name in ("verdict", "today")})


def collected(results: dict[str, dict], what: str, columns: tuple[str, ...]) -> pd.DataFrame:
    """The `verdicts` or `observations` of all results as one frame, with the notebook they are from."""
    rows = [{**{column: row[column] for column in columns}, "notebook": notebook}
            for notebook, result in sorted(results.items()) for row in result[what]]
    return pd.DataFrame(rows, columns=[*columns, "notebook"])


def coverage(frame: pd.DataFrame, written: list[str]) -> pd.DataFrame:
    """By notebook of the ledger: claims `owned` and `tested`, and `state`.

    `state` is tested, not-built (the notebook is `written`, its result is not there) or not-written.
    """
    counts = frame.groupby("notebook").agg(owned=("claim", "size"), tested=("verdict", "count")).reset_index()
    states = [("tested" if row.tested else "not-built" if row.notebook in written else "not-written")
              for row in counts.itertuples()]
    return counts.assign(state=states)


def shares(frame: pd.DataFrame, by: str, groups: list[str], level: float = 0.9) -> pd.DataFrame:
    """Share of the decided claims that stand, by group, with Wilson's score interval.

    Columns `by`, stand, decided, share, low, high (shares from 0 to 1, missing where nothing
    is decided). Wilson (1927), as statsmodels computes it.
    """
    rows = frame[frame["verdict"].isin(DECIDED)]
    decided = rows.groupby(by).size().reindex(groups, fill_value=0)
    stand = rows[rows["verdict"].isin(STANDS)].groupby(by).size().reindex(groups, fill_value=0)
    known = decided.where(decided > 0)
    low, high = proportion_confint(stand.to_numpy(float), known.to_numpy(float), alpha=1 - level, method="wilson")
    return pd.DataFrame({by: groups, "stand": stand.to_numpy(), "decided": decided.to_numpy(),
                         "share": (stand / known).to_numpy(float), "low": low, "high": high})


def errors(frame: pd.DataFrame) -> pd.DataFrame:
    """The claims that do not stand, then or today, with the kind of `error`. The first rule that fits:

    1. overtaken: the claim stood at its time, and does not stand on today's data;
    2. unsettled: the main definition itself is undecided (mixed, yet the decided ones agree);
    3. definition: the decided definitions disagree with one another;
    4. date, number, list, order, trend, statement: every decided definition rejects what the
       text states, and this is what it states.

    Rests on counts alone: that a text credits the wrong source cannot be derived from them.
    """
    stood, stands = frame["verdict"].isin(STANDS), frame["today"].isin(STANDS)
    rows = frame[frame["verdict"].isin(DECIDED) & ~(stood & stands)]
    rules = [
        (rows["verdict"].isin(STANDS), "overtaken"),
        ((rows["verdict"] == "mixed") & rows["support"].isin([0.0, 1.0]), "unsettled"),
        (rows["agree"].between(1, rows["decided"] - 1), "definition"),
    ]
    kinds = np.select([rule.to_numpy(bool) for rule, _ in rules], [name for _, name in rules], rows["kind"].to_numpy(object))
    return rows.assign(error=kinds)


def latest(observations: pd.DataFrame) -> pd.DataFrame:
    """The observations that carry the verdicts: of each definition the latest up to the claim's time."""
    return observations[observations["then"].astype(bool)].drop_duplicates(["claim", "definition"], keep="last")


def under_rules(observations: pd.DataFrame) -> pd.DataFrame:
    """The verdict of every claim under each of RULES, recomputed from its decisions; one row a claim.

    rule: as published. main: the main definition alone. unweighted: every definition has one
    vote, whatever its source. half, three-quarters: thresholds 1/2 and 3/4 for 2/3. least,
    most: the least and the most favourable verdict when no source or any one is left out; the
    main definition always stays, as it carries the words of the text.
    """
    seen = latest(observations)
    rows = [{"claim": claim, **_under_rules(seen[seen["claim"] == claim])} for claim in observations["claim"].unique()]
    return pd.DataFrame(rows, columns=["claim", *RULES]).astype(object)


def _under_rules(rows: pd.DataFrame) -> dict[str, str]:
    outcomes = sorted(_one_source_left_out(rows), key=VERDICTS.index)
    return {
        "rule": ruled(rows), "main": ruled(rows[rows["main"].astype(bool)]),
        "unweighted": ruled(rows.assign(source=rows["definition"])),
        "half": ruled(rows, Fraction(1, 2)), "three-quarters": ruled(rows, Fraction(3, 4)),
        "least": outcomes[-1], "most": outcomes[0],
    }


def _one_source_left_out(rows: pd.DataFrame) -> list[str]:
    main = rows["main"].astype(bool)
    return [ruled(rows), *(ruled(rows[main | (rows["source"] != source)]) for source in rows["source"].unique())]


def ruled(rows: pd.DataFrame, threshold: Fraction = Fraction(2, 3)) -> str:
    """The verdict that one claim's observations give (see `claims.verdict`)."""
    main = rows.loc[rows["main"].astype(bool), "decision"]
    return verdict(main.iloc[0] if len(main) else UNDECIDED, support(rows), threshold)


def sides(pairs: pd.DataFrame, frame: pd.DataFrame) -> pd.DataFrame:
    """Every reading of a contradiction with its `status`; one row a contradiction and side.

    stands or fails: all its decided claims do; divided: some do, or one is mixed;
    not-testable; untested: a claim of it has no verdict yet. The side `record` is what the
    record would say: it stands where the claims of the text fail. Adds `claims`, `verdicts`
    (lists) and `texts` (ids).
    """
    rows = pairs.merge(frame[["claim", "text", "verdict"]], left_on="claim_id", right_on="claim", how="left")
    heads = ["contradiction", "side", "issue_ko", "issue_en", "reading_ko", "reading_en"]
    made = rows.groupby(heads, sort=False).agg(claims=("claim_id", list), verdicts=("verdict", list),
                                               texts=("text", lambda texts: sorted(set(texts)))).reset_index()
    made = made.sort_values(["contradiction", "side"], key=lambda c: c.map(SIDES.index) if c.name == "side" else c, ignore_index=True)
    opposite = {"stands": "fails", "fails": "stands"}
    status = [_status(verdicts) for verdicts in made["verdicts"]]
    return made.assign(status=[opposite.get(found, found) if side == "record" else found
                               for found, side in zip(status, made["side"])])


def _status(verdicts: list) -> str:
    if any(pd.isna(found) for found in verdicts):
        return "untested"
    decided = [found for found in verdicts if found in DECIDED]
    if not decided:
        return "not-testable"
    if all(found in STANDS for found in decided):
        return "stands"
    return "fails" if all(found == "contradicted" for found in decided) else "divided"


def settled(readings: pd.DataFrame) -> pd.DataFrame:
    """What becomes of each contradiction (`sides` -> one row a contradiction), settled ones first.

    resolved: one reading stands and all others fail (`winner` names its side); several: more
    than one stands; none: all fail; untested: a reading waits for its notebook; open: the rest.
    """
    rows = []
    for name, group in readings.groupby("contradiction"):
        found = list(group["status"])
        outcome = _outcome(found)
        winner = group["side"].iloc[found.index("stands")] if outcome == "resolved" else None
        rows.append({"contradiction": name, "outcome": outcome, "winner": winner})
    made = pd.DataFrame(rows, columns=["contradiction", "outcome", "winner"])
    return made.sort_values("outcome", key=lambda column: column.map(OUTCOMES.index), kind="stable").reset_index(drop=True)


def _outcome(found: list[str]) -> str:
    if "untested" in found:
        return "untested"
    if found.count("stands") > 1:
        return "several"
    if set(found) == {"fails"}:
        return "none"
    return "resolved" if set(found) == {"stands", "fails"} else "open"


def mosaic(frame: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Where tiles and labels of the mosaic go: two columns of whole texts, as even as can be.

    Returns (frame with `column`, `row`, `place` for each claim; labels with text, section,
    column, row). A text's own label has no section and stands above its sections; a row is
    left free between texts.
    """
    sections = frame.drop_duplicates(["text", "section"])[["text", "section"]]
    left = _left_column(sections.groupby("text", sort=False).size() + 2)
    labels = []
    for column in (0, 1):
        row = 0
        for text, group in sections.groupby("text", sort=False):
            if (text in left) == (column == 0):
                names = [None, *group["section"]]
                labels += [(text, name, column, row + number) for number, name in enumerate(names)]
                row += len(names) + 1
    labels = pd.DataFrame(labels, columns=["text", "section", "column", "row"])
    tiles = frame.assign(place=frame.groupby(["text", "section"]).cumcount())
    return tiles.merge(labels.dropna(subset=["section"]), on=["text", "section"], how="left"), labels


def _left_column(heights: pd.Series) -> set[str]:
    """The texts of the left column: the first text and those with which the columns are most even."""
    first, *others = heights.index
    choices = [{first, *more} for n in range(len(others) + 1) for more in combinations(others, n)]
    return min(choices, key=lambda chosen: max(heights[list(chosen)].sum(), heights.drop(list(chosen)).sum()))


def spans(ids: list[str]) -> str:
    """Claim ids in short: `kim-001–003, kim-007` for four ids that follow one another or not."""
    runs: list[list[str]] = []
    for claim in sorted(ids):
        if runs and _next(runs[-1][-1]) == claim:
            runs[-1].append(claim)
        else:
            runs.append([claim])
    return ", ".join(run[0] if len(run) == 1 else f"{run[0]}–{run[-1][-3:]}" for run in runs)


def _next(claim: str) -> str:
    return f"{claim[:-3]}{int(claim[-3:]) + 1:03d}"


def text_names(texts: pd.DataFrame, lang: str) -> dict[str, str]:
    """A short name of every text, by id: its author, else its kind, and the year."""
    kinds = TEXT_KINDS if lang == "ko" else {}
    return {row.text: f"{_author(row, lang) or kinds.get(row.kind, row.kind.capitalize())} {row.as_of[:4]}"
            for row in texts.itertuples()}


def _author(row: object, lang: str) -> str | None:
    name = row.author_ko if lang == "ko" else row.author_en
    return None if pd.isna(name) else name if lang == "ko" else name.split()[0]

"""The ledger of claims, the comparison of a claim with observations, and the verdict rule.

A claim has a *stated* half (what the text says) and a *test* half (how it is measured),
both in `data/claims.csv`; the definitions of the test are in `data/definitions.csv`. The
verdict is computed from the observations and never chosen; `docs/method.md` explains it.
"""
from __future__ import annotations

from fractions import Fraction

import numpy as np
import pandas as pd

from . import tables
from .errors import UsageError, nearest
from .periods import ends, truncated

AGREES, DISAGREES, UNDECIDED = "agrees", "disagrees", "undecided"
VERDICTS = ("supported", "supported-with-qualification", "mixed", "contradicted", "not-testable")
FRAME = ("claim", "definition", "source", "observed", "low", "high", "as_of", "complete")
INFINITY = float("inf")


def ledger(notebook: str | None = None) -> pd.DataFrame:
    """All claims, or those a notebook owns, indexed by claim id."""
    claims = tables.load("claims").set_index("claim_id")
    return claims if notebook is None else claims[claims["notebook"] == notebook]


def definitions(notebook: str | None = None) -> pd.DataFrame:
    """Every definition of the owned claims, with `main` (is it the main one of its claim)."""
    claims = ledger(notebook)
    rows = tables.load("definitions").rename(columns={"claim_id": "claim"})
    rows = rows[rows["claim"].isin(claims.index)].reset_index(drop=True)
    return rows.assign(main=rows["definition"] == rows["claim"].map(claims["main_definition"]))


def test_of(claim: pd.Series) -> dict:
    """What an observation is compared with: the stated half, overridden by the test half."""
    def pick(test: str, stated: str):
        return claim[test] if pd.notna(claim[test]) else claim[stated]

    windowed = pd.notna(claim["test_value"])
    return {
        "comparator": pick("test_comparator", "comparator"),
        "value": pick("test_value", "stated_value"),
        "high": claim["test_high"] if windowed else claim["stated_high"],
        "precision": claim["stated_precision"],
        "tolerance": claim["tolerance"],
        "members": split(claim["stated_members"]),
    }


def decide(test: dict, observed: object, low: object = None, high: object = None, complete: object = True) -> str:
    """Compare one observation with the test: agrees, disagrees or undecided.

    `observed` is a number (with an interval `low`–`high` in the same unit where known), an
    ISO date (`a/b` for an event of several days, `;` between several events), or a `;` list
    for order and member. `complete` says whether a list is complete. A missing observation
    is undecided. Raises UsageError for a comparator that has no rule.
    """
    if _missing(observed):
        return UNDECIDED
    comparator = test["comparator"]
    if comparator == "date":
        return _every(_decide_date(test, part) for part in split(observed))
    if comparator == "order":
        return _decide_order(split(observed))
    if comparator == "member":
        return _decide_member(test["members"], split(observed), complete)
    if comparator in ("trend-up", "trend-down") and (_missing(low) or _missing(high)):
        return UNDECIDED
    start = float(observed) if _missing(low) else float(low)
    end = float(observed) if _missing(high) else float(high)
    return _decide_number(region(test), start, end)


def region(test: dict) -> pd.Interval:
    """The numbers that agree with a claim, as an interval."""
    comparator = test["comparator"]
    if comparator in ("trend-up", "trend-down"):
        return pd.Interval(*((0.0, INFINITY) if comparator == "trend-up" else (-INFINITY, 0.0)), closed="neither")
    value = float(test["value"])
    if comparator == "eq":
        half = _unit(str(test["value"]), test["precision"]) / 2
        return pd.Interval(value - half, value + half, closed="left")
    if comparator == "approx":
        share = 0.1 if _missing(test["tolerance"]) else float(test["tolerance"])
        return pd.Interval(*sorted((value * (1 - share), value * (1 + share))), closed="both")
    if comparator == "rank":
        around = 1.0 if test["precision"] in ("vague", "rounded") else 0.0
        around = around if _missing(test["tolerance"]) else float(test["tolerance"])
        return pd.Interval(value - around, value + around, closed="both")
    if comparator == "range":
        return pd.Interval(value, float(test["high"]), closed="both")
    sides = {"lt": (-INFINITY, value, "neither"), "le": (-INFINITY, value, "right"),
             "gt": (value, INFINITY, "neither"), "ge": (value, INFINITY, "left")}
    if comparator not in sides:
        raise UsageError(f"no rule for the comparator '{comparator}'{nearest(comparator, [*sides, 'eq', 'approx'])}")
    left, right, closed = sides[comparator]
    return pd.Interval(left, right, closed=closed)


def support(decided: pd.DataFrame) -> Fraction | None:
    """Mean over sources of the mean over each source's decided definitions; None if none is."""
    rows = decided[decided["decision"] != UNDECIDED]
    if rows.empty:
        return None
    shares = [Fraction(int((group == AGREES).sum()), len(group)) for _, group in rows.groupby("source")["decision"]]
    return sum(shares) / len(shares)


def verdict(main: str, s: Fraction | None, threshold: Fraction = Fraction(2, 3)) -> str:
    """The verdict of a claim from its main definition's decision and its support.

    `threshold` is the support that a qualified claim needs; only the synthesis varies it.
    """
    if s is None:
        return "not-testable"
    if main == AGREES and s == 1:
        return "supported"
    if main == AGREES and s >= threshold:
        return "supported-with-qualification"
    if main == DISAGREES and s <= 1 - threshold:
        return "contradicted"
    return "mixed"


def judge(frame: pd.DataFrame, notebook: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Observations of a notebook's claims -> (one row a claim, one row an observation).

    `frame` has the columns claim, definition, source, observed, low, high, as_of and, for
    lists, complete; low, high and complete may be left out. `as_of` is the time the
    observation speaks about: the verdict takes, for each definition, the latest one not
    after the claim's own `as_of`; the column *today* takes the latest of all. Raises
    UsageError where claims or definitions are not those of the ledger.
    """
    rows = _complete_frame(frame)
    known = definitions(notebook)
    _same_definitions(rows, known, ledger())
    claims = ledger(notebook).loc[rows["claim"].unique()]
    tests = {claim: test_of(row) for claim, row in claims.iterrows()}
    rows = rows.merge(known[["claim", "definition", "source", "main", "text_ko", "text_en"]],
                      on=["claim", "definition"], suffixes=("_seen", "")).drop(columns="source_seen")
    rows["decision"] = [decide(tests[r.claim], r.observed, r.low, r.high, r.complete) for r in rows.itertuples()]
    limit = rows["claim"].map(claims["as_of"]).map(lambda day: ends(day)[1])
    rows["then"] = rows["as_of"].map(lambda day: ends(day)[0] if not _missing(day) else "") <= limit
    rows = rows.sort_values(["claim", "definition", "as_of"], kind="stable").reset_index(drop=True)
    verdicts = [_judged(claim, group) for claim, group in rows.groupby("claim", sort=False)]
    return pd.DataFrame(verdicts), rows


def _judged(claim: str, rows: pd.DataFrame) -> dict:
    then, today = _latest(rows[rows["then"]]), _latest(rows)
    all_definitions = rows["definition"].nunique()
    now, later = _ruled(then), _ruled(today)
    main = then.loc[then["main"], "decision"]
    agree, decided = int((then["decision"] == AGREES).sum()), int((then["decision"] != UNDECIDED).sum())
    return {
        "claim": claim, "verdict": now[0], "support": now[1], "main": main.iloc[0] if len(main) else UNDECIDED,
        "agree": agree, "decided": decided, "undecided": len(then) - decided,
        "definitions": all_definitions, "sources": int(then.loc[then["decision"] != UNDECIDED, "source"].nunique()),
        "today": later[0], "support_today": later[1],
    }


def _ruled(rows: pd.DataFrame) -> tuple[str, float | None]:
    main = rows.loc[rows["main"], "decision"]
    s = support(rows)
    return verdict(main.iloc[0] if len(main) else UNDECIDED, s), None if s is None else float(s)


def _latest(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.drop_duplicates(["definition"], keep="last")


def _complete_frame(frame: pd.DataFrame) -> pd.DataFrame:
    missing = {"claim", "definition", "source", "observed", "as_of"} - set(frame.columns)
    if missing:
        raise UsageError(f"a frame of verdicts needs the column '{sorted(missing)[0]}'")
    extra = {column: default for column, default in (("low", np.nan), ("high", np.nan), ("complete", True))
             if column not in frame}
    rows = frame.assign(**extra)[list(FRAME)].reset_index(drop=True)
    double = rows.duplicated(["claim", "definition", "as_of"])
    if double.any():
        row = rows[double].iloc[0]
        raise UsageError(f"claim '{row.claim}': definition '{row.definition}' is given twice for {row.as_of}")
    return rows


def _same_definitions(rows: pd.DataFrame, known: pd.DataFrame, claims: pd.DataFrame) -> None:
    for claim, group in rows.groupby("claim", sort=False):
        if claim not in claims.index:
            raise UsageError(f"no claim '{claim}'{nearest(claim, claims.index)}")
        expected = known[known["claim"] == claim].set_index("definition")["source"]
        if expected.empty:
            raise UsageError(f"claim '{claim}' belongs to notebook {claims.loc[claim, 'notebook']}")
        for definition, source in zip(group["definition"], group["source"]):
            if definition not in expected:
                raise UsageError(f"claim '{claim}' has no definition '{definition}'{nearest(definition, expected.index)}")
            if source != expected[definition]:
                raise UsageError(f"claim '{claim}', definition '{definition}': source '{source}', "
                                 f"but the ledger says '{expected[definition]}'")
        for definition in expected.index.difference(group["definition"]):
            raise UsageError(f"claim '{claim}' lacks an observation for its definition '{definition}'")


def split(text: object) -> list[str]:
    """A `;` list of the ledger as a list without blanks."""
    return [] if _missing(text) else [part.strip() for part in str(text).split(";") if part.strip()]


def _missing(value: object) -> bool:
    return value is None or value is pd.NA or (isinstance(value, float) and np.isnan(value)) or value == ""


def _unit(printed: str, precision: object) -> float:
    """Size of the last digit that a printed number claims (`rounded`: last non-zero digit)."""
    mantissa, _, exponent = printed.lower().replace(",", "").partition("e")
    scale = 10.0 ** int(exponent or 0)
    if "." in mantissa:
        return scale * 10.0 ** -len(mantissa.partition(".")[2])
    if precision != "rounded":
        return scale
    return scale * 10.0 ** (len(mantissa) - len(mantissa.rstrip("0"))) if mantissa.strip("-0") else scale


def _decide_number(agreeing: pd.Interval, low: float, high: float) -> str:
    if low in agreeing and high in agreeing:
        return AGREES
    if low == high or not agreeing.overlaps(pd.Interval(low, high, closed="both")):
        return DISAGREES
    return UNDECIDED


def _decide_date(test: dict, observed: str) -> str:
    days = observed.split("/")
    if _missing(test["high"]):
        length = min(len(str(test["value"])), len(days[0]))
        return AGREES if truncated(days[0], length) == truncated(str(test["value"]), length) else DISAGREES
    first, last = ends(str(test["value"]))[0], ends(str(test["high"]))[1]
    return _every(_inside(ends(day), first, last) for day in days)


def _inside(day: tuple[str, str], first: str, last: str) -> str:
    if first <= day[0] and day[1] <= last:
        return AGREES
    return DISAGREES if day[1] < first or day[0] > last else UNDECIDED


def _decide_order(values: list[str]) -> str:
    if len(values) < 2:
        return UNDECIDED
    numbers = pd.to_numeric(pd.Series(values), errors="coerce")
    keys = list(numbers) if numbers.notna().all() else [ends(value) for value in values]
    spans = [(key, key) if not isinstance(key, tuple) else key for key in keys]
    pairs = list(zip(spans, spans[1:]))
    if all(before[1] < after[0] for before, after in pairs):
        return AGREES
    return DISAGREES if any(before[0] >= after[1] for before, after in pairs) else UNDECIDED


def _decide_member(claimed: list[str], recorded: list[str], complete: object) -> str:
    known = {name.casefold() for name in recorded}
    if all(name.casefold() in known for name in claimed):
        return AGREES
    return DISAGREES if _true(complete) else UNDECIDED


def _true(value: object) -> bool:
    return not _missing(value) and bool(value)


def _every(decisions) -> str:
    found = set(decisions)
    if DISAGREES in found:
        return DISAGREES
    return UNDECIDED if UNDECIDED in found or not found else AGREES

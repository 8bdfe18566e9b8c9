"""Verdicts as people read them: an HTML table, one row a claim, its definitions unfolding."""
from __future__ import annotations

from html import escape

import pandas as pd

from . import style
from .claims import UNDECIDED

LABELS = {
    "ko": {
        "supported": "지지됨", "supported-with-qualification": "단서부 지지", "mixed": "엇갈림", "contradicted": "반박됨",
        "not-testable": "검증 불가", "agrees": "일치", "disagrees": "불일치", "undecided": "미결정",
        "claim": "주장", "stated": "글의 값", "observed": "관측값(주 정의)", "verdict": "판정", "robustness": "강건성",
        "today": "현재 자료", "definition": "정의", "source": "출처", "value": "관측값", "decision": "판단", "as_of": "기준 시점",
        "main": "주 정의", "definitions": "정의별 결과", "k_of_n": "정의 {n}개 중 {k}개, 출처 {m}개", "open": "미결정 {u}개", "main_open": "주 정의 미결정", "searched": "찾아본 표",
        "missing": "없는 변수", "part": "일부만 검증", "untested": "검증하지 못한 부분", "later": "이후 자료", "same": "그대로", "nothing-later": "이후 자료 없음",
    },
    "en": {
        "supported": "supported", "supported-with-qualification": "supported with qualification", "mixed": "mixed",
        "contradicted": "contradicted", "not-testable": "not testable", "agrees": "agrees", "disagrees": "disagrees",
        "undecided": "undecided", "claim": "Claim", "stated": "Stated", "observed": "Observed (main definition)",
        "verdict": "Verdict", "robustness": "Robustness", "today": "Today's data", "definition": "Definition",
        "source": "Source", "value": "Observed", "decision": "Decision", "as_of": "As of", "main": "main",
        "definitions": "Result by definition", "k_of_n": "{k} of {n} definition{more_n}, {m} source{more_m}", "open": "{u} undecided", "main_open": "main definition undecided",
        "searched": "tables searched", "missing": "missing variable", "part": "tested in part", "untested": "not tested", "later": "later data", "same": "unchanged",
        "nothing-later": "no later data",
    },
}


def verdict_table(judged: pd.DataFrame, observations: pd.DataFrame, ledger: pd.DataFrame, lang: str) -> str:
    """HTML table of verdicts. `judged` and `observations` as `claims.judge` returns them."""
    words = LABELS[lang]
    head = "".join(f'<th scope="col">{words[key]}</th>' for key in
                   ("claim", "stated", "observed", "verdict", "robustness", "today"))
    rows = "".join(_row(row, observations[observations["claim"] == row["claim"]], ledger.loc[row["claim"]], lang)
                   for _, row in judged.iterrows())
    return f'<table class="statecraft-verdicts" lang="{lang}"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'


def robustness(row: pd.Series, lang: str) -> str:
    """`k of n definitions, m sources; u undecided`; blank where there is one definition or none was decided."""
    if row["definitions"] == 1 or row["decided"] == 0:
        return ""
    n, m, words = row["decided"], row["sources"], LABELS[lang]
    counted = words["k_of_n"].format(k=row["agree"], n=n, m=m, more_n="s" * (n != 1), more_m="s" * (m != 1))
    return f"{counted}; {words['open'].format(u=row['undecided'])}" if row["undecided"] else counted


def today(row: pd.Series, later: bool, lang: str) -> str:
    """What the newest data say, beside the verdict: another verdict, the same one, or that nothing is newer.

    `later` says whether any observation speaks about a time after the text.
    """
    if row["today"] != row["verdict"]:
        return badge(row["today"], lang)
    return LABELS[lang]["same" if later else "nothing-later"]


def stated(claim: pd.Series) -> str:
    """What the text states, as printed: a value, a range, a list, or nothing for words."""
    value = claim["stated_value"]
    if pd.notna(value):
        return f"{value}–{claim['stated_high']}" if pd.notna(claim["stated_high"]) else str(value)
    return claim["stated_members"].replace(";", "; ") if pd.notna(claim["stated_members"]) else ""


def number(value: object, low: object = None, high: object = None) -> str:
    """An observation as text: numbers at three significant digits with their interval; `≥`, `≤` where one end is open."""
    if pd.isna(value) or value == "":
        return "–"
    shown = _figure(value)
    if pd.isna(low) or pd.isna(high) or low == high:
        return shown
    if "inf" in (str(high), str(low).lstrip("-")):
        return f"≥ {_figure(low)}" if str(high) == "inf" else f"≤ {_figure(high)}"
    return f"{shown} [{_figure(low)}, {_figure(high)}]"


def badge(verdict: str, lang: str) -> str:
    """The verdict's name on its colour."""
    dark = verdict in ("supported", "contradicted")
    return (f'<span class="verdict {verdict}" style="background:{style.VERDICT_COLOURS[verdict]};'
            f'color:{"#fff" if dark else "#111"};padding:.1em .5em;border-radius:.3em;white-space:nowrap">'
            f"{LABELS[lang][verdict]}</span>")


def marks(claim: pd.Series, row: pd.Series, lang: str) -> list[str]:
    """What to know beside a verdict: the main definition is undecided; the test leaves a part of the claim out (`missing`)."""
    open_main = row["verdict"] == "mixed" and row["main"] == UNDECIDED
    in_part = row["verdict"] != "not-testable" and pd.notna(claim[f"missing_{lang}"])
    return [LABELS[lang][key] for key, holds in (("main_open", open_main), ("part", in_part)) if holds]


def labelled(claim: pd.Series, row: pd.Series, lang: str) -> str:
    """The verdict with its marks, as HTML."""
    return " ".join([badge(row["verdict"], lang), *(f'<span class="mark">{mark}</span>' for mark in marks(claim, row, lang))])


def _row(row: pd.Series, seen: pd.DataFrame, claim: pd.Series, lang: str) -> str:
    main = seen[seen["main"] & seen["then"]].tail(1)
    shown = number(*main[["observed", "low", "high"]].iloc[0]) if len(main) else "–"
    words, later = LABELS[lang], not seen["then"].all()
    cells = {"stated": escape(stated(claim)), "observed": escape(shown), "verdict": labelled(claim, row, lang),
             "robustness": robustness(row, lang), "today": today(row, later, lang)}
    head = f'<th scope="row"><span id="{row["claim"]}">{row["claim"]}</span><br>{escape(claim[f"statement_{lang}"])}</th>'
    first = "".join(f'<td data-label="{words[key]}">{cell}</td>' for key, cell in cells.items())
    return (f'<tr>{head}{first}</tr><tr class="statecraft-definitions"><td colspan="{len(cells) + 1}">'
            f"{details(seen, claim, lang)}</td></tr>")


def details(seen: pd.DataFrame, claim: pd.Series, lang: str) -> str:
    """The definitions behind a verdict with what each observed, folded."""
    words = LABELS[lang]
    items = "".join(_item(row, lang) for _, row in seen.iterrows())
    absent = ""
    if pd.notna(claim["searched"]):
        absent = (f"<p>{words['searched']}: {escape(claim['searched'])}; "
                  f"{words['missing']}: {escape(claim[f'missing_{lang}'])}</p>")
    elif pd.notna(claim[f"missing_{lang}"]):
        absent = f"<p>{words['untested']}: {escape(claim[f'missing_{lang}'])}</p>"
    threshold = f"<p>{escape(claim[f'threshold_{lang}'])}</p>" if pd.notna(claim[f"threshold_{lang}"]) else ""
    return f"<details><summary>{words['definitions']}</summary>{threshold}<ul>{items}</ul>{absent}</details>"


def _item(row: pd.Series, lang: str) -> str:
    words = LABELS[lang]
    marks = [words["main"]] if row["main"] else []
    marks += [] if row["then"] else [words["later"]]
    note = f" ({', '.join(marks)})" if marks else ""
    when = f", {words['as_of']} {row['as_of']}" if pd.notna(row["as_of"]) else ""
    return (f"<li><b>{escape(row['definition'])}</b>{note}: {escape(row[f'text_{lang}'])} → "
            f"{escape(number(row['observed'], row['low'], row['high']))}, {words[row['decision']]} "
            f"[{escape(row['source'])}{when}]</li>")


def _figure(value: object) -> str:
    if isinstance(value, str):
        return value.replace(";", "; ")
    value = float(value)
    if abs(value) >= 1e12 or (value and abs(value) < 1e-3):
        return f"{value:.3g}"
    return f"{value:,.0f}" if value == int(value) or abs(value) >= 1000 else f"{value:.3g}"

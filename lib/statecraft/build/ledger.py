"""The ledger of a build: every claim with the verdict its notebook's default run gave it."""
from __future__ import annotations

import json
from pathlib import Path

import pandas as pd

from .. import paths
from ..cards import robustness
from ..claims import ledger
from ..errors import UsageError, nearest
from .runs import names


def results(lang: str = "ko") -> dict[str, dict]:
    """`result.json` of every default run in one language, by notebook."""
    files = sorted((paths.reports() / "results").glob(f"*/{lang}/result.json"))
    return {file.parts[-3]: json.loads(file.read_text(encoding="utf-8")) for file in files}


def verdicts(wanted: list[str] | None = None) -> list[dict]:
    """One dictionary a claim: claim_id, text, notebook, verdict, robustness, observed, reason, today.

    `verdict` is null while no notebook has tested the claim; `robustness` is the support s;
    `observed` maps each definition to the value it saw at the claim's time.
    """
    claims = ledger()
    found = {**results("en"), **results("ko")}  # verdicts are the same in both languages
    judged = {row["claim"]: (row, found[name]) for name in names() if name in found for row in found[name]["verdicts"]}
    listed = [entry(claim, row, judged.get(claim)) for claim, row in claims.iterrows()]
    if not wanted:
        return listed
    notebooks = sorted(claims["notebook"].unique())
    for name in wanted:
        if not any(name in (slug, slug[:2]) for slug in notebooks) and name not in claims.index:
            raise UsageError(f"no notebook or claim '{name}'{nearest(name, [*notebooks, *claims.index])}")
    return [row for row in listed if any(name in (row["notebook"], row["notebook"][:2], row["claim_id"]) for name in wanted)]


def entry(claim: str, row: pd.Series, found: tuple[dict, dict] | None) -> dict:
    base = {"claim_id": claim, "text": row["text"], "notebook": row["notebook"]}
    if found is None:
        return {**base, "verdict": None, "robustness": None, "observed": {}, "reason": "not tested yet", "today": None}
    judged, result = found
    seen = [o for o in result["observations"] if o["claim"] == claim and o["then"]]
    observed = {o["definition"]: o["observed"] for o in sorted(seen, key=lambda o: str(o["as_of"]))}
    return {**base, "verdict": judged["verdict"], "robustness": judged["support"], "observed": observed,
            "reason": reason(judged, seen, row), "today": judged["today"]}


def reason(judged: dict, seen: list[dict], claim: pd.Series) -> str:
    """Why the verdict is what it is, in one line."""
    if judged["verdict"] == "not-testable":
        return f"missing: {claim['missing_en']} (searched: {claim['searched']})"
    main = [o for o in seen if o["main"]]
    shown = f"main definition {main[-1]['definition']} {main[-1]['decision']} ({main[-1]['observed']})" if main else "no main"
    k_of_n = robustness(pd.Series(judged), "en")
    return f"{shown}; agree: {k_of_n}" if k_of_n else shown


def write(folder: Path) -> None:
    """`ledger.json` and `ledger.csv` for readers and programs."""
    rows = verdicts()
    text = json.dumps(rows, ensure_ascii=False, indent=1)
    (folder / "ledger.json").write_text(text + "\n", encoding="utf-8", newline="\n")
    frame = pd.DataFrame(rows)
    frame["observed"] = frame["observed"].map(lambda seen: json.dumps(seen, ensure_ascii=False))
    frame.to_csv(folder / "ledger.csv", index=False, encoding="utf-8", lineterminator="\n")

"""Does a build give what was recorded? Numbers and verdicts anywhere, bytes on the reference platform.

Every difference is told in words: which number moved from what to what, and which claim it moves.
"""
from __future__ import annotations

import json
import os
from math import isclose
from pathlib import Path

from ..errors import BuildError
from .expected import digests, numbers, outputs, present, recorded, reference
from .runs import LANGS, names


def check(path: Path, notebooks: list[str], langs: list[str]) -> int:
    """Compare default runs with the record at `path` and print every difference; 1 if there is one."""
    before, shown = recorded(path), os.path.relpath(path)
    found = differences(before, notebooks, langs)
    for line in found:
        print(f"DIFFERS {line}")
    if found:
        print(f"{len(found)} differences from {shown}; where they are meant, record them: statecraft build --record")
        return 1
    same = "to the byte" if reference() == before["reference"] else f"bytes not compared (recorded on {_platform(before)})"
    print(f"as recorded in {shown}: {len(notebooks)} notebooks, numbers within {before['tolerance']:g}, {same}")
    return 0


def record(path: Path) -> None:
    """Write what all default runs gave as what later builds must give; print what that changes.

    Raises BuildError where a run is missing or the two languages disagree.
    """
    content = present()
    for notebook, found in content["notebooks"].items():
        for lang in LANGS:
            other = numbers(notebook, lang)
            lines = number_changes(found, other, content["tolerance"]) if found and other else ["no result"]
            if lines:
                raise BuildError(f"not recorded: {notebook} [{lang}]: {lines[0]}")
    for line in differences(recorded(path), names(), list(LANGS)) if path.exists() else []:
        print(f"RENEWED {line}")
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8", newline="\n")
    print(f"recorded in {os.path.relpath(path)}: {len(content['notebooks'])} notebooks, bytes of {_platform(content)}")


def differences(before: dict, notebooks: list[str], langs: list[str]) -> list[str]:
    """All that differs between a record and the default runs named, in words; outputs only of a whole build."""
    whole = (notebooks, langs) == (names(), list(LANGS))
    said: dict[tuple[str, str], list[str]] = {}  # what holds for both languages is said once
    for notebook in sorted({*notebooks, *(before["notebooks"] if whole else [])}):
        for lang in langs:
            for line in _run_changes(before, notebook, lang):
                said.setdefault((notebook, line), []).append(lang)
    lines = [f"{notebook} [{', '.join(where)}]: {line}" for (notebook, line), where in said.items()]
    return lines + (byte_changes(before["outputs"], outputs()) if whole and reference() == before["reference"] else [])


def _run_changes(before: dict, notebook: str, lang: str) -> list[str]:
    old, new = before["notebooks"].get(notebook), numbers(notebook, lang)
    if old is None or new is None:
        return ["not in the record" if old is None else "no result"]
    lines = number_changes(old, new, before["tolerance"])
    if reference() == before["reference"]:
        lines += byte_changes(before["runs"][f"{notebook}/{lang}"], digests(notebook, lang))
    return lines


def number_changes(old: dict, new: dict, tolerance: float) -> list[str]:
    """What differs between the numbers of two runs of a notebook, in words."""
    pairs = {name: (old["headlines"].get(name), new["headlines"].get(name)) for name in _either(old["headlines"], new["headlines"])}
    lines = [f"headline '{name}': {_shown(was)} → {_shown(now)}"
             for name, (was, now) in pairs.items() if not _same(was, now, tolerance)]
    for claim in _either(old["claims"], new["claims"]):
        lines += _claim_changes(claim, old["claims"].get(claim), new["claims"].get(claim), tolerance)
    return lines


def _claim_changes(claim: str, old: dict | None, new: dict | None, tolerance: float) -> list[str]:
    if old is None or new is None:
        return [f"{claim}: new, {new['verdict']}" if new else f"{claim}: gone, was {old['verdict']}"]
    main = [] if old["main"] == new["main"] else [f"the main definition is '{new['main']}', not '{old['main']}'"]
    then = main + _definition_changes(old["definitions"], new["definitions"], tolerance)
    later = _definition_changes(old["later"], new["later"], tolerance)
    lines = []
    if old["verdict"] != new["verdict"]:
        lines.append(f"{claim}: {old['verdict']} → {new['verdict']} because {'; '.join(then) or 'the rule changed'}")
    elif then:
        lines.append(f"{claim}: {'; '.join(then)}; the verdict stays {new['verdict']}")
    if old["today"] != new["today"]:
        lines.append(f"{claim} today: {old['today']} → {new['today']} because {'; '.join(then + later) or 'the rule changed'}")
    elif later:
        lines.append(f"{claim} today: {'; '.join(later)}; the verdict stays {new['today']}")
    return lines


def _definition_changes(old: dict, new: dict, tolerance: float) -> list[str]:
    lines = []
    for name in _either(old, new):
        was, now = old.get(name), new.get(name)
        if was is None or now is None:
            lines.append(f"definition '{name}' is new and {now['decision']}" if now else f"definition '{name}' is gone")
        elif was["decision"] != now["decision"]:
            lines.append(f"definition '{name}' now {now['decision']} ({_seen(was)} → {_seen(now)})")
        elif not all(_same(was.get(key), now.get(key), tolerance) for key in ("observed", "low", "high")):
            lines.append(f"definition '{name}' sees {_seen(now)} instead of {_seen(was)}")
    return lines


def byte_changes(old: dict[str, str], new: dict[str, str]) -> list[str]:
    """One line that names the files whose digests differ; none when all agree."""
    changed = [name for name in _either(old, new) if old.get(name) != new.get(name)]
    more = f" and {len(changed) - 3} more" if len(changed) > 3 else ""
    return [f"other bytes: {', '.join(changed[:3])}{more}"] if changed else []


def _same(old: object, new: object, tolerance: float) -> bool:
    """Equal, numbers within the relative tolerance; so too in a list, or in a text with `;` between them."""
    if isinstance(old, str) and isinstance(new, str) and ";" in old:
        return _same([_number(part) for part in old.split(";")], [_number(part) for part in new.split(";")], tolerance)
    if isinstance(old, list) and isinstance(new, list):
        return len(old) == len(new) and all(_same(was, now, tolerance) for was, now in zip(old, new))
    if isinstance(old, (int, float)) and isinstance(new, (int, float)):
        return isclose(old, new, rel_tol=tolerance, abs_tol=1e-9)
    return old == new


def _number(text: str) -> float | str:
    try:
        return float(text)
    except ValueError:
        return text


def _either(old: dict, new: dict) -> list[str]:
    return [*old, *(name for name in new if name not in old)]


def _seen(row: dict) -> str:
    interval = f" [{row['low']}, {row['high']}]" if "low" in row and "high" in row else ""
    return f"{_shown(row.get('observed'))}{interval}"


def _shown(value: object) -> str:
    return "nothing" if value is None else str(value)


def _platform(content: dict) -> str:
    place = content["reference"]
    return f"{place['system']}, processor {place['processor'][:8]}, Python {place['python']}, lock {place['environment'][:8]}"

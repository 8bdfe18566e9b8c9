"""What the metadata of a table must say (the YAML beside a theme, or beside a table of the user's own)."""
from __future__ import annotations

from pathlib import Path

import yaml

from .errors import UsageError, nearest
from .tables import DTYPES, sha256

NEEDED = ("title", "description", "licence", "citation", "primaryKey", "fields")
KNOWN = (*NEEDED, "caveats", "sources", "compiled", "licence_url", "non_commercial", "foreignKeys", "checks", "as_of", "theme")
FIELD_NEEDED = ("name", "type", "ko", "en")
FIELD_KNOWN = (*FIELD_NEEDED, "unit", "constraints", "interval", "future")
CONSTRAINTS = ("required", "unique", "enum", "minimum", "maximum", "pattern")
SOURCE_NEEDED = ("name", "title", "publisher", "path", "version")
CHECK_KNOWN = ("sum", "by", "equals", "at_most", "tolerance")

THEMES = {
    "activity": ("AI 활동 지표", "Indicators of AI activity"),
    "adoption": ("AI 이용", "Use of AI"),
    "cited": ("인용한 수치", "Cited figures"),
    "collaboration": ("연구 협력", "Research collaboration"),
    "compute": ("연산 자원", "Compute"),
    "controls": ("수출 통제", "Export controls"),
    "countries": ("국가", "Countries"),
    "democracy": ("민주주의", "Democracy"),
    "economy": ("경제", "Economies"),
    "events": ("사건", "Events"),
    "forums": ("협의체와 선언", "Forums and declarations"),
    "governance": ("AI 거버넌스", "AI governance"),
    "knowledge": ("논문과 특허", "Papers and patents"),
    "ledger": ("주장의 원장", "Ledger of claims"),
    "memberships": ("국제기구 회원국", "Memberships"),
    "models": ("AI 모델", "AI models"),
    "money": ("투자와 기업", "Investment and companies"),
    "platforms": ("개발 플랫폼", "Development platforms"),
    "supply": ("반도체 공급망", "Chip supply chain"),
    "talent": ("인재", "Talent"),
    "trade": ("무역", "Trade"),
    "votes": ("유엔 표결과 이상점", "UN votes and ideal points"),
}


def theme_title(theme: str, lang: str) -> str:
    """The name of a theme in Korean or English; its own name where it has none here."""
    ko, en = THEMES.get(theme, (theme, theme))
    return ko if lang == "ko" else en


def read(path: Path) -> dict:
    """The metadata in a file. UsageError where it is not YAML or lacks something."""
    try:
        spec = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        raise UsageError(f"{path.name} is not valid YAML{f' at line {mark.line + 1}' if mark else ''}") from None
    if not isinstance(spec, dict):
        raise UsageError(f"{path.name} holds no metadata; expected keys such as {', '.join(NEEDED)}")
    check(path.stem, spec)
    return spec


def check(name: str, spec: dict) -> None:
    """UsageError that names the key, and the nearest one known, unless the metadata are complete."""
    where = f"metadata of table '{name}'"
    _keys(where, spec, NEEDED, KNOWN)
    for key in ("title", "description"):
        _keys(f"{where}, {key}", spec[key] if isinstance(spec[key], dict) else {}, ("ko", "en"), ("ko", "en"))
    for field in spec["fields"]:
        _field(f"{where}, field '{field.get('name', '?')}'", field)
    names = [field["name"] for field in spec["fields"]]
    for key in spec.get("checks", []):
        _keys(f"{where}, checks", key, ("sum",), CHECK_KNOWN)
    for source in spec.get("sources", []):
        if isinstance(source, dict):  # of a user's own table; a theme names folders
            _keys(f"{where}, sources", source, SOURCE_NEEDED, (*SOURCE_NEEDED, "licence", "attribution", "files"))
    named = [*spec["primaryKey"], *(name for field in spec["fields"] for name in field.get("interval", [])),
             *(name for key in spec.get("foreignKeys", []) for name in key["fields"]),
             *(name for key in spec.get("checks", []) for name in [key["sum"], *key.get("by", [])])]
    for name in named:
        if name not in names:
            raise UsageError(f"{where} names an unknown field '{name}'{nearest(name, names)}")


def resource(name: str, spec: dict, path: Path, rows: int, sources: list[dict]) -> dict:
    """The table's entry in datapackage.json. Raises UsageError for metadata that lack something."""
    check(name, spec)
    return {
        "name": name,
        "path": path.name,
        "title": spec["title"]["en"], "title_ko": spec["title"]["ko"],
        "description": spec["description"]["en"], "description_ko": spec["description"]["ko"],
        "format": "csv", "mediatype": "text/csv", "encoding": "utf-8",
        "rows": rows, "bytes": path.stat().st_size, "hash": f"sha256:{sha256(path)}",
        "licenses": [{"name": spec["licence"], **({"path": spec["licence_url"]} if "licence_url" in spec else {})}],
        "nonCommercial": bool(spec.get("non_commercial", False)),
        "citation": spec["citation"],
        "caveats": spec.get("caveats", {}).get("en", ""), "caveats_ko": spec.get("caveats", {}).get("ko", ""),
        "sources": sources,
        **{key: spec[key] for key in ("checks", "theme") if key in spec},
        "schema": {
            "fields": [_described(field) for field in spec["fields"]],
            "primaryKey": spec["primaryKey"],
            "foreignKeys": spec.get("foreignKeys", []),
            "missingValues": [""],
        },
    }


def text(entry: dict, as_of: str) -> str:
    """The metadata of a published table as YAML: where a newer edition of it begins."""
    fields = [{**{key: field[key] for key in ("name", "type", "unit", "constraints", "interval", "future") if key in field},
               "ko": field["title_ko"], "en": field["title"]} for field in entry["schema"]["fields"]]
    both = {key: {"ko": entry[f"{key}_ko"], "en": entry[key]} for key in ("title", "description", "caveats") if entry.get(key)}
    licence = entry["licenses"][0]
    spec = {**both, "as_of": as_of, "licence": licence["name"], **({"licence_url": licence["path"]} if "path" in licence else {}),
            **({"non_commercial": True} if entry["nonCommercial"] else {}), "citation": entry["citation"], "sources": entry["sources"],
            "primaryKey": entry["schema"]["primaryKey"], "foreignKeys": entry["schema"]["foreignKeys"],
            **({"checks": entry["checks"]} if "checks" in entry else {}), "fields": fields}
    return yaml.safe_dump(spec, allow_unicode=True, sort_keys=False, width=120)


def _described(field: dict) -> dict:
    return {
        "name": field["name"], "type": field["type"], "title_ko": field["ko"], "title": field["en"],
        **({"unit": field["unit"]} if field.get("unit") else {}),
        **{key: field[key] for key in ("constraints", "interval", "future") if field.get(key)},
    }


def _field(where: str, field: dict) -> None:
    _keys(where, field, FIELD_NEEDED, FIELD_KNOWN)
    _keys(where, field.get("constraints") or {}, (), CONSTRAINTS)
    if field["type"] not in DTYPES:
        raise UsageError(f"{where}: no type '{field['type']}'{nearest(field['type'], DTYPES)}")
    if field["type"] in ("integer", "number") and not field.get("unit"):
        raise UsageError(f"{where} holds numbers and has no unit")


def _keys(where: str, given: dict, needed: tuple[str, ...], known: tuple[str, ...]) -> None:
    for key in needed:
        if not given.get(key):
            raise UsageError(f"{where} lacks '{key}'")
    for key in given:
        if key not in known:
            raise UsageError(f"{where} has an unknown key '{key}'{nearest(key, known)}")

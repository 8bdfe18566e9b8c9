"""Parameters of a notebook: what its `parameters` cell declares, and whether values fit.

The cell is plain Python with annotated defaults and a comment per line:

    from statecraft.params import Country, Lang
    lang: Lang = "ko"          # 그림의 언어 · language of the figures
    focus: Country = "KOR"     # 초점 국가 · country in focus

A type is `int`, `float`, `str`, `bool`, `list[...]`, `Literal[...]` or `Annotated[str,
Choice(table, field)]`: one of the values of a table's field.
"""
from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import Annotated, Any, Literal, get_args, get_origin

from . import tables
from .errors import UsageError, nearest


@dataclass(frozen=True)
class Choice:
    """Values allowed for a parameter: those of a field of a table, rows filtered."""

    table: str
    field: str
    where: tuple[tuple[str, str], ...] = ()

    def values(self) -> list[str]:
        return sorted(tables.load(self.table, **dict(self.where))[self.field].dropna().unique())


Lang = Literal["ko", "en"]
Country = Annotated[str, Choice("countries", "iso3")]


@dataclass(frozen=True)
class Parameter:
    """One declared parameter: its type as declared, its default and the comment beside it."""

    name: str
    type: Any
    default: Any
    help: str


def declared(source: str) -> dict[str, Parameter]:
    """Parameters declared by the source of a `parameters` cell, in order."""
    namespace: dict[str, Any] = {}
    exec(compile(source, "<parameters>", "exec", dont_inherit=True), namespace)  # the project's own cell, imports only
    comments = {node.target.id: source.splitlines()[node.lineno - 1].partition("#")[2].strip()
                for node in ast.parse(source).body if isinstance(node, ast.AnnAssign)}
    types = namespace.get("__annotations__", {})
    return {name: Parameter(name, types[name], namespace[name], comments[name]) for name in comments}


def parsed(text: str, parameter: Parameter) -> Any:
    """A value given on the command line (`name=value`, lists with commas) as its type says."""
    origin, kind = get_origin(parameter.type), parameter.type
    if origin is list:
        item = get_args(parameter.type)[0]
        return [parsed(part.strip(), Parameter(parameter.name, item, None, "")) for part in text.split(",") if part.strip()]
    if kind is bool:
        return {"true": True, "false": False}.get(text.lower(), text)
    if kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            return text
    return text


def checked(values: dict[str, Any], parameters: dict[str, Parameter]) -> dict[str, Any]:
    """All parameters with the given values in place of defaults.

    Raises UsageError for an unknown name, a value of the wrong type or outside its choices.
    """
    for name in values:
        if name not in parameters:
            raise UsageError(f"no parameter '{name}'{nearest(name, parameters)}")
    chosen = {name: values.get(name, parameter.default) for name, parameter in parameters.items()}
    for name, value in chosen.items():
        _check(name, value, parameters[name].type)
    return chosen


def of_namespace(namespace: dict[str, Any]) -> dict[str, Any]:
    """The checked parameter values of a running notebook, from its annotated variables."""
    types = namespace.get("__annotations__", {})
    parameters = {name: Parameter(name, kind, namespace[name], "") for name, kind in types.items() if name in namespace}
    return checked({}, parameters)


def _check(name: str, value: Any, kind: Any) -> None:
    origin = get_origin(kind)
    if origin is list:
        if not isinstance(value, list) or not value:
            raise UsageError(f"parameter '{name}': {value!r} is not a list of one value or more")
        for item in value:
            _check(name, item, get_args(kind)[0])
    elif origin is Literal:
        if value not in get_args(kind):
            raise UsageError(f"parameter '{name}': {value!r} is not a valid choice{nearest(value, get_args(kind))}")
    elif not isinstance(value, _bare(kind)) or (isinstance(value, bool) and _bare(kind) is not bool):
        raise UsageError(f"parameter '{name}': {value!r} is not of type {_named(kind)}")
    for rule in getattr(kind, "__metadata__", ()):
        allowed = rule.values()
        if value not in allowed:
            raise UsageError(f"parameter '{name}': no {rule.field} '{value}' in table {rule.table}{nearest(value, allowed)}")


def _named(kind: Any) -> str:
    return getattr(get_args(kind)[0] if hasattr(kind, "__metadata__") else kind, "__name__", str(kind))


def _bare(kind: Any) -> Any:
    """What `isinstance` needs for a declared type (an int passes for a float)."""
    if hasattr(kind, "__metadata__"):
        return get_args(kind)[0]
    return (int, float) if kind is float else kind

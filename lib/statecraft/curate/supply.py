"""The supply chain of advanced chips: who provides which input, and which input goes into which (non-commercial)."""
from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from .models import number

FOLDER = "eto-chip-supply-chain"
KINDS = {"process": "process", "tool_resource": "tool", "material_resource": "material",
         "design_resource": "design", "ultimate_output": "output"}
STAGES = {"S1": "design", "S2": "fabrication", "S3": "packaging-and-testing"}
GROUPS = {"EUR": "Europe", "Various countries": "Various countries", "Various companies": "Various companies"}
SITES = ("S2", "S3")  # shares of capacity by place; every other share is by headquarters of the firm
MILLIONS = {"billion": 1000, "million": 1}


def chip_supply(sources: Path) -> pd.DataFrame:
    """Who provides an input, by country and by firm, with the share of the world market where the source has one."""
    raw = _read(sources, "provision")
    known = _read(sources, "providers").drop_duplicates("provider_id").set_index("provider_id")  # one row an alias
    providers = known.loc[raw["provider_id"]].reset_index()
    by_country = providers["provider_type"] == "country"
    place = providers["provider_name"].where(by_country, providers["country"])
    return pd.DataFrame({
        "input": raw["provided_id"], "breakdown": by_country.map({True: "country", False: "organization"}),
        "provider": providers["provider_name"].replace(GROUPS), "iso3": place.where(~place.isin(GROUPS), ""),
        "share_percent": number(raw["share_provided"]), "year": raw["year"].astype(int),
        "basis": raw["provided_id"].isin(SITES).map({True: "site", False: "headquarters"}),
    })


def chip_inputs(sources: Path) -> pd.DataFrame:
    """Stages and inputs of making an advanced logic chip: kind, stage and size of the market."""
    raw, stages = _read(sources, "inputs"), _read(sources, "stages")
    stages = stages.rename(columns={"stage_id": "input_id", "stage_name": "input_name"}).assign(type="stage", year="2022")
    every = pd.concat([raw, stages], ignore_index=True)
    size = pd.DataFrame([market_size(text) for text in every["market_share_chart_global_market_size_info"]])
    found = {**stages_of(raw, _read(sources, "sequence")), **{stage: {stage} for stage in STAGES}}
    year = size["year"].where(size["year"] != "", every["year"]).where(size["usd_million"].notna())
    return pd.DataFrame({
        "input": every["input_id"], "name": every["input_name"],
        "kind": every["type"].map({**KINDS, "stage": "stage"}),
        "stage": every["input_id"].map(lambda name: "; ".join(STAGES[stage] for stage in sorted(found[name]))),
        "market_usd_million": size["usd_million"], "market_scope": size["scope"],
        "market_year": pd.to_numeric(year).astype("Int64"),
    }).merge(_korean_names(), on="input", how="left", validate="1:1")


def chip_input_sequence(sources: Path) -> pd.DataFrame:
    """Which input goes into which, and which is a type of which."""
    raw = _read(sources, "sequence")
    into = raw["goes_into_id"] != ""
    return pd.DataFrame({
        "input": raw["input_id"], "relation": into.map({True: "goes-into", False: "is-type-of"}),
        "target": raw["goes_into_id"].where(into, raw["is_type_of_id"]),
    })


def market_size(text: str) -> dict[str, object]:
    """`$3.3 billion (all photoresists)` -> 3300 million, its scope and its year, as far as they are stated."""
    found = re.match(r"\$([\d.]+) (billion|million)", text)
    brackets = re.findall(r"\(([^)]*)\)", text)
    return {
        "usd_million": round(float(found[1]) * MILLIONS[found[2]], 1) if found else None,
        "year": next((part for part in brackets if part.isdigit()), ""),
        "scope": next((part for part in brackets if not part.isdigit()), ""),
    }


def stages_of(inputs: pd.DataFrame, sequence: pd.DataFrame) -> dict[str, set[str]]:
    """Stages of every input: those of the source, else those of what it goes into or is a type of."""
    known = {row.input_id: {row.stage_id} for row in inputs.itertuples() if row.stage_id}
    targets = sequence["goes_into_id"].where(sequence["goes_into_id"] != "", sequence["is_type_of_id"])
    edges = targets.groupby(sequence["input_id"]).agg(list).to_dict()

    def reach(name: str) -> set[str]:
        return known.get(name) or set().union(*(reach(target) for target in edges.get(name, [])))

    return {name: reach(name) for name in inputs["input_id"]}


def _read(sources: Path, name: str) -> pd.DataFrame:
    return pd.read_csv(sources / FOLDER / f"{name}.csv", dtype="object", keep_default_na=False, encoding="utf-8")


def _korean_names() -> pd.DataFrame:
    """Names of the inputs in Korean, translated by this project."""
    return pd.read_csv(Path(__file__).parent / "supply_names_ko.csv", dtype="object", keep_default_na=False)

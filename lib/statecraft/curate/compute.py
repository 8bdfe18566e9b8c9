"""Compute: AI chips, who owns them, and the clusters and data centres they stand in (Epoch AI)."""
from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from . import models
from .models import joined, number, one_line, unique_ids, whole

HARDWARE = "epoch-ml-hardware/ml_hardware.csv"
OWNERS = "epoch-ai-chip-owners"
CLUSTERS = "epoch-gpu-clusters/gpu_clusters.csv"
CENTERS = "epoch-frontier-data-centers"
CENTERS_EDITION = "2026-07-07"  # later dates of the timelines are plans

LABELS = {**models.COUNTRIES, "Brazil": "BRA", "Iceland": "ISL", "Indonesia": "IDN", "Philippines (the)": "PHL",
          "Slovenia": "SVN", "Thailand": "THA", "": None}
DESIGNERS = {  # Epoch AI's label: name here, country of the headquarters (assigned by this project)
    "NVIDIA": ("NVIDIA", "USA"), "Nvidia": ("NVIDIA", "USA"), "AMD": ("AMD", "USA"), "Intel": ("Intel", "USA"),
    "Google": ("Google", "USA"), "Amazon AWS": ("Amazon", "USA"), "Amazon": ("Amazon", "USA"), "Meta": ("Meta", "USA"),
    "Microsoft": ("Microsoft", "USA"), "Tesla": ("Tesla", "USA"), "": ("Groq", "USA"),  # GroqChip has no label
    "Huawei": ("Huawei", "CHN"), "Cambricon": ("Cambricon", "CHN"), "Kunlunxin Baidu": ("Kunlunxin (Baidu)", "CHN"),
    "MetaX": ("MetaX", "CHN"), "Iluvatar CoreX": ("Iluvatar CoreX", "CHN"), "Biren": ("Biren", "CHN"),
    "National University of Defense Technology": ("National University of Defense Technology", "CHN"),
    "Moore Threads (Tencent)": ("Moore Threads", "CHN"), "Sunway": ("Sunway", "CHN"), "Hygon": ("Hygon", "CHN"),
    "Alibaba": ("Alibaba", "CHN"), "PEZY": ("PEZY", "JPN"),
}
OWNER_COUNTRIES = {"Microsoft": "USA", "Meta": "USA", "Amazon": "USA", "Google": "USA", "Oracle": "USA",
                   "China": "CHN", "Other": ""}
FORMATS = {  # number format: column of the source, bits of an operand
    "fp64_tflops": ("FP64 (double precision) performance (FLOP/s)", 64),
    "fp32_tflops": ("FP32 (single precision) performance (FLOP/s)", 32),
    "tf32_tflops": ("TF32 (TensorFloat-32) performance (FLOP/s)", 19),
    "fp16_tflops": ("FP16 (half precision) performance (FLOP/s)", 16),
    "tensor_fp16_tflops": ("Tensor-FP16/BF16 performance (FLOP/s)", 16),
    "int16_tops": ("INT16 performance (OP/s)", 16),
    "fp8_tflops": ("FP8 performance (FLOP/s)", 8), "int8_tops": ("INT8 performance (OP/s)", 8),
    "fp4_tflops": ("FP4 performance (FLOP/s)", 4), "int4_tops": ("INT4 performance (OP/s)", 4),
}
OWNER_FILES = {  # file: basis
    "nvidia_owners_cumulative_totals": "cumulative", "nvidia_owners_cumulative_by_chip": "cumulative",
    "nvidia_owners_OTHER_cumulative_totals": "cumulative", "nvidia_owners_quarters": "quarter",
    "amd_owners_cumulative_totals": "cumulative", "tpu_owners_cumulative_totals": "cumulative",
    "trainium_owners_cumulative_totals": "cumulative",
}
SALES_FILES = ("nvidia_cumulative_totals", "nvidia_cumulative_by_chip", "amd_cumulative_totals",
               "tpu_cumulative_totals", "trainium_cumulative_totals")
SALES_COLUMNS = {  # the sales files' names of columns: as the owners' files write them
    "Number of units (median)": "Number of Units",
    **{f"Number of units ({end} percentile)": f"Number of Units ({end} percentile)" for end in ("5th", "95th")},
    **{f"Compute estimate in H100e ({end} percentile)": f"H100e ({end} percentile)" for end in ("5th", "95th")},
}
CONFIDENCE = ("speculative", "estimate", "likely", "confident")
BASES = {"Estimate": "estimate", "Esimate": "estimate", "Company disclosure": "disclosure",
         "Calculations": "calculation", "Meta #confident": ""}


def chips(sources: Path) -> pd.DataFrame:
    """AI accelerators, one row a chip: designer, performance by number format, memory, power, price, process."""
    raw = _read(sources / HARDWARE)
    designer = raw["Manufacturer"].map(DESIGNERS)
    performance = {name: scaled(raw[column], 1e12) for name, (column, _) in FORMATS.items()}
    tpp, basis = total_processing_performance(raw)
    area = number(raw["Die Size (mm^2)"])
    return pd.DataFrame({
        "chip": raw["Hardware name"], "designer": designer.str[0], "iso3": designer.str[1],
        "type": raw["Type"].replace("Other", ""),
        "released": raw["Release date"], "date_precision": raw["Release date"].map(precision), **performance,
        "memory_gb": scaled(raw["Memory (bytes)"], 1e9),
        "memory_bandwidth_gb_s": scaled(raw["Memory bandwidth (byte/s)"], 1e9),
        "intranode_bandwidth_gb_s": scaled(raw["Intranode bandwidth (byte/s)"], 1e9),
        "internode_bandwidth_gbit_s": scaled(raw["Internode bandwidth (bit/s)"], 1e9),
        "tdp_w": number(raw["TDP (W)"]), "price_usd": whole(raw["Release price (USD)"]),
        "foundry": raw["Foundry"].map(joined), "process_nm": number(raw["Process size (nm)"]), "die_mm2": area,
        "transistors_millions": whole(raw["Transistors (millions)"]),
        "tpp": tpp, "tpp_basis": basis, "performance_density": (tpp / area).round(3),
    })


def chip_owners(sources: Path) -> pd.DataFrame:
    """Estimated AI chips by designer, owner and chip type, cumulative and by quarter, with their 90% ranges."""
    frames = [_read(sources / OWNERS / f"{name}.csv").assign(basis=basis) for name, basis in OWNER_FILES.items()]
    raw = pd.concat(frames, ignore_index=True).fillna("")
    return pd.DataFrame({
        **_estimates(raw), "basis": raw["basis"],
        "owner": raw["Owner"], "iso3": [OWNER_COUNTRIES[owner] for owner in raw["Owner"]],
        **{f"power{end}_mw": (number(raw[f"Total TDP (W){label}"]) / 1e6).round(2)
           for end, label in (("", ""), ("_low", " (5th percentile)"), ("_high", " (95th percentile)"))},
    })


def chip_sales(sources: Path) -> pd.DataFrame:
    """Estimated AI chips sold (or built for own use) since the first quarter covered, by designer and chip type."""
    frames = [_read(sources / OWNERS / f"{name}.csv").rename(columns=SALES_COLUMNS) for name in SALES_FILES]
    raw = pd.concat(frames, ignore_index=True).fillna("")
    return pd.DataFrame({
        **_estimates(raw),
        **{f"power{end}_mw": number(raw[f"Power in MW {label}"])
           for end, label in (("", "(median)"), ("_low", "(5th percentile)"), ("_high", "(95th percentile)"))},
    })


def gpu_clusters(sources: Path) -> pd.DataFrame:
    """GPU clusters and AI supercomputers, one row a cluster or stage of one, and what a sum of stock may count."""
    raw = _read(sources / CLUSTERS)
    began, notes = raw["First Operational Date"], raw["First Operational Date Note"]
    return pd.DataFrame({
        "name": raw["Name"].str.strip('"'), "iso3": raw["Country"].map(country),
        "anonymised": _flag(raw["Name"] == "Anonymized Chinese System"),
        "status": raw["Status"].str.lower(), "certainty": raw["Certainty"].str.lower(),
        "single_cluster": raw["Single cluster?"].str.lower(), "owner": raw["Owner"].map(joined),
        "sector": raw["Sector"].str.lower().str.replace("/", "-"),
        "operational": began, "date_precision": [noted_precision(*pair) for pair in zip(began, notes)],
        **_sizes(raw), **_standing(raw),
    })


def data_centers(sources: Path) -> pd.DataFrame:
    """Large AI data centres: owner, users, and their state at the date of the edition."""
    raw = _read(sources / CENTERS / "data_centers.csv")
    done = data_center_timeline(sources).query("planned == 'false'").sort_values("date").groupby("data_center").last()
    owner, users, project = (raw[name].map(tagged) for name in ("Owner", "Users", "Project"))
    state = done.loc[raw["Name"], ["h100e", "it_power_mw", "power_mw", "capital_cost_usd_bn"]].reset_index(drop=True)
    return pd.concat([pd.DataFrame({
        "data_center": raw["Name"], "iso3": raw["Country"].map(country),
        "owner": owner.str[0], "owner_confidence": owner.str[1], "users": users.str[0], "users_confidence": users.str[1],
        "project": project.str[0], "chips": raw["Current chip types"].map(joined),
    }), state], axis=1)


def data_center_timeline(sources: Path) -> pd.DataFrame:
    """States of the data centres by date: buildings, power, compute and cost; dates after the edition are plans."""
    raw = _of_listed(_read(sources / CENTERS / "data_center_timelines.csv"), sources)
    cost = {name: number(raw[f"{label} (2025 USD billions)"]).round(3) for name, label in (
        ("capital_cost_usd_bn", "Total capital cost"), ("compute_cost_usd_bn", "Compute cost"),
        ("construction_cost_usd_bn", "Construction cost"), ("operating_cost_usd_bn", "Annual operating cost"))}
    return pd.DataFrame({
        "data_center": raw["Data center"], "date": raw["Date"], "planned": _flag(raw["Date"] > CENTERS_EDITION),
        "buildings": whole(raw["Buildings operational"]), "it_power_mw": number(raw["IT power (MW)"]).round(2),
        "power_mw": number(raw["Power (MW)"]).round(2), "h100e": whole(raw["H100 equivalents"]), **cost,
    })


def data_center_chips(sources: Path) -> pd.DataFrame:
    """Chips of the data centres by date and type; dates after the edition are plans."""
    raw = _of_listed(_read(sources / CENTERS / "data_center_chip_quantities.csv"), sources)
    owner, users = (raw[name].where(~raw[name].str.startswith("Assumed"), "").map(tagged) for name in ("Owner", "User"))
    return pd.DataFrame({
        "data_center": raw["Data center"], "date": raw["Date"], "planned": _flag(raw["Date"] > CENTERS_EDITION),
        "chip": raw["Chip type"], "chip_basis": raw["Chip type source"].map(BASES),
        "units": whole(raw["Number of Units"]), "units_basis": raw["Number of Units source"].map(BASES),
        "owner": owner.str[0], "owner_confidence": owner.str[1], "users": users.str[0], "users_confidence": users.str[1],
    })


def country(label: str) -> str | None:
    """ISO 3166-1 alpha-3 of Epoch AI's country label; None for none. Raises ValueError for an unknown label."""
    if label not in LABELS:
        raise ValueError(f"unknown country label '{label}'")
    return LABELS[label]


def scaled(text: pd.Series, unit: float) -> pd.Series:
    """Published figures in multiples of `unit`, six significant digits."""
    return models.significant(text).div(unit).map(lambda value: float(f"{value:.6g}"), na_action="ignore")


def total_processing_performance(raw: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """Total processing performance (TOPS x bits) and whether the source gives it or it follows from the formats."""
    given = scaled(raw["Total processing performance (bit-OP/s)"], 1e12)
    every = pd.DataFrame({name: scaled(raw[column], 1e12) * bits for name, (column, bits) in FORMATS.items()})
    value = given.fillna(every.max(axis=1)).round(1)
    basis = given.notna().map({True: "published", False: "derived"}).where(value.notna(), "")
    return value, basis


def precision(date: str) -> str:
    """The precision one may assume: 1 January may stand for a year, the first of a month for a month."""
    if not date:
        return ""
    return "year" if date.endswith("-01-01") else "month" if date.endswith("-01") else "day"


def noted_precision(date: str, note: str) -> str:
    """Precision of a cluster's date, from the source's note; without one the middle of a month stands for it."""
    if date and note.startswith("Q"):
        return "quarter"
    if date and re.fullmatch(r"\d{4}", note):
        return "year"
    if date and (not note or re.fullmatch(r"\d{4}-\d{2}", note)):
        return "month"
    return precision(date)


def replacement_dates(raw: pd.DataFrame, standard: pd.Series) -> pd.Series:
    """When the cluster that supersedes a row began, if the standard analysis counts that cluster; else empty."""
    began = raw.loc[standard].set_index("Name")["First Operational Date"]
    return raw["Superseded by"].map(lambda name: began.get(name, ""))


def tagged(text: str) -> tuple[str, str]:
    """`ByteDance #likely, Oracle #confident` -> (`ByteDance; Oracle`, `likely`): names and the weakest of their tags."""
    names, tags = [], []
    for part in filter(None, (part.strip() for part in text.split(","))):
        name, _, tag = part.partition("#")
        names.append(one_line(name))
        tags.append(tag)
    known = [tag for tag in tags if tag]
    return "; ".join(names), min(known, key=CONFIDENCE.index) if known else ""


def _read(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, dtype="object", keep_default_na=False, encoding="utf-8")


def _flag(values: pd.Series) -> pd.Series:
    return values.map({True: "true", False: "false"})


def _basis(value: pd.Series, reported: pd.Series) -> pd.Series:
    """Whether a figure is reported or the source's own calculation; empty without a figure."""
    return (reported != "").map({True: "reported", False: "calculated"}).where(value != "", "")


def _sizes(raw: pd.DataFrame) -> dict[str, pd.Series]:
    """Chips, compute, power and cost of the clusters."""
    power, cost = raw["Power Capacity (MW)"], raw["Hardware Cost"]
    return {
        "chip": raw["Chip type (primary)"], "chip_quantity": whole(raw["Chip quantity (primary)"]),
        "chip_2": raw["Chip type (secondary)"], "chip_2_quantity": whole(raw["Chip quantity (secondary)"]),
        "h100e": number(raw["H100 equivalents"]).round(1),
        "power_mw": number(power).round(3), "power_basis": _basis(power, raw["Reported Power Capacity (MW)"]),
        "cost_usd": whole(cost), "cost_basis": _basis(cost, raw["Reported Cost"]),
    }


def _standing(raw: pd.DataFrame) -> dict[str, pd.Series]:
    """Ids of the clusters, how they replace or repeat each other, and which of them a stock may count."""
    cluster = unique_ids(raw["Name"], raw[[]].assign(all=""), raw["First Operational Date"])
    ids = {name.strip('"'): value for name, value in zip(raw["Name"], cluster)}
    standard = raw["Include in Standard Analysis"] == "True"
    replaced = replacement_dates(raw, standard)
    repeated = raw["Possible Duplicate Of"].map(models.parts)
    return {
        "cluster": cluster, "builds_upon": raw["Builds Upon"].map(lambda name: ids.get(name, "")),
        "superseded_by": raw["Superseded by"].map(lambda name: ids[name] if name else ""), "superseded_on": replaced,
        "possible_duplicate": _flag(raw["Possible Duplicate"] == "True"),
        "duplicate_of": repeated.map(lambda names: "; ".join(ids[name] for name in names if name in ids)),
        "standard_analysis": _flag(standard), "in_stock": _flag(standard & (replaced == "")),
    }


def _of_listed(raw: pd.DataFrame, sources: Path) -> pd.DataFrame:
    """Rows of the data centres that the list describes; others have no country and partly no name."""
    listed = _read(sources / CENTERS / "data_centers.csv")["Name"]
    return raw[raw["Data center"].isin(listed)].reset_index(drop=True)


def _estimates(raw: pd.DataFrame) -> dict[str, pd.Series]:
    """The columns that estimates of owners and of sales share."""
    blank = pd.Series("", index=raw.index, dtype="object")
    return {
        "designer": raw["Chip manufacturer"].map(lambda name: DESIGNERS[name][0]),
        "chip": raw.get("Chip type", blank).replace({"": "all", "H100": "H100/H200"}),
        "start": _iso_date(raw["Start date"], "%m/%d/%Y"), "end": _iso_date(raw["End date"], "%m/%d/%Y"),
        "units": whole(raw["Number of Units"]),
        "units_low": whole(raw["Number of Units (5th percentile)"]), "units_high": whole(raw["Number of Units (95th percentile)"]),
        "h100e": whole(raw["Compute estimate in H100e (median)"]),
        "h100e_low": whole(raw["H100e (5th percentile)"]), "h100e_high": whole(raw["H100e (95th percentile)"]),
        "incomplete": _flag(raw["Notes"].str.contains("Incomplete")),
        "estimated_on": _iso_date(raw["Notes"].str.extract(r"generated on: ([\d-]+)")[0], "%m-%d-%Y"),
    }


def _iso_date(text: pd.Series, form: str) -> pd.Series:
    return pd.to_datetime(text, format=form).dt.strftime("%Y-%m-%d")

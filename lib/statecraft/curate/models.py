"""Tables of AI models: Epoch AI's lists and benchmarks, and the LMArena text leaderboard."""
from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from pathlib import Path

import pandas as pd

# Country labels of Epoch AI and LMArena's organizations; None: the label names no country.
COUNTRIES = {
    "Argentina": "ARG", "Armenia": "ARM", "Australia": "AUS", "Austria": "AUT", "Belgium": "BEL", "Bulgaria": "BGR",
    "Canada": "CAN", "China": "CHN", "Croatia": "HRV", "Czechia": "CZE", "Denmark": "DNK", "Finland": "FIN",
    "France": "FRA", "Germany": "DEU", "Greece": "GRC", "Hong Kong": "HKG", "Hungary": "HUN", "India": "IND",
    "Iran (Islamic Republic of)": "IRN", "Ireland": "IRL", "Israel": "ISR", "Italy": "ITA", "Japan": "JPN",
    "Korea (Republic of)": "KOR", "South Korea": "KOR", "Lebanon": "LBN", "Lithuania": "LTU", "Luxembourg": "LUX",
    "Macao": "MAC", "Malaysia": "MYS", "Mexico": "MEX", "Netherlands": "NLD", "New Zealand": "NZL", "Norway": "NOR",
    "Poland": "POL", "Portugal": "PRT", "Russia": "RUS", "Saudi Arabia": "SAU", "Singapore": "SGP", "Spain": "ESP",
    "Sweden": "SWE", "Switzerland": "CHE", "Taiwan": "TWN", "Ukraine": "UKR", "United Arab Emirates": "ARE",
    "United Kingdom": "GBR", "United Kingdom of Great Britain and Northern Ireland": "GBR",
    "United States": "USA", "United States of America": "USA", "Vietnam": "VNM",
    "Multinational": None, "International": None,
}

# Epoch AI renamed its labels in 2024; "Open source" and "Open access (…)" are the older names.
ACCESS = {
    "Open weights (unrestricted)": "open-weights", "Open access (unrestricted)": "open-weights",
    "Open source": "open-weights", "Fully open-source (depr.)": "open-weights",
    "Permissive license (depr.)": "open-weights",
    "Open weights (restricted use)": "restricted-weights", "Open access (restricted use)": "restricted-weights",
    "Open weights (non-commercial)": "restricted-weights", "Open access (non-commercial)": "restricted-weights",
    "API access": "api", "Hosted access (no API)": "hosted", "Unreleased": "unreleased", "": "unknown",
}

VINTAGES = "epoch-ai-models-vintages/epoch_ai_models_vintages.csv"
ALL = "epoch-ai-models-all-2025-04/all_ai_models.csv"
MODEL_KEY = ["list", "vintage", "model_id"]
DETAILED = {  # the three files with all their columns: list and vintage under which their models are known
    ("notable", "2026-07-19"): "epoch-ai-models-notable/notable_ai_models.csv",
    ("large_scale", "2026-01-20"): "epoch-ai-models-large-scale/large_scale_ai_models.csv",
    ("all", "2025-04"): ALL,
}

ECI = "epoch-capabilities-index"
OWN_SCORE = {"score": "mean_score", "stderr": "stderr"}
SCORES = {  # benchmark: file, unit, columns
    "gpqa-diamond": ("gpqa_diamond", "fraction", OWN_SCORE),
    "math-level-5": ("math_level_5", "fraction", OWN_SCORE),
    "otis-mock-aime": ("otis_mock_aime_2024_2025", "fraction", OWN_SCORE),
    "frontiermath": ("frontiermath", "fraction", OWN_SCORE),
    "frontiermath-tier-4": ("frontiermath_tier_4", "fraction", OWN_SCORE),
    "swe-bench-verified": ("swe_bench_verified", "fraction", OWN_SCORE),
    "simpleqa-verified": ("simpleqa_verified", "fraction", OWN_SCORE),
    "chess-puzzles": ("chess_puzzles", "fraction", OWN_SCORE),
    "mmlu": ("mmlu_external", "fraction", {"score": "EM", "shots": "Shots"}),
    "gsm8k": ("gsm8k_external", "fraction", {"score": "EM", "shots": "Shots"}),
    "hle": ("hle_external", "fraction", {"score": "Accuracy", "stderr": "Accuracy Standard Error"}),
    "arc-agi-2": ("arc_agi_2_external", "fraction", {"score": "Score"}),
    "livebench": ("live_bench_external", "fraction", {"score": "Global average", "edition": "LiveBench Version"}),
    "metr-time-horizon": ("metr_time_horizons_external", "minutes", {
        "score": "Time horizon", "low": "CI_low", "high": "CI_high", "edition": "METR version"}),
    "webdev-arena": ("webdev_arena_external", "points", {
        "score": "Arena Score", "low": "95% CI Low", "high": "95% CI High", "edition": "Last updated"}),
}
DIFFICULTY_NAMES = {  # names of the difficulty file that do not slug to the benchmark's name
    "OTIS Mock AIME 2024-2025": "otis-mock-aime", "FrontierMath-2025-02-28-Private": "frontiermath",
    "FrontierMath-Tier-4-2025-07-01-Private": "frontiermath-tier-4",
}
UNLISTED_NAMES = {"livebench": "LiveBench", "metr-time-horizon": "METR time horizon", "webdev-arena": "WebDev Arena"}

ARENA = "lmarena-text-leaderboard"
METHODS = {"online Elo": "online-elo", "Bradley-Terry": "bradley-terry"}
CATEGORIES = {"full": "full", "english": "english", "chinese": "chinese", "korean": "korean",
              "coding": "coding", "math": "math", "hard_6": "hard"}
LOGOS = ("01.AI", "Azure", "Cohere", "HuggingFace", "InternLM", "Minimax", "MoonshotAI", "Nvidia", "OpenChat", "RWKV",
         "Snowflake", "Stability", "Stepfun", "Tencent")
ORGANIZATIONS = {"AI2": "Ai2", "Allen AI": "Ai2", "Aliaba": "Alibaba", "DeepSeek AI": "DeepSeek", "NVIDIA": "Nvidia",
                 "Nexusflow": "NexusFlow", "Zhipu": "Zhipu AI", "Z.ai": "Zhipu AI", "Mai AI": "Microsoft AI"}
BASES = {"license": "licence", "assigned by this project": "assigned",
         "corrected by this project: weights not released": "corrected"}


def ai_models(sources: Path) -> pd.DataFrame:
    """Models of Epoch AI's lists, one row a model and dated vintage of a list."""
    raw = _epoch_lists(sources)
    return pd.DataFrame({
        **{name: raw[name] for name in MODEL_KEY},
        "model": raw["Model"].map(one_line),
        "organization": raw["Organization"].map(joined),
        "org_type": raw["Organization categorization"].map(joined_sorted),
        "multinational": raw["country"].str.contains("Multinational").map({True: "true", False: "false"}),
        "published": raw["Publication date"],
        "domain": raw["Domain"].map(joined),
        "task": raw["Task"].map(joined),
        "parameters": whole(raw["Parameters"]),
        "training_compute_flop": significant(raw["Training compute (FLOP)"]),
        "training_compute_low_flop": _bound(raw["Training compute lower bound"]),
        "training_compute_high_flop": _bound(raw["Training compute upper bound"]),
        "confidence": raw["Confidence"],
        "accessibility": raw["Model accessibility"],
        "access": access(raw["Model accessibility"]),
        "notability": raw["Notability criteria"].map(joined_sorted),
        "training_cost_usd_2023": whole(raw["Training compute cost (2023 USD)"]),
    })


def ai_model_countries(sources: Path) -> pd.DataFrame:
    """Countries of a model's organizations, one row a model and country."""
    raw = _epoch_lists(sources)
    return split_countries(raw[MODEL_KEY], raw["country"])


def ai_model_details(sources: Path) -> pd.DataFrame:
    """Training data, hardware and time, for the three files that publish them; models with at least one value."""
    keys = _epoch_lists(sources)
    frames = []
    for (which, vintage), file in DETAILED.items():
        raw = _named(_read(sources / file)).sort_values("Model", kind="stable", ignore_index=True)
        ids = keys[(keys["list"] == which) & (keys["vintage"] == vintage)].sort_values("Model", kind="stable")
        if list(ids["Model"]) != list(raw["Model"]):
            raise ValueError(f"the models of {file} are not those of the vintage {vintage}")
        frames.append(_details(raw).assign(list=which, vintage=vintage, model_id=ids["model_id"].to_numpy()))
    found = pd.concat(frames, ignore_index=True)
    facts = found.drop(columns=MODEL_KEY)
    return found[(facts.notna() & (facts != "")).any(axis=1)]


def capability_index(sources: Path) -> pd.DataFrame:
    """Epoch Capabilities Index and facts of every model version of the benchmarking hub."""
    raw = _read(sources / ECI / "epoch_capabilities_index.csv")
    return pd.DataFrame({
        "model_version": raw["Model version"],
        "model": raw["Model name"].map(one_line),
        "eci": number(raw["ECI Score"]).round(3),
        "released": raw["Release date"],
        "organization": raw["Organization"].map(joined),
        "iso3": raw["Country"].map(sole_country),
        "accessibility": raw["Model accessibility"],
        "access": access(raw["Model accessibility"]),
        "training_compute_flop": significant(raw["Training compute (FLOP)"]),
        "confidence": raw["Confidence"],
    })


def capability_index_countries(sources: Path) -> pd.DataFrame:
    """Countries of a model version's organizations, one row a model version and country."""
    raw = _read(sources / ECI / "epoch_capabilities_index.csv")
    return split_countries(raw[["Model version"]].rename(columns={"Model version": "model_version"}), raw["Country"])


def benchmarks(sources: Path) -> pd.DataFrame:
    """Benchmarks behind the index (difficulty, slope) and those with scores here, one row a benchmark."""
    raw = _read(sources / ECI / "eci_benchmark_difficulties_and_slopes.csv")
    listed = pd.DataFrame({
        "benchmark": [DIFFICULTY_NAMES.get(name, slug(name)) for name in raw["benchmark_name"]],
        "name": raw["benchmark_name"],
        "released": raw["benchmark_release_date"],
        "difficulty": number(raw["edi"]).round(3),
        "slope": significant(raw["estimated_slope_scaled"]),
        "anchor": raw["is_anchor"].str.lower(),
    })
    unlisted = pd.DataFrame({"benchmark": list(UNLISTED_NAMES), "name": list(UNLISTED_NAMES.values())})
    found = pd.concat([listed, unlisted], ignore_index=True)
    missing = set(SCORES) - set(found["benchmark"])
    if missing:
        raise ValueError(f"no difficulty for the benchmarks {sorted(missing)}")
    return found.assign(
        unit=found["benchmark"].map({name: unit for name, (_, unit, _) in SCORES.items()}),
        origin=found["benchmark"].map(
            {name: "collected" if file.endswith("_external") else "own" for name, (file, _, _) in SCORES.items()}),
    )


def benchmark_scores(sources: Path) -> pd.DataFrame:
    """Benchmark scores, one row an evaluation of a model version; rows that name no model version are left out."""
    frames = [
        _scores(_read(sources / ECI / f"{file}.csv"), columns).assign(benchmark=name, unit=unit)
        for name, (file, unit, columns) in SCORES.items()
    ]
    found = pd.concat(frames, ignore_index=True)
    percent = found["benchmark"] == "livebench"
    found.loc[percent, "score"] = (found.loc[percent, "score"] / 100).round(4)
    return found[found["model_version"] != ""]


def leaderboard(sources: Path) -> pd.DataFrame:
    """LMArena text ratings, one row a model in a dated snapshot of one edition, method and category."""
    folder = sources / ARENA
    found = pd.concat([_history(folder), _table(folder), _site(folder), _export(folder)], ignore_index=True)
    models = leaderboard_models(sources).set_index("model")
    found["model"] = found["model"].map(_clean_names(folder))
    found = found.join(models[["iso3", "open_weights"]], on="model").drop_duplicates()
    groups = found.groupby(["edition", "method"], sort=False)
    return pd.concat([group[~group["snapshot"].isin(republished(group))] for _, group in groups])


def leaderboard_models(sources: Path) -> pd.DataFrame:
    """Models of the leaderboard: organization, its country and open weights, with the basis of that flag."""
    folder = sources / ARENA
    raw = _read(folder / "model_organizations.csv")
    raw = raw.assign(clean=raw["model"].map(_clean_names(folder)))
    raw = raw.sort_values("clean", key=lambda clean: raw["model"] != clean, kind="stable")
    raw = raw.drop_duplicates("clean")  # of a glued name and the name itself, the latter
    country = _read(folder / "organization_country.csv").set_index("organization")["country"]
    return pd.DataFrame({
        "model": raw["clean"],
        "organization": raw["organization"].replace(ORGANIZATIONS),
        "iso3": [iso3(label) for label in country[raw["organization"]]],
        "licence": raw["license"].replace({"-": "", "Propretary": "Proprietary"}),
        "open_weights": raw["open_weights"].str.lower(),
        "open_weights_basis": raw["open_weights_basis"].map(BASES),
    })


def one_line(text: str) -> str:
    """Text without line breaks and doubled or outer blanks."""
    return " ".join(text.split())


def parts(text: str) -> list[str]:
    """Distinct members of a published list, in its order; a comma before a blank belongs to a name."""
    return list(dict.fromkeys(one_line(part) for part in re.split(r",(?! )", text) if part.strip()))


def joined(text: str) -> str:
    return "; ".join(parts(text))


def joined_sorted(text: str) -> str:
    return "; ".join(sorted(parts(text)))


def slug(name: str) -> str:
    """Lower-case id of a name: letters of any script, digits and dots, joined by hyphens."""
    plain = unicodedata.normalize("NFKC", name).casefold().replace("+", " plus ")
    return re.sub(r"[^\w.]+|_+", "-", plain).strip("-.")


def unique_ids(names: pd.Series, groups: pd.DataFrame, dates: pd.Series) -> pd.Series:
    """Slugs, those that repeat within a group numbered -2, -3 … by date; same index as `names`."""
    frame = groups.assign(slug=names.map(slug), date=dates)
    number_ = frame.sort_values("date", kind="stable").groupby([*groups.columns, "slug"]).cumcount() + 1
    suffix = number_.reindex(frame.index).map(lambda n: "" if n == 1 else f"-{n}")
    return frame["slug"] + suffix


def iso3(label: str) -> str | None:
    """ISO 3166-1 alpha-3 of a country label; None for no country. Raises ValueError for an unknown label."""
    if label not in COUNTRIES:
        raise ValueError(f"unknown country label '{label}'")
    return COUNTRIES[label]


def codes(text: str) -> list[str]:
    """Distinct countries of a published list, in its order."""
    labels = (part.strip() for part in text.split(","))
    return list(dict.fromkeys(code for code in (iso3(label) for label in labels if label) if code))


def sole_country(text: str) -> str:
    """The country of a list that names one; empty for none or several."""
    found = codes(text)
    return found[0] if len(found) == 1 else ""


def split_countries(keys: pd.DataFrame, lists: pd.Series) -> pd.DataFrame:
    """One row a key and country."""
    return keys.assign(iso3=lists.map(codes)).explode("iso3").dropna(subset="iso3")


def access(labels: pd.Series) -> pd.Series:
    """Epoch AI's accessibility labels in six classes. Raises ValueError for an unknown label."""
    unknown = set(labels) - set(ACCESS)
    if unknown:
        raise ValueError(f"unknown accessibility {sorted(unknown)}")
    return labels.map(ACCESS)


def number(text: pd.Series) -> pd.Series:
    return pd.to_numeric(text.where(text != "")).astype("float64")


def whole(text: pd.Series) -> pd.Series:
    return number(text).round().astype("Int64")


def significant(text: pd.Series, digits: int = 6) -> pd.Series:
    """Numbers at so many significant digits; the source writes 5e26 as 5.0000000000001e+26."""
    return number(text).map(lambda value: float(f"{value:.{digits}g}"), na_action="ignore")


def interval_ends(text: str) -> tuple[float, float]:
    """Steps up and down of a published interval `+3/-4` (also `=+3/-4`): (3, 4)."""
    up, down = re.fullmatch(r"=?\+(\d+)/-(\d+)", text).groups()
    return float(up), float(down)


def clean_name(name: str, known: Iterable[str]) -> str:
    """The name without the organization's logo text glued in front (`Azurephi-4`), if the rest is a known model."""
    for logo in LOGOS:
        if name.startswith(logo) and name[len(logo):] in known:
            return name[len(logo):]
    return name


def republished(ratings: pd.DataFrame) -> list[str]:
    """Snapshots that repeat every rating they share with the snapshot before: published again, not fitted again."""
    wide = ratings.pivot(index=["category", "model"], columns="snapshot", values="rating")
    dates = list(wide)
    return [date for before, date in zip(dates, dates[1:])
            if len(shared := wide[[before, date]].dropna()) and (shared[before] == shared[date]).all()]


def _read(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, dtype="object", keep_default_na=False, encoding="utf-8")


def _named(raw: pd.DataFrame) -> pd.DataFrame:
    """Rows that name a model; the list of April 2025 ends with three that name none."""
    return raw[raw["Model"].str.strip() != ""].reset_index(drop=True)


def _epoch_lists(sources: Path) -> pd.DataFrame:
    """All lists and vintages in the columns of the newest file, with `model_id` and `country`."""
    stacked = _read(sources / VINTAGES).rename(columns={"Country (of organization)": "country"})
    every = _named(_read(sources / ALL)).rename(columns={"Country (from Organization)": "country"})
    raw = pd.concat([stacked, every.assign(list="all", vintage="2025-04")], ignore_index=True).fillna("")
    return raw.assign(model_id=unique_ids(raw["Model"], raw[["list", "vintage"]], raw["Publication date"]))


def _bound(text: pd.Series) -> pd.Series:
    """Published bounds of training compute; the one below a million FLOP (5.423) is a slip of the source."""
    values = significant(text)
    return values.where(values >= 1e6)


def _largest(text: str) -> str:
    """The larger of several counts in one cell (three models of the newest notable list have two)."""
    return max(text.split(","), key=float) if "," in text else text


def _details(raw: pd.DataFrame) -> pd.DataFrame:
    size = next(name for name in raw if "Training dataset size" in name)
    blank = pd.Series("", index=raw.index, dtype="object")
    return pd.DataFrame({
        "training_data_points": significant(raw[size].map(_largest)),
        "training_hardware": raw["Training hardware"].map(joined),
        "hardware_quantity": whole(raw["Hardware quantity"]),
        "training_time_hours": significant(raw["Training time (hours)"]),
        "training_power_w": significant(raw.get("Training power draw (W)", blank)),
        "finetune_compute_flop": significant(raw["Finetune compute (FLOP)"]),
        "base_model": raw["Base model"].map(joined),
        "frontier": raw.get("Frontier model", blank).str.lower(),
    })


def _scores(raw: pd.DataFrame, columns: dict[str, str]) -> pd.DataFrame:
    """One benchmark file in the columns of the table."""
    blank = pd.Series("", index=raw.index, dtype="object")
    text = {name: raw[columns[name]] if name in columns else blank
            for name in ("score", "stderr", "low", "high", "shots", "edition")}
    found = pd.DataFrame({
        "model_version": raw["Model version"], "run": raw["id"],
        **{name: number(text[name]).round(6) for name in ("score", "stderr", "low", "high")},
        "shots": whole(text["shots"]), "edition": text["edition"],
        "released": raw["Release date"], "organization": raw["Organization"].map(joined),
        "iso3": raw["Country"].map(sole_country),
    })
    if "Score 95% CI" in raw:
        steps = raw.loc[raw["Score 95% CI"] != "", "Score 95% CI"].map(interval_ends)
        found.loc[steps.index, "low"] = found["score"] - steps.str[1]
        found.loc[steps.index, "high"] = found["score"] + steps.str[0]
    return found


def _clean_names(folder: Path) -> dict[str, str]:
    """Every model name of the leaderboard files -> the name in the table."""
    names = set(_read(folder / "model_organizations.csv")["model"])
    return {name: clean_name(name, names) for name in names}


def _ratings(raw: pd.DataFrame, edition: str, **columns: object) -> pd.DataFrame:
    base = {"edition": edition, "method": "bradley-terry", "category": "full", "rating": number(raw["rating"]).round(2),
            "low": float("nan"), "high": float("nan"), "votes": pd.array([pd.NA] * len(raw), dtype="Int64")}
    return pd.DataFrame({"snapshot": raw["snapshot_date"], "model": raw["model"], **base, **columns})


def _history(folder: Path) -> pd.DataFrame:
    raw = _read(folder / "arena_ratings_2023-05_2025-02.csv")
    return _ratings(raw, "history", method=raw["rating_method"].map(METHODS))


def _table(folder: Path) -> pd.DataFrame:
    raw = _read(folder / "arena_leaderboard_2024-06_2025-08.csv").rename(columns={"arena_score": "rating"})
    steps = raw["95_pct_ci"].map(interval_ends)
    rating = number(raw["rating"])
    return _ratings(raw, "table", low=rating - steps.str[1], high=rating + steps.str[0], votes=whole(raw["votes"]))


def _site(folder: Path) -> pd.DataFrame:
    raw = _read(folder / "arena_leaderboard_2025-05_2026-01.csv")
    return _ratings(raw, "site", votes=whole(raw["votes"]))


def _export(folder: Path) -> pd.DataFrame:
    raw = _read(folder / "arena_catalog_2025.csv")
    raw = raw[raw["category"].isin(CATEGORIES)]
    styled = {"True": "bradley-terry-style-control", "False": "bradley-terry"}
    return _ratings(
        raw, "export", method=raw["style_control"].map(styled), category=raw["category"].map(CATEGORIES),
        low=number(raw["rating_q025"]).round(2), high=number(raw["rating_q975"]).round(2))

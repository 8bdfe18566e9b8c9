"""Developers and open models: GitHub activity by economy, open-weight models, degrees of openness."""
from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from . import places
from .countries import _read
from .models import number

GITHUB = "github-innovation-graph"
PERIOD = ["iso3", "year", "quarter"]
COUNTS = ["developers", "organizations", "repositories", "git_pushes"]
LICENCE_QUARTER = "3"
# A topic concerns AI if one of these terms stands in it as whole words (between hyphens, plural allowed). Terms name AI
# alone: words that topics also use for something else (agent, robot, vision, gemini, learning, transformer) are left out.
TOPIC_GROUPS = {
    "tool": ("pytorch", r"tensorflow\d?", "keras", "scikit-learn", "sklearn", "jax", "cuda", "opencv", "langchain", "langgraph", "crewai",
             "huggingface", "ollama", "vllm", "faiss", r"yolov\d", "mlops", "llmops", "mxnet", "paddlepaddle", "rocm"),
    "model": ("llm", "language-model", r"gpt(-\d)?", "chatgpt", "openai", "anthropic", "claude", "gemini-(?:ai|api|pro)",
              r"llama\d?", "deepseek", "stable-diffusion", "diffusion-model", "generative-ai", "genai", "bert", "rag",
              "prompt-engineering", "mcp", "agentic"),
    "field": ("ai", "artificial-intelligence", "ml", "machine-learning", "machinelearning", "automl", "deep-learning", "deeplearning",
              "neural-network", "transfer-learning", "reinforcement-learning", "computer-vision", "nlp",
              "natural-language-processing", "speech-recognition"),
}

ATOM = "atom-tracked-open-models"
REGION_COUNTRIES = {"us": "USA", "china": "CHN"}
# Organizations of the regions "eu" and "other" whose country tables ai_model_countries and model_openness give.
ORGANIZATION_COUNTRIES = {
    "CohereLabs": "CAN", "LGAI-EXAONE": "KOR", "mistral-community": "FRA", "mistralai": "FRA", "swiss-ai": "CHE", "tiiuae": "ARE",
}
QUANTIZED = r"(?:^|[-_.])(?:fp[48]|(?:nv|mx)fp[48]|int[48]|[248]bits?|gptq|awq|gguf|w[48]a(?:8|16)|mlx|onnx|bnb)(?=$|[-_.])"
SUCCESSORS = {"THUDM": "zai-org", "mistral-community": "mistralai"}

OPENNESS = "european-open-source-ai-index"
TEMPLATE = "a_submission_template.yaml"  # an empty form beside the systems, counted as one by the source's record
ORIGINS = {"International": "international", "Undisclosed": "undisclosed", "": "not-stated"}
LICENCES = {"Apache 2.0": "Apache-2.0", "Modified MIT": "Modified MIT License", "unknown": "Unknown"}
CRITERIA = ["datasources_basemodel", "datasources_endmodel", "weights_basemodel", "weights_endmodel", "trainingcode", "code",
            "hardware_architecture", "preprint", "paper", "modelcard", "datasheet", "licenses"]


def economies(raw: pd.DataFrame, column: str, name: str, sources: Path) -> pd.DataFrame:
    """Rows of economies with their code in `name`; the EU, which is the sum of its members, is left out."""
    kept = raw[raw[column] != "EU"].reset_index(drop=True)
    return kept.assign(**{name: places.iso3(kept[column], sources)})


def developers(sources: Path) -> pd.DataFrame:
    """Accounts, organizations, public repositories and git pushes by economy and quarter."""
    found = None
    for name in COUNTS:
        one = _github(sources, name)[[*PERIOD, name]]
        found = one if found is None else found.merge(one, on=PERIOD, how="outer", validate="1:1")
    return found


def developer_topics(sources: Path) -> pd.DataFrame:
    """Developers who pushed to repositories with an AI topic, by topic, economy and quarter."""
    raw = _github(sources, "topics").rename(columns={"num_pushers": "pushers"})
    found = raw.assign(topic_group=raw["topic"].map({topic: topic_group(topic) for topic in set(raw["topic"])}))
    return found.loc[found["topic_group"].notna(), ["topic", "topic_group", *PERIOD, "pushers"]]


def developer_licenses(sources: Path) -> pd.DataFrame:
    """Developers who pushed to repositories under a licence, in the third quarter of each year."""
    raw = _github(sources, "licenses").rename(columns={"num_pushers": "pushers", "spdx_license": "license"})
    return raw.loc[raw["quarter"] == LICENCE_QUARTER, ["license", *PERIOD, "pushers"]]


def topic_group(topic: str) -> str | None:
    """Group of an AI topic (`tool`, `model`, `field`; the first that fits); None for any other topic."""
    for group, terms in TOPIC_GROUPS.items():
        if re.search(rf"(?:^|-)(?:{'|'.join(terms)})s?(?:$|-)", topic):
            return group
    return None


def open_models(sources: Path) -> pd.DataFrame:
    """Tracked open-weight models with the region of their organization, parameters and corrected release dates."""
    folder = sources / ATOM
    listed = pd.concat([_read(folder / "models.csv").assign(list="main"), _read(folder / "extra_models.csv").assign(list="extra")])
    sizes = _read(folder / "model_parameters.csv").rename(columns={"model_id": "modelId"})
    found = listed.merge(sizes, on="modelId", how="left", validate="1:1")
    regions = _read(folder / "organization_regions.csv").set_index("hf_org")["region"]
    corrections = pd.read_csv(folder / "release_date_corrections.csv", comment="#", dtype=str, keep_default_na=False)
    region = found["org"].map(regions)
    return pd.DataFrame({
        "model_id": found["modelId"], "organization": found["org"], "list": found["list"], "region": region,
        "iso3": found["org"].map(ORGANIZATION_COUNTRIES).fillna(region.map(REGION_COUNTRIES)),
        "total_parameters": number(found["total_params_b"].fillna("")), "active_parameters": number(found["active_params_b"].fillna("")),
        "released": found["modelId"].map(corrections.set_index("model_id")["actual_release_date"]),
        "quantized": _flag(found["model"].str.contains(QUANTIZED, case=False)), "repeated": _flag(_repeated(found)),
    })


def model_openness(sources: Path) -> pd.DataFrame:
    """Systems of the European Open Source AI Index and the grade of each on twelve criteria."""
    raw = _read(sources / OPENNESS / "osai_index.csv")
    raw = raw[raw["file"] != TEMPLATE].reset_index(drop=True)
    country = ~raw["national_origin"].isin(ORIGINS)
    return raw[["organization", "contributor_type", "performance_class", "base_model", "end_model", *CRITERIA]].assign(
        system=raw["name"], iso3=places.iso3(raw.loc[country, "national_origin"], sources),
        origin=raw["national_origin"].map(ORIGINS).fillna("country"), licence=raw["end_model_license"].replace(LICENCES),
        modality=raw["type"].str.replace(",", "; "), released=raw["release_date"], date_precision=raw["release_date"].map(lambda date: "month" if date else ""),
    ).rename(columns={"licenses": "licensing"})


def _github(sources: Path, name: str) -> pd.DataFrame:
    return economies(_read(sources / GITHUB / f"{name}.csv"), "iso2_code", "iso3", sources)


def _repeated(found: pd.DataFrame) -> pd.Series:
    """Models that also stand under the namespace which replaced theirs."""
    successor = found["org"].map(SUCCESSORS)
    return (successor + "/" + found["model"]).isin(set(found["modelId"]))


def _flag(values: pd.Series) -> pd.Series:
    return values.map({True: "true", False: "false"})

"""The contract of every notebook, read from the stored file."""
import re

import pytest

from statecraft import claims
from statecraft.build import runs

NAMES = runs.names()
NUMBER = re.compile(r"\d")


def cells(name, kind):
    return [cell for cell in runs.read(name).cells if cell.cell_type == kind]


def tags(cell):
    return cell.metadata.get("tags", [])


def test_the_exemplars_are_here():
    assert {"01-chronology", "02-model-race", "16-military-ai", "20-synthesis"} <= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_stored_without_outputs_on_the_plain_kernel(name):
    notebook = runs.read(name)
    assert notebook.metadata.kernelspec.name == "python3"
    for cell in cells(name, "code"):
        assert cell.outputs == [] and cell.execution_count is None, cell.id


@pytest.mark.parametrize("name", NAMES)
def test_cells_are_short_and_in_order(name):
    code = cells(name, "code")
    assert max(len(cell.source.splitlines()) for cell in code) <= 25
    assert tags(code[0]) == ["parameters"] and tags(code[1]) == ["setup"]
    assert code[-1].source.rstrip().endswith("report.finish()")
    assert len({cell.id for cell in runs.read(name).cells}) == len(runs.read(name).cells)


@pytest.mark.parametrize("name", NAMES)
def test_prose_stands_in_both_languages_korean_first(name):
    order = [tags(cell)[0] for cell in cells(name, "markdown")]
    assert set(order) == {"ko", "en"} and order[::2] == ["ko"] * (len(order) // 2) and order[1::2] == ["en"] * (len(order) // 2)
    for cell in cells(name, "markdown"):
        assert bool(re.search("[가-힣]", cell.source)) == (tags(cell)[0] == "ko") or "en" in tags(cell), cell.id


@pytest.mark.parametrize("name", NAMES)
def test_parameters_are_declared_with_types_and_comments(name):
    declared = runs.parameters(name)
    assert declared["lang"].default == "ko"
    assert all(parameter.help for parameter in declared.values())
    assert runs.values(name, []) == {}


@pytest.mark.parametrize("name", NAMES)
def test_every_owned_claim_has_definitions(name):
    owned = set(claims.ledger(name).index)
    assert owned == set(claims.definitions(name)["claim"])


@pytest.mark.parametrize("name", NAMES)
def test_one_frame_rather_than_seventy_calls(name):
    source = "\n".join(cell.source for cell in cells(name, "code"))
    assert source.count("report.verdict(") <= 3

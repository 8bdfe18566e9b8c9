import json

import pandas as pd
import pytest

from statecraft import report as report_module, style
from statecraft.errors import UsageError
from statecraft.report import Report, start

CLAIM = {"claim_id": "x-001", "text": "x-2024", "notebook": "02-b", "main_definition": "early", "comparator": "eq",
         "stated_value": "40", "as_of": "2025-05-27", "statement_ko": "주장", "statement_en": "claim", "searched": None}
EMPTY = ("stated_high", "stated_members", "test_comparator", "test_value", "test_high", "tolerance", "stated_precision",
         "threshold_ko", "threshold_en", "missing_ko", "missing_en")


@pytest.fixture
def run(tmp_path, monkeypatch, add_table):
    """A report of a build, with a ledger of one claim."""
    columns = {**CLAIM, **dict.fromkeys(EMPTY)}
    add_table("claims", pd.DataFrame([columns]).to_csv(index=False), [{"name": c, "type": "string"} for c in columns], ["claim_id"])
    add_table("definitions", "claim_id,definition,source,record,text_ko,text_en\nx-001,early,epoch,,이른 판,early edition\n",
              [{"name": c, "type": "string"} for c in ("claim_id", "definition", "source", "record", "text_ko", "text_en")],
              ["claim_id", "definition"])
    style.theme()
    monkeypatch.setenv("STATECRAFT_RUN", str(tmp_path / "run"))
    shown = []
    monkeypatch.setattr(report_module, "display", lambda *things, **_: shown.extend(things))
    made = Report("02-b", {"lang": "ko"})
    made.shown = shown
    return made


def seen(observed=40, definition="early"):
    return pd.DataFrame([{"claim": "x-001", "definition": definition, "source": "epoch", "observed": observed, "as_of": "2025-02"}])


def draw(run, claims=("x-001",)):
    fig, ax = run.canvas()
    ax.plot([0, 1], [0, 1])
    run.figure(fig, "line", data=pd.DataFrame({"x": [0, 1], "y": [0.1 + 0.2, 1]}), tables=["definitions"],
               title=("선이 오른다", "The line rises"), caption=("설명", "caption"), alt=("선", "a line"), claims=claims)


def test_a_headline_may_say_what_it_is_and_its_unit(run):
    run.headline("lag", 3, label=("시차", "lag"), unit=("일", "days"))
    run.headline("count", 4)
    run.verdicts(seen())
    run.finish()
    result = json.loads((run.folder / "result.json").read_text())
    assert result["headline_labels"] == {"lag": {"label": "시차", "unit": "일"}, "count": {"label": "count", "unit": ""}}


def test_a_figure_names_the_claims_it_bears_on_and_they_must_exist(run):
    draw(run)
    run.verdicts(seen())
    run.finish()
    assert json.loads((run.folder / "result.json").read_text())["figures"][0]["claims"] == ["x-001"]
    with pytest.raises(UsageError, match="figure 'line': no claim 'x-01'; did you mean 'x-001'"):
        draw(run, claims=("x-01",))


def test_a_run_writes_figures_data_and_result(run):
    draw(run)
    run.verdicts(seen())
    run.headline("gap", 1.23456789012345)
    run.finish()
    files = sorted(path.name for path in (run.folder / "figures").iterdir())
    assert files == ["line.csv", "line.pdf", "line.png", "line.svg"]
    assert (run.folder / "figures" / "line.csv").read_text() == "x,y\n0,0.3\n1,1.0\n"
    result = json.loads((run.folder / "result.json").read_text())
    assert result["verdicts"][0]["verdict"] == "supported" and result["headlines"] == {"gap": 1.23456789}
    assert result["figures"][0]["title"] == "선이 오른다" and result["figures"][0]["problems"] == []
    assert set(result["tables"]) >= {"claims", "definitions"} and result["modified"] == []


def test_figures_have_the_same_bytes_twice(run):
    draw(run)
    first = {path.name: path.read_bytes() for path in (run.folder / "figures").iterdir()}
    draw(run)
    assert first == {path.name: path.read_bytes() for path in (run.folder / "figures").iterdir()}


def test_a_verdict_follows_the_observation(run):
    assert run.verdicts(seen(57))["verdict"].tolist() == ["contradicted"]


def test_a_claim_is_checked_once_and_never_forgotten(run):
    with pytest.raises(UsageError, match="claim 'x-001' of notebook 02-b was never checked"):
        run.finish()
    run.verdict("x-001", "early", "epoch", 40, as_of="2025-02")
    with pytest.raises(UsageError, match="claim 'x-001' is checked twice"):
        run.verdicts(seen())
    assert not (run.folder / "result.json").exists()


def test_a_report_speaks_one_language_and_the_lab_both(run):
    run.say("가", "a")
    run.in_lab = True
    run.say("나", "b")
    assert [thing.data for thing in run.shown] == ["가", "나", "b"]


def test_start_checks_the_parameters_of_the_notebook(run):
    from statecraft.params import Lang

    with pytest.raises(UsageError, match="parameter 'lang': 'jp' is not a valid choice"):
        start("02-b", {"__annotations__": {"lang": Lang}, "lang": "jp"})
    assert start("02-b", {"__annotations__": {"lang": Lang}, "lang": "en"}).t("가", "a") == "a"

"""Nothing that a notebook or the library it uses calls is left to chance or to the clock: read from the source."""
import ast

import pytest

from statecraft.build import modules, runs

SEEDED = {  # calls that draw random numbers, and the arguments of which one makes them repeatable
    "sample": {"random_state"}, "rvs": {"random_state"}, "bootstrap": {"rng", "random_state"}, "permutation_test": {"rng", "random_state"},
    "monte_carlo_test": {"rng", "random_state"}, "KMeans": {"random_state"}, "spring_layout": {"seed"}, "random_layout": {"seed"},
    "louvain_communities": {"seed"}, "asyn_lpa_communities": {"seed"}, "configuration_model": {"seed"}, "double_edge_swap": {"seed"},
    "gnm_random_graph": {"seed"}, "gnp_random_graph": {"seed"}, "erdos_renyi_graph": {"seed"},
}
INTERVALS = {"lineplot": "errorbar", "barplot": "errorbar", "pointplot": "errorbar", "regplot": "ci"}  # bootstrapped unless told otherwise
WHOLE_FIGURE = {"catplot", "relplot", "lmplot", "jointplot", "pairplot"}  # they also bypass report.canvas
CLOCK = {"now", "utcnow", "today", "time", "uuid1", "uuid4", "urandom"}


def chances(source: str) -> list[str]:
    """Calls whose result may differ from run to run, as `line: what`."""
    calls = [node for node in ast.walk(modules.tree(source)) if isinstance(node, ast.Call)]
    return [f"{call.lineno}: {ast.unparse(call.func)}" for call in calls if chance(call)]


def chance(call: ast.Call) -> bool:
    whole, name = ast.unparse(call.func), ast.unparse(call.func).rpartition(".")[2]
    given = {keyword.arg: keyword.value for keyword in call.keywords}
    if whole.rpartition(".")[0] in ("np.random", "numpy.random", "random") or name == "default_rng":
        return name not in ("default_rng", "SeedSequence", "Generator", "PCG64", "Random") or not (call.args or given)
    if name in SEEDED:
        return not SEEDED[name] & set(given)
    if name in INTERVALS:
        return "seed" not in given and bootstrapped(given.get(INTERVALS[name], ast.Constant("ci")))
    if name == "stripplot":
        return "jitter" not in given or ast.literal_eval(given["jitter"]) not in (False, 0)
    return name in WHOLE_FIGURE or (name in CLOCK and "." in whole and not call.args)


def bootstrapped(errorbar: ast.expr) -> bool:
    """Is the interval that seaborn is told to draw found by resampling? Spreads (sd, se, pi) are not."""
    kind = errorbar.elts[0] if isinstance(errorbar, ast.Tuple) else errorbar
    return not (isinstance(kind, ast.Constant) and kind.value in (None, "sd", "se", "pi"))


@pytest.mark.parametrize("name", runs.names())
def test_no_cell_is_left_to_chance(name):
    cells = [cell for cell in runs.read(name).cells if cell.cell_type == "code"]
    assert {cell.id: chances(cell.source) for cell in cells if chances(cell.source)} == {}


def test_no_module_that_notebooks_use_is_left_to_chance():
    code = [cell.source for name in runs.names() for cell in runs.read(name).cells if cell.cell_type == "code"]
    found = {name: chances(modules.path(name).read_text(encoding="utf-8")) for name in modules.used(code)}
    assert len(found) > 8 and {name: calls for name, calls in found.items() if calls} == {}


@pytest.mark.parametrize("source", [
    "np.random.rand(3)", "np.random.seed(1)", "rng = np.random.default_rng()", "random.shuffle(x)", "frame.sample(5)",
    "stats.norm.rvs(size=3)", "datetime.now()",
    "stats.bootstrap((x,), np.mean)", "sns.lineplot(f, x='a')", "sns.barplot(f, errorbar=('ci', 90))", "sns.regplot(f)", "sns.regplot(f, ci=90)",
    "sns.stripplot(f)", "sns.catplot(f, errorbar=None)", "nx.spring_layout(g)", "pd.Timestamp.today()", "%time f.sample(3)\nf.sample(3)",
])
def test_chance_is_noticed(source):
    assert chances(source)


@pytest.mark.parametrize("source", [
    "np.random.default_rng(7).normal()", "random.Random(3).random()", "frame.sample(5, random_state=1)", "sns.lineplot(f, errorbar=None)",
    "sns.barplot(f, errorbar=('pi', 90))", "sns.pointplot(f, errorbar='ci', seed=3)", "sns.regplot(f, ci=None)", "sns.stripplot(f, jitter=False)",
    "nx.spring_layout(g, seed=1)", "frame['today'].sum()", "ax.plot(x)",
])
def test_what_repeats_passes(source):
    assert chances(source) == []


@pytest.mark.parametrize("name", runs.names())
def test_every_stored_cell_has_an_id(name):
    """Without stored ids a fresh random one would be given in every run."""
    stored = runs.stored(name)["cells"]
    assert all(cell.get("id") for cell in stored)

"""Statistics used by the notebooks: votes, regressions, gaps and lags, trends and breaks, shares, ranks, ranges."""
from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import statsmodels.api as sm
from scipy import optimize, special, stats
from statsmodels.stats.proportion import confint_proportions_2indep, multinomial_proportions_confint, proportion_confint


def vote_agreement(ballots: pd.DataFrame, focus: str) -> pd.DataFrame:
    """How alike every state votes to one state, on the ballots both took part in.

    `ballots` has one row a ballot and one column a state, with yes, abstain, no, or missing
    where the state did not vote. Returns one row a state: `ballots` taken together, `same`
    (share of identical votes) and `lijphart`, which counts an abstention against a yes or no
    as half an agreement (Lijphart 1963, APSR 57: 902-917). Missing where none was shared.
    """
    scores = ballots.apply(lambda column: column.map({"yes": 1.0, "abstain": 0.5, "no": 0.0}))
    gaps = scores.sub(scores[focus], axis=0).abs()
    return pd.DataFrame({"ballots": gaps.notna().sum(), "same": gaps.eq(0).where(gaps.notna()).astype(float).mean(),
                         "lijphart": 1 - gaps.mean()})


def firth_logit(outcome: pd.Series, predictors: pd.DataFrame, level: float = 0.95) -> pd.DataFrame:
    """Logistic regression with Firth's penalty, which stays finite when events are few.

    `outcome` is 1 or 0, `predictors` are numeric columns on the same index; an intercept is
    added. Returns one row a term with `estimate`, `low` and `high` in log odds; the interval
    is that of the penalised profile likelihood (Firth 1993, Biometrika 80: 27-38; Heinze and
    Schemper 2002, Statistics in Medicine 21: 2409-2419).
    """
    design = sm.add_constant(predictors.astype(float), has_constant="add")
    matrix, events = design.to_numpy(), outcome.to_numpy(dtype=float)
    best, top = _firth_fit(matrix, events)
    limit = stats.chi2.ppf(level, 1)
    rows = []
    for term in range(matrix.shape[1]):
        def excess(value, term=term):
            return 2 * (top - _firth_fit(matrix, events, (term, value), best)[1]) - limit
        ends = [_crossing(excess, best[term], step) for step in (-1.0, 1.0)]
        rows.append({"term": design.columns[term], "estimate": best[term], "low": ends[0], "high": ends[1]})
    return pd.DataFrame(rows).set_index("term")


def marginal_effects(outcome: pd.Series, predictors: pd.DataFrame, groups: pd.Series, level: float = 0.9) -> pd.DataFrame:
    """Average marginal effects of a logistic regression, in percentage points a unit of each predictor.

    `outcome` is true or false, `predictors` are numeric columns on the same index; an intercept
    is added. Returns one row a term with `effect`, `low`, `high` and the number of `cases`.
    Errors are clustered by `groups` (one label a case), the intervals are those of the delta
    method (Greene 2012, Econometric Analysis, ch. 17). Missing where the outcome never varies.
    """
    design = sm.add_constant(predictors.astype(float), has_constant="add")
    cases = {"cases": len(design)}
    if outcome.nunique() < 2:
        return pd.DataFrame({"effect": np.nan, "low": np.nan, "high": np.nan, **cases}, index=predictors.columns)
    clusters = {"groups": pd.factorize(groups, use_na_sentinel=False)[0]}
    fit = sm.Logit(outcome.astype(float), design).fit(disp=False, cov_type="cluster", cov_kwds=clusters)
    found = fit.get_margeff(at="overall", method="dydx")
    low, high = found.conf_int(alpha=1 - level).T
    return pd.DataFrame({"effect": 100 * found.margeff, "low": 100 * low, "high": 100 * high, **cases}, index=predictors.columns)


def _firth_fit(matrix, events, fixed=None, start=None):
    """Coefficients that maximise the penalised log likelihood, and its value; one may be held fixed.

    Newton steps on Firth's modified score, in which each case counts half its leverage more.
    """
    beta = np.zeros(matrix.shape[1]) if start is None else start.copy()
    free = np.ones(matrix.shape[1], dtype=bool)
    if fixed is not None:
        beta[fixed[0]], free[fixed[0]] = fixed[1], False
    for _ in range(200):
        chance = special.expit(matrix @ beta)
        weight = chance * (1 - chance)
        information = (matrix * weight[:, None]).T @ matrix
        leverage = weight * ((matrix @ np.linalg.pinv(information)) * matrix).sum(axis=1)
        score = matrix.T @ (events - chance + leverage * (0.5 - chance))
        step = np.linalg.lstsq(information[np.ix_(free, free)], score[free], rcond=None)[0]
        beta[free] += step / max(1.0, np.abs(step).max() / 2.0)
        if np.abs(step).max(initial=0.0) < 1e-10:
            break
    linear = matrix @ beta
    weight = special.expit(linear) * special.expit(-linear)
    information = (matrix * weight[:, None]).T @ matrix
    return beta, events @ linear - np.logaddexp(0, linear).sum() + 0.5 * np.linalg.slogdet(information)[1]


def _crossing(excess, start, step):
    """Where the profile likelihood has fallen by the limit, on one side of its maximum."""
    while excess(start + step) < 0:
        step *= 2
    return optimize.brentq(excess, start, start + step, xtol=1e-6)


def best_so_far(items: pd.DataFrame, at: pd.DatetimeIndex) -> pd.Series:
    """The best value among items dated up to each day of `at`; missing before the first item.

    `items` has the columns `date` and `value`; undated items are left out.
    """
    dated = items.dropna(subset=["date", "value"]).sort_values("date", kind="stable")
    best = dated["value"].cummax().to_numpy()
    place = np.searchsorted(dated["date"].to_numpy(), np.asarray(at, dtype="datetime64[ns]"), side="right") - 1
    return pd.Series(np.where(place >= 0, best[place], np.nan) if len(best) else np.nan, index=at)


def records(items: pd.DataFrame) -> pd.DataFrame:
    """The items that beat everything dated before them, one a day, in order of date."""
    dated = items.dropna(subset=["date", "value"]).sort_values(["date", "value"], ascending=[True, False], kind="stable")
    top = dated.drop_duplicates("date")
    return top[top["value"] > top["value"].cummax().shift(fill_value=-np.inf)].reset_index(drop=True)


def lags(leader: pd.DataFrame, follower: pd.DataFrame) -> pd.DataFrame:
    """For each record of the follower, how long after the leader it came.

    Both frames have `date` and `value`. Returns the follower's records with `matched` (the
    day the leader first reached that value) and `days` (record minus matched, negative where
    the follower was first). `censored` marks values that the leader had passed with its first
    item: the true lag is at least `days`. Missing where the leader never reached the value.
    """
    found, path = records(follower), records(leader)
    place = np.searchsorted(path["value"].to_numpy(), found["value"].to_numpy(), side="left")
    matched = path["date"].reindex(place).set_axis(found.index)
    return found.assign(matched=matched, days=(found["date"] - matched).dt.days, censored=place == 0)


def days_behind(items: pd.DataFrame) -> pd.Series:
    """How long before each item the best of all items first reached its value, in days.

    `items` has `date` and `value`. Zero for a record; missing where date or value is.
    """
    path = records(items)
    place = np.searchsorted(path["value"].to_numpy(), items["value"].to_numpy(), side="left")
    return (items["date"] - path["date"].reindex(place).set_axis(items.index)).dt.days


def robust_slope(dates: pd.Series, values: pd.Series, level: float = 0.9, least: int = 5) -> dict[str, float]:
    """Theil-Sen slope a year with its interval (Sen 1968, JASA 63: 1379-1389).

    Returns `slope`, `low`, `high` and the number of `points`; slope and interval are missing
    with fewer than `least` points. Missing values are left out.
    """
    known = pd.DataFrame({"date": pd.to_datetime(pd.Series(dates).to_numpy()), "value": np.asarray(values, dtype=float)}).dropna()
    if len(known) < least:
        return {"slope": np.nan, "low": np.nan, "high": np.nan, "points": len(known)}
    years = (known["date"] - known["date"].iloc[0]).dt.days / 365.25
    slope, _, low, high = stats.theilslopes(known["value"], years, alpha=level)
    return {"slope": float(slope), "low": float(low), "high": float(high), "points": len(known)}


def break_at(dates: pd.Series, values: pd.Series, day: pd.Timestamp, turn: bool = False, level: float = 0.9) -> dict[str, float]:
    """How far values stand off their linear trend from a known day on (interrupted time series).

    Least squares on years since `day`, a step at `day` and, with `turn`, a change of slope. Returns
    `step` (in the unit of the values) with `low` and `high`, `slope` and `turn` a year, and `points`.
    The interval uses the HC3 covariance (MacKinnon and White 1985, J. Econometrics 29: 305-325; the
    design: Bernal, Cummins and Gasparrini 2017, IJE 46: 348-355). Missing with fewer than three
    values on either side.
    """
    design, known = _segments(dates, values, day, turn)
    later = int(design["step"].sum())
    if min(later, len(design) - later) < 3:
        return dict.fromkeys(("step", "low", "high", "slope", "turn"), np.nan) | {"points": len(design)}
    fit = sm.OLS(known, design).fit(cov_type="HC3")
    low, high = fit.conf_int(1 - level).loc["step"]
    return {"step": float(fit.params["step"]), "low": float(low), "high": float(high), "slope": float(fit.params["years"]),
            "turn": float(fit.params.get("turn", 0.0)), "points": len(design)}


def break_scan(dates: pd.Series, values: pd.Series, draws: int, seed: int, trim: float = 0.15) -> dict[str, object]:
    """Where a linear trend breaks most clearly, and how often chance alone would show as much.

    A step and a change of slope are tried at every date between the `trim` quantiles (at most 60
    days). Returns `day`, the largest F `statistic` (Andrews 1993, Econometrica 61: 821-856) and
    `p`, the share of `draws` wild bootstrap series without a break (Liu 1988, Ann. Stat. 16:
    1696-1708; signs from `seed`) whose largest F is at least as large.
    """
    known = pd.DataFrame({"date": pd.to_datetime(np.asarray(dates)), "value": np.asarray(values, dtype=float)}).dropna().sort_values("date")
    days = pd.DatetimeIndex(known["date"].quantile(np.linspace(trim, 1 - trim, 60), interpolation="nearest").unique())
    plain = sm.add_constant(_years(known["date"], known["date"].iloc[0]).to_numpy())
    fitted = plain @ np.linalg.lstsq(plain, known["value"], rcond=None)[0]
    signs = np.random.default_rng(seed).choice([-1.0, 1.0], size=(len(known), draws))
    series = np.column_stack([known["value"], fitted[:, None] + (known["value"].to_numpy() - fitted)[:, None] * signs])
    whole, found = _unexplained(plain, series), []
    for day in days:
        left = _unexplained(_segments(known["date"], known["value"], day, True)[0].to_numpy(), series)
        found.append((whole - left) / 2 / (left / (len(known) - 4)))
    largest = np.max(found, axis=0)
    place = int(np.argmax([statistic[0] for statistic in found]))
    return {"day": days[place], "statistic": float(largest[0]), "p": float((largest[1:] >= largest[0]).mean())}


def logit_trend(outcome: pd.Series, dates: pd.Series, level: float = 0.9, least: int = 10) -> dict[str, float]:
    """Slope a year of the log odds of an outcome (1 or 0), keyed like a result of `robust_slope`.

    A logit with Wald interval; where the rarer outcome has fewer than `least` cases, `firth_logit`
    with its profile interval instead.
    """
    known = pd.DataFrame({"date": pd.to_datetime(np.asarray(dates)), "outcome": np.asarray(outcome, dtype=float)}).dropna()
    years = _years(known["date"], known["date"].min()).to_frame("years")
    events = known["outcome"].sum()
    if min(events, len(known) - events) < least:
        fit = firth_logit(known["outcome"], years, level).loc["years"]
        return {"slope": fit["estimate"], "low": fit["low"], "high": fit["high"], "points": len(known)}
    found = sm.Logit(known["outcome"], sm.add_constant(years)).fit(disp=False)
    low, high = found.conf_int(1 - level).loc["years"]
    return {"slope": float(found.params["years"]), "low": float(low), "high": float(high), "points": len(known)}


def standing(dates: pd.Series, values: pd.Series) -> np.ndarray:
    """How many items were better when each appeared: 0 for the best so far, items of the same day included."""
    days, height = np.asarray(dates), np.asarray(values, dtype=float)
    return ((days[None, :] <= days[:, None]) & (height[None, :] > height[:, None])).sum(axis=1)


def _segments(dates, values, day, turn):
    known = pd.DataFrame({"date": pd.to_datetime(np.asarray(dates)), "value": np.asarray(values, dtype=float)}).dropna()
    design = pd.DataFrame({"const": 1.0, "years": _years(known["date"], day)})
    design["step"] = (design["years"] >= 0).astype(float)
    return (design.assign(turn=design["years"] * design["step"]) if turn else design), known["value"]


def _years(dates, start):
    return (dates - start).dt.days / 365.25


def _unexplained(design, series):
    basis = np.linalg.qr(design)[0]
    return (series**2).sum(axis=0) - ((basis.T @ series) ** 2).sum(axis=0)


def drawn_ratings(board: pd.DataFrame, draws: int, seed: int) -> np.ndarray:
    """Random ratings that fit published 95 % intervals: one row a draw, one column a model.

    `board` has `value`, `low` and `high`; each side of an interval is taken as 1.96 standard
    deviations, so that lopsided intervals stay lopsided. A model without interval never varies.
    """
    noise = np.random.default_rng(seed).standard_normal((draws, len(board)))
    below = ((board["value"] - board["low"]) / 1.96).fillna(0.0).to_numpy()
    above = ((board["high"] - board["value"]) / 1.96).fillna(0.0).to_numpy()
    return board["value"].to_numpy() + noise * np.where(noise < 0, below, above)


def pooled(fits: list[dict[str, float]], level: float = 0.9) -> dict[str, float]:
    """Slopes fitted on several draws of uncertain data as one slope with one interval.

    Rubin's rules (Rubin 1987, Multiple Imputation, ch. 3): the variance is the mean squared
    standard error within draws plus (1 + 1/m) times the variance between them. Each fit is a
    result of `robust_slope`; half its interval is taken as so many standard errors.
    """
    width = stats.norm.ppf((1 + level) / 2)
    slopes = np.array([fit["slope"] for fit in fits])
    errors = np.array([(fit["high"] - fit["low"]) / 2 / width for fit in fits])
    between = slopes.var(ddof=1) if len(fits) > 1 else 0.0
    error = np.sqrt((errors**2).mean() + (1 + 1 / len(fits)) * between)
    return {"slope": slopes.mean(), "low": slopes.mean() - width * error, "high": slopes.mean() + width * error,
            "points": min(fit["points"] for fit in fits)}


def carried(board: pd.DataFrame, fit, draws: int, seed: int, level: float = 0.9) -> dict[str, float]:
    """A slope with the published rating intervals carried through.

    `fit` turns a board into a result of `robust_slope`; it runs on `draws` boards drawn by
    `drawn_ratings`, and the fits are `pooled`. Draws too short for a slope are left out; with
    none left the result is missing.
    """
    fits = [fit(board.assign(value=drawn)) for drawn in drawn_ratings(board, draws, seed)]
    usable = [found for found in fits if np.isfinite(found["slope"])]
    return pooled(usable, level) if usable else fits[0]


def board_gap(board: pd.DataFrame, leader: str, follower: str) -> dict[str, object]:
    """How far the leader's best model is above the follower's best on one board, in rating points.

    `board` has `iso3`, `model`, `value` and, where published, `low` and `high` (95 %). Returns
    `gap`, `low`, `high` and the two models. The interval is that of the difference of the two
    ratings as independent estimates; missing where the board publishes none.
    """
    first, second = (board.loc[board.loc[board["iso3"] == iso3, "value"].idxmax()] for iso3 in (leader, follower))
    gap = first["value"] - second["value"]
    return {"gap": gap, "low": gap - np.hypot(first["value"] - first["low"], second["high"] - second["value"]),
            "high": gap + np.hypot(first["high"] - first["value"], second["value"] - second["low"]),
            "leader": first["model"], "follower": second["model"]}


def board_gaps(boards: pd.DataFrame, freq: str, leader: str, follower: str) -> pd.DataFrame:
    """`board_gap` on the last board of each period; ratings never leave their own board.

    `boards` has `date`, `edition` and `method` besides what `board_gap` needs; `freq` is a
    pandas period such as `M` or `Q`. Of the boards of a period those with published intervals
    come first, then Bradley-Terry before online Elo, then the latest. Adds `lead`, `lead_low`
    and `lead_high`: the leader's win probability above 50, in percentage points.
    """
    kind = boards["low"].notna() * 2 + (boards["method"] == "bradley-terry")
    ranked = boards.assign(period=boards["date"].dt.to_period(freq), kind=kind).sort_values(
        ["kind", "date", "edition"], ascending=[True, True, False], kind="stable")
    chosen = ranked.drop_duplicates("period", keep="last")[["date", "edition", "method"]]
    found = pd.DataFrame([{"date": date, "edition": edition, "method": method, **board_gap(board, leader, follower)}
                          for (date, edition, method), board in chosen.merge(boards).groupby(["date", "edition", "method"])])
    return found.assign(**{name: 100 * (win_probability(found[end]) - 0.5)
                           for name, end in (("lead", "gap"), ("lead_low", "low"), ("lead_high", "high"))})


def win_probability(gap):
    """Chance that the better rated model wins a comparison, from the gap in rating points.

    The logistic curve with base 10 and scale 400 of Elo and of the Arena's Bradley-Terry ratings.
    """
    return 1 / (1 + 10 ** (-np.asarray(gap, dtype=float) / 400))


def first_appearances(boards: pd.DataFrame) -> pd.Series:
    """The day each name first stood on a board, through changes of name.

    `boards` has `date` and `name`. A name that leaves between two boards hands its first day to the
    names that are new on the next board and begin with the same two words (`gpt-4` to
    `gpt-4-0314`). Case and a `v` before a number do not count. Returns dates by lower-case name.
    """
    names = boards["name"].str.casefold().str.replace(r"-v(?=\d)", "-", regex=True)
    seen = names.groupby(boards["date"]).agg(set).sort_index()
    first = {name: seen.index[0] for name in seen.iloc[0]}
    for before, (date, now) in zip(seen, seen.iloc[1:].items()):
        left: dict[tuple, pd.Timestamp] = {}
        for name in before - now:
            left[_two_words(name)] = min(first[name], left.get(_two_words(name), date))
        for name in now - first.keys():
            first[name] = left.get(_two_words(name), date)
    return names.map(first).groupby(boards["name"].str.casefold()).min()


def _two_words(name: str) -> tuple[str, ...]:
    return tuple(name.split("-")[:2])


def mean_change(before: pd.Series, after: pd.Series, level: float = 0.9) -> dict[str, float]:
    """Mean of paired differences, after minus before, with Student's t interval."""
    change = (after - before).dropna()
    low, high = stats.ttest_1samp(change, 0).confidence_interval(level)
    return {"change": float(change.mean()), "low": float(low), "high": float(high)}


def shares(counts: pd.Series, total: int, level: float = 0.9) -> pd.DataFrame:
    """Shares of a total in percent with Wilson intervals (Wilson 1927, JASA 22: 209-212)."""
    low, high = proportion_confint(counts.to_numpy(), total, alpha=1 - level, method="wilson")
    return pd.DataFrame({"share": 100 * counts / total, "low": 100 * low, "high": 100 * high})


def leaders(names: pd.Series, k: int) -> list[str]:
    """The `k` most frequent names, equals in alphabetical order."""
    return names.value_counts().sort_index().sort_values(ascending=False, kind="stable").index[:k].tolist()


def participation(members: pd.DataFrame, names: list[str], level: float = 0.9) -> pd.Series:
    """Share of the models in which one of the named developers took part, with its Wilson interval, from 0 to 1.

    `members` has one row a model and developer (`model_id`, `firm`). The interval holds for names
    chosen beforehand, not for those chosen because they are the most frequent. Missing without models.
    """
    total, part = members["model_id"].nunique(), members.loc[members["firm"].isin(names), "model_id"].nunique()
    return shares(pd.Series([part]), total, level).iloc[0] / 100 if total else pd.Series(np.nan, ["share", "low", "high"])


def share_of(own: pd.Series, others: pd.DataFrame) -> dict[str, float]:
    """One estimate's share of the total in percent, from estimates that have ranges of their own.

    `own` and each row of `others` have `value`, `low` and `high` in one unit. Returns `share`, `low`
    and `high`: the widest range, low end against high ends, as nothing is known of how errors correlate.
    """
    rest = others[["value", "low", "high"]].sum()
    pairs = {"share": ("value", "value"), "low": ("low", "high"), "high": ("high", "low")}
    return {name: float(100 * own[mine] / (own[mine] + rest[theirs])) for name, (mine, theirs) in pairs.items()}


def poisson_trend(years: pd.Series, counts: pd.Series, level: float = 0.9) -> dict[str, float]:
    """Log rate of growth a year of yearly counts, with its interval (Cameron and Trivedi 2013, ch. 3).

    Poisson regression; the interval is Wald's. Returns `slope`, `low`, `high`; exp(slope) is the factor of
    growth a year.
    """
    design = sm.add_constant(np.asarray(years, dtype=float) - np.mean(years))
    fit = sm.GLM(np.asarray(counts, dtype=float), design, family=sm.families.Poisson()).fit()
    low, high = fit.conf_int(1 - level)[1]
    return {"slope": float(fit.params[1]), "low": float(low), "high": float(high)}


def share_difference(first: tuple[int, int], second: tuple[int, int], level: float = 0.9) -> dict[str, float]:
    """Difference of two shares in percentage points with Newcombe's interval (1998, Stat. Med. 17: 873-890).

    Each argument is (count, total). Missing where a total is zero.
    """
    if not first[1] or not second[1]:
        return {"difference": np.nan, "low": np.nan, "high": np.nan}
    low, high = confint_proportions_2indep(*first, *second, compare="diff", method="newcomb", alpha=1 - level)
    return {"difference": 100 * (first[0] / first[1] - second[0] / second[1]), "low": 100 * low, "high": 100 * high}


def multinomial_shares(shares: pd.Series, total: int, level: float = 0.9) -> pd.DataFrame:
    """Shares of one sample with simultaneous intervals (Goodman 1965, Technometrics 7: 247-254).

    `shares` is in percent by category; what is missing to 100 is a category of its own. Returns
    `share`, `low` and `high` in percent, one row a category of `shares`.
    """
    counts = np.append(shares.to_numpy(dtype=float), max(0.0, 100 - shares.sum())) * total / 100
    low, high = multinomial_proportions_confint(counts, alpha=1 - level, method="goodman").T[:, :-1]
    return pd.DataFrame({"share": shares, "low": 100 * low, "high": 100 * high})


def share_lead(first: float, second: float, total: int, level: float = 0.9) -> dict[str, float]:
    """Lead of one share over another of the same sample, in points, with its interval (Goodman 1965).

    Both shares are in percent. The two are counted in one sample, so they are correlated:
    the variance of the lead is (p + q - (p - q)^2) / n.
    """
    p, q = first / 100, second / 100
    margin = 100 * stats.norm.ppf((1 + level) / 2) * np.sqrt((p + q - (p - q) ** 2) / total)
    return {"lead": first - second, "low": first - second - margin, "high": first - second + margin}


def transition_bounds(origins: pd.Series, places: pd.Series, seen: str, makeup: pd.Series, rounding: float = 0.5) -> pd.DataFrame:
    """Sharp bounds of a transition matrix of which only margins and one column are published.

    `origins` and `places` are shares of one population in percent (missing: not published);
    `makeup` is the composition by origin, in percent, of those at the place `seen`. Every value
    may be off by `rounding`. Returns one row a pair: the share of the origin, in percent, that
    is at the place can lie anywhere from `low` to `high`. The bounds are those of Frechet (1951)
    with the known column added (Manski 2003, Partial Identification of Probability
    Distributions), found by linear programming (Charnes and Cooper 1962, NRLQ 9: 181-186).
    """
    shape, column = (len(origins), len(places)), places.index.get_loc(seen)
    rules = [_within(_marked(shape, (i, slice(None))), share, rounding) for i, share in enumerate(origins)]
    rules += [_within(_marked(shape, (slice(None), j)), share, rounding) for j, share in enumerate(places)]
    rules += [_part(_marked(shape, (origins.index.get_loc(name), column)), _marked(shape, (slice(None), column)), share, rounding)
              for name, share in makeup.items()]
    matrix, whole, rows = np.vstack(rules), np.append(np.ones(shape).ravel(), -1.0), []
    for i, j in np.ndindex(shape):
        goal, fixed = _marked(shape, (i, j)), np.vstack([whole, _marked(shape, (i, slice(None)))])
        found = [optimize.linprog(sign * goal, matrix, np.zeros(len(matrix)), fixed, [0.0, 1.0]) for sign in (1, -1)]
        if not all(end.success for end in found):
            raise ValueError("the shares contradict one another: no transition matrix has these margins")
        ends = [sign * end.fun for sign, end in zip((1, -1), found)]
        rows.append({"origin": origins.index[i], "place": places.index[j], "low": 100 * ends[0], "high": 100 * ends[1]})
    return pd.DataFrame(rows)


def _marked(shape, where):
    """Coefficients that add up the marked cells; the last unknown is the size of the population."""
    cells = np.zeros(shape)
    cells[where] = 1
    return np.append(cells.ravel(), 0.0)


def _within(cells, share, rounding):
    """Two rules (at most zero): the cells hold the share of the population, give or take the rounding."""
    whole = np.append(np.zeros(len(cells) - 1), 1.0)
    return np.empty((0, len(cells))) if pd.isna(share) else _part(cells, whole, share, rounding)


def _part(cells, of, share, rounding):
    """Two rules (at most zero): the cells are the share of `of`, give or take the rounding."""
    return np.vstack([(share - rounding) / 100 * of - cells, cells - (share + rounding) / 100 * of])


def rank_of(counts: pd.Series, focus: str) -> float:
    """One plus the number of others with more; missing where the focus has none."""
    own = counts.get(focus, 0)
    return float((counts > own).sum() + 1) if own else np.nan


def rank_interval(members: pd.DataFrame, focus: str, draws: int, seed: int, level: float = 0.9) -> tuple[float, float]:
    """Interval of the focus's rank by count when the models are resampled.

    `members` has one row a model and country (`model_id`, `iso3`); models, not rows, are
    drawn with replacement. A draw in which the focus has no model ranks it behind all others.
    """
    table = pd.crosstab(members["model_id"], members["iso3"])
    if focus not in table:
        return np.nan, np.nan
    weights = np.random.default_rng(seed).multinomial(len(table), np.full(len(table), 1 / len(table)), size=draws)
    counts = weights @ table.to_numpy()
    own = counts[:, [table.columns.get_loc(focus)]]
    ends = np.quantile((counts > own).sum(axis=1) + 1, [(1 - level) / 2, (1 + level) / 2], method="closest_observation")
    return float(ends[0]), float(ends[1])


def hhi(counts: pd.Series) -> float:
    """Herfindahl-Hirschman index of the shares of a total: 1/n for n equals, 1 for a monopoly; missing for nothing."""
    total = counts.sum()
    return float(((counts / total) ** 2).sum()) if total else np.nan


def simpson(counts: pd.Series) -> float:
    """Chance that two different items belong to one holder: the HHI without its bias in small samples.

    `counts` are items by holder (Simpson 1949, Nature 163: 688). Missing for fewer than two items.
    """
    total = counts.sum()
    return float((counts * (counts - 1)).sum() / (total * (total - 1))) if total > 1 else np.nan


def top_share(counts: pd.Series, k: int) -> float:
    """Share of the total in percent that the `k` largest hold; missing for nothing."""
    total = counts.sum()
    return float(100 * counts.nlargest(k).sum() / total) if total else np.nan


def gini(values: pd.Series) -> float:
    """Gini coefficient of values of zero or more, without correction for few: 0 for equals; missing for nothing."""
    ordered = values.dropna().sort_values().to_numpy(dtype=float)
    if not ordered.sum():
        return np.nan
    places = np.arange(1, len(ordered) + 1)
    return float(2 * (places * ordered).sum() / (len(ordered) * ordered.sum()) - (len(ordered) + 1) / len(ordered))


@dataclass(frozen=True)
class Range:
    """A positive quantity known as a value between two ends; sums and ratios carry the ends through.

    Interval arithmetic (Moore 1966, Interval Analysis): the widest result that any values within
    the ranges can give, which is no probability. The parts of a result must not share a range, or
    it comes out too wide. Where a source states ends only, the value is their midpoint.
    """

    value: float
    low: float
    high: float

    @classmethod
    def of(cls, value: float | None, low: float | None = None, high: float | None = None) -> Range:
        """A range from what a source states: a value, a value with ends, or ends only."""
        low, high = (value if pd.isna(low) else low), (value if pd.isna(high) else high)
        return cls(float((low + high) / 2 if pd.isna(value) else value), float(low), float(high))

    def __add__(self, other: Range) -> Range:
        return Range(self.value + other.value, self.low + other.low, self.high + other.high)

    def __sub__(self, other: Range) -> Range:
        return Range(self.value - other.value, self.low - other.high, self.high - other.low)

    def __mul__(self, other: Range | float) -> Range:
        other = other if isinstance(other, Range) else Range.of(other)
        return Range(self.value * other.value, self.low * other.low, self.high * other.high)

    def __truediv__(self, other: Range | float) -> Range:
        other = other if isinstance(other, Range) else Range.of(other)
        return Range(self.value / other.value, self.low / other.high, self.high / other.low)

    def share_of(self, rest: Range) -> Range:
        """This as a share of itself and the rest, without counting its own range twice."""
        return Range(*(own / (own + others) for own, others in (
            (self.value, rest.value), (self.low, rest.high), (self.high, rest.low))))


def lead_lag(growth: pd.DataFrame, leader: str, weights: dict[int, float], draws: int, seed: int,
             level: float = 0.9) -> dict[str, float]:
    """How a leader's growth goes with the growth of the others some years later.

    `growth` has one row a year and one column an economy. For each lag (years by which the others
    come later; negative if earlier) the pairs of all others are pooled into one Pearson correlation;
    the estimate is the sum of the correlations times `weights`. The interval resamples years, all
    others of a year together, as they share its shocks (a pairs bootstrap, Efron and Tibshirani
    1993, ch. 9); percentile ends. Returns `estimate`, `low`, `high` and the number of `years`.
    """
    others = growth.drop(columns=leader)
    years = [year for year in growth.index if all(year + lag in growth.index for lag in weights)]
    ahead = growth.loc[years, leader].to_numpy(dtype=float)
    later = {lag: others.loc[[year + lag for year in years]].to_numpy(dtype=float) for lag in weights}

    def combined(rows: np.ndarray) -> float:
        return sum(weight * _pooled_correlation(ahead[rows], later[lag][rows]) for lag, weight in weights.items())

    noise = np.random.default_rng(seed).integers(0, len(years), size=(draws, len(years)))
    low, high = np.nanquantile([combined(rows) for rows in noise], [(1 - level) / 2, (1 + level) / 2])
    return {"estimate": float(combined(np.arange(len(years)))), "low": float(low), "high": float(high), "years": len(years)}


def _pooled_correlation(first: np.ndarray, second: np.ndarray) -> float:
    """Pearson correlation of a vector by year with a matrix of year by economy, missing pairs left out."""
    x, y = np.repeat(first, second.shape[1]), second.ravel()
    known = ~(np.isnan(x) | np.isnan(y))
    x, y = x[known] - x[known].mean(), y[known] - y[known].mean()
    scale = np.sqrt((x**2).sum() * (y**2).sum())
    return float((x * y).sum() / scale) if scale > 0 else np.nan

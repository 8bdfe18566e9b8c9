"""Gaps, lags, slopes, shares and ranks against values worked out by hand or published."""
import numpy as np
import pandas as pd
import pytest

from statecraft import measures


def items(*pairs):
    return pd.DataFrame({"date": pd.to_datetime([date for date, _ in pairs]), "value": [value for _, value in pairs]})


LEADER = items(("2023-01-01", 10.0), ("2023-03-01", 20.0), ("2023-07-01", 30.0))
FOLLOWER = items(("2023-02-01", 5.0), ("2023-05-01", 15.0), ("2023-06-01", 12.0), ("2023-09-01", 30.0), ("2023-10-01", 31.0))


def test_best_so_far_counts_the_day_itself_and_nothing_before_the_first():
    best = measures.best_so_far(FOLLOWER, pd.to_datetime(["2023-01-31", "2023-02-01", "2023-06-30", "2023-09-01"]))
    assert np.isnan(best.iloc[0]) and best.iloc[1:].tolist() == [5, 15, 30]
    assert measures.best_so_far(FOLLOWER.iloc[:0], pd.to_datetime(["2023-01-31"])).isna().all()


def test_records_keep_the_best_of_a_day_and_drop_what_is_not_better():
    found = measures.records(items(("2023-01-01", 1.0), ("2023-01-01", 3.0), ("2023-02-01", 2.0), ("2023-03-01", 4.0), (None, 9.0)))
    assert found["value"].tolist() == [3, 4]


def test_lags_run_from_the_day_the_leader_first_reached_the_value():
    found = measures.lags(LEADER, FOLLOWER)
    assert found["value"].tolist() == [5, 15, 30, 31]
    assert found["days"].tolist()[:3] == [31, 61, 62] and pd.isna(found["days"].iloc[3])
    assert found["censored"].tolist() == [True, False, False, False]


def test_a_follower_that_was_first_has_a_negative_lag():
    assert measures.lags(LEADER, items(("2023-02-01", 25.0)))["days"].tolist() == [-150]


def test_robust_slope_ignores_an_outlier_and_is_a_year():
    dates = pd.date_range("2023-01-01", periods=9, freq="73D")
    values = pd.Series(np.arange(9.0) * 2)
    values.iloc[4] = 90
    fit = measures.robust_slope(pd.Series(dates), values)
    assert fit["slope"] == pytest.approx(2 * 365.25 / 73) and fit["low"] <= fit["slope"] <= fit["high"]


def test_robust_slope_needs_five_points():
    fit = measures.robust_slope(LEADER["date"], LEADER["value"])
    assert fit["points"] == 3 and np.isnan(fit["low"])


def test_win_probability_follows_the_elo_table():
    """FIDE's table of expected scores: 0 points 0.50, 100 points 0.64, 200 points 0.76, 400 points 0.91."""
    assert measures.win_probability([0, 100, 200, 400]).round(2).tolist() == [0.5, 0.64, 0.76, 0.91]


def test_drawn_ratings_are_reproducible_lopsided_and_still_where_nothing_is_published():
    board = pd.DataFrame({"value": [100.0, 50.0], "low": [90.2, np.nan], "high": [119.6, np.nan]})
    drawn = measures.drawn_ratings(board, 4000, seed=1)
    assert (drawn == measures.drawn_ratings(board, 4000, seed=1)).all() and (drawn[:, 1] == 50).all()
    assert np.quantile(drawn[:, 0], 0.025) == pytest.approx(90.2, abs=0.7)
    assert np.quantile(drawn[:, 0], 0.975) == pytest.approx(119.6, abs=1.2)


def test_pooled_adds_the_variance_between_draws():
    z = 1.6448536269514722
    fits = [{"slope": slope, "low": slope - z, "high": slope + z, "points": 8} for slope in (-3.0, -1.0)]
    pooled = measures.pooled(fits)
    assert pooled["slope"] == -2 and pooled["high"] == pytest.approx(-2 + z * np.sqrt(1 + 1.5 * 2))
    assert measures.pooled(fits[:1])["low"] == pytest.approx(-3 - z)


def test_carried_widens_a_slope_by_the_published_intervals():
    board = pd.DataFrame({"date": pd.date_range("2023-01-01", periods=8, freq="QS"), "value": np.arange(8.0)})
    def fit(rows):
        return measures.robust_slope(rows["date"], rows["value"])
    sure = measures.carried(board.assign(low=board["value"], high=board["value"]), fit, 40, seed=1)
    unsure = measures.carried(board.assign(low=board["value"] - 2, high=board["value"] + 2), fit, 40, seed=1)
    assert sure["slope"] == pytest.approx(4, abs=0.1)
    assert unsure["high"] - unsure["low"] > 5 * (sure["high"] - sure["low"])
    assert np.isnan(measures.carried(board.head(3).assign(low=np.nan, high=np.nan), fit, 5, seed=1)["slope"])


def test_board_gap_takes_the_best_of_each_side_and_joins_their_intervals():
    board = pd.DataFrame({"iso3": ["USA", "USA", "CHN"], "model": ["a", "b", "c"], "value": [1300.0, 1200.0, 1260.0],
                          "low": [1297.0, 1190.0, 1256.0], "high": [1304.0, 1210.0, 1264.0]})
    found = measures.board_gap(board, "USA", "CHN")
    assert (found["gap"], found["leader"], found["follower"]) == (40, "a", "c")
    assert found["low"] == 35 and found["high"] == pytest.approx(40 + np.sqrt(32))


def test_board_gaps_prefer_boards_with_intervals_and_never_mix_them():
    def board(date, edition, method, usa, chn, low=np.nan):
        return pd.DataFrame({"date": pd.Timestamp(date), "edition": edition, "method": method, "iso3": ["USA", "CHN"],
                             "model": ["a", "b"], "value": [usa, chn], "low": [usa + low, chn + low], "high": [usa - low, chn - low]})
    found = measures.board_gaps(pd.concat([
        board("2024-01-05", "history", "online-elo", 1200.0, 1000.0), board("2024-02-05", "history", "online-elo", 1300.0, 1000.0),
        board("2024-02-01", "history", "bradley-terry", 1250.0, 1150.0), board("2024-03-20", "table", "bradley-terry", 1270.0, 1170.0, -3),
        board("2024-03-30", "site", "bradley-terry", 1270.0, 1270.0)]), "M", "USA", "CHN")
    assert found["gap"].tolist() == [200, 100, 100] and found["method"].tolist()[1] == "bradley-terry"
    assert found["lead"].round(0).tolist() == [26, 14, 14] and found["lead_low"].notna().tolist() == [False, False, True]


def boards(*sets):
    return pd.DataFrame([(pd.Timestamp(date), name) for date, names in sets for name in names], columns=["date", "name"])


def test_first_appearances_follow_a_change_of_name():
    first = measures.first_appearances(boards(
        ("2023-05-08", ["gpt-4", "Claude-v1"]), ("2023-08-02", ["gpt-4", "claude-1", "gpt-4-turbo"]), ("2023-12-06", ["GPT-4-0314", "gpt-4-turbo", "claude-1"])))
    assert first["gpt-4-0314"] == first["claude-1"] == pd.Timestamp("2023-05-08")
    assert first["gpt-4-turbo"] == pd.Timestamp("2023-08-02")


def test_mean_change_is_students_interval_of_the_pairs():
    """Differences 1, 2, 3: mean 2, standard error 1/sqrt(3), t(2, 0.95) = 2.920."""
    found = measures.mean_change(pd.Series([5.0, 5.0, 5.0]), pd.Series([6.0, 7.0, 8.0]))
    assert found["change"] == 2 and found["high"] - 2 == pytest.approx(2.920 / np.sqrt(3), abs=1e-3)


def test_shares_match_wilsons_interval():
    """Newcombe 1998, Stat. Med. 17: 857-872, table I: 81 of 263, Wilson 0.2553 to 0.3662."""
    found = measures.shares(pd.Series({"USA": 81}), 263, level=0.95).loc["USA"]
    assert found["share"] == pytest.approx(30.798, abs=1e-3)
    assert [found["low"], found["high"]] == pytest.approx([25.53, 36.62], abs=0.01)


def test_share_difference_matches_newcombes_example():
    """Newcombe 1998, Stat. Med. 17: 873-890, table II: 56/70 against 48/80, 0.0524 to 0.3339."""
    found = measures.share_difference((56, 70), (48, 80), level=0.95)
    assert [found["difference"], found["low"], found["high"]] == pytest.approx([20.0, 5.24, 33.39], abs=0.01)
    assert np.isnan(measures.share_difference((0, 0), (1, 2))["difference"])


def test_rank_of_shares_ties_and_is_missing_without_models():
    counts = pd.Series({"USA": 5, "KOR": 3, "FRA": 3, "JPN": 0})
    assert measures.rank_of(counts, "KOR") == measures.rank_of(counts, "FRA") == 2
    assert np.isnan(measures.rank_of(counts, "JPN")) and np.isnan(measures.rank_of(counts, "SGP"))


def test_rank_interval_is_tight_where_counts_are_far_apart():
    members = pd.DataFrame({"model_id": range(120), "iso3": ["USA"] * 80 + ["CHN"] * 30 + ["KOR"] * 5 + ["FRA"] * 5})
    assert measures.rank_interval(members, "USA", 500, seed=1) == (1, 1)
    assert measures.rank_interval(members, "KOR", 500, seed=1) == (3, 4)
    assert all(np.isnan(end) for end in measures.rank_interval(members, "SGP", 500, seed=1))


def test_concentration_of_equals_of_a_monopoly_and_by_hand():
    assert measures.hhi(pd.Series([5, 5, 5, 5])) == pytest.approx(0.25)
    assert measures.hhi(pd.Series([7, 0])) == pytest.approx(1)
    assert measures.hhi(pd.Series([6, 3, 1])) == pytest.approx(0.46)
    assert measures.top_share(pd.Series([6, 3, 1]), 2) == pytest.approx(90)
    assert measures.gini(pd.Series([4, 4, 4])) == pytest.approx(0)
    assert measures.gini(pd.Series([0, 0, 1])) == pytest.approx(2 / 3)
    assert measures.gini(pd.Series([1, 2, 3, 4])) == pytest.approx(0.25)
    assert all(np.isnan(of(pd.Series([0, 0]))) for of in (measures.hhi, measures.gini, lambda s: measures.top_share(s, 1)))


def test_simultaneous_intervals_hold_single_ones_and_leave_the_rest_its_share():
    """Goodman 1965: with k categories each interval is a single one at the level 1 - alpha / k."""
    shares = pd.Series({"USA": 42.0, "CHN": 28.0})
    found = measures.multinomial_shares(shares, 867, level=0.9)
    single = measures.shares(8.67 * shares, 867, level=1 - 0.1 / 3)
    assert np.abs(found - single).max().max() < 0.01
    assert measures.multinomial_shares(pd.Series({"USA": 60.0, "CHN": 40.0}), 100).loc["CHN", "share"] == 40


def test_the_lead_of_a_share_counts_the_correlation_by_hand():
    found = measures.share_lead(42, 28, 867)
    assert found["lead"] == 14 and found["high"] - 14 == pytest.approx(1.6449 * 100 * np.sqrt((0.70 - 0.0196) / 867), abs=1e-3)


def bounds(origins, places, makeup, rounding=0.0):
    found = measures.transition_bounds(pd.Series(origins), pd.Series(places), "USA", pd.Series(makeup, dtype=float), rounding)
    return found.set_index(["origin", "place"]).round(6)


def test_margins_alone_give_the_bounds_of_frechet():
    """60 % from A, 70 % at the US: between 30 and 60 of the 60 are there."""
    assert bounds({"A": 60.0, "B": 40.0}, {"USA": 70.0, "CHN": 30.0}, {}).loc[("A", "USA")].tolist() == [50, 100]


def test_a_known_column_fixes_its_cells_and_narrows_the_others():
    """Of 50 at the US 40 % (20) come from A, so 10 of A's 30 are elsewhere, at most all of them at the 15 of CHN."""
    found = bounds({"A": 30.0, "B": np.nan}, {"USA": 50.0, "CHN": 15.0, "rest": np.nan}, {"A": 40.0})
    assert found.loc[("A", "USA")].tolist() == pytest.approx([200 / 3] * 2, abs=1e-5)
    assert found.loc[("A", "CHN")].tolist() == pytest.approx([0, 100 / 3], abs=1e-5)
    with pytest.raises(ValueError, match="contradict"):
        bounds({"A": 60.0, "B": 40.0}, {"USA": 70.0, "CHN": 60.0}, {})


def test_rounding_widens_what_would_be_known():
    low, high = bounds({"A": 30.0, "B": np.nan}, {"USA": 50.0, "CHN": np.nan}, {"A": 40.0}, 0.5).loc[("A", "USA")]
    assert [low, high] == pytest.approx([100 * 0.395 * 49.5 / 30.5, 100 * 0.405 * 50.5 / 29.5], abs=1e-4)


def test_a_model_of_two_leaders_counts_once():
    members = pd.DataFrame([(1, "X"), (1, "Y"), (2, "X"), (3, "Z"), (4, "Y")], columns=["model_id", "firm"])
    assert measures.leaders(members["firm"], 1) == ["X"]  # X and Y are equal, so the alphabet decides
    found = measures.participation(members, measures.leaders(members["firm"], 2))
    assert found["share"] == pytest.approx(0.75) and 0 < found["low"] < 0.75 < found["high"] < 1
    assert measures.participation(members.iloc[:0], ["X"]).isna().all()


def test_share_of_pairs_low_ends_with_high_ends():
    own = pd.Series({"value": 60.0, "low": 40.0, "high": 80.0})
    others = pd.DataFrame({"value": [30.0, 10.0], "low": [15.0, 5.0], "high": [45.0, 15.0]})
    assert measures.share_of(own, others) == {"share": 60.0, "low": 40.0, "high": 80.0}


def test_poisson_trend_finds_a_doubling_and_no_trend_in_flat_counts():
    """Counts that about double grow by log 2 a year; 3, 4, 2, 3 leave the sign open."""
    doubling = measures.poisson_trend([2015, 2016, 2017, 2018], [10, 20, 41, 79])
    assert doubling["slope"] == pytest.approx(np.log(2), abs=0.02) and 0 < doubling["low"] < np.log(2) < doubling["high"]
    flat = measures.poisson_trend([2015, 2016, 2017, 2018], [3, 4, 2, 3])
    assert flat["low"] < 0 < flat["high"]


def test_days_behind_the_frontier_are_zero_for_a_record():
    found = measures.days_behind(items(("2023-01-01", 10.0), ("2023-03-01", 20.0), ("2023-03-31", 10.0), ("2023-04-01", 15.0), (None, 5.0)))
    assert found.tolist()[:4] == [0, 0, 89, 31] and np.isnan(found.iloc[4])


def chances():
    """Two of ten where x is 0 and five of ten where x is 1, each case a group of its own."""
    outcome = pd.Series([1] * 2 + [0] * 8 + [1] * 5 + [0] * 5)
    return outcome, pd.DataFrame({"x": [0] * 10 + [1] * 10}), pd.Series(range(20))


def test_marginal_effects_are_slope_times_mean_variance():
    """The log odds rise by ln(1) - ln(1/4) = 1.386; times the mean of 0.2 * 0.8 and 0.5 * 0.5."""
    found = measures.marginal_effects(*chances()).loc["x"]
    assert found["effect"] == pytest.approx(100 * np.log(4) * (0.16 + 0.25) / 2) and found["cases"] == 20
    assert found["low"] < found["effect"] < found["high"]


def test_cases_that_repeat_inside_a_group_add_no_precision():
    outcome, predictors, groups = chances()
    once = measures.marginal_effects(outcome, predictors, groups).loc["x"]
    twice = measures.marginal_effects(*(pd.concat([part, part], ignore_index=True) for part in (outcome, predictors, groups))).loc["x"]
    assert twice["high"] - twice["low"] == pytest.approx(once["high"] - once["low"], rel=0.05)
    assert measures.marginal_effects(outcome * 0, predictors, groups)["low"].isna().all()


def test_simpson_counts_pairs_of_one_holder():
    """Of the three pairs of a, a, b one is of one holder; the HHI would say five ninths."""
    assert measures.simpson(pd.Series([2, 1])) == pytest.approx(1 / 3)
    assert measures.simpson(pd.Series([1, 1, 1])) == 0 and np.isnan(measures.simpson(pd.Series([1])))


DAYS = pd.Series(pd.date_range("2020-01-01", periods=48, freq="MS"))
NOISE = np.random.default_rng(5).normal(0, 0.5, len(DAYS))
BREAK = pd.Timestamp("2022-06-01")
SINCE = (DAYS - BREAK).dt.days / 365.25


def test_a_step_at_a_known_day_is_found_with_its_trend():
    exact = measures.break_at(DAYS, 3 * SINCE + 7 * (SINCE >= 0) - 2 * SINCE.clip(lower=0), BREAK, turn=True)
    assert (exact["step"], exact["slope"], exact["turn"]) == pytest.approx((7, 3, -2)) and exact["points"] == 48
    noisy = measures.break_at(DAYS, 3 * SINCE + 7 * (SINCE >= 0) + NOISE, BREAK)
    assert noisy["low"] < 7 < noisy["high"] and noisy["low"] > 6


def test_a_trend_without_step_has_an_interval_around_zero_and_few_points_none():
    fit = measures.break_at(DAYS, 3 * SINCE + NOISE, BREAK)
    assert fit["low"] < 0 < fit["high"] and fit["slope"] == pytest.approx(3, abs=0.5)
    assert np.isnan(measures.break_at(DAYS, 3 * SINCE, pd.Timestamp("2023-11-01"))["step"])


def test_the_scan_finds_the_day_and_tells_a_break_from_a_trend():
    found = measures.break_scan(DAYS, 3 * SINCE + 4 * (SINCE >= 0) + NOISE, draws=199, seed=1)
    assert found["day"] == BREAK and found["p"] < 0.01
    assert measures.break_scan(DAYS, 3 * SINCE + NOISE, draws=199, seed=1)["p"] > 0.1


def test_a_logit_trend_is_that_of_two_shares_and_firths_where_cases_are_rare():
    dates = pd.Series(pd.to_datetime(["2020-01-01"] * 40 + ["2024-01-01"] * 40))  # 4.0 years apart
    outcome = pd.Series([1.0] * 10 + [0.0] * 30 + [1.0] * 20 + [0.0] * 20)
    fit = measures.logit_trend(outcome, dates)
    assert fit["slope"] == pytest.approx(np.log(3) / 4, rel=1e-3) and fit["low"] > 0  # odds from 1/3 to 1
    rare = measures.logit_trend(pd.Series([0.0] * 40 + [1.0] * 3 + [0.0] * 37), dates)
    assert np.isfinite([rare["slope"], rare["low"], rare["high"]]).all() and rare["slope"] > 0


def test_standing_counts_what_was_better_at_the_time():
    dates = pd.Series(pd.to_datetime(["2024-03-01", "2024-01-01", "2024-02-01", "2024-02-01"]))
    assert measures.standing(dates, pd.Series([5, 7, 6, 8])).tolist() == [3, 0, 2, 0]


def test_ranges_carry_both_ends_through_and_take_the_midpoint_of_ends():
    few, sure = measures.Range.of(None, 2, 3), measures.Range.of(10)
    assert (few.value, few.low, few.high) == (2.5, 2, 3) and (sure.low, sure.high) == (10, 10)
    assert few + sure == measures.Range(12.5, 12, 13) and sure - few == measures.Range(7.5, 7, 8)
    assert sure / few == measures.Range(4, 10 / 3, 5) and few * 2 == measures.Range(5, 4, 6)
    assert few.share_of(measures.Range(7.5, 7, 8)) == measures.Range(0.25, 0.2, 0.3)


def test_lead_lag_finds_who_comes_first_and_resamples_years_together():
    lead = pd.Series([1.0, -1, 2, 0, -2, 1, -1, 4], range(2000, 2008))
    growth = pd.DataFrame({"A": lead, "B": lead.shift(1), "C": 2 * lead.shift(1)})
    found = measures.lead_lag(growth[["A", "B"]], "A", {1: 1.0}, 200, 1)
    assert found["estimate"] == pytest.approx(1) and found["low"] == pytest.approx(1) and found["years"] == 7
    pooled = measures.lead_lag(growth, "A", {1: 1.0}, 200, 1)
    assert pooled["estimate"] == pytest.approx(3 / 10**0.5) and pooled["high"] < 1  # x with x and 2x, mean of x nought
    ahead = measures.lead_lag(growth[["A", "B"]], "A", {1: 1.0, -1: -1.0}, 200, 1)
    assert ahead["years"] == 6 and ahead["estimate"] == pytest.approx(1) and ahead["low"] <= ahead["estimate"] <= ahead["high"]

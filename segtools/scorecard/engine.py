"""The scorecard for a data engine: as an Ibis expression, and as one SELECT in SQL."""

from __future__ import annotations

import functools
import operator
import textwrap
from typing import Any

import ibis
import pandas as pd
import sqlglot

from segtools.scorecard.base import COUNTED, counts, first_count
from segtools.scorecard.rule import ROUNDED
from segtools.scorecard.transforms import ways_of
from segtools.tables import DataError

# --- in an engine -------------------------------------------------------------------------------------


def score(customers: ibis.Table, card: dict[str, Any]) -> ibis.Table:
    """The scorecard as an Ibis expression, for any engine: customer_id, segment_id, segment_name and confidence of each
    customer who can be assigned, with the results of `scorecard.assign`.

    Parameters
    ----------
    customers : customer_id and the card's variables in the client's units, missing values as NULL; frequency, where the
        card was made on orders
    """
    names = [transform["variable"] for transform in card["variables"]]
    counted = first_count(name for name in customers.columns if customers[name].type().is_numeric())
    table = customers if counted is None else customers.filter(customers[counted] > 0)
    known = sum(_is_known(table[t["variable"]], t).cast("int64") for t in card["variables"])
    table = table.filter(2 * known >= len(names))
    table = table.select("customer_id", **{t["variable"]: _moved(table[t["variable"]], t) for t in card["variables"]})
    sums = [ibis.literal(segment["constant"]) for segment in card["segments"]]
    for transform in card["variables"]:
        parts = _parts(table[transform["variable"]], transform, card["segments"])
        sums = [total + part for total, part in zip(sums, parts, strict=True)]
    scored = table.select("customer_id", **{f"score_{n}": total.round(ROUNDED) for n, total in enumerate(sums)})
    scores = [scored[f"score_{n}"] for n in range(len(sums))]
    scored = scored.mutate(best=ibis.greatest(*scores))
    scores = [scored[f"score_{n}"] for n in range(len(sums))]
    won = [(value == scored.best, segment) for value, segment in zip(scores, card["segments"], strict=True)]
    return scored.select(
        "customer_id",
        segment_id=_won(won, "segment_id"),
        segment_name=_won(won, "segment_name"),
        confidence=1 / sum((value - scored.best).exp() for value in scores),
    )


def _won(won: list[tuple[ibis.Value, dict[str, Any]]], what: str) -> ibis.Value:
    """A value of the segment with the highest score; of equal scores, the first."""
    return ibis.cases(*[(hit, ibis.literal(segment[what])) for hit, segment in won], else_=None)


def _moved(value: ibis.Value, transform: dict[str, Any]) -> ibis.Value:
    """A variable after its transform; a variable with levels is unchanged."""
    if "columns" in transform:
        return value
    if transform["kind"] == "ordinal" and transform["levels"]:
        hits = [_is_level(value, level, transform) for level in transform["levels"]]
        places = [(hit, ibis.literal(float(n))) for n, hit in enumerate(hits, 1)]
        value = ibis.cases(*places, else_=None)
    number = value.cast("float64").fill_null(transform["impute"]).clip(*transform["clip"])
    number = (number + 1).ln() if transform["log"] else number
    return (number - transform["center"]) / transform["scale"]


def _parts(value: ibis.Value, transform: dict[str, Any], segments: list[dict[str, Any]]) -> list[ibis.Value]:
    """The contribution of one variable to the score of each segment."""
    name = transform["variable"]
    if "columns" not in transform:
        return [segment["weights"][name] * value for segment in segments]
    columns, parts = transform["columns"], []
    for segment in segments:
        each = {level: segment["weights"][f"{name}={level}"] / scale for level, (_, scale) in columns.items()}
        none = -sum(each[level] * center for level, (center, _) in columns.items())
        hits = [(_is_level(value, level, transform), none + each[level]) for level in each]
        parts.append(ibis.cases(*hits, else_=0.0))
    return parts


def _is_known(value: ibis.Value, transform: dict[str, Any]) -> ibis.Value:
    levels = list(transform.get("columns", transform.get("levels", [])))
    if not levels:
        return value.notnull()
    hits = [_is_level(value, level, transform).fill_null(False) for level in levels]
    return functools.reduce(operator.or_, hits)


def _is_level(value: ibis.Value, level: str, transform: dict[str, Any]) -> ibis.Value:
    if value.type().is_string():
        words = ways_of(transform).get(level)  # a warehouse may hold Yes, Ja or true where the scorecard says yes
        return value.strip().lower().isin(words) if words else value == level
    try:
        return value.cast("float64") == float(level)
    except ValueError:
        return ibis.literal(False)


def sql(card: dict[str, Any], customers: pd.DataFrame) -> str:
    """scoring.sql: one SELECT in DuckDB's dialect that assigns the customers of a table `customers`. SQLGlot translates
    it."""
    counted = counts(customers)
    variables = [transform["variable"] for transform in card["variables"]]
    names = dict.fromkeys(["customer_id", *([counted] if counted else []), *variables])
    lacking = [name for name in names if name not in customers]
    if lacking:
        raise DataError(f"variable {lacking[0]}: not in the table of customers to assign; add the column")
    kinds = {name: "string" if not pd.api.types.is_numeric_dtype(customers[name]) else "float64" for name in names}
    typed = score(ibis.table(kinds, name="customers"), card)
    plain = sqlglot.parse_one(ibis.to_sql(typed, dialect="duckdb"), read="duckdb")
    select = plain.transform(_as_double).sql(dialect="duckdb", pretty=True)
    without = f", or has no {COUNTED[counted]}" if counted else ""
    named = {t["variable"]: list(t.get("columns", t.get("levels", []))) for t in card["variables"]}
    levels = "".join(f"\n    --   {name}: {', '.join(found)}" for name, found in named.items() if found)
    levels = levels.replace("\r", " ")
    lacks = f"Who lacks more than half of the variables{without} is"
    head = f"""
    -- Types each customer by the scorecard of {card.get("client", "this client")}: the segment of the highest score.
    -- Reads a table customers with the columns {", ".join(names)},
    -- in the units of the data dictionary, missing values as NULL. {lacks}
    -- left out; a level that is not listed here counts as missing.{levels}
    -- DuckDB runs it as it is; for another engine: sqlglot.transpile(text, read="duckdb", write="spark").
    """
    return textwrap.dedent(head).lstrip() + select + "\n"


def _as_double(node: sqlglot.Expression) -> sqlglot.Expression:
    """0.5 as 0.5e0: engines read 0.5 as a decimal, and sums of decimals overflow."""
    if isinstance(node, sqlglot.exp.Literal) and not node.is_string and not node.this.isdigit():
        return sqlglot.exp.Literal.number(f"{node.this}e0" if "e" not in node.this.lower() else node.this)
    return node

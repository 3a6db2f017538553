"""The scorecard at work outside the notebooks: as SQL in the client's warehouse, and on a file of new customers."""

from __future__ import annotations

import functools
import operator
import textwrap
from pathlib import Path
from typing import Any

import ibis
import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import sqlglot

from segtools.collect.customers import customer_tables, study_period
from segtools.collect.row_rules import EXCLUDED, check_rows
from segtools.collect.sources import read_sources
from segtools.params import Attributes, Params, Sources
from segtools.scorecard.rule import ROUNDED, as_labels, assign, counts, segment_of
from segtools.tables import YES_NO, DataError, no_formulas, yes_no

_DELIMITERS = ",;\t|"


# --- in an engine -------------------------------------------------------------------------------------


def score(customers: ibis.Table, card: dict[str, Any]) -> ibis.Table:
    """The scorecard as an Ibis expression, for any engine: customer_id, segment_id, segment_name and confidence of each
    customer who can be typed, as `scorecard.assign` gives them.

    Parameters
    ----------
    customers : customer_id and the card's variables in the client's units, missing values as NULL; frequency, where the
        card was made on orders
    """
    names = [transform["variable"] for transform in card["variables"]]
    counted = [
        name
        for name in ("frequency", "event_count")
        if name in customers.columns and customers[name].type().is_numeric()
    ]
    table = customers.filter(customers[counted[0]] > 0) if counted else customers
    known = sum(_is_known(table[t["variable"]], t).cast("int64") for t in card["variables"])
    table = table.filter(2 * known >= len(names))
    table = table.select("customer_id", **{t["variable"]: _moved(table[t["variable"]], t) for t in card["variables"]})
    sums = [ibis.literal(segment["constant"]) for segment in card["segments"]]
    for transform in card["variables"]:
        parts = _parts(table[transform["variable"]], transform, card["segments"])
        sums = [one + part for one, part in zip(sums, parts, strict=True)]
    scored = table.select("customer_id", **{f"score_{n}": one.round(ROUNDED) for n, one in enumerate(sums)})
    scores = [scored[f"score_{n}"] for n in range(len(sums))]
    scored = scored.mutate(best=ibis.greatest(*scores))
    scores = [scored[f"score_{n}"] for n in range(len(sums))]
    won = [(value == scored.best, segment) for value, segment in zip(scores, card["segments"], strict=True)]
    return scored.select(
        "customer_id",
        segment_id=ibis.cases(*[(hit, ibis.literal(segment["segment_id"])) for hit, segment in won], else_=None),
        segment_name=ibis.cases(*[(hit, ibis.literal(segment["segment_name"])) for hit, segment in won], else_=None),
        confidence=1 / sum((value - scored.best).exp() for value in scores),
    )


def _moved(value: ibis.Value, transform: dict[str, Any]) -> ibis.Value:
    """A variable as the scorecard reads it; one of levels as it is."""
    if "columns" in transform:
        return value
    if transform["kind"] == "ordinal" and transform["levels"]:
        places = [(_is_level(value, level), ibis.literal(float(n))) for n, level in enumerate(transform["levels"], 1)]
        value = ibis.cases(*places, else_=None)
    number = value.cast("float64").fill_null(transform["impute"]).clip(*transform["clip"])
    number = (number + 1).ln() if transform["log"] else number
    return (number - transform["center"]) / transform["scale"]


def _parts(value: ibis.Value, transform: dict[str, Any], segments: list[dict[str, Any]]) -> list[ibis.Value]:
    """What one variable adds to the score of each segment."""
    name = transform["variable"]
    if "columns" not in transform:
        return [segment["weights"][name] * value for segment in segments]
    made = []
    for segment in segments:
        each = {
            level: segment["weights"][f"{name}={level}"] / scale for level, (_, scale) in transform["columns"].items()
        }
        none = -sum(each[level] * center for level, (center, _) in transform["columns"].items())
        made.append(ibis.cases(*[(_is_level(value, level), none + each[level]) for level in each], else_=0.0))
    return made


def _is_known(value: ibis.Value, transform: dict[str, Any]) -> ibis.Value:
    levels = list(transform.get("columns", transform.get("levels", [])))
    if not levels:
        return value.notnull()
    hits = [_is_level(value, level).fill_null(False) for level in levels]
    return functools.reduce(operator.or_, hits)


def _is_level(value: ibis.Value, level: str) -> ibis.Value:
    if value.type().is_string():
        words = YES_NO.get(level)  # a warehouse may hold Yes, Y or true where the scorecard says yes
        return value.strip().lower().isin(words) if words else value == level
    try:
        return value.cast("float64") == float(level)
    except ValueError:
        return ibis.literal(False)


def sql(card: dict[str, Any], customers: pd.DataFrame) -> str:
    """scoring.sql: one SELECT, in DuckDB's dialect, that types a table `customers`. SQLGlot turns it into others."""
    counted = counts(customers)
    variables = [transform["variable"] for transform in card["variables"]]
    names = dict.fromkeys(["customer_id", *([counted] if counted else []), *variables])
    lacking = [name for name in names if name not in customers]
    if lacking:
        raise DataError(f"variable {lacking[0]}: not in the table to be typed; add the column")
    kinds = {name: "string" if not pd.api.types.is_numeric_dtype(customers[name]) else "float64" for name in names}
    plain = sqlglot.parse_one(
        ibis.to_sql(score(ibis.table(kinds, name="customers"), card), dialect="duckdb"), read="duckdb"
    )
    made = plain.transform(_as_double).sql(dialect="duckdb", pretty=True)
    without = {"frequency": ", or has no order", "event_count": ", or has no event"}.get(counted, "")
    named = {t["variable"]: list(t.get("columns", t.get("levels", []))) for t in card["variables"]}
    levels = "".join(f"\n    --   {name}: {', '.join(found)}" for name, found in named.items() if found).replace(
        "\r", " "
    )
    head = f"""
    -- Types each customer by the scorecard of {card.get("client", "this client")}: the segment of the highest score.
    -- Reads a table customers with the columns {", ".join(names)},
    -- in the units of the data dictionary, missing values as NULL. Who lacks more than half of the variables{without} is
    -- left out; a level that is not listed here counts as missing.{levels}
    -- DuckDB runs it as it is; for another engine: sqlglot.transpile(text, read="duckdb", write="spark").
    """
    return textwrap.dedent(head).lstrip() + made + "\n"


def _as_double(node: sqlglot.Expression) -> sqlglot.Expression:
    """0.5 as 0.5e0: engines take the former for a decimal, whose sums overflow."""
    if isinstance(node, sqlglot.exp.Literal) and not node.is_string and not node.this.isdigit():
        return sqlglot.exp.Literal.number(f"{node.this}e0" if "e" not in node.this.lower() else node.this)
    return node


# --- a file of new customers --------------------------------------------------------------------------


def score_file(params: Params, card: dict[str, Any], file: Path) -> tuple[pd.DataFrame, list[str]]:
    """Type the customers of a file.

    Parameters
    ----------
    file : CSV, Excel or Parquet; rows of the client's own customers or survey table, of order lines, or of the variables as
        table customers has them. It is read as params say, ids are replaced as in a run, and who objected is left out.

    Returns
    -------
    one row a row of the file, or a customer where it holds order lines: row (of the file, from 1; not for orders),
    customer_id, segment_id, segment_name, confidence, and remark: why a row has no segment. And sentences on what
    a reader should know. Raises DataError where a variable of the scorecard is not in the file.
    """
    params, name = _as_source(params, card, file)
    received = read_sources(params)
    checked = check_rows(received, params)
    customers = customer_tables(checked, study_period(checked, params))["customers"]
    variables = {transform["variable"]: transform for transform in card["variables"]}
    lacking = [variable for variable in variables if variable not in customers]
    if lacking:
        raise DataError(f"{file.name}: lacks {', '.join(lacking)}, which the scorecard of {params.client} needs; "
                        "add the column, or score with the table that has it")  # fmt: skip
    customers, said, odd = _as_learnt(customers, variables)
    typed = _typed(customers, card)
    rows = customers[["customer_id"]].merge(typed, on="customer_id", how="left")
    if name != "transactions":
        lines = checked[name].rows.select("customer_id", "_row", "reason").execute().sort_values("_row")
        lines["row"] = range(1, len(lines) + 1)
        usable = lines.reason.isna()
        good = lines[usable].astype({"customer_id": "str"}).merge(rows, on="customer_id", how="left")
        bad = lines[~usable].rename(columns={"reason": "remark"})
        bad["customer_id"] = bad.customer_id.where(bad.remark != EXCLUDED)
        rows = pd.concat([good, bad] if len(bad) else [good]).sort_values("row", ignore_index=True)
    elif lost := int(checked[name].rows.reason.notnull().sum().execute()):
        said.append(f"{lost:,} order lines cannot be used (segtools check says why)")
    remark = rows.remark if "remark" in rows else pd.Series(index=rows.index, dtype="str")
    silent = customers.customer_id[customers.get("frequency", pd.Series(1, customers.index)) == 0]
    bad_free = remark.isna()
    remark = remark.fillna(rows.customer_id.map(odd).astype("str"))
    few, idle = rows.segment_id.isna() & bad_free, rows.customer_id.isin(silent)
    remark = remark.mask(few & idle, "no order in the window")
    rows["remark"] = remark.mask(few & ~idle, "more than half of the variables are missing")
    columns = ["row", "customer_id", "segment_id", "segment_name", "confidence", "remark"]
    made = rows.reindex(columns=[column for column in columns if column in rows])
    return made.astype({"segment_id": "Int64", "segment_name": "str", "remark": "str"}), said


def _typed(customers: pd.DataFrame, card: dict[str, Any]) -> pd.DataFrame:
    try:
        return assign(customers, card)
    except DataError:  # nobody can be typed: each row says so
        return segment_of(customers.iloc[:0], np.empty((0, len(card["segments"]))), card)


def _as_source(params: Params, card: dict[str, Any], file: Path) -> tuple[Params, str]:
    """Params with this file as their only source, and what kind of source it is."""
    if not file.is_file():
        raise DataError(f"{file}: no such file; name the table of customers to be typed")
    if file.suffix.lower() not in (".csv", ".parquet", ".xlsx", ".gz"):
        raise DataError(f"{file.name}: not a kind of table that is read; save it as .csv, .xlsx or .parquet")
    wanted = {transform["variable"] for transform in card["variables"]}
    given = params.sources.given()
    here = {"path": str(file.resolve()), "database": "", "table": "", "key": [], "duplicates": "keep"}
    for name in [name for name in ("customers", "survey", "transactions") if name in given]:
        header = _header(file, given[name].delimiter)
        columns = {ours: theirs for ours, theirs in given[name].columns.items() if theirs in header}
        source = given[name].model_copy(update=here)
        if name == "transactions":
            if {"customer_id", "order_date"} <= set(columns):
                return _only(params, name, source), name
            continue
        source = source.model_copy(update={"comments": source.comments if source.comments in header else None})
        if "customer_id" in header:
            source = source.model_copy(update={"make_id": False})
        named = source.make_id or source.columns.get("customer_id", "customer_id") in header
        if named and wanted & (set(columns) | header - set(columns.values())):
            return _only(params, name, source.model_copy(update={"columns": columns})), name
    delimiter = max(_DELIMITERS, key=lambda mark: len(_header(file, mark)))
    header = _header(file, delimiter)
    plain = Attributes(
        path=here["path"], delimiter="tab" if delimiter == "\t" else delimiter, make_id="customer_id" not in header
    )
    return _only(params, "customers", plain), "customers"


def _only(params: Params, name: str, source: Any) -> Params:
    return params.model_copy(update={"sources": Sources.model_construct(**{name: source})})


def _header(file: Path, delimiter: str) -> set[str]:
    """The column names of a file, as far as they can be read without knowing more of it."""
    try:
        return _columns(file, delimiter)
    except Exception as error:  # whatever a reader of CSV, Excel or Parquet makes of a file that is none
        why = " ".join(str(error).split())[:120]
        raise DataError(f"{file.name}: cannot be read ({why}); export or copy it again") from None


def _columns(file: Path, delimiter: str) -> set[str]:
    if file.suffix == ".parquet":
        return set(pq.read_schema(file).names)
    if file.suffix == ".xlsx":
        return set(map(str, pd.read_excel(file, nrows=0, engine="calamine").columns))
    mark = "\t" if delimiter == "tab" else delimiter
    return set(map(str, pd.read_csv(file, nrows=0, sep=mark, encoding="utf-8-sig", encoding_errors="replace").columns))


def _as_learnt(customers: pd.DataFrame, variables: dict[str, dict]) -> tuple[pd.DataFrame, list[str], pd.Series]:
    """The variables in the kinds the scorecard learnt, numbers as numbers and levels as levels; what is neither is counted,
    and remarked on for each customer_id."""
    made, said = customers.copy(deep=False), []
    odd = pd.Series("", customers.customer_id)
    for name, transform in variables.items():
        values = made[name]
        levels = list(transform.get("columns", transform.get("levels", [])))
        if set(levels) == {"no", "yes"}:
            made[name] = values = yes_no(values, all_of_it=False)
        if levels:
            strange = values.notna() & ~as_labels(values).isin(levels)
            what = f"a {name} that the scorecard has not seen"
        else:
            numbers = pd.to_numeric(values, errors="coerce")
            strange, made[name] = values.notna() & numbers.isna(), numbers
            what = f"a {name} that is no number"
        if strange.any():
            count, first = int(strange.sum()), values[strange].iloc[0]
            said.append(f"{count:,} row{'s' * (count > 1)} with {what} ({first!r} first): taken as not known")
            odd += np.where(strange, np.where(odd == "", f"not known: {name}", f", {name}"), "")
    return made, said, odd[odd != ""]


def write_scored(scored: pd.DataFrame, target: Path) -> None:
    """Write the scored customers as CSV or Parquet, whole or not at all."""
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f".{target.name}.part")
    if target.suffix == ".parquet":
        scored.to_parquet(part, index=False)
    else:
        no_formulas(scored).to_csv(part, index=False)
    part.replace(target)

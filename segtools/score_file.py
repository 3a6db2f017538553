"""The scorecard at work outside the notebooks: as SQL in the client's warehouse, and on a file of new customers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow.parquet as pq

from segtools.collect.customers import customer_tables
from segtools.collect.period import study_period
from segtools.collect.row_rules import EXCLUDED, check_rows
from segtools.collect.sources import read_sources
from segtools.params import Attributes, Params, Sources
from segtools.scorecard.rule import assign, segment_of
from segtools.scorecard.transforms import as_labels
from segtools.tables import DataError, no_formulas
from segtools.words import yes_no

_DELIMITERS = ",;\t|"


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

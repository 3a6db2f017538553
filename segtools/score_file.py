"""Assign customers of a file to segments by the scorecard."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow.parquet as pq

from segtools.collect.customers import customer_tables
from segtools.collect.files import kind_of_file
from segtools.collect.period import study_period
from segtools.collect.read_json import record_names
from segtools.collect.read_stats import column_names
from segtools.collect.row_batches import REASON
from segtools.collect.row_reasons import EXCLUDED
from segtools.collect.row_rules import Checked, check_rows
from segtools.collect.sources import read_sources
from segtools.params import Attributes, Params, Sources
from segtools.scorecard.base import COUNTED, counts
from segtools.scorecard.rule import assign, segment_of
from segtools.scorecard.transforms import as_labels, ways_of
from segtools.tables import DataError, no_formulas
from segtools.words import yes_no

_DELIMITERS = ",;\t|"
_COLUMNS = ["row", "customer_id", "segment_id", "segment_name", "confidence", "remark"]
_TOO_FEW_VALUES = "more than half of the variables are missing"
_IDLE = "no {} in the period"


def score_file(params: Params, card: dict[str, Any], file: Path) -> tuple[pd.DataFrame, list[str]]:
    """Assign the customers of a file to segments.

    Parameters
    ----------
    card : of table scorecard.json
    file : of any kind that a run reads, with rows as in the client's own customers or survey table, order lines, or the
        variables as in table customers. It is read as params describe. Ids are replaced as in a run, and people who
        objected are left out.

    Returns
    -------
    one row per row of the file, or per customer if it holds order lines: row (of the file, from 1; not for orders),
    customer_id, segment_id, segment_name, confidence, and remark (why a row has no segment); and sentences on what
    a reader should know

    Raises
    ------
    DataError : where the file cannot be read, or a variable of the scorecard is not in it
    """
    params, name = _as_source(params, card, file)
    checked = check_rows(read_sources(params), params)
    customers = customer_tables(checked, study_period(checked, params))["customers"]
    variables = {transform["variable"]: transform for transform in card["variables"]}
    lacking = [variable for variable in variables if variable not in customers]
    if lacking:
        needed = f"lacks {', '.join(lacking)}, which the scorecard of {params.client} needs"
        raise DataError(f"{file.name}: {needed}; add the column, or score a table that has it")
    customers, sentences, unknown = as_learnt(customers, variables)
    scored = customers[["customer_id"]].merge(_assigned(customers, card), on="customer_id", how="left")
    if name != "transactions":
        scored = _every_row(checked[name], scored)
    elif lost := int(checked[name].rows[REASON].notnull().sum().execute()):
        sentences.append(f"{lost:,} order lines cannot be used (segtools check says why)")
    scored["remark"] = _remarks(scored, customers, unknown)
    scored = scored.reindex(columns=[column for column in _COLUMNS if column in scored])
    return scored.astype({"segment_id": "Int64", "segment_name": "str", "remark": "str"}), sentences


def _assigned(customers: pd.DataFrame, card: dict[str, Any]) -> pd.DataFrame:
    try:
        return assign(customers, card)
    except DataError:  # nobody can be assigned: each row says so
        return segment_of(customers.iloc[:0], np.empty((0, len(card["segments"]))), card)


def _every_row(checked: Checked, scored: pd.DataFrame) -> pd.DataFrame:
    """The result for each row of the file; for a row that cannot be used, the reason is its remark."""
    lines = checked.rows.select("customer_id", "_row", REASON).execute().sort_values("_row")
    lines["row"] = range(1, len(lines) + 1)
    usable = lines[REASON].isna()
    good = lines[usable].astype({"customer_id": "str"}).merge(scored, on="customer_id", how="left")
    bad = lines[~usable].rename(columns={REASON: "remark"})
    bad["customer_id"] = bad.customer_id.where(bad.remark != EXCLUDED)
    return pd.concat([good, bad] if len(bad) else [good]).sort_values("row", ignore_index=True)


def _remarks(scored: pd.DataFrame, customers: pd.DataFrame, unknown: pd.Series) -> pd.Series:
    """Why a row has no segment, or which of its values were treated as missing."""
    remarks = scored.remark if "remark" in scored else pd.Series(index=scored.index, dtype="str")
    unassigned = scored.segment_id.isna() & remarks.isna()
    remarks = remarks.fillna(scored.customer_id.map(unknown).astype("str"))
    counted = counts(customers)
    idle = scored.customer_id.isin(customers.customer_id[customers[counted] == 0] if counted else [])
    remarks = remarks.mask(unassigned & ~idle, _TOO_FEW_VALUES)
    return remarks.mask(unassigned & idle, _IDLE.format(COUNTED[counted])) if counted else remarks


# --- the file as a source -----------------------------------------------------------------------------


def _as_source(params: Params, card: dict[str, Any], file: Path) -> tuple[Params, str]:
    """Params with this file as the only source, and which kind of source it is."""
    if not file.is_file():
        raise DataError(f"{file}: no such file; give the file of customers to assign")
    kind_of_file(file.name)
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
    """The column names of a file, as far as they can be read without further settings."""
    try:
        return _columns(file, delimiter)
    except Exception as error:  # whatever a reader makes of a file that is none
        why = " ".join(str(error).split())[:120]
        raise DataError(f"{file.name}: cannot be read ({why}); export or copy it again") from None


def _columns(file: Path, delimiter: str) -> set[str]:
    kind = kind_of_file(file.name)
    if kind == "parquet":
        return set(pq.read_schema(file).names)
    if kind == "stats":
        return set(column_names(file))
    if kind == "json":
        return set(record_names(file, "utf-8-sig", file.name))
    if kind == "excel":
        return set(map(str, pd.read_excel(file, nrows=0, engine="calamine").columns))
    mark = {"tab": "\t", "spaces": r"\s+"}.get(delimiter, delimiter)
    return set(map(str, pd.read_csv(file, nrows=0, sep=mark, encoding="utf-8-sig", encoding_errors="replace").columns))


def as_learnt(customers: pd.DataFrame, variables: dict[str, dict]) -> tuple[pd.DataFrame, list[str], pd.Series]:
    """The variables in the kinds that the scorecard expects: numbers as numbers, levels as levels.

    Returns
    -------
    the customers; sentences that count what is neither number nor level; and remarks on it, by customer_id
    """
    learnt, sentences = customers.copy(deep=False), []
    remarks = pd.Series("", customers.customer_id)
    for name, transform in variables.items():
        levels = list(transform.get("columns", transform.get("levels", [])))
        ways = {word: level == "yes" for level, words in ways_of(transform).items() for word in words}
        values = learnt[name]
        if ways:
            read = yes_no(values, ways)
            values = read.where(read.notna(), values).astype("str")
        if levels:
            learnt[name] = values
            strange, what = ~as_labels(values).isin(levels), f"a {name} that the scorecard does not know"
        else:
            learnt[name] = pd.to_numeric(values, errors="coerce")
            strange, what = learnt[name].isna(), f"a {name} that is not a number"
        strange &= values.notna()
        if strange.any():
            count, first = int(strange.sum()), values[strange].iloc[0]
            sentences.append(f"{count:,} row{'s' * (count > 1)} with {what} ({first!r} first): treated as missing")
            remarks += np.where(strange, np.where(remarks == "", f"treated as missing: {name}", f", {name}"), "")
    return learnt, sentences, remarks[remarks != ""]


def write_scored(scored: pd.DataFrame, target: Path) -> None:
    """Write the assigned customers as CSV or Parquet, completely or not at all."""
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f".{target.name}.part")
    if target.suffix == ".parquet":
        scored.to_parquet(part, index=False)
    else:
        no_formulas(scored).to_csv(part, index=False)
    part.replace(target)

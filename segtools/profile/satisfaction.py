"""How satisfied each segment is, with its interval."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
from scipy.stats import norm
from statsmodels.stats.proportion import proportion_confint

from segtools.tables import DataError

_TYPES = {
    "segment_id": "int64",
    **dict.fromkeys(["segment_name", "variable", "measure"], "str"),
    **dict.fromkeys(["value", "low", "high", "base"], "float64"),
    "n": "int64",
}


# --- scores -------------------------------------------------------------------------------------------


def satisfaction(base: pd.DataFrame, scores: dict[str, str], least: int = 1) -> pd.DataFrame | None:
    """Table `satisfaction`: how satisfied each segment is, compared with the base; None if there is no score.

    Parameters
    ----------
    base : one row a customer: segment_id, segment_name and the variables; missing is who did not answer
    scores : variable to "nps" (0 to 10) or "csat" (1 up to the highest answer in the base; csat5, csat7 say how high
        the scale goes, for a base in which nobody gave the best mark)
    least : fewest answers that a figure may rest on

    Returns
    -------
    one row a variable and segment: segment_id, segment_name, variable, measure ("NPS" or "share satisfied"), value,
    low and high (its 95% interval), base (the same over all), n (answers). NPS is the percentage of promoters (9, 10)
    less that of detractors (0 to 6), -100 to 100; its interval is the adjusted Wald of the mean of scores of 1, 0 and
    -1 (Rocks 2016, The American Statistician 70:365: three quarters of a promoter, one and a half passives and three
    quarters of a detractor are added). The share satisfied, 0 to 1, is of the two top levels; its interval is
    Wilson's. Without answers, and with fewer than `least`, value, low and high are missing.

    Raises
    ------
    DataError : where an answer lies outside its scale, in one line

    Examples
    --------
    >>> base = pd.DataFrame({"segment_id": 1, "segment_name": "Loyal", "nps": [10, 9, 8, 3]})
    >>> satisfaction(base, {"nps": "nps"})[["measure", "value", "n"]].values.tolist()
    [['NPS', 25.0, 4]]
    """
    if not scores:
        return None
    parts = [_scored(base, variable, kind) for variable, kind in scores.items()]
    table = pd.concat(parts, ignore_index=True)[list(_TYPES)].astype(_TYPES)
    figures = ["value", "low", "high"]
    table[figures] = table[figures].mask(table.n < least)
    return table


def _scored(base: pd.DataFrame, variable: str, kind: str) -> pd.DataFrame:
    """The rows of one score."""
    answers, highest = _answers(base, variable, kind)
    good, bad = (answers >= 9, answers <= 6) if kind == "nps" else (answers >= highest - 1, answers < 0)
    counts = pd.DataFrame({"good": good, "bad": bad, "n": answers.notna()})
    rows = counts.groupby([base.segment_id, base.segment_name]).sum().reset_index()
    measure = _net_promoters if kind == "nps" else _satisfied
    rows["value"], rows["low"], rows["high"] = measure(*rows[["good", "bad", "n"]].to_numpy(float).T)
    rows["base"] = measure(*counts.sum().to_numpy(float)[:, None])[0][0]
    return rows.assign(variable=variable, measure="NPS" if kind == "nps" else "share satisfied")


def _answers(base: pd.DataFrame, variable: str, kind: str) -> tuple[pd.Series, int]:
    """The answers as numbers, and the highest answer that the scale allows."""
    found = re.fullmatch(r"nps|csat(\d{0,2})", kind)
    if not found:
        raise DataError(
            f"variables.{variable}.score: {kind!r} is not a score; write nps, csat, or csat7 if 7 is the best mark"
        )
    if variable not in base:
        raise DataError(f"variables.{variable}: the customers have no such variable; correct the name")
    given = base[variable]
    answers = pd.to_numeric(given, errors="coerce").astype("float64")
    lowest, highest = (0, 10) if kind == "nps" else (1, _top(answers, found[1]))
    wrong = given.notna() & ~(answers.between(lowest, highest) & (answers % 1 == 0))
    if wrong.any():
        count = f"{wrong.sum():,} of {given.notna().sum():,} answers are not whole numbers from {lowest} to {highest}"
        raise DataError(
            f"customers, variable {variable}: {count} ({given[wrong].astype('str').min()} for one); "
            f"list the values that mean no answer under variables.{variable}.missing, or correct its score"
        )
    if kind == "csat" and highest < 3:
        raise DataError(
            f"customers, variable {variable}: no answer is above {highest}, so its scale is not clear; "
            f"write csat5 or csat7 under variables.{variable}.score"
        )
    return answers, highest


def _top(answers: pd.Series, declared: str) -> int:
    """The best mark of a scale: as declared, else the highest answer found."""
    return int(declared or min(answers.max(), 10)) if answers.any() else 10


def _net_promoters(good: np.ndarray, bad: np.ndarray, n: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    known = np.where(n > 0, n, np.nan)
    value = (good - bad) / known
    promoters, detractors = (good + 0.75) / (known + 3), (bad + 0.75) / (known + 3)
    middle = promoters - detractors
    error = np.sqrt((promoters + detractors - middle**2) / (known + 3))
    low, high = middle - norm.ppf(0.975) * error, middle + norm.ppf(0.975) * error
    return 100 * value, 100 * np.clip(low, -1, value), 100 * np.clip(high, value, 1)


def _satisfied(good: np.ndarray, _bad: np.ndarray, n: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    known = np.where(n > 0, n, np.nan)
    return good / known, *proportion_confint(good, known, method="wilson")

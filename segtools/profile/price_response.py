"""How purchases of a segment change with prices: elasticities from prices that varied over the weeks.

The price of a product that a segment meets in a week is the median of what all others paid a unit, everyone counted
once. A mean would be low in weeks with a bulk order, and be mistaken for a price cut that sold much. Others, since
weeks in which nobody else bought a product have no price and are left out: were the segment's own purchases to decide
that, its bad weeks would be missing, and it would look unmoved by price. A week in which others bought and the segment
did not counts as nought. Quantities are in usual purchases (the median of a product's rows), so that litres and
millilitres give the same answer.

The segment's quantity of a product in a week is Poisson pseudo-maximum-likelihood in exp(product + week + elasticity
log price), product and week effects being the segment's own (Santos Silva & Tenreyro 2006, Review of Economics and
Statistics 88:641). Errors are those of leaving out one price group after the other, a product or all products whose
prices move together: they hold for any correlation between the weeks and the products of a group. Intervals are
Student's, with as many degrees of freedom as price groups of equal weight would tell as much (Kish's number) less one.
Segments are pooled by `partial_pooling`.

Read as a response to price, this assumes that

- within a product, once what all products share in a week is taken off, prices do not follow demand. They do where the
  client cuts prices for a season or raises them in a shortage; the figures are then too far from nought or too near it;
- what sells with a price cut sells because of it: displays and leaflets in the same week count as price;
- customers do not bring purchases forward. Those who stock up buy less afterwards, and look more responsive than they
  would be to a price that stays;
- segments were not drawn by what is asked here. Who was put into a segment for buying at a discount in these very weeks
  looks responsive by that alone.

It is the response of a product's quantity, not of the basket: what is bought more of one product may be bought less of
another. It is one figure for all products, weighted by how much the segment buys and how much the price moved:
segments that buy other products differ for that as well.

Verdicts: too little was bought (fewer than 8 products or 12 weeks); prices did not vary enough (fewer than 8 price
groups with a product whose log price has a standard deviation of .03 about the week's and its own mean, or so uneven
that 5 groups of equal weight would tell more); too uncertain (the fit did not settle, or the interval holds both 0 and
-1: price may be of no matter, or of so much that a cut pays for itself); more was bought at higher prices (the whole
interval above 0). Without figures, a segment is not pooled.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.sparse.csgraph import connected_components
from scipy.stats import t as student

_VARIES = 0.03  # standard deviation of a product's log price, from which its price varies
_TOGETHER = 0.8  # correlation of log prices from which products are of one price group
_LEAST_PRODUCTS = 8
_LEAST_WEEKS = 12
_LEAST_GROUPS = 5  # price groups of equal weight that would tell as much
_STEPS = 200
_CLOSE = 1e-10
_BETWEEN = np.arange(0.005, 3, 0.01)  # standard deviations between segments, of elasticities

TOO_LITTLE = "too little was bought to tell"
TOO_STEADY = "prices did not vary enough to tell"
TOO_UNCERTAIN = "too uncertain to tell"
UPWARDS = "more was bought at higher prices: they seem to follow demand"

_COLUMNS = [
    *("segment_id", "segment_name", "elasticity", "low", "high", "own", "own_error"),
    *("products", "weeks", "price_variation", "verdict"),
]


# --- what prices did to it ----------------------------------------------------------------------------


def price_response(weeks: pd.DataFrame | None, segments: pd.DataFrame) -> pd.DataFrame | None:
    """Table `price_response`: the change, in percent, of the quantity that a segment buys of a product when its price
    is one percent higher.

    Parameters
    ----------
    weeks : table `price_weeks`; customers without a segment count for the price. None where orders tell nothing of
        prices, and then the result is None
    segments : table `segments`: customer_id, segment_id, segment_name

    Returns
    -------
    One row a segment, by segment_id: elasticity (0 is no response, below -1 a higher price loses revenue) with its 95%
    interval low to high, pooled over segments; own and own_error, the segment's own estimate and its standard error,
    not pooled; products and weeks, what these rest on; price_variation, the standard deviation of log prices about the
    product's and the week's mean; verdict, empty where the figures can be used.
    """
    if weeks is None:
        return None
    names = segments[["segment_id", "segment_name"]].drop_duplicates().sort_values("segment_id", ignore_index=True)
    paid, bought = _grids(weeks, segments)
    groups = _price_groups(_prices(paid, None))
    fits = pd.DataFrame([_fit(bought[number], _prices(paid, number), groups) for number in names.segment_id])
    response = pd.concat([names, fits.astype({"products": "int64", "weeks": "int64", "verdict": "str"})], axis=1)
    known = response.own_error.notna()
    influence = np.array(response.influence.tolist())[known]
    pooled, errors = partial_pooling(response.own[known].to_numpy(), influence @ influence.T)
    width = student.ppf(0.975, response.worth[known] - 1) * errors
    for name, values in {"elasticity": pooled, "low": pooled - width, "high": pooled + width}.items():
        response[name] = pd.Series(values, response.index[known], dtype="float64")
    response.loc[(response.low < -1) & (response.high > 0), "verdict"] = TOO_UNCERTAIN
    response.loc[response.low > 0, "verdict"] = UPWARDS
    return response[_COLUMNS]


def _grids(weeks: pd.DataFrame, segments: pd.DataFrame) -> tuple[pd.DataFrame, dict[int, np.ndarray]]:
    """What each customer paid a unit (product, week, segment_id, paid: its logarithm), and of each segment the
    quantity in usual purchases: products by weeks."""
    rows = weeks.merge(segments[["customer_id", "segment_id"]], on="customer_id", how="left")
    rows = rows.sort_values(["product", "week", "customer_id"])  # sums to the last bit, whatever the order of rows
    rows["product"], rows["week"] = (rows[name].astype("category") for name in ("product", "week"))
    rows["paid"] = np.log(rows.amount / rows.quantity)
    rows["quantity"] /= rows.groupby("product", observed=True).quantity.transform("median")
    bought = {
        number: _grid(rows[rows.segment_id == number], "quantity", "sum").fillna(0.0).to_numpy()
        for number in segments.segment_id.unique()
    }
    return rows[["product", "week", "segment_id", "paid"]], bought


def _prices(paid: pd.DataFrame, number: int | None) -> np.ndarray:
    """Log prices for a segment, from what all other customers paid; missing if none of them bought."""
    return _grid(paid[paid.segment_id != number], "paid", "median").to_numpy()


def _grid(rows: pd.DataFrame, column: str, how: str) -> pd.DataFrame:
    """A table of products by weeks; missing where there is no row."""
    grid = rows.groupby(["product", "week"], observed=True)[column].agg(how).unstack("week")
    return grid.reindex(index=rows["product"].cat.categories, columns=rows.week.cat.categories)


def _price_groups(prices: np.ndarray) -> np.ndarray:
    """For each product, the number of its price group. Products whose prices rise and fall together, such as flavours
    of one thing, are one experiment."""
    known, moved = _moved(prices)
    spread = moved**2 @ known.T  # of the first of two products, over the weeks in which both have a price
    often = known @ known.T >= _LEAST_WEEKS
    alike = often & (spread > 0) & (moved @ moved.T >= _TOGETHER * np.sqrt(spread * spread.T))
    return connected_components(alike, directed=False)[1]


def _moved(prices: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Where there are prices (1 or 0), and how far log prices are from the product's and the week's mean (0 if
    unknown).
    """
    known = np.isfinite(prices).astype(float)
    return known, known * _within(np.where(known > 0, prices, 0.0), known)


def _fit(bought: np.ndarray, prices: np.ndarray, groups: np.ndarray) -> dict:
    """The elasticity of one segment, not pooled: own, own_error, products, weeks, price_variation and verdict as in the
    table; worth, how many price groups of equal weight would tell as much; influence, what each group adds to the
    error.

    bought, prices : products by weeks
    groups : of each product its price group
    """
    bought = np.where(np.isfinite(prices), bought, 0.0)
    products, weeks = (bought.sum(axis=axis) > 0 for axis in (1, 0))  # who buys nothing of it tells nothing
    q, p, groups = bought[products][:, weeks], prices[products][:, weeks], groups[products]
    fit = {
        "own": np.nan,
        "own_error": np.nan,
        "products": int(products.sum()),
        "weeks": int(weeks.sum()),
        "price_variation": np.nan,
        "verdict": TOO_LITTLE,
        "worth": 0.0,
        "influence": np.zeros(len(prices)),
    }
    if fit["products"] < _LEAST_PRODUCTS or fit["weeks"] < _LEAST_WEEKS:
        return fit
    known, moved = _moved(p)
    fit["price_variation"] = float(np.sqrt((moved**2).sum() / known.sum()))
    varies = np.sqrt((moved**2).sum(axis=1) / known.sum(axis=1)) >= _VARIES
    if len(np.unique(groups[varies])) < _LEAST_PRODUCTS:
        return fit | {"verdict": TOO_STEADY}
    own, slopes, curves = _poisson(q, np.where(known > 0, p, 0.0), known > 0)
    slopes, curves = (np.bincount(groups, weights=part, minlength=len(prices)) for part in (slopes, curves))
    if not np.isfinite(own):
        return fit | {"verdict": TOO_UNCERTAIN}
    worth = float(curves.sum() ** 2 / (curves**2).sum())
    if worth < _LEAST_GROUPS:
        return fit | {"verdict": TOO_STEADY}
    influence = np.sqrt(1 - 1 / len(np.unique(groups))) * slopes / (curves.sum() - curves)
    error = float(np.sqrt(influence @ influence))
    return fit | {"own": own, "own_error": error, "verdict": "", "worth": worth, "influence": influence}


def _poisson(q: np.ndarray, p: np.ndarray, known: np.ndarray) -> tuple[float, np.ndarray, np.ndarray]:
    """Poisson regression of q on p with an effect for each row and each column, by reweighted least squares; of each
    row the slope and the curvature of the log-likelihood in the coefficient, all other effects at their best for it.

    q : quantities, p : log prices, known : where there is a price; all products by weeks. mean and eta are the fitted
    quantity and its logarithm, x and z what is left of p and of the working quantity without the effects.
    """
    mean = np.where(known, (q + q[known].mean()) / 2, 0.0)
    eta = np.log(np.where(known, mean, 1.0))
    loss = np.inf
    for _step in range(_STEPS):
        working = eta + (q - mean) / np.where(known, mean, 1.0)
        x, z = _within(p, mean), _within(working, mean)
        slope = float((mean * x * z).sum() / (mean * x * x).sum())
        eta = np.where(known, np.clip(working - z + slope * x, -30, 30), 0.0)
        mean = np.where(known, np.exp(eta), 0.0)
        before, loss = loss, float((mean - q * eta).sum())
        if abs(before - loss) <= _CLOSE * (abs(loss) + 1):
            x = _within(p, mean)
            return slope, (x * (q - mean)).sum(axis=1), (mean * x * x).sum(axis=1)
    return np.nan, np.zeros(len(q)), np.zeros(len(q))


def _within(values: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """What is left of values when the weighted effects of rows and columns are taken off."""
    rows, sums = weights.sum(axis=1), (weights * values).sum(axis=1)
    inner = np.diag(weights.sum(axis=0)) - weights.T @ (weights / rows[:, None])
    columns = np.linalg.lstsq(inner, (weights * values).sum(axis=0) - weights.T @ (sums / rows), rcond=1e-12)[0]
    return values - ((sums - weights @ columns) / rows)[:, None] - columns


def partial_pooling(own: np.ndarray, covariance: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Estimates pulled towards their common mean, the less precise the further.

    Parameters
    ----------
    own : one estimate a segment
    covariance : segments by segments, of their errors; segments that saw the same prices err together

    Returns
    -------
    The pooled estimates and their standard errors; what came in, where there are fewer than two.

    What segments truly are is taken to be normal about a common mean. For a given variance between them, that is the
    best linear prediction: a segment of error variance v, were errors apart, keeps between / (between + v) of its
    distance from the mean, and what all err in together moves all and is never mistaken for a difference. Errors are
    of the whole linear combination: those of all segments, of the mean, and what pulling costs. This is averaged over
    the standard deviation between segments, weighted by its likelihood, all from 0 to 3 being alike beforehand (Gelman
    et al. 2013, Bayesian Data Analysis, 5.4). A single best value of it, such as DerSimonian & Laird's, is often
    nought for a handful of segments that do differ: of 95% intervals made with it, 80 to 87 in 100 held the truth
    where three segments differed, of these 94 to 97.

    Examples
    --------
    >>> pooled, errors = partial_pooling(np.array([-3.0, -1.0, -2.0]), np.diag([0.01, 0.01, 1.0]))
    >>> pooled.round(2).tolist(), errors.round(2).tolist()
    ([-2.99, -1.01, -2.0], [0.1, 0.1, 0.86])
    """
    if len(own) < 2:
        return own, np.sqrt(np.diag(covariance))
    each = np.eye(len(own))
    between = _BETWEEN[:, None, None] ** 2
    sharp = np.linalg.inv(between * each + covariance)  # a matrix for each standard deviation between segments
    of_all, total = sharp.sum(axis=1, keepdims=True), sharp.sum(axis=(1, 2), keepdims=True)
    kept = between * sharp
    pull = kept + (1 - kept.sum(axis=2, keepdims=True)) @ (of_all / total)
    away = own - (of_all / total) @ own
    fit = np.linalg.slogdet(sharp)[1] - np.log(total.ravel()) - np.einsum("ti,tij,tj->t", away, sharp, away)
    chance = np.exp((fit - fit.max()) / 2)
    chance /= chance.sum()
    means = pull @ own
    errors = between * (pull - each) @ (pull - each).swapaxes(1, 2) + pull @ covariance @ pull.swapaxes(1, 2)
    pooled = chance @ means
    return pooled, np.sqrt(chance @ (np.diagonal(errors, axis1=1, axis2=2) + (means - pooled) ** 2))

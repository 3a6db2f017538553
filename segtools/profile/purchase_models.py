"""Purchase models from the literature: BG/NBD and variants, gamma-gamma, beta-geometric."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from scipy.linalg import eigh_tridiagonal
from scipy.optimize import minimize
from scipy.special import betaln, digamma, gammaln
from threadpoolctl import threadpool_limits

MONTH_DAYS = 365.25 / 12
_NODES = 24
_MANY = 5_000  # distinct customers: of more, some show where to climb from
_SOME = 2_000
_FARTHEST = 12.0  # of a logarithm: beyond, a parameter has left for infinity or nought
Loss = Callable[[np.ndarray], tuple[float, np.ndarray]]  # a negative log-likelihood and its slope

BG_NBD = "BG/NBD"
MBG_NBD = "MBG/NBD"
GAMMA_GAMMA = "gamma-gamma"
BETA_GEOMETRIC = "shifted beta-geometric"
# simpler forms, for where the data does not tell how customers differ in leaving, or shows nobody leave
FORMS = {"": {}, " with one chance to leave for all": {"b": 1e5}, " in which nobody leaves": {"a": 1e-9, "b": 1.0}}
_NAMES = {
    BG_NBD: ("r", "alpha", "a", "b"),
    MBG_NBD: ("r", "alpha", "a", "b"),
    GAMMA_GAMMA: ("p", "q", "v"),
    BETA_GEOMETRIC: ("alpha", "beta"),
}


@dataclass(frozen=True)
class Fit:
    """A model that has been fitted.

    Attributes
    ----------
    model : its name
    params, errors : by parameter's name; errors are standard errors from the curvature of the log-likelihood, all
        missing where `trouble` says why the fit is not to be used
    loglik : log-likelihood at the parameters
    customers : number of customers it was fitted to
    form : of FORMS; empty for the model as published
    trouble : empty, or why the fit is not to be used
    """

    model: str
    params: dict[str, float]
    errors: dict[str, float]
    loglik: float
    customers: int
    form: str = ""
    trouble: str = ""

    def __getitem__(self, name: str) -> float:
        return self.params[name]

    @property
    def name(self) -> str:
        """Name of the model, with its form."""
        return self.model + self.form

    @property
    def bic(self) -> float:
        """Bayesian information criterion; lower is better."""
        free = len(self.params) - len(FORMS[self.form])
        return free * np.log(self.customers) - 2 * self.loglik


# --- fitting ------------------------------------------------------------------------------------------


def fit_bg_nbd(
    repeats: np.ndarray,
    t_x: np.ndarray,
    T: np.ndarray,
    weights: np.ndarray | None = None,
    modified: bool = False,
    form: str = "",
) -> Fit:
    """Fit BG/NBD or, with `modified`, the model in which customers may also leave right after the first purchase.

    Parameters
    ----------
    repeats, t_x, T : one entry a customer: repeat purchases, time of the last of them (0 without), time observed; any
        unit
    weights : how many customers each entry stands for; 1 where it is not given
    form : of FORMS: a simpler model, in which a or b or both are fixed

    Returns
    -------
    r, alpha (of the gamma of purchase rates, alpha in the unit of T), a, b (of the beta of the chance to leave after a
    purchase). Equal entries are counted once, and what depends on one column alone is computed once a value of it.
    """
    x, last, T, w = _grouped([repeats, t_x, T], weights)
    pace = max(float(w @ T) / max(float(w @ x), 1.0), 1e-9)
    starts = [np.log([1.0, pace, 1.0, 2.5]), np.log([0.3, 0.5 * pace, 0.5, 5.0]), np.log([3.0, 3 * pace, 0.2, 1.0])]
    if len(w) > _MANY:
        some = np.arange(0, len(w), len(w) // _SOME)
        starts = _near(fit_bg_nbd(x[some], last[some], T[some], w[some], modified, form), starts)
    return _fitted(MBG_NBD if modified else BG_NBD, _bg_nbd_loss(x, last, T, w, modified), starts, w.sum(), form)


def _bg_nbd_loss(x: np.ndarray, last: np.ndarray, T: np.ndarray, w: np.ndarray, modified: bool) -> Loss:
    """The negative log-likelihood of BG/NBD and its slope, in the logarithms of r, alpha, a and b.

    Symbols are the paper's: x repeats, `last` its t_x, T the time observed; w is how many customers each entry stands
    for.
    """
    (kinds, of_x), (lasts, of_last), (ends, of_T) = (np.unique(column, return_inverse=True) for column in (x, last, T))
    more = 1.0 if modified else 0.0
    may_leave = (x > 0) | modified
    counts, total = np.bincount(of_x, weights=w), w.sum()

    def loss_and_slope(logs: np.ndarray) -> tuple[float, np.ndarray]:
        r, alpha, a, b = np.exp(logs)
        stays, left = b + kinds + more, np.maximum(b + kinds + more - 1, 1e-300)
        both = gammaln(r + kinds) + gammaln(stays) - gammaln(a + stays)
        constant = -gammaln(r) + r * np.log(alpha) + gammaln(a + b) - gammaln(b)
        at_end, at_last = np.log(alpha + ends)[of_T], np.log(alpha + lasts)[of_last]
        rate = (r + kinds)[of_x]
        here = -rate * at_end
        gone = np.where(may_leave, (np.log(a) - np.log(left))[of_x] - rate * at_last, -np.inf)
        mixed = np.logaddexp(here, gone)
        share = np.exp(gone - mixed)  # of having left
        wish = w * share
        loss = w @ mixed + counts @ both + total * constant
        left_by_kind = np.bincount(of_x, weights=wish, minlength=len(kinds))
        seen = (w - wish) @ at_end + wish @ at_last
        pulled = (w - wish) @ (rate / (alpha + ends)[of_T]) + wish @ (rate / (alpha + lasts)[of_last])
        by_r = counts @ digamma(r + kinds) + total * (np.log(alpha) - digamma(r)) - seen
        by_alpha = total * r / alpha - pulled
        by_a = total * digamma(a + b) - counts @ digamma(a + stays) + wish.sum() / a
        chances = counts @ (digamma(stays) - digamma(a + stays))
        by_b = total * (digamma(a + b) - digamma(b)) + chances - left_by_kind @ np.where(kinds + more > 0, 1 / left, 0)
        return -loss, -np.array([by_r, by_alpha, by_a, by_b]) * np.exp(logs)

    return loss_and_slope


def fit_gamma_gamma(count: np.ndarray, mean: np.ndarray, weights: np.ndarray | None = None) -> Fit:
    """Fit gamma-gamma: a customer's amounts vary as a gamma around a mean that differs between customers.

    Parameters
    ----------
    count, mean : one entry a customer: number of amounts (above 0) and their mean (above 0)
    weights : how many customers each entry stands for

    Returns
    -------
    p, q and v (in the amount's unit); the mean of the base is p v / (q - 1), and there is none where q <= 1.
    """
    x, m, w = _grouped([count, mean], weights)
    middle = float(w @ m / w.sum())
    starts = [np.log([2.0, 3.0, middle]), np.log([6.0, 4.0, 0.5 * middle]), np.log([1.0, 8.0, 5 * middle])]
    if len(w) > _MANY:
        some = np.arange(0, len(w), len(w) // _SOME)
        starts = _near(fit_gamma_gamma(x[some], m[some], w[some]), starts)
    fit = _fitted(GAMMA_GAMMA, _gamma_gamma_loss(x, m, w), starts, w.sum())
    if not fit.trouble and fit["q"] <= 1:
        return replace(fit, trouble="the amounts spread so widely that the model has no mean (q at most 1)")
    return fit


def _gamma_gamma_loss(x: np.ndarray, m: np.ndarray, w: np.ndarray) -> Loss:
    """The negative log-likelihood of gamma-gamma and its slope, in the logarithms of p, q and v.

    Symbols are the note's: x amounts of mean m; w is how many customers each entry stands for.
    """
    (kinds, of_x) = np.unique(x, return_inverse=True)
    total, log_m, n = x * m, np.log(m), w.sum()
    counts = np.bincount(of_x, weights=w)

    def loss_and_slope(logs: np.ndarray) -> tuple[float, np.ndarray]:
        p, q, v = np.exp(logs)
        px = p * kinds
        grown = np.log(v + total)
        by_count = counts @ (gammaln(px + q) - gammaln(px) + px * np.log(kinds))
        by_amount = w @ ((px[of_x] - 1) * log_m - (px + q)[of_x] * grown)
        loss = by_count + n * (q * np.log(v) - gammaln(q)) + by_amount
        by_p = counts @ (kinds * (digamma(px + q) - digamma(px) + np.log(kinds))) + w @ (x * (log_m - grown))
        by_q = counts @ digamma(px + q) + n * (np.log(v) - digamma(q)) - w @ grown
        by_v = n * q / v - w @ ((px + q)[of_x] / (v + total))
        return -loss, -np.array([by_p, by_q, by_v]) * np.exp(logs)

    return loss_and_slope


def fit_beta_geometric(periods: np.ndarray, ended: np.ndarray, weights: np.ndarray | None = None) -> Fit:
    """Fit the shifted beta-geometric: each customer ends a contract at the end of a period with their own probability.

    Parameters
    ----------
    periods : whole periods, 1 and up: the one after which a contract ended, or for those that run, those behind it
    ended : true where it has ended
    weights : how many contracts each entry stands for

    Returns
    -------
    alpha, beta of the beta of the chance to end.
    """
    n, over, w = _grouped([periods, np.asarray(ended, float)], weights)

    def loss_and_slope(logs: np.ndarray) -> tuple[float, np.ndarray]:
        alpha, beta = np.exp(logs)
        up, down = alpha + over, beta + n - over
        loss = w @ (betaln(up, down) - betaln(alpha, beta))
        whole, first = digamma(alpha + beta), digamma(up + down)
        by_alpha = w @ (digamma(up) - first) - w.sum() * (digamma(alpha) - whole)
        by_beta = w @ (digamma(down) - first) - w.sum() * (digamma(beta) - whole)
        return -loss, -np.array([by_alpha, by_beta]) * np.exp(logs)

    starts = [np.log([1.0, 1.0]), np.log([0.5, 3.0]), np.log([5.0, 20.0])]
    return _fitted(BETA_GEOMETRIC, loss_and_slope, starts, w.sum())


def _near(fit: Fit, starts: list[np.ndarray]) -> list[np.ndarray]:
    """Starting points for the search, from a fit to some of the customers."""
    return starts if fit.trouble else [np.log(list(fit.params.values()))]


def _grouped(columns: list[np.ndarray], weights: np.ndarray | None) -> list[np.ndarray]:
    """Combine entries that are equal in every column, with the number of customers that each stands for."""
    table = pd.DataFrame({n: np.asarray(column, float) for n, column in enumerate(columns)})
    table["weight"] = 1.0 if weights is None else np.asarray(weights, float)
    groups = table.groupby(list(range(len(columns))), sort=True, as_index=False).weight.sum()
    return [groups[name].to_numpy() for name in [*range(len(columns)), "weight"]]


def _fitted(model: str, negative: Loss, starts: list[np.ndarray], customers: float, form: str = "") -> Fit:
    """The best of several climbs, and whether it is a summit: flat, curved downwards in every direction, not at the
    edge of the world. All in logarithms of the parameters, of which the form may fix some."""
    names, fixed = _NAMES[model], FORMS[form]
    free = np.array([name not in fixed for name in names])
    whole = np.log([fixed.get(name, 1.0) for name in names])

    def loss_and_slope(logs: np.ndarray) -> tuple[float, np.ndarray]:
        at = whole.copy()
        at[free] = logs
        loss, slope = negative(at)
        return loss / customers, slope[free] / customers

    missing = dict.fromkeys(names, np.nan)
    # one thread: sums in one order whatever the machine, and no waiting for each other over short vectors
    with np.errstate(all="ignore"), threadpool_limits(1):
        logs = _highest(loss_and_slope, [start[free] for start in starts])
        if logs is None:
            return Fit(model, missing, missing, np.nan, round(customers), form, "the likelihood cannot be computed")
        loss, slope = loss_and_slope(logs)
        whole[free] = logs
        params = dict(zip(names, np.exp(whole).tolist(), strict=True))
        fit = Fit(model, params, missing, float(-loss * customers), round(customers), form)
        curve = _curvature(loss_and_slope, logs) * customers
        trouble = _trouble(np.array(names)[free], logs, slope, curve, customers)
        if trouble:
            return replace(fit, trouble=trouble)
        spread = np.full(len(names), np.nan)  # of what is fixed, none
        spread[free] = np.sqrt(np.diag(np.linalg.inv(curve)))
        return replace(fit, errors=dict(zip(names, (spread * np.exp(whole)).tolist(), strict=True)))


def _highest(loss_and_slope: Loss, starts: list[np.ndarray]) -> np.ndarray | None:
    """The best end point of the searches; None if none can be computed."""
    climbs, edges = [], [(-_FARTHEST, _FARTHEST + 4)] * len(starts[0])
    options = {"maxiter": 500, "ftol": 1e-14, "gtol": 1e-8}
    for start in starts:
        climb = minimize(loss_and_slope, start, jac=True, method="L-BFGS-B", bounds=edges, options=options)
        if np.isfinite(climb.fun):
            climbs.append(climb)
    return _newton(loss_and_slope, min(climbs, key=lambda climb: climb.fun).x) if climbs else None


def _trouble(names: np.ndarray, logs: np.ndarray, slope: np.ndarray, curve: np.ndarray, customers: float) -> str:
    """Why the end point of a search is not a maximum; empty if it is."""
    inside = (logs > -_FARTHEST + 0.1) & (logs < _FARTHEST + 3.9)
    if not inside.all():
        return f"{' and '.join(names[~inside])} cannot be told from the data: the search went to the end of its range"
    if np.abs(slope).max() > 1e-5:
        return "the search found no maximum"
    if not np.all(np.isfinite(curve)) or np.linalg.eigvalsh(curve).min() <= 1e-9 * customers:
        return "the likelihood is flat in some direction"
    return ""


def _newton(loss_and_slope: Loss, logs: np.ndarray) -> np.ndarray:
    """A few Newton steps, taken only if they improve the likelihood."""
    best, slope = loss_and_slope(logs)
    for _ in range(8):
        if np.abs(slope).max() < 1e-9:
            break
        curve = _curvature(loss_and_slope, logs)
        if not np.all(np.isfinite(curve)) or np.linalg.eigvalsh(curve).min() <= 0:
            break
        step = logs - np.linalg.solve(curve, slope)
        loss, there = loss_and_slope(step)
        if not loss <= best + 1e-13 or np.abs(there).max() >= np.abs(slope).max():
            break
        logs, best, slope = step, loss, there
    return logs


def _curvature(loss_and_slope: Loss, logs: np.ndarray) -> np.ndarray:
    """The second derivatives of a loss, from its slope slightly to either side."""
    step = 1e-4

    def slope_at(moved: np.ndarray) -> np.ndarray:
        return loss_and_slope(moved)[1]

    units = step * np.eye(len(logs))
    rows = np.array([(slope_at(logs + unit) - slope_at(logs - unit)) / (2 * step) for unit in units])
    return (rows + rows.T) / 2


# --- what a fit says of a customer --------------------------------------------------------------------


def probability_alive(fit: Fit, repeats: np.ndarray, t_x: np.ndarray, T: np.ndarray) -> np.ndarray:
    """Chance that a customer still buys at T. Under BG/NBD it is 1 for who never came back, since nobody leaves
    before a first repeat; the modified model has no such gap."""
    x, last, T = (np.asarray(column, float) for column in (repeats, t_x, T))
    more = 1.0 if fit.model == MBG_NBD else 0.0
    odds = np.exp((fit["r"] + x) * (np.log(fit["alpha"] + T) - np.log(fit["alpha"] + last)))
    odds *= fit["a"] / np.where(x + more > 0, fit["b"] + x + more - 1, 1)
    return np.where((x > 0) | (more > 0), 1 / (1 + odds), 1.0)


def expected_repeats(fit: Fit, repeats: np.ndarray, t_x: np.ndarray, T: np.ndarray, horizons: np.ndarray) -> np.ndarray:
    """Expected purchases within each of several times from T on: an array of customers by horizons.

    Who is alive with a chance p of leaving after each purchase is expected to make (1 - ((alpha + T) / (alpha + T + p
    t)) ** (r + x)) / p purchases in t; this is averaged over what is then known of p, a beta of a and b + x (one more
    in the modified model), by Gauss-Jacobi quadrature, and weighed with the chance of being alive. It equals the
    published form with a hypergeometric function, and holds where that overflows.
    """
    x, T = np.asarray(repeats, float), np.asarray(T, float)
    pairs, of_pair = np.unique(np.column_stack([x, T]), axis=0, return_inverse=True)
    kinds, of_kind = np.unique(pairs[:, 0], return_inverse=True)
    more = 1.0 if fit.model == MBG_NBD else 0.0
    rules = [_beta_nodes(fit["a"], fit["b"] + kind + more) for kind in kinds]
    points, weights = (np.array([rule[side] for rule in rules]) for side in (0, 1))
    purchases = np.empty((len(pairs), len(horizons)))
    for block in np.array_split(np.arange(len(pairs)), len(pairs) // 50_000 + 1):
        p, weight = points[of_kind[block]], weights[of_kind[block]]
        start, rate = fit["alpha"] + pairs[block, 1, None], fit["r"] + pairs[block, 0, None]
        for n, t in enumerate(horizons):
            purchases[block, n] = (weight * -np.expm1(-rate * np.log1p(p * t / start)) / p).sum(axis=1)
    return probability_alive(fit, repeats, t_x, T)[:, None] * purchases[of_pair.ravel()]


def _beta_nodes(a: float, b: float) -> tuple[np.ndarray, np.ndarray]:
    """Points in (0, 1) and weights that average a smooth function over a beta of a and b (Golub & Welsch 1969)."""
    n, s = np.arange(_NODES), a + b
    with np.errstate(invalid="ignore", divide="ignore"):
        two = 2 * n + s - 2
        middle = 0.5 + (a - b) * (s - 2) / (2 * two * (two + 2))
        middle[0] = a / s
        m = np.arange(1, _NODES)
        two = 2 * m + s - 2
        beside = m * (m + a - 1) * (m + b - 1) * (m + s - 2) / (two**2 * (two + 1) * (two - 1))
        beside[0] = a * b / (s**2 * (s + 1))
    points, vectors = eigh_tridiagonal(middle, np.sqrt(beside))
    return np.clip(points, 1e-300, 1.0), vectors[0] ** 2


def expected_amount(fit: Fit, count: np.ndarray, mean: np.ndarray) -> np.ndarray:
    """Expected amount of a purchase: a mix of the customer's own mean and the base's; the more purchases are known, the
    more the customer's own counts."""
    x = np.asarray(count, float)
    own = np.where(x > 0, np.asarray(mean, float), 0.0)
    return fit["p"] * (fit["v"] + x * own) / (fit["p"] * x + fit["q"] - 1)


def discounted(per_step: np.ndarray, rate: float) -> np.ndarray:
    """The sum over steps (the last axis), each discounted from its end at a rate per step."""
    steps = np.arange(1, np.shape(per_step)[-1] + 1)
    return np.asarray(per_step) @ (1 + rate) ** -steps


def survival(fit: Fit, periods: np.ndarray, ahead: int) -> np.ndarray:
    """Probability that a running contract survives 1, 2, … `ahead` more renewals: contracts by renewals."""
    behind, more = np.asarray(periods, float)[:, None], np.arange(ahead)
    return np.cumprod((fit["beta"] + behind + more) / (fit["alpha"] + fit["beta"] + behind + more), axis=1)


def residual_lifetime(fit: Fit, renewals: int, rate: float, ahead: int = 100_000) -> float:
    """Discounted expected number of further periods of a contract that is about to be renewed after `renewals`
    renewals; the coming period counts in full if it is renewed (Fader & Hardie 2010, Marketing Science 29:85)."""
    kept = survival(fit, np.array([renewals]), ahead)[0]
    return float(kept @ (1 + rate) ** -np.arange(ahead))

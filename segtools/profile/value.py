"""What customers are worth over the next twelve months: purchase models fitted by maximum likelihood.

Buying without a contract: BG/NBD (Fader, Hardie & Lee 2005, Marketing Science 24:275) and its modification by Batislam,
Denizel & Filiztekin (2007, IJRM 24:201), joined to gamma-gamma for the amount (Fader & Hardie 2013, brucehardie.com notes/025).
Contracts: the shifted beta-geometric (Fader & Hardie 2007, J. Interactive Marketing 21:76).

The conventions of these papers live here and nowhere else: repeats are buying days after the first, t_x is the time of the
last repeat and T the time of the study, both counted from the first.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from segtools.params import Value, nearest
from segtools.profile.purchase_models import (
    FORMS,
    MONTH_DAYS,
    Fit,
    discounted,
    expected_amount,
    expected_repeats,
    fit_beta_geometric,
    fit_bg_nbd,
    fit_gamma_gamma,
    probability_alive,
    survival,
)
from segtools.tables import DataError
from segtools.words import yes_no

_LEAST_REPEATERS = 50


# --- tables -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Models:
    """What was fitted, and what a reader should know of it.

    Attributes
    ----------
    purchases : the form of the lowest BIC among the sound fits of BG/NBD and its modification; None where neither can be used
    amounts : gamma-gamma; None where it cannot be used
    said : sentences: which model, and at each step down the ladder why
    tried : every fit, also those not used
    """

    purchases: Fit | None
    amounts: Fit | None
    said: tuple[str, ...]
    tried: tuple[Fit, ...] = ()


@dataclass(frozen=True)
class Worth:
    """What the base is worth in the next twelve months.

    Attributes
    ----------
    table : table `value`; clv_12m is missing for all where nothing tells it
    fits : table `value_models`
    said : sentences: what the figures rest on
    margin : what a clv is: a margin, from where, or a net amount
    """

    table: pd.DataFrame
    fits: pd.DataFrame
    said: tuple[str, ...]
    margin: str


def worth(customers: pd.DataFrame, buying: pd.DataFrame | None, period: pd.Series, settings: Value) -> Worth:
    """The value of every customer by what the client has: a contract, orders, a column that says it, or nothing.

    Parameters
    ----------
    customers : table `customers`
    buying : table `buying`, or None
    period : the row of table `period`
    settings : params.value

    Raises DataError where params name a variable that is not there or holds no numbers.
    """
    now = None if buying is None else buying[buying.as_of == period.as_of].reset_index(drop=True)
    share, margin = margin_of(now, settings.margin)
    unknown = customer_value(customers, None, None, share, 0, 0)
    if settings.contract is not None:
        asked = settings.contract
        columns = [
            _column(customers, getattr(asked, name), f"contract.{name}") for name in ("periods", "ended", "amount")
        ]
        made, fit = contract_value(
            customers, columns[0], columns[1], columns[2], asked.periods_a_year, share, settings.discount_rate
        )
        said = (f"Renewals are those of {fit.said}, fitted to {fit.customers:,} contracts."
                if not fit.trouble else f"No model of renewals could be fitted ({fit.trouble}): value is unknown.")  # fmt: skip
        return Worth(made, model_table((fit,), (fit if not fit.trouble else None,)), (said,), margin)
    if now is not None and len(now):
        models = fit_models(now)
        made = customer_value(customers, now, models, share, settings.discount_rate, int(period.window_days))
        return Worth(made, model_table(models.tried, (models.purchases, models.amounts)), models.said, margin)
    if settings.column is not None:
        made = unknown.assign(clv_12m=share * _column(customers, settings.column, "column"))
        said = (f"Value is what the client's own {settings.column} says of a year.",)
        return Worth(made, model_table((), ()), said, margin)
    return Worth(
        unknown, model_table((), ()), ("There are no orders and no column of value: value is unknown.",), margin
    )


def _column(customers: pd.DataFrame, name: str, key: str) -> pd.Series:
    if name not in customers:
        raise DataError(f"value.{key}: no variable {name}{nearest(name, customers.columns.drop('customer_id'))}")
    if key != "contract.ended" and not pd.api.types.is_numeric_dtype(customers[name]):
        raise DataError(f"value.{key}: {name} holds text, for instance {customers[name].dropna().iloc[0]!r}; name a "
                        "variable of numbers")  # fmt: skip
    return customers[name]


def fit_models(buying: pd.DataFrame) -> Models:
    """The ladder: BG/NBD and its modification; their simpler forms; of those that reach a summit, the one with the lowest
    BIC. Where none does, nothing but what customers did, and said so. For the amounts, gamma-gamma or each one's own mean.

    Parameters
    ----------
    buying : table `buying` of one look
    """
    x, t_x, T = buying_clock(buying)
    if (x > 0).sum() < _LEAST_REPEATERS:
        return Models(None, None, (f"Only {int((x > 0).sum())} customers bought on more than one day, too few to fit a model of "
                                   "buying: the next year is taken to be like the last.",))  # fmt: skip
    ways = [(modified, form) for form in list(FORMS)[:2] for modified in (False, True)] + [(False, list(FORMS)[2])]
    fits = [fit_bg_nbd(x, t_x, T, modified=modified, form=form) for modified, form in ways]
    purchases = min([fit for fit in fits if not fit.trouble], key=lambda fit: fit.bic, default=None)
    if purchases is None:
        said = [f"No model of buying could be fitted ({fits[-1].trouble}): the next year is taken to be like the last."]
    else:
        said = [f"Orders to come are those of {purchases.said}, fitted to {purchases.customers:,} customers."]
        if purchases.form == list(FORMS)[2]:
            said[0] = said[0][:-1] + ": it takes everybody as still buying, those long silent too."
        if fits[0].trouble:
            said.append(f"{fits[0].said} as published could not be used: {fits[0].trouble}.")
    amounts = fit_gamma_gamma(buying.buying_days.to_numpy(), (buying.amount / buying.buying_days).to_numpy())
    if amounts.trouble:
        said.append(f"No model of amounts could be fitted ({amounts.trouble}): each customer's own mean is taken.")
    return Models(purchases, None if amounts.trouble else amounts, tuple(said), (*fits, amounts))


def buying_clock(buying: pd.DataFrame) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Repeats, time of the last and time observed, in days."""
    days = [(buying[name] - buying.first_day).dt.days.to_numpy(float) for name in ("last_day", "as_of")]
    return buying.buying_days.to_numpy(float) - 1, *days


def customer_value(
    customers: pd.DataFrame,
    buying: pd.DataFrame | None,
    models: Models | None,
    margin: float,
    discount_rate: float,
    window_days: int,
) -> pd.DataFrame:
    """Table `value` from orders: what each customer is expected to buy, and what that is worth.

    Parameters
    ----------
    customers : table `customers`
    buying : table `buying` as of the study, or None
    models : of `fit_models`; where it has no model of buying, orders of the window are repeated and p_alive is missing
    margin : share of the net amount that is left to the client; 1 for values that are net amounts
    discount_rate : a year's; each of twelve months is discounted from its end

    Returns
    -------
    One row a customer. clv_12m is margin times orders times amount less what returns take of it in the base; who never
    bought has no value. value_if_kept is clv_12m if it were certain that the customer still buys.
    """
    made = customers[["customer_id"]].copy()
    columns = ["p_alive", "expected_orders_12m", "expected_amount", "clv_12m", "value_if_kept"]
    if buying is None or not len(buying):
        return made.assign(**dict.fromkeys(columns, np.nan), at_risk=False)
    x, t_x, T = buying_clock(buying)
    own = (buying.amount / buying.buying_days).to_numpy()
    amount = own if models.amounts is None else expected_amount(models.amounts, buying.buying_days, own)
    if models.purchases is None:
        known = customers.set_index("customer_id").frequency.reindex(buying.customer_id)
        months = np.repeat(known.to_numpy()[:, None] * MONTH_DAYS / window_days, 12, axis=1)
        alive = np.full(len(x), np.nan)
    else:
        ends = MONTH_DAYS * np.arange(1, 13)
        months = np.diff(expected_repeats(models.purchases, x, t_x, T, ends), axis=1, prepend=0)
        alive = probability_alive(models.purchases, x, t_x, T)
    kept = kept_of_amounts(buying)
    worth = margin * kept * amount * discounted(months, (1 + discount_rate) ** (1 / 12) - 1)
    found = pd.DataFrame(
        {"customer_id": buying.customer_id.to_numpy(), "p_alive": alive, "expected_orders_12m": months.sum(axis=1),
         "expected_amount": amount, "clv_12m": worth}
    )  # fmt: skip
    made = made.merge(found, on="customer_id", how="left", validate="one_to_one")
    made["value_if_kept"] = made.clv_12m / made.p_alive
    made["at_risk"] = (made.p_alive < 0.5) & (made.value_if_kept >= made.clv_12m.mean())
    return made


def kept_of_amounts(buying: pd.DataFrame) -> float:
    """What returns leave of the amounts of buying days, over the base; at most 1."""
    return float(min(1.0, buying.net_amount.sum() / buying.amount.sum()))


def margin_of(buying: pd.DataFrame | None, declared: float | None) -> tuple[float, str]:
    """The contribution margin, and where it comes from; 1 where nothing is known of it.

    Examples
    --------
    >>> margin_of(pd.DataFrame({"net_amount": [80.0, 20.0], "cost": [50.0, 10.0]}), None)
    (0.4, 'margin of 40%, from the costs of the order lines')
    """
    if declared is not None:
        return declared, f"margin of {declared:.0%}, from params"
    if buying is not None and buying.cost.notna().any() and buying.net_amount.sum() > buying.cost.sum():
        share = 1 - buying.cost.sum() / buying.net_amount.sum()
        return float(round(share, 12)), f"margin of {share:.0%}, from the costs of the order lines"
    return 1.0, "net amount: no margin is known, so costs are not taken off"


def contract_value(
    customers: pd.DataFrame, periods: pd.Series, ended: pd.Series, amount: pd.Series, periods_a_year: int,
    margin: float, discount_rate: float,
) -> tuple[pd.DataFrame, Fit]:  # fmt: skip
    """Table `value` of contracts, and its fit: renewals expected in twelve months (expected_orders_12m), each worth the
    period's amount. p_alive is 1 where the contract runs and 0 where it has ended."""
    over = yes_no(ended, all_of_it=False) == "yes"
    known = periods.ge(1) & amount.notna()
    fit = fit_beta_geometric(periods[known].round(), over[known])
    made = customers[["customer_id"]].copy()
    made["p_alive"] = (~over).astype(float).where(known)
    if fit.trouble:
        kept = np.tile(np.full(periods_a_year, np.nan), (len(made), 1))
    else:
        kept = (
            survival(fit, periods.where(known, 1).round().to_numpy(), periods_a_year) * made.p_alive.to_numpy()[:, None]
        )
    made["expected_orders_12m"] = kept.sum(axis=1)
    made["expected_amount"] = amount.astype(float)
    rate = (1 + discount_rate) ** (1 / periods_a_year) - 1
    made["clv_12m"] = margin * made.expected_amount * discounted(kept, rate)
    made["value_if_kept"] = margin * made.expected_amount * discounted(np.ones((1, periods_a_year)), rate)[0]
    losing = 1 - pd.Series(kept[:, -1], made.index)
    made["at_risk"] = (made.p_alive == 1) & (losing >= 0.5) & (made.value_if_kept >= made.clv_12m.mean())
    return made, fit


def model_table(fits: tuple[Fit, ...], used: tuple[Fit | None, ...]) -> pd.DataFrame:
    """Table `value_models`: one row a parameter of every model tried."""
    rows = [
        {"model": fit.said, "parameter": name, "estimate": fit.params[name], "error": fit.errors[name], "loglik": fit.loglik,
         "customers": fit.customers, "used": any(fit is one for one in used), "trouble": fit.trouble}
        for fit in fits for name in fit.params
    ]  # fmt: skip
    columns = ["model", "parameter", "estimate", "error", "loglik", "customers", "used", "trouble"]
    made = pd.DataFrame(rows, columns=columns)
    return made.astype({"model": "str", "parameter": "str", "trouble": "str", "customers": "int64", "used": bool,
                        **dict.fromkeys(["estimate", "error", "loglik"], "float64")})  # fmt: skip

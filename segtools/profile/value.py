"""What customers will be worth in the next twelve months: purchase models fitted by maximum likelihood.

Buying without a contract: BG/NBD (Fader, Hardie & Lee 2005, Marketing Science 24:275) and its modification by Batislam,
Denizel & Filiztekin (2007, IJRM 24:201), joined to gamma-gamma for the amount (Fader & Hardie 2013, brucehardie.com
notes/025). Contracts: the shifted beta-geometric (Fader & Hardie 2007, J. Interactive Marketing 21:76).

The conventions of these papers are used only here: repeats (x) are buying days after the first, t_x is the time
of the last repeat and T the time of the study, both in days from the first.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from segtools.params import Contract, Value, nearest
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
from segtools.tables import DataError, is_yes
from segtools.worth import Margin, margin_of

LEAST_REPEATERS = 50  # customers of several buying days from whom a model of buying can be fitted
NOBODY_LEAVES = list(FORMS)[2]
_COLUMNS = ("p_alive", "expected_orders_12m", "expected_amount", "clv_12m", "value_if_kept")


# --- what a base is worth -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Models:
    """The models fitted to orders.

    repeaters : customers who bought on more than one day
    purchases : the form of the lowest BIC among the sound fits of BG/NBD and its modification; None where neither can
        be used
    amounts : gamma-gamma; None where it cannot be used
    forms : every fit of BG/NBD and its modification, the models as published first, also those not used; empty where
        too few customers bought again
    amount_fit : the fit of gamma-gamma, also where it is not used
    """

    repeaters: int
    purchases: Fit | None = None
    amounts: Fit | None = None
    forms: tuple[Fit, ...] = ()
    amount_fit: Fit | None = None


@dataclass(frozen=True)
class Worth:
    """What the base will be worth in the next twelve months.

    table : table `value`; clv_12m is missing for all where nothing tells it
    fits : table `value_models`
    margin : the contribution margin that values hold
    models : models fitted to orders, if values come from orders
    renewals : model fitted to contracts, if values come from contracts
    column : the client's own column of value, where values are taken from it
    """

    table: pd.DataFrame
    fits: pd.DataFrame
    margin: Margin
    models: Models | None = None
    renewals: Fit | None = None
    column: str = ""

    @property
    def fits_used(self) -> pd.DataFrame:
        """The rows of `fits` on which values are based, as a reader needs them."""
        return self.fits[self.fits.used].drop(columns=["used", "trouble"])


def worth(customers: pd.DataFrame, buying: pd.DataFrame | None, period: pd.Series, settings: Value) -> Worth:
    """The value of every customer from what the client has: a contract, orders, a column of values, or nothing.

    Parameters
    ----------
    customers : table `customers`
    buying : table `buying`, or None
    period : the row of table `period`
    settings : params.value

    Raises DataError where params name a variable that is not there or holds no numbers.
    """
    now = None if buying is None else buying[buying.as_of == period.as_of].reset_index(drop=True)
    margin, rate = margin_of(now, settings.margin), settings.discount_rate
    if settings.contract is not None:
        periods, ended, amount = _contract_columns(customers, settings.contract)
        a_year = settings.contract.periods_a_year
        table, fit = contract_value(customers, periods, ended, amount, a_year, margin.share, rate)
        return Worth(table, model_table([fit], [fit]), margin, renewals=fit)
    if now is not None and len(now):
        models = fit_models(now)
        table = customer_value(customers, now, models, margin.share, rate, int(period.window_days))
        return Worth(table, _fits_of_orders(models), margin, models=models)
    table = _unknown_value(customers)
    if settings.column is not None:
        table = table.assign(clv_12m=margin.share * _column(customers, settings.column, "column"))
    return Worth(table, model_table([], []), margin, column=settings.column or "")


def _contract_columns(customers: pd.DataFrame, contract: Contract) -> list[pd.Series]:
    names = ("periods", "ended", "amount")
    return [_column(customers, getattr(contract, name), f"contract.{name}") for name in names]


def _column(customers: pd.DataFrame, name: str, key: str) -> pd.Series:
    if name not in customers:
        raise DataError(f"value.{key}: no variable {name}{nearest(name, customers.columns.drop('customer_id'))}")
    if key != "contract.ended" and not pd.api.types.is_numeric_dtype(customers[name]):
        text = repr(customers[name].dropna().iloc[0])
        raise DataError(f"value.{key}: {name} holds text, for instance {text}; name a variable of numbers")
    return customers[name]


def _unknown_value(customers: pd.DataFrame) -> pd.DataFrame:
    return customers[["customer_id"]].assign(**dict.fromkeys(_COLUMNS, np.nan), at_risk=False)


# --- of orders ----------------------------------------------------------------------------------------


def fit_models(buying: pd.DataFrame) -> Models:
    """The ladder: BG/NBD and its modification; their simpler forms; of those that reach a summit, the one with the
    lowest BIC. Where none does, nothing but what customers did. For the amounts, gamma-gamma or each one's own mean.

    Parameters
    ----------
    buying : table `buying` of one look
    """
    x, t_x, T = buying_clock(buying)
    repeaters = int((x > 0).sum())
    if repeaters < LEAST_REPEATERS:
        return Models(repeaters)
    ways = [(modified, form) for form in list(FORMS)[:2] for modified in (False, True)] + [(False, NOBODY_LEAVES)]
    forms = tuple(fit_bg_nbd(x, t_x, T, modified=modified, form=form) for modified, form in ways)
    purchases = min([fit for fit in forms if not fit.trouble], key=lambda fit: fit.bic, default=None)
    amounts = fit_gamma_gamma(buying.buying_days.to_numpy(), (buying.amount / buying.buying_days).to_numpy())
    return Models(repeaters, purchases, None if amounts.trouble else amounts, forms, amounts)


def _fits_of_orders(models: Models) -> pd.DataFrame:
    fits = [*models.forms, *([models.amount_fit] if models.amount_fit else [])]
    return model_table(fits, [models.purchases, models.amounts])


def buying_clock(buying: pd.DataFrame) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """x, t_x and T of each row of table `buying`: repeats, time of the last and time observed, in days."""
    days = [(buying[name] - buying.first_day).dt.days.to_numpy(float) for name in ("last_day", "as_of")]
    return buying.buying_days.to_numpy(float) - 1, *days


def customer_value(
    customers: pd.DataFrame,
    buying: pd.DataFrame,
    models: Models,
    margin: float,
    discount_rate: float,
    window_days: int,
) -> pd.DataFrame:
    """Table `value` from orders: what each customer is expected to buy, and its value.

    Parameters
    ----------
    customers : table `customers`
    buying : table `buying` as of the study
    models : of `fit_models`; where it has no model of buying, orders of the window are repeated and p_alive is missing
    margin : share of the net amount that is left to the client; 1 for values that are net amounts
    discount_rate : a year's; each of twelve months is discounted from its end
    window_days : days of the window in which customers' orders were counted

    Returns
    -------
    One row a customer. clv_12m is margin times orders times amount less what returns take of it in the base; who never
    bought has no value. value_if_kept is clv_12m if it were certain that the customer still buys.
    """
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
    after_returns = margin * kept_of_amounts(buying) * amount
    expected = pd.DataFrame(
        {
            "customer_id": buying.customer_id.to_numpy(),
            "p_alive": alive,
            "expected_orders_12m": months.sum(axis=1),
            "expected_amount": amount,
            "clv_12m": after_returns * discounted(months, (1 + discount_rate) ** (1 / 12) - 1),
        }
    )
    table = customers[["customer_id"]].merge(expected, on="customer_id", how="left", validate="one_to_one")
    table["value_if_kept"] = table.clv_12m / table.p_alive
    table["at_risk"] = (table.p_alive < 0.5) & (table.value_if_kept >= table.clv_12m.mean())
    return table


def kept_of_amounts(buying: pd.DataFrame) -> float:
    """Share of the amounts of buying days that is left after returns, over the base; at most 1."""
    return float(min(1.0, buying.net_amount.sum() / buying.amount.sum()))


# --- of contracts -------------------------------------------------------------------------------------


def contract_value(
    customers: pd.DataFrame,
    periods: pd.Series,
    ended: pd.Series,
    amount: pd.Series,
    periods_a_year: int,
    margin: float,
    discount_rate: float,
) -> tuple[pd.DataFrame, Fit]:
    """Table `value` of contracts, and its fit: renewals expected in twelve months (expected_orders_12m), each worth the
    period's amount. p_alive is 1 where the contract runs and 0 where it has ended.

    Parameters
    ----------
    customers : table `customers`
    periods, ended, amount : of each customer, the periods behind, whether the contract has ended (a yes or no, however
        it is written), and the net amount of a period
    periods_a_year : 12 for contracts that renew by the month
    margin, discount_rate : as for `customer_value`

    Raises DataError where a value of `ended` means neither yes nor no.
    """
    over = is_yes(ended, "value.contract.ended")
    known = periods.ge(1) & amount.notna()
    fit = fit_beta_geometric(periods[known].round(), over[known])
    table = customers[["customer_id"]].copy()
    table["p_alive"] = (~over).astype(float).where(known)
    if fit.trouble:
        renewed = np.tile(np.full(periods_a_year, np.nan), (len(table), 1))
    else:
        behind = periods.where(known, 1).round().to_numpy()
        renewed = survival(fit, behind, periods_a_year) * table.p_alive.to_numpy()[:, None]
    table["expected_orders_12m"] = renewed.sum(axis=1)
    table["expected_amount"] = amount.astype(float)
    rate = (1 + discount_rate) ** (1 / periods_a_year) - 1
    table["clv_12m"] = margin * table.expected_amount * discounted(renewed, rate)
    table["value_if_kept"] = margin * table.expected_amount * discounted(np.ones((1, periods_a_year)), rate)[0]
    losing = 1 - pd.Series(renewed[:, -1], table.index)
    table["at_risk"] = (table.p_alive == 1) & (losing >= 0.5) & (table.value_if_kept >= table.clv_12m.mean())
    return table, fit


# --- the models as a table ----------------------------------------------------------------------------


def model_table(fits: list[Fit], used: list[Fit | None]) -> pd.DataFrame:
    """Table `value_models`: one row per parameter of every model tried; sound models of `used` are marked as used."""
    rows = [
        {
            "model": fit.name,
            "parameter": name,
            "estimate": fit.params[name],
            "error": fit.errors[name],
            "loglik": fit.loglik,
            "customers": fit.customers,
            "used": not fit.trouble and any(fit is other for other in used),
            "trouble": fit.trouble,
        }
        for fit in fits
        for name in fit.params
    ]
    types = {"model": "str", "parameter": "str", **dict.fromkeys(["estimate", "error", "loglik"], "float64")}
    types |= {"customers": "int64", "used": "bool", "trouble": "str"}
    return pd.DataFrame(rows, columns=list(types)).astype(types)

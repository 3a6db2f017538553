"""What 04_profile concludes."""

from __future__ import annotations

import pandas as pd

from segtools.profile.value import LEAST_REPEATERS, NOBODY_LEAVES, Models, Worth
from segtools.words import Figure, Finding, Phrase, Style
from segtools.words.worth import best_worth

_OFF = 25  # percent from which on a forecast counts as wrong, where its interval says so too


def findings(
    cards: pd.DataFrame, calibration: pd.DataFrame, worth: Worth, period: pd.Series, style: Style
) -> list[Finding]:
    """Which segment is largest, which brought most and which is worth most; how values were computed, and how far to
    trust them.

    Parameters
    ----------
    cards, calibration : tables of these names
    worth : of `worth`
    period : the row of table `period`
    style : the fewest people that a finding may stand on
    """
    return [
        *size_findings(cards),
        *worth_findings(cards, worth, style),
        *source_findings(worth),
        *risk_findings(cards, style),
        *trust_findings(calibration, period, style),
    ]


# --- who is large, and who is worth most ----------------------------------------------------------------


def size_findings(cards: pd.DataFrame) -> list[Finding]:
    """Which segment is the largest."""
    large = cards.loc[cards["size"].idxmax()]
    share = Figure(large.share, "share", large.share_low, large.share_high, people=large["size"])
    figures = {"segment": large.segment_name, "people": _people(large["size"]), "share": share}
    return [Finding("profile-largest", "headline", figures, int(large.segment_id))]


def worth_findings(cards: pd.DataFrame, worth: Worth, style: Style) -> list[Finding]:
    """Which segment brought most of the money, and whose members are worth most; segments of too few people are left
    out."""
    found = []
    if cards.value_share.notna().all():
        top = cards.loc[cards.value_share.idxmax()]
        shares = {name: Figure(top[name], "share", people=top["size"]) for name in ("value_share", "share")}
        found.append(("profile-most-money", top, shares))
    best = best_worth(cards)
    if best and best.ahead:
        rich = cards.loc[best.value.idxmax()]
        mean = Figure(rich.clv_12m, "money", rich.clv_low, rich.clv_high, people=rich["size"])
        found.append(("profile-worth-most", rich, {"worth": mean, "basis": worth.margin.words}))
    return [
        Finding(code, "headline", {"segment": row.segment_name, **figures}, int(row.segment_id))
        for code, row, figures in found
        if not style.withholds(row["size"])
    ]


def risk_findings(cards: pd.DataFrame, style: Style) -> list[Finding]:
    """The segment with most value at risk."""
    row = cards.loc[cards.at_risk_value.idxmax()]
    if not row.at_risk or style.withholds(row.at_risk):
        return []
    worth = Figure(row.at_risk_value, "money", people=row.at_risk)
    figures = {"segment": row.segment_name, "people": _people(row.at_risk), "worth": worth}
    return [Finding("profile-at-risk", "finding", figures, int(row.segment_id))]


def _people(count: float) -> Figure:
    return Figure(count, "people", people=count)


# --- what values rest on --------------------------------------------------------------------------------


def source_findings(worth: Worth) -> list[Finding]:
    """How values were computed and, for each better model that was not used, why."""
    if worth.renewals is not None:
        fit = worth.renewals
        if fit.trouble:
            return [Finding("profile-renewals-unknown", "finding", {"trouble": fit.trouble})]
        return [Finding("profile-renewals", "note", {"model": fit.name, "contracts": Figure(fit.customers, "count")})]
    if worth.models is not None:
        return model_findings(worth.models)
    if worth.column:
        return [Finding("profile-value-declared", "note", {"column": worth.column})]
    return [Finding("profile-value-unknown", "finding")]


def model_findings(models: Models) -> list[Finding]:
    """Which models of buying and of amounts were used, and which could not be used."""
    if models.repeaters < LEAST_REPEATERS:
        figures = {"people": _people(models.repeaters), "needed": Figure(LEAST_REPEATERS, "count")}
        return [Finding("profile-few-repeaters", "finding", figures)]
    purchases, published = models.purchases, models.forms[0]
    if purchases is None:
        notes = [Finding("profile-orders-unmodelled", "finding", {"trouble": models.forms[-1].trouble})]
    else:
        code = "profile-nobody-leaves" if purchases.form == NOBODY_LEAVES else "profile-orders-model"
        notes = [Finding(code, "note", {"model": purchases.name, "people": _people(purchases.customers)})]
        if published.trouble:
            figures = {"model": published.name, "trouble": published.trouble}
            notes.append(Finding("profile-published-unused", "note", figures))
    if models.amounts is None:
        notes.append(Finding("profile-amounts-unmodelled", "note", {"trouble": models.amount_fit.trouble}))
    return notes


# --- how far they can be trusted ------------------------------------------------------------------------


def trust_findings(calibration: pd.DataFrame, period: pd.Series, style: Style) -> list[Finding]:
    """How well models of the earlier look predicted what came since, and for which segments they were wrong."""
    if calibration.empty:
        return []
    whole = calibration[calibration.segment_id == 0].iloc[0]
    code, figures = "profile-back-test", {"from": f"{period.earlier:%d %b %Y}", "to": f"{period.as_of:%d %b %Y}"}
    figures["orders_expected"] = Figure(whole.orders_expected, "score", people=whole.customers)
    figures["orders_actual"] = Figure(whole.orders_actual, "score", people=whole.customers)
    if pd.notna(whole.amount_expected):
        code = "profile-back-test-money"
        figures["amount_expected"] = Figure(whole.amount_expected, "money", people=whole.customers)
        figures["amount_actual"] = Figure(whole.amount_actual, "money", people=whole.customers)
    found = [Finding(code, "finding", figures)]
    wrong = wrong_forecasts(calibration[(calibration.segment_id > 0) & ~calibration.customers.map(style.withholds)])
    return [*found, Finding("profile-models-wrong", "caution", {"segments": wrong})] if wrong else found


def wrong_forecasts(calibration: pd.DataFrame) -> list[Phrase]:
    """Rows of table `calibration` with orders, or else amounts, at least a quarter above or below what was expected,
    beyond chance."""
    wrong = []
    for row in calibration.to_dict("records"):
        for what, unit in (("orders", "score"), ("amount", "money")):
            expected, actual = row[f"{what}_expected"], row[f"{what}_actual"]
            off = abs(row[f"{what}_index"] - 100) > _OFF
            if off and not row[f"{what}_low"] <= expected <= row[f"{what}_high"]:
                pair = {"expected": Figure(expected, unit), "actual": Figure(actual, unit)}
                wrong.append(Phrase(f"profile-wrong-{what}", {"segment": row["segment_name"], **pair}))
                break
    return wrong

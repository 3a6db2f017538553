"""What to do for each segment: plays from a library, what they may return, and whom to hold back to learn from them."""

from __future__ import annotations

import re
import string
from typing import Any

import numpy as np
import pandas as pd
from scipy.optimize import linear_sum_assignment, linprog
from statsmodels.stats.power import NormalIndPower
from statsmodels.stats.proportion import proportion_effectsize

from segtools.params import Economics, Play
from segtools.tables import DataError, format_value

_WORTH_A_PLAY = 0.2
_ALPHA, _POWER = 0.05, 0.8
_LEAST_CONTROL, _MOST_CONTROL = 0.1, 0.5
_UNKNOWN_EFFECT = 0.05
_LEAST_AUDIENCE = 30  # fewer are not worth a campaign of their own, and tell no share
_ALWAYS = 0.8
_NO_LIST = "The client's tables name nobody who may be contacted: it is reached by media, and there is no list."
_AHEAD = {"p_alive": "share", "expected_orders_12m": "orders", "clv_12m": "currency"}


# --- plays --------------------------------------------------------------------------------------------


def figures(profile: pd.DataFrame, base: pd.DataFrame, currency: str) -> pd.DataFrame:
    """The figures that plays ask for: numeric variables, shares of yes, and what is expected of the next twelve months.

    Parameters
    ----------
    profile : table `profile`
    base : of profile.members, with the columns of table `value`

    Returns
    -------
    segment_id, figure, value, base, difference (standard deviations, or Cohen's h for shares of yes), unit
    """
    rows = profile[profile.level.isin(["", "yes"])].rename(columns={"variable": "figure"})
    parts = [rows[["segment_id", "figure", "value", "base", "difference", "unit"]]]
    for name, unit in _AHEAD.items():
        if name in base and base[name].notna().any() and base[name].std() > 1e-6:
            mean = base.groupby("segment_id")[name].mean()
            parts.append(pd.DataFrame({
                "segment_id": mean.index, "figure": name, "value": mean.to_numpy(), "base": base[name].mean(),
                "difference": ((mean - base[name].mean()) / base[name].std(ddof=0)).to_numpy(),
                "unit": currency if unit == "currency" else unit,
            }))  # fmt: skip
    return pd.concat(parts, ignore_index=True).drop_duplicates(["segment_id", "figure"])


def _asked(play: Play) -> set[str]:
    """Figures without which a play cannot be judged or written."""
    texts = " ".join([play.reason, play.offer, play.price, play.message, play.kpi, play.channel])
    named = {field for _, field, _, _ in string.Formatter().parse(texts) if field}
    return {field.removesuffix("_base") for field in named - {"wants", "lacks", "fact", "size"}} | set(play.when)


def strengths(plays: dict[str, Play], found: pd.DataFrame, ids: list[int]) -> tuple[np.ndarray, np.ndarray]:
    """How much each play answers each segment: (segments, plays), 0 where it does not apply; and where its `when` is true but
    `unless` is too, true.

    The strength is the distance from the base, in standard deviations, summed over the figures that `when` names: of two plays
    that apply, the one that speaks of more goes first.
    """
    table = found.set_index(["segment_id", "figure"])
    strength, against = np.zeros((len(ids), len(plays))), np.zeros((len(ids), len(plays)), bool)
    for j, play in enumerate(plays.values()):
        for i, segment_id in enumerate(ids):
            if any((segment_id, figure) not in table.index for figure in _asked(play)):
                continue
            met = [_met(table.loc[(segment_id, figure)], side) for figure, side in play.when.items()]
            if not met or not all(true for true, _ in met):
                continue
            against[i, j] = any(_met(table.loc[(segment_id, figure)], side)[0] for figure, side in play.unless.items()
                                if (segment_id, figure) in table.index)  # fmt: skip
            strength[i, j] = 0 if against[i, j] else max(sum(far for _, far in met), 1e-3)
    return strength, against


def _met(row: pd.Series, side: Any) -> tuple[bool, float]:
    """Whether a condition is true of a figure, and how far it lies from the base on the side asked for."""
    if isinstance(side, str):
        far = row.difference if side == "above" else -row.difference
        return far >= _WORTH_A_PLAY, far
    true = all(row.value > limit if way == "above" else row.value < limit for way, limit in side.items())
    far = row.difference if "above" in side else -row.difference
    return true, max(float(far), 0.0)


def deal(strength: np.ndarray) -> list[int | None]:
    """One play a segment, so that together they answer as much as possible and, while they last, no two are the same (linear
    assignment); None where none applies."""
    dealt = dict(zip(*linear_sum_assignment(-strength), strict=True))
    picked: list[int | None] = []
    for i, row in enumerate(strength):
        j = dealt.get(i, int(row.argmax()))
        j = j if row[j] > 0 else int(row.argmax())
        picked.append(int(j) if row[j] > 0 else None)
    return picked


def library_report(plays: dict[str, Play], found: pd.DataFrame, targets: pd.DataFrame) -> pd.DataFrame:
    """Table `plays`: of each play of the library, how many segments it fits, whom it leads, and what is wrong with it."""
    ids, names = list(targets.segment_id), list(targets.segment_name)
    strength, against = strengths(plays, found, ids)
    picked, known = deal(strength), set(found.figure)
    rows = []
    for j, (name, play) in enumerate(plays.items()):
        lacking = sorted(_asked(play) - known)
        clash = [names[i] for i in np.flatnonzero(against[:, j])]
        remark = ""
        if lacking:
            remark = f"cannot be judged: the data has no {', '.join(lacking)}"
        elif clash:
            what = ", ".join(f"{figure} {_side(side)}" for figure, side in play.unless.items())
            remark = f"kept from {', '.join(clash)}: it would contradict {what}"
        elif not strength[:, j].any():
            remark = "its condition is never met"
        rows.append(
            (name, int((strength[:, j] > 0).sum()), ", ".join(names[i] for i, k in enumerate(picked) if k == j), remark)
        )
    made = pd.DataFrame(rows, columns=["play", "fits", "leads", "remark"])
    return made.astype({"play": "str", "leads": "str", "remark": "str", "fits": "int64"})


def _side(side: Any) -> str:
    return side if isinstance(side, str) else " and ".join(f"{way} {limit:g}" for way, limit in side.items())


def marketing_plan(
    targets: pd.DataFrame,
    plays: dict[str, Play],
    found: pd.DataFrame,
    cards: pd.DataFrame,
    affinity: pd.DataFrame | None,
    currency: str,
) -> pd.DataFrame:
    """The words of table `plan`: a lead play a segment, every sentence filled from the segment's own figures.

    Parameters
    ----------
    targets, cards, affinity : tables
    plays : the library
    found : of `figures`

    Where no play applies, the segment is to be spoken to about what sets it apart, and the plan says so.
    """
    ids = list(targets.segment_id)
    picked = deal(strengths(plays, found, ids)[0])
    rows = []
    for row, j in zip(targets.itertuples(), picked, strict=True):
        card = cards[cards.segment_id == row.segment_id].iloc[0]
        words = _words(row.segment_id, found, card, affinity, currency)
        made = {"segment_id": row.segment_id, "segment_name": row.segment_name, "role": row.role}
        if j is None:
            made |= {
                "play": "listen first",
                "reason": f"{card.facts[0].rstrip('.')}.",
                "offer": _start(found[found.segment_id == row.segment_id]),
                "price": "Unchanged.",
                "message": _message("", card),
                "kpi": f"Members, {card['size']:,} now.",
            }
        else:
            name, play = list(plays.items())[j]
            texts = {field: getattr(play, field).format_map(words) for field in ("reason", "offer", "price", "kpi")}
            made |= {"play": name, **texts, "message": _message(play.message.format_map(words), card)}
        channel = "" if j is None else list(plays.values())[j].channel.format_map(words)
        rows.append({**made, "channel": channel or _channel(row.segment_id, found)})
    return pd.DataFrame(rows)


def _start(rows: pd.DataFrame) -> str:
    """Where to begin a conversation with a segment that no play of the library fits: what its members say more, and less."""
    rows, parts = rows[rows.unit.isin(["", "share"]) & rows.value.between(0, 1) & ~rows.figure.isin(list(_AHEAD))], []
    for said, far in (("more", rows.difference.max()), ("less", rows.difference.min())):
        if len(rows) and abs(far) >= _WORTH_A_PLAY and (far > 0) == (said == "more"):
            row = rows[rows.difference == far].iloc[0]
            name = row.figure.replace("_", " ")
            parts.append(f"what they say {said} than others, {name} ({row.value:.0%}, against {row.base:.0%})")
    begin = f"Begin with {' and with '.join(parts)}; ask" if parts else "Ask"
    return f"{begin} a few of them before anything is offered, as no play of the library fits."


def _words(
    segment_id: int, found: pd.DataFrame, card: pd.Series, affinity: pd.DataFrame | None, currency: str
) -> dict[str, str]:
    words = {"wants": "what each of them bought last", "lacks": "what others in the base buy", "size": f"{card['size']:,}",
             "fact": card.facts[0]}  # fmt: skip
    for row in found[found.segment_id == segment_id].itertuples():
        unit = "" if row.figure in ("frequency", "expected_orders_12m") else "share" if row.unit == "" else row.unit
        words[row.figure] = format_value(row.value, unit, currency)
        words[f"{row.figure}_base"] = format_value(row.base, unit, currency)
    if affinity is None:
        return words
    rows = affinity[(affinity.segment_id == segment_id) & (affinity.level == affinity.level.iloc[0])]
    product = (rows.level == "product").all()
    rows = rows.assign(lead=rows.lift if product else rows["index"] / 100)
    liked = rows[(rows.buyers >= 0.1) if product else (rows.spend_share >= 0.05)]
    liked = liked[(liked.lead >= (1.25 if product else 1.15)) & (liked.p_adjusted < 0.05)]
    liked = liked.sort_values(["lead", "category"], ascending=[False, True])
    if len(liked):
        sides = ("buyers", "base_buyers") if product else ("spend_share", "base_share")
        share, base = (format_value(liked[side].iloc[0], "share") for side in sides)
        told = (
            f"{share} of them buy it, against {base} of the base"
            if product
            else f"{share} of their spend, against {base} in the base"
        )
        words["wants"] = f"{liked.category.iloc[0]} ({told})"
    best = rows[rows.next_best]
    if len(best):
        buyers, base, likely = (
            format_value(best[side].iloc[0], "share") for side in ("buyers", "base_buyers", "likely")
        )
        words["lacks"] = f"{best.category.iloc[0]}, which {buyers} of them buy, against {base} of the base and {likely} of those " \
                         "who otherwise buy the same"  # fmt: skip
    return words


def _message(angle: str, card: pd.Series) -> str:
    """The play's angle, and who they are where anything is known of it."""
    who = f"Who they are: {card.descriptors[0]}." if len(card.descriptors) else ""
    return " ".join(part for part in (f"“{angle.rstrip('.')}.”" if angle else "", who) if part)


def _channel(segment_id: int, found: pd.DataFrame) -> str:
    rows = found[(found.segment_id == segment_id) & found.figure.str.startswith("channel_")]
    if rows.empty:
        return ""
    best = rows.loc[(rows.value - rows.base).idxmax()]
    name = best.figure.removeprefix("channel_")
    return f"{name[:1].upper()}{name[1:]}: {best.value:.0%} of their orders, against {best.base:.0%} in the base."


# --- what it may return -------------------------------------------------------------------------------


def economics(
    base: pd.DataFrame,
    reached: pd.Series,
    results: pd.DataFrame,
    responses: pd.DataFrame | None,
    settings: Economics,
    margin: float,
    anyway: pd.Series | None = None,
) -> pd.DataFrame:
    """What a contact costs and may bring in each segment.

    Parameters
    ----------
    base : of profile.members, with expected_amount of table `value`
    reached : segment_id to members who may be contacted
    results : table `campaign_results`; the campaign with most contacts that held customers back tells the response
    responses : table `responses`, for the cost of a contact
    settings : params.target.economics, which overrule both
    margin : contribution margin, 1 where none is known
    anyway : of `ordered_anyway`

    Returns
    -------
    One row a segment: segment_id, reached, worth (margin of an order that a contact brings), cost, response, response_low,
    response_high (extra orders a contact), response_from, anyway (share who order within a month without a contact), per_contact, per_low,
    per_high (worth times response less cost), break_even (the response at which a contact pays for itself). What nothing
    tells is missing.
    """
    made = pd.DataFrame({"segment_id": sorted(base.segment_id.unique())}).set_index("segment_id")
    made["reached"] = reached.reindex(made.index).fillna(0).astype("int64")
    amount = base.expected_amount if "expected_amount" in base else pd.Series(np.nan, base.index)
    made["worth"] = margin * amount.groupby(base.segment_id).mean()
    cost = settings.contact_cost
    if cost is None and responses is not None and responses.cost[responses.treated].notna().any():
        cost = float(responses.cost[responses.treated].mean())
    made["cost"] = np.nan if cost is None else cost
    held = results[results.has_control & (results.segment_id > 0)] if len(results) else results
    for name in ("response_low", "response", "response_high", "anyway"):
        made[name] = np.nan
    made["response_from"] = "unknown: give target.economics.response"
    if settings.response is not None:
        made["response_low"], made["response"], made["response_high"] = settings.response
        made["response_from"] = "params"
    elif len(held):
        most = held.groupby("campaign").n_treated.sum().idxmax()
        told = held[held.campaign == most].set_index("segment_id").reindex(made.index)
        enough = (told.n_treated >= 30) & (told.n_control >= 30)
        for ours, theirs in (("response_low", "effect_low"), ("response", "effect"), ("response_high", "effect_high")):
            made[ours] = told[theirs].where(enough)
        made["response_from"] = np.where(enough, f"measured: {most}, against those held back", made.response_from)
        made["anyway"] = told.rate_control.where(enough)
    if anyway is not None:
        made["anyway"] = made.anyway.fillna(anyway.reindex(made.index))
    for end, response in (("per_contact", "response"), ("per_low", "response_low"), ("per_high", "response_high")):
        made[end] = made.worth * made[response] - made.cost
    made["break_even"] = (made.cost / made.worth).where(made.worth > 0)
    return made.reset_index().astype({"response_from": "str"})


def ordered_anyway(
    months: pd.DataFrame | None, earlier: pd.DataFrame | None, since: pd.Timestamp, as_of: pd.Timestamp
) -> pd.Series | None:
    """Share of each segment's members at the earlier look who ordered in the first whole month after it: segment_id to share.
    None where there was no such look, or no whole month since; missing for a segment that had fewer than thirty members.

    Parameters
    ----------
    months : table `months`
    earlier : table `segments` of the earlier look
    """
    if months is None or earlier is None:
        return None
    month = (since + pd.Timedelta(days=1) + pd.offsets.MonthBegin(0)).normalize()
    if month + pd.offsets.MonthEnd(0) > as_of:
        return None
    ordered = months.customer_id[(months.month == month) & (months.orders > 0)]
    told = earlier.customer_id.isin(ordered).groupby(earlier.segment_id).agg(["mean", "size"])
    return told["mean"].where(told["size"] >= _LEAST_AUDIENCE)


def split_budget(money: pd.DataFrame, chosen: pd.Series, budget: float | None) -> pd.Series:
    """Contacts of each segment: the most return for the budget (a linear programme; scipy's HiGHS), of the segments chosen
    whose contacts are expected to pay, what is left over for a handful unspent, the tenth at least that is held back costing nothing. Without a figure to judge by,
    everybody who can be reached."""
    per, cost = money.per_contact, money.cost.fillna(0) * (1 - _LEAST_CONTROL)
    most = money.reached.where(chosen & ~(per <= 0), 0)
    if budget is None or not (cost > 0).any() or per[chosen].isna().any():
        return most.astype("int64")
    solved = linprog(-per.fillna(0), A_ub=[cost], b_ub=[budget], bounds=[(0, n) for n in most])
    pool = pd.Series(np.floor(solved.x + 1e-6), money.index)
    return pool.where((pool >= _LEAST_AUDIENCE) | (pool >= most), 0).astype("int64")


# --- how to learn from it -----------------------------------------------------------------------------


def detectable(treated: int, control: int, anyway: float) -> float:
    """The smallest extra response that a test of this size shows in four of five campaigns, one-sided at 5%; missing where
    a group is empty.

    Examples
    --------
    >>> round(detectable(3_000, 1_000, 0.10), 3)
    0.029
    """
    if min(treated, control) < 1:
        return np.nan
    size = NormalIndPower().solve_power(nobs1=treated, ratio=control / treated, alpha=_ALPHA, power=_POWER,
                                        alternative="larger")  # fmt: skip
    return float(np.sin(min(size / 2 + np.arcsin(np.sqrt(anyway)), np.pi / 2)) ** 2 - anyway)


def needed(anyway: float, effect: float, share: float) -> int:
    """How many customers a test takes, of whom `share` are held back, to show an effect in four of five campaigns."""
    size = proportion_effectsize(min(anyway + effect, 1.0), anyway)
    treated = NormalIndPower().solve_power(
        size, ratio=share / (1 - share), alpha=_ALPHA, power=_POWER, alternative="larger"
    )
    return int(np.ceil(treated / (1 - share)))


def design_test(members: int, anyway: float, worth_having: float) -> tuple[int, str]:
    """How many of a segment's audience to hold back, and what that can teach, in a sentence.

    Parameters
    ----------
    members : audience, the held back included
    anyway : share who order without a contact; missing where nothing tells it
    worth_having : smallest extra response worth having

    The smallest control, a tenth at least and half at most, that shows the effect in four of five campaigns; where none does,
    a tenth, so that several campaigns can be read together.
    """
    if members < 1:
        return 0, "Nobody is contacted."
    least = round(members * _LEAST_CONTROL)
    if anyway >= _ALWAYS:
        return least, (f"{least:,} of {members:,} are held back at random; {_share(anyway)} order within a month anyway, so compare "
                       "what they spend: who orders can show little.")  # fmt: skip
    known = (
        "half are taken to respond anyway, the hardest case, as nothing tells"
        if np.isnan(anyway)
        else f"{anyway:.0%} order within a month anyway"
    )
    anyway = 0.5 if np.isnan(anyway) else anyway
    for share in np.arange(_LEAST_CONTROL, _MOST_CONTROL + 0.001, 0.05):
        control = round(members * share)
        seen = detectable(members - control, control, anyway)
        if seen <= worth_having:
            return control, (f"{control:,} of {members:,} are held back at random: an extra response of {seen:.1%} would be seen in "
                             f"four of five campaigns ({known}).")  # fmt: skip
    seen, wanted = detectable(members - least, least, anyway), needed(anyway, worth_having, _MOST_CONTROL)
    tail = f"it would take {wanted:,} customers to show {worth_having:.1%}"
    shown = "nothing could be shown" if np.isnan(seen) else f"only an extra response of {seen:.1%} would be seen"
    return least, (f"This segment is too small to learn from in one campaign: with {least:,} of {members:,} held back {shown} "
                   f"in four of five campaigns ({known}); {tail}.")  # fmt: skip


def _share(value: float) -> str:
    return "all" if value >= 0.995 else f"{value:.0%}"


def with_economics(plan: pd.DataFrame, money: pd.DataFrame, chosen: pd.Series, budget: float | None) -> pd.DataFrame:
    """Table `plan`: the words, then audience (contacted), control (held back), what is expected back and the test.

    Parameters
    ----------
    plan : of `marketing_plan`
    money : of `economics`, one row a segment
    chosen : segment_id to whether it is a target; the others get no audience
    """
    rows = money.set_index("segment_id").loc[plan.segment_id].reset_index()
    pool = split_budget(rows, chosen.reindex(rows.segment_id).reset_index(drop=True), budget)
    made = plan.reset_index(drop=True).copy()
    tests = []
    for row, members in zip(rows.itertuples(), pool, strict=True):
        hoped = [x for x in (row.break_even, row.response_low) if not np.isnan(x) and x > 0]
        tests.append(design_test(int(members), row.anyway, max(hoped) if hoped else _UNKNOWN_EFFECT))
    if not rows.reached.any():
        tests = [(0, _NO_LIST)] * len(tests)
    made["control"] = np.array([control for control, _ in tests], "int64")
    made["audience"] = pool.to_numpy() - made.control
    for name, per in (("expected_return", "per_contact"), ("return_low", "per_low"), ("return_high", "per_high")):
        made[name] = (rows[per] * made.audience).where(made.audience > 0)
    for name in ("reached", "response", "response_low", "response_high", "response_from", "worth", "cost"):
        made[name] = rows[name]
    made["break_even_response"] = rows.break_even
    made["test"] = pd.Series([said for _, said in tests], dtype="str")
    return made


def audience_lists(base: pd.DataFrame, reachable: pd.Series, plan: pd.DataFrame, seed: int) -> dict[str, pd.DataFrame]:
    """Whom to contact and whom to hold back: file name to customer_id, segment_name, group (treatment or control).

    Parameters
    ----------
    base : of profile.members
    reachable : which rows of it may be contacted
    plan : table `plan`; segments without an audience have no list
    seed : the draw; the same customers, in whatever order, give the same lists

    Nothing of a customer leaves but the id.
    """
    made = {}
    for row in plan[plan.audience > 0].itertuples():
        members = base.loc[reachable & (base.segment_id == row.segment_id), "customer_id"].sort_values().to_numpy()
        drawn = np.random.default_rng([seed, row.segment_id]).permutation(members)[: row.audience + row.control]
        group = np.where(np.arange(len(drawn)) < row.control, "control", "treatment")
        rows = pd.DataFrame({"customer_id": drawn, "segment_name": row.segment_name, "group": group})
        made[file_name(row.segment_name, row.segment_id)] = rows.sort_values("customer_id", ignore_index=True)
    if len(made) < (plan.audience > 0).sum():
        raise DataError("audiences: two segments have one file name; rename one under segment.names")
    return made


def file_name(segment_name: str, segment_id: int) -> str:
    """A segment's name as the name of a file.

    >>> file_name("Deal-driven, narrow range", 3), file_name("…", 4)
    ('deal-driven_narrow_range', 'segment_4')
    """
    return re.sub(r"[^\w-]+", "_", segment_name.lower()).strip("_")[:60] or f"segment_{segment_id}"


def findings(plan: pd.DataFrame, margin: str, currency: str) -> list[str]:
    """What the plan comes to for the targets, in sentences; `margin` says what a value is."""
    said = []
    for row in plan[plan.role == "target"].itertuples():
        told = f"“{row.segment_name}”: {row.play}. {row.reason}"
        if row.test == _NO_LIST:
            told += f" {_NO_LIST}"
        elif row.audience == 0 and row.worth * row.response > row.cost:
            told += (" Contacting them is expected to pay, and the budget goes where it returns more: here a contact would bring "
                     f"{_money(row.worth * row.response - row.cost, currency)}.")  # fmt: skip
        elif row.audience == 0 and not np.isnan(row.response + row.worth + row.cost):
            told += (f" No contact is expected to pay: an order is worth {_money(row.worth, currency)} ({margin}), a contact costs "
                     f"{_money(row.cost, currency)}, and the extra response is put at {row.response:.1%}.")  # fmt: skip
        elif not np.isnan(row.expected_return):
            low, high = _money(row.return_low, currency), _money(row.return_high, currency)
            some = (
                f"{row.audience:,} of the {row.reached:,} who may be"
                if row.audience + row.control < row.reached
                else f"{row.audience:,} of them"
            )
            told += (f" Contacting {some} is expected to return {_money(row.expected_return, currency)} ({low} to "
                     f"{high}; {margin}; what contacts cost is taken off), at an extra response of {row.response:.1%} ({row.response_from}); it breaks even at "
                     f"{row.break_even_response:.1%}.")  # fmt: skip
        said.append(told)
    return said


def notes(plan: pd.DataFrame, library: pd.DataFrame, currency: str) -> list[str]:
    """What else a reader should know of the plan: what the tests can show, what is missing to tell a return, and what is wrong
    with plays of the library (table `plays`)."""
    said, listed = [], plan[(plan.role == "target") & (plan.audience > 0)]
    for row in listed.itertuples():
        said.append(f"“{row.segment_name}”: {row.test[:1].lower()}{row.test[1:]}")
    for row in listed[listed.expected_return.isna()].itertuples():
        known = {"the cost of a contact": row.cost, "the response": row.response, "the worth of an order": row.worth}
        lacks = [name for name, figure in known.items() if np.isnan(figure)]
        words = " and ".join([*([", ".join(lacks[:-1])] if lacks[:-1] else []), lacks[-1]])
        said.append(f"What contacting “{row.segment_name}” returns cannot be told without {words}: give {'it' if len(lacks) == 1 else 'them'} "
                    "under target.economics or value.")  # fmt: skip
    per = plan.worth * plan.response - plan.cost
    best, rest = per[plan.role == "target"].max(), plan[plan.role != "target"].assign(per=per)
    for row in rest[rest.per > best].itertuples():
        said.append(f"A contact of “{row.segment_name}”, no target, would return {_money(row.per, currency)}, more than any of a target's "
                    f"({_money(best, currency)} at most).")  # fmt: skip
    if (plan.channel == "").all():
        said.append("No channel is recorded in the data: where to say it is open.")
    for row in library.itertuples():
        if row.remark.startswith("its"):
            said.append(f"Play “{row.play}” is in the library for nobody here: {row.remark}.")
        elif row.remark.startswith("kept"):
            said.append(f"Play “{row.play}” was {row.remark}.")
    return said


def _money(amount: float, currency: str) -> str:
    return format_value(amount, currency, currency) if currency else f"{amount:,.2f}"

"""deck.pptx: the answer first, a slide a segment, native charts; each slide's notes say where its figures come from."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
from pptx.util import Pt

from segtools.deliver.powerpoint import BODY, HEIGHT, MARGIN, SOFT, WIDTH, Deck, Para
from segtools.deliver.views import Study, logo
from segtools.show.look import GREY, segment_colour
from segtools.words import in_words, of_draws

FULL = WIDTH - 2 * MARGIN
_END = HEIGHT - 0.55
_VERDICTS = {
    "natural": "{n} segments are there on their own, with gaps between them",
    "reproducible": "No clear gaps, but {n} segments that come back when the data is drawn again",
    "constructive": "The base can be divided in {n}; the lines are ours, not the data's",
    "none": "No segments here would be found again",
}
_METHODS = {
    "kmeans": "k-means",
    "mixture": "a Gaussian mixture",
    "latent_classes": "latent classes",
    "rules": "RFM rules",
}


def promised(study: Study) -> list[str]:
    """The slides that this client's data supports."""
    made = ["cover", "answer", "base", "verdict", "side by side"]
    made += [f"segment {number}" for number in study.cards.segment_id]
    made += ["targets", "plan", "test"]
    return [*made, "next", "method and caveats"]


def write_deck(study: Study, path: Path) -> list[str]:
    """Write the deck; returns the sections it holds."""
    look = study.params.deliver
    deck = Deck(f"{study.title}: customer segments", look.colour, look.font, look.by)
    _cover(deck, study)
    _answer(deck, study)
    _base(deck, study)
    _verdict(deck, study)
    _side_by_side(deck, study)
    for card in study.cards.itertuples():
        _segment(deck, study, card)
    _targets(deck, study)
    _plan(deck, study)
    _test(deck, study)
    _next(deck, study)
    _method(deck, study)
    deck.made.save(str(path))
    return deck.sections


def _bullets(said: list[str], after: float = 0.45) -> list[Para]:
    return [Para(one, bullet=True, after=after) for one in said]


def _cover(deck: Deck, study: Study) -> None:
    slide = deck.slide("cover", study.title, ["Made by segtools from the client's own data."])
    deck.block(slide, (0, 0, 0.33, HEIGHT), deck.brand)
    title = slide.shapes.title
    title.top = deck.made.slide_height * 34 // 100
    title.text_frame.paragraphs[0].runs[0].font.size = Pt(40 if len(study.title) < 42 else 30)
    by = study.params.deliver.by
    when = f"{study.when.as_of:%d %B %Y}" if study.when.window_days else ""
    deck.text(slide, (MARGIN, 3.75, FULL, 1.6), [
        Para(f"The customer segments, {'what each is worth, ' if study.valued or study.ahead else ''}and which to court", scale=1.25,
             after=0.8),
        Para(" · ".join(part for part in (by, when) if part), colour=SOFT),
    ], 17)  # fmt: skip
    picture = logo(study.params)
    if picture:
        deck.picture(slide, picture, (WIDTH - MARGIN - 2.6, 0.5, 2.6, 1.0))


def _wanted(study: Study) -> pd.DataFrame:
    rows = study.targets[study.targets.role == "target"].sort_values("rank")
    return rows.merge(study.cards.drop(columns="segment_name"), on="segment_id")


def _answer(deck: Deck, study: Study) -> None:
    wanted, cards, verdict = _wanted(study), study.cards, study.card["verdict"]
    names = " and ".join(f"“{name}”" for name in wanted.segment_name)
    worth = "clv_share" if study.ahead else "value_share" if study.valued else "share"
    of = {"clv_share": "the value to come", "value_share": "the net amount", "share": "the base"}[worth]
    if verdict == "none":
        title = _VERDICTS["none"] + ": what follows is an exercise"
    elif len(wanted):
        title = f"Court {names}: {wanted[worth].sum():.0%} of {of}" + (
            f" from {wanted.share.sum():.0%} of the base" if worth != "share" else ""
        )
    else:
        title = "No segment passes the knock-outs: there is nothing to court yet"
    slide = deck.slide("answer", title, [
        "Sources: tables/targets.parquet (role, p_target, p_first), tables/cards.parquet (share, value_share, clv_share), "
        "tables/findings.parquet (05_target); verdict: scorecard.json.",
        *study.cautions,
    ])  # fmt: skip
    tiles = [
        (f"{cards['size'].sum():,}", study.params.customers_are),
        (str(len(cards)), f"segments; verdict: {verdict}"),
    ]
    if len(wanted):
        tiles.append((f"{wanted['size'].sum():,}", "of them in the segments to court"))
    if study.returns:
        total = study.plan.expected_return.sum()
        low, high = study.plan.return_low.sum(), study.plan.return_high.sum()
        tiles.append(
            (
                study.amount(total),
                f"may come back from {int(study.plan.audience.sum()):,} contacts ({study.amount(low)} to {study.amount(high)})",
            )
        )
    elif study.ahead and len(wanted):
        tiles.append(
            (
                study.amount((wanted.clv_12m * wanted["size"]).sum()),
                "is what they are worth over the next twelve months",
            )
        )
    width = (FULL - 0.2 * (len(tiles) - 1)) / len(tiles)
    for n, (figure, words) in enumerate(tiles):
        deck.tile(slide, (MARGIN + n * (width + 0.2), BODY, width, 1.25), figure, words, deck.brand)
    said = [study.card["because"], *study.said("05_target")]
    deck.text(slide, (MARGIN, BODY + 1.6, FULL, _END - BODY - 1.65), _bullets(said), 16, 11)


def _base(deck: Deck, study: Study) -> None:
    cards, quality = study.cards, study.quality
    read, out = int(quality.rows_read.sum()), int(quality.rows_quarantined.sum())
    share = out / read if read else 0.0
    kept = "all of" if not out else "nearly all of" if share < 0.005 else f"{1 - share:.0%} of"
    title = f"{cards['size'].sum():,} {study.params.customers_are}; {kept} {read:,} rows can be used"
    slide = deck.slide("base", title, [
        "Sources: tables/quality.parquet (rows and amounts), tables/findings.parquet (01_collect), "
        + ("tables/months.parquet (amount, summed by month)." if study.months is not None else
           "tables/profile.parquet (base) or tables/variables.parquet (missing).")
    ])  # fmt: skip
    half = FULL * 0.53
    if study.months is not None:
        start = study.when.as_of - pd.Timedelta(days=int(study.when.window_days))
        first = study.when.first_order.normalize().replace(day=1)
        first = first if study.when.first_order.day <= 3 else first + pd.offsets.MonthBegin(1)
        whole = study.months[
            (study.months.month >= first) & (study.months.month + pd.offsets.MonthEnd(0) <= study.when.as_of)
        ]
        total = whole.groupby("month").amount.sum().tail(24)
        unit, scale = ("millions", 1e6) if total.max() >= 2e6 else ("thousands", 1e3) if total.max() >= 2e4 else ("", 1)
        inside = total.index > start
        part = "" if inside.all() else "; dark: measured"
        words = f"Net amount of whole months, {study.params.currency}{f' {unit}' if unit else ''}{part}"
        deck.bars(slide, (MARGIN, BODY, half, 3.1), [f"{m:%b %y}" for m in total.index], {words: list(total / scale)},
                  "#,##0.0" if total.max() / scale < 20 else "#,##0", [deck.brand if one else "#b9c1c8" for one in inside], across=False, title=words)  # fmt: skip
    else:
        yes = study.profile[(study.profile.level == "yes") & (study.profile.role == "segmentation")].drop_duplicates(
            "variable"
        )
        used = study.variables[study.variables.role == "segmentation"].sort_values(["missing", "variable"]).head(14)
        names, values, words = ((yes.variable, yes.base, "Share of the base that says yes") if len(yes) > 1 else
                                (used.variable, 1 - used.missing, "Share of the base with a value"))  # fmt: skip
        deck.bars(slide, (MARGIN, BODY, half, 3.1), [in_words(v) for v in names.head(14)], {words: list(values.head(14))}, "0%",
                  [deck.brand] * min(len(names), 14), title=words)  # fmt: skip
    rows = [
        (row.source, f"{row.rows_read:,}", f"{row.rows_accepted:,}", f"{row.rows_quarantined:,}")
        for row in quality.itertuples()
    ]
    deck.table(slide, (MARGIN + half + 0.3, BODY + 0.1, FULL - half - 0.3, 2.9), ["table", "rows read", "used", "set aside"], rows,
               [2, 1, 1, 1], 12, numbers=(1, 2, 3))  # fmt: skip
    deck.text(slide, (MARGIN, BODY + 3.3, FULL, _END - BODY - 3.4), _bullets(study.said("01_collect")), 14, 10)


def _verdict(deck: Deck, study: Study) -> None:
    choice, verdict = study.choice, study.card["verdict"]
    chosen = choice[choice.chosen].iloc[0]
    slide = deck.slide("verdict", _VERDICTS[verdict].format(n=chosen.n_segments), [
        "Sources: tables/choice.parquet (mean_ari, null_ari, silhouette, null_silhouette), tables/segment_stability.parquet (slsw), "
        "scorecard.json (verdict, because)."
    ])  # fmt: skip
    rows = choice[choice.method == chosen.method].sort_values("n_segments")
    names, half = [str(n) for n in rows.n_segments], (FULL - 0.3) / 2
    looks = {"this base": (deck.brand, False), "bases without segments": (GREY, True)}
    panels = [("mean_ari", "null_ari", "Do they come back? (adjusted Rand index; 1: the same)"),
              ("silhouette", "null_silhouette", "Are they separate? (mean silhouette width)")]  # fmt: skip
    for n, (ours, null, words) in enumerate(panels):
        series = {"this base": rows[ours].tolist(), "bases without segments": rows[null].tolist()}
        series = {name: values for name, values in series.items() if not all(np.isnan(v) for v in values)}
        if series:
            deck.lines(slide, (MARGIN + n * (half + 0.3), BODY, half, 3.35), names, series, "0.00", looks, words,
                       "number of segments")  # fmt: skip
    least = study.segment_stability[study.segment_stability.chosen].slsw.min()
    said = [study.card["because"],
            f"The segment least sure to come back does so with a Jaccard index of {least:.2f} (1: always found again).",
            *study.said("03_segment")[1:]]  # fmt: skip
    deck.text(slide, (MARGIN, BODY + 3.5, FULL, _END - BODY - 3.6), _bullets(list(dict.fromkeys(said))[:3]), 15, 10)


def _side_by_side(deck: Deck, study: Study) -> None:
    cards = study.cards
    shares = [("share", "of the base"), ("value_share", "of the net amount"), ("clv_share", "of the value to come")]
    shares = [pair for pair, there in zip(shares, (True, study.valued, study.ahead), strict=True) if there]
    column, words = shares[-1]
    top = cards.loc[cards[column].idxmax()]
    title = f"“{top.segment_name}”: {top.share:.0%} of the base" + (
        f", {top[column]:.0%} {words}" if len(shares) > 1 else ""
    )
    slide = deck.slide("side by side", title, [
        "Sources: tables/cards.parquet (size, share, value_share, clv_share, clv_12m with clv_low and clv_high, p_alive, slsw).",
        *([f"Values: {study.said('04_profile')[2]}"] if study.ahead else []),
    ])  # fmt: skip
    tones = {"of the base": "#b9c1c8", "of the net amount": "#6f9fc4", "of the value to come": "#0b5a94"}
    deck.bars(slide, (MARGIN, BODY, FULL * 0.5, _END - BODY), [f"{c.segment_id}  {c.segment_name}" for c in cards.itertuples()],
              {words: list(cards[column]) for column, words in shares}, "0%", {words: tones[words] for _, words in shares})  # fmt: skip
    head, rows = ["segment", study.params.customers_are], [[c.segment_name, f"{c.size:,}"] for c in cards.itertuples()]
    if study.ahead:
        head.append("worth in 12 months, each")
        for row, card in zip(rows, cards.itertuples(), strict=True):
            row.append(f"{study.amount(card.clv_12m)} ({study.amount(card.clv_low)} to {study.amount(card.clv_high)})")
    elif study.valued:
        head.append("net amount, each")
        for row, card in zip(rows, cards.itertuples(), strict=True):
            row.append(study.amount(card.value_per_customer))
    if cards.p_alive.notna().all():
        head.append("still buying")
        for row, card in zip(rows, cards.itertuples(), strict=True):
            row.append(f"{card.p_alive:.0%}")
    head.append("comes back (0 to 1)")
    for row, card in zip(rows, cards.itertuples(), strict=True):
        row.append(f"{card.slsw:.2f}")
    widths = [
        2.4,
        1.2,
        *([2.2] if study.ahead or study.valued else []),
        *([0.9] if "still buying" in head else []),
        1.1,
    ]
    at = MARGIN + FULL * 0.52
    end = deck.table(slide, (at, BODY, FULL * 0.48, _END - BODY - 1.1), head, rows, widths, 12, numbers=range(1, len(head)),
                     marks=list(cards.segment_id))  # fmt: skip
    care = [one for one in study.cautions if one.startswith("Caution: put to the test")] if study.ahead else []
    deck.text(
        slide,
        (at, end + 0.2, FULL * 0.48, max(_END - end - 0.25, 0.5)),
        [Para(one, colour=SOFT) for one in care],
        12,
        8.5,
    )


def _segment(deck: Deck, study: Study, card) -> None:
    hue = segment_colour(card.segment_id)
    plan = study.plan[study.plan.segment_id == card.segment_id].iloc[0]
    fact = card.facts[0].rstrip(".")
    title = f"{card.segment_name}: {fact if fact.startswith(chr(34)) else fact[:1].lower() + fact[1:]}"
    slide = deck.slide(f"segment {card.segment_id}", title, [
        f"Sources: tables/cards.parquet and tables/plan.parquet, segment_id {card.segment_id}; the chart: figure and figure_values of "
        "cards, standard deviations from the base (Cohen's h for shares), from tables/profile.parquet.",
        f"Size {card.size:,}: {card.share_low:.1%} to {card.share_high:.1%} of the base (95%, Wilson).",
    ])  # fmt: skip
    deck.block(slide, (0, 0.42, 0.22, 0.9), hue)
    share = (
        f", {card.clv_share:.0%} of the value to come"
        if study.ahead
        else f", {card.value_share:.0%} of the net amount"
        if study.valued
        else ""
    )
    tiles = [(f"{card.size:,}", f"{study.params.customers_are}, {card.share:.0%} of the base{share}")]
    if study.ahead:
        tiles.append(
            (
                study.amount(card.clv_12m),
                f"{card.clv_basis} each in 12 months ({study.amount(card.clv_low)} to {study.amount(card.clv_high)})",
            )
        )
    elif study.valued:
        tiles.append((study.amount(card.value_per_customer), "net amount each"))
    if not np.isnan(card.p_alive):
        tiles.append((f"{card.p_alive:.0%}", "mean chance that one still buys"))
    tiles.append((plan.role, plan.play))
    left = FULL * 0.47
    width = (left - 0.12 * (len(tiles) - 1)) / len(tiles)
    for n, (figure, words) in enumerate(tiles):
        deck.tile(slide, (MARGIN + n * (width + 0.12), BODY, width, 1.1), figure, words)
    words = [*_headed("What makes it", card.facts), *_headed("Who they are", card.descriptors[: 2 if card.persona else 4]),
             *_headed("A typical member", [card.persona] if card.persona else []),
             *_headed("What they buy more of", card.categories)]  # fmt: skip
    deck.text(slide, (MARGIN, BODY + 1.3, left, _END - BODY - 1.35), words, 12.5, 9)
    right, at = FULL - left - 0.4, MARGIN + left + 0.4
    if len(card.figure):
        deck.bars(slide, (at, BODY - 0.1, right, 2.55), list(card.figure), {"from the base": list(card.figure_values)}, "+0.0;-0.0;0.0",
                  [hue] * len(card.figure), title="Where it differs most, in standard deviations from the base")  # fmt: skip
    below = [*_headed("What they want", card.wants[:3]), *_headed("What would lose them", card.loses[:2]),
             Para(f"The play: {plan.play}", bold=True, colour=deck.brand), Para(plan.reason, after=0.2),
             *(Para(f"{what}: {said}", after=0.2) for what, said in (("Offer", plan.offer), ("Message", plan.message),
                                                                   ("Channel", plan.channel)) if said)]  # fmt: skip
    deck.text(slide, (at, BODY + 2.6, right, _END - BODY - 2.65), below, 12.5, 9)


def _headed(head: str, said) -> list[Para]:
    return [Para(head, bold=True, colour=SOFT, after=0.15), *_bullets(list(said), 0.2)] if len(said) else []


def _targets(deck: Deck, study: Study) -> None:
    cards, ranked = study.cards, study.targets.sort_values("rank")
    size = "clv_share" if study.ahead else "value_share" if study.valued else "share"
    of = {"clv_share": "value to come", "value_share": "net amount", "share": "base"}[size]
    first = ranked.iloc[0]
    wanted = ranked[ranked.role == "target"]
    sure = ", ".join(f"“{row.segment_name}” in {of_draws(row.p_target)}" for row in wanted.itertuples())
    title = (
        f"Targets in how many of {study.params.target.draws:,} draws: {sure}"
        if len(wanted)
        else "No segment passes the knock-outs"
    )
    slide = deck.slide("targets", title, [
        "Sources: tables/targets.parquet (attractiveness, competitiveness and the ends of nine in ten draws, p_target, p_first, "
        f"knocked_out), tables/criteria.parquet; bubble: tables/cards.parquet ({size}).",
        "Weights and figures are drawn anew within what is known of them; p target is the share of draws in which a segment is a target.",
        *study.said("05_target_notes"),
    ])  # fmt: skip
    silent = bool((ranked.competitiveness == 0.5).all())
    spread = np.linspace(0.1, 0.9, len(ranked))
    points = [
        (row.segment_id, row.segment_name, spread[n] if silent else row.competitiveness, row.attractiveness,
         max(float(cards.loc[cards.segment_id == row.segment_id, size].iloc[0]), 0.01))
        for n, row in enumerate(ranked.itertuples())
    ]  # fmt: skip
    deck.bubbles(slide, (MARGIN, BODY, FULL * 0.46, _END - BODY), points,
                 "by rank: nothing in the data speaks of our strength" if silent else "how strong we are with it (competitiveness)",
                 f"what it offers (attractiveness); area: share of the {of}")  # fmt: skip
    rows = [(f"{row.segment_id}  {row.segment_name}", row.role, f"{row.attractiveness:.2f}", f"{row.competitiveness:.2f}",
             f"{of_draws(row.p_target)}", f"{of_draws(row.p_first)}", row.knocked_out) for row in ranked.itertuples()]  # fmt: skip
    knocked = bool((ranked.knocked_out != "").any())
    head = [
        "segment, by rank",
        "role",
        "offers",
        "our hand",
        "target in",
        "first in",
        *(["knocked out"] if knocked else []),
    ]
    deck.table(slide, (MARGIN + FULL * 0.49, BODY, FULL * 0.51, _END - BODY - 0.8), head,
               [row if knocked else row[:-1] for row in rows], [2.6, 1, 0.8, 0.9, 0.9, 0.8, *([2] if knocked else [])], 12,
               numbers=(2, 3, 4, 5), marks=list(ranked.segment_id))  # fmt: skip
    if first.role == "target":
        deck.text(slide, (MARGIN + FULL * 0.49, _END - 0.7, FULL * 0.51, 0.65), [Para(
            "Offers and our hand are weighted means of criteria, each from 0 (the lowest of these segments) to 1 (the highest); target in and "
            "first in are shares of draws of weights and figures.", colour=SOFT)], 11)  # fmt: skip


def _plan(deck: Deck, study: Study) -> None:
    plan = study.plan.assign(last=study.plan.role != "target").sort_values(["last", "segment_id"])
    wanted = plan[plan.role == "target"]
    title = "; ".join(f"“{row.segment_name}”: {row.play}" for row in wanted.itertuples()) or "A play for each segment"
    slide = deck.slide("plan", title, [
        "Sources: tables/plan.parquet (play, reason, offer, price, message, channel, kpi); the library: params/library/plays.yaml.",
        *(f"{row.segment_name}: {row.message} Why: {row.reason} Price: {row.price} Measure: {row.kpi}" for row in plan.itertuples()),
    ])  # fmt: skip
    rows = [(row.segment_name, row.role, row.play, row.reason, row.offer, row.kpi) for row in plan.itertuples()]
    deck.table(slide, (MARGIN, BODY, FULL, _END - BODY), ["segment", "role", "play", "why", "offer", "measure"], rows,
               [1.7, 0.8, 1, 3, 3.4, 2.2], 12, marks=list(plan.segment_id))  # fmt: skip


def _test(deck: Deck, study: Study) -> None:
    rows = study.plan[study.plan.audience > 0]
    slide_title, told = _test_title(study, rows), [f"{row.segment_name}: extra response {study.told_by(row)}." for row in rows.itertuples()
                                                   if not np.isnan(row.expected_return)]  # fmt: skip
    unknown = rows[rows.expected_return.isna()].segment_name.tolist()
    if unknown:
        told.append(f"What contacting {' and '.join(f'“{name}”' for name in unknown)} returns cannot be told before the cost of a contact, the response to it and "
                    "the worth of an order are all known.")  # fmt: skip
    slide = deck.slide("test", slide_title, [
        "Sources: tables/plan.parquet (audience, control, worth, cost, response, expected_return, break_even_response, test); the lists: "
        "audiences/*.csv.", *[one for one in study.said("05_target_notes") if one.startswith("What contacting")],
    ])  # fmt: skip
    if rows.empty:
        deck.text(
            slide,
            (MARGIN, BODY, FULL, _END - BODY),
            _bullets([*dict.fromkeys(study.plan.test), *_without_list(study)]),
            16,
            11,
        )
        return
    cells = [_test_row(study, row) for row in rows.itertuples()]
    head, widths = ["audience", "contact", "hold back"], [1.9, 0.8, 0.8]
    if len(unknown) < len(rows):
        head, widths = [*head, "extra response", "breaks even at", "return"], [*widths, 1.5, 1, 1.7]
    else:
        cells = [[*cell[:3], cell[-1]] for cell in cells]
    end = deck.table(slide, (MARGIN, BODY, FULL, _END - BODY - 0.8), [*head, "what the test can show"], cells, [*widths, 4], 12,
                     numbers=range(1, len(head)), marks=list(rows.segment_id))  # fmt: skip
    deck.text(slide, (MARGIN, end + 0.25, FULL, _END - end - 0.3), _bullets(told), 13, 9)


def _without_list(study: Study) -> list[str]:
    """How targets are reached and learnt from where nobody can be named."""
    if study.params.sources.named:
        return []
    short = study.short_list[study.short_list.of_all < 0.9]
    asked = study.short_list.head(len(short) + 1)
    return [
        "Choose regions, or weeks, at random for the campaign; hold the others back, and compare what is sold in both.",
        f"Whoever responds can be typed by {len(asked)} question{'s' * (len(asked) > 1)}, {', '.join(in_words(v) for v in asked.variable)}: as all "
        f"would for {asked.agreement.iloc[-1]:.0%} of respondents.",
    ]


def _test_title(study: Study, rows: pd.DataFrame) -> str:
    if rows.empty and study.params.sources.named:
        return "Nobody is contacted from this list"
    if rows.empty:
        return "The data names nobody: reach targets by media, and test by region or week"
    title = f"Contact {int(rows.audience.sum()):,}, hold {int(rows.control.sum()):,} back at random, and compare"
    if rows.test.str.startswith("This segment is too small").all():
        title = title.removesuffix("and compare") + "and read several campaigns together: one is too small to tell"
    if not study.returns:
        return title
    low, high = study.amount(rows.return_low.sum()), study.amount(rows.return_high.sum())
    return f"{title}: {study.amount(rows.expected_return.sum())} expected ({low} to {high})"


def _test_row(study: Study, row) -> list[str]:
    known = not np.isnan(row.expected_return)
    response = f"{row.response:.1%} ({row.response_low:.1%} to {row.response_high:.1%})"
    back = f"{study.amount(row.expected_return)} ({study.amount(row.return_low)} to {study.amount(row.return_high)})"
    return [row.segment_name, f"{row.audience:,}", f"{row.control:,}", "unknown" if np.isnan(row.response) else response,
            "unknown" if np.isnan(row.break_even_response) else f"{row.break_even_response:.1%}", back if known else "unknown",
            row.test]  # fmt: skip


def _next(deck: Deck, study: Study) -> None:
    audiences = study.plan[study.plan.audience > 0]
    rows = [(row.question, row.figure, row.decision) for row in study.decision.itertuples()]
    acts = study.decision[~study.decision.decision.str.startswith(("Keep", "Nothing"))]
    first = (acts if len(acts) else study.decision).iloc[0]
    slide = deck.slide("next", f"What happens next: {first.decision[:1].lower()}{first.decision[1:]}", [
        "Sources: tables/decision.parquet; limits: params, monitor"
        + ("; tables/kpis.parquet (share_earlier, share_now)" if study.moved else "") + ". How to do each step: handover.md.",
        *study.said("06_monitor"),
    ])  # fmt: skip
    steps = []
    if study.card["verdict"] == "none":
        steps.append("Gather what might tell customers apart, and run again: on this data, treat all alike")
    elif len(audiences):
        steps.append(f"Load the {len(audiences)} list{'s' * (len(audiences) > 1)} of audiences/ into the CRM: {int(audiences.audience.sum()):,} to contact, "
                     f"{int(audiences.control.sum()):,} to leave alone; the second matter as much as the first")  # fmt: skip
    else:
        steps.append("Brief media and product on the target segments: the data names nobody to contact")
    steps += ["Type new customers with the workbook, scoring.sql in the warehouse, or segtools score",
              "Send back who was contacted, who was held back and who responded: the next run measures the effect by segment",
              "Run again on new data; segments found again keep their numbers and names"]  # fmt: skip
    left = FULL * 0.44 if study.moved else 0.0
    if study.moved:
        kpis = study.kpis
        then, now = f"share on {study.when.earlier:%d %b %Y}", f"share on {study.when.as_of:%d %b %Y}"
        deck.bars(slide, (MARGIN, BODY, FULL * 0.42, _END - BODY), [f"{k.segment_id}  {k.segment_name}" for k in kpis.itertuples()],
                  {then: list(kpis.share_earlier), now: list(kpis.share_now)}, "0%", {then: "#b9c1c8", now: deck.brand},
                  title="Each segment's share of the base, then and now")  # fmt: skip
    end = deck.table(
        slide, (MARGIN + left, BODY, FULL - left, 3.2), ["question", "figure", "decision"], rows, [2.2, 4.2, 2.6], 13
    )
    deck.text(slide, (MARGIN + left, end + 0.3, FULL - left, _END - end - 0.35), _bullets(steps), 15, 10)


def _method(deck: Deck, study: Study) -> None:
    chosen = study.choice[study.choice.chosen].iloc[0]
    used = study.variables[study.variables.role == "segmentation"].variable
    weights = study.criteria.drop_duplicates(["side", "criterion"])
    slide = deck.slide("method and caveats", "Appendix: how this was made, and what not to conclude", [
        "Sources: tables/choice.parquet, tables/variables.parquet, tables/value_models.parquet, scorecard.json; tables/findings.parquet "
        "(Caution, 05_target_notes).",
        *(f"{row.side}: {in_words(row.criterion)}, weight {row.weight:.0%} ({row.source})" for row in weights.itertuples()),
    ])  # fmt: skip
    models = study.value_models[study.value_models.used].model.unique() if len(study.value_models) else []
    made = [
        f"Base: {study.cards['size'].sum():,} {study.params.customers_are}{', ' + study.measured if study.measured else ''}.",
        f"Segmentation variables ({len(used)}): {', '.join(in_words(v) for v in used)}.",
        f"Method: {_METHODS.get(chosen.method, chosen.method)} with {chosen.n_segments} segments; {chosen.why}.",
        "Stability: pairs of bootstrap samples, each cut anew, compared by the adjusted Rand index; beside them the same on bases with "
        "the same margins and no segments.",
        "Typing: a scorecard of a constant and weights a segment; the highest score wins. Python, SQL and the workbook give the same.",
        *([f"Value: {', '.join(models)}; discounted at {study.params.value.discount_rate:.0%} a year, twelve months and no further."] if len(models) else []),
        "Targets: each criterion from 0 to 1, with the weights of params, the client's to set: "
        + ", ".join(f"{in_words(row.criterion)} {row.weight:.0%}" for row in weights.itertuples()) + ".",
    ]  # fmt: skip
    care = [one.removeprefix("Caution: ") for one in study.cautions]
    care = [one[:1].upper() + one[1:] for one in care]
    care += [one for one in study.said("05_target_notes") if not one.startswith(("Play ", "What contacting"))]
    care += [
        "Segments describe customers as they were; on variables that formed them, differences are no discovery.",
        "Values carry the differences between members; the models' own error shows in what they would have expected before.",
    ]
    half = (FULL - 0.4) / 2
    for n, (head, said) in enumerate((("How", made), ("What not to conclude", care))):
        paras = [Para(head, bold=True, colour=deck.brand), *_bullets(said)]
        deck.text(slide, (MARGIN + n * (half + 0.4), BODY, half, _END - BODY), paras, 14, 9)

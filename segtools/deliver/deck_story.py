"""The deck's first slides: cover, answer, base, verdict, the segments side by side."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence

import pandas as pd
from pptx.util import Pt

from segtools.deliver import slide_charts
from segtools.deliver.powerpoint import BODY, END, FULL, HEIGHT, MARGIN, Deck
from segtools.deliver.slide_text import Para, bullets
from segtools.deliver.views import Views, logo
from segtools.show.look import GREY, LINK, SHADES, SOFT
from segtools.show.small_counts import SHOWN_AS
from segtools.tables import select
from segtools.words import Figure, in_words

_FULL_MONTH_FROM = 3  # a history that begins by this day of a month holds all of it
_MOST_BARS, _MOST_MONTHS = 14, 24
_NEARLY_ALL = 0.005
_PANELS = (
    ("mean_ari", "null_ari", "Do they come back? (1: the same, 0: no more than chance)"),
    ("silhouette", "null_silhouette", "Are they separate? (1: far apart, 0: touching)"),
)
SHARES = {
    "share": ("of the base", GREY),
    "value_share": ("of the net amount", SHADES[1]),
    "clv_share": ("of the value to come", LINK),
}  # column of table cards -> its words and its colour


def cover_slide(deck: Deck, views: Views, section: str) -> None:
    """Whose segments these are, by whom, of when."""
    title = views.study.title
    slide = deck.slide(section, title, ["Made by segtools from the client's own data."])
    deck.block(slide, (0, 0, 0.33, HEIGHT), deck.brand)
    head = slide.shapes.title
    head.top = deck.file.slide_height * 34 // 100
    head.text_frame.paragraphs[0].runs[0].font.size = Pt(40 if len(title) < 42 else 30)
    when = views.study.when
    day = f"{when.as_of:%d %B %Y}" if when.window_days else ""
    promise = views.sentence("deck-cover" if views.worth is None else "deck-cover-worth")
    who = " · ".join(part for part in (views.study.params.deliver.by, day) if part)
    paras = [Para(promise, scale=1.25, after=0.8), Para(who, colour=SOFT)]
    deck.text(slide, (MARGIN, 3.75, FULL, 1.6), paras, 17)
    picture = logo(views.study.params)
    if picture:
        deck.picture(slide, picture, (MARGIN + FULL - 2.6, 0.5, 2.6, 1.0))


# --- the answer ---------------------------------------------------------------------------------------


def answer_slide(deck: Deck, views: Views, section: str) -> None:
    """Whom to target, and how much of the whole they are."""
    notes = [
        "Sources: tables/targets.parquet (role, p_target, p_first), tables/cards.parquet (share, value_share, "
        "clv_share), tables/findings.parquet (05_target); verdict: scorecard.json."
    ]
    slide = deck.slide(section, answer_title(views), [*notes, *views.cautions])
    deck.tiles(slide, (MARGIN, BODY, FULL, 1.25), _answer_tiles(views), deck.brand)
    answer = views.texts("05_target", ("stop", "headline", "finding"))
    deck.text(slide, (MARGIN, BODY + 1.6, FULL, END - BODY - 1.65), bullets([views.verdict_text, *answer]), 16, 11)


def answer_title(views: Views) -> str:
    """The answer in a line: the targets and their part of the whole, where it may be shown."""
    if views.verdict == "none":
        return views.sentence("deck-answer-none")
    ids = [plan.segment_id for plan in views.wanted]
    if not ids:
        return views.sentence("deck-answer-nobody")
    figures: dict = {"targets": [f"“{plan.name}”" for plan in views.wanted]}
    if any(views.card_of(number).hidden for number in ids):
        return views.sentence("deck-answer-only", figures)
    own = views.study.cards.segment_id.isin(ids)
    figures["share"] = Figure(views.study.cards.share[own].sum(), "share")
    worth = views.worth
    if worth is None:
        return views.sentence("deck-answer-share", figures)
    figures |= {"part": Figure(worth.share[own].sum(), "share"), "whole": worth.whole}
    return views.sentence("deck-answer", figures)


def _answer_tiles(views: Views) -> list[tuple[str, str]]:
    cards, style = views.study.cards, views.style
    words = views.sentence("deck-tile-segments", {"verdict": views.verdict})
    tiles = [(views.people, style.customers_are), (str(len(cards)), words)]
    ids = [plan.segment_id for plan in views.wanted]
    countable = ids and not any(views.card_of(number).hidden for number in ids)
    own = cards[cards.segment_id.isin(ids)]
    if countable:
        tiles.append((style.count(own["size"].sum()), views.sentence("deck-tile-targets")))
    if views.returns_told:
        figures = {"audience": views.total("audience", "people")}
        figures |= {name: views.total(f"return_{name}", "money") for name in ("low", "high")}
        tiles.append(
            (style.write(views.total("expected_return", "money")), views.sentence("deck-tile-return", figures))
        )
    elif countable and views.worth is not None and views.worth.ahead:
        tiles.append((style.amount((own.clv_12m * own["size"]).sum()), views.sentence("deck-tile-worth")))
    return tiles


# --- the base -----------------------------------------------------------------------------------------


def base_slide(deck: Deck, views: Views, section: str) -> None:
    """Who is in the base, and how much of the data could be used."""
    study, half = views.study, FULL * 0.53
    also = (
        "tables/months.parquet (amount, summed by month)."
        if study.months is not None
        else "tables/profile.parquet (base) or tables/variables.parquet (missing)."
    )
    sources = f"Sources: tables/quality.parquet (rows and amounts), tables/findings.parquet (01_collect), {also}"
    slide = deck.slide(section, _base_title(views), [sources])
    draw = _months_chart if study.months is not None else _answers_chart
    draw(deck, views, slide, (MARGIN, BODY, half, 3.1))
    rows = []
    for row, few in zip(study.quality.itertuples(), views.few_aside, strict=True):
        used, aside = (SHOWN_AS if few else f"{count:,}" for count in (row.rows_accepted, row.rows_quarantined))
        rows.append((row.source, f"{row.rows_read:,}", used, aside))
    box = (MARGIN + half + 0.3, BODY + 0.1, FULL - half - 0.3, 2.9)
    deck.table(slide, box, ["table", "rows read", "used", "set aside"], rows, [2, 1, 1, 1], 12, numbers=(1, 2, 3))
    texts = views.texts("01_collect", ("stop", "caution", "headline", "finding"))
    deck.text(slide, (MARGIN, BODY + 3.3, FULL, END - BODY - 3.4), bullets(texts), 14, 10)


def _base_title(views: Views) -> str:
    quality = views.study.quality
    read, out = int(quality.rows_read.sum()), int(quality.rows_quarantined.sum())
    lost = out / read if read else 0.0
    figures = {
        "people": Figure(views.study.cards["size"].sum(), "people"),
        "rows": Figure(read, "count"),
        "part": Figure(1 - lost, "share"),
        "usable": "all" if not out else "nearly" if lost <= _NEARLY_ALL else "part",
    }
    return views.sentence("deck-base", figures)


def _months_chart(deck: Deck, views: Views, slide, box) -> None:
    """The net amount of each whole month, those that are measured in the client's colour."""
    when, months = views.study.when, views.study.months
    start = when.as_of - pd.Timedelta(days=int(when.window_days))
    first = when.first_order.normalize().replace(day=1)
    if when.first_order.day > _FULL_MONTH_FROM:
        first += pd.offsets.MonthBegin(1)
    whole = months[(months.month >= first) & (months.month + pd.offsets.MonthEnd(0) <= when.as_of)]
    total = whole.groupby("month").amount.sum().tail(_MOST_MONTHS)
    highest = total.max()
    unit, scale = ("millions", 1e6) if highest >= 2e6 else ("thousands", 1e3) if highest >= 2e4 else ("", 1)
    inside = total.index > start
    money = " ".join(part for part in (views.style.currency, unit) if part)
    words = f"Net amount of whole months, {money}{'' if inside.all() else '; dark: measured'}"
    form = "#,##0.0" if highest / scale < 20 else "#,##0"
    colours = [deck.brand if measured else GREY for measured in inside]
    names = [f"{month:%b %y}" for month in total.index]
    slide_charts.bars(deck, slide, box, names, {words: list(total / scale)}, form, colours, words, across=False)


def _answers_chart(deck: Deck, views: Views, slide, box) -> None:
    """Without orders: which share of the base says yes to each item, or has a value of each variable."""
    study = views.study
    yes = study.profile[(study.profile.level == "yes") & (study.profile.role == "segmentation")]
    answered = yes.groupby("variable").n.sum()
    yes = yes.drop_duplicates("variable").head(_MOST_BARS)
    used = study.variables[study.variables.role == "segmentation"].sort_values(["missing", "variable"])
    used = used.head(_MOST_BARS)
    if len(yes) > 1:
        names, words = yes.variable, "Share of the base that says yes"
        values, people = yes.base.tolist(), (yes.base * yes.variable.map(answered)).round().tolist()
    else:
        names, words = used.variable, "Share of the base with a value"
        values = (1 - used.missing).round(2).tolist()
        people = [count * study.cards["size"].sum() for count in values]
    values = [math.nan if views.style.withholds(count) else v for v, count in zip(values, people, strict=True)]
    colours = [deck.brand] * len(names)
    slide_charts.bars(deck, slide, box, [in_words(name) for name in names], {words: values}, "0%", colours, words)


# --- the verdict --------------------------------------------------------------------------------------


def verdict_slide(deck: Deck, views: Views, section: str) -> None:
    """Whether there are segments, and would be found again."""
    study = views.study
    chosen = study.choice[study.choice.chosen].iloc[0]
    title = views.sentence(f"deck-verdict-{views.verdict}", {"n": Figure(chosen.n_segments, "count")})
    sources = (
        "Sources: tables/choice.parquet (mean_ari, null_ari, silhouette, null_silhouette), "
        "tables/segment_stability.parquet (slsw), scorecard.json (verdict, because)."
    )
    slide = deck.slide(section, title, [sources])
    rows = study.choice[study.choice.method == chosen.method].sort_values("n_segments")
    names, half = [str(n) for n in rows.n_segments], (FULL - 0.3) / 2
    looks = {"this base": (deck.brand, False), "bases without segments": (GREY, True)}
    for n, (ours, null, words) in enumerate(_PANELS):
        series = {"this base": rows[ours].tolist(), "bases without segments": rows[null].tolist()}
        series = {name: values for name, values in series.items() if not all(math.isnan(v) for v in values)}
        if series:
            box = (MARGIN + n * (half + 0.3), BODY, half, 3.35)
            slide_charts.lines(deck, slide, box, names, series, "0.00", looks, words, "number of segments")
    texts = [views.verdict_text, *_evidence(views, chosen), *views.texts("03_segment", "caution")]
    deck.text(slide, (MARGIN, BODY + 3.5, FULL, END - BODY - 3.6), bullets(texts), 15, 10)
    deck.note(slide, [text for text in views.evidence if text not in texts])


def _evidence(views: Views, chosen: pd.Series) -> list[str]:
    """How surely they come back, and how separate they are, in plain words."""
    under = select(views.study.findings, code="segment-comes-back-just-under").figures.map(json.loads)
    if len(under):
        limit = Figure(under.iloc[0]["limit"]["value"], "score")
        texts = [views.sentence("deck-comes-back-just-under", {"limit": limit})]
    else:
        texts = [views.sentence("deck-comes-back", {"ari": Figure(chosen.mean_ari, "score")})]
    if not math.isnan(chosen.null_silhouette):
        figures = {"silhouette": Figure(chosen.silhouette, "score"), "null": Figure(chosen.null_silhouette, "score")}
        texts.append(views.sentence("deck-separate", figures))
    return texts


# --- side by side -------------------------------------------------------------------------------------


def side_by_side_slide(deck: Deck, views: Views, section: str) -> None:
    """All segments beside each other: share of the base and of the worth, and what a member is worth."""
    columns = _known_shares(views)
    sources = (
        "Sources: tables/cards.parquet (size, share, value_share, clv_share, clv_12m with clv_low and clv_high, "
        "p_alive, slsw)."
    )
    slide = deck.slide(section, _side_by_side_title(views, columns[-1]), [sources])
    deck.note(slide, views.texts("04_profile", "headline"))
    names = [f"{card.segment_id}  {card.name}" for card in views.cards]
    series = {SHARES[column][0]: views.of_segments(column) for column in columns}
    tones = {SHARES[column][0]: SHARES[column][1] for column in columns}
    slide_charts.bars(deck, slide, (MARGIN, BODY, FULL * 0.5, END - BODY), names, series, "0%", tones)
    head, rows, widths = _side_by_side_table(views)
    left, width = MARGIN + FULL * 0.52, FULL * 0.48
    end = deck.table(
        slide,
        (left, BODY, width, END - BODY - 1.1),
        *(head, rows, widths, 12),
        numbers=range(1, len(head)),
        marks=[card.segment_id for card in views.cards],
    )
    doubts = views.texts("04_profile", ("stop", "caution")) if views.worth is not None and views.worth.ahead else []
    room = (left, end + 0.2, width, max(END - end - 0.25, 0.5))
    deck.text(slide, room, [Para(text, colour=SOFT) for text in doubts], 12, 8.5)


def _known_shares(views: Views) -> list[str]:
    """The shares that are known for every segment; the best known share of value is the last."""
    cards = views.study.cards
    return [column for column in SHARES if cards[column].notna().all()]


def _side_by_side_title(views: Views, column: str) -> str:
    """The segment that leads, and by what."""
    cards = views.study.cards
    top = cards.loc[cards[column].idxmax()]
    if views.card_of(top.segment_id).hidden:
        return views.sentence("deck-side-only", {"segment": top.segment_name})
    figures = {"segment": top.segment_name, "share": Figure(top.share, "share")}
    if column == "share":
        return views.sentence("deck-side-share", figures)
    figures |= {"part": Figure(top[column], "share"), "whole": SHARES[column][0]}
    return views.sentence("deck-side", figures)


def _side_by_side_table(views: Views) -> tuple[list[str], list[list[str]], list[float]]:
    """Head, rows and widths of the table of all segments."""
    columns: list[tuple[str, float, Sequence[str]]] = [
        ("segment", 2.4, [card.name for card in views.cards]),
        (views.style.customers_are, 1.2, [card.count for card in views.cards]),
    ]
    if views.worth is not None:
        worths = [card.worth for card in views.cards]
        if views.worth.ahead:
            texts = [f"{own.value} ({own.low} to {own.high})" if own else "" for own in worths]
        else:
            texts = [own.value if own else "" for own in worths]
        columns.append((views.worth.each, 2.2, texts))
    if views.study.cards.p_alive.notna().all():
        columns.append(("still buying", 0.9, [card.alive for card in views.cards]))
    columns.append(("comes back (0 to 1)", 1.1, [card.stability for card in views.cards]))
    rows = [list(row) for row in zip(*(texts for _, _, texts in columns), strict=True)]
    return [head for head, _, _ in columns], rows, [width for _, width, _ in columns]

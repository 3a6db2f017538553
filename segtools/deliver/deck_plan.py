"""The deck's last slides: the targets, the plan, its test, what happens next, and the method."""

from __future__ import annotations

import numpy as np

from segtools.deliver import slide_charts
from segtools.deliver.powerpoint import BODY, END, FULL, MARGIN, Deck
from segtools.deliver.slide_text import Para, bullets
from segtools.deliver.views import Views
from segtools.show.card_and_plan import PlanView
from segtools.show.look import GREY, SOFT
from segtools.show.small_counts import few_parts
from segtools.tables import select
from segtools.words import Figure, Phrase, in_words
from segtools.words.method_names import METHOD_LABELS

_LEAST_BUBBLE = 0.01  # of the area of the whole, so that it can be seen
_NEARLY_AS_GOOD = 0.9  # of what all questions reach, for a short list
_TEST_WIDTHS = {"audience": 1.9, "contact": 0.8, "hold back": 0.8}
_RETURN_WIDTHS = {"extra response": 1.5, "breaks even at": 1.0, "return": 1.7}


# --- targets ------------------------------------------------------------------------------------------


def targets_slide(deck: Deck, views: Views, section: str) -> None:
    """Which segments are targets, how surely, and what they are judged by."""
    ranked = views.study.targets.sort_values("rank")
    column, whole = _area(views)
    sources = (
        "Sources: tables/targets.parquet (attractiveness, competitiveness and the ends of nine in ten draws, p_target, "
        f"p_first, knocked_out), tables/criteria.parquet; bubble: tables/cards.parquet ({column})."
    )
    slide = deck.slide(section, _targets_title(views), [sources, views.sentence("deck-draws")])
    deck.note(slide, views.texts("05_target", "note"))
    silent = bool((ranked.competitiveness == 0.5).all())
    across = ranked.competitiveness if not silent else np.linspace(0.1, 0.9, len(ranked))
    sizes = dict(zip((card.segment_id for card in views.cards), views.of_segments(column), strict=True))
    points = [
        (row.segment_id, row.segment_name, x, row.attractiveness, np.nanmax([sizes[row.segment_id], _LEAST_BUBBLE]))
        for row, x in zip(ranked.itertuples(), across, strict=True)
    ]
    points.sort(key=lambda point: -point[-1])  # a small bubble lies over a large one, not under it
    strength = "by rank: nothing tells how strong we are" if silent else "how strong we are with it"
    up = f"what it offers; area: share {whole}"
    slide_charts.bubbles(deck, slide, (MARGIN, BODY, FULL * 0.46, END - BODY), points, strength, up)
    left, width = MARGIN + FULL * 0.49, FULL * 0.51
    _targets_table(deck, views, slide, (left, BODY, width, END - BODY - 0.8))
    if views.wanted:
        legend = [Para(views.sentence("deck-scores"), colour=SOFT)]
        deck.text(slide, (left, END - 0.7, width, 0.65), legend, 11)


def _targets_title(views: Views) -> str:
    if not views.wanted:
        return views.sentence("deck-targets-nobody")
    sure = views.study.targets.set_index("segment_id").p_target
    names = [
        Phrase("deck-target-draws", {"segment": plan.name, "draws": Figure(sure[plan.segment_id], "draws")})
        for plan in views.wanted
    ]
    draws = Figure(views.study.params.target.draws, "count")
    return views.sentence("deck-targets", {"draws": draws, "targets": names})


def _area(views: Views) -> tuple[str, str]:
    """The column of table `cards` that a bubble's area shows, and its words."""
    worth = views.worth
    if worth is None:
        return "share", "of the base"
    return ("clv_share" if worth.ahead else "value_share"), worth.whole


def _targets_table(deck: Deck, views: Views, slide, box) -> None:
    ranked, write = views.study.targets.sort_values("rank"), views.style.write
    columns = {
        "segment, by rank": (2.6, [f"{row.segment_id}  {row.segment_name}" for row in ranked.itertuples()]),
        "role": (1, ranked.role),
        "attractive": (1, [write(Figure(score, "score")) for score in ranked.attractiveness]),
        "our strength": (0.9, [write(Figure(score, "score")) for score in ranked.competitiveness]),
        "a target in": (0.9, [write(Figure(share, "draws")) for share in ranked.p_target]),
        "first in": (0.8, [write(Figure(share, "draws")) for share in ranked.p_first]),
    }
    if (ranked.knocked_out != "").any():
        columns["ruled out"] = (2, ranked.knocked_out)
    rows = list(zip(*(texts for _, texts in columns.values()), strict=True))
    widths = [width for width, _ in columns.values()]
    deck.table(slide, box, list(columns), rows, widths, 12, numbers=(2, 3, 4, 5), marks=list(ranked.segment_id))


# --- plan and test ------------------------------------------------------------------------------------


def plan_slide(deck: Deck, views: Views, section: str) -> None:
    """A play for each segment."""
    title = "; ".join(f"“{plan.name}”: {plan.play}" for plan in views.wanted) or views.sentence("deck-plan")
    sources = (
        "Sources: tables/plan.parquet (play, reason, offer, price, message, channel, kpi); the library: "
        "params/library/plays.yaml."
    )
    notes = [f"{plan.name}: {' '.join(f'{what}: {text}' for what, text in plan.lines)}" for plan in views.plans]
    slide = deck.slide(section, title, [sources, *notes])
    rows = [(plan.name, plan.role, plan.play, plan.reason, plan.offer, plan.kpi) for plan in views.plans]
    head, widths = ["segment", "role", "play", "why", "offer", "measure"], [1.7, 0.8, 1, 3, 3.4, 2.2]
    marks = [plan.segment_id for plan in views.plans]
    deck.table(slide, (MARGIN, BODY, FULL, END - BODY), head, rows, widths, 12, marks=marks)


def test_slide(deck: Deck, views: Views, section: str) -> None:
    """Whom to contact, whom to hold back, and what that can show."""
    sources = (
        "Sources: tables/plan.parquet (audience, control, worth, cost, response, expected_return, "
        "break_even_response, test); the lists: audiences/*.csv."
    )
    unknown = views.texts(code="target-return-unknown")
    slide = deck.slide(section, _test_title(views), [sources, *unknown])
    if not views.listed:
        texts = [*dict.fromkeys(views.study.plan.test), *_without_list(views)]
        deck.text(slide, (MARGIN, BODY, FULL, END - BODY), bullets(texts), 16, 11)
        return
    rows, widths = _test_table(views)
    end = deck.table(
        slide,
        (MARGIN, BODY, FULL, END - BODY - 0.8),
        list(widths),
        rows,
        list(widths.values()),
        12,
        numbers=range(1, len(widths) - 1),
        marks=[plan.segment_id for plan in views.listed],
    )
    deck.text(slide, (MARGIN, end + 0.25, FULL, END - end - 0.3), bullets([*_response_sources(views), *unknown]), 13, 9)


def _test_title(views: Views) -> str:
    if not views.listed:
        return views.sentence("deck-test-no-contact" if views.study.params.sources.named else "deck-test-no-names")
    too_small = select(views.study.findings, code="target-test-too-small").segment_id
    figures = {
        "audience": views.total("audience", "people"),
        "control": views.total("control", "people"),
        "told": "no" if any(plan.small for plan in views.listed) else "yes",
        "readable": "no" if {plan.segment_id for plan in views.listed} <= set(too_small) else "yes",
        "known": "yes" if views.returns_told else "no",
    }
    total, low, high = (views.total(name, "money") for name in ("expected_return", "return_low", "return_high"))
    figures["return"] = Figure(total.value, "money", low.value, high.value, total.people)
    return views.sentence("deck-test", figures)


def _test_table(views: Views) -> tuple[list[list[str]], dict[str, float]]:
    """The rows, and the columns with their widths. Returns have a column only where one is known."""
    widths = {**_TEST_WIDTHS, **(_RETURN_WIDTHS if views.returns_known else {}), "what the test can show": 4.0}
    return [[_test_cells(plan)[name] for name in widths] for plan in views.listed], widths


def _test_cells(plan: PlanView) -> dict[str, str]:
    def between(value: str, low: str, high: str) -> str:
        return value if low == high == value else f"{value} ({low} to {high})"

    return {
        "audience": plan.name,
        "contact": plan.audience,
        "hold back": plan.control,
        "extra response": between(plan.response, plan.response_low, plan.response_high),
        "breaks even at": plan.break_even,
        "return": between(plan.returns, plan.return_low, plan.return_high),
        "what the test can show": plan.test,
    }


def _response_sources(views: Views) -> list[str]:
    """Where the extra response of each audience comes from."""
    rows = views.study.plan[(views.study.plan.audience > 0) & views.study.plan.expected_return.notna()]
    return [
        views.sentence("deck-response-source", {"segment": row.segment_name, "source": row.response_from})
        for row in rows.itertuples()
    ]


def _without_list(views: Views) -> list[str]:
    """How targets are reached and learnt from where nobody can be named."""
    if views.study.params.sources.named:
        return []
    questions = views.study.short_list
    asked = questions.head(int((questions.of_all < _NEARLY_AS_GOOD).sum()) + 1)
    figures = {
        "questions": [in_words(name) for name in asked.variable],
        "n": Figure(len(asked), "count"),
        "agreement": Figure(asked.agreement.iloc[-1], "share"),
    }
    return [views.sentence("deck-test-regions"), views.sentence("deck-test-questions", figures)]


# --- what happens next --------------------------------------------------------------------------------


def next_slide(deck: Deck, views: Views, section: str) -> None:
    """What has changed, what follows from it, and the steps."""
    study = views.study
    moved = "; tables/kpis.parquet (share_earlier, share_now)" if views.moved else ""
    sources = f"Sources: tables/decision.parquet; limits: params, monitor{moved}. How to do each step: handover.md."
    slide = deck.slide(section, views.sentence("deck-next", {"step": views.next_step}), [sources])
    deck.note(slide, views.texts("06_monitor"))
    left = FULL * 0.44 if views.moved else 0.0
    if views.moved:
        _changes_chart(deck, views, slide, (MARGIN, BODY, FULL * 0.42, END - BODY))
    rows = [(row.question, row.figure, row.decision) for row in study.decision.itertuples()]
    box = (MARGIN + left, BODY, FULL - left, 3.2)
    end = deck.table(slide, box, ["question", "figure", "decision"], rows, [2.2, 4.2, 2.6], 13)
    deck.text(slide, (MARGIN + left, end + 0.3, FULL - left, END - end - 0.35), bullets(_steps(views)), 15, 10)


def _changes_chart(deck: Deck, views: Views, slide, box) -> None:
    """Each segment's share then and now; where one is too small to be shown, another is withheld with it."""
    kpis, when = views.study.kpis, views.study.when
    names = [f"{row.segment_id}  {row.segment_name}" for row in kpis.itertuples()]
    then, now = (f"share on {day:%d %b %Y}" for day in (when.earlier, when.as_of))
    series = {
        words: kpis[f"share_{look}"].mask(few_parts(kpis[f"customers_{look}"], views.style)).astype(float).tolist()
        for words, look in ((then, "earlier"), (now, "now"))
    }
    title = "Each segment's share of the base, then and now"
    slide_charts.bars(deck, slide, box, names, series, "0%", {then: GREY, now: deck.brand}, title)


def _steps(views: Views) -> list[str]:
    """What to do with the files, and what to send back."""
    if views.verdict == "none":
        first = views.sentence("deck-step-none")
    elif views.listed:
        figures = {
            "lists": Figure(len(views.listed), "count"),
            "audience": views.total("audience", "people"),
            "control": views.total("control", "people"),
            "told": "no" if any(plan.small for plan in views.listed) else "yes",
        }
        first = views.sentence("deck-step-lists", figures)
    else:
        first = views.sentence("deck-step-brief")
    return [first, *(views.sentence(f"deck-step-{name}") for name in ("assign", "send-back", "again"))]


# --- the method ---------------------------------------------------------------------------------------


def method_slide(deck: Deck, views: Views, section: str) -> None:
    """How this was made, and what not to conclude."""
    weights = views.study.criteria.drop_duplicates(["side", "criterion"])
    sources = (
        "Sources: tables/choice.parquet, tables/variables.parquet, tables/value_models.parquet, scorecard.json; "
        "tables/findings.parquet (cautions, stops and notes)."
    )
    shares = [
        f"{row.side}: {in_words(row.criterion)}, weight {views.style.share(row.weight)} ({row.source})"
        for row in weights.itertuples()
    ]
    slide = deck.slide(section, views.sentence("deck-method"), [sources, *shares])
    notes = views.notes
    targets = notes.stage == "05_target"
    deck.note(slide, notes.text[~targets].tolist())
    care = [*views.doubts, views.sentence("deck-care-segments"), views.sentence("deck-care-values")]
    care += notes.text[targets].tolist()
    half = (FULL - 0.4) / 2
    for n, (head, texts) in enumerate((("How", _how(views)), ("What not to conclude", care))):
        paras = [Para(head, bold=True, colour=deck.brand), *bullets(texts)]
        deck.text(slide, (MARGIN + n * (half + 0.4), BODY, half, END - BODY), paras, 14, 9)


def _how(views: Views) -> list[str]:
    """Base, variables, method, stability, scorecard, values and weights, a sentence each."""
    study, share = views.study, views.style.share
    chosen = study.choice[study.choice.chosen].iloc[0]
    used = [in_words(name) for name in study.variables[study.variables.role == "segmentation"].variable]
    models = study.value_models[study.value_models.used].model.unique().tolist() if len(study.value_models) else []
    weights = study.criteria.drop_duplicates(["side", "criterion"])
    method = {"method": METHOD_LABELS[chosen.method], "n": Figure(chosen.n_segments, "count"), "why": chosen.why}
    value = {"models": models, "rate": Figure(study.params.value.discount_rate, "share")}
    criteria = [f"{in_words(row.criterion)} {share(row.weight)}" for row in weights.itertuples()]
    return [
        views.sentence("deck-how-base", {"base": views.base_text}),
        views.sentence("deck-how-variables", {"variables": used}),
        views.sentence("deck-how-method", method),
        views.sentence("deck-how-stability"),
        views.sentence("deck-how-scorecard"),
        *([views.sentence("deck-how-value", value)] if models else []),
        views.sentence("deck-how-weights", {"criteria": criteria}),
    ]

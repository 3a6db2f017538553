"""What the deliverables share: the views of cards and plan, what to say in short, and the client's look."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from segtools.collect.files import find_files
from segtools.params import Params
from segtools.show.card_and_plan import CardView, PlanView, card_views, plan_views
from segtools.show.small_counts import few_parts
from segtools.tables import DataError, Study, select
from segtools.words import Figure, Phrase, Style, labelled, sentence
from segtools.words.worth import best_worth
from segtools.worth import Margin, margin_of

DOUBTS = ("caution", "stop")
VERDICT_CODES = (
    "segment-verdict-natural",
    "segment-verdict-reproducible-apart",
    "segment-verdict-reproducible-no-gaps",
    "segment-verdict-constructive",
    "segment-verdict-none",
)
_NOTHING_TO_DO = ("monitor-scorecard-keep", "monitor-nothing-moved")
_NO_CAVEATS = ("target-play-never", "target-play-kept", "target-return-unknown")


class MissingSectionError(RuntimeError):
    """A deliverable lacks a section that it promises and the data supports. One line: what, where, how to fix it."""


@dataclass(frozen=True)
class Views:
    """What report, deck, workbook, PDF and handover show of one study, so that all of them show the same figures.

    study : the client's tables, of one run
    cards : a view a segment, in the order of table `cards`
    plans : a view a segment, targets first
    """

    study: Study
    cards: list[CardView]
    plans: list[PlanView]

    @property
    def style(self) -> Style:
        """How figures are written."""
        return self.study.style

    # --- sentences --------------------------------------------------------------------------------------

    def sentence(self, code: str, figures: Mapping[str, Any] | None = None) -> str:
        """A sentence of the catalogue."""
        return sentence(Phrase(code, figures or {}), self.style)

    def texts(self, stage: Any = None, kind: Any = None, code: Any = None) -> list[str]:
        """Findings as sentences, cautions and stops marked."""
        rows = select(self.study.findings, stage=stage, kind=kind, code=code)
        return [labelled(row.kind, row.text) for row in rows.itertuples()]

    @property
    def doubts(self) -> list[str]:
        """Every reason for doubt, unmarked: where a heading says already what they are."""
        return select(self.study.findings, kind=DOUBTS).text.tolist()

    @property
    def cautions(self) -> list[str]:
        """Every reason for doubt, marked."""
        return self.texts(kind=DOUBTS)

    @property
    def in_short(self) -> list[str]:
        """The answer: what forbids to act on it, whom to target, what each is worth, and every reason for doubt."""
        answer = self.texts("05_target", ("headline", "finding"))
        return [*self.texts(kind="stop"), *answer, *self.texts("04_profile", "headline"), *self.texts(kind="caution")]

    @property
    def verdict(self) -> str:
        """Whether there are segments: natural, reproducible, constructive or none."""
        return self.study.scorecard["verdict"]

    @property
    def verdict_text(self) -> str:
        """The verdict in a sentence."""
        return select(self.study.findings, stage="03_segment", code=VERDICT_CODES).text.iloc[0]

    @property
    def evidence(self) -> list[str]:
        """What else was found about the segments, behind the verdict."""
        rows = select(self.study.findings, stage="03_segment")
        rows = rows[~rows.code.isin(VERDICT_CODES)]
        return [labelled(row.kind, row.text) for row in rows.itertuples()]

    @property
    def notes(self) -> pd.DataFrame:
        """Findings of kind note: what else to know before anything is concluded."""
        notes = select(self.study.findings, kind="note")
        return notes[~notes.code.isin(_NO_CAVEATS)]

    @property
    def next_step(self) -> str:
        """The first decision that asks for something to be done; where none does, the first."""
        rows = select(self.study.findings, stage="06_monitor")
        decisions = [(row.code, json.loads(row.figures).get("decision", "")) for row in rows.itertuples()]
        decisions = [(code, words) for code, words in decisions if words]
        acts = [words for code, words in decisions if code not in _NOTHING_TO_DO]
        return [*acts, *(words for _, words in decisions), self.study.decision.decision.iloc[0]][0]

    # --- figures ----------------------------------------------------------------------------------------

    @property
    def people(self) -> str:
        """How many the base holds."""
        return self.style.count(self.study.cards["size"].sum())

    @property
    def measured(self) -> str:
        """Over which days, in words; empty without orders."""
        when = self.study.when
        if not when.window_days:
            return ""
        figures = {"days": Figure(when.window_days, "count"), "day": f"{when.as_of:%d %B %Y}"}
        return self.sentence("deliver-measured", figures)

    @property
    def base_text(self) -> str:
        """How many the base holds, what they are called, and over which days they were measured."""
        parts = [f"{self.people} {self.style.customers_are}", self.measured]
        return ", ".join(part for part in parts if part)

    @property
    def worth(self):
        """The best known figure for what every segment is worth; None where there is none."""
        return best_worth(self.study.cards)

    @property
    def margin(self) -> Margin:
        """The contribution margin that the worth of an order holds."""
        return margin_of(self.study.buying, self.study.params.value.margin)

    @property
    def moved(self) -> bool:
        """Whether there was an earlier look."""
        return len(self.study.kpis) > 0

    @property
    def wanted(self) -> list[PlanView]:
        """The plans of the targets, the first in rank first."""
        rank = self.study.targets.set_index("segment_id")["rank"]
        return sorted((plan for plan in self.plans if plan.wanted), key=lambda plan: rank[plan.segment_id])

    @property
    def listed(self) -> list[PlanView]:
        """The plans that have an audience."""
        return [plan for plan in self.plans if plan.listed]

    def plan_of(self, segment_id: int) -> PlanView:
        """The plan of one segment."""
        return next(plan for plan in self.plans if plan.segment_id == segment_id)

    def card_of(self, segment_id: int) -> CardView:
        """The card of one segment."""
        return next(card for card in self.cards if card.segment_id == segment_id)

    def total(self, column: str, unit: str) -> Figure:
        """The sum of a column of table `plan` over all audiences. It is withheld where one audience's is, since the sum
        less the others would give that away, and not known where no audience's is."""
        rows = self.study.plan[self.study.plan.audience > 0]
        values = rows[column].dropna()
        small = any(plan.small for plan in self.listed)
        return Figure(
            values.sum() if len(values) else float("nan"), unit, people=1 if small and self.style.least > 1 else None
        )

    @property
    def returns_known(self) -> bool:
        """Whether a return is known for any audience."""
        return bool(self.study.plan.expected_return.notna().any())

    @property
    def returns_told(self) -> bool:
        """Whether the return of all audiences together is known and may be shown."""
        return self.returns_known and not any(plan.small for plan in self.listed)

    def of_segments(self, column: str) -> list[float]:
        """A column of table `cards` for a chart: a number for each segment, missing where it may not be shown."""
        values = self.study.cards[column]
        return [float("nan") if card.hidden else float(value) for card, value in zip(self.cards, values, strict=True)]

    @property
    def few_at_risk(self) -> pd.Series:
        """Flags of the segments whose members at risk are too few to be shown, or would give others away."""
        return few_parts(self.study.cards.at_risk, self.style)

    @property
    def few_aside(self) -> pd.Series:
        """Flags of the sources with so few rows set aside that neither these nor the rows used are shown: a row may
        be a person."""
        return few_parts(self.study.quality.rows_quarantined, self.style)

    @property
    def few_of_a_reason(self) -> pd.Series:
        """Flags of the reasons with too few rows set aside to be shown, or which would give others away."""
        return few_parts(self.study.reasons.rows, self.style)


def views_of(study: Study) -> Views:
    """The views of a study. Raises DataError where a table is missing, or does not match those it was made from."""
    study.check()
    return Views(study, card_views(study.cards, study.style), plan_views(study.plan, study.style))


def pseudonyms(params: Params) -> str:
    """What the ids are, in a sentence; empty where they are the client's own."""
    style = Style()
    if not params.sources.named:
        return sentence(Phrase("deliver-ids-made"), style)
    kind = params.people.ids
    return "" if kind == "keep" else sentence(Phrase(f"deliver-ids-{kind}"), style)


def logo(params: Params) -> Path | None:
    """The file of the client's logo; None where params name none. Raises DataError where it is not there, or no
    picture."""
    named = params.deliver.logo
    if not named:
        return None
    try:
        path = Path(find_files(named)[0][0])
    except DataError as error:
        raise DataError(f"deliver.logo: {error}") from None
    if not path.read_bytes().startswith((b"\x89PNG", b"\xff\xd8")):
        raise DataError(f"deliver.logo {named}: neither PNG nor JPEG; save it as one of these")
    return path

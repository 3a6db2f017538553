"""handover.md: for the client's own people, what each file is, how to score, when to refresh, what not to conclude."""

from __future__ import annotations

import re
from pathlib import Path

import jinja2

from segtools.deliver.views import Views, pseudonyms
from segtools.show.card_and_plan import lacking

SECTIONS = (
    "Who they are",
    "What each file is",
    "How to assign new customers",
    "When to look again",
    "What not to conclude",
)


def promised(views: Views) -> list[str]:
    """The sections of every client."""
    return list(SECTIONS)


def write_handover(views: Views, path: Path) -> list[str]:
    """Write the page; returns its sections."""
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("segtools.deliver"),
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
        finalize=lambda value: "" if value is None else value,
    )
    environment.filters["md"] = as_text
    study = views.study
    text = environment.get_template("handover.md.j2").render(
        views=views,
        params=study.params,
        title=study.title,
        rows=[(card, views.plan_of(card.segment_id)) for card in views.cards],
        lists=sorted(file.name for file in (study.folder / "audiences").glob("*.csv")),
        counts_shown=not any(plan.small for plan in views.listed),
        audiences=views.style.write(views.total("audience", "people")),
        control=views.style.write(views.total("control", "people")),
        variables=[transform["variable"] for transform in study.scorecard["variables"]],
        decisions=list(study.decision.itertuples()),
        pseudonyms=pseudonyms(study.params),
        max_drift=study.params.monitor.max_drift,
        max_points=f"{100 * study.params.monitor.max_share_change:g}",
        least=views.style.least,
        lacking=" and ".join(dict.fromkeys(word for row in study.plan.itertuples() for word in lacking(row))),
    )
    path.write_text(text, encoding="utf-8")
    return [line.removeprefix("## ") for line in text.splitlines() if line.startswith("## ")]


def as_text(value: object) -> str:
    """Text in Markdown that stays text: no markup, no tag, no link.

    >>> as_text("<b> & [x](y) *z*")
    '&lt;b&gt; &amp; \\\\[x\\\\](y) \\\\*z\\\\*'
    """
    text = re.sub(r"\s+", " ", str(value)).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return re.sub(r"([\\`*_\[\]|#~])", r"\\\1", text)

"""handover.md: for the client's own people, what each file is, how to score, when to refresh, what not to conclude."""

from __future__ import annotations

import re
from pathlib import Path

import jinja2

from segtools.deliver.views import Study
from segtools.tables import outputs_folder

SECTIONS = (
    "Who they are",
    "What each file is",
    "How to type new customers",
    "When to look again",
    "What not to conclude",
)


def promised(study: Study) -> list[str]:
    """The sections of every client."""
    return list(SECTIONS)


def write_handover(study: Study, path: Path) -> list[str]:
    """Write the page; returns its sections."""
    environment = jinja2.Environment(loader=jinja2.PackageLoader("segtools.deliver"), trim_blocks=True, lstrip_blocks=True,
                                     undefined=jinja2.StrictUndefined, finalize=lambda value: "" if value is None else value)  # fmt: skip
    environment.filters["md"] = as_text
    audiences = study.plan[study.plan.audience > 0]
    text = environment.get_template("handover.md.j2").render(
        study=study, params=study.params, cards=list(study.cards.itertuples()), plan=study.plan.set_index("segment_id"),
        audiences=int(audiences.audience.sum()), control=int(audiences.control.sum()),
        lists=sorted(file.name for file in (outputs_folder(study.params.client) / "audiences").glob("*.csv")),
        variables=[t["variable"] for t in study.card["variables"]],
        decisions=list(study.decision.itertuples()), limits=study.params.monitor,
        pseudonyms=pseudonyms(study), least=study.params.deliver.least_count,
    )  # fmt: skip
    path.write_text(text, encoding="utf-8")
    return [line.removeprefix("## ") for line in text.splitlines() if line.startswith("## ")]


def as_text(value: object) -> str:
    """Text in Markdown that stays text: no markup, no tag, no link.

    >>> as_text("<b> & [x](y) *z*")
    '&lt;b&gt; &amp; \\\\[x\\\\](y) \\\\*z\\\\*'
    """
    text = re.sub(r"\s+", " ", str(value)).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return re.sub(r"([\\`*_\[\]|#~])", r"\\\1", text)


def pseudonyms(study: Study) -> str:
    """What the ids are, in a sentence; empty where they are the client's own."""
    if not study.params.sources.named:
        return "Ids are made of the rows: the client's tables name no customers."
    kind = study.params.people.ids
    if kind == "keep":
        return ""
    told = (
        "running numbers, good for this study alone"
        if kind == "number"
        else "keyed hashes; only who holds the key can tell whose they are"
    )
    return f"Ids are pseudonyms: {told}."

"""Findings, and the catalogue with the one plain English sentence for each code.

The sentences stand in en.ftl, in Fluent, whose runtime chooses plurals (Babel's rules of the language) and the parts of
a sentence that depend on a figure; how a figure is written is `Style.write`'s alone.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib import resources
from typing import Any, Literal

from babel import Locale
from fluent.runtime import FluentBundle, FluentResource
from fluent.runtime.types import FluentType

from segtools.words.figures import Figure, Style, plain

Kind = Literal["headline", "finding", "note", "caution", "stop"]
_LOCALE = Locale("en")
KINDS = ("headline", "finding", "note", "caution", "stop")


@dataclass(frozen=True)
class Phrase:
    """A part of a sentence with its own code, for lists whose items are more than a name."""

    code: str
    figures: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Finding:
    """A conclusion of a stage, before it is put into words.

    code : of its sentence in the catalogue
    kind : headline (the answer), finding, note (what else to know), caution (reason for doubt), stop (do not act on it)
    figures : name in the sentence to a Figure, a text, a Phrase, or a list of texts or Phrases
    segment : the segment_id it is about; 0 where it is about the whole base
    """

    code: str
    kind: Kind = "finding"
    figures: Mapping[str, Any] = field(default_factory=dict)
    segment: int = 0


@dataclass(frozen=True, eq=False)
class _Number(FluentType):
    """A figure for Fluent: its text is what Style writes, and it compares equal to the plural form of its value, so
    that a selector can choose by it. It is not a float, because Fluent would format a float itself."""

    value: float
    text: str

    def format(self, locale: Locale) -> str:
        return self.text

    def __eq__(self, other: object) -> bool:
        return not math.isnan(self.value) and _LOCALE.plural_form(self.value) == other

    __hash__ = None


def sentence(finding: Finding | Phrase, style: Style) -> str:
    """The sentence of a finding. Raises LookupError if the catalogue has none, or if it needs a figure that is not
    given.

    In the catalogue a Figure named x is `$x`, the ends of its interval `$x_low` and `$x_high`, the number of people it
    stands on `$x_people`; a list is joined by commas and "and", and `$x_count` is how many it holds. `$customers` is
    what the client calls its customers.
    """
    bundle = _bundle()
    if not bundle.has_message(finding.code):
        raise LookupError(f"the catalogue has no sentence {finding.code!r}")
    given: dict[str, Any] = {"customers": style.customers_are}
    for name, value in finding.figures.items():
        given |= _arguments(name, value, style)
    text, errors = bundle.format_pattern(bundle.get_message(finding.code).value, given)
    if errors:
        raise LookupError(f"sentence {finding.code!r}: {errors[0]}")
    return text


def _arguments(name: str, value: Any, style: Style) -> dict[str, Any]:
    if isinstance(value, Figure):
        arguments = {name: _Number(value.value, style.write(value))}
        for part in ("low", "high"):
            if getattr(value, part) is not None:
                arguments[f"{name}_{part}"] = _Number(getattr(value, part), style.write(value, part))
        if value.people is not None:
            arguments[f"{name}_people"] = _Number(value.people, style.count(value.people))
        return arguments
    if isinstance(value, Phrase):
        return {name: sentence(value, style)}
    if isinstance(value, str):
        return {name: value}
    if isinstance(value, Sequence):
        texts = [sentence(one, style) if isinstance(one, Phrase) else str(one) for one in value]
        return {name: listed(texts), f"{name}_count": _Number(len(texts), str(len(texts)))}
    raise TypeError(f"{name}: {type(value).__name__} is neither a Figure, a text, a Phrase, nor a list of these")


def listed(texts: Sequence[str]) -> str:
    """Names joined as in a sentence.

    >>> listed(["a"]), listed(["a", "b", "c"])
    ('a', 'a, b and c')
    """
    return " and ".join([*([", ".join(texts[:-1])] if texts[:-1] else []), *texts[-1:]])


def labelled(kind: str, text: str) -> str:
    """A sentence with the label of its kind in front; only cautions and stops have a label."""
    return sentence(Phrase(f"kind-{kind}", {"text": text}), Style())


def figures_as_dict(figures: Mapping[str, Any]) -> dict[str, Any]:
    """The figures of a finding as plain values, for storing."""

    def kept(value: Any) -> Any:
        if isinstance(value, Figure):
            return value.as_dict()
        if isinstance(value, Phrase):
            return {"code": value.code, **figures_as_dict(value.figures)}
        return plain(value) if isinstance(value, str) else [kept(one) for one in value]

    return {name: kept(value) for name, value in figures.items()}


@functools.cache
def _text() -> str:
    return (resources.files("segtools.words") / "en.ftl").read_text("utf-8")


@functools.cache
def _bundle() -> FluentBundle:
    bundle = FluentBundle([_LOCALE.language], use_isolating=False)
    bundle.add_resource(FluentResource(_text()))
    return bundle

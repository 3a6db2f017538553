"""Words for readers: figures with their units, findings by their codes, yes and no."""

from segtools.words.catalogue import KINDS, Finding, Kind, Phrase, figures_as_dict, labelled, listed, sentence
from segtools.words.figures import (
    ENOUGH,
    UNKNOWN,
    WITHHELD,
    Figure,
    Style,
    format_value,
    in_words,
    money,
    of_draws,
    style_of,
)
from segtools.words.yes_no import YES_NO, is_yes_no, meanings, plain_words, strangers, ticked, yes_no

__all__ = [
    "ENOUGH",
    "KINDS",
    "UNKNOWN",
    "WITHHELD",
    "YES_NO",
    "Figure",
    "Finding",
    "Kind",
    "Phrase",
    "Style",
    "figures_as_dict",
    "format_value",
    "in_words",
    "is_yes_no",
    "labelled",
    "listed",
    "meanings",
    "money",
    "of_draws",
    "plain_words",
    "sentence",
    "strangers",
    "style_of",
    "ticked",
    "yes_no",
]

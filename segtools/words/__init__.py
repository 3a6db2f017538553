"""Words for people: numbers by their unit, and yes and no."""

from segtools.words.figures import format_value, in_words, money, of_draws
from segtools.words.yes_no import YES_NO, yes_no

__all__ = ["YES_NO", "format_value", "in_words", "money", "of_draws", "yes_no"]

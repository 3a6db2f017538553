"""words/figures.py: a number is written in its own unit, and not at all where it stands on too few people."""

import math

import pytest

from segtools.params import Params
from segtools.words import Figure, Style, format_value, style_of

POUNDS = Style("£", "households", least=10)


@pytest.mark.parametrize(
    ("figure", "text"),
    [
        (Figure(0.256, "share"), "26%"),
        (Figure(0.031, "share"), "3.1%"),
        (Figure(0.998, "draws"), "over 99%"),
        (Figure(-0.051, "change"), "-5.1 points"),
        (Figure(1234.5, "money"), "£1,234"),
        (Figure(9.5, "money"), "£9.50"),
        (Figure(1234.5, "cents"), "£1,234.50"),
        (Figure(12.34, "days"), "12 days"),
        (Figure(3.266, "score"), "3.27"),
        (Figure(0.3), "0.3"),  # a number without a unit is never a share
        (Figure(66.92), "67"),
        (Figure(math.nan, "money"), "unknown"),
    ],
)
def test_a_figure_is_written_in_its_unit(figure, text):
    assert POUNDS.write(figure) == text


def test_money_without_a_currency_is_a_plain_amount():
    assert Style().amount(66.92) == "67" and Style().amount(2_500_000) == "2.50m"


def test_the_ends_of_an_interval_are_written_like_its_middle():
    figure = Figure(0.25, "share", 0.2, 0.3)
    assert [POUNDS.write(figure, part) for part in ("value", "low", "high")] == ["25%", "20%", "30%"]


def test_a_figure_that_stands_on_too_few_people_is_not_written():
    assert [POUNDS.write(Figure(0.5, "share", people=n)) for n in (0, 1, 9, 10)] == ["50%", "few", "few", "50%"]
    assert POUNDS.count(9) == "few" and POUNDS.count(10) == "10" and POUNDS.amount(5, people=3) == "few"


def test_the_style_is_that_of_params():
    asked = {
        "sources": {"customers": {"path": "c.csv"}},
        "currency": "€",
        "customers_are": "members",
        "deliver": {"least_count": 25, "colour": "#0b3c5d", "font": "Calibri"},
    }  # nothing else is in a style
    assert style_of(Params.model_validate(asked)) == Style("€", "members", 25, "#0b3c5d", "Calibri")


def test_the_unit_of_a_table_is_money_where_it_is_the_currency():
    assert format_value(1234.5, "€", "€") == "€1,234" and format_value(1234.5, "€") == "1,234 €"

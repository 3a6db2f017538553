"""worth.py: the margin that values hold, and where it comes from."""

import numpy as np
import pandas as pd

from segtools.words import Phrase, Style, sentence
from segtools.worth import Margin, margin_of

ROWS = pd.DataFrame({"net_amount": [80.0, 20.0], "cost": [50.0, 10.0]})


def test_a_margin_is_that_of_the_costs_unless_params_say_otherwise():
    assert margin_of(ROWS, None) == Margin(0.4, "costs") and margin_of(ROWS, 0.3) == Margin(0.3, "params")
    assert margin_of(ROWS, 0.0) == Margin(0.0, "params")
    assert margin_of(ROWS, None).basis == margin_of(None, 1.0).basis == "margin"


def test_without_costs_or_where_they_are_more_than_the_money_a_value_is_a_net_amount():
    for rows in (None, ROWS.assign(cost=np.nan), ROWS.assign(cost=60.0)):
        margin = margin_of(rows, None)
        assert margin == Margin(1.0, "nowhere") and margin.basis == "net amount"
        assert margin.words == Phrase("worth-margin-nowhere", margin.words.figures)


def test_a_margin_says_where_it_comes_from():
    said = [sentence(margin_of(*asked).words, Style()) for asked in ((ROWS, None), (ROWS, 0.3), (None, None))]
    assert said == [
        "margin of 40%, by the costs of the order lines",
        "margin of 30%, as the client gives it",
        "net amount: no margin is known, so costs are not taken off",
    ]

"""words/worth.py: the best that is known of a value, of a row and of a table."""

import numpy as np
import pandas as pd

from segtools.words.worth import best_worth

CARDS = pd.DataFrame(
    {
        "value_per_customer": [100.0, 10.0],
        "value_low": [90.0, 9.0],
        "value_high": [110.0, 11.0],
        "value_share": [0.9, 0.1],
        "clv_12m": [50.0, 20.0],
        "clv_low": [40.0, 19.0],
        "clv_high": [60.0, 21.0],
        "clv_share": [0.7, 0.3],
        "clv_basis": "margin",
    }
)


def test_what_is_to_come_goes_before_what_was():
    whole, one = best_worth(CARDS), best_worth(CARDS.iloc[1])
    assert (whole.column, whole.ahead, whole.value.tolist(), whole.share.tolist()) == (
        "clv_12m",
        True,
        [50, 20],
        [0.7, 0.3],
    )
    assert (one.value, one.low, one.high, one.share, one.basis) == (20, 19, 21, 0.3, "margin")
    assert (one.each, one.whole) == ("margin each in the next twelve months", "of the value to come")


def test_of_a_table_it_is_what_every_segment_knows():
    partly = CARDS.assign(clv_12m=[50.0, np.nan])
    whole, known = best_worth(partly), best_worth(next(partly.itertuples()))
    assert (whole.column, whole.ahead, whole.basis) == ("value_per_customer", False, "net amount")
    assert whole.low.tolist() == [90, 9] and known.ahead and known.value == 50
    assert (whole.each, whole.whole) == ("net amount each in the period", "of the net amount")


def test_where_nothing_is_known_there_is_none():
    nothing = CARDS.assign(clv_12m=np.nan, value_per_customer=np.nan)
    assert best_worth(nothing) is None and best_worth(nothing.iloc[0]) is None

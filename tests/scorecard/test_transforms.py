"""transforms.py: variables as comparable numbers."""

import numpy as np
import pandas as pd
from segment.small_bases import dictionary

from segtools.scorecard import transforms as transforms_
from segtools.scorecard.transforms import ways_of
from segtools.words import YES_NO


def test_a_missing_value_is_the_median_and_an_unseen_level_neutral():
    table = pd.DataFrame({"customer_id": list("abcde"), "n": [1.0, 2.0, 3.0, 4.0, 5.0], "c": ["x", "x", "x", "y", "y"]})
    words = pd.concat([dictionary(table[["customer_id", "n"]]), dictionary(table[["customer_id", "c"]], "categorical")])
    transforms = transforms_.fit_transforms(table, words, ["n", "c"])
    new = pd.DataFrame({"customer_id": ["f", "g"], "n": [np.nan, 3.0], "c": [None, "z"]})
    made = transforms_.design_matrix(new, transforms)
    assert made["n"][0] == made["n"][1]
    assert made[["c=x", "c=y"]].iloc[0].tolist() == [0, 0]
    assert made[["c=x", "c=y"]].iloc[1].tolist() == [0, 0]


def test_the_ways_of_yes_and_no_are_the_usual_ones_and_those_of_the_client():
    """A usual word that means the other thing here is left out: t stands for no."""
    plain = {"columns": {"no": [0.5, 0.5], "yes": [0.5, 0.5]}}
    assert ways_of(plain) == YES_NO and ways_of({"columns": {"cat": [1, 1]}}) == {}
    own = {**plain, "ways": {"yes": ["ja"], "no": ["nein", "t"]}}
    assert ways_of(own)["yes"] == ["yes", "y", "true", "1", "ja"]
    assert ways_of(own)["no"] == ["no", "n", "false", "f", "0", "nein", "t"]

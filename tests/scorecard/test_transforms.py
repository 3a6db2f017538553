"""transforms.py: variables as comparable numbers."""

import numpy as np
import pandas as pd
from segment.small_bases import dictionary

from segtools.scorecard import transforms as transforms_


def test_a_missing_value_is_the_median_and_an_unseen_level_neutral():
    table = pd.DataFrame({"customer_id": list("abcde"), "n": [1.0, 2.0, 3.0, 4.0, 5.0], "c": ["x", "x", "x", "y", "y"]})
    words = pd.concat([dictionary(table[["customer_id", "n"]]), dictionary(table[["customer_id", "c"]], "categorical")])
    transforms = transforms_.fit_transforms(table, words, ["n", "c"])
    new = pd.DataFrame({"customer_id": ["f", "g"], "n": [np.nan, 3.0], "c": [None, "z"]})
    made = transforms_.design_matrix(new, transforms)
    assert made["n"][0] == made["n"][1]
    assert made[["c=x", "c=y"]].iloc[0].tolist() == [0, 0]
    assert made[["c=x", "c=y"]].iloc[1].tolist() == [0, 0]

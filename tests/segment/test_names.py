"""names.py: names from what sets segments apart."""

import numpy as np
import pandas as pd

from segtools.segment.names import segment_names


def words(*rows):
    return pd.DataFrame(rows, columns=["variable", "high", "low"])


def test_names_come_from_what_sets_segments_apart_and_are_unique():
    known = words(("frequency", "frequent", "occasional"), ("age", "older", "younger"), ("spend", "", ""))
    centers = np.array([[1.5, 1.0, 0.0], [1.5, 1.0, 0.9], [-1.2, 0.1, -0.8]])
    names = segment_names(centers, ["frequency", "age", "spend"], known)
    assert names == ["Frequent, older", "Frequent, older, high spend", "Occasional, low spend"]


def test_a_trait_has_one_word_and_what_they_are_says_more_than_what_they_are_not():
    known = words(("tasty", "", ""), ("job", "", ""), ("channel_web", "web shoppers", "not on the web"))
    columns = ["tasty=no", "tasty=yes", "job=retired", "channel_web"]
    centers = np.array([[-0.9, 0.9, -0.8, -0.7], [0.9, -0.9, 0.8, 0.0], [0.1, -0.1, -0.6, -0.9], [0, 0, 0, 0.9]])
    names = segment_names(centers, columns, known)
    assert names == ["Tasty", "Not tasty, job retired", "Middle of the base", "Web shoppers"]

"""across_numbers.py: the answers with fewer and more segments beside the chosen one."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from segment.small_bases import planted, segments_of, solved

from segtools.segment.across_numbers import labels_by_number, segment_sizes, segment_stability, similarities
from segtools.segment.numbers import Numbers


def test_every_number_of_segments_has_its_stability_and_ids_go_outward_from_the_chosen():
    table, _ = planted(4, seed=9)
    evidence, choice, card, _ = solved(table)
    labels = labels_by_number(evidence, choice, card)
    sure, flow = segment_stability(evidence, choice, card)
    assert sure.groupby("n_segments").size().to_dict() == {k: k for k in range(2, 9)}
    assert sure.slsw.between(0, 1).all() and sure.slsa.dropna().between(0, 1).all()
    assert sure.n_segments[sure.chosen].unique().tolist() == [4]
    own = segments_of(table, card).segment_id.to_numpy()[evidence.rows]
    assert (labels[4] == own).all()
    assert set(labels[3]) < {1, 2, 3, 4} and {1, 2, 3, 4} < set(labels[5])
    assert (flow.groupby("n_segments").customers.sum() == len(evidence.rows)).all()
    kept = [(labels[4] == one)[labels[3] == one].mean() for one in set(labels[3])]
    assert max(kept) == 1  # of three, at least one is as it was


def test_a_number_whose_answer_lacks_a_segment_is_passed_by():
    table, _ = planted(4, seed=9)
    evidence, choice, card, _ = solved(table)
    answers = {key: answer for key, answer in evidence.answers.items() if key[1] not in (3, 6)}
    sure, flow = segment_stability(replace(evidence, answers=answers), choice, card)
    assert sure.n_segments.unique().tolist() == [2, 4, 5, 7, 8]
    assert flow.n_segments.unique().tolist() == [5, 8]  # from the answer with one less, where there is one
    assert sure.n_segments[sure.slsa.notna()].unique().tolist() == [5, 8]
    assert {1, 2, 3, 4} < set(sure.segment_id[sure.n_segments == 7])


def test_similarities_are_worked_by_hand():
    """Centroids at 0 and 4; the distances of -1, 1, 4 are 1 and 5, 1 and 3, 4 and 0: 14 / 6 on average."""
    matrix = pd.DataFrame({"x": [-1.0, 1.0, 4.0]})
    found = similarities(Numbers([], matrix), pd.DataFrame({"segment_id": [1, 1, 2]}))
    near = np.exp(-4 * np.array([[1, 5], [1, 3], [4, 0]]) / (14 / 6))
    assert list(found) == [1, 2]
    assert found.to_numpy() == pytest.approx(near / near.sum(axis=1, keepdims=True))


def test_sizes_and_shares_go_by_segment_id():
    segments = pd.DataFrame(
        {
            "customer_id": list("abcd"),
            "segment_id": [2, 1, 2, 2],
            "segment_name": list("ylyy"),
            "confidence": [0.5, 0.9, 0.7, 0.6],
        }
    )
    sizes = segment_sizes(segments)
    assert sizes[["segment_id", "size", "share"]].to_numpy().tolist() == [[1, 1, 0.25], [2, 3, 0.75]]
    assert sizes.confidence.tolist() == pytest.approx([0.9, 0.6])

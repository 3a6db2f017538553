"""engine.py: the scorecard in SQL assigns as it does in Python."""

import json

import duckdb
import numpy as np
import pandas as pd
import pytest
import sqlglot
from scorecard.mixed_base import mixed_base, mixed_card

from segtools.score_file import as_learnt
from segtools.scorecard import engine as engine_
from segtools.scorecard import rule
from segtools.scorecard.transforms import fit_transforms, with_ways
from segtools.tables import DataError


@pytest.fixture(scope="module")
def base():
    return mixed_base()


@pytest.fixture(scope="module")
def card(base):
    return mixed_card(base)


def in_duckdb(text, customers):
    engine = duckdb.connect()
    engine.register("frame", customers)
    engine.execute("CREATE TABLE customers AS SELECT * FROM frame")
    return engine.sql(text).df().sort_values("customer_id", ignore_index=True)


def test_sql_types_as_python_does_logs_levels_gaps_and_all(base, card):
    found = in_duckdb(engine_.sql(card, base), base)
    wanted = rule.assign(base, card)
    assert 100 < len(wanted) < len(base)  # some have no order, some lack more than half
    assert found[["customer_id", "segment_id", "segment_name"]].equals(
        wanted[["customer_id", "segment_id", "segment_name"]].astype({"segment_id": found.segment_id.dtype})
    )
    assert np.allclose(found.confidence, wanted.confidence, atol=1e-12)
    assert sqlglot.transpile(engine_.sql(card, base), read="duckdb", write="spark")


def test_ties_go_to_the_lower_id_in_both(base, card):
    twins = {**card, "segments": [card["segments"][0], {**card["segments"][0], "segment_id": 9}]}
    assert set(rule.assign(base, twins).segment_id) == {1}
    assert set(in_duckdb(engine_.sql(twins, base), base).segment_id) == {1}


def test_a_column_that_is_not_there_is_named(base, card):
    with pytest.raises(DataError, match="variable pet: not in the table of customers to assign"):
        engine_.sql(card, base.drop(columns="pet"))


def test_yes_and_no_as_the_client_writes_them_are_read_alike_in_sql_and_python(base):
    """The ways seen in the client's data, and the usual ones, and no other language's."""
    words = pd.DataFrame({"variable": ["pet"], "kind": ["binary"], "levels": [["nein", "ja"]]})
    asked = base.assign(pet=np.resize(["yes", "no"], len(base)))
    transforms = with_ways(fit_transforms(asked, words, ["pet"]), words)
    assert transforms[0]["ways"] == {"yes": ["ja"], "no": ["nein"]}
    segments = [
        {"segment_id": n, "segment_name": str(n), "constant": 0.0, "weights": {"pet=no": -n, "pet=yes": n}}
        for n in (1, -1)
    ]
    card = json.loads(json.dumps({"client": "acme", "variables": transforms, "segments": segments}))
    ways = ["yes", "JA", " ja", "1", "true", "no", "Nein", "0", "oui", "non", None]
    people = pd.DataFrame({"customer_id": [f"{n:02d}" for n in range(len(ways))], "pet": ways})
    learnt, _, _ = as_learnt(people, {"pet": transforms[0]})
    wanted = rule.assign(learnt, card)
    assert wanted.segment_id.tolist() == [1] * 5 + [-1] * 3  # oui and non are unknown here, and so left out
    text = engine_.sql(card, people)
    assert in_duckdb(text, people).segment_id.tolist() == wanted.segment_id.tolist() and "oui" not in text

"""engine.py: the scorecard in SQL assigns as it does in Python."""

import duckdb
import numpy as np
import pytest
import sqlglot
from scorecard.mixed_base import mixed_base, mixed_card

from segtools.scorecard import engine as engine_
from segtools.scorecard import rule
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

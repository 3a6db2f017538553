"""scoring.py: the scorecard in SQL and on files, and what it says of rows it cannot type."""

import json

import duckdb
import numpy as np
import pandas as pd
import pytest
import sqlglot

from segtools import score_file
from segtools.params import load_params
from segtools.scorecard import engine as engine_
from segtools.scorecard import rule
from segtools.scorecard import transforms as transforms_
from segtools.tables import DataError

WORDS = pd.DataFrame(
    {
        "variable": ["spend", "size", "pet", "rating"],
        "kind": ["numeric", "ordinal", "categorical", "ordinal"],
        "levels": [[], ["small", "middle", "large"], [], ["1", "2", "3"]],
    }
)


@pytest.fixture(scope="module")
def base():
    rng = np.random.default_rng(2)
    made = pd.DataFrame(
        {
            "customer_id": [f"{n:04d}" for n in range(500)],
            "spend": np.exp(rng.normal(3, 1.2, 500)),
            "size": rng.choice(["small", "middle", "large"], 500),
            "pet": rng.choice(["cat", "dog", "it's none"], 500),
            "rating": rng.integers(1, 4, 500).astype(float),
            "frequency": rng.integers(0, 4, 500),
        }
    )
    for name in ("spend", "size", "pet", "rating"):
        made.loc[rng.random(500) < 0.25, name] = np.nan
    return made


@pytest.fixture(scope="module")
def card(base):
    transforms = transforms_.fit_transforms(base, WORDS, list(WORDS.variable))
    matrix = transforms_.design_matrix(base, transforms)
    rng = np.random.default_rng(3)
    segments = [
        {
            "segment_id": n,
            "segment_name": f"Segment {n}'s",
            "constant": float(rng.normal()),
            "weights": dict(zip(matrix, map(float, rng.normal(size=matrix.shape[1])), strict=True)),
        }
        for n in (1, 2, 4)
    ]
    return json.loads(json.dumps({"client": "acme", "variables": transforms, "segments": segments}))


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
    with pytest.raises(DataError, match="variable pet: not in the table to be typed"):
        engine_.sql(card, base.drop(columns="pet"))


# --- files --------------------------------------------------------------------------------------------

PARAMS = """
sources:
  customers:
    path: acme.csv
    delimiter: ";"
    columns: {customer_id: Nr, pet: Haustier}
variables:
  pet: {kind: categorical, missing: ["?"]}
  size: {order: [small, middle, large]}
  rating: {order: ["1", "2", "3"]}
"""


@pytest.fixture
def acme(project):
    (project / "params" / "acme.yaml").write_text(PARAMS, "utf-8")
    return project


def scored(card, path):
    made, said = score_file.score_file(load_params("acme"), card, path)
    return made, said


def test_a_file_as_the_client_writes_it_is_typed_and_every_row_is_there(acme, card, tmp_path):
    table = pd.DataFrame({"Nr": ["7", "8", "9", "", "10"], "spend": ["10.5", "99", "", "1", "x"], "size": ["large", "small", "", "small", "tiny"],
                          "Haustier": ["cat", "?", "", "dog", "horse"], "rating": ["1", "3", "2", "1", "2"]})  # fmt: skip
    path = tmp_path / "new.csv"
    table.to_csv(path, sep=";", index=False)
    made, said = scored(card, path)
    assert list(made) == ["row", "customer_id", "segment_id", "segment_name", "confidence", "remark"]
    assert made.row.tolist() == [1, 2, 3, 4, 5]
    short = "more than half of the variables are missing"
    assert made.remark.fillna("").tolist() == ["", "", short, "customer_id is missing", short]
    assert made.segment_id.isna().tolist() == [False, False, True, True, True]
    told = pd.DataFrame(
        {
            "customer_id": ["7", "8"],
            "spend": [10.5, 99.0],
            "size": ["large", "small"],
            "pet": ["cat", None],
            "rating": [1.0, 3.0],
        }
    )
    assert made.segment_id.head(2).tolist() == rule.assign(told, card).segment_id.tolist()
    assert said == [
        "1 row with a spend that is no number ('x' first): taken as not known",
        "1 row with a size that the scorecard has not seen ('tiny' first): taken as not known",
        "1 row with a pet that the scorecard has not seen ('horse' first): taken as not known",
    ]


def test_a_file_without_the_comments_that_the_study_read_is_typed(acme, card, tmp_path):
    declared = PARAMS.replace("    columns:", "    comments: said\n    columns:")
    (acme / "params" / "acme.yaml").write_text(declared, "utf-8")
    path = tmp_path / "new.csv"
    path.write_text("Nr;spend;size;Haustier;rating\n7;10.5;large;cat;1\n", "utf-8")
    made, _ = scored(card, path)
    assert made.segment_id.notna().all()


def test_a_table_of_variables_is_typed_too_whatever_parts_its_cells(acme, card, base, tmp_path):
    wanted = rule.assign(base.drop(columns="frequency"), card)
    path, comma = tmp_path / "variables.parquet", tmp_path / "variables.csv"
    base.drop(columns="frequency").to_parquet(path)
    base.drop(columns="frequency").to_csv(comma, index=False)
    for file in (path, comma):
        made, said = scored(card, file)
        assert said == [] and len(made) == len(base)
        assert made.dropna(subset="segment_id").segment_id.tolist() == wanted.segment_id.tolist()


def test_a_missing_column_is_refused_by_name(acme, card, tmp_path):
    path = tmp_path / "short.csv"
    path.write_text("customer_id,spend,size\n1,2,small\n", "utf-8")
    with pytest.raises(DataError, match=r"short\.csv: lacks pet, rating, which the scorecard of acme needs"):
        scored(card, path)


def test_who_objected_is_not_typed_nor_named(acme, card, tmp_path, base):
    (tmp_path / "data" / "optout.csv").write_text("id\n0003\n", "utf-8")
    text = PARAMS + "people: {exclude: [{path: optout.csv, column: id}]}\n"
    (acme / "params" / "acme.yaml").write_text(text, "utf-8")
    path = tmp_path / "variables.parquet"
    base.head(20).to_parquet(path)
    made, _ = scored(card, path)
    assert len(made) == 20 and "0003" not in set(made.customer_id)
    assert made.customer_id.isna().sum() == 1 and made.segment_id[made.customer_id.isna()].isna().all()

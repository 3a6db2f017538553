"""The schemas of the tables that pass between stages."""

import pandas as pd
import pytest

from segtools.stages import STAGES
from segtools.tables import KEYS, SCHEMAS, DataError, check_table, columns, empty_table

DECISION = pd.DataFrame({"question": ["refit?"], "figure": ["PSI 0.1"], "decision": ["keep"]})


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_schema_has_a_kind_and_a_meaning_for_each_column(name):
    for column, (kind, meaning) in SCHEMAS[name].items():
        assert kind in columns.KINDS and meaning, column
    check_table(name, empty_table(name))


@pytest.mark.parametrize("stage", STAGES, ids=lambda stage: stage.name)
def test_the_columns_of_a_stage_stand_in_the_file_of_its_name(stage):
    room = getattr(columns, stage.name.split("_")[1])
    assert set(room.TABLES) == {*stage.tables, *stage.optional}


def test_no_table_stands_in_two_files():
    rooms = [getattr(columns, stage.name.split("_")[1]).TABLES for stage in STAGES]
    assert sum(map(len, rooms)) + 1 == len(SCHEMAS) and set(SCHEMAS) - set().union(*rooms) == {"findings"}


def test_keys_are_columns_that_are_never_missing_or_numbers():
    for name, key in KEYS.items():
        assert {SCHEMAS[name][column][0] for column in key} <= {"id", "integer"}, name


@pytest.mark.parametrize(
    ("table", "fault"),
    [
        (DECISION.drop(columns="figure"), "lacks figure; run the stage that writes it again"),
        (DECISION.assign(decision=[None]), "decision has a missing value or one that is not text"),
        (DECISION.assign(question=[1]), "question has a missing value or one that is not text"),
    ],
)
def test_a_table_that_is_not_what_its_schema_says_is_refused_in_one_line(table, fault):
    assert check_table("decision", DECISION) is DECISION
    with pytest.raises(DataError) as caught:
        check_table("decision", table)
    assert str(caught.value) == f"table decision: {fault}"

"""score_file.py: new customers of a file, and what is said of rows that get no segment."""

import pandas as pd
import pyreadstat
import pytest
from scorecard.mixed_base import mixed_base, mixed_card

from segtools import score_file
from segtools.collect.files import KINDS
from segtools.params import load_params
from segtools.scorecard import rule
from segtools.tables import DataError


@pytest.fixture(scope="module")
def base():
    return mixed_base()


@pytest.fixture(scope="module")
def card(base):
    return mixed_card(base)


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
    return score_file.score_file(load_params("acme"), card, path)


NEW = pd.DataFrame(
    {
        "Nr": ["7", "8", "9", "", "10"],
        "spend": ["10.5", "99", "", "1", "x"],
        "size": ["large", "small", "", "small", "tiny"],
        "Haustier": ["cat", "?", "", "dog", "horse"],
        "rating": ["1", "3", "2", "1", "2"],
    }
)


def test_a_file_as_the_client_writes_it_is_typed_and_every_row_is_there(acme, card, tmp_path):
    path = tmp_path / "new.csv"
    NEW.to_csv(path, sep=";", index=False)
    rows, sentences = scored(card, path)
    assert list(rows) == ["row", "customer_id", "segment_id", "segment_name", "confidence", "remark"]
    assert rows.row.tolist() == [1, 2, 3, 4, 5]
    short = "more than half of the variables are missing"
    assert rows.remark.fillna("").tolist() == ["", "", short, "customer_id is missing", short]
    assert rows.segment_id.isna().tolist() == [False, False, True, True, True]
    known = pd.DataFrame(
        {
            "customer_id": ["7", "8"],
            "spend": [10.5, 99.0],
            "size": ["large", "small"],
            "pet": ["cat", None],
            "rating": [1.0, 3.0],
        }
    )
    assert rows.segment_id.head(2).tolist() == rule.assign(known, card).segment_id.tolist()
    assert sentences == [
        "1 row with a spend that is not a number ('x' first): treated as missing",
        "1 row with a size that the scorecard does not know ('tiny' first): treated as missing",
        "1 row with a pet that the scorecard does not know ('horse' first): treated as missing",
    ]


def as_csv(rows, path):
    rows.to_csv(path, sep=";", index=False)


def as_excel(rows, path):
    rows.to_excel(path.with_suffix(".xlsx"), index=False)
    path.with_suffix(".xlsx").rename(path)


def as_parquet(rows, path):
    rows.to_parquet(path)


def as_json(rows, path):
    path.write_text(rows.to_json(orient="records", lines=path.suffix != ".json"), "utf-8")


def as_stats(rows, path):
    ending = path.suffix.removeprefix(".")
    {"dta": pyreadstat.write_dta, "xpt": pyreadstat.write_xport}.get(ending, pyreadstat.write_sav)(rows, str(path))


WRITERS = {"csv": as_csv, "excel": as_excel, "parquet": as_parquet, "json": as_json, "stats": as_stats}
UNWRITTEN = ("por", "sas7bdat")  # the one has short names only, of the other there is no writer


@pytest.mark.parametrize(
    ("ending", "write"),
    [(ending, WRITERS[kind]) for kind, endings in KINDS.items() for ending in endings if ending not in UNWRITTEN]
    + [("csv.gz", as_csv), ("CSV", as_csv)],
)
def test_every_kind_of_file_that_a_run_reads_is_scored(acme, card, tmp_path, ending, write):
    usable = NEW.head(2)
    as_csv(usable, tmp_path / "plain.csv")
    wanted, _ = scored(card, tmp_path / "plain.csv")
    write(usable, tmp_path / f"new.{ending}")
    rows, _ = scored(card, tmp_path / f"new.{ending}")
    assert rows.equals(wanted) and rows.segment_id.notna().all()


def test_a_kind_of_file_that_no_run_reads_is_refused(acme, card, tmp_path):
    (tmp_path / "new.doc").write_bytes(b"$FL2")
    with pytest.raises(DataError, match=r"new\.doc: a \.doc file cannot be read; save it as one of"):
        scored(card, tmp_path / "new.doc")


def test_a_file_that_is_not_what_its_name_says_is_refused_in_one_line(acme, card, tmp_path):
    (tmp_path / "new.parquet").write_bytes(b"no parquet")
    with pytest.raises(DataError, match=r"new\.parquet: cannot be read \(.*\); export or copy it again"):
        scored(card, tmp_path / "new.parquet")


def test_yes_and_no_are_read_however_they_are_written(acme, card, tmp_path):
    levels = {"variable": "member", "kind": "binary", "levels": ["no", "yes"], "impute": "no"}
    customers = pd.DataFrame({"customer_id": ["1", "2", "3", "4"], "member": ["Y", "0", "true", "perhaps"]})
    learnt, sentences, remarks = score_file.as_learnt(customers, {"member": levels})
    assert learnt.member.tolist()[:3] == ["yes", "no", "yes"]
    assert sentences == ["1 row with a member that the scorecard does not know ('perhaps' first): treated as missing"]
    assert remarks.to_dict() == {"4": "treated as missing: member"}


def test_who_has_no_order_in_the_window_is_told_so(acme, card, base, tmp_path):
    silent = base.assign(frequency=[0, *[2] * (len(base) - 1)]).head(30)
    silent.to_parquet(tmp_path / "variables.parquet")
    rows, _ = scored(card, tmp_path / "variables.parquet")
    assert rows.remark[0] == "no order in the period" and pd.isna(rows.segment_id[0])
    assert "no order in the period" not in rows.remark.iloc[1:].tolist()


def test_a_file_without_the_comments_that_the_study_read_is_typed(acme, card, tmp_path):
    declared = PARAMS.replace("    columns:", "    comments: said\n    columns:")
    (acme / "params" / "acme.yaml").write_text(declared, "utf-8")
    path = tmp_path / "new.csv"
    path.write_text("Nr;spend;size;Haustier;rating\n7;10.5;large;cat;1\n", "utf-8")
    rows, _ = scored(card, path)
    assert rows.segment_id.notna().all()


def test_a_table_of_variables_is_typed_too_whatever_parts_its_cells(acme, card, base, tmp_path):
    wanted = rule.assign(base.drop(columns="frequency"), card)
    path, comma = tmp_path / "variables.parquet", tmp_path / "variables.csv"
    base.drop(columns="frequency").to_parquet(path)
    base.drop(columns="frequency").to_csv(comma, index=False)
    for file in (path, comma):
        rows, sentences = scored(card, file)
        assert sentences == [] and len(rows) == len(base)
        assert rows.dropna(subset="segment_id").segment_id.tolist() == wanted.segment_id.tolist()


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
    rows, _ = scored(card, path)
    assert len(rows) == 20 and "0003" not in set(rows.customer_id)
    assert rows.customer_id.isna().sum() == 1 and rows.segment_id[rows.customer_id.isna()].isna().all()


def test_what_is_written_is_whole_and_holds_no_formula(tmp_path):
    rows = pd.DataFrame({"row": [1, 2], "customer_id": ["=1+1", "-5"], "segment_name": ["A", "B"]})
    score_file.write_scored(rows, tmp_path / "to" / "typed.csv")
    assert (tmp_path / "to" / "typed.csv").read_text("utf-8").splitlines()[1:] == ["1,'=1+1,A", "2,-5,B"]
    score_file.write_scored(rows, tmp_path / "to" / "typed.parquet")
    assert pd.read_parquet(tmp_path / "to" / "typed.parquet").equals(rows)
    assert sorted(path.name for path in (tmp_path / "to").iterdir()) == ["typed.csv", "typed.parquet"]

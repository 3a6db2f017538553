"""customer_ids.py: ids stay as they are, people who objected stay out, and what stands for an id."""

import pandas as pd
import pytest
from collect.small_clients import HEAD, PRICED, aside, orders

from segtools.collect import customer_ids, quarantine, row_rules, sources
from segtools.params import People, load_params
from segtools.params.model import Exclude
from segtools.tables import DataError

PEOPLE = "id,no,day,amount,email\n" + "".join(f"k{n},{n},2026-06-01,5,person.{n}@mail.example\n" for n in range(30))


def test_ids_stay_apart_and_what_is_odd_about_them_is_said(checked):
    tables, _ = checked(
        orders(
            "007,1,2026-06-01,5",
            "7,2,2026-06-01,5",
            "7 ,3,2026-06-01,5",
            "NA,4,2026-06-01,5",
            "null,5,2026-06-01,5",
            "1E5,6,2026-06-01,5",
            "12345678901234567890,7,2026-06-01,5",
            "1.23E+10,8,2026-06-01,5",
        )
    )
    ids = set(tables["transactions"].accepted.customer_id.execute())
    assert ids == {"007", "7", "7 ", "NA", "null", "1E5", "12345678901234567890", "1.23E+10"}
    assert dict(tables["transactions"].remarks) == {
        "customer ids that begin or end with blanks, kept as they are": 1,
        "rows whose customer id looks like a placeholder": 1,
        "rows whose customer id a spreadsheet has rounded (1.2E+10)": 1,
        "customer ids that differ from another only by blanks": 1,
        "customer ids that differ from another only by leading zeros": 1,
    }


def test_ids_stay_byte_for_byte(client):
    _, _, checked = client()
    ids = set(checked["transactions"].accepted.customer_id.execute())
    assert ids == {"007", "7", "NA", "two\nlines", "1E5", "9"}


def test_an_identity_as_customer_id_is_refused_until_something_is_done_about_it(checked):
    head = HEAD.replace("customer_id: id", "customer_id: email")
    with pytest.raises(DataError, match="'email' holds e-mail addresses, which must not reach the outputs"):
        checked(PEOPLE, head)
    tables, _ = checked(PEOPLE, head + "people: {ids: number}\n")
    assert tables["transactions"].accepted.customer_id.execute().str.fullmatch(r"c\d{4}").all()


def test_a_keyed_hash_replaces_ids_alike_in_every_table_and_is_withheld_from_what_is_set_aside(checked, monkeypatch):
    monkeypatch.setenv("ACME_KEY", "a key of sixteen or more")
    head = HEAD + "  customers: {path: people.csv, columns: {customer_id: id}}\npeople: {ids: hash, key: ACME_KEY}\n"
    tables, params = checked(orders("007,1,2026-06-01,5", "8,2,2027-06-01,5"), head, people="id,age\n007,30\n9,31\n")
    (order,) = tables["transactions"].accepted.customer_id.execute()
    ids = tables["customers"].accepted.order_by("age").customer_id.execute().tolist()
    assert order == ids[0] and ids[0] != ids[1] and not {"007", "9"} & set(ids)
    assert quarantine.quarantined_rows(tables, params)["transactions"].execute().id.tolist() == [quarantine.WITHHELD]
    monkeypatch.setenv("ACME_KEY", "short")
    with pytest.raises(DataError, match=r"people\.key: environment variable ACME_KEY must hold a key of at least 16"):
        checked(orders("007,1,2026-06-01,5"), head, people="id,age\n007,30\n")


def test_who_objected_is_in_no_table_and_leaves_no_trace_but_a_count(checked):
    head = HEAD + "people:\n  exclude:\n    - {path: objections.csv, column: person}\n"
    head += "    - {path: consent.csv, column: id, where: consent == 'no'}\n"
    tables, params = checked(
        orders("a,1,2026-06-01,5", "b,2,2026-06-01,5", "c,3,2026-06-01,5", "d,4,2026-06-01,5"),
        head,
        objections="person\nb\nzz\n",
        consent="id,consent\na,yes\nc,no\n",
    )
    assert set(tables["transactions"].accepted.customer_id.execute()) == {"a", "d"}
    kept = quarantine.quarantined_rows(tables, params)["transactions"].execute()
    assert kept.reason.tolist() == [row_rules.EXCLUDED] * 2 and set(kept.id) == {quarantine.WITHHELD}
    assert quarantine.quality_ledger(tables).amount_quarantined.item() == 10


def test_a_row_without_an_id_gets_one_that_its_content_makes(project, tmp_path):
    (project / "params" / "acme.yaml").write_text("sources:\n  survey: {path: s.csv, make_id: true}\n", "utf-8")
    lines = [f"{n % 3},{n},x" for n in range(8)] + ["1,1,x"]
    found = []
    for order in (lines, lines[::-1]):
        (tmp_path / "data" / "s.csv").write_text("a,b,c\n" + "\n".join(order) + "\n", "utf-8")
        rows = sources.read_sources(load_params("acme"))["survey"].rows.execute()
        found.append(dict(zip(rows.customer_id, zip(rows.a, rows.b, rows.c, strict=True), strict=True)))
    assert found[0] == found[1] and len(found[0]) == 9
    assert sum(name.endswith("-2") for name in found[0]) == 1


def test_parquet_with_whole_numbers_in_a_float_id_column_gives_plain_ids(project, tmp_path):
    table = pd.DataFrame(
        {"id": [12345.0, None], "no": [1, 2], "day": pd.to_datetime(["2026-06-01"] * 2), "quantity": 1, "price": 2.0}
    )
    table.to_parquet(tmp_path / "data" / "orders.parquet")
    (project / "params" / "acme.yaml").write_text(PRICED.replace("orders.csv", "orders.parquet"), "utf-8")
    params = load_params("acme")
    checked = row_rules.check_rows(sources.read_sources(params), params)
    assert checked["transactions"].accepted.customer_id.execute().tolist() == ["12345"]
    assert aside(params, checked).line.tolist() == [2]


@pytest.mark.parametrize(("count", "digits"), [(9_999, 4), (10_000, 5)])
def test_running_numbers_are_of_one_length_in_the_order_of_the_ids(count, digits):
    known = customer_ids.stand_ins([f"{n:06d}" for n in range(count)][::-1], People(ids="number"))
    assert list(known) == ["_id", "_new"] and known.iloc[0].tolist() == ["000000", f"c{1:0{digits}d}"]
    assert known._new.iloc[-1] == f"c{count}" and known._new.is_unique
    assert len(customer_ids.stand_ins(["a", "a", "b"], People(ids="number"))) == 2


def test_a_key_is_of_sixteen_signs_at_least(monkeypatch):
    people = People(ids="hash", key="OUR_KEY")
    monkeypatch.setenv("OUR_KEY", "x" * 16)
    assert customer_ids.stand_ins(["b", "a"], people)._id.tolist() == ["a", "b"]
    for key in ("x" * 15, ""):
        monkeypatch.setenv("OUR_KEY", key)
        with pytest.raises(DataError) as caught:
            customer_ids.stand_ins(["a"], people)
        assert str(caught.value) == (
            "people.key: environment variable OUR_KEY must hold a key of at least 16 characters; set it, the same "
            "every month"
        )


def test_what_is_odd_of_ids_is_counted_by_ids_or_by_rows(checked):
    rows = [
        "null,1",
        "NULL,2",
        "null,3",
        "1.2E+10,4",
        "1.2E+10,5",
        " a,6",
        "a,7",
        "b ,8",
        "007,9",
        "07,10",
        "7,11",
        "x1,12",
    ]
    tables, _ = checked(orders(*[f"{row},2026-06-01,5" for row in rows], header="id,no,day,amount"))
    assert dict(tables["transactions"].remarks) == {
        "customer ids that begin or end with blanks, kept as they are": 2,
        "rows whose customer id looks like a placeholder": 3,
        "rows whose customer id a spreadsheet has rounded (1.2E+10)": 2,
        "customer ids that differ from another only by blanks": 1,
        "customer ids that differ from another only by leading zeros": 1,
    }
    tables, _ = checked(orders("a,1,2026-06-01,5", "b,2,2026-06-01,5"))
    assert tables["transactions"].remarks == ()


def test_lists_of_whom_to_exclude_are_read_as_they_are_written(project):
    (project.parent / "data" / "gone.csv").write_text(
        "näme;why\nb;x\n007;x\n;x\na;y\n".encode("cp1252").decode("cp1252"), "cp1252"
    )
    listed = Exclude(path="gone.csv", column="näme", where="why == 'x'", delimiter=";", encoding="cp1252")
    assert customer_ids.excluded_ids(People(exclude=[listed])) == ["007", "b"]
    both = [listed, Exclude(path="gone.csv", column="näme", delimiter=";", encoding="cp1252")]
    assert customer_ids.excluded_ids(People(exclude=both)) == ["007", "a", "b"]
    assert customer_ids.excluded_ids(People()) == []


def test_an_exclusion_list_is_read_in_its_own_language_and_a_condition_that_misses_it_is_refused(checked):
    head = HEAD + "people: {exclude: [{path: consent.csv, column: id, where: gesperrt}]}\n"
    rows = orders(*[f"{name},{n},2026-06-01,5" for n, name in enumerate("abcd")])
    for yes, no in (("Ja", "nein"), ("x", ""), ("1", "0")):
        tables, _ = checked(rows, head, consent=f"id,gesperrt\na,{no}\nb,{yes}\nc,{no}\n")
        assert sorted(tables["transactions"].accepted.customer_id.execute()) == ["a", "c", "d"]
    with pytest.raises(DataError, match="where: gesperrt: 'vielleicht' is neither yes nor no"):
        checked(rows, head, consent="id,gesperrt\na,ja\nb,nein\nc,vielleicht\n")
    other = head.replace("where: gesperrt", "where: gesperrt == 'yes'")
    with pytest.raises(DataError, match="gesperrt == 'yes' is true for no row; gesperrt holds 'ja', 'nein'"):
        checked(rows, other, consent="id,gesperrt\na,ja\nb,nein\n")
    tables, _ = checked(rows, other, consent="id,gesperrt\na,no\nb,no\n")
    assert len(tables["transactions"].accepted.execute()) == 4

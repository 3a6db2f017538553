"""quarantine.py: the books balance, and what is set aside tells nobody who anybody is."""

import pandas as pd
import pytest
from collect.small_clients import HEAD, aside, orders
from collect.small_clients import reasons as reasons_of
from support import ROOT

from segtools.collect import quarantine, row_rules, sources
from segtools.collect import remarks as remarks_
from segtools.params import load_params

PEOPLE = "id,no,day,amount,email\n" + "".join(f"k{n},{n},2026-06-01,5,person.{n}@mail.example\n" for n in range(30))


LATE = "k1,99,2027-01-01,5,late@mail.example\nk2,98,2026-06-01,x,odd@mail.example,more\n"


def test_identities_are_withheld_from_what_is_set_aside(checked):
    tables, params = checked(PEOPLE + LATE)
    kept = quarantine.quarantined_rows(tables, params)["transactions"].execute().set_index("line")
    assert kept.id[32] == "k1" and kept.email[32] == quarantine.WITHHELD
    assert kept.reason[33] == "6 cells instead of 5" and kept.text[33] == quarantine.WITHHELD
    assert "mail.example" not in kept.to_csv()
    remarks = remarks_.source_remarks(tables, params)
    assert "column email holds e-mail addresses: it is left out of the study" in remarks.remark.tolist()


def test_amounts_reconcile_to_the_cent(client):
    _, _, checked = client()
    row = quarantine.quality_ledger(checked).iloc[0]
    accepted = 20.00 + 5.25 - 3.10 + 2.00 * 4
    assert row.amount_accepted == pytest.approx(accepted, abs=1e-9)
    assert row.amount_quarantined == pytest.approx(3.00, abs=1e-9)  # rows 5, 6 and 7 are readable
    assert row.amount_read == pytest.approx(accepted + 3.00, abs=1e-9)


def test_a_wide_row_is_told_from_a_decimal_comma(client):
    params, _, checked = client()
    rows = aside(params, checked).set_index("line")
    assert rows.text[9] == "9,7,2026-06-05,1,1,000.00"


def test_demo_sets_aside_exactly_the_planted_dirt(monkeypatch):
    monkeypatch.setenv("SEGTOOLS_DATA", str(ROOT / "data"))
    params = load_params("demo")
    found = quarantine.quarantine_reasons(row_rules.check_rows(sources.read_sources(params), params))
    planted = pd.read_csv(ROOT / "data" / "demo" / "truth_dirt.csv")
    key = ["source", "reason"]
    pd.testing.assert_frame_equal(
        found.drop(columns="on_purpose").sort_values(key, ignore_index=True),
        planted.sort_values(key, ignore_index=True),
        check_dtype=False,
    )


def test_what_is_set_aside_can_be_opened_in_a_spreadsheet_and_names_of_ours_stay_apart(checked):
    head = HEAD.replace("amount: amount", "amount: File")
    rows = "id,no,day,File,Reason,note\na,9,2026-06-01,5,r9,sound\n" + "".join(
        f"a,{n},2026-07-0{n + 1},5,r{n},{note}\n" for n, note in enumerate(["=1+1", "-5", "-x", "@A1", "+1,5", "+x"])
    ).replace("+1,5", '"+1,5"')
    tables, params = checked(rows, head)
    kept = quarantine.quarantined_rows(tables, params)["transactions"].execute()
    assert list(kept) == ["file", "line", "reason", "id", "no", "day", "File_", "Reason_", "note", "text"]
    assert kept.note.tolist() == ["'=1+1", "-5", "'-x", "'@A1", "+1,5", "'+x"]
    assert kept.line.tolist() == [3, 4, 5, 6, 7, 8] and set(kept.file) == {"orders.csv"}
    assert kept["Reason_"].tolist() == [f"r{n}" for n in range(6)] and kept.text.isna().all()


def test_the_ledger_has_a_row_a_source_and_reasons_the_most_frequent_first(checked):
    head = HEAD + "  customers: {path: people.csv, columns: {customer_id: id}}\n"
    rows = orders("a,1,2026-06-01,5", "a,2,June,6", ",3,2026-06-01,7", ",4,2026-06-01,8", "a,5,2026-06-01,x")
    tables, _ = checked(rows, head, people="id,age\na,20\n,30\n")
    ledger, reasons = (quarantine.ledgers(tables)[name] for name in ("quality", "reasons"))
    assert list(ledger) == [
        *("source", "file", "rows_read", "rows_accepted", "rows_quarantined", "rows_dropped"),
        *("amount_read", "amount_accepted", "amount_quarantined", "amount_dropped"),
    ]
    assert ledger.iloc[0].tolist() == ["transactions", "orders.csv", 5, 1, 4, 0, 26, 5, 21, 0]
    assert ledger.iloc[1].tolist()[:6] == ["customers", "people.csv", 2, 1, 1, 0] and ledger.iloc[1, 6:].isna().all()
    assert ledger.dtypes.astype(str).tolist()[2:] == ["int64"] * 4 + ["float64"] * 4
    assert reasons.to_numpy().tolist() == [
        ["customers", "customer_id is missing", 1, False],
        ["transactions", "customer_id is missing", 2, False],
        ["transactions", "amount is unreadable", 1, False],
        ["transactions", "order_date is unreadable", 1, False],
    ]
    assert quarantine.quarantined_rows(
        {"customers": tables["customers"]}, None or checked(rows, head, people="id,age\na,20\n,30\n")[1]
    )


@pytest.mark.parametrize(("read", "balance"), [(10.0, True), (10.0049, True), (10.005, False), (9.99, False)])
def test_books_balance_to_half_a_cent(read, balance):
    row = pd.Series({"amount_read": read, "amount_accepted": 7.0, "amount_quarantined": 3.0})
    assert quarantine.books_balance(row) == balance


@pytest.mark.parametrize("name", ["reason", "Reason", "FILE", "text"])
def test_a_client_may_have_a_column_called_as_one_of_ours(checked, name):
    after = f"{name}_"
    tables, params = checked(f"id,no,day,amount,{name}\na,1,2026-06-01,5,x\na,2,June,5,y\n")
    (row,) = quarantine.quarantined_rows(tables, params)["transactions"].execute().to_dict("records")
    assert (row["reason"], row[after], row["file"]) == ("order_date is unreadable", "y", "orders.csv")
    people = "sources:\n  customers: {path: orders.csv}\n"
    tables, params = checked(f"customer_id,{name}\na,x\nb,y\n,z\n", people)
    assert tables["customers"].accepted.order_by("customer_id").execute()[name].tolist() == ["x", "y"]
    (row,) = quarantine.quarantined_rows(tables, params)["customers"].execute().to_dict("records")
    assert (row["reason"], row[after]) == ("customer_id is missing", "z")


def test_what_params_drop_on_purpose_is_counted_apart_and_not_held_against_the_data(checked):
    head = HEAD.replace("    columns", "    drop: {cancelled: no == '2', more: missing(amount)}\n    columns")
    rows = orders("a,1,2026-06-01,5", "a,2,2026-06-01,6", ",2,2026-06-01,6", "a,3,2026-06-01,", ",4,2026-06-01,8")
    tables, _ = checked(rows, head)
    ledger, reasons = (quarantine.ledgers(tables)[name] for name in ("quality", "reasons"))
    row = ledger.iloc[0]
    assert (row.rows_quarantined, row.rows_dropped, row.amount_quarantined, row.amount_dropped) == (4, 3, 20, 12)
    assert reasons.set_index("reason").on_purpose.to_dict() == {
        "cancelled": True,
        "customer_id is missing": False,
        "more": True,
    }
    assert quarantine.share_lost(row) == 0.5  # of the two rows that are not dropped, one


def test_of_rows_with_one_key_the_first_is_kept_where_params_say_so(checked):
    head = HEAD.replace("    columns", "    key: [no]\n    keep: first\n    columns")
    rows = orders("a,1,2026-06-01,x", "a,1,2026-06-01,5", "a,1,2026-06-02,7", "b,2,2026-06-01,6", "b,2,2026-06-01,6")
    tables, params = checked(rows, head)
    later = "a later row of the same key (keep: first)"
    assert reasons_of(tables, params) == {2: "amount is unreadable", 4: later, 6: later}


def test_rows_without_a_key_are_no_copies_of_each_other(checked):
    head = HEAD.replace("    columns", "    key: [ref]\n    keep: first\n    columns")
    rows = orders(
        "a,1,2026-06-01,5,",
        "a,2,2026-06-02,5,",
        "b,3,2026-06-01,5,x",
        "b,3,2026-06-02,5,x",
        header="id,no,day,amount,ref",
    )
    tables, params = checked(rows, head)
    assert reasons_of(tables, params) == {5: "a later row of the same key (keep: first)"}
    ledger = quarantine.quality_ledger(tables).iloc[0]
    assert (ledger.rows_quarantined, ledger.rows_dropped, quarantine.share_lost(ledger)) == (1, 1, 0.0)

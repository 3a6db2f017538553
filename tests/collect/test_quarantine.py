"""quarantine.py: the books balance, and what is set aside tells nobody who anybody is."""

import pandas as pd
import pytest
from collect.small_clients import aside
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
        found.sort_values(key, ignore_index=True), planted.sort_values(key, ignore_index=True), check_dtype=False
    )

"""row_reasons.py: every reason in one place, and which of them leave no amount."""

import pytest
from collect.small_clients import PRICED, orders, reasons

from segtools.collect.quarantine import quality_ledger, quarantine_reasons
from segtools.collect.row_reasons import error_cell, leaves_no_amount, remedy_of, wrong_width


@pytest.mark.parametrize(
    ("reason", "none"),
    [
        ("amount is missing", True),
        ("amount is unreadable", True),
        ("amount is not finite", True),
        ("amount is too large to be true", True),
        ("amount is written with another decimal mark", True),
        ("amount is in EUR, which has no rate", True),
        ("stray or unclosed quote", True),
        (wrong_width(6, 5), True),
        (error_cell("C6", "#DIV/0!"), True),
        ("amount may have a thousands or a decimal mark: the column mixes both", False),  # it is read as it stands
        ("customer_id is missing", False),
        ("amount under one pound", False),  # the client's own words
        ("two cells", False),
    ],
)
def test_which_reasons_leave_no_amount(reason, none):
    assert leaves_no_amount(reason) == none


def test_rows_that_leave_no_amount_are_in_no_sum(checked):
    """Each row of one reason, beside a sound one of 5: what the ledger counts as set aside is what the reason says."""
    rows = [
        *("a,2,2026-06-01,", "a,3,2026-06-01,NaN", "a,4,2026-06-01,five", "a,5,2026-06-01,1e300"),
        *('a,6,2026-06-01,"3,50"', "a,7,2026-06-01,€7", "a,8,2026-06-01,7,7", 'a,9,2026-06-01,"7'),
        *("a,10,2027-06-01,1.00", ",11,2026-06-01,1.00"),
    ]
    for row in rows:
        tables, params = checked(orders("a,1,2026-06-01,£5", row))
        (reason,) = reasons(tables, params).values()
        aside = quality_ledger(tables).amount_quarantined.item()
        assert aside == (0 if leaves_no_amount(reason) else 1), reason


def test_a_reason_has_a_mend(client):
    _, _, tables = client("id,no,day,quantity,price\na,1,2026-06-01,1,2\na,2,01.06.2026,1,2\n", PRICED)
    (reason,) = quarantine_reasons(tables).reason
    assert remedy_of(reason) == "set date_format for this source, as the file writes its dates"
    assert remedy_of("postage") == "correct its columns in params"

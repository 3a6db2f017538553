"""row_repeats.py: equal rows, and rows of one key that contradict each other."""

from collect.small_clients import HEAD, PRICED, aside, orders, reasons

from segtools.collect import quarantine


def test_rows_of_one_order_line_that_differ_are_all_set_aside_and_equal_ones_kept_once(checked):
    rows = orders(
        "a,1,2026-06-01,5,1",
        "a,1,2026-06-01,6,2",
        "a,1,2026-06-01,7,2",
        "b,2,2026-06-01,5,1",
        "b,2,2026-06-01,5,1",
        header="id,no,day,amount,line",
    )
    tables, params = checked(rows, HEAD.replace("    columns", "    key: [no, line]\n    columns"))
    clash = "rows of one key contradict each other"
    assert reasons(tables, params) == {3: clash, 4: clash, 6: "same as an earlier row"}


def test_repeats_are_kept_unless_params_call_them_a_stutter(client):
    twice = "id,no,day,quantity,price\na,1,2026-06-01,1,2\na,1,2026-06-01,1,2\n"
    _, _, kept = client(twice)
    assert quarantine.quality_ledger(kept).rows_accepted.iloc[0] == 2
    params, _, dropped = client(twice, PRICED + "    duplicates: quarantine\n")
    rows = aside(params, dropped)
    assert rows[["line", "reason"]].to_numpy().tolist() == [[3, "same as an earlier row"]]


def test_rows_of_one_customer_that_contradict_each_other_are_all_set_aside(client):
    head = PRICED + "  customers: {path: people.csv, columns: {customer_id: id}}\n"
    people = "id,age\n007,30\n007,30\n7,40\n7,41\n9,50\n"
    params, _, checked = client(head=head, people_csv=people)
    found = aside(params, checked, "customers")
    clash, same = "rows of one customer contradict each other", "same as an earlier row"
    assert found[["line", "reason"]].to_numpy().tolist() == [[3, same], [4, clash], [5, clash]]
    assert checked["customers"].accepted.order_by("customer_id").customer_id.execute().tolist() == ["007", "9"]

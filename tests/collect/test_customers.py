"""customers.py: one row a customer, whatever the tables are."""

import numpy as np
import pandas as pd
import pytest
from collect.small_clients import HEAD, orders, reasons
from people.small_comments import planted

from segtools.collect import customers as customers_
from segtools.collect import dictionary as dictionary_
from segtools.collect import period as period_
from segtools.collect import quarantine, row_rules, sources
from segtools.params import load_params
from segtools.profile.terms import distinctive_terms
from segtools.tables import DataError, schemas


def test_a_customer_of_returns_alone_stays_and_is_finite(checked):
    tables, params = checked(orders("a,1,2026-06-01,5", "b,2,2026-06-01,-5"))
    period = period_.study_period(tables, params).assign(window_days=365)
    customers = customers_.customer_tables(tables, period)["customers"].set_index("customer_id")
    assert customers.loc["b", "frequency"] == 0 and customers.loc["b", "monetary_value"] == -5


def test_the_most_common_event_types_come_first(checked):
    """Variables enter the segments in this order, whatever the types are called."""
    head = "as_of: 2026-06-30\nsources:\n  events:\n    path: orders.csv\n"
    head += "    columns: {customer_id: id, event_date: day, event: what}\n"
    rows = [*["a,2026-06-01,zoo"] * 3, *["a,2026-06-01,bath"] * 2, *["b,2026-06-01,arena"] * 2, "b,2026-06-02,inn"]
    tables, params = checked("\n".join(["id,day,what", *rows]) + "\n", head)
    base = customers_.customer_tables(tables, period_.study_period(tables, params))["customers"]
    counts = [name for name in base if name.startswith("events_") and not name.endswith(("_share", "_days"))]
    assert counts == ["events_zoo", "events_arena", "events_bath", "events_inn"]


def test_events_become_counts_recency_and_shares(checked):
    head = "as_of: 2026-06-30\nsources:\n  events:\n    path: orders.csv\n"
    head += "    columns: {customer_id: id, event_date: day, event: what}\n"
    rows = orders(
        "a,2026-06-01,login",
        "a,2026-06-20,login",
        "a,2026-06-25,search",
        "b,2026-05-31,login",
        "b,2027-01-01,login",
        "c,2026-06-01,",
        header="id,day,what",
    )
    tables, params = checked(rows, head)
    assert reasons(tables, params, "events") == {6: "event_date is after as_of", 7: "event is missing"}
    period = period_.study_period(tables, params)
    table = customers_.customer_tables(tables, period.assign(window_days=30))["customers"].set_index("customer_id")
    assert table.loc["a", ["event_count", "event_recency_days", "events_login", "events_search"]].tolist() == [
        3,
        5,
        2,
        1,
    ]
    assert (
        table.loc["a", "events_login_share"] == pytest.approx(2 / 3)
        and table.loc["a", "events_login_recency_days"] == 10
    )
    assert table.loc["b", "event_count"] == 0 and table.loc["b", "event_recency_days"] == 30


def test_one_control_serves_every_arm_of_a_campaign(checked):
    head = HEAD + (
        "  responses:\n    path: test.csv\n    control: none\n"
        "    columns: {customer_id: id, campaign: arm, contact_date: day, responded: hit}\n"
    )
    answers = "id,arm,day,hit\na,men,2026-06-01,1\nb,women,2026-06-01,0\nc,none,2026-06-01,1\n"
    tables, params = checked(orders("a,1,2026-06-01,5"), head, test=answers)
    table = customers_.further_tables(tables, period_.study_period(tables, params))["responses"]
    found = table[["customer_id", "campaign", "treated"]].to_numpy().tolist()
    assert found == [["a", "men", True], ["b", "women", True], ["c", "men", False], ["c", "women", False]]


def test_a_response_without_revenue_and_cost_has_columns_of_none_known(checked):
    head = "sources:\n  customers: {path: orders.csv}\n  responses:\n    path: test.csv\n"
    head += "    columns: {customer_id: id, campaign: arm, responded: hit}\n"
    sent = "id,arm,hit\nb,x,1\na,y,0\na,x,0\n"
    tables, params = checked("customer_id,age\na,20\nb,30\n", head, test=sent)
    table = customers_.further_tables(tables, period_.study_period(tables, params))["responses"]
    assert table[["customer_id", "campaign"]].to_numpy().tolist() == [["a", "x"], ["a", "y"], ["b", "x"]]
    assert table[["revenue", "cost"]].dtypes.tolist() == ["float64", "float64"]
    assert table[["revenue", "cost"]].isna().all(axis=None) and table.contact_date.isna().all()
    schemas.check_table("responses", table)


def test_who_stands_in_the_client_s_table_and_never_ordered_has_ordered_nothing(checked):
    head = HEAD + "  customers: {path: people.csv, columns: {customer_id: id}}\n"
    people = "id,age\nc,40\nb,30\na,20\n"
    tables, params = checked(orders("a,1,2026-06-01,5", "c,2,2026-06-21,7"), head, people=people)
    period = period_.study_period(tables, params).assign(window_days=30)
    table = customers_.customer_tables(tables, period)["customers"]
    assert table.customer_id.tolist() == ["a", "b", "c"] and table.age.tolist() == [20, 30, 40]
    assert table.frequency.tolist() == [1, 0, 1] and table.monetary_value.tolist() == [5, 0, 7]
    assert table.recency_days.fillna(-1).tolist() == [29, -1, 9]
    types = table.dtypes[["frequency", "monetary_value", "recency_days", "tenure_days"]].astype(str).tolist()
    assert types == ["int64", "float64", "float64", "float64"]


MADE_OF_ORDERS = {  # table: what its rows are in the order of
    "months": ["customer_id", "month"],
    "categories": ["customer_id", "category"],
    "products": ["customer_id", "category"],
    "price_weeks": ["customer_id", "product", "week"],
    "buying": ["as_of", "customer_id"],
    "outcomes": ["customer_id"],
}


def test_what_is_made_of_orders_is_in_one_order_whatever_that_of_the_lines(checked):
    """Six customers who each buy one of two goods in each of forty weeks, the last line first in the file."""
    weeks = pd.date_range("2025-09-01", periods=40, freq="7D")
    lines = [
        f"{who},{who}{n},{day:%Y-%m-%d},10,1,{good},{good}s"
        for who in "abcdef"
        for n, day in enumerate(weeks)
        for good in ("tea", "jam")
    ]
    head = HEAD.replace("amount: amount", "amount: amount, quantity: quantity, product_id: good, category: kind")
    rows = orders(*lines[::-1], header="id,no,day,amount,quantity,good,kind")
    tables, params = checked(rows, head)
    period = period_.study_period(tables, params).assign(earlier=pd.Timestamp("2025-12-31"), window_days=365)
    made = customers_.further_tables(tables, period)
    assert [name for name, table in made.items() if table is not None] == list(MADE_OF_ORDERS)
    for name, key in MADE_OF_ORDERS.items():
        table = made[name].execute()
        assert table.equals(table.sort_values(key, ignore_index=True)), name
        schemas.check_table(name, table)
    counted = made["categories"].execute()
    assert counted.category.tolist() == ["jams", "teas"] * 6 and counted.orders.eq(40).all()
    assert counted.amount.tolist() == [400.0] * 12
    assert len(made["price_weeks"].execute()) == 6 * 40 * 2


def test_what_the_data_has_nothing_for_is_no_table(checked):
    tables, params = checked(orders("a,1,2026-06-01,5", "b,2,2026-06-21,7"))
    period = period_.study_period(tables, params).assign(earlier=pd.NaT)
    made = customers_.further_tables(tables, period)
    assert [name for name, table in made.items() if table is not None] == ["months", "buying"]


@pytest.mark.parametrize(("ids", "every"), [("keep", 10), ("number", 400)])
def test_comments_reach_the_terms_masked_and_nothing_else(project, ids, every):
    """With so many e-mail addresses the column would be withheld as a whole, with so few be one of text."""
    comments, segments = planted()
    survey = comments.assign(nps=np.where(comments.comment.str.contains("late"), 3, 9), mood=segments.segment_id + 1)
    survey["words"] = survey.pop("comment") + np.where(survey.index % every == 0, ". Anna, anna@example.org", "")
    survey.loc[449, "customer_id"] = ""  # goes to quarantine, with its line
    survey.loc[450] = survey.loc[0]
    survey.loc[450, "words"] = "a second late delivery"  # else the same as an earlier row
    survey.to_csv(project.parent / "data" / "survey.csv", index=False)
    text = "sources:\n  survey: {path: survey.csv, comments: words}\n"
    text += f"people: {{ids: {ids}}}\nvariables:\n  nps: {{score: nps}}\n"
    (project / "params" / "acme.yaml").write_text(text, "utf-8")
    params = load_params("acme")
    checked = row_rules.check_rows(sources.read_sources(params), params)
    period = period_.study_period(checked, params)
    customers = customers_.customer_tables(checked, period)["customers"]
    known = dictionary_.data_dictionary(customers, checked, params).set_index("variable")
    assert list(customers) == ["customer_id", "nps", "mood"] and known.family["nps"] == "other"
    comments_kept = schemas.check_table("comments", customers_.further_tables(checked, period)["comments"])
    assert len(comments_kept) == 450 and not comments_kept.comment.str.contains("anna", case=False).any()
    assert set(comments_kept.customer_id) == set(customers.customer_id)
    aside = quarantine.quarantined_rows(checked, params)["survey"].execute()
    assert set(aside.words) == {quarantine.WITHHELD}
    assert not dictionary_.left_out(customers, known.reset_index(), params)
    order = customers.sort_values("customer_id").customer_id.tolist()
    named = segments.iloc[:449].assign(customer_id=order if ids == "number" else segments.customer_id[:449])
    terms = schemas.check_table(
        "terms", distinctive_terms(comments_kept, named, customers.set_index("customer_id").nps)
    )
    assert terms.groupby("segment_id").term.first().to_dict() == {1: "late delivery", 2: "too expensive"}
    assert (terms.set_index("term").score_gap[["late delivery", "too expensive"]].round() == [-6, 0]).all()


def test_the_six_levels_most_used_have_columns_of_their_own_by_name(checked):
    lines = [f"c,{n},2026-06-01,1,{way}" for n, way in enumerate("hggffeeddccbbaaai")]
    lines += ["c,90,2026-06-01,1,", "c,91,2026-06-01,1,"]
    head = HEAD.replace("amount: amount", "amount: amount, channel: way")
    tables, params = checked(orders(*lines, header="id,no,day,amount,way"), head)
    period = period_.study_period(tables, params).assign(window_days=90)
    customers = customers_.customer_tables(tables, period)["customers"]
    assert [name for name in customers if name.startswith("channel_")] == [f"channel_{way}" for way in "abcdef"]
    assert customers.channel_a[0] == pytest.approx(3 / 17)  # of those whose channel is known
    assert customers_.levels_used(tables["transactions"].accepted, "event") == []


def test_one_name_in_two_sources_is_refused(checked):
    head = HEAD + "  customers: {path: people.csv, columns: {customer_id: id}}\n"
    tables, params = checked(orders("a,1,2026-06-01,5"), head, people="id,frequency\na,3\n")
    with pytest.raises(DataError) as caught:
        customers_.customer_tables(tables, period_.study_period(tables, params))
    assert str(caught.value) == (
        "two sources have a column 'frequency'; rename one of them under `columns` of its source"
    )


def test_an_earlier_look_is_of_those_seen_by_then_with_their_attributes_of_today(checked):
    head = HEAD + "  customers: {path: people.csv, columns: {customer_id: id}}\n"
    rows = orders("a,1,2026-03-01,5", "a,2,2026-06-01,7", "b,3,2026-06-02,9")
    tables, params = checked(rows, head, people="id,age\na,20\nb,30\nc,40\n")
    period = period_.study_period(tables, params).assign(earlier=pd.Timestamp("2026-03-31"), window_days=92)
    made = customers_.customer_tables(tables, period)
    assert list(made) == ["customers", "customers_earlier"]
    now, then = made["customers"].set_index("customer_id"), made["customers_earlier"].set_index("customer_id")
    assert now.monetary_value.to_dict() == {"a": 7, "b": 9, "c": 0} and now.age.to_dict() == {"a": 20, "b": 30, "c": 40}
    assert then.monetary_value.to_dict() == {"a": 5, "b": 0, "c": 0} and then.age.tolist() == [20, 30, 40]
    assert then.recency_days["a"] == 30
    assert list(customers_.customer_tables(tables, period.assign(earlier=pd.NaT))) == ["customers"]


def test_events_and_orders_stand_side_by_side_and_who_did_nothing_has_done_nothing(checked):
    head = HEAD + "  events:\n    path: clicks.csv\n    columns: {customer_id: id, event_date: day, event: what}\n"
    clicks = "id,day,what\nb,2026-06-01,visit\n"
    tables, params = checked(orders("a,1,2026-06-01,5", "a,2,2026-06-11,5"), head, clicks=clicks)
    period = period_.study_period(tables, params).assign(window_days=90, earlier=pd.Timestamp("2026-06-05"))
    made = customers_.customer_tables(tables, period)
    table = made["customers"].set_index("customer_id")
    assert table.frequency.to_dict() == {"a": 2, "b": 0} and table.event_count.to_dict() == {"a": 0, "b": 1}
    assert str(table.event_count.dtype) == "int64" and made["customers_earlier"].frequency.tolist() == [1, 0]

"""customers.py: one row a customer, whatever the tables are."""

import numpy as np
import pytest
from collect.small_clients import HEAD, orders, reasons
from people.small_comments import planted

from segtools.collect import customers as customers_
from segtools.collect import dictionary as dictionary_
from segtools.collect import period as period_
from segtools.collect import quarantine, row_rules, sources
from segtools.params import load_params
from segtools.profile.terms import distinctive_terms
from segtools.tables import schemas


def test_a_customer_of_returns_alone_stays_and_is_finite(checked):
    tables, params = checked(orders("a,1,2026-06-01,5", "b,2,2026-06-01,-5"))
    period = period_.study_period(tables, params).assign(window_days=365)
    customers = customers_.customer_tables(tables, period)["customers"].set_index("customer_id")
    assert customers.loc["b", "frequency"] == 0 and customers.loc["b", "monetary_value"] == -5


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
    assert reasons(tables, params, "events") == {6: "event_date lies after as_of", 7: "event is missing"}
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

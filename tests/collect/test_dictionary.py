"""dictionary.py: what a variable is, declared or inferred with its evidence."""

import pandas as pd
import pytest
from collect.small_clients import HEAD, orders

from segtools.collect import customers as customers_
from segtools.collect import dictionary as dictionary_
from segtools.collect import period as period_
from segtools.collect.findings import variable_findings
from segtools.tables import DataError
from segtools.words import Style, sentence


def test_whole_numbers_that_may_be_codes_form_no_segments_until_declared(checked):
    head = "sources:\n  customers: {path: orders.csv}\n"
    rows = "customer_id,region_code,age,children,score\n" + "".join(
        f"{n},{10 * (n % 7 + 1)},{18 + n % 60},{n % 4},{n / 7:.2f}\n" for n in range(100)
    )
    tables, params = checked(rows, head)
    customers = customers_.customer_tables(tables, period_.study_period(tables, params))["customers"]
    dictionary = dictionary_.data_dictionary(customers, tables, params).set_index("variable")
    assert dictionary.unclear.to_dict() == {"region_code": True, "age": False, "children": True, "score": False}
    tables, params = checked(
        rows, head + "variables: {region_code: {kind: categorical}, children: {kind: numeric, missing: ['0']}}\n"
    )
    customers = customers_.customer_tables(tables, period_.study_period(tables, params))["customers"]
    assert not dictionary_.data_dictionary(customers, tables, params).unclear.any()
    assert customers.children.isna().sum() == 25


def dictionary_of(checked, head, rows, **files):
    tables, params = checked(rows, head, **files)
    customers = customers_.customer_tables(tables, period_.study_period(tables, params))["customers"]
    found = dictionary_.data_dictionary(customers, tables, params)
    return customers, params, found


def test_a_variable_s_family_is_its_own_else_that_of_its_source(checked):
    """Declared; a score; behaviour; else what its source says of all its columns."""
    head = HEAD + "  customers: {path: people.csv, columns: {customer_id: id}, family: geographic}\n"
    head += "variables: {mood: {score: csat}, taste: {score: nps, family: attitude}, kids: {family: demographic}}\n"
    people = "id,mood,taste,kids,town\n" + "".join(
        f"{n},{n % 5 + 1},{n % 11},{n % 3},{'NSEW'[n % 4]}\n" for n in range(40)
    )
    rows = orders(*[f"{n},{n},2026-06-01,5" for n in range(40)])
    found = dictionary_of(checked, head, rows, people=people)[-1].set_index("variable")
    own = ["mood", "taste", "kids", "town"]
    assert found.family[own].tolist() == ["other", "attitude", "demographic", "geographic"]
    assert set(found.family.drop(own)) == {"behavioural"}


def test_a_name_is_read_as_words_where_nothing_else_tells_its_meaning(checked):
    head = "sources:\n  customers: {path: orders.csv}\nvariables: {x9: {meaning: Shoe size}}\n"
    names = ["houseSize", "net_income", "AGE", "x9"]
    rows = ",".join(["customer_id", *names]) + "\n" + "".join(f"{n},{n + 0.5},{n / 7},{n},{n}\n" for n in range(40))
    _, _, found = dictionary_of(checked, head, rows)
    wanted = {"houseSize": "house size", "net_income": "net income", "AGE": "age", "x9": "Shoe size"}
    assert found.set_index("variable").meaning.to_dict() == wanted


def test_text_of_more_than_thirty_levels_is_no_variable_and_it_is_said_why(checked):
    head = "sources:\n  customers: {path: orders.csv}\nvariables: {shoe: {kind: ignore}}\n"
    rows = "customer_id,street,town,blank,same,shoe\n" + "".join(
        f"{n},s{n % 31},t{n % 30},,all,{n}\n" for n in range(93)
    )
    customers, params, found = dictionary_of(checked, head, rows)
    assert found[["variable", "kind", "evidence"]].to_numpy().tolist() == [
        ["town", "categorical", "text with 30 levels"]
    ]
    assert dictionary_.left_out(customers, found, params) == [
        "street: text with 31 levels",
        "blank: no values",
        "same: only one value",
        "shoe: ignored in params",
    ]


@pytest.mark.parametrize(
    ("name", "values", "found"),
    [
        ("a", [], ("ignore", "no values", False)),
        ("a", ["x", None, "x"], ("ignore", "only one value", False)),
        ("a", [3, 3], ("ignore", "only one value", False)),
        ("a", [3, 4, 3], ("binary", "two values", False)),
        ("a", list("abc"), ("categorical", "text with 3 levels", False)),
        ("a", [f"t{n}" for n in range(31)], ("ignore", "text with 31 levels", False)),
        ("a", [1.5, 2, 3], ("numeric", "numbers with decimals", False)),
        ("region", [1, 2, 3], ("categorical", "whole numbers with a name like a code", True)),
        ("storeNo", range(31), ("ignore", "whole numbers with a name like a code", True)),
        ("kids", [1, 2, 3], ("ordinal", "3 whole numbers, 1 to 3: a scale, a count or a code", True)),
        ("notes", range(13), ("numeric", "13 whole numbers, 0 to 12", False)),  # it is no number
        ("a", range(12), ("ordinal", "12 whole numbers, 0 to 11: a scale, a count or a code", True)),
        (
            "a",
            range(10_000, 10_013),
            ("ignore", "whole numbers of one length, nearly all different: an identifier", True),
        ),
        ("a", range(9_999, 10_012), ("numeric", "13 whole numbers, 9,999 to 10,011", False)),
        ("a", range(99_990, 100_003), ("numeric", "13 whole numbers, 99,990 to 100,002", False)),
        ("a", [*range(10_000, 10_018), 10_000, 10_001], ("numeric", "18 whole numbers, 10,000 to 10,017", False)),
        ("a", range(2_000), ("numeric", "2,000 whole numbers, 0 to 1,999", False)),
    ],
)
def test_the_kind_that_a_column_seems_to_have_with_its_evidence(name, values, found):
    assert dictionary_.infer_kind(name, pd.Series(values)) == found


def test_each_row_of_the_dictionary_says_where_it_comes_from(checked):
    head = HEAD.replace("amount: amount", "amount: amount, channel: way")
    head += "  events:\n    path: clicks.csv\n    columns: {customer_id: id, event_date: day, event: what}\n"
    head += "variables:\n  frequency: {unit: trips, meaning: trips, high: often, low: seldom}\n"
    clicks = "id,day,what\n" + "".join(f"{n},2026-06-{n % 28 + 1:02d},{'vs'[n % 2]}\n" for n in range(40))
    rows = orders(
        *[f"{n},{n},2026-06-01,5,{'web' if n % 3 else 'app'}" for n in range(40)], header="id,no,day,amount,way"
    )
    found = dictionary_of(checked, head, rows, clicks=clicks)[-1]
    assert list(found) == [
        *("variable", "family", "kind", "unit", "meaning", "levels", "high", "low", "declared", "evidence", "unclear"),
    ]
    rows = found.set_index("variable")
    told = ["family", "kind", "unit", "meaning", "high", "low", "declared", "evidence"]
    made = (True, "made here")
    assert rows.loc["frequency", told].tolist() == [
        "behavioural",
        "numeric",
        "trips",
        "trips",
        "often",
        "seldom",
        *made,
    ]
    assert rows.loc["monetary_value", told].tolist() == [
        *("behavioural", "numeric", "£", "net amount in the period", "high spend", "low spend", *made),
    ]
    wanted = {
        "channel_web": ("share", "share of orders by web", "web shoppers", "seldom web"),
        "events_v": ("events", "v in the period", "much v", "little v"),
        "events_v_share": ("share", "share of events that are v", "mostly v", "seldom v"),
        "events_v_recency_days": ("days", "days since the last v", "no recent v", "recent v"),
        "event_count": ("events", "events in the period", "active", "quiet"),
    }
    for name, (unit, meaning, high, low) in wanted.items():
        assert rows.loc[name, told].tolist() == ["behavioural", "numeric", unit, meaning, high, low, *made], name
    assert not rows.unclear.any() and rows.levels.map(list).eq(rows.levels.map(lambda _: [])).all()


def test_what_params_declare_and_the_values_contradict_is_told_by_its_place(checked):
    head = "sources:\n  customers: {path: orders.csv}\n"
    head += "variables: {size: {order: [S, M]}, town: {kind: numeric}, grade: {kind: ordinal}, agee: {kind: numeric}}\n"
    rows = "customer_id,age,size,town,grade\n" + "".join(
        f"{n},{20 + n},{'SMLX'[n % 4]},{'7' if n else 'near'},{'ab'[n % 2]}{n}\n" for n in range(20)
    )
    with pytest.raises(DataError) as caught:
        dictionary_of(checked, head, rows)
    mend = "list it under missing, give the levels under order, or declare it categorical"
    assert str(caught.value).splitlines() == [
        "variables.size.order: the level 'L' is missing; add it at its place in the order",
        f"variables.town: declared numeric, but holds 'near'; {mend}",
        f"variables.grade: declared ordinal, but holds 'a0'; {mend}",
        "variables.agee: no such variable; did you mean age?",
    ]


def test_levels_are_those_declared_else_the_numbers_there_are_in_their_order(checked):
    head = "sources:\n  customers: {path: orders.csv}\nvariables: {size: {order: [S, M, L]}, kids: {kind: ordinal}}\n"
    rows = "customer_id,size,kids,likes\n" + "".join(
        f"{n},{'SM'[n % 2]},{10 * (n % 3)},{'yn'[n % 2]}\n" for n in range(20)
    )
    customers, _, found = dictionary_of(checked, head, rows)
    assert found.levels.map(list).tolist() == [["S", "M", "L"], ["0", "10", "20"], []]
    assert found.evidence.tolist() == ["declared in params", "declared in params", "two values"]
    assert found.declared.tolist() == [True, True, False]
    kept = dictionary_.only_variables({"customers": customers.assign(note="free text")}, found)
    assert list(kept["customers"]) == ["customer_id", "size", "kids", "likes"] and kept["customers_earlier"] is None
    assert sorted(set(kept["customers"].likes)) == ["no", "yes"]


def test_nothing_that_can_be_used_is_refused(checked):
    with pytest.raises(DataError) as caught:
        dictionary_of(checked, "sources:\n  customers: {path: orders.csv}\n", "customer_id,a\n1,x\n2,x\n")
    assert str(caught.value) == (
        "no column can be used as a variable; declare the kind of at least one under variables"
    )


def test_text_that_holds_only_numbers_becomes_numbers_and_a_code_with_a_nought_before_it_does_not():
    table = pd.DataFrame({"customer_id": ["01", "2"], "a": ["1", "-2.50"], "b": ["01", "2"], "c": ["1e5", "2"]})
    table = table.assign(d=[True, False], e=[None, "3"], f=[None, None], g=[1, 2], h=["1", "x"])
    found = dictionary_.typed(table)
    assert found.a.tolist() == [1, -2.5] and found.b.tolist() == ["01", "2"] and found.c.tolist() == [100_000, 2]
    assert found.customer_id.tolist() == ["01", "2"] and found.d.tolist() == ["yes", "no"] and found.e[1] == 3
    assert found.f.isna().all() and found.g.tolist() == [1, 2] and found.h.tolist() == ["1", "x"]
    assert table.a.tolist() == ["1", "-2.50"]  # what is given stays as it is


CONTRACT = (
    "sources:\n  customers: {path: orders.csv}\n"
    "target: {contactable: mail}\nvalue: {contract: {periods: months, ended: gone, amount: fee}}\n"
)


def members(*answers):
    """A table of members, twenty to an answer, who all want mail but every fourth."""
    rows = [f"{n},{n % 30 + 1},{9 + n / 8},{answers[n % len(answers)]},{'tak' if n % 4 else 'nie'}" for n in range(80)]
    return "customer_id,months,fee,gone,mail\n" + "\n".join(rows) + "\n"


def kept_of(checked, head, rows):
    customers, _, found = dictionary_of(checked, head, rows)
    kept = dictionary_.only_variables({"customers": customers}, found)["customers"]
    return kept, found.set_index("variable")


def test_who_has_left_and_who_may_be_contacted_is_read_in_the_client_s_language(checked):
    kept, found = kept_of(checked, CONTRACT, members("ja", "nein", "Nein", " NEIN "))
    assert kept.gone.value_counts().to_dict() == {"no": 60, "yes": 20} and kept.mail.eq("yes").sum() == 60
    assert found.kind[["gone", "mail"]].tolist() == ["binary", "binary"]
    asks = "value.contract.ended asks for yes or no; value.contract says that it tells who has left"
    assert found.evidence["gone"] == asks and found.family["gone"] == "other"
    assert list(found.levels["gone"]) == ["nein", "ja"] and list(found.levels["mail"]) == ["nie", "tak"]


def test_a_tick_box_that_is_asked_for_yes_or_no_has_no_where_it_is_blank(checked):
    kept, found = kept_of(checked, CONTRACT, members("x", "", "", ""))
    assert kept.gone.value_counts().to_dict() == {"no": 60, "yes": 20}
    assert found.evidence["gone"].endswith(": 'x' is yes, nothing is no")
    head = "sources:\n  customers: {path: orders.csv}\nvariables: {gone: {kind: binary}}\n"
    kept, found = kept_of(checked, head, members("Price", "", "", ""))
    assert kept.gone.eq("yes").sum() == 20 and found.evidence["gone"].endswith(": 'price' is yes, nothing is no")


def test_what_is_neither_yes_nor_no_is_refused_by_name_before_anything_runs(checked):
    mend = "is neither yes nor no; list it under variables.gone.missing, or map the column with an expression"
    with pytest.raises(DataError, match=f"^value.contract.ended: gone: 'vielleicht' {mend}$"):
        dictionary_of(checked, CONTRACT, members("ja", "nein", "vielleicht"))
    with pytest.raises(DataError, match=r"^value\.contract\.ended: gone has no value; name a column of yes and no$"):
        dictionary_of(checked, CONTRACT, members(""))
    head = "sources:\n  customers: {path: orders.csv}\nvariables: {gone: {kind: binary}}\n"
    with pytest.raises(DataError, match=f"^variables.gone.kind: 'vielleicht' {mend}$"):
        dictionary_of(checked, head, members("ja", "nein", "vielleicht"))
    mended = head.replace("binary", "binary, missing: [vielleicht]")
    kept, _ = kept_of(checked, mended, members("ja", "nein", "vielleicht", "nein"))
    assert kept.gone.fillna("?").value_counts().to_dict() == {"no": 40, "yes": 20, "?": 20}


def test_a_pair_of_other_words_stays_as_it_is(checked):
    head = "sources:\n  customers: {path: orders.csv}\n"
    kept, found = kept_of(checked, head, members("m", "f"))
    assert sorted(set(kept.gone)) == ["f", "m"] and not list(found.levels["gone"])


def test_what_forms_no_segments_is_told_by_params_names_and_values(checked):
    """A campaign read from the same table, who has left, a weight, a number of the rows; and who somebody is."""
    head = (
        "sources:\n  survey: {path: orders.csv}\n  responses: {path: orders.csv, columns: "
        "{customer_id: customer_id, campaign: \"'spring'\", treated: got_it, responded: bought}}\n"
    )
    names = "customer_id,Nr,Unnamed: 0,got_it,bought,Mailed,Churn,Gewicht,Alter,Wohnort,fun,cheap"
    rows = [
        f"c{n:03d},{120 - n},{n},{n % 2},{n // 2 % 2},{'yn'[n % 2]},{'yn'[n // 3 % 2]},{0.5 + n % 2},{18 + n % 50},"
        f"{'abc'[n % 3]},{n % 5 + 1},{(n + 1) % 5 + 1}"
        for n in range(120)
    ]
    customers, params, found = dictionary_of(checked, head, names + "\n" + "\n".join(rows) + "\n")
    families = found.set_index("variable").family.to_dict()
    assert families == {
        **dict.fromkeys(["got_it", "bought", "Mailed"], "campaign"),
        **dict.fromkeys(["Churn", "Gewicht"], "other"),
        "Alter": "demographic",
        "Wohnort": "geographic",
        **dict.fromkeys(["fun", "cheap"], "attitude"),
    }
    evidence = found.set_index("variable").evidence
    assert evidence["got_it"] == "two values; responses reads it as treated"
    assert evidence["Mailed"] == "two values; its name says that it tells of a campaign"
    assert dictionary_.left_out(customers, found, params) == [
        "Nr: numbers the rows, from 1 to 120",
        "Unnamed: 0: numbers the rows, from 0 to 119",
    ]


def test_a_family_that_params_give_a_source_is_that_of_all_its_columns(checked):
    head = "sources:\n  survey: {path: orders.csv, family: attitude}\n"
    rows = "customer_id,age,fun\n" + "".join(f"c{n},{18 + n % 50},{n % 5}\n" for n in range(60))
    found = dictionary_of(checked, head, rows)[-1]
    assert found.family.tolist() == ["attitude", "attitude"]


def test_a_guess_is_not_declared_until_its_note_is_gone(checked):
    head = (
        "sources:\n  customers: {path: orders.csv}\nvariables:\n  age: {kind: numeric}  # guess: 50 whole numbers\n"
        "  kids: {kind: ordinal}\n  same: {kind: ignore}  # guess: only one value\n"
    )
    rows = "customer_id,age,kids,same\n" + "".join(f"c{n},{18 + n % 50},{n % 5},x\n" for n in range(60))
    customers, params, found = dictionary_of(checked, head, rows)
    assert found.declared.tolist() == [False, True]
    assert found.evidence[0] == "guessed by segtools new, not confirmed: 50 whole numbers"
    assert dictionary_.left_out(customers, found, params) == ["same: only one value"]
    (note,) = variable_findings(found, params)
    assert (note.code, note.kind) == ("collect-guessed", "note")
    assert sentence(note, Style()) == (
        "What one column means is a guess that nobody has confirmed. "
        "Check with the client, then delete the note “guess” behind its line."
    )
    _, params, found = dictionary_of(checked, head.replace("  # guess: 50 whole numbers", ""), rows)
    assert found.declared.all() and variable_findings(found, params) == []

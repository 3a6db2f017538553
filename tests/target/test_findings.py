"""What 05_target concludes: codes, kinds and figures, of little tables."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from target.small_base import CARDS, EURO, LEAST_100, THREE, measured

from segtools.params import Target
from segtools.target.findings import (
    choice_findings,
    choice_notes,
    design_notes,
    findings,
    plan_findings,
    play_notes,
    return_notes,
    untapped_notes,
)
from segtools.target.plays import Judged
from segtools.words import Figure, Phrase, Style, sentence

NET = Phrase("worth-margin-nowhere", {"share": Figure(1.0, "share")})


def targets(**more):
    table = THREE[["segment_id", "segment_name"]].assign(
        rank=[1, 2, 3], role=["target", "target", "next"], p_target=[1.0, 0.6, 0.4], p_first=[0.996, 0.004, 0.0]
    )
    return table.assign(knocked_out="", **more) if "knocked_out" not in more else table.assign(**more)


def summary(finding, style=EURO):
    return finding.code, finding.kind, finding.segment, sentence(finding, style)


def codes(found):
    return [(one.code, one.kind, one.segment) for one in found]


# --- who ------------------------------------------------------------------------------------------------


def test_the_first_target_the_others_and_a_rival_are_told_apart():
    found = choice_findings(targets(), 1_000, "natural")
    assert codes(found) == [
        ("target-first", "headline", 1),
        ("target-also", "headline", 2),
        ("target-rival", "finding", 3),
    ]
    assert [found[n].figures["sure"] for n in (0, 1)] == ["yes", "close"]
    assert sentence(found[0], EURO) == (
        "Target “A” first. It is a target in 100% of 1,000 trials with other "
        "weights and figures, and comes first in over 99%."
    )
    assert sentence(found[1], EURO) == (
        "Target “B” too, but it is a close call. It is a target in 60% of 1,000 trials with other weights and figures."
    )
    assert sentence(found[2], EURO) == (
        "“C” is not a target, but would be one in 40% of the trials with other weights and figures."
    )


@pytest.mark.parametrize(("p", "sure"), [(0.8, "yes"), (0.79, "close"), (0.5, "close"), (0.49, "no")])
def test_how_sure_a_target_is_follows_its_draws(p, sure):
    found = choice_findings(targets(p_target=[p, 0.9, 0.24]), 1_000, "natural")
    assert found[0].figures["sure"] == sure and len(found) == 2  # a rival takes a quarter of the draws
    assert ("no clear winner" in sentence(found[0], EURO)) == (sure == "no")


def test_a_base_without_segments_says_stop_before_any_target():
    found = choice_findings(targets(), 1_000, "none")
    assert codes(found)[0] == ("target-no-segments", "stop", 0) and found[1].code == "target-first"


def test_where_all_are_knocked_out_nobody_is_targeted():
    out = targets(role="out", p_target=0.0, knocked_out="30 members, under 50")
    assert codes(choice_findings(out, 1_000, "natural")) == [("target-nobody", "headline", 0)]
    criteria = measured(size=(1, 2, 3)).assign(side="attractiveness")
    notes = choice_notes(out, criteria, Target(attractiveness={"size": 1.0}, competitiveness={"activity": 1.0}))
    assert codes(notes)[:3] == [("target-knocked-out", "note", n) for n in (1, 2, 3)]
    assert sentence(notes[0], EURO) == "“A” is ruled out: 30 members, under 50."
    assert [one.code for one in notes[3:]] == ["target-unmeasured", "target-no-strength"]
    assert notes[3].figures["criteria"] == ["activity"]
    assert sentence(notes[3], EURO).startswith("This criterion cannot be measured for every segment and is left out")


def test_worth_is_called_value_among_what_cannot_be_measured():
    criteria = measured(activity=(1, 2, 3)).assign(side="competitiveness")
    asked = Target(attractiveness={"clv_12m": 0.5, "full_price": 0.5}, competitiveness={"activity": 1.0})
    (note,) = choice_notes(targets(), criteria, asked)
    assert note.figures["criteria"] == ["value", "full price"] and "These criteria" in sentence(note, EURO)


def test_what_lies_open_is_told_of_nobody_too_few():
    cards = CARDS.assign(size=[60, 940], share=[0.06, 0.94], value_per_customer=[30.0, 10.0], clv_basis="net amount")
    growth = measured(growth=(0, 0, 0))
    asked = Target(competitors={"us": {"Up": 4, "Down": 7}, "Rival": {"Up": 4.5, "Down": 1}})
    found = untapped_notes(cards, growth, asked, EURO)
    assert codes(found) == [("target-untapped-worth", "note", 1), ("target-open", "note", 1)]
    assert found[0].figures["worth"].value == pytest.approx(30 / 11.2)
    assert sentence(found[0], EURO) == (
        "“Up” is untapped: it is 6.0% of the base, and a member is worth 2.7 times the average."
    )
    assert sentence(found[1], EURO) == "Nobody serves “Up” well: the best score is 4.5 of 10, for Rival."
    assert codes(untapped_notes(cards, growth, asked, LEAST_100)) == [("target-open", "note", 1)]


@pytest.mark.parametrize(
    ("worth", "error", "style", "told"),
    [
        (10.0, 0.01, EURO, ["target-untapped-growth"]),
        (10.0, 0.03, EURO, []),  # four points, with an error of three: it may not have grown
        (30.0, 0.01, EURO, ["target-untapped-worth"]),  # where worth is told, growth is not
        (10.0, 0.01, LEAST_100, []),  # sixty members
    ],
)
def test_a_small_segment_that_has_surely_grown_is_told_with_its_share_and_growth(worth, error, style, told):
    cards = CARDS.assign(size=[60, 940], share=[0.06, 0.94], value_per_customer=[worth, 10.0], clv_basis="net amount")
    found = untapped_notes(cards, measured(growth=(0.04, -0.04, 0)).assign(error=error), Target(), style)
    assert [one.code for one in found] == told
    if told == ["target-untapped-growth"]:
        assert summary(found[0]) == (
            "target-untapped-growth",
            "note",
            1,
            "“Up” is untapped: it is 6.0% of the base, and that share has changed by +4.0 points since the earlier "
            "look.",
        )


# --- at what return -------------------------------------------------------------------------------------


def plan(**more):
    row = dict(segment_id=1, segment_name="A", role="target", play="retain", reason="They order.", channel="")
    money = dict(worth=20.0, cost=0.5, response=0.05, break_even_response=0.025, response_from="params", reached=500)
    back = dict(audience=450, control=50, expected_return=225.0, return_low=-135.0, return_high=675.0)
    return pd.DataFrame([{**row, **money, **back, **more}])


def test_a_return_is_told_with_its_range_and_what_it_rests_on():
    play, back = plan_findings(plan(), NET, EURO)
    assert summary(play) == ("target-play", "finding", 1, "“A”: retain. They order.")
    assert summary(back) == (
        "target-return",
        "finding",
        1,
        "Contacting 450 of “A” is expected to return €225 (-€135 to €675; net amount: no margin is known, so costs are "
        "not taken off), after the cost of contacts. This assumes an extra response of 5.0% (as the client gives it); "
        "the contacts pay for themselves from 2.5% on.",
    )
    _, some = plan_findings(plan(reached=900, response_from="measured: mail"), NET, EURO)
    assert "450 of the 900 of “A” who may be contacted" in sentence(some, EURO)
    assert "5.0% (measured: mail)" in sentence(some, EURO)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (dict(audience=0, control=0, expected_return=np.nan, reached=0), "target-no-list"),
        (dict(audience=0, control=0, expected_return=np.nan), "target-outspent"),
        (dict(audience=0, control=0, expected_return=np.nan, cost=1.0), "target-loses"),
        (dict(audience=0, control=0, expected_return=np.nan, cost=np.nan), ""),
        (dict(expected_return=np.nan, response=np.nan), ""),
    ],
)
def test_why_there_is_no_return_is_told(change, code):
    found = plan_findings(plan(**change), NET, EURO)
    assert [one.code for one in found] == ["target-play", *([code] if code else [])]


def test_a_return_from_too_few_is_withheld_and_so_is_its_count():
    _, few = plan_findings(plan(audience=90, control=10, reached=100), NET, LEAST_100)
    assert few.code == "target-return-few" and not any(letter.isdigit() for letter in sentence(few, LEAST_100))


def test_where_the_held_back_are_too_few_to_be_told_so_is_the_audience_which_would_tell_them():
    _, back = plan_findings(plan(), NET, LEAST_100)
    assert back.figures["who"] == "untold"
    assert sentence(back, LEAST_100).startswith("Contacting “A” is expected to return €225")


def test_only_targets_have_a_plan_to_tell():
    assert plan_findings(plan(role="next"), NET, EURO) == []


def test_money_has_no_sign_where_the_client_has_none():
    change = dict(audience=0, control=0, expected_return=np.nan, cost=1.0)
    _, loss = plan_findings(plan(**change), NET, EURO)
    assert "An order is worth €20" in sentence(loss, EURO) and "costs €1.00" in sentence(loss, EURO)
    plain = Style()
    assert "An order is worth 20 (" in sentence(loss, plain) and "a contact costs 1.00," in sentence(loss, plain)


def test_what_is_missing_to_tell_a_return_is_named():
    (note,) = return_notes(plan(expected_return=np.nan, response=np.nan, cost=np.nan))
    assert note.code == "target-return-unknown" and note.figures["lacking"] == ["the cost of a contact", "the response"]
    assert sentence(note, EURO).endswith("Give them in the settings, under target.economics or value.")
    (note,) = return_notes(plan(expected_return=np.nan, response=np.nan))
    assert sentence(note, EURO).endswith(
        "without the response. Give it in the settings, under target.economics or value."
    )


def test_a_segment_that_would_return_more_than_any_target_is_named():
    rows = pd.concat([plan(), plan(segment_id=2, segment_name="B", role="next", worth=40.0)], ignore_index=True)
    (note,) = return_notes(rows)
    assert (note.code, note.segment, note.figures["per_contact"].value) == ("target-better-elsewhere", 2, 1.5)
    rows = pd.concat([plan(), plan(segment_id=2, segment_name="B", role="next", worth=19.0)], ignore_index=True)
    assert return_notes(rows) == []


# --- tests and plays ------------------------------------------------------------------------------------


def economics(**more):
    row = dict(segment_id=1, anyway=0.1, anyway_people=90, break_even=0.025, response_low=0.01)
    return pd.DataFrame([{**row, **more}])


@pytest.mark.parametrize(
    ("size", "change", "code", "words"),
    [
        ((5_400, 600), {}, "target-test-effect", "given that 10% order within a month anyway."),
        ((18_000, 2_000), {}, "target-test-effect", "Hold back 2,000 of 20,000 in “A” at random."),
        ((18_000, 2_000), {"anyway": 0.95}, "target-test-spend", "Hold back 2,000 of 20,000 in “A” at random"),
        ((5_400, 600), {"anyway": 0.95}, "target-test-spend", "95% of them order within a month anyway"),
        ((45, 5), {}, "target-test-too-small", "With 5 of 50 held back, only an extra response of "),
        ((450, 50), {}, "target-test-too-small", "With 50 of 500 held back, only an extra response of 13.6%"),
        (
            (450, 50),
            {"anyway": np.nan},
            "target-test-too-small",
            "This assumes the hardest case, that half respond anyway",
        ),
        ((1, 0), {}, "target-test-too-small", "nothing could be shown"),
    ],
)
def test_what_a_test_can_show_is_told_by_its_code(size, change, code, words):
    audience, control = size
    (note,) = design_notes(plan(audience=audience, control=control), economics(**change))
    assert (note.code, note.kind) == (code, "note") and words in sentence(note, EURO)


def test_a_test_tells_of_nobody_too_few():
    (note,) = design_notes(plan(), economics())
    words = sentence(note, LEAST_100)
    assert "With few of 500 held back" in words and "Within a month, few order anyway." in words


def test_what_is_wrong_with_the_library_is_told_by_code():
    judged = [
        Judged("fine", 1, ("A",)),
        Judged("never", 0),
        Judged("kept", 1, kept_from=("B", "C"), unless="recency days above"),
        Judged("unknown", 0, lacking=("shoe_size",), kept_from=("B",)),
    ]
    notes = play_notes(plan(), judged)
    assert [one.code for one in notes] == ["target-no-channel", "target-play-never", "target-play-kept"]
    assert sentence(notes[2], EURO) == (
        "The play “kept” was not given to “B” and “C”: it would contradict what they do (recency days above)."
    )
    assert play_notes(plan(channel="Store: 80% of their orders."), judged[:1]) == []


def test_all_of_it_is_told_in_one_order_the_answer_first():
    params = SimpleNamespace(target=Target(), value=SimpleNamespace(margin=0.4))
    cards = THREE.assign(clv_12m=np.nan, value_per_customer=np.nan)
    criteria = measured(size=(1, 2, 3)).assign(side="attractiveness")
    tables = dict(plan=plan(), targets=targets(), cards=cards, criteria=criteria, buying=None)
    study = SimpleNamespace(params=params, style=EURO, scorecard={"verdict": "none"}, **tables)
    found = findings(study, economics(), [])
    kinds = [one.kind for one in found]
    assert kinds == sorted(kinds, key=["stop", "headline", "finding", "note"].index)
    assert "margin of 40%, as the client gives it" in sentence(
        next(one for one in found if one.code == "target-return"), EURO
    )


def test_every_figure_of_a_target_has_its_unit_and_its_segment():
    first, also, rival = choice_findings(targets(), 1_000, "natural")
    assert first.figures == {
        "segment": "A",
        "sure": "yes",
        "leads": "yes",
        "draws": Figure(1_000, "count"),
        "p_target": Figure(1.0, "draws"),
        "p_first": Figure(0.996, "draws"),
    }
    assert also.figures == {
        "segment": "B",
        "sure": "close",
        "leads": "no",
        "draws": Figure(1_000, "count"),
        "p_target": Figure(0.6, "draws"),
        "p_first": Figure(0.004, "draws"),
    }
    assert rival.figures == {"segment": "C", "p_target": Figure(0.4, "draws")}
    led = choice_findings(targets(p_first=[0.9, 0.005, 0.0]), 1_000, "natural")[1]
    assert led.figures["leads"] == "yes"  # from half a percent on
    quarter = choice_findings(targets(p_target=[1.0, 0.6, 0.25], role=["target", "target", "maintain"]), 9, "natural")
    assert [one.code for one in quarter] == ["target-first", "target-also", "target-rival"]
    out = choice_findings(targets(p_target=[1.0, 0.6, 0.4], role=["target", "target", "out"]), 9, "natural")
    assert len(out) == 2  # who is ruled out is no rival
    turned = choice_findings(targets(rank=[2, 1, 3]), 9, "natural")
    assert [one.segment for one in turned] == [2, 1, 3]


def test_every_figure_of_a_plan_has_its_unit_and_its_people():
    play, back = plan_findings(plan(), NET, EURO)
    assert play.figures == {"segment": "A", "play": "retain", "reason": "They order."}
    known = {"worth": Figure(20.0, "money"), "cost": Figure(0.5, "money"), "response": Figure(0.05, "rate")}
    assert back.figures == {
        "segment": "A",
        **known,
        "basis": NET,
        "who": "all",
        "source": "params",
        "return": Figure(225.0, "money", -135.0, 675.0, people=450),
        "audience": Figure(450, "people", people=450),
        "reached": Figure(500, "people", people=500),
        "break_even": Figure(0.025, "rate"),
    }
    nobody = dict(audience=0, control=0, expected_return=np.nan)
    _, outspent = plan_findings(plan(**nobody), NET, EURO)
    assert outspent.figures == {"segment": "A", "per_contact": Figure(0.5, "money")} and outspent.segment == 1
    _, loses = plan_findings(plan(**nobody, cost=1.0), NET, EURO)  # a contact returns just what it costs
    assert loses.figures == {"segment": "A", **known, "basis": NET, "cost": Figure(1.0, "money")}
    assert (loses.kind, loses.segment) == ("finding", 1)
    _, some = plan_findings(plan(reached=501), NET, EURO)
    assert some.figures["who"] == "some"
    _, no_list = plan_findings(plan(**nobody, reached=0), NET, EURO)
    assert no_list.figures == {"segment": "A"}


def test_every_figure_of_a_note_has_its_unit_and_its_segment():
    cards = CARDS.assign(size=[60, 940], share=[0.06, 0.94], value_per_customer=[30.0, 10.0], clv_basis="net amount")
    asked = Target(competitors={"us": {"Up": 4, "Other": 2}, "Rival": {"Up": 4.5, "Other": 1}})
    worth, up, other = untapped_notes(cards, measured(growth=(0, 0, 0)), asked, EURO)
    assert worth.figures == {
        "segment": "Up",
        "share": Figure(0.06, "share", people=60),
        "worth": Figure(worth.figures["worth"].value, "ratio"),
    }
    assert up.figures == {"segment": "Up", "best": "Rival", "score": "4.5"} and up.segment == 1
    assert other.figures == {"segment": "Other", "best": "us", "score": "2"} and other.segment == 0
    grown = CARDS.assign(size=[60, 940], share=[0.06, 0.94], value_per_customer=10.0, clv_basis="net amount")
    (note,) = untapped_notes(grown, measured(growth=(0.04, -0.04, 0)).assign(error=0.01), Target(), EURO)
    assert note.figures["growth"] == Figure(0.04, "change")
    (unknown,) = return_notes(plan(expected_return=np.nan, worth=np.nan))
    assert unknown.figures == {"segment": "A", "lacking": ["the worth of an order"]}
    assert (unknown.kind, unknown.segment) == ("note", 1)
    assert return_notes(plan(expected_return=np.nan, audience=0)) == []
    rows = pd.concat([plan(), plan(segment_id=2, segment_name="B", role="next", worth=40.0)], ignore_index=True)
    (better,) = return_notes(rows)
    assert better.figures == {"segment": "B", "per_contact": Figure(1.5, "money"), "best": Figure(0.5, "money")}
    assert better.kind == "note"
    same = pd.concat([plan(), plan(segment_id=2, segment_name="B", role="next")], ignore_index=True)
    assert return_notes(same) == []
    out = targets(rank=[3, 2, 1], knocked_out=["small", "", "odd"])
    criteria = measured(size=(1, 2, 3)).assign(side="competitiveness")
    notes = choice_notes(out, criteria, Target(attractiveness={"size": 1.0}, competitiveness={}))
    assert [(one.code, one.segment, one.figures) for one in notes] == [
        ("target-knocked-out", 3, {"segment": "C", "why": "odd"}),
        ("target-knocked-out", 1, {"segment": "A", "why": "small"}),
    ]


def test_every_figure_of_a_test_has_its_unit_and_its_people():
    (note,) = design_notes(plan(), economics())
    figures = dict(note.figures)
    seen, wanted = figures.pop("seen"), figures.pop("wanted")
    assert (seen.unit, wanted.unit) == ("rate", "count") and 0.1 < seen.value < 0.2 and wanted.value > 500
    assert figures == {
        "segment": "A",
        "anyway_known": "yes",
        "seen_known": "yes",
        "members": Figure(500, "people", people=500),
        "control": Figure(50, "people", people=50),
        "anyway": Figure(0.1, "share", people=90),
        "worth_having": Figure(0.025, "rate"),
    }
    assert note.segment == 1
    (hard,) = design_notes(plan(audience=1, control=0), economics(anyway=np.nan))
    assert (hard.figures["anyway_known"], hard.figures["seen_known"]) == ("no", "no")
    assert design_notes(plan(role="next"), economics()) == [] and design_notes(plan(audience=0), economics()) == []


def test_what_is_wrong_with_a_play_is_told_with_its_name_and_segments():
    kept = Judged("kept", 1, kept_from=("B", "C"), unless="recency days above")
    never, other = play_notes(plan(channel="Store."), [Judged("never", 0), kept])
    assert never.figures == {"play": "never"} and (never.kind, other.kind) == ("note", "note")
    assert other.figures == {"play": "kept", "segments": ["“B”", "“C”"], "unless": "recency days above"}

"""What 06_monitor concludes: codes, kinds and figures, of little tables."""

from types import SimpleNamespace

import pandas as pd
import pytest
from monitor.small_looks import PERIOD, PLAIN, drift, kpis
from monitor.test_decision import FAILED, UNSURE, WORKED, campaign

from segtools.monitor.decision import decisions
from segtools.monitor.findings import decision_findings, findings, history_findings, too_early
from segtools.params import Monitor
from segtools.tables import empty_table
from segtools.words import Figure, Style, sentence

MOVES = pd.DataFrame(
    [
        ("(no order yet)", "Up", 300, 1.0),
        ("Up", "Up", 250, 0.5),
        ("Up", "Down", 90, 0.18),
        ("Down", "Up", 160, 0.32),
        ("Down", "(no order in the period)", 40, 0.08),
    ],
    columns=["earlier_name", "segment_name", "customers", "share"],
)
NO_MOVES = MOVES.iloc[:2]


def by_code(found):
    return {one.code: one for one in found}


def test_how_many_have_stayed_is_their_share_of_all_who_were_assigned_then():
    (one,) = history_findings(kpis(customers_earlier=[400, 600]), NO_MOVES, PERIOD, PLAIN)
    assert (one.code, one.kind) == ("monitor-stayed", "finding")
    assert one.figures["stayed"].value == pytest.approx((0.9 * 400 + 0.7 * 600) / 1000)
    assert sentence(one, PLAIN) == ("Of those assigned to a segment on 31 December 2025, 78% are still in it.")


def test_the_most_common_move_is_the_one_that_most_made_and_no_arrival_or_stay():
    one = by_code(history_findings(kpis(), MOVES, PERIOD, PLAIN))["monitor-busiest"]
    assert (one.figures["from"], one.figures["to"], one.figures["people"].value) == ("Down", "Up", 160)
    assert one.figures["share"].people == 160
    told = "The most common move: 160 homes went from “Down” to “Up”, 32% of “Down”."
    assert sentence(one, Style(customers_are="homes")) == told


def test_a_move_into_silence_is_said_as_one():
    gone = MOVES.assign(customers=[300, 250, 90, 160, 400])
    found = by_code(history_findings(kpis(), gone, PERIOD, PLAIN))
    assert "monitor-busiest" not in found
    assert sentence(found["monitor-busiest-silent"], PLAIN).startswith(
        "The most common move is into silence: 400 customers of “Down” no longer order, "
    )


def test_a_move_of_too_few_is_not_told():
    assert "monitor-busiest" in by_code(history_findings(kpis(), MOVES, PERIOD, Style(least=160)))
    assert "monitor-busiest" not in by_code(history_findings(kpis(), MOVES, PERIOD, Style(least=161)))


@pytest.mark.parametrize(
    ("days", "earlier", "differ"),
    [(365, "2025-12-31", False), (280, "2025-12-31", True), (280, "2025-06-28", False), (280, "2025-06-20", True)],
)
def test_looks_of_different_seasons_are_told_of(days, earlier, differ):
    period = pd.Series({**PERIOD, "window_days": days, "earlier": pd.Timestamp(earlier)})
    found = by_code(history_findings(kpis(), NO_MOVES, period, PLAIN))
    assert ("monitor-seasons" in found) == differ
    assert not differ or found["monitor-seasons"].kind == "note"


def concluded(results, now=None, style=PLAIN):
    decided = decisions(kpis() if now is None else now, drift(0.3), results, Monitor(), style)
    return [(one, sentence(one, style)) for one in decision_findings(decided)]


def test_a_finding_a_decision_in_their_order_each_with_the_decision_s_words():
    refit, moved, repeat = concluded(campaign(WORKED))
    assert [one.figures["decision"] for one, _ in (refit, moved, repeat)] == [
        "Use these segments instead of older ones",
        "Find out why “Up” grew",
        "Repeat it for “Up”",
    ]
    assert refit[1] == (
        "Use these segments instead of older ones: the base has changed since the earlier look. The "
        "variable that has changed most is a b, by 0.30 (0: not at all); the limit is 0.25."
    )
    assert moved[1] == (
        "Find out why “Up” grew: from 50.0% of the base to 60.0% (95% interval of the change: +5.0 points to "
        "+15.0 points). The limit is 5.0 points."
    )
    assert repeat[1] == (
        "Repeat mail. Those contacted responded more often than those held back, in every segment that can be read: "
        "“Up” (+20.0 points, +5.2 points to +33.4 points)."
    )


def test_where_a_campaign_has_not_shown_that_it_helps_it_is_tested_again_or_not_repeated():
    some, words = concluded(campaign(WORKED, UNSURE))[2]
    assert some.code == "monitor-campaign-repeat-some" and "not shown that it helps: “Down” (+2.5 points" in words
    none, words = concluded(campaign(UNSURE, FAILED))[2]
    assert none.code == "monitor-campaign-no-effect"
    harm = "Do not repeat mail as it is. It has not shown in any segment that it helps, and in some it did harm;"
    assert words.startswith(harm) and "“Up” (+2.5 points" in words and "“Down” (-16.7" in words
    open_, words = concluded(campaign(UNSURE, UNSURE))[2]
    assert open_.code == "monitor-campaign-unproven"
    assert words.startswith("Test mail again before you repeat it. It has not shown in any segment that it helps;")


def test_a_campaign_before_the_earlier_look_is_named_with_how_far_back_the_look_must_lie():
    """The look is on 31 December 2025; 2025-12-31 is 181 days before 2026-06-30, and 2025-12-02 is 210."""
    days = ["2025-12-02", "2025-12-31", "2025-12-31", "2026-01-01", "2025-11-01"]
    mails = ["old", "old", "late", "late", "late"]
    contacts = pd.DataFrame({"campaign": mails, "contact_date": pd.to_datetime(days)})
    (one,) = too_early(contacts, PERIOD)
    assert (one.code, one.kind) == ("monitor-campaign-too-early", "caution")
    assert sentence(one, PLAIN) == (
        "The campaign “old” is not measured: nobody was contacted after 31 December 2025, the day of the earlier look, "
        "when the segments of those contacted were taken. To measure it, the earlier look must be 211 days back or "
        "more."
    )
    (both,) = too_early(contacts.iloc[:3], PERIOD)
    assert sentence(both, PLAIN).startswith("The campaigns “late” and “old” are not measured: nobody")
    assert sentence(both, PLAIN).endswith("To measure them, the earlier look must be 211 days back or more.")
    young = pd.Series({**PERIOD, "first_order": pd.Timestamp("2025-12-02")})
    assert too_early(contacts.iloc[:3], young)[0].code == "monitor-campaign-too-early-for-data"  # 210 days of history
    assert too_early(contacts.iloc[:3], pd.Series({**PERIOD, "first_order": pd.Timestamp("2025-12-01")})) == [both]
    many = contacts.iloc[[0] * 5].assign(campaign=list("abcde"))
    (some,) = too_early(many, young)
    assert some.kind == "note" and sentence(some, PLAIN) == (
        "The campaigns “a”, “b”, “c” and 2 more are not measured: nobody was contacted after 31 December 2025, the day "
        "of the earlier look, and the data does not go back far enough for a look before all of them."
    )
    assert too_early(contacts.iloc[3:], PERIOD) == [] and too_early(None, PERIOD) == []
    assert too_early(contacts, pd.Series({**PERIOD, "earlier": pd.NaT})) == []


def test_no_sentence_tells_of_fewer_people_than_may_be_told():
    few = Style(least=10)
    small = kpis(customers_earlier=[4, 990], share_earlier=[0.004, 0.996])
    _, words = concluded(campaign((4, 50, 0, 0), (20, 50, 0, 0)), small, few)[1]
    assert words == "Find out why “Up” grew: from few of the base to 60.0%. The limit is 5.0 points."
    _, words = concluded(campaign((4, 50, 0, 0), (20, 50, 0, 0)), small, few)[2]
    assert "response ran from few (“Up”) to 40.0% (“Down”, 27.6% to 53.8%)." in words


def test_where_too_few_responded_anywhere_no_rate_is_told():
    one, words = concluded(campaign((4, 50, 0, 0), (5, 50, 0, 0)), style=Style(least=10))[2]
    assert one.code == "monitor-campaign-no-control-few" and "%" not in words
    assert words.endswith("nobody was held back, and too few responded in any one segment to say how many.")


def test_one_look_only_is_the_whole_answer():
    tables = {name: empty_table(name) for name in ("kpis", "drift", "campaign_results", "migration")}
    study = SimpleNamespace(
        params=SimpleNamespace(monitor=Monitor()), style=PLAIN, when=PERIOD, responses=None, **tables
    )
    (one,) = findings(study)
    assert (one.code, one.kind) == ("monitor-one-look", "headline")
    assert sentence(one, PLAIN) == (
        "The data covers one point in time only. Run again on later data: it will be compared with these segments."
    )


SHARE = {"Up": (0.5, 0.6), "Down": (0.5, 0.4)}


def test_every_figure_of_a_decision_has_its_unit_its_ends_and_its_people():
    refit, moved, some = (one for one, _ in concluded(campaign(WORKED, UNSURE)))
    assert (refit.segment, moved.segment, some.segment) == (0, 1, 0)
    decision = "Use these segments instead of older ones"
    score = {"psi": Figure(0.3, "score"), "limit": Figure(0.25, "score")}
    assert refit.figures == {"variable": "a b", **score, "decision": decision}
    assert moved.figures == {
        "segment": "Up",
        "way": "grew",
        "told": "yes",
        "decision": "Find out why “Up” grew",
        "earlier": Figure(0.5, "rate", people=500),
        "now": Figure(0.6, "rate", people=600),
        "limit": Figure(5.0, "points"),
        "change": Figure(0.1, "change", 0.05, 0.15),
    }
    assert some.figures["campaign"] == "mail"
    assert some.figures["decision"] == "Repeat it for “Up”; test it again with “Down”"
    (sure,), (unsure,) = some.figures["sure"], some.figures["unsure"]
    assert (sure.code, unsure.code) == ("monitor-uplift",) * 2
    effect = sure.figures["effect"]
    assert (round(effect.value, 9), effect.unit, effect.people) == (
        0.2,
        "change",
        70,
    ) and effect.low < 0.2 < effect.high
    assert unsure.figures["effect"].people == 40


def test_a_response_without_control_is_a_rate_of_those_who_responded():
    one, _ = concluded(campaign((20, 50, 0, 0), (10, 40, 0, 0)))[2]
    figures = {name: one.figures[name] for name in ("least_segment", "best_segment", "least_told", "best_told")}
    assert figures == {"least_segment": "Down", "best_segment": "Up", "least_told": "yes", "best_told": "yes"}
    for name, value, people in (("least", 0.25, 10), ("best", 0.4, 20)):
        rate = one.figures[name]
        assert (rate.value, rate.unit, rate.people) == (value, "rate", people) and rate.low < value < rate.high
    assert one.kind == "headline" and one.figures["campaign"] == "mail"
    few, _ = concluded(campaign((20, 50, 0, 0), (9, 40, 0, 0)), style=Style(least=10))[2]
    assert (few.code, few.figures["least_told"], few.figures["best_told"]) == (
        "monitor-campaign-no-control",
        "no",
        "yes",
    )


def test_what_history_tells_has_its_units_and_people():
    found = by_code(
        history_findings(kpis(customers_earlier=[400, 600], stayed=[0.9, float("nan")]), MOVES, PERIOD, PLAIN)
    )
    assert found["monitor-stayed"].figures == {
        "since": "31 December 2025",
        "stayed": Figure(0.36, "share", people=360),  # of whom nothing is known nobody stayed
    }
    assert found["monitor-busiest"].figures == {
        "from": "Down",
        "to": "Up",
        "people": Figure(160, "people", people=160),
        "share": Figure(0.32, "share", people=160),
    }
    assert [(one.kind, one.segment) for one in found.values()] == [("finding", 0)] * 2
    short = pd.Series({**PERIOD, "window_days": 280})
    assert by_code(history_findings(kpis(), NO_MOVES, short, PLAIN))["monitor-seasons"].figures == {
        "days": Figure(280, "count")
    }
    assert history_findings(kpis(customers_earlier=0), NO_MOVES.head(1), PERIOD, PLAIN) == []
    silent = by_code(history_findings(kpis(), MOVES.assign(customers=[1, 2, 3, 4, 5]), PERIOD, PLAIN))
    assert list(silent["monitor-busiest-silent"].figures) == ["from", "people", "share"]


@pytest.mark.parametrize(
    ("days", "earlier", "differ"),
    [(363, "2025-01-01", True), (364, "2025-01-01", False), (280, "2025-06-23", False), (280, "2025-06-22", True)],
)
def test_a_season_is_another_beyond_a_week_and_a_window_a_year_from_364_days(days, earlier, differ):
    period = pd.Series({**PERIOD, "window_days": days, "earlier": pd.Timestamp(earlier)})
    assert ("monitor-seasons" in by_code(history_findings(kpis(), NO_MOVES, period, PLAIN))) == differ
    nobody = kpis().head(0)
    assert history_findings(nobody, NO_MOVES.head(1), period, PLAIN) == []

"""views.py: what the deliverables share."""

from types import SimpleNamespace

import pytest
from deliver.small_study import FOUND, SCORECARD, TABLES

from segtools.deliver.views import logo, pseudonyms, views_of
from segtools.params import load_params
from segtools.tables import DataError, open_study
from segtools.words import Finding

TWO_TARGETS = TABLES["plan"] | {"role": ["target", "target", "next"], "audience": [53, 700, 0], "control": [6, 200, 0]}


def test_in_short_is_the_answer_by_kind_with_the_doubts_marked_once(views):
    found = {
        "03_segment": [Finding("segment-verdict-none", "stop", {"segments": "3"}), *FOUND["03_segment"]],
        "05_target": [Finding("target-no-channel", "note"), Finding("target-nobody", "headline")],
        "01_collect": [Finding("kind-caution", "caution", {"text": "few rows"})],
    }
    short = views(found=found).in_short
    assert short[0].startswith("Stop: ") and short[-2:] == [
        "Caution: Caution: few rows",
        "Caution: Caution: the models were never put to the test",
    ]
    assert short[1].startswith("Every segment is ruled out") and len(short) == 4


def test_doubts_are_every_caution_and_stop_unmarked_and_notes_are_none(views):
    own = views(found={"05_target": [Finding("target-no-segments", "stop"), Finding("target-no-channel", "note")]})
    assert len(own.doubts) == 2 and not any(text.startswith("Stop") for text in own.doubts)
    assert own.notes.code.tolist() == ["target-no-channel"]


def test_the_verdict_is_the_finding_of_its_code(views):
    own = views()
    assert own.verdict == "natural" and own.verdict_text.startswith("This base holds 3 natural segments.")
    assert own.evidence == []


def test_the_next_step_is_the_first_decision_that_asks_for_one(views):
    kept, moved = (
        Finding(code, "headline", {"variable": "x", "psi": "1", "limit": "2", "decision": words})
        for code, words in (("monitor-scorecard-keep", "Keep it"), ("monitor-scorecard-refit", "Fit again"))
    )
    assert views(found={"06_monitor": [kept, moved]}).next_step == "Fit again"
    assert views(found={"06_monitor": [kept]}).next_step == "Keep it"
    assert views(found={"06_monitor": []}).next_step == "Run again"


def test_a_total_of_audiences_is_withheld_where_one_of_them_is(views):
    own = views(tables={"plan": TWO_TARGETS})
    assert own.style.write(own.total("audience", "people")) == "few" and not own.returns_told
    shown = views(tables={"plan": TWO_TARGETS}, least=5)
    assert shown.style.write(shown.total("audience", "people")) == "753" and shown.returns_told
    assert shown.style.write(shown.total("control", "people")) == "206"
    assert shown.style.write(shown.total("expected_return", "money")) == "€234"


def test_targets_stand_in_the_order_of_their_rank(views):
    ranked = TABLES["targets"] | {"role": ["target", "target", "next"], "rank": [2, 1, 3]}
    own = views(tables={"plan": TWO_TARGETS, "targets": ranked})
    assert [plan.name for plan in own.wanted] == ["Some", "Few"]
    assert [plan.name for plan in own.listed] == ["Few", "Some"]


def test_a_chart_gets_no_share_that_tells_a_small_segment(views):
    few, some, many = views().of_segments("share")
    assert few != few and some != some and many == 0.698
    assert views(least=10).of_segments("share") == [0.061, 0.241, 0.698]


def test_the_base_is_told_with_the_days_it_was_measured_over(views):
    assert views().base_text == "1,000 customers, measured over the 28 days to 30 June 2026"
    period = TABLES["period"] | {"window_days": [0]}
    assert views(tables={"period": period}).base_text == "1,000 customers"


def test_a_table_of_another_run_is_refused_with_the_notebook_to_run_again(views, outputs):
    views()
    settings = {"deliver.least_count": 100}
    first = open_study("demo", settings, "03_segment")
    rules = first.save("tree_rules", first.tree_rules)
    second = open_study("demo", settings, "05_target")
    assert len(second.tree_rules)
    second.save("criteria", second.criteria)
    views_of(open_study("demo"))
    first.save("tree_rules", rules.assign(right=0.5))
    with pytest.raises(DataError, match="05_target"):
        views_of(open_study("demo"))


def test_what_ids_are_is_told_unless_they_are_the_clients_own(views):
    params = views().study.params
    assert pseudonyms(params) == ""
    numbered = params.model_copy(update={"people": params.people.model_copy(update={"ids": "number"})})
    assert pseudonyms(numbered) == "Ids are pseudonyms: running numbers, valid for this study alone."


def test_a_logo_that_is_no_picture_is_refused(project):
    (project.parent / "data" / "demo").mkdir()
    (project.parent / "data" / "demo" / "logo.png").write_text("no picture")
    text = (project / "params" / "demo.yaml").read_text("utf-8")
    (project / "params" / "demo.yaml").write_text(text + "deliver: {logo: demo/logo.png}\n", "utf-8")
    with pytest.raises(DataError, match="neither PNG nor JPEG"):
        logo(load_params("demo"))


def test_the_verdict_of_the_scorecard_decides_what_may_be_said(views):
    assert views(card={**SCORECARD, "verdict": "none"}).verdict == "none"


def test_what_is_known_may_be_asked_for_by_stage_kind_and_code(views):
    own = views()
    known, verdict = "1,000 customers are known. There are no orders.", "This base holds 3 natural segments."
    assert own.texts("01_collect") == own.texts(code="collect-known") == own.texts(kind="finding") == [known]
    assert own.texts("01_collect", "headline") == [] and own.verdict_text.startswith(verdict)
    assert own.cautions == ["Caution: Caution: the models were never put to the test"]
    assert own.doubts == ["Caution: the models were never put to the test"]


def test_evidence_is_all_else_that_was_found_of_the_segments_with_doubts_marked(views):
    found = [
        Finding("kind-caution", "caution", {"text": "few rows"}),
        *FOUND["03_segment"],
        Finding("target-no-channel", "note"),
    ]
    told = views(found={"03_segment": found}).evidence
    assert told == [
        "Caution: Caution: few rows",
        "The data records no channel, so it cannot tell where to reach them.",
    ]


def test_notes_that_no_reader_must_heed_are_no_caveats(views):
    codes = ["target-play-never", "target-no-channel"]
    found = {"05_target": [Finding(code, "note", {"play": "p"}) for code in codes]}
    assert views(found=found).notes.code.tolist() == ["target-no-channel"]


def test_a_total_is_of_the_audiences_alone_and_unknown_where_that_of_none_is_known(views):
    plan = TWO_TARGETS | {"expected_return": [float("nan"), float("nan"), 9.0], "worth": [1.0, 2.0, 4.0]}
    own = views(tables={"plan": plan}, least=5)
    total = own.total("expected_return", "money")
    assert total.value != total.value and (total.unit, total.people) == ("money", None)
    assert own.total("worth", "money").value == 3 and own.returns_known  # of whom nobody is contacted
    few = views(tables={"plan": plan}, least=7).total("worth", "money")
    assert (few.value, few.people) == (3, 1)
    everybody = views(tables={"plan": plan}, least=1)
    assert everybody.total("worth", "money").people is None and everybody.returns_told


def test_what_is_withheld_of_risk_rows_and_reasons_follows_from_their_counts(views):
    own = views(least=60)
    assert own.few_at_risk.tolist() == [True, True, False]  # 47, and the next smallest, which would tell it
    assert own.few_aside.tolist() == [True, True] and own.few_of_a_reason.tolist() == [False] * 3
    more = views(least=74)
    assert more.few_of_a_reason.tolist() == [True, False, True]  # 73 of 500, and 120
    assert [more.plan_of(2).name, more.card_of(3).name, more.people] == ["Some", "Many", "1,000"]
    assert views(least=1).moved and (more.margin.share, more.margin.source) == (1, "nowhere")


def test_a_logo_that_is_there_is_found_in_the_folder_of_the_data(project):
    (project.parent / "data" / "logo.jpg").write_bytes(b"\xff\xd8\xff")
    text = (project / "params" / "demo.yaml").read_text("utf-8")
    (project / "params" / "demo.yaml").write_text(text + "deliver: {logo: logo.jpg}\n", "utf-8")
    assert logo(load_params("demo")) == project.parent / "data" / "logo.jpg"
    (project.parent / "data" / "logo.jpg").unlink()
    with pytest.raises(DataError, match=r"^deliver\.logo: .*logo\.jpg"):
        logo(load_params("demo"))


def test_ids_made_of_rows_are_told_as_such_and_keyed_hashes_by_who_holds_the_key(views):
    params = views().study.params
    hashed = params.model_copy(update={"people": params.people.model_copy(update={"ids": "hash"})})
    assert pseudonyms(hashed).startswith("Ids are pseudonyms: keyed hashes")
    nameless = SimpleNamespace(sources=SimpleNamespace(named=False))
    assert pseudonyms(nameless) == "Ids are made from the rows: the client's tables name no customers."

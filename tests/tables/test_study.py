"""tables/study.py and stamps.py: no notebook reads what does not fit, and settings hold for the notebooks after."""

import pandas as pd
import pytest

from segtools.params import ParamsError
from segtools.tables import DataError, empty_table, open_study, select
from segtools.words import Figure, Finding

PARAMS = "sources:\n  customers: {path: c.csv}\n"


@pytest.fixture
def acme(project):
    (project / "params" / "acme.yaml").write_text(PARAMS, "utf-8")
    return project


def customers(*ids):
    return pd.DataFrame({"customer_id": list(ids)})


def segments(name):
    return pd.DataFrame({"customer_id": ["a"], "segment_id": [1], "segment_name": [name], "confidence": [1.0]})


def variables(name):
    return pd.concat(
        [
            empty_table("variables"),
            pd.DataFrame(
                [
                    {
                        "variable": name,
                        "family": "other",
                        "kind": "numeric",
                        "unit": "",
                        "role": "segmentation",
                        "why": "",
                        "missing": 0.0,
                        "skew": 0.0,
                    }
                ]
            ),
        ]
    )  # nothing else is asked of it


def collect(*ids, settings=None):
    open_study("acme", settings, "01_collect").save("customers", customers(*ids))


def explore(name="x", settings=None):
    study = open_study("acme", settings, "02_explore")
    assert study.customers is not None
    study.save("variables", variables(name))


def segment(name="A", settings=None):
    study = open_study("acme", settings, "03_segment")
    assert study.customers is not None and study.variables is not None
    study.save("segments", segments(name))
    study.save_scorecard({"name": name}, "SELECT 1")


def profile(settings=None):
    study = open_study("acme", settings, "04_profile")
    assert study.segments is not None
    study.save("value_models", empty_table("value_models"))


def test_notebooks_run_in_their_order_read_each_other(acme):
    collect("a", "b")
    explore()
    segment()
    profile()
    study = open_study("acme", {}, "06_monitor")
    assert len(study.customers) == 2 and study.scorecard == {"name": "A"} and len(study.value_models) == 0
    study.check()


def test_a_table_made_from_other_segments_is_refused_and_the_notebook_to_run_is_named(acme):
    collect("a")
    explore()
    segment("A")
    profile()
    segment("B")
    study = open_study("acme", {}, "06_monitor")
    assert study.segments.segment_name.item() == "B"
    refusal = "table value_models was made from another version of table segments; run notebook 04_profile again"
    with pytest.raises(DataError, match=refusal):
        _ = study.value_models
    with pytest.raises(DataError, match=refusal):
        study.check()
    profile()
    assert len(open_study("acme", {}, "06_monitor").value_models) == 0


def test_of_several_notebooks_that_are_out_of_step_the_first_is_named(acme):
    collect("a")
    explore()
    segment()
    profile()
    collect("a", "b")
    with pytest.raises(DataError, match="run notebook 02_explore again"):
        _ = open_study("acme", {}, "06_monitor").value_models


def test_a_notebook_run_again_with_the_same_result_puts_nothing_out_of_step(acme):
    collect("a")
    explore()
    segment()
    profile()
    collect("a")
    segment()
    open_study("acme", {}).check()


def test_a_table_that_appears_later_puts_those_made_without_it_out_of_step(acme):
    collect("a")
    explore()
    study = open_study("acme", {}, "03_segment")
    assert study.outcomes is None
    study.save("segments", segments("A"))
    open_study("acme", {}, "01_collect").save("outcomes", empty_table("outcomes"))
    with pytest.raises(DataError, match="segments was made from another version of table outcomes"):
        _ = open_study("acme", {}, "04_profile").segments


def test_settings_hold_for_the_notebooks_after_and_not_for_those_before_or_the_same_again(acme):
    collect("a")
    explore(settings={"explore.umap": False})
    segment(settings={"segment.n_segments": 4})
    later = open_study("acme", {}, "04_profile")
    assert later.params.segment.n_segments == 4 and not later.params.explore.umap
    assert open_study("acme", {}).params.segment.n_segments == 4
    assert open_study("acme", {}, "03_segment").params.segment.n_segments is None
    assert open_study("acme", {}, "02_explore").params.explore.umap


def test_settings_that_an_earlier_notebook_was_not_run_with_are_refused(acme):
    collect("a")
    explore()
    segment(settings={"segment.n_segments": 4})
    with pytest.raises(ParamsError, match=r"segment\.n_segments has changed since notebook 03_segment was run"):
        open_study("acme", {"segment.n_segments": 5}, "05_target")
    assert open_study("acme", {"target.n_targets": 1}, "05_target").params.target.n_targets == 1


def test_params_edited_since_an_earlier_notebook_ran_are_refused_where_it_reads_them(acme):
    collect("a")
    explore()
    (acme / "params" / "acme.yaml").write_text(PARAMS + "target: {n_targets: 1}\ntitle: Acme Ltd\n", "utf-8")
    assert open_study("acme", {}, "03_segment").title == "Acme Ltd"
    (acme / "params" / "acme.yaml").write_text(PARAMS + "explore: {umap: false}\n", "utf-8")
    with pytest.raises(ParamsError, match=r"explore\.umap has changed since notebook 02_explore was run"):
        open_study("acme", {}, "03_segment")


def test_a_table_that_not_every_client_has_is_none_and_one_that_is_missing_names_its_notebook(acme):
    study = open_study("acme", {}, "05_target")
    assert study.responses is None and study.last_scorecard is None
    with pytest.raises(DataError, match="table cards is not there yet; run notebook 04_profile first"):
        _ = study.cards
    with pytest.raises(DataError, match=r"scorecard\.json is not there yet; run notebook 03_segment first"):
        _ = study.scorecard
    with pytest.raises(AttributeError, match="no table 'crads'"):
        _ = study.crads


def test_findings_of_a_notebook_replace_its_own_and_leave_the_others(acme):
    def conclude(stage, *texts):
        open_study("acme", {}, stage).conclude([Finding("kind-note", "note", {"text": text}) for text in texts])

    conclude("02_explore", "two")
    conclude("01_collect", "one", "uno")
    conclude("02_explore", "deux")
    found = open_study("acme", {}).findings
    assert found.text.tolist() == ["one", "uno", "deux"] and found.position.tolist() == [1, 2, 1]
    assert select(found, "01_collect", "note", "kind-note", 0).text.tolist() == ["one", "uno"]
    assert select(found, kind="caution").empty


def test_a_finding_keeps_its_figures_beside_its_sentence(acme):
    study = open_study("acme", {}, "01_collect")
    row = study.conclude([Finding("kind-caution", "caution", {"text": "x"}, segment=2)]).iloc[0]
    assert (row.code, row.kind, row.segment_id, row.text) == ("kind-caution", "caution", 2, "Caution: x")
    figures = {"size": Figure(12.0, "people", people=12.0), "text": "x"}
    row = study.conclude([Finding("kind-note", "note", figures)]).iloc[0]
    assert row.figures == '{"size": {"people": 12.0, "unit": "people", "value": 12.0}, "text": "x"}'

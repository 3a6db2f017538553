"""segtools new on the worlds as clients send them, with light dirt: no line is edited where the data can tell, and what
it cannot tell is asked."""

import importlib
import json

import ibis
import pytest
from worlds.world import Asked, write

from segtools.collect import data_check, first_params, row_rules, sources
from segtools.params import load_params

FILES = {
    "shop": ["customers.csv", "orders.csv", "survey.csv", "mailing.csv"],
    "noise": ["orders.csv"],
    "mailing": ["mailing.csv"],
    "wholesaler": ["header.csv", "lines.csv", "products.csv"],
    "gym": ["Mitglieder.csv", "Besuche.csv", "Umfrage.csv"],
    "panel": ["panel.sav"],
}
SEEDS = [1, *[pytest.param(seed, marks=pytest.mark.long) for seed in (2, 3)]]
SIZES = {"shop": 150, "noise": 300, "mailing": 1500, "wholesaler": 30, "gym": 200, "panel": 300}


@pytest.fixture
def new(project, tmp_path):
    """Make a world, guess its params, and check its rows by them; returns params, text, rows and truth."""

    def make(world, seed, answer=lambda text: text):
        folder = tmp_path / "data" / world
        asked = Asked(world, customers=SIZES[world], seed=seed, dirt="light")
        write(importlib.import_module(f"worlds.{world}").make(asked), folder)
        text, _ = first_params.first_params("acme", [f"{world}/{name}" for name in FILES[world]])
        first_params.write_params("acme", answer(text), replace=True)
        params = load_params("acme")
        assert data_check.usable(params)[1] == [], text
        checked = row_rules.check_rows(sources.read_sources(params), params)
        return params, text, checked, json.loads((folder / "truth" / "totals.json").read_text("utf-8"))

    return make


def totals(checked):
    rows = checked["transactions"].accepted
    orders = rows.group_by("order_id").agg(net=ibis._.amount.sum()).filter(ibis._.net > 0).count().execute()
    return rows.customer_id.nunique().execute(), orders, round(float(rows.amount.sum().execute()), 2)


def people(checked, name):
    return checked[name].accepted.customer_id.nunique().execute()


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("world", ["shop", "noise"])
def test_orders_come_in_to_the_cent(new, world, seed):
    _, text, checked, truth = new(world, seed)
    _, orders, net = totals(checked)
    assert (orders, net) == (truth["orders"], pytest.approx(truth["net_money"], abs=0.005)), text
    if world == "shop":
        assert set(checked) == {"transactions", "customers", "survey", "responses"}


@pytest.mark.parametrize("seed", SEEDS)
def test_a_wide_table_with_a_test_comes_in_with_its_arms(new, seed):
    params, text, checked, truth = new("mailing", seed)
    assert people(checked, "customers") == truth["people"] and params.sources.responses.control == "control", text
    bought = checked["responses"].accepted
    assert bought.responded.sum().execute() == truth["orders"]
    assert {params.variables[name].kind for name in ("arm", "visited", "bought", "spend")} == {"ignore"}


@pytest.mark.parametrize("seed", SEEDS)
def test_three_files_in_two_currencies_come_in_once_the_rate_is_told(new, seed):
    rated = lambda text: text.replace("    columns:\n", "    rates: {USD: 0.92}\n    columns:\n", 1)  # noqa: E731
    _, text, checked, truth = new("wholesaler", seed, rated)
    assert "ASK THE CLIENT: what is one USD worth in EUR?" in text
    assert totals(checked) == (truth["people"], truth["orders"], pytest.approx(truth["net_money"], rel=1e-6)), text


@pytest.mark.parametrize("seed", SEEDS)
def test_contracts_visits_and_answers_of_a_gym_come_in(new, seed):
    params, text, checked, truth = new("gym", seed)
    assert (people(checked, "customers"), people(checked, "survey")) == (truth["people"], truth["respondents"]), text
    assert checked["events"].accepted.count().execute() == truth["visits"]
    assert params.sources.events.measures == {"Dauer": "Dauer"} and params.sources.events.columns["hour"], text
    assert (params.value.contract.ended, params.value.contract.amount) == ("Gekündigt", "Monatsbeitrag"), text
    assert params.sources.survey.comments == "Kommentar" and params.variables["Weiterempfehlung"].score == "nps"
    assert params.variables["Gekündigt"].kind == params.variables["Newsletter"].kind == "binary"


@pytest.mark.parametrize("seed", SEEDS)
def test_a_panel_comes_in_with_its_scales_in_order_and_its_weight_apart(new, seed):
    params, text, checked, truth = new("panel", seed)
    assert params.sources.survey.columns["customer_id"] == "respid", text
    assert people(checked, "survey") - truth["people"] in (0, 1)  # a test respondent with a number like the others
    scale = params.variables["q5_1"].order
    assert (scale[0], scale[-1]) == ("Disagree completely", "Agree completely")
    assert (
        set(params.variables["q7_1"].missing) <= {"Don't know", "No answer"} and params.variables["wt"].kind == "ignore"
    )

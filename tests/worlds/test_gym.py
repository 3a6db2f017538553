"""The gym: German files of members, visits and answers."""

import io

import numpy as np
import pandas as pd
import pytest
from scipy.special import betaln
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import cross_val_score
from worlds.gym import ITEMS, PLANS


def read(made, name, encoding="cp1252"):
    """A file as its text, cell by cell."""
    return pd.read_csv(io.BytesIO(made.files[name]), sep=";", dtype=str, encoding=encoding, keep_default_na=False)


def members(made):
    """Members: one row each, without totals and test members."""
    rows = read(made, "Mitglieder.csv").drop_duplicates()
    rows = rows[~rows.Mitgliedsnr.isin(["", "Summe", "99999"])]
    assert rows.Mitgliedsnr.is_unique
    return rows.assign(
        fee=rows.Monatsbeitrag.str.replace(",", ".").astype(float), ended=rows["Gekündigt"].str.lower() == "ja"
    )


def visits(made):
    """Visits: one row each, with time and minutes."""
    rows = read(made, "Besuche.csv", "utf-8-sig").drop_duplicates()
    rows = rows[~rows.Mitgliedsnr.isin(["", "99999"])]
    rows = rows.assign(Mitgliedsnr=rows.Mitgliedsnr.str.strip(), Dauer=rows.Dauer.str.strip().astype(int))
    when = pd.to_datetime(rows.Zeitpunkt, format="%d.%m.%Y %H:%M", errors="coerce")
    return rows.assign(when=when).dropna(subset="when")


@pytest.mark.parametrize("asked", [{"customers": 300}, {"customers": 200, "seed": 4, "dirt": "heavy", "history": 5}])
def test_totals_are_what_one_counts_in_the_files(asked, made):
    gym = made("gym", **asked)
    people, came, totals = members(gym), visits(gym), gym.truth.totals
    assert totals["people"] == len(people) and totals["running_contracts"] == (~people.ended).sum()
    assert totals["net_money"] == pytest.approx(people.fee[~people.ended].sum(), abs=0.006)
    assert totals["visits"] == len(came) and totals["minutes"] == came.Dauer.sum()
    assert totals["people_with_visits"] == came.Mitgliedsnr.nunique()
    answers = read(gym, "Umfrage.csv").drop_duplicates()
    assert totals["respondents"] == answers.Mitgliedsnr.ne("").sum()


@pytest.mark.parametrize("dirt", ["none", "light", "heavy"])
def test_dirt_is_as_counted(dirt, made):
    gym = made("gym", customers=300, dirt=dirt)
    raw = {name: read(gym, name, "utf-8-sig" if name == "Besuche.csv" else "cp1252") for name in gym.files}
    people, came, answers = (raw[name] for name in ("Mitglieder.csv", "Besuche.csv", "Umfrage.csv"))
    seen = {
        "Mitglieder.csv": {
            "repeated row": people.duplicated().sum(),
            "customer id is missing": people.Mitgliedsnr.eq("").sum(),
            "row of a test customer": people.Tarif.eq("TEST").sum(),
            "blanks around a cell": people.Filiale.ne(people.Filiale.str.strip()).sum(),
            "other spelling of a level": (people.Filiale.str.isupper() | people["Gekündigt"].str.isupper()).sum(),
            "total row": people.Mitgliedsnr.eq("Summe").sum(),
        },
        "Besuche.csv": {
            "repeated row": came.duplicated().sum(),
            "customer id is missing": came.Mitgliedsnr.eq("").sum(),
            "row of a test customer": came.Mitgliedsnr.eq("99999").sum(),
            "day that does not exist": came.Zeitpunkt.str.startswith("31.02.").sum(),
            "day is missing": came.Zeitpunkt.eq("").sum(),
            "blanks around a cell": came.Dauer.str.startswith(" ").sum(),
            "blanks around a customer id": came.Mitgliedsnr.str.startswith(" ").sum(),
        },
        "Umfrage.csv": {
            "repeated row": answers.duplicated().sum(),
            "customer id is missing": answers.Mitgliedsnr.eq("").sum(),
            "no answer, written k.A.": answers[next(iter(ITEMS))].eq("k.A.").sum(),
        },
    }
    seen = {file: {kind: rows for kind, rows in kinds.items() if rows} for file, kinds in seen.items()}
    assert {file: kinds for file, kinds in seen.items() if kinds} == gym.truth.totals["dirt"]


def test_files_are_written_as_a_german_gym_writes_them(made):
    gym = made("gym", customers=100)
    assert gym.files["Besuche.csv"].startswith(b"\xef\xbb\xbfMitgliedsnr;Zeitpunkt;Dauer;Bereich\r\n")
    assert b"Gek\xfcndigt" in gym.files["Mitglieder.csv"] and b";34,90;" in gym.files["Mitglieder.csv"]


def test_the_segments_can_be_told_apart_by_their_visits(made):
    gym = made("gym", customers=500)
    came = visits(gym)
    by = came.groupby("Mitgliedsnr")
    variables = pd.DataFrame(
        {"visits": by.size(), "hour": by.when.apply(lambda w: (w.dt.hour + w.dt.minute / 60).mean())}
    )
    variables["minutes"] = by.Dauer.mean()
    variables = variables.join(pd.crosstab(came.Mitgliedsnr, came.Bereich, normalize="index"))
    planted = gym.truth.segments.set_index("customer_id").segment.reindex(variables.index)
    assert cross_val_score(RandomForestClassifier(100, random_state=0), variables, planted, cv=4).mean() > 0.95


def test_members_leave_at_the_planted_pace(made):
    """A member's chance to leave is drawn from a beta of a + b = 60. By the shifted beta-geometric, they stay n months
    with the chance B(a, b + n) / B(a, b)."""
    gym = made("gym", customers=4000)
    people = members(gym).merge(gym.truth.segments, left_on="Mitgliedsnr", right_on="customer_id")
    begun = pd.to_datetime(people.Beginn, format="%d.%m.%Y")
    months = (2026 - begun.dt.year) * 12 + 7 - begun.dt.month
    leave = 60 * people.segment.map({name: plan["leave"] for name, plan in PLANS.items()})
    gone = 1 - np.exp(betaln(leave, 60 - leave + months) - betaln(leave, 60 - leave))
    for name, some in people.groupby("segment"):
        error = np.sqrt((gone * (1 - gone))[some.index].sum())
        assert abs(some.ended.sum() - gone[some.index].sum()) < 4 * error, name


def test_a_year_is_worth_at_most_twelve_fees_and_nothing_once_it_has_ended(made):
    gym = made("gym", customers=300)
    people = members(gym).merge(gym.truth.values, left_on="Mitgliedsnr", right_on="customer_id")
    assert (people.yearly_value[people.ended] == 0).all()
    running = people[~people.ended]
    assert (running.yearly_value < 12 * running.fee).all() and (running.yearly_value > 0).all()
    gains = gym.truth.targets.set_index("segment")
    share = gym.truth.effects.set_index("segment").share_of_value
    worked = running.groupby("segment").yearly_value.sum() * share - 12 * running.groupby("segment").size()
    assert gains.gain.sub(worked).abs().max() < 0.05


def test_drift_makes_one_segment_grow_and_another_come_half_as_often(made):
    gym = made("gym", customers=900, drift=True, dirt="none")
    drift, came, people = gym.truth.drift, visits(gym), members(gym).set_index("Mitgliedsnr")
    since = pd.Timestamp(drift.since.iloc[0])
    joined = drift[drift.change == "joined after the middle"]
    assert set(joined.segment) == {"after_work"} and len(joined) > 90
    begun = pd.to_datetime(people.Beginn[joined.customer_id], format="%d.%m.%Y")
    assert (begun >= since - pd.Timedelta(days=3)).all()
    changed = drift.customer_id[drift.segment == "early_birds"]
    some = came[came.Mitgliedsnr.isin(changed)]
    hour = (some.when.dt.hour + some.when.dt.minute / 60).groupby(some.when >= since).agg(["mean", "size"])
    assert hour["mean"][False] < 7.5 and hour["mean"][True] > 10 and hour["size"][True] < 0.5 * hour["size"][False]


def test_segtools_counts_the_people_and_the_money_of_the_truth(made, counted):
    bad, accepted, customers = counted("gym", customers=300)
    totals = made("gym", customers=300).truth.totals
    assert bad == [] and len(customers) == totals["people"]
    running = customers[customers.ended == "no"]
    assert len(running) == totals["running_contracts"]
    assert running.monthly_fee.sum() == pytest.approx(totals["net_money"], abs=0.006)
    assert len(accepted["events"]) == totals["visits"] and len(accepted["survey"]) == totals["respondents"]

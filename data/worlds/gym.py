"""A German gym: members under contract, visits with hour and minutes, a survey with comments."""

from __future__ import annotations

import numpy as np
import pandas as pd

from worlds.dirt import NO_ID, PADDED, RESPELLED, TEST, TOTAL, Dirt, padded
from worlds.world import AS_OF, Asked, Made, Truth, as_csv, best, draw, plan_of, ranked, shuffled_segments

CUSTOMERS, MONTHS, YEARS = 1800, 12, 3
AREAS = ["Kraft", "Cardio", "Kurse", "Wellness"]
TARIFFS = {"Basis": 24.90, "Komfort": 34.90, "Premium": 54.90}
BRANCHES = ["Köln-Süd", "Köln-Mülheim", "Düsseldorf", "Bonn"]
ITEMS = {  # question: our name in params
    "Der Preis ist mir wichtig": "price_matters",
    "Ich trainiere am liebsten in der Gruppe": "likes_groups",
    "Ich brauche meine Ruhe": "wants_quiet",
    "Ich will Fortschritte sehen": "wants_progress",
}

# Per segment: share of members, visits a week, time of day (hour, and how far it varies), weights of Monday to Sunday,
# of areas and of tariffs, minutes, share who leave in a month, age, chance of a newsletter, mean answers, chances of a
# detractor, a passive and a promoter, what comments speak of, and the share of a year's fees that a programme to keep
# members would add.
PLANS = {
    "after_work": dict(
        share=4,
        visits=2.8,
        hour=(18.6, 0.9),
        days=[5, 5, 5, 5, 3, 1, 1],
        areas=[8, 2, 0.3, 0.3],
        tariffs=[6, 3, 1],
        minutes=85,
        leave=0.015,
        age=(29, 6),
        newsletter=0.5,
        answers=[4.0, 1.8, 2.6, 4.7],
        marks=[0.3, 0.4, 0.3],
        topic="zu wenig Hantelbänke",
        saves=0.05,
    ),
    "early_birds": dict(
        share=3,
        visits=3.2,
        hour=(6.9, 0.5),
        days=[5, 5, 5, 5, 5, 1, 0.5],
        areas=[2, 8, 0.3, 0.5],
        tariffs=[2, 6, 2],
        minutes=50,
        leave=0.008,
        age=(43, 8),
        newsletter=0.6,
        answers=[2.8, 1.6, 4.4, 3.9],
        marks=[0.1, 0.3, 0.6],
        topic="freundliches Team",
        saves=0.03,
    ),
    "classes": dict(
        share=3,
        visits=1.7,
        hour=(17.4, 1.2),
        days=[4, 2, 4, 2, 2, 4, 1],
        areas=[0.4, 1, 9, 1],
        tariffs=[1, 4, 5],
        minutes=65,
        leave=0.012,
        age=(37, 9),
        newsletter=0.8,
        answers=[2.6, 4.8, 1.9, 3.0],
        marks=[0.15, 0.3, 0.55],
        topic="tolle Kurse",
        saves=0.06,
    ),
    "sleepers": dict(
        share=3,
        visits=0.22,
        hour=(16.0, 3.5),
        days=[3, 3, 3, 3, 3, 3, 3],
        areas=[3, 3, 1, 3],
        tariffs=[5, 4, 1],
        minutes=45,
        leave=0.035,
        age=(36, 11),
        newsletter=0.3,
        answers=[4.4, 2.8, 3.2, 2.2],
        marks=[0.5, 0.35, 0.15],
        topic="zu teuer",
        saves=0.22,
    ),
    "daytime": dict(
        share=2,
        visits=2.2,
        hour=(10.4, 1.0),
        days=[4, 4, 4, 4, 4, 1, 0],
        areas=[1, 2, 2, 8],
        tariffs=[0.5, 3, 6],
        minutes=110,
        leave=0.005,
        age=(65, 6),
        newsletter=0.7,
        answers=[2.4, 3.4, 3.9, 2.7],
        marks=[0.1, 0.35, 0.55],
        topic="schöne Sauna",
        saves=0.02,
    ),
}
CHANGED = dict(visits=0.9, hour=(11.0, 1.0))  # what drift makes of the segment that behaves differently
PROGRAMME_COST = 12.0  # a year and member
CHAT = [
    "Ich komme meistens mit dem Rad.",
    "Parkplätze sind knapp.",
    "Die App ist praktisch.",
    "Bitte sonntags länger öffnen; danke!",
    "Die Duschen sind sauber.",
    "Meine Freundin trainiert auch hier.",
    "Die Musik ist manchmal zu laut.",
    "Im Sommer ist es sehr warm.",
]


def make(asked: Asked) -> Made:
    """A gym as asked."""
    asked.without("--no-ids")
    rng = np.random.default_rng([asked.seed, 2])
    names = asked.chosen(PLANS, 4)
    months = asked.history or MONTHS
    members = _members(rng, asked, names, months)
    visits = _visits(rng, members, names, asked.drift, months)
    survey = _survey(rng, members, names)
    truth = _truth(members, visits, survey, names, asked, months)
    files, dirt = _files(rng, asked, members, visits, survey)
    truth.totals["dirt"] = dirt.counts
    return Made(files, {"params.yaml": "gym"}, truth)


# --- what is planted ----------------------------------------------------------------------------------


def _start(months: int) -> pd.Timestamp:
    return AS_OF + pd.Timedelta(days=1) - pd.DateOffset(months=months)


def _members(rng: np.random.Generator, asked: Asked, names: list[str], months: int) -> pd.DataFrame:
    """One row a member who began in the last three years, also those who have left since. Each month a member leaves
    with a chance of their own, drawn around that of the segment."""
    people = asked.customers or CUSTOMERS
    segment = shuffled_segments(rng, {name: PLANS[name]["share"] for name in names}, names, people)
    leave = plan_of(PLANS, names, "leave")[segment]
    leave = rng.beta(60 * leave, 60 * (1 - leave))
    begun = rng.integers(1, YEARS * 12 + 1, people)
    if asked.drift:  # two in five of the first segment began after the middle
        late = (segment == 0) & (rng.random(people) < 0.4)
        begun[late] = rng.integers(1, max(2, months // 2), late.sum())
    life = rng.geometric(leave)
    mean, spread = plan_of(PLANS, names, "age")[segment].T
    tariff = draw(rng, plan_of(PLANS, names, "tariffs"), segment)
    fee = np.array(list(TARIFFS.values()))[tariff] - 5 * (rng.random(people) < 0.2)
    ids = rng.permutation(np.arange(10001, 10001 + 4 * people))[:people]
    table = pd.DataFrame(
        {
            "customer_id": ids.astype(str),
            "segment": segment,
            "born": 2026 - np.clip(rng.normal(mean, spread), 16, 88).astype(int),
            "tariff": np.array(list(TARIFFS))[tariff],
            "fee": fee.round(2),
            "begun": begun,
            "ran": np.minimum(life, begun),
            "ended": life <= begun,
            "leave": leave,
            "newsletter": rng.random(people) < plan_of(PLANS, names, "newsletter")[segment],
            "branch": np.array(BRANCHES)[rng.integers(0, len(BRANCHES), people)],
        }
    )
    return table.sort_values("customer_id").reset_index(drop=True)


def _visits(
    rng: np.random.Generator, members: pd.DataFrame, names: list[str], drift: bool, months: int
) -> pd.DataFrame:
    """One row a visit, at most one a member and day, by time: member (a row of members), day, minute, minutes, area."""
    first_day, days = _start(months), (AS_OF - _start(months)).days + 1
    month = np.array(
        [(AS_OF + pd.Timedelta(days=1) - pd.DateOffset(months=m) - first_day).days for m in range(YEARS * 12 + 1)]
    )
    begin = np.maximum(month[members.begun], 0)
    end = np.where(members.ended, month[members.begun - members.ran], days)
    spells = [(np.arange(len(members)), begin, end, PLANS)]
    if drift:
        changed, middle = members.segment.to_numpy() == min(1, len(names) - 1), days // 2
        other = {name: PLANS[name] | CHANGED for name in names}
        spells = [
            (np.arange(len(members)), begin, np.where(changed, np.minimum(end, middle), end), PLANS),
            (np.flatnonzero(changed), np.maximum(begin, middle)[changed], end[changed], other),
        ]
    pace = rng.gamma(15, 1 / 15, len(members))
    some = [_spell(rng, members, names, first_day, pace, *spell) for spell in spells]
    visits = pd.concat(some).drop_duplicates(["member", "day"])
    return visits.sort_values(["day", "minute", "member"]).reset_index(drop=True)


def _spell(rng, members, names, first_day, pace, who, begin, end, plans) -> pd.DataFrame:
    """Visits of some members from a day of the history up to another, by the plans of their segments."""
    segment = members.segment.to_numpy()[who]
    weeks = np.maximum(end - begin, 0) / 7
    times = rng.poisson(plan_of(plans, names, "visits")[segment] * pace[who] * weeks)
    at = np.repeat(np.arange(len(who)), times)
    kind = segment[at]
    day = begin[at] + np.floor(rng.random(len(at)) * (end - begin)[at]).astype(int)
    weekday = draw(rng, plan_of(plans, names, "days"), kind)
    day += weekday - (day + first_day.weekday()) % 7  # another day of the same week
    hour, spread = plan_of(plans, names, "hour")[kind].T
    minute = np.clip(60 * rng.normal(hour, spread), 360, 1350).astype(int)
    long = plan_of(plans, names, "minutes")[kind]
    minutes = np.clip(rng.gamma(16, long / 16), 10, 240).astype(int)
    area = draw(rng, plan_of(plans, names, "areas"), kind)
    table = pd.DataFrame({"member": who[at], "day": day, "minute": minute, "minutes": minutes, "area": area})
    return table[(day >= begin[at]) & (day < end[at])]


def _survey(rng: np.random.Generator, members: pd.DataFrame, names: list[str]) -> pd.DataFrame:
    """Three in five answer: member, the items (1 to 5, missing where left out), nps and comment."""
    who = np.flatnonzero(rng.random(len(members)) < 0.6)
    segment = members.segment.to_numpy()[who]
    answers = np.clip(np.rint(rng.normal(plan_of(PLANS, names, "answers")[segment], 0.8)), 1, 5)
    answers[rng.random(answers.shape) < 0.03] = np.nan
    marks = draw(rng, plan_of(PLANS, names, "marks"), segment)
    nps = rng.integers(np.array([0, 7, 9])[marks], np.array([7, 9, 11])[marks])
    topics = [PLANS[name]["topic"] for name in names]
    comments = []
    for kind, writes, speaks in zip(segment, rng.random(len(who)) < 0.5, rng.random(len(who)) < 0.5, strict=True):
        said = [CHAT[at] for at in rng.integers(0, len(CHAT), 2)] + [f"Mir fällt ein: {topics[kind]}."] * bool(speaks)
        comments.append(" ".join(said) if writes else "")
    table = pd.DataFrame(answers, columns=list(ITEMS))
    return table.assign(member=who, nps=nps, comment=comments)


def _truth(members, visits, survey, names, asked: Asked, months: int) -> Truth:
    named = np.array(names)[members.segment]
    stays = (1 - members.leave.to_numpy()[:, None]) ** np.arange(1, 13)
    value = members.fee * stays.sum(axis=1) * ~members.ended
    values = pd.DataFrame({"customer_id": members.customer_id, "segment": named, "yearly_value": value.round(2)})
    saves = {name: PLANS[name]["saves"] for name in names}
    effects = pd.DataFrame({"segment": names, "arm": "programme", "share_of_value": list(saves.values())})
    running = values[~members.ended].groupby("segment").yearly_value.agg(["size", "sum"]).reindex(names, fill_value=0)
    targets = running.set_axis(["running_members", "yearly_value"], axis=1).round(2)
    gain = targets.yearly_value * pd.Series(saves) - PROGRAMME_COST * targets.running_members
    targets = ranked(targets.assign(gain=gain).rename_axis("segment").reset_index())
    totals = {
        "people": len(members),
        "running_contracts": int((~members.ended).sum()),
        "orders": 0,
        "net_money": round(float(members.fee[~members.ended].sum()), 2),
        "net_money_is": "monthly fees of contracts that run on as_of, €",
        "visits": len(visits),
        "people_with_visits": int(visits.member.nunique()),
        "minutes": int(visits.minutes.sum()),
        "respondents": len(survey),
        "best": best(targets),
        "gain_is": "share_of_value of effects times the yearly value of running contracts, less 12 € a running member",
        "as_of": str(AS_OF.date()),
    }
    drift = _drift(members, named, names, months) if asked.drift else None
    return Truth(values[["customer_id", "segment"]], values, effects, targets, totals, drift)


def _drift(members, named, names, months: int) -> pd.DataFrame:
    since = _start(months) + (AS_OF - _start(months)) // 2
    changed = members.segment == min(1, len(names) - 1)
    joined = (members.segment == 0) & (members.begun < max(2, months // 2))
    both = np.select([changed, joined], ["half the visits, in the late morning", "joined after the middle"], "")
    table = pd.DataFrame({"customer_id": members.customer_id, "segment": named, "change": both})
    return table[table.change != ""].assign(since=str(since.date())).reset_index(drop=True)


# --- how the gym sends it -----------------------------------------------------------------------------


def _german(values: pd.Series) -> pd.Series:
    return values.map("{:.2f}".format).str.replace(".", ",")


def _files(rng, asked: Asked, members, visits, survey) -> tuple[dict[str, bytes], Dirt]:
    dirt = Dirt(rng, asked.dirt)
    first_day = _start(asked.history or MONTHS)
    begun = {
        m: (AS_OF + pd.Timedelta(days=1) - pd.DateOffset(months=m)).strftime("%d.%m.%Y")
        for m in range(1, YEARS * 12 + 1)
    }
    yes = {True: "ja", False: "nein"}
    people = pd.DataFrame(
        {
            "Mitgliedsnr": members.customer_id,
            "Geburtsjahr": members.born.astype(str),
            "Tarif": members.tariff,
            "Monatsbeitrag": _german(members.fee),
            "Beginn": members.begun.map(begun),
            "Laufzeit (Monate)": members.ran.astype(str),
            "Gekündigt": members.ended.map(yes),
            "Newsletter": members.newsletter.map(yes),
            "Filiale": members.branch,
        }
    )
    days = pd.date_range(first_day, AS_OF).strftime("%d.%m.%Y").to_numpy(object)
    clock = np.array([f" {minute // 60:02d}:{minute % 60:02d}" for minute in range(1440)], object)
    coming = pd.DataFrame(
        {
            "Mitgliedsnr": members.customer_id.to_numpy(object)[visits.member],
            "Zeitpunkt": days[visits.day] + clock[visits.minute],
            "Dauer": visits.minutes.astype(str),
            "Bereich": np.array(AREAS, object)[visits.area],
        }
    )
    answers = survey[list(ITEMS)].astype("Int64").astype("string").fillna("").astype(object)
    asking = answers.assign(Weiterempfehlung=survey.nps.astype(str), Kommentar=survey.comment)
    asking.insert(0, "Mitgliedsnr", members.customer_id.to_numpy(object)[survey.member])
    tables = {"Mitglieder.csv": people, "Besuche.csv": coming, "Umfrage.csv": asking}
    _soil(dirt, **{name.removesuffix(".csv"): table for name, table in tables.items()})
    coding = {"Mitglieder.csv": "cp1252", "Besuche.csv": "utf-8-sig", "Umfrage.csv": "cp1252"}
    files = {name: as_csv(dirt.finished(name, table), ";", "\r\n", coding[name]) for name, table in tables.items()}
    return files, dirt


def _soil(dirt: Dirt, Mitglieder: pd.DataFrame, Besuche: pd.DataFrame, Umfrage: pd.DataFrame) -> None:
    name, table = "Mitglieder.csv", Mitglieder
    fees = sum(float(fee.replace(",", ".")) for fee in table.Monatsbeitrag)
    dirt.repeat(name, table, 2)
    dirt.copy(name, table, NO_ID, 2, Mitgliedsnr="")
    dirt.copy(name, table, TEST, 1, Mitgliedsnr="99999", Tarif="TEST")
    dirt.change(name, table, PADDED, "Filiale", 3, padded)
    dirt.change(name, table, RESPELLED, "Filiale", 3, str.upper)
    dirt.change(name, table, RESPELLED, "Gekündigt", 2, str.upper)
    dirt.end(name, table, TOTAL, Mitgliedsnr="Summe", Monatsbeitrag=f"{fees:.2f}".replace(".", ","))
    name, table = "Besuche.csv", Besuche
    dirt.repeat(name, table, 6)
    dirt.copy(name, table, NO_ID, 5, Mitgliedsnr="")
    dirt.copy(name, table, TEST, 4, Mitgliedsnr="99999")
    dirt.copy(name, table, "day that does not exist", 2, Zeitpunkt="31.02.2026 18:00")
    dirt.copy(name, table, "day is missing", 2, Zeitpunkt="")
    dirt.change(name, table, PADDED, "Dauer", 5, padded)
    dirt.pad_ids(name, table, "Mitgliedsnr")
    name, table = "Umfrage.csv", Umfrage
    dirt.repeat(name, table, 2)
    dirt.copy(name, table, NO_ID, 2, Mitgliedsnr="")
    dirt.change(name, table, "no answer, written k.A.", next(iter(ITEMS)), 4, lambda _: "k.A.")

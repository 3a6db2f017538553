"""Make the demo client: an outdoor shop whose five segments, campaign effect and dirt are planted.

    python data/demo/make_demo.py [FOLDER]

writes orders.csv, customers.csv, survey.csv, mailing.csv and, for who teaches or tests, what was planted:
truth.csv (customer_id, planted_segment), truth_shift.csv (customers who changed in the last half-year),
truth_campaign.csv (the mailing's effect), truth_voice.csv (what each segment says in the survey, and what that does to
its mark) and truth_dirt.csv (the rows that cannot be used). Same seed, same bytes.

data/worlds/shop.py makes other shops of this kind, of another `Plan`.
"""

import sys
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import numpy as np
import pandas as pd

SEED = 20260630
AS_OF = pd.Timestamp("2026-06-30")
MONTHS = 24
MAILED_DAYS = 166  # before AS_OF
CAMPAIGN_DAYS = 30
CONTACT_COST = 1.20

CATEGORIES = ["Footwear", "Jackets", "Tents", "Cookware", "Climbing", "Kids", "Accessories", "Travel"]
CHANNELS = ["store", "web", "app"]
AGES = ["18-24", "25-34", "35-44", "45-54", "55-64", "65+"]
INCOMES = ["under 25k", "25-50k", "50-75k", "75-100k", "over 100k"]
SETTLEMENTS = ["city", "suburb", "rural"]
REGIONS = ["North", "East", "South", "West"]
ITEMS = ["price_matters", "quality_matters", "loves_outdoors", "wants_advice"]

# Per segment: members, orders a year, price a line, lines an order, category weights, discount, channels,
# ages, incomes, settlements, regions, mean answers 1-5, and what the mailing adds to the chance of an order.
SEGMENTS = {
    "regulars": dict(
        n=480,
        rate=15,
        price=38,
        lines=1.7,
        categories=[2, 2, 1, 2, 1, 2, 2, 2],
        discount=0.04,
        channels=[0.85, 0.10, 0.05],
        ages=[1, 2, 5, 8, 6, 2],
        incomes=[1, 4, 6, 3, 1],
        settlements=[2, 7, 3],
        regions=[6, 2, 2, 2],
        answers=[2.6, 4.2, 3.9, 3.4],
        uplift=0.25,
    ),
    "investors": dict(
        n=300,
        rate=6,
        price=230,
        lines=1.4,
        categories=[0, 2, 6, 0, 5, 0, 0, 0],
        discount=0.02,
        channels=[0.10, 0.85, 0.05],
        ages=[1, 4, 8, 6, 2, 1],
        incomes=[0.3, 1, 3, 6, 6],
        settlements=[7, 3, 2],
        regions=[2, 2, 6, 2],
        answers=[1.8, 4.8, 4.6, 4.1],
        uplift=0.22,
    ),
    "bargain_hunters": dict(
        n=480,
        rate=9,
        price=30,
        lines=1.2,
        categories=[4, 3, 0, 0, 0, 4, 4, 0],
        discount=0.38,
        channels=[0.05, 0.15, 0.80],
        ages=[5, 8, 4, 2, 1, 0.5],
        incomes=[6, 6, 2, 1, 0.3],
        settlements=[6, 4, 2],
        regions=[2, 6, 2, 2],
        answers=[4.7, 2.7, 2.9, 2.1],
        uplift=0.30,
    ),
    "newcomers": dict(
        n=340,
        rate=14,
        price=45,
        lines=2.6,
        categories=[7, 0, 0, 0, 0, 0, 2, 1],
        discount=0.10,
        channels=[0.10, 0.50, 0.40],
        ages=[8, 7, 2, 1, 0.5, 0.3],
        incomes=[4, 5, 3, 1, 0.5],
        settlements=[8, 2, 1],
        regions=[3, 3, 3, 3],
        answers=[3.4, 3.4, 3.2, 4.4],
        uplift=0.0,
    ),
    "drifting_away": dict(
        n=400,
        rate=5,
        price=44,
        lines=1.2,
        categories=[2, 2, 0, 3, 0, 0, 1, 4],
        discount=0.08,
        channels=[0.35, 0.60, 0.05],
        ages=[0.3, 1, 2, 3, 6, 8],
        incomes=[3, 5, 3, 1, 0.5],
        settlements=[1, 3, 8],
        regions=[2, 2, 2, 6],
        answers=[3.2, 3.3, 2.2, 2.6],
        uplift=0.0,
    ),
}
PEOPLE = sum(plan["n"] for plan in SEGMENTS.values())
N_SHIFTED = 110  # of drifting_away: regulars until some seven months ago
N_IDS, N_STRANGERS = 9000, 12  # customers' numbers are below the first; strangers, who never ordered, follow
# drift: this share of one segment comes after the middle of the history, and another buys in this way from then on
JOINED, CHANGED = 0.45, dict(discount=0.08, channels=[0.05, 0.80, 0.15], categories=[1, 1, 0, 0, 0, 1, 1, 6])


@dataclass(frozen=True)
class Plan:
    """A shop to make: the demo, where nothing is given.

    sizes : members of each segment, in the order of SEGMENTS
    months : of data, at least 3; in a history shorter than two years, all goes faster in proportion
    dirt : how many times each fault comes; 0 for none
    drift : investors join and bargain hunters buy in another way from the middle of the history on
    """

    seed: int = SEED
    sizes: tuple[tuple[str, int], ...] = tuple((name, plan["n"]) for name, plan in SEGMENTS.items())
    months: int = MONTHS
    dirt: int = 1
    drift: bool = False

    @cached_property
    def days(self) -> int:
        """Days of history before AS_OF."""
        return (AS_OF - (AS_OF + pd.Timedelta(days=1) - pd.DateOffset(months=self.months))).days

    def back(self, days: int) -> int:
        """Days before AS_OF, fewer in proportion where the history is shorter than the demo's."""
        return round(days * min(1, self.months / MONTHS))

    @property
    def highest_id(self) -> int:
        """No customer's number is higher."""
        return max(N_IDS, 4 * sum(members for _, members in self.sizes))


# What respondents say. Per segment: the chances of a detractor, a passive and a promoter, what half of its comments
# speak of, and what that adds to the mark.
VOICES = {
    "regulars": ([0.15, 0.35, 0.50], "friendly staff", 1),
    "investors": ([0.10, 0.30, 0.60], "expert advice", 1),
    "bargain_hunters": ([0.40, 0.35, 0.25], "high prices", -3),
    "newcomers": ([0.30, 0.40, 0.30], "wrong size", -3),
    "drifting_away": ([0.45, 0.35, 0.20], "late delivery", -3),
}
FRAMES = [
    "What comes to mind is the {}.",
    "Once more: {}.",
    "I told my friends about the {}.",
    "I have one thing to say, {}!",
]
CHAT = [
    "The website is easy to use.",
    "My tent is still fine.",
    "I walk in the hills at weekends.",
    "The jackets keep the rain out.",
    "My order was complete.",
    "I would like more colours.",
    "Parking near the shop is hard.",
    "It was a gift for my brother.",
    "Please open on Sundays too.",
    "The catalogue is nice to read.",
    "I use the app to look things up.",
    "The stove works well.",
]
NAMING = ["Thanks to Anna Blim, who sorted it out.", "Luis at the till was kind.", "Say hello to Sophie from me."]
REACH_ME = ["Write to jo.blim@example.org.", "Call me on 07700 900123."]


def pick(rng, levels, weights):
    """A level drawn with these weights; the same as rng.choice, and several times as fast."""
    return levels[bisect_right(edges(tuple(weights)), rng.random())]


@cache
def edges(weights):
    """Where between 0 and 1 each of the weights ends."""
    weights = np.asarray(weights, float)
    ends = (weights / weights.sum()).cumsum()
    return (ends / ends[-1]).tolist()


def order_days(rng, segment, shifted, plan):
    """Days, counted back from AS_OF, on which one customer orders."""
    rate = SEGMENTS[segment]["rate"]
    first, last = plan.days, 0
    if segment == "newcomers":
        first = rng.integers(plan.back(70), plan.back(150))
    if segment == "drifting_away":
        last = rng.integers(plan.back(205), plan.back(300))
    if plan.drift and segment == "investors" and rng.random() < JOINED:
        first = rng.integers(plan.back(60), plan.days // 2)
        return np.unique([*order_gaps(rng, rate, first, last), first]).astype(int)
    if shifted:
        slow = plan.back(60) + last  # a regular's pace until two months before the last order
        busy = order_gaps(rng, SEGMENTS["regulars"]["rate"], first, slow)
        return np.unique([*busy, last])
    days = order_gaps(rng, rate, first, last)
    return np.unique([*days, *{"newcomers": [first], "drifting_away": [last]}.get(segment, [])]).astype(int)


def order_gaps(rng, rate, first, last):
    """Days between two bounds at a rate a year, more even than a Poisson process, as shopping habits are."""
    pace = 365 / (rate * rng.gamma(40, 1 / 40))
    gaps = rng.gamma(1.5, pace / 1.5, size=int(3 * (first - last) / pace) + 10)
    days = first - np.cumsum(np.maximum(gaps, 1))
    return days[days >= last].astype(int)


def make_orders(rng, people, plan):
    """Order lines of every customer; their days are counted from AS_OF, and below 0 before it."""
    lines = []
    for person in people.itertuples():
        days = order_days(rng, person.planted_segment, person.shifted, plan)
        for back in days:
            before = person.shifted and back > days.min()  # all but the last order, as a regular
            way = way_at(plan, "regulars" if before else person.planted_segment, back)
            lines.extend(make_order(rng, person.customer_id, -int(back), way))
    return lines


def way_at(plan, segment, back):
    """How a segment buys, so many days before AS_OF."""
    changed = plan.drift and segment == "bargain_hunters" and back <= plan.days // 2
    return SEGMENTS[segment] | CHANGED if changed else SEGMENTS[segment]


def make_order(rng, customer, day, plan):
    """The lines of one order; now and then one comes back."""
    channel = pick(rng, CHANNELS, plan["channels"])
    bought = []
    for _ in range(1 + rng.poisson(plan["lines"] - 1)):
        number = pick(rng, range(len(CATEGORIES)), plan["categories"])
        price = round(float(plan["price"] * rng.gamma(12, 1 / 12)), 2)
        quantity = 1 + int(rng.random() < 0.15)
        cut = rng.beta(8 * plan["discount"], 8 * (1 - plan["discount"]))
        discount = round(price * quantity * float(cut), 2)
        product = f"{CATEGORIES[number][:2].upper()}-{rng.integers(1, 40):03d}"
        bought.append([customer, day, product, CATEGORIES[number], quantity, price, discount, channel])
        if rng.random() < 0.02 and day + 9 <= 0:
            bought.append([customer, day + 9, product, CATEGORIES[number], -quantity, price, -discount, channel])
    return bought


def mail(rng, people, lines, plan):
    """A mailing to customers with an order before it, two in five held back at random, and its planted effect.

    Who was mailed and would not have ordered in the next days does so with the segment's planted chance.
    """
    mailed = -plan.back(MAILED_DAYS)
    seen = {line[0] for line in lines if line[1] < mailed}
    end = mailed + CAMPAIGN_DAYS
    anyway = {line[0] for line in lines if mailed < line[1] <= end and line[4] > 0}
    rows, effect = [], {name: [] for name in SEGMENTS}
    for person in people[people.customer_id.isin(seen)].itertuples():
        way, treated = way_at(plan, person.planted_segment, -mailed), bool(rng.random() < 0.6)
        effect[person.planted_segment].append(0 if person.customer_id in anyway else way["uplift"])
        if treated and person.customer_id not in anyway and rng.random() < way["uplift"]:
            day = mailed + int(rng.integers(1, CAMPAIGN_DAYS + 1))
            lines.extend(line for line in make_order(rng, person.customer_id, day, way) if line[4] > 0)
        rows.append([person.customer_id, treated])
    spent = {}
    for customer, day, _product, _category, quantity, price, discount, _channel in lines:
        if mailed < day <= end and quantity > 0:
            spent[customer] = spent.get(customer, 0) + quantity * price - discount
    mailing = pd.DataFrame(rows, columns=["customer_id", "mailed"])
    mailing.insert(1, "campaign", "winter catalogue")
    mailing.insert(2, "sent", (AS_OF + pd.Timedelta(days=mailed)).date())
    mailing["mailed"] = mailing.mailed.map({True: "yes", False: "no"})
    mailing["ordered"] = mailing.customer_id.isin(spent).map({True: "yes", False: "no"})
    mailing["revenue"] = mailing.customer_id.map(spent).fillna(0).round(2)
    mailing["cost"] = mailing.mailed.map({"yes": CONTACT_COST, "no": 0.0})
    truth = pd.DataFrame(
        [(name, len(e), round(float(np.mean(e)), 4)) for name, e in effect.items() if e],
        columns=["planted_segment", "contacted_or_held_back", "response_uplift"],
    )
    return mailing, truth


def number_orders(lines):
    """Order lines as a table: one order number a customer and day, returns under a number of their own."""
    columns = [
        "customer_id",
        "day",
        "product_id",
        "category",
        "quantity",
        "unit_price",
        "discount",
        "channel",
    ]
    table = pd.DataFrame(lines, columns=columns).sort_values(["day", "customer_id"], kind="stable")
    key = table.customer_id + table.day.astype(str) + (table.quantity < 0).astype(str)
    numbers = zip(pd.factorize(key)[0], table.quantity, strict=True)
    table.insert(1, "order_id", [f"{'R' if quantity < 0 else 'A'}{number + 10001}" for number, quantity in numbers])
    days = AS_OF + pd.to_timedelta(table.pop("day"), unit="D")
    table.insert(2, "order_date", days.dt.strftime("%Y-%m-%d"))
    return table.reset_index(drop=True)


def make_people(rng, plan):
    """One row a customer: who they are, and the segment they were planted in."""
    rows = []
    for name, members in plan.sizes:
        way, n_shifted = SEGMENTS[name], round(members * N_SHIFTED / SEGMENTS["drifting_away"]["n"])
        for position in range(members):
            rows.append(
                {
                    "planted_segment": name,
                    "shifted": name == "drifting_away" and position < n_shifted,
                    "age": pick(rng, AGES, way["ages"]),
                    "income": pick(rng, INCOMES, way["incomes"]),
                    "settlement": pick(rng, SETTLEMENTS, way["settlements"]),
                    "region": pick(rng, REGIONS, way["regions"]),
                    **{
                        item: int(np.clip(np.rint(rng.normal(mean, 0.8)), 1, 5))
                        for item, mean in zip(ITEMS, way["answers"], strict=True)
                    },
                }
            )
    people = pd.DataFrame(rows).sample(frac=1, random_state=plan.seed).reset_index(drop=True)
    numbers = rng.permutation(np.arange(1, plan.highest_id))[: len(people)]
    people.insert(0, "customer_id", [f"{n:06d}" for n in numbers])
    return people.sort_values("customer_id").reset_index(drop=True)


def ask(answered, seed):
    """Respondents' answers to the last two questions, nps (0 to 10) and comment (half write none), and what was
    planted. Drawn from a stream of its own: nothing else of the demo hangs on it."""
    rng, rows = np.random.default_rng([seed, 1]), []
    for segment in answered.planted_segment:
        chances, topic, effect = VOICES[segment]
        mark = rng.integers([0, 7, 9], [7, 9, 11])[rng.choice(3, p=chances)]
        writes, speaks, names = (rng.random(3) < [0.5, 0.5, 0.04]).tolist()
        sentences = [*rng.choice(CHAT, rng.integers(1, 4), replace=False)]
        sentences += [str(rng.choice(FRAMES)).format(topic)] * speaks + [rng.choice(NAMING)] * names
        mark = np.clip(mark + effect * (writes and speaks), 0, 10)
        rows.append([int(mark), " ".join(rng.permutation(sentences)) if writes else ""])
    answers = pd.DataFrame(rows, columns=["nps", "comment"], index=answered.index)
    for loud, line in zip(answers.index[answers.comment != ""][7:71:63], REACH_ME, strict=False):
        answers.loc[loud, "comment"] += f" {line}"
    planted = [(name, topic, effect) for name, (_, topic, effect) in VOICES.items()]
    return answers, pd.DataFrame(planted, columns=["planted_segment", "term", "nps_effect"])


def put(reason, place, *values):
    """One way to spoil a row for each bad value: put it in that cell; and what the row is then set aside for."""
    return [(reason, lambda cells, bad=bad: [*cells[:place], bad, *cells[place + 1 :]]) for bad in values]


SAME = "same as an earlier row"
FAULTS = [  # groups of rows that are drawn together
    put("customer_id is missing", 0, "", "", "", "", ""),
    [
        *put("order_date is unreadable", 2, "31.02.2026", "n/a"),
        *put("order_date is missing", 2, ""),
        *put("order_date is unreadable", 2, "soon"),
    ],
    [*put("order_date is after as_of", 2, "2062-03-04"), *put("order_date is a placeholder", 2, "9999-12-31")],
    [
        *put("amount is unreadable", 6, "12x"),
        *put("amount is not finite", 6, "NaN"),
        *put("amount is missing", 6, ""),
        *put("amount is too large to be true", 6, "1e999"),
        *put("amount is unreadable", 6, "two"),
    ],
    put("10 cells instead of 9", 4, "Jackets, men", "Tents, large", "Kids, 6-9", "Footwear, wide"),
    [("6 cells instead of 9", lambda cells: cells[:6])] * 2,
    put("stray or unclosed quote", 4, '"Ten"ts'),
    [(SAME, lambda cells: cells)] * 6,
]


def soil_orders(rng, orders, times):
    """The orders as lines of CSV, a spoilt copy of a row put in for each fault so many times, and how many of each."""
    text = orders.to_csv(index=False, lineterminator="\n").splitlines()
    spoilt, planted = [], {}
    for ways in FAULTS * times:
        rows = rng.choice(np.arange(1, len(text)), len(ways), replace=False)
        for row, (reason, spoil) in zip(rows, ways, strict=True):
            planted[reason] = planted.get(reason, 0) + 1
            place = row + 1 if reason == SAME else rng.integers(1, len(text) + 1)
            spoilt.append((int(place), ",".join(spoil(text[row].split(",")))))
    for place, line in sorted(spoilt, reverse=True):
        text.insert(place, line)
    return text, [("transactions", reason, rows) for reason, rows in planted.items()]


@dataclass
class Shop:
    """A shop: the text of its orders, its other tables by name, what was planted by name, and the orders without
    dirt."""

    orders_text: str
    tables: dict[str, pd.DataFrame]
    planted: dict[str, pd.DataFrame]
    orders: pd.DataFrame


def make(plan):
    """The shop of a plan."""
    rng = np.random.default_rng(plan.seed)
    people = make_people(rng, plan)
    lines = make_orders(rng, people, plan)
    mailing, effect = mail(rng, people, lines, plan)
    orders = number_orders(lines)
    text, dirt = soil_orders(rng, orders, plan.dirt)

    customers = customers_sent(people, plan)
    answered = people[rng.random(len(people)) < 0.7]
    survey = answered[["customer_id", *ITEMS]].astype(dict.fromkeys(ITEMS, "Int64"))
    survey = survey.mask(rng.random(survey.shape) < [0, 0.03, 0.03, 0.03, 0.03])
    answers, voice = ask(answered, plan.seed)
    survey = survey.join(answers)
    if plan.dirt:
        spoilt = [mailing.iloc[[3]].assign(customer_id=""), mailing.iloc[[9]].assign(sent="??")]
        mailing = pd.concat([mailing, *spoilt])
        dirt += [
            ("customers", "customer_id is missing", 1),
            ("customers", "same as an earlier row", 2),
            ("customers", "rows of one customer contradict each other", 4),
            ("responses", "contact_date is unreadable", 1),
            ("responses", "customer_id is missing", 1),
        ]
    planted = {
        "truth": people[["customer_id", "planted_segment"]],
        "truth_shift": people.loc[people.shifted, ["customer_id"]].assign(earlier_segment="regulars"),
        "truth_campaign": effect,
        "truth_voice": voice,
        "truth_dirt": pd.DataFrame(dirt, columns=["source", "reason", "rows"]),
    }
    tables = {"customers": customers, "survey": survey, "mailing": mailing}
    return Shop("\n".join(text) + "\n", tables, planted, orders)


def customers_sent(people, plan):
    """The client's table of customers: some who never ordered, some twice, some whose rows contradict each other."""
    known = people.drop(columns=["planted_segment", "shifted", *ITEMS])
    numbers = range(plan.highest_id + 1, plan.highest_id + 1 + N_STRANGERS)
    strangers = known.sample(N_STRANGERS, random_state=plan.seed).assign(customer_id=[f"{n:06d}" for n in numbers])
    if not plan.dirt:
        return pd.concat([known, strangers])
    places = [place * len(known) // PEOPLE for place in (40, 900, 77, 1300, 5)]
    twice, torn = known.iloc[places[:2]], known.iloc[places[2:4]]
    torn = torn.assign(settlement=torn.settlement.map({"city": "rural", "suburb": "city", "rural": "suburb"}))
    nobody = known.iloc[places[4:]].assign(customer_id="")
    return pd.concat([known, strangers, twice, torn, nobody])


def main(folder):
    """Write every file of the demo client into a folder."""
    shop = make(Plan())
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "orders.csv").write_text(shop.orders_text, newline="")
    for name, table in (shop.tables | shop.planted).items():
        table.to_csv(folder / f"{name}.csv", index=False, lineterminator="\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent)

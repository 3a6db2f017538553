"""What a params file may hold: frozen types, each key with its meaning, checked against each other."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from segtools.params.places import nearest

Family = Literal["behavioural", "demographic", "geographic", "psychographic", "survey", "attitude", "campaign", "other"]
Kind = Literal["numeric", "ordinal", "categorical", "binary", "ignore"]
Share = Annotated[float, Field(ge=0, le=1)]

TRANSACTION_FIELDS = (
    *("customer_id", "order_id", "order_date", "amount", "quantity", "unit_price", "product_id"),
    *("product_name", "category", "discount", "channel", "cost", "currency"),
)
RESPONSE_FIELDS = ("customer_id", "campaign", "contact_date", "treated", "responded", "revenue", "cost")
EVENT_FIELDS = ("customer_id", "event_date", "event")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, use_attribute_docstrings=True)


class Lookup(_Strict):
    """A second table whose columns a source may use, joined on a key."""

    path: str
    """File, found as a source's path is, and written as it is."""
    on: str | list[str]
    """Column or columns the two tables share. The lookup holds each key once, unless `flag` is given."""
    flag: str | None = None
    """Bring only a yes/no column of this name: whether the lookup has such a row. Its keys may repeat."""


class Source(_Strict):
    """One table as the client gave it: `path`, or `database` and `table`."""

    path: str = ""
    """CSV (also .gz), Excel (.xlsx) or Parquet file, looked for in $SEGTOOLS_DATA and then data/. A pattern
    (orders_*.csv) or a folder of Parquet files is read as one table; package:NAME/FILE is a file inside an
    installed Python package."""
    database: str = ""
    """Ibis URL of a database, its secret in an environment variable: postgres://analyst:${ACME_DB}@host/sales,
    duckdb://folder/file.duckdb, or ${ACME_URL}."""
    table: str = ""
    """Table or view of the database; schema.table where it is not in the default schema."""
    sheet: str = ""
    """Sheet of an Excel file; needed where it has more than one."""
    columns: dict[str, str] = {}
    """Our name: the client's column, or an expression such as quantity * price. order_id: _row makes each row an
    order of its own."""
    delimiter: str = ","
    """What separates the cells of a CSV line: one character, or the word tab."""
    quote: Annotated[str, Field(min_length=0, max_length=1)] = '"'
    """What stands around a CSV cell that holds a delimiter; '' for nothing."""
    encoding: str = "utf-8"
    """How the CSV's text is encoded, for instance latin-1."""
    skip_lines: Annotated[int, Field(ge=0)] = 0
    """Lines (or Excel rows) above the header."""
    decimal: Literal[".", ","] = "."
    """Decimal mark of numbers that are written as text."""
    thousands: Literal["", ".", ",", " ", "'"] = ""
    """What groups the thousands of numbers that are written as text."""
    date_format: str | None = None
    """How dates are written, for instance '%d/%m/%Y'; ISO (2026-06-30) where it is not given."""
    time_zone: str | None = None
    """Zone whose calendar days count, for instance Europe/Berlin, where times carry a zone of their own."""
    make_id: bool = False
    """The table has no customer id: give each row a stable one, made of its content."""
    key: list[str] = []
    """The client's columns that together name one row (order number, line number). Rows that share a key
    and differ contradict each other and are set aside; equal ones are kept once."""
    drop: dict[str, str] = {}
    """Reason: condition. Rows of which it is true are set aside for that reason, for instance
    postage: StockCode in ['POST', 'DOT']."""
    duplicates: Literal["keep", "quarantine"] = "keep"
    """Whether a row equal to an earlier one in every cell is a real event or an export's stutter."""
    lookups: list[Lookup] = []
    """Tables to join before the columns are mapped."""

    @model_validator(mode="after")
    def _from_somewhere(self) -> Source:
        if bool(self.path) == bool(self.database):
            raise ValueError("give either path (a file) or database and table; not both, not neither")
        if self.database and not self.table:
            raise ValueError("database is given without table; name the table to read")
        if re.search(r"://[^/@]*:(?!\$\{)[^@]*@", self.database) or re.search(
            r"(?i)[?&](password|token|pwd|key|secret)=(?!\$\{)", self.database
        ):
            raise ValueError("database holds a password; put it into an environment variable and write ${NAME} here")
        if self.delimiter != "tab" and len(self.delimiter) != 1:
            raise ValueError(f"delimiter {self.delimiter!r} is not one character; write ',', ';', '|' or tab")
        if self.thousands == self.decimal:
            raise ValueError(f"decimal and thousands are both {self.decimal!r}; one mark cannot be both")
        return self

    @property
    def said(self) -> str:
        """How messages and ledgers name where the rows are from: no secret is in it."""
        return self.path or f"{self.database.partition('?')[0]} {self.table}"


class Transactions(Source):
    """Order lines: customer_id, order_date and amount at least."""

    rates: dict[str, float] = {}
    """Where columns.currency is given: what one unit of each currency is worth in the client's own."""

    @model_validator(mode="after")
    def _has_the_fields(self) -> Transactions:
        return _check_fields(self, TRANSACTION_FIELDS, ("customer_id", "order_date", "amount"))


class Responses(Source):
    """One row a customer and campaign: who was contacted, who was held back, who responded."""

    control: str | None = None
    """The value of columns.campaign that means held back; such a row is the control of every campaign."""

    @model_validator(mode="after")
    def _has_the_fields(self) -> Responses:
        return _check_fields(self, RESPONSE_FIELDS, ("customer_id", "campaign", "responded"))


class Events(Source):
    """Web or app events: who did what when."""

    @model_validator(mode="after")
    def _has_the_fields(self) -> Events:
        return _check_fields(self, EVENT_FIELDS, EVENT_FIELDS)


class Attributes(Source):
    """One row a customer: demography, geography, survey answers. Unmapped columns keep their names."""

    family: Family = "demographic"
    """Family of the variables of this table that `variables` does not place."""
    comments: str | None = None
    """The client's column of open comments. It becomes no variable: what looks personal in it is masked, and of the rest only
    terms and counts of people are shown."""


class Exclude(_Strict):
    """A list of people who objected or gave no consent."""

    path: str
    """File, found and written as a source's path is; CSV, Excel or Parquet."""
    column: str
    """Its column of customer ids."""
    where: str | None = None
    """Only rows of which this is true, for instance consent == 'no'."""
    delimiter: str = ","
    encoding: str = "utf-8"


class People(_Strict):
    """What is done for the people in the data."""

    ids: Literal["keep", "number", "hash"] = "keep"
    """What leaves the house as customer_id: the client's id; a running number, good for one study; or a keyed
    hash, the same every month."""
    key: str | None = None
    """Environment variable that holds the key of the hash: at least 16 characters."""
    allow: list[str] = []
    """Columns that look personal and are not."""
    personal: list[str] = []
    """Columns that are personal and do not look it: never a variable, never in outputs."""
    exclude: list[Exclude] = []

    @model_validator(mode="after")
    def _with_a_key(self) -> People:
        if self.ids == "hash" and not self.key:
            raise ValueError("ids: hash needs key, the name of the environment variable that holds the secret key")
        return self


class Variable(_Strict):
    """What the data dictionary says of one variable."""

    family: Family | None = None
    kind: Kind | None = None
    """How to treat it; `ignore` keeps it out of everything."""
    unit: str | None = None
    meaning: str | None = None
    order: list[str] | None = None
    """The levels of an ordinal variable, lowest first."""
    missing: list[str] = []
    """Values that mean: not known. For instance "-1" or unknown."""
    high: str | None = None
    """Two words, at most, for a segment that is high on it: they go into segment names."""
    low: str | None = None
    """Likewise for a segment that is low on it."""
    score: Annotated[str, Field(pattern=r"^(nps|csat\d{0,2})$")] | None = None
    """It says how satisfied they are: nps (0 to 10), or csat (1 up to the highest answer; csat7 where the scale goes to 7).
    A score describes segments and forms none, unless its family is given."""

    @field_validator("order", "missing", mode="before")
    @classmethod
    def _as_text(cls, value: Any) -> Any:
        whole = isinstance(value, list) and all(isinstance(v, str | int) and not isinstance(v, bool) for v in value)
        return [str(v) for v in value] if whole else value


class Sources(_Strict):
    """The tables a client brought; any mix."""

    transactions: Transactions | None = None
    customers: Attributes | None = None
    survey: Attributes | None = None
    events: Events | None = None
    responses: Responses | None = None

    @model_validator(mode="after")
    def _some_customers(self) -> Sources:
        if not (self.transactions or self.customers or self.survey or self.events):
            raise ValueError("name at least one of transactions, customers, survey or events")
        if self.transactions and self.responses and "contact_date" not in self.responses.columns:
            raise ValueError("responses.columns lacks contact_date; with orders, the segment before it is what counts")
        return self

    def given(self) -> dict[str, Any]:
        """The sources there are, by name."""
        return {name: source for name, source in self if source is not None}

    @property
    def named(self) -> bool:
        """Whether customers have ids of the client's own, by which they can be found again."""
        return not any(source.make_id for source in self.given().values())


class Explore(_Strict):
    """Which variables may enter the segmentation."""

    max_missing: Share = 0.4
    """A variable missing for a larger share of the base is left out."""
    max_same: Share = 0.95
    """A variable with one value for a larger share of the base is left out."""
    max_skew: Annotated[float, Field(gt=0)] = 3.0
    """A variable still more skewed than this after its transform is left out: a few customers far out
    would make a segment of themselves."""
    max_explained: Share = 0.75
    """A variable that those before it explain to a larger share (R squared; a variance inflation of four)
    would count twice: left out."""
    umap: bool = True
    """Draw the UMAP view: half a minute, for looking only."""


Bounds = Annotated[list[Annotated[int, Field(ge=1)]], Field(min_length=2, max_length=2)]
Cuts = Annotated[list[float], Field(min_length=1)]


class Rule(_Strict):
    """Lowest and highest score that a customer of this segment has."""

    recency: Bounds
    frequency: Bounds
    monetary: Bounds


def _usual_rules() -> dict[str, Rule]:
    """The usual table of ten, as the R package rfm documents it (https://rfm.rsquaredacademy.com)."""
    table = {
        "Champions": (4, 5, 4, 5), "Loyal Customers": (2, 5, 3, 5), "Potential Loyalist": (3, 5, 1, 3),
        "New Customers": (4, 5, 1, 1), "Promising": (3, 4, 1, 1), "Need Attention": (2, 3, 2, 3),
        "About To Sleep": (2, 3, 1, 2), "At Risk": (1, 2, 2, 5), "Can't Lose Them": (1, 1, 4, 5), "Lost": (1, 2, 1, 2),
    }  # fmt: skip
    return {name: Rule(recency=[a, b], frequency=[c, d], monetary=[c, d]) for name, (a, b, c, d) in table.items()}


class Rules(_Strict):
    """RFM score rules, the baseline that segments are held against. The first rule that a customer fulfils wins."""

    recency: Cuts | None = None
    """Days where the recency score changes, ascending. Not given: quintiles of the base, as for the next two."""
    frequency: Cuts | None = None
    """Orders where the frequency score changes."""
    monetary: Cuts | None = None
    """Amounts where the monetary score changes."""
    segments: dict[str, Rule] = _usual_rules()
    """Segment: lowest and highest score of each, the rule that is tried first on top."""

    @model_validator(mode="after")
    def _ascending(self) -> Rules:
        for name in ("recency", "frequency", "monetary"):
            cuts = getattr(self, name) or []
            if any(a >= b for a, b in itertools.pairwise(cuts)):
                raise ValueError(f"{name} cut points {cuts} do not ascend; sort them and leave out what stands twice")
        return self


class Segment(_Strict):
    """How the segments are looked for."""

    families: list[Family] | None = None
    """Families that may enter. Not given: behaviour where there is any, else attitudes and survey, else all."""
    variables: list[str] | None = None
    """Exactly these variables, whatever the checks of 02_explore say."""
    methods: Annotated[list[Literal["kmeans", "mixture", "latent_classes", "rules"]], Field(min_length=1)] | None = None
    """Methods to choose among; one name overrules the choice. Not given: all that fit the variables, but rules, which
    are only there to compare with."""
    n_segments: Annotated[int, Field(ge=2, le=20)] | None = None
    """Overrule the choice of the number of segments."""
    min_segments: Annotated[int, Field(ge=2, le=20)] = 3
    """Fewest segments the choice may fall on; two mostly say heavy and light."""
    max_segments: Annotated[int, Field(ge=2, le=20)] = 8
    n_starts: Annotated[int, Field(ge=1)] = 100
    """Random starts of the k-means that is kept."""
    n_pairs: Annotated[int, Field(ge=2)] = 20
    """Pairs of bootstrap samples behind each stability figure."""
    min_share: Share = 0.03
    """Smallest share of the base that a segment may have."""
    min_customers: Annotated[int, Field(ge=1)] = 30
    """Fewest customers that a segment may have: fewer are too few to act on."""
    rules: Rules = Rules()
    sample: Annotated[int, Field(ge=500)] = 20_000
    """Larger bases are segmented on a sample of this size and typed by the scorecard."""
    names: dict[str, str] = {}
    """Computed name: the name to use instead. Both are kept in the scorecard, and go with the segment when it is found
    again."""

    @model_validator(mode="after")
    def _range(self) -> Segment:
        if self.min_segments > self.max_segments:
            raise ValueError("min_segments is above max_segments; lower one or raise the other")
        return self


class Contract(_Strict):
    """Customers under contract, for whom to stay or to leave is told, not guessed."""

    periods: str
    """Variable: whole periods a contract has run (the one after which it ended counted), 1 and up."""
    ended: str
    """Variable, yes or no: whether it has ended."""
    amount: str
    """Variable: net amount of a period."""
    periods_a_year: Annotated[int, Field(ge=1, le=366)] = 12


class Value(_Strict):
    """What a customer is worth in the twelve months ahead. Where there are orders it is modelled from them."""

    margin: Annotated[float, Field(gt=0, le=1)] | None = None
    """Contribution margin, as a share of the net amount. Not given: from the costs of the order lines; where there are none,
    values are net amounts, and said to be."""
    discount_rate: Annotated[float, Field(ge=0, le=1)] = 0.1
    """A year's interest at which later amounts count for less."""
    column: str | None = None
    """Without orders: the variable that holds what a customer is worth in a year, a net amount."""
    contract: Contract | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Value:
        if self.column and self.contract:
            raise ValueError("column and contract are two ways to say the same; keep one")
        return self


def _weights(value: dict[str, float]) -> dict[str, float]:
    if value and (min(value.values()) < 0 or abs(sum(value.values()) - 1) > 1e-6):
        raise ValueError(f"weights must not be negative and sum to 1; they sum to {sum(value.values()):g}")
    return value


class Economics(_Strict):
    """What a campaign costs and may bring. What is not given is taken from the campaigns in the data, or is unknown."""

    contact_cost: Annotated[float, Field(ge=0)] | None = None
    """What it costs to contact one customer, in the client's currency."""
    response: Annotated[list[Share], Field(min_length=3, max_length=3)] | None = None
    """Lowest, likeliest and highest share of those contacted who order because of it."""
    budget: Annotated[float, Field(gt=0)] | None = None
    """What may be spent on contacts, in the client's currency."""

    @model_validator(mode="after")
    def _ascending(self) -> Economics:
        if self.response and sorted(self.response) != self.response:
            raise ValueError(f"response {self.response} does not ascend; write lowest, likeliest, highest")
        return self


class Target(_Strict):
    """What makes a segment worth courting. A criterion that the data cannot give is left out, and its
    weight shared among the others in proportion; the notebook says so."""

    min_share: Share = 0.02
    """Knock-out: a smaller share of the base is not worth a plan of its own."""
    min_customers: Annotated[int, Field(ge=1)] = 50
    """Knock-out: fewer members, or fewer who may be contacted, are too few to learn from."""
    min_stability: Share = 0.5
    """Knock-out: a segment that bootstraps bring back less than this (mean Jaccard) may not exist."""
    min_difference: Annotated[float, Field(ge=0)] = 0.3
    """Knock-out: a segment that lies nowhere this many standard deviations from the base is not distinct."""
    not_for_us: dict[str, str] = {}
    """Knock-out: segment name: why it does not fit our means."""
    contactable: str | None = None
    """Variable, yes or no: whether a customer may be contacted. Not given: everybody of the base may."""
    n_targets: Annotated[int, Field(ge=1)] = 2
    attractiveness: dict[str, float] = {
        "size": 0.2,
        "clv_12m": 0.35,
        "growth": 0.2,
        "full_price": 0.15,
        "loyalty": 0.1,
    }
    """Criterion: weight. What the segment offers us."""
    competitiveness: dict[str, float] = {
        "activity": 0.25,
        "range_bought": 0.2,
        "campaign_response": 0.2,
        "against_competitors": 0.35,
    }
    """Criterion: weight. How strong our hand is with the segment."""
    scores: dict[str, dict[str, float]] = {}
    """Criterion of your own: segment name: score. It can be weighed like the others."""
    competitors: dict[str, dict[str, Annotated[float, Field(ge=0, le=10)]]] = {}
    """Who: segment name: how well it serves the segment, 0 to 10; with `us` and at least one competitor by name."""
    draws: Annotated[int, Field(ge=100)] = 1_000
    """How often weights and figures are drawn anew to see how sure a rank is."""
    plays: str = "params/library/plays.yaml"
    """The library of plays, a file in the project."""
    economics: Economics = Economics()

    @model_validator(mode="after")
    def _sums(self) -> Target:
        _weights(self.attractiveness)
        _weights(self.competitiveness)
        if self.competitors and ("us" not in self.competitors or len(self.competitors) < 2):
            raise ValueError("competitors needs us and at least one competitor by name")
        return self


Side = Literal["above", "below"]


class Play(_Strict):
    """What may be done about a figure of a segment."""

    when: dict[str, Side | dict[Side, float]]
    """Figure: above or below (the base, by .2 standard deviations), or {above: 3} or {below: 0.5}. All must be true."""
    unless: dict[str, Side | dict[Side, float]] = {}
    """Of the same form: where one is true, the play would contradict what the segment does."""
    reason: str
    offer: str
    price: str
    message: str
    kpi: str
    channel: str = ""
    """Where to say it; not given: the channel that the segment uses more than others."""


class Library(_Strict):
    plays: dict[str, Play]


class Monitor(_Strict):
    """How segments are followed over time."""

    lookback_days: Annotated[int, Field(ge=1)] | None = None
    """How far back the earlier look lies. Not given: half a year, or a quarter of a short history."""
    max_share_change: Share = 0.05
    """A larger move of any segment's share of the base asks for a decision."""
    max_drift: Annotated[float, Field(gt=0)] = 0.25
    """A larger population stability index of a variable asks for a new fit."""


class Deliver(_Strict):
    """How what leaves the house looks, and what it may show."""

    by: str = ""
    """Who presents it, as it stands on the deck's cover."""
    colour: Annotated[str, Field(pattern=r"^#[0-9a-fA-F]{6}$")] = "#22303c"
    """Colour of titles and table heads in deck, workbook and cards: "#0b3c5d", in quotation marks."""
    font: str = "Arial"
    """Font of deck and workbook; whoever opens them needs it."""
    logo: str | None = None
    """PNG or JPEG for the deck and the cards, found and written as a source's path is."""
    least_count: Annotated[int, Field(ge=1)] = 10
    """Smallest number of people that a table or figure may tell of; fewer are withheld, and with them what would give them
    away. 1 withholds nothing."""


class Params(_Strict):
    """Everything that is particular to one client."""

    title: str = ""
    """The client's name as it stands on the report."""
    customers_are: str = "customers"
    """What the client calls them, in the plural: households, members, donors."""
    currency: str = ""
    """Sign or code put before amounts: £, EUR."""
    as_of: dt.date | None = None
    """The day the study is made for. Not given: the day of the latest order."""
    window_days: Annotated[int, Field(ge=1)] | None = None
    """Days up to as_of over which behaviour is measured. Not given: a year, or what leaves room for the
    earlier look of 06_monitor."""
    seed: Annotated[int, Field(ge=0)] = 1
    sources: Sources
    people: People = People()
    variables: dict[str, Variable] = {}
    """The data dictionary: what is known of a variable that its values do not tell."""
    explore: Explore = Explore()
    segment: Segment = Segment()
    value: Value = Value()
    target: Target = Target()
    monitor: Monitor = Monitor()
    deliver: Deliver = Deliver()

    @property
    def scores(self) -> dict[str, str]:
        """Variables that say how satisfied customers are, and on which scale."""
        return {name: said.score for name, said in self.variables.items() if said.score}

    client: str = Field(default="", exclude=True)
    """Set from the file's name; not for the file."""


def _check_fields(source: Source, known: tuple[str, ...], needed: tuple[str, ...]) -> Any:
    for name in source.columns:
        if name not in known:
            raise ValueError(f"columns.{name} is not a field of this table{nearest(name, known)}")
    missing = [name for name in needed if name not in source.columns and not (name == "customer_id" and source.make_id)]
    if missing:
        raise ValueError(f"columns lacks {', '.join(missing)}; map each to a column of the file")
    return source

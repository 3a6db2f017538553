"""What a params file says of each stage: which variables, how many segments, what they are worth, which to target."""

from __future__ import annotations

import itertools
from typing import Annotated, Literal

from pydantic import Field, model_validator

from segtools.params.strict import Family, Share, Strict
from segtools.words.method_names import METHOD_NAMES


class Explore(Strict):
    """Which variables may enter the segmentation (02_explore)."""

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


class Rule(Strict):
    """Lowest and highest score that a customer of this segment has."""

    recency: Bounds
    """Of the recency score: with quintiles 1 is the fifth that ordered longest ago, and 5 the latest."""
    frequency: Bounds
    """Of the frequency score: with quintiles 5 is the fifth with most orders."""
    monetary: Bounds
    """Of the monetary score: with quintiles 5 is the fifth that spent most."""


# segment -> lowest and highest recency score, then lowest and highest frequency and monetary score: the usual table of
# ten, as the R package rfm documents it (https://rfm.rsquaredacademy.com)
USUAL_RULES = {
    "Champions": (4, 5, 4, 5),
    "Loyal Customers": (2, 5, 3, 5),
    "Potential Loyalist": (3, 5, 1, 3),
    "New Customers": (4, 5, 1, 1),
    "Promising": (3, 4, 1, 1),
    "Need Attention": (2, 3, 2, 3),
    "About To Sleep": (2, 3, 1, 2),
    "At Risk": (1, 2, 2, 5),
    "Can't Lose Them": (1, 1, 4, 5),
    "Lost": (1, 2, 1, 2),
}


def _usual_rules() -> dict[str, Rule]:
    return {
        name: Rule(recency=[oldest, latest], frequency=[least, most], monetary=[least, most])
        for name, (oldest, latest, least, most) in USUAL_RULES.items()
    }


class Rules(Strict):
    """RFM score rules, the baseline that segments are held against. The first rule that a customer fulfils wins.

    segment:
      rules:
        recency: [30, 90, 180]
        frequency: [2, 5, 10]
        monetary: [50, 200, 1000]
        segments:
          Best: {recency: [3, 4], frequency: [3, 4], monetary: [3, 4]}
          Others: {recency: [1, 4], frequency: [1, 4], monetary: [1, 4]}
    """

    recency: Cuts | None = None
    """Days where the recency score changes, ascending. Not given: quintiles of the base, as for the next two."""
    frequency: Cuts | None = None
    """Orders where the frequency score changes."""
    monetary: Cuts | None = None
    """Amounts where the monetary score changes."""
    segments: dict[str, Rule] = _usual_rules()
    """Segment: lowest and highest score of each, the rule that is tried first on top. Not given: the usual table of
    ten."""

    @model_validator(mode="after")
    def _ascending(self) -> Rules:
        for name in ("recency", "frequency", "monetary"):
            cuts = getattr(self, name) or []
            if any(a >= b for a, b in itertools.pairwise(cuts)):
                raise ValueError(f"{name} cut points {cuts} do not ascend; sort them and leave out what stands twice")
        return self


class Segment(Strict):
    """How the segments are looked for (03_segment)."""

    families: list[Family] | None = None
    """Families that may enter. Not given: behaviour where there is any, else attitudes and survey, else all."""
    variables: list[str] | None = None
    """Exactly these variables, whatever the checks of 02_explore say."""
    methods: Annotated[list[Literal[*METHOD_NAMES]], Field(min_length=1)] | None = None
    """Methods to choose among; one name overrules the choice. Not given: all that fit the variables, but rules, which
    are only there to compare with."""
    n_segments: Annotated[int, Field(ge=2, le=20)] | None = None
    """Overrule the choice of the number of segments."""
    min_segments: Annotated[int, Field(ge=2, le=20)] = 3
    """Fewest segments the choice may fall on; two mostly say heavy and light."""
    max_segments: Annotated[int, Field(ge=2, le=20)] = 8
    """Most segments the choice may fall on."""
    n_starts: Annotated[int, Field(ge=1)] = 100
    """Random starts of the k-means that is kept."""
    n_pairs: Annotated[int, Field(ge=2)] = 20
    """Pairs of bootstrap samples behind each stability figure."""
    min_share: Share = 0.03
    """Smallest share of the base that a segment may have."""
    min_customers: Annotated[int, Field(ge=1)] = 30
    """Fewest customers that a segment may have: fewer are too few to act on."""
    rules: Rules = Rules()
    """Cut points and table of the RFM rules."""
    sample: Annotated[int, Field(ge=500)] = 20_000
    """Larger bases are segmented on a sample of this size, and everybody is assigned by the scorecard."""
    names: dict[str, str] = {}
    """Computed name: the name to use instead. Both are kept in the scorecard, and go with the segment when it is found
    again."""

    @model_validator(mode="after")
    def _range(self) -> Segment:
        if self.min_segments > self.max_segments:
            raise ValueError("min_segments is above max_segments; lower one or raise the other")
        return self


class Contract(Strict):
    """Customers under contract, for whom to stay or to leave is recorded, not guessed (a shifted beta-geometric model).

    value:
      contract: {periods: months_running, ended: cancelled, amount: monthly_fee, periods_a_year: 12}
    """

    periods: str
    """Variable: whole periods a contract has run (the one after which it ended counted), 1 and up."""
    ended: str
    """Variable, yes or no: whether it has ended."""
    amount: str
    """Variable: net amount of a period."""
    periods_a_year: Annotated[int, Field(ge=1, le=366)] = 12
    """How many periods a year has: 12 where contracts run by the month."""


class Value(Strict):
    """What a customer is worth in the twelve months ahead (04_profile). Where there are orders it is modelled from
    them.

    value:
      margin: 0.32
      discount_rate: 0.1
    """

    margin: Annotated[float, Field(gt=0, le=1)] | None = None
    """Contribution margin, as a share of the net amount. Not given: from the costs of the order lines (columns.cost);
    where there are none, values are net amounts, and are called so."""
    discount_rate: Annotated[float, Field(ge=0, le=1)] = 0.1
    """A year's interest at which later amounts count for less."""
    column: str | None = None
    """Without orders: the variable that holds what a customer is worth in a year, a net amount."""
    contract: Contract | None = None
    """Without orders: contracts that run, renew and end."""

    @model_validator(mode="after")
    def _one_way(self) -> Value:
        if self.column and self.contract:
            raise ValueError("column and contract are two ways to say the same; keep one")
        return self


class Economics(Strict):
    """What a campaign costs and may bring. What is not given is taken from the campaigns in the data, or is unknown."""

    contact_cost: Annotated[float, Field(ge=0)] | None = None
    """What it costs to contact one customer, in the client's currency."""
    response: Annotated[list[Share], Field(min_length=3, max_length=3)] | None = None
    """Lowest, likeliest and highest share of those contacted who order because of it."""
    budget: Annotated[float, Field(gt=0)] | None = None
    """What may be spent on contacts, in the client's currency. It is spent where it returns most."""

    @model_validator(mode="after")
    def _ascending(self) -> Economics:
        if self.response and sorted(self.response) != self.response:
            raise ValueError(f"response {self.response} does not ascend; write lowest, likeliest, highest")
        return self


Weights = dict[str, float]


class Target(Strict):
    """What makes a segment a target (05_target). A criterion that the data cannot give is left out, and its
    weight shared among the others in proportion; the notebook says so.

        target:
          competitors:
            us: {Deal-driven: 6, "Frequent, recent": 8}
            Rival Ltd: {Deal-driven: 8, "Frequent, recent": 5}
          not_for_us: {Deal-driven: no margin in it}
          contactable: newsletter
          economics: {contact_cost: 0.8, response: [0.01, 0.02, 0.04], budget: 5000}
    """

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
    """How many segments are targets."""
    attractiveness: Weights = {"size": 0.2, "clv_12m": 0.35, "growth": 0.2, "full_price": 0.15, "loyalty": 0.1}
    """Criterion: weight. What the segment offers us; weights sum to 1."""
    competitiveness: Weights = {
        "activity": 0.25,
        "range_bought": 0.2,
        "campaign_response": 0.2,
        "against_competitors": 0.35,
    }
    """Criterion: weight. How strong our hand is with the segment; weights sum to 1."""
    scores: dict[str, dict[str, float]] = {}
    """Criterion of your own: segment name: score. It can be weighed like the others."""
    competitors: dict[str, dict[str, Annotated[float, Field(ge=0, le=10)]]] = {}
    """Who: segment name: how well it serves the segment, 0 to 10; with `us` and at least one competitor by name. Names
    of segments are as in the report: run once first."""
    draws: Annotated[int, Field(ge=100)] = 1_000
    """How often weights and figures are drawn anew to see how sure a rank is."""
    plays: str = "params/library/plays.yaml"
    """The library of plays, a file in the project."""
    economics: Economics = Economics()
    """What a campaign costs and may bring."""

    @model_validator(mode="after")
    def _sums(self) -> Target:
        _check_weights(self.attractiveness)
        _check_weights(self.competitiveness)
        if self.competitors and ("us" not in self.competitors or len(self.competitors) < 2):
            raise ValueError("competitors needs us and at least one competitor by name")
        return self


def _check_weights(weights: Weights) -> None:
    total = sum(weights.values())
    if weights and (min(weights.values()) < 0 or abs(total - 1) > 1e-6):
        raise ValueError(f"weights must not be negative and sum to 1; they sum to {total:g}")


class Monitor(Strict):
    """How segments are followed over time (06_monitor)."""

    lookback_days: Annotated[int, Field(ge=1)] | None = None
    """How far back the earlier look lies. Not given: half a year, or a quarter of a short history."""
    max_share_change: Share = 0.05
    """A larger move of any segment's share of the base asks for a decision."""
    max_drift: Annotated[float, Field(gt=0)] = 0.25
    """A larger population stability index of a variable asks for a new fit."""


class Deliver(Strict):
    """How what leaves the house looks, and what it may show.

    deliver:
      by: Brook & Partners
      colour: "#0b3c5d"
      font: Calibri
      logo: acme/logo.png
      least_count: 10
    """

    by: str = ""
    """Who presents it, as it stands on the deck's cover."""
    colour: Annotated[str, Field(pattern=r"^#[0-9a-fA-F]{6}$")] = "#22303c"
    """Colour of titles and table heads in every file and figure: "#0b3c5d", in quotation marks."""
    font: str = "Arial"
    """Font of every file and figure; whoever opens deck and workbook needs it."""
    logo: str | None = None
    """PNG or JPEG for the deck's cover, the cards and the report, found and written as a source's path is."""
    least_count: Annotated[int, Field(ge=1)] = 10
    """Smallest number of people that a table, figure or text may tell of; fewer are withheld, and with them what would
    give them away. 1 withholds nothing."""

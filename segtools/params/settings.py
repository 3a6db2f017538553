"""The settings of each stage: which variables, how many segments, what customers are worth, which segments to
target."""

from __future__ import annotations

import itertools
from typing import Annotated, Literal

from pydantic import Field, model_validator

from segtools.params.strict import Family, Share, Strict
from segtools.words.method_names import METHOD_NAMES


class Explore(Strict):
    """Which variables may enter the segmentation (02_explore)."""

    max_missing: Share = 0.4
    """A variable is left out if a larger share of the base has no value."""
    max_same: Share = 0.95
    """A variable is left out if a larger share of the base has the same value."""
    max_skew: Annotated[float, Field(gt=0)] = 3.0
    """A variable is left out if it is still more skewed than this after its transform: a few extreme customers would
    form a segment of their own."""
    max_explained: Share = 0.75
    """A variable is left out if the variables before it explain a larger share of it (R squared; .75 is a variance
    inflation of four): it would count twice."""
    umap: bool = True
    """Draw the UMAP view. It takes up to half a minute and is only for looking."""


Bounds = Annotated[list[Annotated[int, Field(ge=1)]], Field(min_length=2, max_length=2)]
Cuts = Annotated[list[float], Field(min_length=1)]


class Rule(Strict):
    """Lowest and highest score that a customer of this segment has."""

    recency: Bounds
    """Of the recency score. With quintiles, 1 is the fifth who ordered longest ago and 5 the fifth who ordered last."""
    frequency: Bounds
    """Of the frequency score. With quintiles, 5 is the fifth with the most orders."""
    monetary: Bounds
    """Of the monetary score. With quintiles, 5 is the fifth who spent most."""


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
    """Rules on RFM scores: the baseline to compare segments with. The first rule that a customer meets decides.

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
    """Days at which the recency score changes, ascending. Not given: quintiles of the base; so also for the next
    two."""
    frequency: Cuts | None = None
    """Numbers of orders at which the frequency score changes."""
    monetary: Cuts | None = None
    """Amounts at which the monetary score changes."""
    segments: dict[str, Rule] = _usual_rules()
    """Segment: its lowest and highest score on each. Rules are tried from the top. Not given: the usual ten
    segments."""

    @model_validator(mode="after")
    def _ascending(self) -> Rules:
        for name in ("recency", "frequency", "monetary"):
            cuts = getattr(self, name) or []
            if any(a >= b for a, b in itertools.pairwise(cuts)):
                raise ValueError(
                    f"{name} cut points {cuts} are not in ascending order; sort them and give each only once"
                )
        return self


class Segment(Strict):
    """How segments are formed (03_segment)."""

    families: list[Family] | None = None
    """Families of variables that may form segments. Not given: behaviour if there is any, else attitudes and survey,
    else all but campaign and other; of these, what by its name says who or where customers are (age, city) only
    describes them if there are two other variables."""
    variables: list[str] | None = None
    """Use exactly these variables, whatever the checks of 02_explore say."""
    methods: Annotated[list[Literal[*METHOD_NAMES]], Field(min_length=1)] | None = None
    """Methods to choose from; with one name, that method is used. Not given: all methods that fit the variables except
    rules, which are only there to compare with."""
    n_segments: Annotated[int, Field(ge=2, le=20)] | None = None
    """Use this number of segments instead of choosing one."""
    min_segments: Annotated[int, Field(ge=2, le=20)] = 3
    """Smallest number of segments that may be chosen. Two segments usually only split high from low."""
    max_segments: Annotated[int, Field(ge=2, le=20)] = 8
    """Largest number of segments that may be chosen."""
    n_starts: Annotated[int, Field(ge=1)] = 100
    """Number of random starts of the final k-means."""
    n_pairs: Annotated[int, Field(ge=2)] = 20
    """Number of pairs of bootstrap samples behind each stability figure."""
    min_share: Share = 0.03
    """Smallest share of the base that a segment may have."""
    min_customers: Annotated[int, Field(ge=1)] = 30
    """Smallest number of customers that a segment may have: fewer are too few to act on."""
    rules: Rules = Rules()
    """Cut points and table of the RFM rules."""
    sample: Annotated[int, Field(ge=500)] = 20_000
    """A larger base is segmented on a sample of this size; the scorecard then assigns all customers."""
    names: dict[str, str] = {}
    """Computed name: the name to use instead. The scorecard keeps both, so the name stays with a segment that is found
    again."""

    @model_validator(mode="after")
    def _range(self) -> Segment:
        if self.min_segments > self.max_segments:
            raise ValueError("min_segments is greater than max_segments; change one of them")
        return self


class Contract(Strict):
    """Customers under contract: the data records whether they stay or leave, so it need not be guessed (a shifted
    beta-geometric model).

    value:
      contract: {periods: months_running, ended: cancelled, amount: monthly_fee, periods_a_year: 12}
    """

    periods: str
    """Variable: number of whole periods that the contract has run, from 1; the last period of an ended contract
    counts."""
    ended: str
    """Variable, yes or no in any language: whether the contract has ended. Of a tick box (x or blank), blank is no."""
    amount: str
    """Variable: net amount of a period."""
    periods_a_year: Annotated[int, Field(ge=1, le=366)] = 12
    """Number of periods in a year: 12 for monthly contracts."""


class Value(Strict):
    """What a customer will be worth in the next twelve months (04_profile). If there are orders, it is computed from a
    model of them.

    value:
      margin: 0.32
      discount_rate: 0.1
    """

    margin: Annotated[float, Field(gt=0, le=1)] | None = None
    """Contribution margin, as a share of the net amount. Not given: computed from the costs of the order lines
    (columns.cost); without costs, values are net amounts and are named so."""
    discount_rate: Annotated[float, Field(ge=0, le=1)] = 0.1
    """Interest rate per year by which later amounts count less."""
    column: str | None = None
    """Without orders: the variable that holds a customer's value per year, as a net amount."""
    contract: Contract | None = None
    """Without orders: contracts that run, renew and end."""

    @model_validator(mode="after")
    def _one_way(self) -> Value:
        if self.column and self.contract:
            raise ValueError("column and contract both say what a customer is worth; keep one")
        return self


class Economics(Strict):
    """What a campaign costs and may bring. What is not given is taken from campaigns in the data, or is unknown."""

    contact_cost: Annotated[float, Field(ge=0)] | None = None
    """Cost of contacting one customer, in the client's currency."""
    response: Annotated[list[Share], Field(min_length=3, max_length=3)] | None = None
    """Lowest, most likely and highest share of contacted customers who order because of the contact."""
    budget: Annotated[float, Field(gt=0)] | None = None
    """Amount that may be spent on contacts, in the client's currency. It is spent where it returns most."""

    @model_validator(mode="after")
    def _ascending(self) -> Economics:
        if self.response and sorted(self.response) != self.response:
            raise ValueError(
                f"response {self.response} is not in ascending order; give the lowest, the most likely and the highest"
            )
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
    """Knock-out: a segment with a smaller share of the base is too small for a plan of its own."""
    min_customers: Annotated[int, Field(ge=1)] = 50
    """Knock-out: a segment with fewer members, or fewer who may be contacted, is too small to learn from."""
    min_stability: Share = 0.5
    """Knock-out: a segment that comes back less than this in bootstraps (mean Jaccard) may not exist."""
    min_difference: Annotated[float, Field(ge=0)] = 0.3
    """Knock-out: a segment is not distinct if no variable lies at least this many standard deviations from the base."""
    not_for_us: dict[str, str] = {}
    """Knock-out. Segment name: the reason why it does not suit us."""
    contactable: str | None = None
    """Variable, yes or no in any language: whether a customer may be contacted. Not given: all customers may."""
    n_targets: Annotated[int, Field(ge=1)] = 2
    """Number of segments to target."""
    attractiveness: Weights = {"size": 0.2, "clv_12m": 0.35, "growth": 0.2, "full_price": 0.15, "loyalty": 0.1}
    """Criterion: weight. What the segment offers us. The weights add up to 1."""
    competitiveness: Weights = {
        "activity": 0.25,
        "range_bought": 0.2,
        "campaign_response": 0.2,
        "against_competitors": 0.35,
    }
    """Criterion: weight. How strong we are in the segment. The weights add up to 1."""
    scores: dict[str, dict[str, float]] = {}
    """A criterion of your own: segment name: score. It can be given a weight like the others."""
    competitors: dict[str, dict[str, Annotated[float, Field(ge=0, le=10)]]] = {}
    """Competitor: segment name: how well it serves the segment, 0 to 10. Give `us` and at least one competitor by name.
    Segment names are as in the report, so run once first."""
    draws: Annotated[int, Field(ge=100)] = 1_000
    """Number of random draws of weights and figures, to see how sure each rank is."""
    plays: str = "params/library/plays.yaml"
    """The file with the library of plays, inside the project."""
    economics: Economics = Economics()
    """What a campaign costs and may bring."""

    @model_validator(mode="after")
    def _sums(self) -> Target:
        _check_weights(self.attractiveness)
        _check_weights(self.competitiveness)
        if self.competitors and ("us" not in self.competitors or len(self.competitors) < 2):
            raise ValueError("competitors must hold us and the name of at least one competitor")
        return self


def _check_weights(weights: Weights) -> None:
    total = sum(weights.values())
    if weights and (min(weights.values()) < 0 or abs(total - 1) > 1e-6):
        raise ValueError(f"weights must be 0 or more and add up to 1; these add up to {total:g}")


class Monitor(Strict):
    """How segments are followed over time (06_monitor)."""

    lookback_days: Annotated[int, Field(ge=1)] | None = None
    """Number of days between the earlier look and now. Not given: half a year, or a quarter of a short history."""
    max_share_change: Share = 0.05
    """If the share of any segment changes by more than this, a decision is needed."""
    max_drift: Annotated[float, Field(gt=0)] = 0.25
    """If the population stability index of a variable is greater than this, segments should be fitted again."""


class Deliver(Strict):
    """How the files to hand over look, and what they may show.

    deliver:
      by: Brook & Partners
      colour: "#0b3c5d"
      font: Calibri
      logo: acme/logo.png
      least_count: 10
    """

    by: str = ""
    """Who presents the study, as shown on the deck's cover."""
    colour: Annotated[str, Field(pattern=r"^#[0-9a-fA-F]{6}$")] = "#22303c"
    """Colour of titles and table headers in every file and figure: "#0b3c5d", in quotation marks."""
    font: str = "Arial"
    """Font of every file and figure. It must be installed where the deck and workbook are opened."""
    logo: str | None = None
    """PNG or JPEG for the deck's cover, the cards and the report, looked for like the path of a source."""
    least_count: Annotated[int, Field(ge=1)] = 10
    """Smallest number of people that a table, figure or text may show. Smaller numbers are withheld, together with
    figures from which they could be computed. 1 withholds nothing."""

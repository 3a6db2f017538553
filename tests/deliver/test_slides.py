"""deck_story.py, deck_segment.py and deck_plan.py, a slide or a part of one at a time, on what the small study does not
have: a history of orders, a logo, segments without a worth, customers whom nobody can name."""

import dataclasses
from types import SimpleNamespace

import pandas as pd
import pytest
from deliver.small_study import SCORECARD, TABLES
from PIL import Image

from segtools.deliver import deck_plan, deck_segment, deck_story
from segtools.deliver.powerpoint import Deck
from segtools.params import load_params
from segtools.show.look import GREY, INK
from segtools.words import Phrase, Style, sentence

EURO = Style("€")
NOTHING = [float("nan")] * 3
WORTHLESS = dict.fromkeys(["clv_12m", "clv_share", "value_per_customer", "value_share"], NOTHING)
NO_RETURN = TABLES["plan"] | {"expected_return": NOTHING}


def stub(style=EURO, **more):
    """Views that hold no more than a part of a slide reads."""
    return SimpleNamespace(
        style=style, sentence=lambda code, own=None: sentence(Phrase(code, own or {}), style), **more
    )


def chart_on(slide):
    (chart,) = (shape.chart for shape in slide.shapes if shape.has_chart)
    return chart


# --- cover and answer -------------------------------------------------------------------------------------


@pytest.fixture
def cover(project):
    """The cover of a client with a logo of 40 by 10, and of whoever made it: `cover(title, …)`."""
    Image.new("RGB", (40, 10)).save(project.parent / "data" / "logo.png")
    text = (project / "params" / "demo.yaml").read_text("utf-8")
    (project / "params" / "demo.yaml").write_text(text + "deliver: {logo: logo.png, by: Us}\n", "utf-8")
    when = SimpleNamespace(as_of=pd.Timestamp("2026-06-03"), window_days=28)

    def made(title="Harbour", window_days=28, worth=None):
        deck = Deck("T", EURO)
        study = SimpleNamespace(title=title, params=load_params("demo"), when=when)
        when.window_days = window_days
        deck_story.cover_slide(deck, stub(study=study, worth=worth), "cover")
        return deck.file.slides[0]

    return made


def test_the_cover_tells_who_made_it_and_of_which_day_where_there_are_days(cover):
    told = cover(worth="worth").shapes[4].text_frame.text.splitlines()
    assert told == ["The customer segments, what each is worth, and which to target", "Us · 03 June 2026"]
    told = cover(window_days=0).shapes[4].text_frame.text.splitlines()
    assert told == ["The customer segments, and which to target", "Us"]


def test_a_long_title_is_set_smaller_on_the_cover(cover):
    sizes = [cover("x" * length).shapes.title.text_frame.paragraphs[0].runs[0].font.size.pt for length in (41, 42)]
    assert sizes == [40, 30]


def test_a_logo_stands_at_the_right_of_the_cover_with_its_proportions_kept(cover):
    (picture,) = (shape for shape in cover().shapes if shape.shape_type == 13)
    left, top, width, height = (side / 914400 for side in (picture.left, picture.top, picture.width, picture.height))
    assert (left + width, top, width, height) == pytest.approx((13.333 - 0.6, 0.5, 2.6, 0.65), abs=1e-3)
    assert picture._element.nvPicPr.cNvPr.get("descr") == "Logo of T"


def test_a_tall_picture_is_as_high_as_its_box(tmp_path):
    Image.new("RGB", (10, 40)).save(tmp_path / "tall.png")
    deck = Deck("T", EURO)
    slide = deck.slide("one", "A title", [])
    deck.picture(slide, tmp_path / "tall.png", (1, 2, 3, 1))
    (picture,) = (shape for shape in slide.shapes if shape.shape_type == 13)
    sides = [side / 914400 for side in (picture.left, picture.top, picture.width, picture.height)]
    assert sides == pytest.approx([4 - 0.25, 2, 0.25, 1], abs=1e-3)


def test_the_answer_tells_what_the_targets_are_worth_where_no_return_is_known(views):
    own = views(least=10, tables={"plan": NO_RETURN})
    assert deck_story._answer_tiles(own)[3:] == [("€23,377", "is what they are worth over the next twelve months")]
    behind = TABLES["cards"] | {"clv_12m": NOTHING}
    for cards in (behind, TABLES["cards"] | WORTHLESS):
        assert len(deck_story._answer_tiles(views(least=10, tables={"plan": NO_RETURN, "cards": cards}))) == 3
    nobody = {"plan": NO_RETURN | {"role": ["out", "out", "next"]}}
    assert len(deck_story._answer_tiles(views(least=10, tables=nobody))) == 2
    assert len(deck_story._answer_tiles(views(least=100, tables={"plan": NO_RETURN}))) == 2  # too few to be told


# --- the base ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("read", "aside", "told"),
    [
        ([900, 100], [0, 0], "1,000 customers; all of 1,000 rows can be used"),
        ([900, 100], [1, 3], "1,000 customers; nearly all of 1,000 rows can be used"),
        ([900, 100], [5, 0], "1,000 customers; nearly all of 1,000 rows can be used"),  # not 100% of them
        ([900, 100], [6, 0], "1,000 customers; 99% of 1,000 rows can be used"),
        ([0, 0], [0, 0], "1,000 customers; all of 0 rows can be used"),
    ],
)
def test_the_title_of_the_base_says_all_only_of_all_its_rows(read, aside, told):
    quality = pd.DataFrame({"rows_read": read, "rows_quarantined": aside})
    study = SimpleNamespace(quality=quality, cards=pd.DataFrame({"size": [600, 400]}))
    assert deck_story._base_title(stub(study=study)) == told


def months_chart(amounts, first_order="2026-03-04", window_days=61, style=EURO):
    """The chart of a base as of 15 July: amounts of each month from March to July, of two customers each."""
    months = pd.date_range("2026-03-01", periods=len(amounts), freq="MS")
    rows = pd.DataFrame({"month": [*months, *months], "amount": [amount / 2 for amount in amounts] * 2})
    when = SimpleNamespace(as_of=pd.Timestamp("2026-07-15"), window_days=window_days)
    when.first_order = pd.Timestamp(first_order) + pd.Timedelta(hours=9)
    deck = Deck("T", style)
    slide = deck.slide("base", "A title", [])
    deck_story._months_chart(deck, stub(style, study=SimpleNamespace(when=when, months=rows)), slide, (1, 2, 5, 3))
    return chart_on(slide)


def test_months_are_charted_whole_and_those_that_are_measured_in_the_clients_colour():
    """Sixty-one days to 15 July begin on 15 May: June is measured whole; July is not over, and of March four days are
    missing."""
    chart = months_chart([100.0, 200.0, 300.0, 400.0, 50.0])
    (series,) = chart.plots[0].series
    assert list(chart.plots[0].categories) == ["Apr 26", "May 26", "Jun 26"] and list(series.values) == [200, 300, 400]
    assert series.name == chart.chart_title.text_frame.text == "Net amount of whole months, €; dark: measured"
    colours = [f"#{series.points[n].format.fill.fore_color.rgb}".lower() for n in range(3)]
    assert colours == [GREY.lower(), GREY.lower(), INK.lower()]
    assert not chart.category_axis.reverse_order  # they stand


def test_a_history_that_begins_by_the_third_of_a_month_holds_all_of_it():
    names = list(months_chart([100.0, 200.0, 300.0, 400.0], first_order="2026-03-03").plots[0].categories)
    assert names == ["Mar 26", "Apr 26", "May 26", "Jun 26"]
    whole = months_chart([100.0, 200.0, 300.0, 400.0], window_days=999)
    assert whole.chart_title.text_frame.text == "Net amount of whole months, €"


@pytest.mark.parametrize(
    ("highest", "words", "value", "form"),
    [
        (19.0, "€", 19, "#,##0.0"),
        (20.0, "€", 20, "#,##0"),
        (19_999.0, "€", 19_999, "#,##0"),
        (20_000.0, "€ thousands", 20, "#,##0"),
        (1_999_999.0, "€ thousands", 1_999.999, "#,##0"),
        (2_000_000.0, "€ millions", 2, "#,##0.0"),
    ],
)
def test_amounts_of_months_are_told_in_thousands_or_millions_where_they_are_large(highest, words, value, form):
    chart = months_chart([0.0, 0.0, 1.0, highest])
    assert list(chart.plots[0].series[0].values)[-1] == pytest.approx(value)
    assert chart.chart_title.text_frame.text == f"Net amount of whole months, {words}; dark: measured"
    assert chart.plots[0].data_labels.number_format == form


def test_no_more_than_two_years_of_months_are_charted():
    long = pd.date_range("2023-01-01", periods=42, freq="MS")
    rows = pd.DataFrame({"month": long, "amount": range(42)})
    when = SimpleNamespace(as_of=long[-1] + pd.offsets.MonthEnd(), window_days=30, first_order=long[0])
    deck = Deck("T", Style())
    slide = deck.slide("base", "A title", [])
    deck_story._months_chart(deck, stub(study=SimpleNamespace(when=when, months=rows)), slide, (1, 2, 5, 3))
    assert list(chart_on(slide).plots[0].series[0].values) == list(range(18, 42))


def answers_chart(views, **tables):
    own = views(least=10, tables=tables)
    deck = Deck("T", EURO)
    slide = deck.slide("base", "A title", [])
    deck_story._answers_chart(deck, own, slide, (1, 2, 5, 3))
    return chart_on(slide)


def test_without_orders_the_base_is_told_by_what_it_says_yes_to(views):
    """Of a thousand, 40% have a cat; 0.9%, who are nine, an eel, which is not told."""
    names = ["has_cat", "has_eel"]
    profile = {
        "segment_id": [1, 2, 3] * 2,
        "segment_name": ["Few", "Some", "Many"] * 2,
        "variable": [name for name in names for _ in range(3)],
        "level": "yes",
        "role": "segmentation",
        "unit": "share",
        "value": [0.4] * 3 + [0.009] * 3,
        "base": [0.4] * 3 + [0.009] * 3,
        "n": [61, 241, 698] * 2,
    }
    chart = answers_chart(views, profile=profile)
    assert chart.chart_title.text_frame.text == chart.plots[0].series[0].name == "Share of the base that says yes"
    assert list(chart.plots[0].categories) == ["has cat", "has eel"]
    assert list(chart.plots[0].series[0].values) == [0.4, None]
    assert chart.plots[0].data_labels.number_format == "0%" and chart.category_axis.reverse_order


def test_without_answers_the_base_is_told_by_what_is_known_of_it_the_best_known_first(views):
    """Of 0.5% nothing more than one variable is known: they are five."""
    variables = {
        "variable": ["a_b", "c", "d", "e"],
        "role": ["segmentation", "segmentation", "segmentation", "descriptor"],
        "missing": [0.2, 0.0, 0.995, 0.1],
    }
    chart = answers_chart(views, variables=variables)
    assert chart.chart_title.text_frame.text == "Share of the base with a value"
    assert list(chart.plots[0].categories) == ["c", "a b", "d"]
    assert list(chart.plots[0].series[0].values) == [1.0, 0.8, 0.01]  # charted to a hundredth, which may be told


# --- segments ---------------------------------------------------------------------------------------------


def test_side_by_side_tells_the_best_that_is_known_of_worth(views):
    own = views(least=10)
    assert deck_story._known_shares(own) == ["share", "value_share", "clv_share"]
    behind = views(least=10, tables={"cards": TABLES["cards"] | {"clv_12m": NOTHING, "clv_share": NOTHING}})
    assert deck_story._known_shares(behind) == ["share", "value_share"]
    head, rows, widths = deck_story._side_by_side_table(behind)
    assert head == ["segment", "customers", "net amount each in the period", "still buying", "comes back (0 to 1)"]
    assert rows[1] == ["Some", "241", "€110", "62%", "0.50"] and widths == [2.4, 1.2, 2.2, 0.9, 1.1]
    title = deck_story._side_by_side_title(behind, "value_share")
    assert title == "“Few”: 6.1% of the base, 43% of the net amount"
    nothing = views(least=10, tables={"cards": TABLES["cards"] | WORTHLESS | {"p_alive": [0.5, float("nan"), 0.5]}})
    head, rows, widths = deck_story._side_by_side_table(nothing)
    assert head == ["segment", "customers", "comes back (0 to 1)"] and rows[2] == ["Many", "698", "0.50"]
    assert widths == [2.4, 1.2, 1.1]
    assert deck_story._side_by_side_title(nothing, "share") == "“Many” is the largest: 70% of the base"


def test_a_segments_tiles_are_those_that_are_known(views):
    own = views(least=10)
    card, plan = own.card_of(2), own.plan_of(2)
    assert deck_segment._tiles(own, card, plan) == [
        ("241", "customers, 24% of the base, 37% of the value to come"),
        ("€97", "margin each in the next twelve months (€80 to €105)"),
        ("62%", "chance that a member still buys, on average"),
        ("target", "retain"),
    ]
    bare = dataclasses.replace(card, worth=None, alive="")
    assert deck_segment._tiles(own, bare, plan) == [("241", "customers, 24% of the base"), ("target", "retain")]
    hidden = dataclasses.replace(bare, hidden=True, count="few", size="customers, withheld")
    assert deck_segment._tiles(own, hidden, plan)[0] == ("few", "customers, withheld")
    assert [deck_segment._title(own, one) for one in (card, bare, hidden)] == [
        "Some: 24% of the customers, 37% of the value to come",
        "Some: 24% of the customers",
        "Some",
    ]


def test_who_they_are_is_told_in_two_sentences_where_there_is_a_typical_member_and_else_in_four(views):
    card = views(least=10).card_of(2)
    sections = {"descriptors": tuple("abcdef"), "facts": tuple("ghijkl"), "categories": ("m",)}
    with_persona = dataclasses.replace(card, sections={**sections, "persona": ("one",)})
    texts = [para.text for para in deck_segment._who(with_persona)]
    assert texts == [
        *("What makes it", *"ghijkl", "Who they are", "a", "b", "A typical member", "one"),
        *("What they buy more of", "m"),
    ]
    texts = [para.text for para in deck_segment._who(dataclasses.replace(card, sections=sections))]
    assert texts[8:12] == list("abcd") and texts[12] == "What they buy more of"


def test_what_to_do_names_only_what_the_plan_has(views):
    own = views(least=10)
    card = dataclasses.replace(own.card_of(2), sections={"wants": ("tea",), "loses": ("dust",)})
    plan = dataclasses.replace(own.plan_of(2), reason="Why not.", offer="Tea", message="", channel="Post")
    paras = deck_segment._what_to_do(Deck("T", Style(colour="#0b3c5d")), card, plan)
    assert [(para.text, para.bold, para.bullet) for para in paras] == [
        *[("What they want", True, False), ("tea", False, True), ("What would lose them", True, False)],
        *[("dust", False, True), ("The play: retain", True, False), ("Why not.", False, False)],
        *[("Offer: Tea", False, False), ("Channel: Post", False, False)],
    ]
    assert paras[4].colour == "#0b3c5d" and [para.after for para in paras[5:]] == [0.2] * 3


# --- test, next and method --------------------------------------------------------------------------------


def nameless(named=False, of_all=(0.5, 0.89, 0.9, 0.95)):
    questions = pd.DataFrame({"variable": ["a_b", "c", "d", "e"], "of_all": of_all, "agreement": [0.4, 0.7, 0.81, 0.9]})
    sources = SimpleNamespace(named=named)
    return stub(study=SimpleNamespace(params=SimpleNamespace(sources=sources), short_list=questions))


def test_where_nobody_can_be_named_the_test_is_by_region_and_a_few_questions_tell_the_segment():
    """As many as are needed to reach nine tenths of what all questions tell."""
    regions, questions = deck_plan._without_list(nameless())
    assert regions.startswith("Choose regions, or weeks, at random for the campaign")
    assert questions == (
        "3 questions tell the segment of those who respond: a b, c and d. For 81% of respondents the answer is that of "
        "all questions."
    )
    (_, one) = deck_plan._without_list(nameless(of_all=(0.9, 1.0, 1.0, 1.0)))
    assert one.startswith("One question tells the segment of those who respond: a b. For 40%")
    assert deck_plan._without_list(nameless(named=True)) == []


def test_without_an_audience_the_test_slide_tells_each_reason_once_over_the_whole_slide(views):
    plan = NO_RETURN | {"audience": [0] * 3, "control": [0] * 3, "test": ["Nobody.", "No list.", "Nobody."]}
    deck = Deck("T", EURO)
    deck_plan.test_slide(deck, views(least=10, tables={"plan": plan}), "test")
    box = deck.file.slides[0].shapes[3]
    assert [para.text for para in box.text_frame.paragraphs] == ["Nobody.", "No list."]
    sides = [side / 914400 for side in (box.left, box.top, box.width, box.height)]
    assert sides == pytest.approx([0.6, 1.45, 12.133, 5.5], abs=0.001)
    assert {para.runs[0].font.size.pt for para in box.text_frame.paragraphs} == {16}
    assert box._element.xpath(".//a:buChar")


def test_cells_of_the_test_hold_an_interval_unless_all_of_it_is_one_word(views):
    own = views(least=10)
    plan = dataclasses.replace(own.plan_of(2), returns="few", return_low="few", return_high="few")
    cells = deck_plan._test_cells(plan)
    assert cells["return"] == "few" and cells["extra response"] == "21.0% (11.0% to 31.0%)"
    same_low = dataclasses.replace(plan, returns="€5", return_low="€5", return_high="€6")
    assert deck_plan._test_cells(same_low)["return"] == "€5 (€5 to €6)"
    unknown = views(least=10, tables={"plan": NO_RETURN})
    rows, widths = deck_plan._test_table(unknown)
    assert widths == {"audience": 1.9, "contact": 0.8, "hold back": 0.8, "what the test can show": 4.0}
    assert rows == [["Some", "213", "28", "words"]] and deck_plan._response_sources(unknown) == []


def test_steps_begin_with_what_can_be_done_with_the_lists(views):
    assert deck_plan._steps(views(card={**SCORECARD, "verdict": "none"}))[0].startswith("Treat all customers alike")
    first, *rest = deck_plan._steps(views(least=10))
    assert first.startswith("Load the list of audiences/ into the CRM: 213 to contact, 28 to leave alone. The second")
    assert [step.split()[0] for step in rest] == ["Assign", "Send", "Run"]
    assert "whom to contact, and whom to leave alone" in deck_plan._steps(views(least=100))[0]
    nobody = TABLES["plan"] | {"audience": [0] * 3, "control": [0] * 3}
    assert deck_plan._steps(views(tables={"plan": nobody}))[0].startswith("Brief media and product")


def test_the_method_is_told_without_a_model_of_value_where_none_was_used(views):
    told = deck_plan._how(views(least=10))
    assert [text.split(":")[0].split(" (")[0] for text in told] == [
        *("Base", "Segmentation variables", "Method", "Stability", "Scorecard", "Value", "Targets"),
    ]
    assert told[1] == "Segmentation variables (1): orders." and told[2] == "Method: k-means, 3 segments; words."
    assert told[-1].endswith("its weight is the client's to set: value 100% and activity 100%.")
    unused = {"model": ["BG/NBD"], "parameter": ["r"], "estimate": [0.25], "used": [False]}
    for models in (unused, {"model": [], "parameter": [], "estimate": [], "used": []}):
        told = deck_plan._how(views(least=10, tables={"value_models": models}))
        assert [text.split(":")[0] for text in told][-2:] == ["Scorecard", "Targets"]

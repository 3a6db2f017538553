"""deck.py and its slides: titles that follow from the tables, and nothing that another table refutes."""

import pytest
from deliver.small_study import FOUND, SCORECARD, TABLES
from pptx import Presentation

from segtools.deliver.deck import promised, write_deck
from segtools.deliver.deck_story import answer_title
from segtools.show.look import segment_colour
from segtools.words import Figure, Finding

VERDICTS = {
    "natural": "3 segments are there on their own",
    "reproducible": "No clear gaps, but a new sample would give nearly the same 3 segments",
    "constructive": "The base can be divided in 3",
    "none": "No segments here would be found again",
}


DECKS = {}  # the slides of the small study as it stands, by fewest people told


@pytest.fixture
def slides(views, tmp_path):
    """Section to slide, of the small study: `slides(least=…, tables=…, found=…, card=…)`."""

    def written(**given):
        own = views(**given)
        sections = write_deck(own, tmp_path / "deck.pptx")
        assert sections == promised(own)
        return dict(zip(sections, Presentation(tmp_path / "deck.pptx").slides, strict=True))

    def of(least=100, **given):
        if given:
            return written(least=least, **given)
        if least not in DECKS:
            DECKS[least] = written(least=least)
        return DECKS[least]

    return of


def words(slide):
    texts = [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
    texts += [cell.text for shape in slide.shapes if shape.has_table for row in shape.table.rows for cell in row.cells]
    return "\n".join(texts)


def title(slide):
    return slide.shapes.title.text_frame.text


def notes(slide):
    return slide.notes_slide.notes_text_frame.text


def charts(slide):
    return [shape.chart for shape in slide.shapes if shape.has_chart]


def test_the_answer_tells_the_targets_and_their_part_as_far_as_it_may(views):
    assert answer_title(views(least=10)) == "Target “Some”: 37% of the value to come from 24% of the base"
    assert answer_title(views(least=100)) == "Target “Some”"  # its size would tell that of another
    unknown = {name: [float("nan")] * 3 for name in ("clv_12m", "clv_share", "value_per_customer", "value_share")}
    cards = TABLES["cards"] | unknown
    assert answer_title(views(least=10, tables={"cards": cards})) == "Target “Some”: 24% of the base"
    nobody = {"plan": TABLES["plan"] | {"role": ["out", "out", "next"]}}
    assert answer_title(views(tables=nobody)).startswith("Every segment is ruled out")
    assert answer_title(views(card={**SCORECARD, "verdict": "none"})).endswith("what follows is an exercise")


@pytest.mark.parametrize("verdict", VERDICTS)
def test_the_verdict_slide_says_what_the_scorecard_says(slides, verdict):
    slide = slides(card={**SCORECARD, "verdict": verdict})["verdict"]
    assert title(slide).startswith(VERDICTS[verdict])
    assert [list(plot.values) for plot in charts(slide)[0].plots[0].series] == [[0.7, 0.91, 0.8], [0.5, 0.4, 0.3]]


def test_agreement_just_under_a_limit_is_not_told_as_the_limit(slides):
    said = "the segments agree to just under 0.90 on a scale"
    under = Finding(
        "segment-comes-back-just-under", "finding", {"ari": Figure(0.8996, "score"), "limit": Figure(0.9, "score")}
    )
    found = {"03_segment": [*FOUND["03_segment"], under]}
    assert said in words(slides(found=found)["verdict"]) and said not in words(slides()["verdict"])
    assert "the segments agree to 0.91 on a scale" in words(slides()["verdict"])


def test_a_segments_slide_has_its_fact_its_colour_its_bars_and_its_play(slides):
    slide = slides(least=10)["segment 2"]
    assert title(slide) == "Some: 24% of the customers, 37% of the value to come"
    assert "Orders: four" in words(slide)
    assert "241\n" in words(slide) and "€97" in words(slide) and "The play: retain" in words(slide)
    (chart,) = charts(slide)
    assert list(chart.plots[0].series[0].values) == [0.3]
    colours = {shape.fill.fore_color.rgb for shape in slide.shapes if shape.shape_type == 1 and shape.top < 500000}
    assert {str(colour) for colour in colours} == {segment_colour(2)[1:].upper()}


def test_a_segment_of_too_few_has_a_slide_with_its_name_and_its_play_only(slides):
    slide = slides()["segment 1"]
    assert title(slide) == "Few"
    assert not charts(slide) and "ninefold" not in words(slide) + notes(slide) and "win back" in words(slide)


def test_side_by_side_leads_with_what_is_worth_most(slides):
    assert title(slides(least=10)["side by side"]) == "“Few”: 6.1% of the base, 43% of the value to come"
    small = slides()["side by side"]
    assert title(small) == "“Few” stands out"
    assert list(next(iter(charts(small)[0].plots[0].series)).values) == [None, None, 0.698]


def test_the_test_slide_reads_the_findings_and_not_the_sentence_of_the_plan(slides):
    told = title(slides(least=10)["test"])
    assert told == "Contact 213, hold 28 back at random, and compare; €234 expected (€21 to €447)"
    figures = {
        "segment": "Some",
        "control": "28",
        "members": "241",
        "seen_known": "no",
        "wanted": "9",
        "worth_having": "2",
        "anyway_known": "no",
    }
    too_small = [Finding("target-test-too-small", "note", figures, segment=2)]
    found = {"05_target": [*FOUND["05_target"], *too_small]}
    assert "read several campaigns together: one is too small to tell" in title(slides(least=10, found=found)["test"])
    withheld = title(slides()["test"])
    assert withheld == "Contact the audiences, hold some of each back at random, and compare"


def test_the_answers_tiles_are_of_the_base_the_segments_their_members_and_what_may_come_back(slides):
    texts = [text for text in words(slides(least=10)["answer"]).split("\n") if text]
    at = texts.index("1,000")
    assert texts[at : at + 8] == [
        *("1,000", "customers", "3", "segments; verdict: natural", "241", "of them in the segments to target"),
        *("€234", "may come back from 213 contacts (€21 to €447)"),
    ]


def test_a_segments_slide_has_three_of_its_wants_and_two_of_its_losses_and_the_rest_is_on_the_card(slides):
    many = {name: [[f"{name} {n}" for n in range(1, 6)]] * 3 for name in ("wants", "loses")}
    text = words(slides(least=10, tables={"cards": TABLES["cards"] | many})["segment 2"])
    assert "wants 3" in text and "wants 4" not in text and "loses 2" in text and "loses 3" not in text


def test_where_nobody_can_be_contacted_the_test_is_by_region_or_week_or_not_at_all(slides):
    nobody = {
        "plan": TABLES["plan"] | {"audience": [0, 0, 0], "control": [0, 0, 0], "expected_return": [float("nan")] * 3}
    }
    assert title(slides(tables=nobody)["test"]) == "Nobody is contacted from this list"


def test_what_happens_next_is_the_decision_that_asks_for_something(slides):
    figures = {"variable": "x", "psi": Figure(0.3, "score"), "limit": Figure(0.25, "score"), "decision": "Fit again"}
    found = {"06_monitor": [Finding("monitor-scorecard-refit", "headline", figures)]}
    slide = slides(found=found)["next"]
    assert title(slide) == "What happens next: Fit again"
    then, now = (list(series.values) for series in charts(slide)[0].plots[0].series)
    assert then == [None, None, 0.712] and now == [None, None, 0.698]


def test_the_method_names_variables_method_and_doubts(slides):
    told = words(slides()["method and caveats"])
    assert "k-means, 3 segments" in told and "the models were never put to the test" in told
    assert "The data records no channel" in told and "value 100% and activity 100%" in told


def test_every_chart_table_and_slide_has_words(slides):
    for slide in slides().values():
        assert title(slide).strip() and notes(slide).strip()
        for shape in slide.shapes:
            if shape.has_chart or shape.has_table:
                (named,) = (node for node in shape.element.iter() if node.tag.endswith("}cNvPr"))
                assert len(named.get("descr", "")) > 8


def test_small_bubbles_lie_over_large_ones(slides):
    """What is drawn later lies above."""
    (chart,) = (shape.chart for shape in slides(least=10)["targets"].shapes if shape.has_chart)
    areas = [float(size.text) for size in chart._chartSpace.iterfind(".//{*}bubbleSize//{*}v")]
    assert len(areas) == 3 and areas == sorted(areas, reverse=True) and areas[0] > areas[-1]


def room(shape):
    """Left, top, right and bottom in inches."""
    left, top = shape.left / 914400, shape.top / 914400
    return left, top, left + shape.width / 914400, top + shape.height / 914400


@pytest.mark.parametrize("least", [10, 100])
def test_nothing_on_a_slide_runs_over_its_edge_or_over_something_else(slides, least):
    for section, slide in slides(least=least).items():
        filled = [
            shape
            for shape in slide.shapes
            if shape.has_chart or shape.has_table or (shape.has_text_frame and shape.text_frame.text)
        ]
        for n, shape in enumerate(filled):
            left, top, right, bottom = room(shape)
            place = f"{section}: {shape.name}"
            assert left >= 0.59 and top >= 0.2 and right <= 13.333 - 0.59 and bottom <= 7.4, (place, room(shape))
            for other in filled[:n]:
                across = min(right, room(other)[2]) - max(left, room(other)[0])
                down = min(bottom, room(other)[3]) - max(top, room(other)[1])
                assert section == "cover" or across < 0.02 or down < 0.02, (place, other.name, across, down)


def test_sentences_of_a_list_stand_apart_by_less_than_a_line_and_those_with_a_bullet_hang(slides):
    for section, slide in slides(least=10).items():
        for shape in slide.shapes:
            for para in shape.text_frame.paragraphs if shape.has_text_frame else []:
                if para.runs and para.space_after is not None:
                    assert 0 <= para.space_after.pt < 0.9 * para.runs[0].font.size.pt, (section, para.text)
                if para._p.find(".//{*}buChar") is not None:
                    assert para.space_after.pt > 0.15 * para.runs[0].font.size.pt, (section, para.text)
                    assert int(para._p.pPr.get("marL")) == -int(para._p.pPr.get("indent")) > 0

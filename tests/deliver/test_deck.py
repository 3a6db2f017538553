"""deck.py and its slides: titles that follow from the tables, and nothing that another table refutes."""

import pytest
from deliver.small_study import FOUND, SCORECARD, TABLES
from pptx import Presentation

from segtools.deliver.deck import promised, write_deck
from segtools.deliver.deck_story import answer_title
from segtools.show.look import GREY, INK, LINK, PAGE, SHADES, SOFT, WHITE, segment_colour
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


# --- where things stand on a slide, and how they look -----------------------------------------------------

TITLE, LEFT = (0.6, 0.42, 12.13, 0.9), (0.6, 1.45)
FOOT = [(0.6, 7.08, 9.0, 0.26), (11.73, 7.08, 1.0, 0.26)]


def tiles(left, top, width, height, gap, count):
    """The places of `count` tiles side by side: each an area, its figure and its words."""
    for n in range(count):
        at = left + n * (width + gap)
        yield from [("area", (at, top, width, height)), ("text", (at + 0.12, top + 0.08, width - 0.2, height * 0.42))]
        yield "text", (at + 0.12, top + height / 2, width - 0.2, height * 0.47)


SEGMENT_PLACES = [
    ("area", (0, 0.42, 0.22, 0.9)),
    *tiles(*LEFT, 1.3355, 1.1, 0.12, 4),
    ("text", (0.6, 2.75, 5.7, 4.15)),
    ("chart", (6.7, 1.35, 6.03, 2.55)),
    ("text", (6.7, 4.05, 6.03, 2.85)),
]
PLACES = {  # beneath the title and above the foot, in inches from the top left: left, top, width, height
    "cover": [("area", (0, 0, 0.33, 7.5)), ("text", (0.6, 3.75, 12.13, 1.6))],
    "answer": [*tiles(*LEFT, 2.8832, 1.25, 0.2, 4), ("text", (0.6, 3.05, 12.13, 3.85))],
    "base": [
        *[("chart", (0.6, 1.45, 6.43, 3.1)), ("table", (7.33, 1.55, 5.4, 0.89)), ("text", (0.6, 4.75, 12.13, 2.1))],
    ],
    "verdict": [
        *[("chart", (0.6, 1.45, 5.92, 3.35)), ("chart", (6.82, 1.45, 5.92, 3.35)), ("text", (0.6, 4.95, 12.13, 1.9))],
    ],
    "side by side": [
        *[("chart", (0.6, 1.45, 6.07, 5.5)), ("table", (6.91, 1.45, 5.82, 2.19)), ("text", (6.91, 3.84, 5.82, 3.06))],
    ],
    **{f"segment {n}": SEGMENT_PLACES for n in (1, 2, 3)},
    "targets": [
        *[("chart", (0.6, 1.45, 5.58, 5.5)), ("table", (6.55, 1.45, 6.19, 1.99)), ("text", (6.55, 6.25, 6.19, 0.65))],
    ],
    "plan": [("table", (0.6, 1.45, 12.13, 1.19))],
    "test": [("table", (0.6, 1.45, 12.13, 0.99)), ("text", (0.6, 2.69, 12.13, 4.21))],
    "next": [
        *[("chart", (0.6, 1.45, 5.1, 5.5)), ("table", (5.94, 1.45, 6.79, 0.84)), ("text", (5.94, 2.59, 6.79, 4.31))],
    ],
    "method and caveats": [("text", (0.6, 1.45, 5.87, 5.5)), ("text", (6.87, 1.45, 5.87, 5.5))],
}


PLAN_ROWS = (["Some", "Few", "Many"], ["target", "out", "next"], ["retain", "win back", "serve"])


def kind_of(shape):
    return "chart" if shape.has_chart else "table" if shape.has_table else "area" if shape.shape_type == 1 else "text"


def place_of(shape):
    return tuple(side / 914400 for side in (shape.left, shape.top, shape.width, shape.height))


def test_everything_stands_in_its_place(slides):
    for section, slide in slides(least=10).items():
        head, left, right, *shapes = slide.shapes
        title_at = (0.6, 2.55, 12.13, 0.9) if section == "cover" else TITLE
        assert place_of(head) == pytest.approx(title_at, abs=0.006), section
        for foot, wanted in zip((left, right), FOOT, strict=True):
            assert place_of(foot) == pytest.approx(wanted, abs=0.006)
        assert [kind_of(shape) for shape in shapes] == [kind for kind, _ in PLACES[section]], section
        for shape, (_, wanted) in zip(shapes, PLACES[section], strict=True):
            assert place_of(shape) == pytest.approx(wanted, abs=0.006), (section, shape.name)


def looks(shape):
    """Size, whether bold, and colour of each paragraph of a text."""
    fonts = [para.runs[0].font for para in shape.text_frame.paragraphs if para.runs]
    return [(font.size.pt, font.bold, f"#{font.color.rgb}".lower()) for font in fonts]


def texts_of(slide):
    return [shape for shape in slide.shapes if kind_of(shape) == "text"]


def test_texts_have_their_size_and_what_stands_out_is_bold_or_in_the_clients_colour(slides):
    made, ink, soft = slides(least=10), INK.lower(), SOFT.lower()
    for section, slide in made.items():
        head, foot, number = texts_of(slide)[:3]
        assert looks(head) == [(40 if section == "cover" else 26, True, ink)] and looks(foot) == [(9, False, soft)]
        assert head.text_frame.paragraphs[0].alignment == 1 and number.text_frame.paragraphs[0].alignment == 3
        assert foot.text_frame.text == "Harbour & Hill: customer segments"
        areas = [shape for shape in slide.shapes if kind_of(shape) == "area" and shape.left > 0]
        assert {f"#{area.fill.fore_color.rgb}".lower() for area in areas} <= {PAGE.lower()}
        for shape in texts_of(slide):
            assert shape.text_frame.word_wrap and not shape.text_frame.margin_left and not shape.text_frame.margin_top
    assert looks(texts_of(made["cover"])[3]) == [(21, False, ink), (17, False, soft)]
    assert looks(texts_of(made["answer"])[3]) == [(26, True, ink)] and looks(texts_of(made["answer"])[4]) == [
        (12, False, soft)
    ]
    rest = {"answer": 16, "base": 14, "verdict": 15, "test": 13, "next": 15}
    for section, size in rest.items():
        assert {*looks(texts_of(made[section])[-1])} == {(size, False, ink)}, section
    assert looks(texts_of(made["side by side"])[-1]) == [(12, False, soft)]
    assert looks(texts_of(made["targets"])[-1]) == [(11, False, soft)]
    who, to_do = texts_of(made["segment 2"])[-2:]
    assert looks(who) == [(12.5, True, soft), (12.5, False, ink)] * 2
    assert looks(to_do) == [(12.5, True, ink), *[(12.5, False, ink)] * 4]
    for half in texts_of(made["method and caveats"])[-2:]:
        assert looks(half)[0] == (14, True, ink) and {*looks(half)[1:]} == {(14, False, ink)}
    bulleted = [para.text for para in who.text_frame.paragraphs if para._p.find(".//{*}buChar") is not None]
    assert bulleted == ["Orders: four", "A typical one"]


TABLES_SHOWN = {  # widths, columns aligned right, segments whose colour the rows carry
    "base": ([2.16, 1.08, 1.08, 1.08], {1, 2, 3}, []),
    "side by side": ([1.65, 1.11, 1.51, 0.8, 0.76], {1, 2, 3, 4}, [1, 2, 3]),
    "targets": ([1.19, 0.75, 1.06, 0.95, 0.75, 0.57, 0.92], {2, 3, 4, 5}, [2, 3, 1]),
    "plan": ([1.7, 0.8, 1.0, 3.01, 3.41, 2.21], set(), [2, 1, 3]),
    "test": ([1.97, 0.85, 0.83, 1.55, 1.03, 1.76, 4.14], {1, 2, 3, 4, 5}, [2]),
    "next": ([1.66, 3.17, 1.96], set(), []),
}
ROWS_SHOWN = {
    "base": [
        *[["table", "rows read", "used", "set aside"], ["orders", "5,000", "4,500", "500"]],
        ["people", "1,053", "1,000", "53"],
    ],
    "side by side": [
        ["segment", "customers", "margin each in the next twelve months", "still buying", "comes back (0 to 1)"],
        ["Few", "61", "€411 (€350 to €450)", "91%", "0.50"],
        ["Some", "241", "€97 (€80 to €105)", "62%", "0.50"],
        ["Many", "698", "€15 (€13 to €17)", "35%", "0.50"],
    ],
    "targets": [
        ["segment, by rank", "role", "attractive", "our strength", "a target in", "first in", "ruled out"],
        ["2  Some", "target", "0.63", "0.64", "over 99%", "75%", ""],
        ["3  Many", "next", "0.21", "0.42", "50%", "25%", ""],
        ["1  Few", "out", "0.90", "0.80", "0%", "0%", "size: too small"],
    ],
    "plan": [
        ["segment", "role", "play", "why", "offer", "measure"],
        *([name, role, play, *["words"] * 3] for name, role, play in zip(*PLAN_ROWS, strict=True)),
    ],
    "test": [
        *[["audience", "contact", "hold back", "extra response", "breaks even at", "return", "what the test can show"]],
        ["Some", "213", "28", "21.0% (11.0% to 31.0%)", "10.0%", "€234 (€21 to €447)", "words"],
    ],
    "next": [
        *[["question", "figure", "decision"]],
        ["Have the segments held?", "The data covers one point in time only", "Run again"],
    ],
}


def test_tables_have_their_rows_widths_and_alignment_and_the_colours_of_their_segments(slides):
    made = slides(least=10)
    assert {section for section, slide in made.items() if any(map(kind_is_table, slide.shapes))} == set(TABLES_SHOWN)
    for section, (wide, right, marks) in TABLES_SHOWN.items():
        (frame,) = filter(kind_is_table, made[section].shapes)
        table = frame.table
        assert [[cell.text for cell in row.cells] for row in table.rows] == ROWS_SHOWN[section], section
        assert [column.width / 914400 for column in table.columns] == pytest.approx(wide, abs=0.006), section
        assert sum(row.height for row in table.rows) == pytest.approx(frame.height, abs=2)
        edges = []
        for n, row in enumerate(table.rows):
            for j, cell in enumerate(row.cells):
                (para,) = cell.text_frame.paragraphs
                assert para.alignment == (3 if j in right else None), (section, n, j)
                filled = INK if n == 0 else WHITE if n % 2 else PAGE
                assert f"#{cell.fill.fore_color.rgb}".lower() == filled.lower(), (section, n)
                assert not para.runs or para.runs[0].font.bold == (n == 0 or j == 0), (section, n, j)
                assert not para.runs or f"#{para.runs[0].font.color.rgb}".lower() == (WHITE if n == 0 else INK).lower()
                line = cell._tc.find(".//{*}lnL")
                edges += [] if line is None else [(n, j, line.find(".//{*}srgbClr").get("val"), line.get("w"))]
        assert edges == [(n, 0, segment_colour(mark)[1:], "57150") for n, mark in enumerate(marks, 1)], section


def kind_is_table(shape):
    return shape.has_table


SOURCES = {
    "answer": (
        "Sources: tables/targets.parquet (role, p_target, p_first), tables/cards.parquet (share, value_share, "
        "clv_share), tables/findings.parquet (05_target); verdict: scorecard.json."
    ),
    "base": (
        "Sources: tables/quality.parquet (rows and amounts), tables/findings.parquet (01_collect), "
        "tables/profile.parquet (base) or tables/variables.parquet (missing)."
    ),
    "verdict": (
        "Sources: tables/choice.parquet (mean_ari, null_ari, silhouette, null_silhouette), "
        "tables/segment_stability.parquet (slsw), scorecard.json (verdict, because)."
    ),
    "side by side": (
        "Sources: tables/cards.parquet (size, share, value_share, clv_share, clv_12m with clv_low and clv_high, "
        "p_alive, slsw)."
    ),
    "segment 2": (
        "Sources: tables/cards.parquet and tables/plan.parquet, segment_id 2; the chart: figure and figure_values of "
        "cards, standard deviations from the base (Cohen's h for shares), from tables/profile.parquet, to one decimal."
    ),
    "targets": (
        "Sources: tables/targets.parquet (attractiveness, competitiveness and the ends of nine in ten draws, p_target, "
        "p_first, knocked_out), tables/criteria.parquet; bubble: tables/cards.parquet (clv_share)."
    ),
    "plan": (
        "Sources: tables/plan.parquet (play, reason, offer, price, message, channel, kpi); the library: "
        "params/library/plays.yaml."
    ),
    "test": (
        "Sources: tables/plan.parquet (audience, control, worth, cost, response, expected_return, "
        "break_even_response, test); the lists: audiences/*.csv."
    ),
    "next": (
        "Sources: tables/decision.parquet; limits: params, monitor; tables/kpis.parquet (share_earlier, share_now). "
        "How to do each step: handover.md."
    ),
    "method and caveats": (
        "Sources: tables/choice.parquet, tables/variables.parquet, tables/value_models.parquet, scorecard.json; "
        "tables/findings.parquet (cautions, stops and notes)."
    ),
}
ALSO_NOTED = {  # beneath the sources
    "answer": ["Caution: Caution: the models were never put to the test"],
    "segment 2": ["241 customers, 24% of the base (22% to 27%)"],
    "targets": [
        "In each trial the weights, and the figures within their errors, are drawn anew. “A target in” and “first in” "
        "are shares of these trials.",
        "The data records no channel, so it cannot tell where to reach them.",
    ],
    "next": [
        "The data covers one point in time only. Run again on later data: it will be compared with these segments."
    ],
    "method and caveats": [
        f"{side}: {criterion}, weight 100% (words)"
        for side, criterion in (("attractiveness", "value"), ("competitiveness", "activity"))
    ],
}


def test_notes_name_the_tables_and_columns_of_each_slide_and_what_else_a_speaker_should_know(slides):
    made = slides(least=10)
    assert notes(made["cover"]) == "Made by segtools from the client's own data."
    for section, sources in SOURCES.items():
        first, *rest = notes(made[section]).splitlines()
        assert first == sources and (section == "plan" or rest == ALSO_NOTED.get(section, [])), section
    some, few, _ = notes(made["plan"]).splitlines()[1:]
    lines = ["Why", "Offer", "Price", "Message", "Channel", "Measure"]
    assert few == "Few: " + " ".join(f"{line}: words" for line in lines)
    assert some.startswith("Some: Why: words Offer: words") and "Audience: 213 to contact, 28 held back" in some


def drawn(chart):
    """Series to its numbers, and to the colours of its points or of itself."""
    values, colours = {}, {}
    for series in chart.plots[0].series:
        values[series.name] = list(series.values)
        found = series._element.xpath("./c:dPt//a:srgbClr/@val") or series._element.xpath(".//a:srgbClr/@val")
        colours[series.name] = {f"#{colour}".lower() for colour in found}
    return values, colours


def numbers_of(bubbles, part):
    """What a part of each series of bubbles holds: xVal, yVal or bubbleSize."""
    return [float(node.text) for one in bubbles.plots[0].series for node in one._element.xpath(f".//c:{part}//c:v")]


def test_charts_show_the_figures_of_their_tables_in_the_colours_of_what_they_are_of(slides):
    made, brand, grey = slides(least=10), {INK.lower()}, {GREY.lower()}
    (base,) = charts(made["base"])
    assert drawn(base) == ({"Share of the base with a value": [0.95]}, {"Share of the base with a value": brand})
    assert list(base.plots[0].categories) == ["orders"] and base.plots[0].data_labels.number_format == "0%"
    found_again, separate = charts(made["verdict"])
    names = ["this base", "bases without segments"]
    assert drawn(found_again)[0] == dict(zip(names, [[0.7, 0.91, 0.8], [0.5, 0.4, 0.3]], strict=True))
    assert drawn(separate)[0] == dict.fromkeys(names, [0.5] * 3)
    assert drawn(separate)[1]["this base"] >= brand and drawn(separate)[1]["bases without segments"] >= grey
    assert list(separate.plots[0].categories) == ["2", "3", "4"]
    titles = [chart.chart_title.text_frame.text for chart in (found_again, separate)]
    assert titles == [
        "Do they come back? (1: the same, 0: no more than chance)",
        "Are they separate? (1: far apart, 0: touching)",
    ]
    assert separate.category_axis.axis_title.text_frame.text == "number of segments"
    assert separate.value_axis.tick_labels.number_format == "0.00"
    (beside,) = charts(made["side by side"])
    values, colours = drawn(beside)
    cards = TABLES["cards"]
    parts = ["of the base", "of the net amount", "of the value to come"]
    assert values == dict(zip(parts, (cards["share"], cards["value_share"], cards["clv_share"]), strict=True))
    assert colours == dict(zip(parts, ({GREY.lower()}, {SHADES[1].lower()}, {LINK.lower()}), strict=True))
    assert list(beside.plots[0].categories) == ["1  Few", "2  Some", "3  Many"] and not beside.has_title
    for number, own, bars in ((1, [1.4, 1.4], ["orders", "pet"]), (3, [-0.3], ["orders"])):
        (chart,) = charts(made[f"segment {number}"])
        assert drawn(chart) == ({"from the base": own}, {"from the base": {segment_colour(number).lower()}})
        assert list(chart.plots[0].categories) == bars
        assert chart.plots[0].data_labels.number_format == "+0.0;-0.0;0.0"
        assert chart.chart_title.text_frame.text.startswith("Where it differs most (1: the usual distance of one")
    (bubbles,) = charts(made["targets"])
    assert numbers_of(bubbles, "yVal") == [0.9, 0.63, 0.21]  # how attractive, the largest first
    assert numbers_of(bubbles, "xVal") == [0.8, 0.64, 0.42]
    assert numbers_of(bubbles, "bubbleSize") == [0.4345, 0.3654, 0.2001]
    titles = [axis.axis_title.text_frame.text for axis in (bubbles.category_axis, bubbles.value_axis)]
    assert titles == ["how strong we are with it", "what it offers; area: share of the value to come"]
    (change,) = charts(made["next"])
    values, colours = drawn(change)
    looks_at = ["share on 01 Jun 2026", "share on 30 Jun 2026"]
    assert values == dict(zip(looks_at, ([0.083, 0.205, 0.712], [0.061, 0.241, 0.698]), strict=True))
    assert colours == dict(zip(looks_at, (grey, brand), strict=True))
    assert change.chart_title.text_frame.text == "Each segment's share of the base, then and now"


def test_where_nothing_tells_how_strong_we_are_bubbles_stand_by_rank(slides):
    targets = TABLES["targets"] | {"competitiveness": [0.5] * 3, "knocked_out": [""] * 3}
    unknown = dict.fromkeys(["clv_12m", "clv_share", "value_per_customer", "value_share"], [float("nan")] * 3)
    slide = slides(least=10, tables={"targets": targets, "cards": TABLES["cards"] | unknown})["targets"]
    (chart,) = charts(slide)
    assert numbers_of(chart, "bubbleSize") == [0.698, 0.241, 0.061]
    assert numbers_of(chart, "xVal") == pytest.approx([0.5, 0.1, 0.9])  # the second in rank is the largest
    assert chart.category_axis.axis_title.text_frame.text == "by rank: nothing tells how strong we are"
    assert chart.value_axis.axis_title.text_frame.text == "what it offers; area: share of the base"
    assert "ruled out" not in words(slide) and notes(slide).splitlines()[0].endswith("tables/cards.parquet (share).")
    (small,) = charts(slides(least=100)["targets"])  # those of too few: large enough to be seen, and no more
    assert numbers_of(small, "bubbleSize") == [0.2001, 0.01, 0.01]


def test_the_titles_of_a_deck_tell_its_story(slides):
    assert {section: title(slide) for section, slide in slides(least=10).items()} == {
        "cover": "Harbour & Hill",
        "answer": "Target “Some”: 37% of the value to come from 24% of the base",
        "base": "1,000 customers; 91% of 6,053 rows can be used",
        "verdict": "3 segments are there on their own, with gaps between them",
        "side by side": "“Few”: 6.1% of the base, 43% of the value to come",
        "segment 1": "Few: 6.1% of the customers, 43% of the value to come",
        "segment 2": "Some: 24% of the customers, 37% of the value to come",
        "segment 3": "Many: 70% of the customers, 20% of the value to come",
        "targets": "Targets in how many of 1,000 trials: “Some” in over 99%",
        "plan": "“Some”: retain",
        "test": "Contact 213, hold 28 back at random, and compare; €234 expected (€21 to €447)",
        "next": "What happens next: Run again",
        "method and caveats": "Appendix: how this was made, and what not to conclude",
    }

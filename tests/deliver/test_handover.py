"""handover.md: what the client's own people need, with the figures of the other files."""

import pytest
from deliver.small_study import SCORECARD, TABLES

from segtools.deliver.handover import SECTIONS, as_text, write_handover


@pytest.fixture
def page(views, tmp_path):
    """The page of the small study as text: `page(least=…, tables=…, card=…)`."""

    def made(lists=(), **given):
        own = views(**given)
        (own.study.folder / "audiences").mkdir(exist_ok=True)
        for name in lists:
            (own.study.folder / "audiences" / f"{name}.csv").write_text("customer_id,group\n")
        assert write_handover(own, tmp_path / "handover.md") == list(SECTIONS)
        return (tmp_path / "handover.md").read_text("utf-8")

    return made


def test_each_segment_has_its_size_its_share_and_its_play(page):
    assert "| 2 | Some | 241 | 24% | retain (target) |" in page(least=10)
    text = page()
    assert "| 1 | Few | few | few | win back (out) |" in text and "| 2 | Some | few | few |" in text
    assert "| 3 | Many | 698 | 70% | serve (next) |" in text


def test_lists_are_counted_unless_that_would_tell_of_too_few(page):
    assert "1 lists: 213 to contact (`treatment`), 28 to leave alone" in page(lists=["some"], least=10)
    text = page(lists=["some"])
    assert "whom to contact (`treatment`), and whom to leave alone" in text and "213" not in text


def test_doubts_stand_whole_and_without_a_mark_under_what_not_to_conclude(page):
    last = page().split("## What not to conclude")[1]
    assert last.count("Caution: ") == 1 and "- Caution: the models were never put to the test\n" in last
    assert "is not known without" not in last  # what the audience may return is known


def test_what_nobody_knows_and_segments_that_are_none_are_said(page):
    unknown = {"plan": TABLES["plan"] | dict.fromkeys(["expected_return", "response"], [float("nan")] * 3)}
    text = page(tables=unknown, card={**SCORECARD, "verdict": "none"})
    assert "- What contacting them returns: it is not known without the response to it.\n" in text
    assert "- That there are segments: none here" in text
    assert "That there are gaps" in page(card={**SCORECARD, "verdict": "constructive"})


def test_markup_in_the_data_stays_text(page):
    cards = TABLES["cards"] | {"segment_name": ["<script>", "a|b", "[x](y)"]}
    text = page(tables={"cards": cards}, least=1)
    assert "<script>" not in text and "&lt;script&gt;" in text and r"a\|b" in text and r"\[x\](y)" in text


def test_the_page_tells_how_to_score_what_the_files_are_and_when_to_look_again(page):
    text = page(lists=["some", "more"], least=10)
    lines = text.splitlines()
    assert lines[0] == "# Harbour & Hill: handing over".replace("&", "&amp;")
    assert lines[2].startswith(
        "1,000 customers, measured over the 28 days to 30 June 2026. Verdict: **natural**. This base"
    )
    assert "| audiences/ | 2 lists: 213 to contact (`treatment`), 28 to leave alone (`control`) | CRM |" in lines
    assert "The scorecard reads 1 variables: `orders`. Three ways, one answer:" in lines
    assert "- a file: `segtools score demo FILE`, with one row a customer or with order lines;" in lines
    assert "counts of fewer than 10 people are withheld" in text
    assert "- Have the segments held? The data covers one point in time only: Run again." in lines
    assert (
        "- Find the segments anew where a variable's drift (population stability index) is above 0.25; ask why where a "
        "segment's share has moved by more than 5 points."
    ) in lines
    assert lines[-1].startswith("- That a play works") and text.endswith("\n")
    assert "None" not in text and "\n\n\n\n" not in text


def test_without_lists_there_is_no_word_of_them(page):
    text = page(least=10)
    assert "| audiences/ |" not in text and "Leave the control groups alone" not in text
    assert "Ids are" not in text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\n  b", "a b"),
        ("<b> & c", "&lt;b&gt; &amp; c"),
        (r"\`*_[]|#~", "".join(f"\\{sign}" for sign in r"\`*_[]|#~")),
        (7, "7"),
    ],
)
def test_text_in_markdown_has_no_markup_of_its_own(text, shown):
    assert as_text(text) == shown

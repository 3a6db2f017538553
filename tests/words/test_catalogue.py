"""words/catalogue.py: a code becomes its sentence, with plurals, intervals and lists, and nothing is left open."""

import ast
import re

import pytest
from fluent.runtime import FluentBundle, FluentResource
from fluent.syntax import parse
from fluent.syntax.ast import Junk, Message
from support import ROOT

from segtools.words import Figure, Finding, Phrase, Style, catalogue, labelled, listed, sentence

PLANTED = """
size = { $n ->
    [one] { $n } of the { $customers } is
   *[other] { $n } of the { $customers } are
 } in “{ $name }” ({ $share_low } to { $share_high }).
many = { $names_count } of them: { $names }.
item = “{ $name }” ({ $n })
"""


@pytest.fixture
def planted(monkeypatch):
    bundle = FluentBundle(["en"], use_isolating=False)
    bundle.add_resource(FluentResource(PLANTED))
    monkeypatch.setattr(catalogue, "_bundle", lambda: bundle)


def finding(n, people=None):
    share = Figure(0.25, "share", 0.2, 0.3)
    return Finding("size", "finding", {"n": Figure(n, "people", people=people), "name": "A", "share": share})


def test_a_sentence_has_its_figures_as_the_style_writes_them_and_its_plural(planted):
    style = Style(customers_are="members")
    assert sentence(finding(1), style) == "1 of the members is in “A” (20% to 30%)."
    assert sentence(finding(1234), style) == "1,234 of the members are in “A” (20% to 30%)."


def test_a_figure_on_too_few_people_is_withheld_in_a_sentence_and_in_a_part_of_one(planted):
    few = {"n": Figure(7, "people", people=7)}
    assert sentence(finding(7, people=7), Style(least=10)).startswith("few of the customers are")
    names = [Phrase("item", {"name": "A", **few}), Phrase("item", {"name": "B", "n": Figure(70, "people", people=70)})]
    text = sentence(Finding("many", "note", {"names": names}), Style(least=10))
    assert text == "2 of them: “A” (few) and “B” (70)."


def test_a_sentence_that_is_not_there_or_lacks_a_figure_is_an_error(planted):
    with pytest.raises(LookupError, match="no sentence 'sise'"):
        sentence(Finding("sise"), Style())
    with pytest.raises(LookupError, match="size"):
        sentence(Finding("size", figures={"n": Figure(2, "people")}), Style())
    with pytest.raises(TypeError, match="n: int is neither"):
        sentence(Finding("size", figures={"n": 2}), Style())


def test_names_are_listed_as_a_sentence_lists_them():
    assert [listed(names) for names in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == ["", "a", "a and b", "a, b and c"]


def test_the_word_before_a_sentence_is_that_of_its_kind():
    assert labelled("caution", "x.") == "Caution: x." and labelled("finding", "x.") == "x."


def test_the_catalogue_parses_and_says_no_code_twice():
    entries = parse(catalogue._text()).body
    assert [entry.content for entry in entries if isinstance(entry, Junk)] == []
    codes = [entry.id.name for entry in entries if isinstance(entry, Message)]
    assert len(codes) == len(set(codes))


def test_selectors_choose_by_plural_forms_and_texts_never_by_a_number():
    """A figure equals the plural form of its value and nothing else (see catalogue._Number)."""
    assert re.findall(r"^\s*\*?\[\s*[\d.]+\s*\]", catalogue._text(), re.MULTILINE) == []


def test_each_code_in_the_catalogue_is_used_and_each_code_used_is_there():
    """A code stands in the code as a text, or as the beginning of one that a case completes (segment-passed-…)."""
    codes = {entry.id.name for entry in parse(catalogue._text()).body if isinstance(entry, Message)}
    texts, beginnings = set(), set()
    for path in (ROOT / "segtools").rglob("*"):
        if path.suffix == ".j2":
            texts |= set(re.findall(r"[\"']([a-z]+(?:-[a-z0-9]+)+)[\"']", path.read_text("utf-8")))
        if path.suffix != ".py":
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                texts.add(node.value)
            if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
                beginnings.add(node.values[0].value)
    asked = {text for text in texts if re.fullmatch(r"[a-z]+(-[a-z0-9]+)+", text)}
    stages = ("collect-", "explore-", "segment-", "profile-", "target-", "monitor-")
    assert {code for code in asked if code.startswith(stages)} - codes == set()
    beginnings = tuple(text for text in beginnings if re.fullmatch(r"[a-z]+-[a-z0-9-]*", text))
    assert {code for code in codes - texts if not code.startswith(beginnings)} == set()

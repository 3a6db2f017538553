"""yes_no.py: words from dictionaries of each language, and columns in which a letter means yes or no by its partner."""

import pandas as pd
import pytest

from segtools.words import is_yes_no, meanings, strangers, ticked, yes_no


@pytest.mark.parametrize(
    ("yes", "no"),
    [
        *[("yes", "no"), ("ja", "nein"), ("ja", "nee"), ("ja", "nej"), ("ja", "nei"), ("já", "nei"), ("oui", "non")],
        *[("sí", "no"), ("si", "no"), ("sì", "no"), ("sim", "não"), ("sim", "nao"), ("da", "nu"), ("tak", "nie")],
        *[
            ("ano", "ne"),
            ("áno", "nie"),
            ("da", "ne"),
            ("igen", "nem"),
            ("evet", "hayır"),
            ("да", "нет"),
            ("так", "ні"),
        ],
        *[("да", "не"), ("ναι", "όχι"), ("kyllä", "ei"), ("jah", "ei"), ("jā", "nē"), ("taip", "ne"), ("po", "jo")],
        *[
            ("نعم", "لا"),
            ("כן", "לא"),
            ("بله", "خیر"),
            ("हाँ", "नहीं"),
            ("はい", "いいえ"),
            ("是", "否"),
            ("예", "아니요"),
        ],
        *[("네", "아니오"), ("ใช่", "ไม่"), ("có", "không"), ("ya", "tidak"), ("true", "false"), ("wahr", "falsch")],
        *[("vrai", "faux"), ("1", "0"), ("1.0", "0.0"), ("on", "off"), ("J", "N"), ("O", "N"), ("S", "N"), ("T", "N")],
        *[("Y", "N"), ("T", "F"), ("✓", "✗"), ("x", "-")],
    ],
)
def test_yes_and_no_are_read_in_any_case_and_with_blanks_around(yes, no):
    column = pd.Series([yes, f" {no.upper()} ", None, yes.capitalize(), ""])
    assert yes_no(column).fillna("?").tolist() == ["yes", "no", "?", "yes", "?"]
    assert is_yes_no(column) and not strangers(column)


def test_a_letter_means_what_its_partner_makes_of_it():
    assert meanings(["E", "H"]) == {"e": True, "h": False}  # evet, hayır
    assert meanings(["K", "E"]) == {"k": True, "e": False}  # kyllä, ei
    assert meanings(["E"]) == {} and strangers(pd.Series(["E"])) == ["E"]  # alone it may be either
    assert meanings(["✓", "x"])["✓"] and strangers(pd.Series(["✓", "x"])) == ["x"]  # a tick, or a cross
    assert meanings([1.0, 0.0]) == {"0": False, "1": True} and meanings([True, False]) == {"true": True, "false": False}


def test_a_word_of_another_language_counts_where_it_means_one_thing_and_what_is_no_word_is_a_stranger():
    assert meanings(["ja", "nein", "yes"]) == {"ja": True, "nein": False, "yes": True}
    column = pd.Series(["ja", "nein", "vielleicht", "weiß nicht", "JA"])
    assert strangers(column) == ["vielleicht", "weiß nicht"]
    assert yes_no(column).fillna("?").tolist() == ["yes", "no", "?", "?", "yes"]


@pytest.mark.parametrize(
    "other",
    [["m", "f"], ["f", "n"], ["a", "b"], ["A", "N"], ["yes", "y"], ["yes"], ["x", "y"], ["cat", "dog"], ["SI", "NU"]],
)
def test_a_column_of_which_nobody_says_so_is_yes_and_no_only_if_one_language_has_both(other):
    assert not is_yes_no(other)


@pytest.mark.parametrize(
    ("values", "word"),
    [
        (["x", None, "x"], "x"),
        (["X", ""], "x"),
        (["Ja", None], "ja"),
        (["1", None], "1"),
        (["no", None], None),
        (["x", "x"], None),
        (["yes", "no", None], None),
        (["Price", None], None),
    ],
)
def test_a_tick_box_holds_one_word_for_yes_and_blanks(values, word):
    assert ticked(pd.Series(values, dtype="str")) == word

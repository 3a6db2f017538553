"""What executives read is in plain English: no word of the trade in a sentence that a slide, a card or the report's
main part can show."""

import re
from importlib import resources

import pytest
from plain_words import barred

FTL = (resources.files("segtools.words") / "en.ftl").read_text("utf-8")
SENTENCES = dict(re.findall(r"^([a-z][\w-]*) =((?:.*\n)(?:[ \t]+.*\n)*)", FTL, re.MULTILINE))
# for analysts: the evidence, how models were chosen, the appendix, and what the command line says
ANALYSTS = (
    *("segment-comes-back", "segment-separate", "segment-instead", "segment-number", "segment-method"),
    *("segment-other", "segment-passed", "segment-surest", "segment-variables-idle", "segment-variable-shared"),
    *("segment-later", "explore-components", "explore-variables", "collect-unclear"),
    *("profile-value-", "profile-orders-", "profile-published-", "profile-amounts-"),
    *("deck-how-", "deck-draws"),
)


@pytest.mark.parametrize("code", sorted(code for code in SENTENCES if not code.startswith(ANALYSTS)))
def test_a_sentence_that_executives_may_read_holds_no_word_of_the_trade(code):
    words = re.sub(r"\$\w+|\{ ?\"[^\"]*\" ?\}|\b[\w-]+ ->|\[\w+\]", " ", SENTENCES[code])
    assert barred(words) == []


def test_the_list_bars_words_of_the_trade_and_raw_names_and_lets_plain_ones_pass():
    assert barred("a Jaccard of 1, in 5 redrawn samples of recency_days") == ["jaccard", "recency_days", "redrawn"]
    assert barred("The campaign’s parameters, days since the last order, scoring.sql, epsilon") == []

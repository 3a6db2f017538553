"""terms.py: a published statistic, planted comments in several languages, and people who stay unknown."""

import numpy as np
import pandas as pd
import pytest
from people.small_comments import NAMES, PERSONAL, SAID, planted

from segtools.people.comments import masked_comments
from segtools.profile.terms import comment_terms, distinctive_terms, weighted_log_odds


def first(terms):
    """The clearest term of each segment."""
    return terms.groupby("segment_id").term.first().to_dict()


def published(text, other, prior):
    """z of each word of two texts, as in the examples of the package fightin_words (its README)."""
    words = sorted({*text.split(), *other.split()})
    ours, rest = (np.array([[one.split().count(word) for word in words]], float) for one in (text, other))
    weights = np.array([prior.get(word, 0.05) for word in words])
    totals = ours.sum(axis=1), rest.sum(axis=1), weights.sum()
    return dict(zip(words, weighted_log_odds(ours, rest, weights, totals)[0], strict=True))


def test_log_odds_are_those_of_a_published_implementation():
    made = published(
        "the quick brown fox jumps over the lazy pig", "the lazy purple pig jumps over the lazier donkey", {}
    )
    assert made["fox"] == pytest.approx(0.6894227886807968) and made["lazier"] == pytest.approx(-0.6894227886807968)
    assert made["jumps"] == made["the"] == 0
    sleepy = "the lazy purple pig jumps over the " + 1000 * "very " + "sleepy donkey"
    made = published("the quick brown fox jumps over the lazy pig", sleepy, {"very": 0.001})
    assert made["very"] == pytest.approx(-0.4368846171934332) and made["the"] == pytest.approx(4.961066225017743)
    assert made["sleepy"] == pytest.approx(0.3539801999989518) and made["fox"] == pytest.approx(1.7087406001344665)


@pytest.mark.parametrize("language", SAID)
def test_planted_complaints_are_found_in_any_language_with_spaces(language):
    late, dear = SAID[language][3]
    made = distinctive_terms(*planted(language))
    assert first(made) == {1: late, 2: dear}
    parts = {*late.split(), *dear.split()}
    assert not set(made.term) & parts  # a phrase stands for its words
    assert made.groupby("segment_id").size().max() <= 5 and made.z.min() >= 1.96


def test_a_row_counts_people_and_what_they_say_once():
    comments, segments = planted()
    comments.loc[comments.index % 10 == 0, "comment"] = " "  # these wrote none
    made = distinctive_terms(comments, segments)
    row = made[made.term == "late delivery"].iloc[0]
    uses = comments.comment.str.contains("late delivery")
    assert row.segment_name == "Regulars" and row.customers == row.base_customers == uses.sum()
    assert row.share == pytest.approx(uses.sum() / 135) and row.base_share == pytest.approx(uses.sum() / 405)
    loud = comments.assign(comment=comments.comment.where(~uses, comments.comment + 9 * ". Late delivery!"))
    assert distinctive_terms(loud, segments).query("term == 'late delivery'").iloc[0].equals(row)
    again = pd.concat([comments, comments[uses]])  # the same complaint twice
    assert distinctive_terms(again, segments).equals(made)


def test_the_order_of_rows_and_who_is_in_no_segment_do_not_matter():
    comments, segments = planted()
    made = distinctive_terms(comments, segments)
    strangers = pd.DataFrame({"customer_id": [f"x{n}" for n in range(90)], "comment": "a stranger's late delivery"})
    more = pd.concat([comments, strangers, comments.assign(comment=None), comments.assign(comment="  ")])
    mixed = more.sample(frac=1, random_state=3), segments.sample(frac=1, random_state=4)
    assert distinctive_terms(*mixed).equals(made)


def test_where_no_segment_differs_the_table_is_empty():
    full = distinctive_terms(*planted())
    for seed in range(5):
        made = distinctive_terms(*planted(rate=0, seed=seed))
        assert made.empty and made.dtypes.equals(full.dtypes)
    comments, segments = planted(n=3)
    for nothing in (comments, comments.iloc[:0], comments.assign(comment="!?")):
        assert distinctive_terms(nothing, segments).dtypes.equals(full.dtypes)


@pytest.mark.parametrize(
    ("customers", "others", "least", "shown"),
    [(9, 0, 10, False), (9, 1, 10, False), (10, 1, 10, True), (9, 1, 9, True)],
)
def test_a_term_of_fewer_than_ten_customers_is_not_shown(customers, others, least, shown):
    comments, segments = planted(rate=0)
    comments.loc[[*range(customers), *range(449, 449 - others, -1)], "comment"] += ". Broken zips"
    small = segments.assign(segment_id=np.where(segments.index < 30, 1, 2))
    made = distinctive_terms(comments, small.assign(segment_name=small.segment_id.map(NAMES)), least=least)
    assert made[["term", "customers"]].values.tolist() == [["broken zips", customers]] * shown


def test_a_phrase_ends_where_a_sentence_a_mask_or_a_number_does():
    comments, segments = planted(rate=0, more=lambda segment, rng: ["parcel late, box torn"] * int(segment == 1))
    made = distinctive_terms(comments.replace(r"\.", "", regex=True), segments, most=99)
    assert set(made.term) == {"parcel late", "box torn"}


@pytest.mark.parametrize(("long", "of_its_own"), [(24, 0), (8, 24)])
def test_a_segment_that_writes_more_or_says_little_else_is_not_set_apart_by_that(long, of_its_own):
    """All draw from the same words; the first segment writes more of them, or beside them much that is its own."""
    rng = np.random.default_rng(5)
    words, own = ([f"{letter}{a}{b}" for a in "abcdefghij" for b in "klmnopqrst"] for letter in "wv")
    odds = 1 / np.arange(1, 101) / np.sum(1 / np.arange(1, 101))
    segment = np.repeat([1, 2], 300)
    said = [
        [*rng.choice(words, long if one == 1 else 8, p=odds), *rng.choice(own, of_its_own * int(one == 1))]
        for one in segment
    ]
    comments = pd.DataFrame(
        {"customer_id": [f"k{n}" for n in range(600)], "comment": [" ".join(some) for some in said]}
    )
    made = distinctive_terms(comments, comments[["customer_id"]].assign(segment_id=segment, segment_name="x"), most=99)
    assert not [term for term in made.term if "w" in term] and made.empty == (not of_its_own)


def test_what_a_segment_says_less_than_others_is_no_term_of_it():
    chance = {1: 0.3, 2: 0.6, 3: 0.1}
    made = distinctive_terms(
        *planted(rate=0, more=lambda segment, rng: ["on time"] * int(rng.random() < chance[segment]))
    )
    assert made[["segment_id", "term"]].values.tolist() == [[2, "on time"]]


@pytest.mark.parametrize(("others", "shown"), [(0.4, True), (0.6, False)])
def test_what_most_others_say_too_is_no_term(others, shown):
    chance = {1: 1, 2: others, 3: others}
    made = distinctive_terms(
        *planted(rate=0, n=300, more=lambda segment, rng: ["happily"] * int(rng.random() < chance[segment]))
    )
    assert set(made.term) == {"happily"} & {"happily" * shown}


def test_a_phrase_stands_for_the_words_it_carries_and_for_no_others():
    pairs = [f"{how} {what}" for how in ("slow", "lost", "torn") for what in ("parcel", "reply", "box")]
    mixed = distinctive_terms(
        *planted(rate=0, more=lambda segment, rng: [rng.choice(pairs)] * int(segment == 1)), most=99
    )
    assert set(mixed.term) == {"slow", "lost", "torn", "parcel", "reply", "box"}
    said = ["late delivery", "late delivery", "delivery lost"]
    mostly = distinctive_terms(
        *planted(rate=0, more=lambda segment, rng: [rng.choice(said)] * int(segment == 1)), most=99
    )
    assert "delivery" not in set(mostly.term) and mostly.term[0] == "late delivery"


def test_very_frequent_words_are_no_terms_and_do_not_begin_phrases():
    """A segment of letter writers, who say `the delivery` where others say `a shop`."""
    rng = np.random.default_rng(6)
    segment = np.repeat([1, 2], 200)
    nouns = np.where((segment == 1) & (rng.random(400) < 0.6), "delivery", rng.choice(["shop", "app", "staff"], 400))
    said = [
        f"the {noun} was {rng.choice(['good', 'bad', 'odd', 'slow'])} and the {rng.choice(['box', 'car'])} fine"
        for noun in nouns
    ]
    said = [text + " and so is the rest" * int(mine == 1) for text, mine in zip(said, segment, strict=True)]
    ids = [f"k{n}" for n in range(400)]
    made = distinctive_terms(
        pd.DataFrame({"customer_id": ids, "comment": said}),
        pd.DataFrame({"customer_id": ids, "segment_id": segment, "segment_name": pd.Series(segment).map(NAMES)}),
        most=99,
    )
    terms = set(made[made.segment_id == 1].term)
    assert "delivery" in terms and "rest" in terms
    assert not terms & {"the", "and", "the delivery", "delivery was", "the rest", "and the", "is the"}


def test_what_the_dissatisfied_say_is_told_from_praise():
    praise = lambda segment, rng: ["lovely people"] * int(segment == 1 and rng.random() < 0.3)  # noqa: E731
    comments, segments = planted(more=praise)
    text, ids = comments.comment, comments.customer_id
    points = np.where(text.str.contains("late delivery"), 3, 7) + 2.0 * text.str.contains("lovely people")
    score = pd.Series(points.to_numpy(), ids)
    made = distinctive_terms(comments, segments, score).set_index("term")
    mine = pd.DataFrame({"score": score.to_numpy(), "text": text})[(segments.segment_id == 1).to_numpy()]
    late = mine.text.str.contains("late delivery")
    by_hand = mine.score[late].mean() - mine.score[~late].mean()
    assert made.score_gap["late delivery"] == pytest.approx(by_hand) and by_hand < -3
    assert made.score_gap["lovely people"] > 1
    assert distinctive_terms(comments, segments).score_gap.isna().all()


def test_a_gap_between_fewer_than_ten_scores_is_not_shown():
    comments, segments = planted()
    who = comments.customer_id[comments.comment.str.contains("late delivery")]
    for known, shown in ((who[:9], False), (who[:10], True)):
        others = segments.customer_id[~segments.customer_id.isin(who)]
        score = pd.Series(5.0, pd.concat([known, others]))
        made = distinctive_terms(comments, segments, score).set_index("term")
        assert pd.notna(made.score_gap["late delivery"]) == shown
    assert (
        distinctive_terms(comments, segments, pd.Series(5.0, who)).set_index("term").score_gap.isna()["late delivery"]
    )


def test_no_name_number_or_id_is_a_term_however_many_write_it():
    """Everyone in segment 1 writes the same names and numbers; what stands beside them is a term all the same."""
    comments, segments = planted(rate=0, more=lambda segment, rng: PERSONAL * int(segment == 1))
    made = distinctive_terms(comments, segments, most=99)
    words = set(" ".join(made.term).split())
    assert {"ask", "helped", "card", "code"} & words
    assert not words & {
        "anna",
        "blim",
        "example",
        "org",
        "www",
        "zorg",
        "luis",
        "name",
        "mail",
        "phone",
        "number",
        "link",
        "account",
        "id",
        "k00007",
    }
    assert not any(letter.isdigit() for letter in "".join(made.term))
    named = segments.assign(customer_id=np.where(segments.index == 400, "helped", segments.customer_id))
    comments = comments.assign(customer_id=named.customer_id)
    assert "helped" not in set(" ".join(distinctive_terms(comments, named, most=99).term).split())


def test_what_is_kept_of_comments_tells_the_same_as_all_of_it():
    comments, segments = planted(more=lambda segment, rng: [f"word{rng.integers(99)} of Zorg", rng.choice(PERSONAL)])
    made = distinctive_terms(comments, segments)
    assert len(made) >= 2 and distinctive_terms(masked_comments(comments), segments).equals(made)


# --- of a study ---------------------------------------------------------------------------------------


def test_the_terms_of_a_base_are_of_ten_at_least_and_of_as_many_as_are_asked_for():
    comments, segments = planted()
    points = np.where(comments.comment.str.contains("late delivery"), 3, 7)
    base = segments.assign(nps=points, csat=5)
    made = comment_terms(comments, base, {"nps": "nps", "csat": "csat"}, least=1)
    score = pd.Series(points, comments.customer_id)
    assert made.equals(distinctive_terms(comments, segments, score, least=10))
    assert comment_terms(comments, base, {}).score_gap.isna().all()
    most = made.customers.max()
    assert set(comment_terms(comments, base, {}, least=most).customers) == {most}
    assert comment_terms(comments, base, {}, least=most + 1).empty and comment_terms(None, base, {}) is None

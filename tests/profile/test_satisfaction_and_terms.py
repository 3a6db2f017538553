"""voice.py: scores worked by hand and published, planted comments in several languages, and people who stay unknown."""

import numpy as np
import pandas as pd
import pytest

from segtools.collect import customers as customers_
from segtools.collect import dictionary, quarantine, row_rules, sources
from segtools.collect import period as period_
from segtools.params import load_params
from segtools.people import comments as comments_
from segtools.people.comments import mask_comment, masked_comments
from segtools.profile import terms as terms_
from segtools.profile.satisfaction import satisfaction
from segtools.profile.terms import distinctive_terms
from segtools.tables import DataError, schemas

NAMES = {1: "Regulars", 2: "Hunters", 3: "Quiet"}
SAID = {  # what anyone says; what segments 1 and 2 say besides, and the term it is planted for
    "English": (
        ["the shop is nice and the staff were kind", "I buy here often, it is easy", "good quality as always",
         "my order was fine", "the app works but the search is slow", "it was a gift for my brother",
         "parking near the shop is hard", "I like the tents and the jackets"],
        ["again a late delivery", "late delivery, and nobody told me", "such a late delivery spoilt it"],
        ["too expensive for me", "it has become too expensive", "nice but too expensive"],
        ("late delivery", "too expensive"),
    ),
    "German": (
        ["der Laden ist schön und die Beratung ist gut", "ich kaufe hier gern ein", "gute Qualität, wie immer",
         "meine Bestellung war in Ordnung", "ich mag die Zelte und die Jacken", "es war ein Geschenk für Größere"],
        ["die Ware kam zu spät", "wieder ist alles zu spät", "zu spät geliefert"],
        ["das ist mir zu teuer", "inzwischen zu teuer für uns", "leider zu teuer geworden"],
        ("zu spät", "zu teuer"),
    ),
    "Spanish": (
        ["la tienda es bonita y el personal es amable", "compro aquí porque es fácil", "buena calidad, como siempre",
         "el pedido llegó bien", "me gustan las tiendas y las chaquetas", "era un regalo para mi hermano"],
        ["la entrega tardía otra vez", "una entrega tardía y nadie avisó", "entrega tardía, qué pena"],
        ["es muy caro para mí", "se ha vuelto muy caro", "bonito pero muy caro"],
        ("entrega tardía", "muy caro"),
    ),
    "Hindi": (
        ["दुकान अच्छी है और लोग अच्छे हैं", "मैं यहाँ अक्सर खरीदता हूँ", "सामान हमेशा की तरह अच्छा है", "मुझे टेंट पसंद हैं"],
        ["फिर वही देरी", "वही देरी और फ़ोन व्यस्त", "इतनी बार वही देरी"],
        ["यह बहुत महंगा है", "अब बहुत महंगा हो गया", "बहुत महंगा लगा"],
        ("वही देरी", "बहुत महंगा"),
    ),
}  # fmt: skip


def planted(language="English", rate=0.5, n=150, seed=0, more=lambda segment, rng: []):
    """Comments of three segments, of which 1 and 2 each have a complaint of their own, and the segments."""
    anyone, late, dear, _ = SAID[language]
    rng, rows = np.random.default_rng(seed), []
    for segment in np.repeat([1, 2, 3], n):
        said = list(rng.choice(anyone, rng.integers(1, 4), replace=False))
        if segment < 3 and rng.random() < rate:
            said.append(rng.choice(late if segment == 1 else dear))
        rows.append((f"k{len(rows):05d}", segment, ". ".join(rng.permutation([*said, *more(segment, rng)]))))
    made = pd.DataFrame(rows, columns=["customer_id", "segment_id", "comment"])
    made["segment_name"] = made.segment_id.map(NAMES)
    return made[["customer_id", "comment"]], made[["customer_id", "segment_id", "segment_name"]]


def first(terms):
    """The clearest term of each segment."""
    return terms.groupby("segment_id").term.first().to_dict()


def answers(**values):
    """A base of one segment."""
    return pd.DataFrame({"segment_id": 1, "segment_name": "Regulars", **values})


# --- scores -------------------------------------------------------------------------------------------


def test_a_net_promoter_score_is_the_one_worked_by_hand():
    base = pd.DataFrame(
        {
            "segment_id": [1] * 11 + [2] * 4,
            "segment_name": ["Regulars"] * 11 + ["Hunters"] * 4,
            "nps": [10, 9, 9, 8, 7, 6, 0, 10, 9, 3, None, 9, 9, 7, 6],  # 5 promoters, 3 detractors of 10; 2, 1 of 4
        }
    )
    made = satisfaction(base, {"nps": "nps"})
    assert made.measure.tolist() == ["NPS", "NPS"] and made.n.tolist() == [10, 4]
    assert made.value.tolist() == pytest.approx([20, 25])
    assert made.base.tolist() == pytest.approx([100 * (7 - 4) / 14] * 2)
    # 5.75/13 promoters, 3.75/13 detractors: 2/13 between; variance 9.5/13 - (2/13)**2, over 13
    assert made.loc[0, ["low", "high"]].tolist() == pytest.approx([-30.3261, 61.0953], abs=1e-3)


@pytest.mark.parametrize(  # Newcombe (1998), Statistics in Medicine 17:857, table I, score method
    ("good", "n", "low", "high"), [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0, 0.1611)]
)
def test_the_interval_of_a_share_satisfied_is_the_published_one(good, n, low, high):
    made = satisfaction(answers(happy=[5, 4] * (good // 2) + [5] * (good % 2) + [3] * (n - good)), {"happy": "csat5"})
    assert made.measure.tolist() == ["share satisfied"] and made.value[0] == pytest.approx(good / n)
    assert made.loc[0, ["low", "high"]].tolist() == pytest.approx([low, high], abs=5e-5)


@pytest.mark.parametrize("shares", [(0.1, 0.3, 0.6), (0.4, 0.3, 0.3), (0.02, 0.1, 0.88)])
def test_intervals_of_the_net_promoter_score_hold_the_truth_nineteen_times_in_twenty(shares):
    rng, draws, n = np.random.default_rng(1), 4000, 30
    drawn = rng.choice([3, 8, 10], (draws, n), p=shares)
    base = pd.DataFrame({"segment_id": np.repeat(range(draws), n), "segment_name": "x", "nps": drawn.ravel()})
    made, truth = satisfaction(base, {"nps": "nps"}), 100 * (shares[2] - shares[0])
    held = (made.low <= truth) & (truth <= made.high)
    assert 0.93 < held.mean() < 0.985
    assert made.low.between(-100, made.value).all() and made.high.between(made.value, 100).all()


def test_the_two_top_levels_are_those_of_the_scale():
    base = answers(five=[1, 3, 4, 5], seven=["4", "5", "6", "6"])  # nobody gave 7
    made = satisfaction(base, {"five": "csat", "seven": "csat7"})
    assert made.variable.tolist() == ["five", "seven"] and made.value.tolist() == [0.5, 0.5]
    assert satisfaction(base, {"seven": "csat"}).value.tolist() == [0.75]


def test_a_segment_without_answers_has_a_row_that_says_so():
    base = pd.DataFrame({"segment_id": [1, 2], "segment_name": ["Regulars", "Quiet"], "nps": [10, None]})
    made = satisfaction(base, {"nps": "nps"})
    assert made.n.tolist() == [1, 0] and made.value.isna().tolist() == [False, True]
    assert made.loc[1, ["low", "high"]].isna().all() and made.base.tolist() == [100, 100]
    assert satisfaction(base, {}).columns.equals(made.columns)


@pytest.mark.parametrize(
    ("kind", "values", "said"),
    [
        (
            "nps",
            [10, 11],
            "nps: 1 of 2 answers are no whole number from 0 to 10 \\(11 for one\\); list .*variables.nps.miss",
        ),
        ("nps", [7, -1, None], "1 of 2 answers .*\\(-1.0 for one\\)"),
        ("nps", ["9", "no answer"], "\\(no answer for one\\)"),
        ("csat", [4.5, 5], "from 1 to 5 \\(4.5 for one\\)"),
        ("csat", [0, 5], "from 1 to 5 \\(0 for one\\)"),
        ("csat", [50, 90], "from 1 to 10"),
        ("csat5", [5, 6], "from 1 to 5 \\(6 for one\\)"),
        ("csat", [1, 2], "write csat5 or csat7"),
        ("stars", [1, 2], "'stars' is no score; write nps, csat"),
    ],
)
def test_answers_outside_their_scale_are_refused_in_one_line(kind, values, said):
    with pytest.raises(DataError, match=said) as caught:
        satisfaction(answers(nps=values), {"nps": kind})
    assert "\n" not in str(caught.value)


def test_a_score_of_no_variable_is_refused():
    with pytest.raises(DataError, match=r"variables\.mood: no such variable"):
        satisfaction(answers(nps=[9]), {"mood": "nps"})


# --- the statistic ------------------------------------------------------------------------------------


def published(text, other, prior):
    """z of each word of two texts, as in the examples of the package fightin_words (its README)."""
    words = sorted({*text.split(), *other.split()})
    ours, rest = (np.array([[one.split().count(word) for word in words]], float) for one in (text, other))
    weights = np.array([prior.get(word, 0.05) for word in words])
    totals = ours.sum(axis=1), rest.sum(axis=1), weights.sum()
    return dict(zip(words, terms_.weighted_log_odds(ours, rest, weights, totals)[0], strict=True))


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


# --- what is said -------------------------------------------------------------------------------------


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
    words = comments_.words_of("Parcel’s late - box [name] torn, 2 weeks_long\nE\u0301t\u00e9! naïve-ish 24h")
    assert " ".join(words) == "parcel's late . box . torn . . weeks long . été . naïve ish 24h"
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


# --- pain or praise -----------------------------------------------------------------------------------


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


# --- people -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("thanks to Anna Blim, and Mr. Zorg", "thanks to [name], and [name]"),
        ("anna's answer; JOSÉ was rude", "[name] answer; [name] was rude"),
        ("Frau Müller war nett. Anna. Late again", "[name] war nett. [name]. Late again"),
        ("THANKS ANNA GREAT SERVICE, Luis QUUX", "THANKS [name] GREAT SERVICE, [name]"),
        ("mail jo@example.org or +49 151 1234567", "mail [e-mail] or [phone]"),
        ("order 10023, A10023, 12.05.2026, in 24h", "order [number], [number], [number], in 24h"),
        ("IBAN DE89 3704 0044 0532 0130 00 or 4111 1111 1111 1111", "IBAN [account] or [account]"),
        ("https://x.org/me?id=7 and @zorg_1", "[link] and [name]"),
        ("I am k7, not k77", "I am [id], not k77"),
        ("nothing personal: late delivery, twice", "nothing personal: late delivery, twice"),
    ],
)
def test_what_looks_personal_is_masked(text, masked):
    assert mask_comment(text, "k7") == masked == mask_comment(masked, "k7")


PERSONAL = ["ask Anna Blim", "write to anna@example.org", "call 07700 900123", "order 4711008", "www.example.org/zorg",
            "Luis helped", "card 4111 1111 1111 1111", "code A10023", "I am K00007"]  # fmt: skip


def test_no_name_number_or_id_is_a_term_however_many_write_it():
    """Everyone in segment 1 writes the same names and numbers; what stands beside them is a term all the same."""
    comments, segments = planted(rate=0, more=lambda segment, rng: PERSONAL * int(segment == 1))
    made = distinctive_terms(comments, segments, most=99)
    words = set(" ".join(made.term).split())
    assert {"ask", "helped", "card", "code"} & words
    assert not words & {"anna", "blim", "example", "org", "www", "zorg", "luis", "name", "mail", "phone", "number", "link",
                        "account", "id", "k00007"}  # fmt: skip
    assert not any(letter.isdigit() for letter in "".join(made.term))
    named = segments.assign(customer_id=np.where(segments.index == 400, "helped", segments.customer_id))
    comments = comments.assign(customer_id=named.customer_id)
    assert "helped" not in set(" ".join(distinctive_terms(comments, named, most=99).term).split())


def test_comments_that_are_kept_hold_no_word_that_few_people_use():
    comments, _ = planted(more=lambda segment, rng: [f"{rng.choice(PERSONAL)} at {rng.integers(99)} Quuxstreet"])
    odd = comments.index < 9
    comments.loc[odd, "comment"] += ". Zorg lives there"
    comments.loc[20, "comment"] = "Blimmed Ixworth-Quux"
    kept = masked_comments(comments)
    assert list(kept) == ["customer_id", "comment"] and len(kept) == 450 and kept.customer_id.is_monotonic_increasing
    whole = " ".join(kept.comment)
    assert "Zorg" not in whole and "lives" not in whole and "Quuxstreet" in whole and "Ixworth" not in whole
    assert "Anna" not in whole and "@" not in whole and "4711" not in whole
    assert not any(letter.isdigit() for letter in whole)
    assert kept[kept.customer_id == "k00020"].comment.item() == "…"
    assert masked_comments(comments.sample(frac=1, random_state=1)).equals(kept)
    assert masked_comments(kept).equals(kept)


def test_what_is_kept_of_comments_tells_the_same_as_all_of_it():
    comments, segments = planted(more=lambda segment, rng: [f"word{rng.integers(99)} of Zorg", rng.choice(PERSONAL)])
    made = distinctive_terms(comments, segments)
    assert len(made) >= 2 and distinctive_terms(masked_comments(comments), segments).equals(made)


def test_an_id_is_masked_as_its_customer_writes_it():
    comments = pd.DataFrame({"customer_id": ["c_1"] * 10, "comment": "member Blim-7 here", "written_id": "blim-7"})
    assert masked_comments(comments, least=1).comment.tolist() == ["member [id] here"]


# --- from the client's table to the terms -------------------------------------------------------------


@pytest.mark.parametrize(("ids", "every"), [("keep", 10), ("number", 400)])
def test_comments_reach_the_terms_masked_and_nothing_else(project, ids, every):
    """With so many e-mail addresses the column would be withheld as a whole, with so few be one of text."""
    comments, segments = planted()
    survey = comments.assign(nps=np.where(comments.comment.str.contains("late"), 3, 9), mood=segments.segment_id + 1)
    survey["words"] = survey.pop("comment") + np.where(survey.index % every == 0, ". Anna, anna@example.org", "")
    survey.loc[449, "customer_id"] = ""  # goes to quarantine, with its line
    survey.loc[450] = survey.loc[0]
    survey.loc[450, "words"] = "a second late delivery"  # else the same as an earlier row
    survey.to_csv(project.parent / "data" / "survey.csv", index=False)
    text = f"sources:\n  survey: {{path: survey.csv, comments: words}}\npeople: {{ids: {ids}}}\nvariables:\n  nps: {{score: nps}}\n"
    (project / "params" / "acme.yaml").write_text(text, "utf-8")
    params = load_params("acme")
    checked = row_rules.check_rows(sources.read_sources(params), params)
    period = period_.study_period(checked, params)
    made = customers_.customer_tables(checked, period)["customers"]
    known = dictionary.data_dictionary(made, checked, params).set_index("variable")
    assert list(made) == ["customer_id", "nps", "mood"] and known.family["nps"] == "other"
    kept = schemas.check_table("comments", customers_.further_tables(checked, period)["comments"])
    assert len(kept) == 450 and not kept.comment.str.contains("anna", case=False).any()
    assert set(kept.customer_id) == set(made.customer_id)
    aside = quarantine.quarantined_rows(checked, params)["survey"].execute()
    assert set(aside.words) == {quarantine.WITHHELD}
    assert not dictionary.left_out(made, known.reset_index(), params)
    order = made.sort_values("customer_id").customer_id.tolist()
    named = segments.iloc[:449].assign(customer_id=order if ids == "number" else segments.customer_id[:449])
    terms = schemas.check_table("terms", distinctive_terms(kept, named, made.set_index("customer_id").nps))
    assert first(terms) == {1: "late delivery", 2: "too expensive"}
    assert (terms.set_index("term").score_gap[["late delivery", "too expensive"]].round() == [-6, 0]).all()


def test_a_column_of_comments_that_is_not_there_is_named(project):
    (project.parent / "data" / "s.csv").write_text("customer_id,a\n1,2\n", "utf-8")
    text = "sources:\n  survey: {path: s.csv, comments: words}\n"
    (project / "params" / "acme.yaml").write_text(text, "utf-8")
    with pytest.raises(DataError, match=r"survey\.comments: no column 'words'; the table has customer_id, a"):
        sources.read_sources(load_params("acme"))

"""comments.py: what looks personal is masked, and no word that few people use is kept."""

import pandas as pd
import pytest
from people.small_comments import PERSONAL, planted

from segtools.people.comments import mask_comment, masked_comments, words_of


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


def test_an_id_is_masked_as_its_customer_writes_it():
    comments = pd.DataFrame({"customer_id": ["c_1"] * 10, "comment": "member Blim-7 here", "written_id": "blim-7"})
    assert masked_comments(comments, least=1).comment.tolist() == ["member [id] here"]


def test_words_are_lower_case_and_a_mark_stands_where_a_phrase_ends():
    words = words_of("Parcel’s late - box [name] torn, 2 weeks_long\nE\u0301t\u00e9! naïve-ish 24h")
    assert " ".join(words) == "parcel's late . box . torn . . weeks long . été . naïve ish 24h"

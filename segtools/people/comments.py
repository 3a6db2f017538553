"""Open comments with personal details masked."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pandas as pd

from segtools.people.personal_data import GIVEN_NAMES, mask, plain

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

LEAST = 10  # customers who use a term, or it is not shown

# Marks that belong to letters in Hebrew, Arabic, the scripts of India, and accented text taken apart.
_MARKS = r"\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u0900-\u0963\u0966-\u0dff\u200c\u200d"
_LETTER = rf"(?:[^\W_]|[{_MARKS}])"
_A_WORD = re.compile(rf"{_LETTER}+(?:['’]{_LETTER}+)*")
_MASK = r"\[(?:e-mail|phone|account|link|id|number|name)\]"
_PIECE = re.compile(rf"(?P<end>{_MASK}|[^\w\s'’-]|[\r\n]|(?<=\s)-(?=\s))|(?P<word>{_A_WORD.pattern})")
_END = "."  # in a list of words: here a phrase ends
_A_LINK = re.compile(r"(?:https?://|www\.)\S+", re.I)
_A_HANDLE = re.compile(r"(?<![\w@])@\w+")
_A_NUMBER = re.compile(r"(?<!\w)(?:[^\W\d]*\d){4,}\w*|(?<!\w)\d(?:[ ./-]?\d){4,}(?!\w)")


# --- what is masked -----------------------------------------------------------------------------------


def mask_comment(text: str, own_id: str = "") -> str:
    """A comment with personal details masked: e-mail addresses, phone numbers, accounts, links, handles, codes of four
    digits or more, the writer's own customer id, common given names and the surname after one.

    A name that is not among the common ones stays, unless few people write it (see masked_comments).

    >>> mask_comment("Thanks to Anna Blim, order A-10023 came late; mail me: jo@example.org", "k7")
    'Thanks to [name], order A-[number] came late; mail me: [e-mail]'
    """
    text = mask(_A_LINK.sub("[link]", text))
    if own_id.strip() and own_id.strip().lower() in text.lower():
        text = re.sub(rf"(?<!\w){re.escape(own_id.strip())}(?!\w)", "[id]", text, flags=re.I)
    return _without_names(_A_NUMBER.sub("[number]", _A_HANDLE.sub("[name]", text)))


def _without_names(text: str) -> str:
    parts, done, name = [], 0, ""  # name: the word before, where it is a given name or a form of address
    for word in _A_WORD.finditer(text):
        between, named = text[done : word.start()], _is_given_name(word[0])
        shouted = name.isupper() and word[0][1:].isupper()  # THANKS ANNA GREAT SERVICE
        surname = name and between in (" ", ". ") and word[0][0].isupper() and not shouted
        if not (surname or (name and named and between == " ")):  # a full name is one mask
            parts += [between, "[name]" if named else word[0]]
        ends = len(word[0]) > 3 and text.startswith(". ", word.end())  # Anna. Late again; but not Mr. Blim
        name, done = word[0] if named and not ends else "", word.end()
    return "".join([*parts, text[done:]])


@functools.lru_cache(100_000)
def _is_given_name(word: str) -> bool:
    return any(plain(part) in GIVEN_NAMES for part in re.split("['’]", word))


def masked_comments(comments: pd.DataFrame, least: int = LEAST) -> pd.DataFrame:
    """Table `comments`, as it may be kept: personal details are masked, and each word that fewer than `least` customers
    use is replaced by an ellipsis. Such words cannot become terms, and may be parts of surnames, addresses and codes.

    Parameters
    ----------
    comments : customer_id, comment, and where ids were replaced written_id: the customer's id as the client writes it
    least : the fewest customers who use a word that stays

    Returns
    -------
    customer_id, comment, one row a comment, sorted; equal ones of a customer once, those that say nothing not at all
    """
    given = written_comments(comments)
    own = given["written_id"] if "written_id" in given else given["customer_id"]
    masked = [mask_comment(text, str(name)) for text, name in zip(given.comment, own, strict=True)]
    table = pd.DataFrame({"customer_id": given.customer_id.to_numpy(), "comment": masked}).astype("str")
    uses = {(name, word) for name, text in table.itertuples(index=False) for word in words_of(text)}
    users = Counter(word for _, word in uses)

    def as_kept(piece: re.Match[str]) -> str:
        return piece[0] if piece["end"] or users[lower_word(piece["word"])] >= least else "…"

    table["comment"] = [re.sub(r"…(?:[ '’-]*…)+", "…", _PIECE.sub(as_kept, text)) for text in table.comment]
    return table.drop_duplicates().sort_values(["customer_id", "comment"], ignore_index=True)


def written_comments(comments: pd.DataFrame) -> pd.DataFrame:
    """The rows whose comment is not blank."""
    return comments[comments.comment.astype("str").fillna("").str.strip() != ""]


# --- words --------------------------------------------------------------------------------------------


def lower_word(word: str) -> str:
    """A word in lower case, with its accents and apostrophes always written in the same way."""
    return unicodedata.normalize("NFC", word.lower().replace("’", "'"))


def words_of(text: str) -> Iterator[str]:
    """The words of a comment in lower case, with a mark where a phrase ends: at a mask, punctuation, a bare number."""
    for piece in _PIECE.finditer(text):
        yield _END if piece["end"] or piece["word"].isdigit() else lower_word(piece["word"])


def used_terms(texts: pd.Series, least: int) -> tuple[list[str], csr_matrix]:
    """Words and two-word phrases that at least so many texts hold, and the texts that hold each: 1 or 0, texts x
    terms."""
    # scikit-learn and SciPy take a second to import, and whoever only reads or masks comments counts no terms
    from scipy.sparse import csr_matrix
    from sklearn.feature_extraction.text import CountVectorizer

    how = {"tokenizer": lambda text: list(words_of(text)), "token_pattern": None, "lowercase": False}
    counter = CountVectorizer(**how, ngram_range=(1, 2), binary=True, min_df=least)
    try:
        used = counter.fit_transform(texts)
    except ValueError:  # no term is held by so many
        return [], csr_matrix((len(texts), 0))
    terms = counter.get_feature_names_out()
    whole = [place for place, term in enumerate(terms) if _END not in term.split(" ")]
    return list(terms[whole]), used[:, whole]

"""What customers say: how satisfied each segment is, and the words that set its comments apart.

Comments are read for terms and counts of people, never for quotes: what looks personal is masked before anything is counted,
and a term that few people use is not shown. No language is assumed but that its words stand apart.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator

import numpy as np
import pandas as pd
from scipy.sparse import csr_matrix
from scipy.stats import norm
from sklearn.feature_extraction.text import CountVectorizer
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportion_confint

from segtools.people.personal_data import GIVEN_NAMES, mask, plain
from segtools.tables import DataError

LEAST = 10  # customers who use a term, or it is not shown
_SURE = 0.05
_MOST_OTHERS = 0.5  # a term that a larger share of all others use says nothing of a segment
_SHORT, _FREQUENT = 3, 0.2  # letters of a word, and the share of all others who use it, that make it one like "the"
_CARRIES = 0.5  # a phrase carries a word that more than this share of its users use in the phrase

_SATISFACTION = {
    "segment_id": "int64", "segment_name": "str", "variable": "str", "measure": "str", "value": "float64",
    "low": "float64", "high": "float64", "base": "float64", "n": "int64",
}  # fmt: skip
_TERMS = {
    "segment_id": "int64", "segment_name": "str", "term": "str", "customers": "int64", "base_customers": "int64",
    "share": "float64", "base_share": "float64", "z": "float64", "score_gap": "float64",
}  # fmt: skip

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


# --- scores -------------------------------------------------------------------------------------------


def satisfaction(base: pd.DataFrame, scores: dict[str, str]) -> pd.DataFrame:
    """Table `satisfaction`: how satisfied each segment is, beside the base.

    Parameters
    ----------
    base : one row a customer: segment_id, segment_name and the variables; missing is who did not answer
    scores : variable to "nps" (0 to 10) or "csat" (1 up to the highest answer in the base; csat5, csat7 say how high the
        scale goes, for a base in which nobody gave the best mark)

    Returns
    -------
    one row a variable and segment: segment_id, segment_name, variable, measure ("NPS" or "share satisfied"), value, low and
    high (its 95% interval), base (the same over all), n (answers). NPS is the percentage of promoters (9, 10) less that of
    detractors (0 to 6), -100 to 100; its interval is the adjusted Wald of the mean of scores of 1, 0 and -1 (Rocks 2016, The
    American Statistician 70:365: three quarters of a promoter, one and a half passives and three quarters of a detractor
    are added). The share satisfied, 0 to 1, is of the two top levels; its interval is Wilson's. Without answers, value, low
    and high are missing.

    Raises
    ------
    DataError : where an answer lies outside its scale, in one line

    Examples
    --------
    >>> base = pd.DataFrame({"segment_id": 1, "segment_name": "Loyal", "nps": [10, 9, 8, 3]})
    >>> satisfaction(base, {"nps": "nps"})[["measure", "value", "n"]].values.tolist()
    [['NPS', 25.0, 4]]
    """
    parts = [_scored(base, variable, kind) for variable, kind in scores.items()]
    made = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=list(_SATISFACTION))
    return made[list(_SATISFACTION)].astype(_SATISFACTION)


def _scored(base: pd.DataFrame, variable: str, kind: str) -> pd.DataFrame:
    answers, highest = _answers(base, variable, kind)
    good, bad = (answers >= 9, answers <= 6) if kind == "nps" else (answers >= highest - 1, answers < 0)
    counts = pd.DataFrame({"good": good, "bad": bad, "n": answers.notna()})
    made = counts.groupby([base.segment_id, base.segment_name]).sum().reset_index()
    measure = _net_promoters if kind == "nps" else _satisfied
    made["value"], made["low"], made["high"] = measure(*made[["good", "bad", "n"]].to_numpy(float).T)
    made["base"] = measure(*counts.sum().to_numpy(float)[:, None])[0][0]
    return made.assign(variable=variable, measure="NPS" if kind == "nps" else "share satisfied")


def _answers(base: pd.DataFrame, variable: str, kind: str) -> tuple[pd.Series, int]:
    """The answers as numbers, and the highest that the scale allows."""
    found = re.fullmatch(r"nps|csat(\d{0,2})", kind)
    if not found:
        raise DataError(
            f"variables.{variable}.score: {kind!r} is no score; write nps, csat, or csat7 where 7 is the best"
        )
    if variable not in base:
        raise DataError(f"variables.{variable}: no such variable among the customers; name one with a score")
    given = base[variable]
    answers = pd.to_numeric(given, errors="coerce").astype("float64")
    lowest, highest = (
        (0, 10) if kind == "nps" else (1, int(found[1] or min(answers.max(), 10)) if answers.any() else 10)
    )
    wrong = given.notna() & ~(answers.between(lowest, highest) & (answers % 1 == 0))
    if wrong.any():
        raise DataError(f"customers, variable {variable}: {wrong.sum():,} of {given.notna().sum():,} answers are no whole number "
                        f"from {lowest} to {highest} ({given[wrong].astype('str').min()} for one); list what means no answer "
                        f"under variables.{variable}.missing, or mend its score")  # fmt: skip
    if kind == "csat" and highest < 3:
        raise DataError(f"customers, variable {variable}: no answer above {highest}, which tells no scale; write csat5 or "
                        f"csat7 under variables.{variable}.score")  # fmt: skip
    return answers, highest


def _net_promoters(good: np.ndarray, bad: np.ndarray, n: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    known = np.where(n > 0, n, np.nan)
    value = (good - bad) / known
    promoters, detractors = (good + 0.75) / (known + 3), (bad + 0.75) / (known + 3)
    middle = promoters - detractors
    error = np.sqrt((promoters + detractors - middle**2) / (known + 3))
    low, high = middle - norm.ppf(0.975) * error, middle + norm.ppf(0.975) * error
    return 100 * value, 100 * np.clip(low, -1, value), 100 * np.clip(high, value, 1)


def _satisfied(good: np.ndarray, _bad: np.ndarray, n: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    known = np.where(n > 0, n, np.nan)
    return good / known, *proportion_confint(good, known, method="wilson")


# --- what is masked -----------------------------------------------------------------------------------


def mask_comment(text: str, own_id: str = "") -> str:
    """A comment without what looks personal: e-mail addresses, phone numbers, accounts, links, handles, codes of four digits
    or more, who wrote it (the customer's own id), common given names and the surname after one.

    A name that is not among the common ones stays, unless few people write it (see masked_comments).

    >>> mask_comment("Thanks to Anna Blim, order A-10023 came late; mail me: jo@example.org", "k7")
    'Thanks to [name], order A-[number] came late; mail me: [e-mail]'
    """
    text = mask(_A_LINK.sub("[link]", text))
    if own_id.strip() and own_id.strip().lower() in text.lower():
        text = re.sub(rf"(?<!\w){re.escape(own_id.strip())}(?!\w)", "[id]", text, flags=re.I)
    return _without_names(_A_NUMBER.sub("[number]", _A_HANDLE.sub("[name]", text)))


def _without_names(text: str) -> str:
    made, done, name = [], 0, ""  # name: the word before, where it is a given name or a form of address
    for word in _A_WORD.finditer(text):
        between, named = text[done : word.start()], _is_given_name(word[0])
        shouted = name.isupper() and word[0][1:].isupper()  # THANKS ANNA GREAT SERVICE
        surname = name and between in (" ", ". ") and word[0][0].isupper() and not shouted
        if not (surname or (name and named and between == " ")):  # a full name is one mask
            made += [between, "[name]" if named else word[0]]
        ends = len(word[0]) > 3 and text.startswith(". ", word.end())  # Anna. Late again; but not Mr. Blim
        name, done = word[0] if named and not ends else "", word.end()
    return "".join([*made, text[done:]])


@functools.lru_cache(100_000)
def _is_given_name(word: str) -> bool:
    return any(plain(part) in GIVEN_NAMES for part in re.split("['’]", word))


def masked_comments(comments: pd.DataFrame, least: int = LEAST) -> pd.DataFrame:
    """Table `comments`, as it may be kept: what looks personal masked, and each word that fewer than `least` customers use
    replaced by an ellipsis. Such words can be no terms, and are what is left of surnames, addresses and codes.

    Parameters
    ----------
    comments : customer_id, comment, and where ids were replaced written_id: the customer's id as the client writes it
    least : the fewest customers who use a word that stays

    Returns
    -------
    customer_id, comment, one row a comment, sorted; equal ones of a customer once, those that say nothing not at all
    """
    given = _written(comments)
    own = given["written_id"] if "written_id" in given else given["customer_id"]
    masked = [mask_comment(text, str(name)) for text, name in zip(given.comment, own, strict=True)]
    made = pd.DataFrame({"customer_id": given.customer_id.to_numpy(), "comment": masked}).astype("str")
    said = {(name, word) for name, text in made.itertuples(index=False) for word in _words(text)}
    users = Counter(word for _, word in said)

    def kept(piece: re.Match[str]) -> str:
        return piece[0] if piece["end"] or users[_lower(piece["word"])] >= least else "…"

    made["comment"] = [re.sub(r"…(?:[ '’-]*…)+", "…", _PIECE.sub(kept, text)) for text in made.comment]
    return made.drop_duplicates().sort_values(["customer_id", "comment"], ignore_index=True)


def _written(comments: pd.DataFrame) -> pd.DataFrame:
    return comments[comments.comment.astype("str").fillna("").str.strip() != ""]


# --- words --------------------------------------------------------------------------------------------


def _lower(word: str) -> str:
    return unicodedata.normalize("NFC", word.lower().replace("’", "'"))


def _words(text: str) -> Iterator[str]:
    """The words of a comment in lower case, with a mark wherever a phrase ends: at masks, punctuation and bare numbers."""
    for piece in _PIECE.finditer(text):
        yield _END if piece["end"] or piece["word"].isdigit() else _lower(piece["word"])


def _used(texts: pd.Series, least: int) -> tuple[list[str], csr_matrix]:
    """The words and two-word phrases that at least so many texts hold, and which holds which: 1 or 0, texts x terms."""
    counter = CountVectorizer(tokenizer=lambda text: list(_words(text)), token_pattern=None, lowercase=False,
                              ngram_range=(1, 2), binary=True, min_df=least)  # fmt: skip
    try:
        used = counter.fit_transform(texts)
    except ValueError:  # no term is held by so many
        return [], csr_matrix((len(texts), 0))
    terms = counter.get_feature_names_out()
    whole = [place for place, term in enumerate(terms) if _END not in term.split(" ")]
    return list(terms[whole]), used[:, whole]


# --- the words of a segment ---------------------------------------------------------------------------


def distinctive_terms(
    comments: pd.DataFrame,
    segments: pd.DataFrame,
    score: pd.Series | None = None,
    least: int = LEAST,
    most: int = 5,
) -> pd.DataFrame:
    """Table `terms`: the words and two-word phrases that set the comments of a segment apart from all others.

    Parameters
    ----------
    comments : customer_id, comment; one row a comment, masked or not: what looks personal never becomes a term
    segments : customer_id, segment_id, segment_name; who is not in it is left out
    score : satisfaction by customer_id, the higher the better; to tell what the dissatisfied say from praise
    least : the fewest customers of the segment who use a term
    most : terms a segment

    Returns
    -------
    one row a segment and term, the clearest first: segment_id, segment_name, term, customers (of the segment who use it;
    people are counted, not how often), base_customers, share and base_share (of those who wrote a comment), z, score_gap
    (mean score of these customers less that of the segment's others; missing without a score, or with fewer than `least` on
    a side). Empty where no segment differs.

    z is that of the weighted log-odds-ratio with an informative Dirichlet prior (Monroe, Colaresi & Quinn 2008, Political
    Analysis 16:372), on counts of customers, so that who writes much does not count for more. It is taken out of all words
    that a segment says and out of all its members who wrote, and the nearer to 0 stands: neither a segment that writes much
    nor one that says little else is set apart by that. The prior is the base's own use of each term, weighted such that the
    rarest term that is looked at counts half a customer. Over all terms and segments, the false discovery rate is at most 5%
    (Benjamini & Hochberg 1995).

    A term that more than half of all others use is none, and neither is a very frequent short word ("the", "der", "de") or
    a phrase that begins or ends with one which goes with many others. A phrase takes the place of the words that are mostly
    used in it; where it carries none of its words, the words stand for it.
    """
    known = _written(comments)
    known = known.merge(segments[["customer_id", "segment_id"]], on="customer_id", validate="many_to_one")
    masked = [mask_comment(text, str(name)) for text, name in zip(known.comment, known.customer_id, strict=True)]
    writers = known.assign(comment=masked).groupby(["customer_id", "segment_id"], as_index=False).comment.agg("\n".join)
    terms, used = _used(writers.comment, least)
    names = segments.drop_duplicates("segment_id").sort_values("segment_id")
    inside = np.equal.outer(names.segment_id.to_numpy(), writers.segment_id.to_numpy())
    ours = (used.T @ inside.T.astype("float64")).T
    z, kept = _distinct(terms, ours, inside.sum(axis=1), least, set(segments.customer_id.astype("str").map(_lower)))
    rows = []
    for place, segment in enumerate(names.itertuples()):
        uses = used[inside[place]]
        for term in _choose(terms, z[place], np.flatnonzero(kept[place]), uses, most):
            users = writers.customer_id[inside[place]][uses[:, [term]].toarray().ravel() > 0]
            members = segments.customer_id[segments.segment_id == segment.segment_id]
            rows.append(
                {
                    "segment_id": segment.segment_id,
                    "segment_name": segment.segment_name,
                    "term": terms[term],
                    "customers": len(users),
                    "base_customers": ours[:, term].sum(),
                    "share": len(users) / inside[place].sum(),
                    "base_share": ours[:, term].sum() / len(writers),
                    "z": z[place, term],
                    "score_gap": np.nan if score is None else _gap(score, users, members, least),
                }
            )
    made = pd.DataFrame(rows, columns=list(_TERMS)).astype(_TERMS)
    return made.sort_values(["segment_id", "z", "term"], ascending=[True, False, True], ignore_index=True)


def weighted_log_odds(
    ours: np.ndarray, rest: np.ndarray, prior: np.ndarray, totals: tuple[np.ndarray, np.ndarray, float]
) -> np.ndarray:
    """z of each term: the log of its odds among ours less that among the rest, over its standard error.

    ours, rest and prior hold a count a term in their last axis; totals are what each of the three is out of. Positive: ours
    say it more; 0 where both say it alike, or nothing is said. Monroe, Colaresi & Quinn (2008), equations 15, 20 and 22.
    """

    def log_odds(counts: np.ndarray, total: np.ndarray) -> np.ndarray:
        return np.log(counts + prior) - np.log(np.asarray(total)[..., None] + totals[2] - counts - prior)

    with np.errstate(divide="ignore", invalid="ignore"):
        z = (log_odds(ours, totals[0]) - log_odds(rest, totals[1])) / np.sqrt(1 / (ours + prior) + 1 / (rest + prior))
    return np.nan_to_num(z, nan=0.0, posinf=0.0, neginf=0.0)


def _distinct(
    terms: list[str], ours: np.ndarray, sizes: np.ndarray, least: int, ids: set[str]
) -> tuple[np.ndarray, np.ndarray]:
    """z of each segment and term, and whether the term sets the segment apart; both segments x terms."""
    elsewhere = (ours.sum(axis=0) - ours) / np.maximum(sizes.sum() - sizes, 1)[:, None]
    z = _surest(terms, ours, sizes, 1 / (2 * least))
    sayable = np.array([len(term) > 1 and not ids & {term, *term.split(" ")} for term in terms], dtype=bool)
    tested = sayable & (elsewhere <= _MOST_OTHERS) & ~_idle(terms, ours, elsewhere, z)
    sure = np.zeros(z.shape, dtype=bool)
    if tested.any():
        sure[tested] = multipletests(2 * norm.sf(np.abs(z[tested])), alpha=_SURE, method="fdr_bh")[0]
    return z, sure & (z > 0) & (ours >= least)


def _surest(terms: list[str], ours: np.ndarray, sizes: np.ndarray, weight: float) -> np.ndarray:
    """z of each term out of all words that were said and out of all who wrote: the nearer to 0, and 0 where they disagree."""
    words = np.array([" " not in term for term in terms], dtype=bool)
    rest, prior = ours.sum(axis=0) - ours, weight * ours.sum(axis=0)
    said, wrote = (
        weighted_log_odds(ours, rest, prior, (total, total.sum() - total, weight * total.sum()))
        for total in (ours[:, words].sum(axis=1), sizes)
    )
    return np.where(said * wrote > 0, np.sign(said) * np.minimum(np.abs(said), np.abs(wrote)), 0.0)


def _idle(terms: list[str], ours: np.ndarray, elsewhere: np.ndarray, z: np.ndarray) -> np.ndarray:
    """Whether a term is a very frequent short word, or has one at its edge that it has not brought along: one that goes with
    many others too, or is said here no more than elsewhere."""
    place = {term: n for n, term in enumerate(terms)}
    little = (elsewhere >= _FREQUENT) & np.array([len(term) <= _SHORT for term in terms], dtype=bool)
    found = little.copy()
    for term, n in place.items():
        for word in [place[word] for word in term.split(" ") if " " in term]:
            found[:, n] |= little[:, word] & ((ours[:, n] <= _CARRIES * ours[:, word]) | (z[:, word] < norm.ppf(0.975)))
    return found


def _choose(terms: list[str], z: np.ndarray, kept: np.ndarray, uses: csr_matrix, most: int) -> list[int]:
    """Of the terms that set a segment apart, those to show, the clearest first: a phrase for the words it carries."""
    place = {term: n for n, term in enumerate(terms)}
    parts = {n: {place[word] for word in terms[n].split(" ")} for n in kept}
    needed = sorted(set().union(*parts.values(), kept))
    among = {n: row for row, n in enumerate(needed)}
    together = (uses[:, needed].T @ uses[:, needed]).toarray()

    def mostly(term: int, phrase: int) -> bool:
        return together[among[term], among[phrase]] > _CARRIES * together[among[term], among[term]]

    rank = {}
    for n in kept:
        carried = {word for word in parts[n] if mostly(word, n)}
        if carried:  # a word carries itself
            rank[n] = max([z[n], *(z[word] for word in carried if word in parts)])
    chosen: list[int] = []
    for n in sorted(rank, key=lambda n: (-rank[n], -len(parts[n]), -z[n], terms[n])):
        phrases = [phrase for phrase in chosen if " " in terms[phrase] and parts[n] & parts[phrase]]
        if not any(mostly(n, phrase) for phrase in phrases):
            chosen.append(n)
    return chosen[:most]


def _gap(score: pd.Series, users: pd.Series, members: pd.Series, least: int) -> float:
    """Mean score of those who use a term less that of the segment's others; missing where too few have one."""
    known = pd.to_numeric(score.reindex(members), errors="coerce").dropna()
    mine = known.index.isin(users)
    return known[mine].mean() - known[~mine].mean() if least <= mine.sum() <= len(known) - least else np.nan

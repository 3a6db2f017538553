"""What sets each segment's open comments apart, counted by people.

z is that of the weighted log-odds-ratio with an informative Dirichlet prior (Monroe, Colaresi & Quinn 2008, Political
Analysis 16:372), on counts of customers, so that who writes much does not count for more. It is taken out of all words
that a segment says and out of all its members who wrote, and the nearer to 0 stands: neither a segment that writes much
nor one that says little else is set apart by that. The prior is the base's own use of each term, weighted such that the
rarest term that is looked at counts half a customer. Over all terms and segments, the false discovery rate is at most
5% (Benjamini & Hochberg 1995).

A term that more than half of all others use is none, and neither is a very frequent short word ("the", "der", "de") or
a phrase that begins or ends with one which goes with many others. A phrase takes the place of the words that are mostly
used in it; where it carries none of its words, the words stand for it.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.sparse import csr_matrix
from scipy.stats import norm
from statsmodels.stats.multitest import multipletests

from segtools.people.comments import LEAST, lower_word, mask_comment, used_terms, written_comments

_SURE = 0.05
_MOST_OTHERS = 0.5  # a term that a larger share of all others use says nothing of a segment
_SHORT = 3  # letters of a word, and the share of all others who use it, that make it one like "the"
_FREQUENT = 0.2
_CARRIES = 0.5  # a phrase carries a word that more than this share of its users use in the phrase
_TYPES = {
    "segment_id": "int64",
    **dict.fromkeys(["segment_name", "term"], "str"),
    **dict.fromkeys(["customers", "base_customers"], "int64"),
    **dict.fromkeys(["share", "base_share", "z", "score_gap"], "float64"),
}


# --- the words of a segment ---------------------------------------------------------------------------


def comment_terms(
    comments: pd.DataFrame | None, base: pd.DataFrame, scores: dict[str, str], least: int = LEAST
) -> pd.DataFrame | None:
    """Table `terms` of the base: that of `distinctive_terms`, with the first score to tell complaints from praise; None
    without comments.

    Parameters
    ----------
    comments : table `comments`, or None
    base : of `members`
    scores : variables that are scores of satisfaction, by name
    least : smallest number of people behind a term that is shown; at least ten
    """
    if comments is None:
        return None
    score = base.set_index("customer_id")[next(iter(scores))] if scores else None
    return distinctive_terms(comments, base, score, max(least, LEAST))


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
    one row a segment and term, the clearest first: segment_id, segment_name, term, customers (of the segment who use
    it; people are counted, not how often), base_customers, share and base_share (of those who wrote a comment), z,
    score_gap (mean score of these customers less that of the segment's others; missing without a score, or with fewer
    than `least` on a side). Empty where no segment differs.
    """
    known = written_comments(comments)
    known = known.merge(segments[["customer_id", "segment_id"]], on="customer_id", validate="many_to_one")
    masked = [mask_comment(text, str(name)) for text, name in zip(known.comment, known.customer_id, strict=True)]
    writers = known.assign(comment=masked).groupby(["customer_id", "segment_id"], as_index=False).comment.agg("\n".join)
    terms, used = used_terms(writers.comment, least)
    names = segments.drop_duplicates("segment_id").sort_values("segment_id")
    inside = np.equal.outer(names.segment_id.to_numpy(), writers.segment_id.to_numpy())
    ours = (used.T @ inside.T.astype("float64")).T
    z, kept = _distinct(terms, ours, inside.sum(axis=1), least, set(segments.customer_id.astype("str").map(lower_word)))
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
    table = pd.DataFrame(rows, columns=list(_TYPES)).astype(_TYPES)
    return table.sort_values(["segment_id", "z", "term"], ascending=[True, False, True], ignore_index=True)


def weighted_log_odds(
    ours: np.ndarray, rest: np.ndarray, prior: np.ndarray, totals: tuple[np.ndarray, np.ndarray, float]
) -> np.ndarray:
    """z of each term: the log of its odds in these texts minus that in the rest, over its standard error.

    ours, rest and prior hold a count a term in their last axis; totals are what each of the three is out of. Positive:
    ours say it more; 0 where both say it alike, or nothing is said. Monroe, Colaresi & Quinn (2008), equations 15, 20
    and 22.
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
    """z of each term out of all words and out of all who wrote: the nearer to 0, and 0 where they
    disagree.
    """
    words = np.array([" " not in term for term in terms], dtype=bool)
    rest, prior = ours.sum(axis=0) - ours, weight * ours.sum(axis=0)
    of_words, of_writers = (
        weighted_log_odds(ours, rest, prior, (total, total.sum() - total, weight * total.sum()))
        for total in (ours[:, words].sum(axis=1), sizes)
    )
    nearer = np.sign(of_words) * np.minimum(np.abs(of_words), np.abs(of_writers))
    return np.where(of_words * of_writers > 0, nearer, 0.0)


def _idle(terms: list[str], ours: np.ndarray, elsewhere: np.ndarray, z: np.ndarray) -> np.ndarray:
    """Whether a term is a very frequent short word, or has one at its edge that it has not brought along: one that
    goes with many others too, or is no more common here than elsewhere."""
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
    """Mean score of those who use a term minus that of the others in the segment; missing if too few have one."""
    known = pd.to_numeric(score.reindex(members), errors="coerce").dropna()
    mine = known.index.isin(users)
    return known[mine].mean() - known[~mine].mean() if least <= mine.sum() <= len(known) - least else np.nan

"""Customer ids: which people to exclude, the ids that replace the client's own, and what is odd about ids that are
kept."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterable

import ibis
import pandas as pd
from ibis import _

from segtools.collect.expressions import columns_of
from segtools.collect.row_batches import FAULT
from segtools.collect.row_fields import as_id, as_text
from segtools.collect.sources import Received, connect, read_source
from segtools.params import People, Source
from segtools.params.model import Exclude
from segtools.people.personal_data import pseudonyms
from segtools.tables import DataError, is_yes
from segtools.words import is_yes_no, plain_words

_HOLLOW = ("null", "none", "nan", "n/a", "#n/a", "unknown", "undefined", "0", "-1", "test")
_LEAST_DIGITS = 4  # of a customer's number: c0001
_KEY_SIGNS = 16
_MANY = 100  # values among which yes and no are looked for


def excluded_ids(people: People) -> list[str]:
    """Ids of people who asked not to be used, sorted and written as the client writes them."""
    found: set[str] = set()
    for listed in people.exclude:
        found |= _listed_ids(listed, people)
    return sorted(found)


def _listed_ids(listed: Exclude, people: People) -> set[str]:
    """Ids of one exclusion list: those of rows that meet its condition, if it has one."""
    how = {"delimiter": listed.delimiter, "encoding": listed.encoding}
    source = Source(path=listed.path, columns={"id": listed.column}, **how)
    allowed = people.model_copy(update={"ids": "keep", "allow": [*people.allow, listed.column]})
    received = read_source(connect(), "exclude", source, allowed)
    usable = received.rows[FAULT].isnull()
    if listed.where:
        usable &= _meant(received, listed.where)
    ids = received.rows.filter(usable).select(id=as_id(received.rows[listed.column], received.rows))
    ids = ids.filter(_.id.notnull())
    return set(ids.id.execute())


def _meant(received: Received, where: str) -> ibis.Value:
    """Which rows of an exclusion list meet its condition; a column of yes and no alone means those that say yes."""
    named = where.strip("`")
    if named in received.columns:
        text = as_text(received.rows[named])
        written = received.rows.select(word=text).distinct().limit(_MANY).execute().word
        yes = is_yes(written.rename(named), "where")
        return text.isin(list(written[yes])).fill_null(False)
    condition = received.column(where, "where")
    if not condition.type().is_boolean():
        raise DataError(f"where: {where!r} is not a condition; compare with == or in")
    condition = condition.fill_null(False)
    if not received.rows.filter(condition).limit(1).count().execute():
        _refuse_other_language(received, where)
    return condition


def _refuse_other_language(received: Received, where: str) -> None:
    """Refuse a condition that nobody meets because its column says yes and no in other words."""
    for name in columns_of(where, received.columns):
        seen = received.rows.select(word=as_text(received.rows[name])).distinct().limit(_MANY)
        written = seen.execute().word.dropna()
        quoted = plain_words(re.findall(r"'([^']*)'", where))
        if is_yes_no(written) and not set(quoted) & set(plain_words(written)) and is_yes_no([*quoted, "yes", "no"]):
            held = ", ".join(map(repr, sorted(written)))
            raise DataError(f"where: {where} is true for no row; {name} holds {held}: compare with these")


def stand_ins(ids: Iterable[str], people: People) -> pd.DataFrame:
    """Ids that replace the client's, as params ask: one row per id, with _id and _new. A person has the same new id
    everywhere.

    Raises DataError where ids are to be hashed and the environment holds no key.
    """
    known = pd.Series(list(ids)).drop_duplicates().sort_values(ignore_index=True)
    if people.ids == "number":
        width = max(_LEAST_DIGITS, len(str(len(known))))
        new = pd.Series([f"c{n:0{width}d}" for n in range(1, len(known) + 1)])
    else:
        key = os.environ.get(people.key or "", "")
        if len(key) < _KEY_SIGNS:
            raise DataError(
                f"people.key: environment variable {people.key} must hold a key of at least {_KEY_SIGNS} characters; "
                "set it, the same every month"
            )
        new = pseudonyms(known, key.encode()).reset_index(drop=True)
    return pd.DataFrame({"_id": known.astype("str"), "_new": new.astype("str")})


def with_stand_ins(rows: ibis.Table, known: pd.DataFrame) -> ibis.Table:
    """Rows with their customer ids replaced."""
    table = ibis.memtable(known)
    joined = rows.left_join(table, rows.customer_id == table._id)
    columns = {column: joined[column] for column in rows.columns if column != "customer_id"}
    return joined.select(customer_id=joined._new, **columns)


def id_remarks(accepted: ibis.Table) -> list[tuple[str, int]]:
    """What is odd about ids that are nevertheless kept unchanged, and how many ids or rows are concerned."""
    ids = accepted.group_by("customer_id").agg(rows=_.count())
    bare = ids.customer_id.strip()
    ids = ids.mutate(bare=bare, short=bare.re_replace("^0+", ""), padded=bare != ids.customer_id)
    twins = ids.group_by("bare").agg(ids=_.count(), padded=_.padded.sum()).filter(_.padded > 0)
    numbers = ids.filter(_.bare.re_search(r"^\d+$")).group_by("short").agg(spellings=_.bare.nunique())
    rounded = ids.bare.re_search(r"^\d\.\d+[eE]\+?\d+$")
    counts = {
        "customer ids that begin or end with blanks, kept as they are": ids.padded.sum(),
        "rows whose customer id looks like a placeholder": ids.rows.sum(where=ids.bare.lower().isin(_HOLLOW)),
        "rows whose customer id a spreadsheet has rounded (1.2E+10)": ids.rows.sum(where=rounded),
    }
    found = ids.aggregate(**{f"n{n}": value for n, value in enumerate(counts.values())}).execute().iloc[0]
    remarks = [(what, int(n)) for what, n in zip(counts, found, strict=True) if pd.notna(n) and n > 0]
    pairs = int(twins.filter(_.ids > 1).count().execute())
    zeros = int(numbers.filter(_.spellings > 1).count().execute())
    remarks += [("customer ids that differ from another only by blanks", pairs)] if pairs else []
    remarks += _spelled_twice(ids)
    remarks += [("customer ids that differ from another only by leading zeros", zeros)] if zeros else []
    return remarks


def _spelled_twice(ids: ibis.Table) -> list[tuple[str, int]]:
    """Ids of one person in two spellings: another case, with and without .0, accents in two forms of Unicode."""
    ids = ids.filter(ids.bare.lower().notin(_HOLLOW))
    forms = {
        "customer ids that differ from another only by upper and lower case": ids.bare.lower(),
        "customer ids that differ from another only by .0 at their end": ids.bare.re_replace(r"^(\d+)\.0+$", r"\1"),
    }
    found = []
    for what, form in forms.items():
        twins = ids.group_by(form=form).agg(spellings=_.bare.nunique()).filter(_.spellings > 1).count().execute()
        found += [(what, int(twins))] if twins else []
    accented = ids.filter(ids.bare.re_search(r"[^\x00-\x7F]")).select("bare").distinct().execute().bare
    twins = int((accented.map(lambda name: unicodedata.normalize("NFC", name)).value_counts() > 1).sum())
    what = "customer ids that differ from another only by how an accent is stored (Unicode NFC and NFD)"
    return found + ([(what, twins)] if twins else [])

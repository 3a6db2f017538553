"""Yes and no, from the many ways to write them in many languages. The values of a column are judged together: a letter
that means yes in one language and no in another is read by its partner."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import Any

import pandas as pd

YES_NO = {"yes": ["yes", "y", "true", "t", "1"], "no": ["no", "n", "false", "f", "0"]}

_LANGUAGES = {  # language -> its words for yes, then for no; single letters count where the column fits one language
    "English": ("yes y true t on", "no n false f off"),
    "German": ("ja j wahr w", "nein n falsch f"),
    "Dutch": ("ja j waar", "nee n onwaar"),
    "Danish, Norwegian, Swedish": ("ja j sand sann sant", "nej nei n falsk falskt usand"),
    "Icelandic": ("já j", "nei n"),
    "French": ("oui o vrai v", "non n faux f"),
    "Spanish": ("sí si s verdadero v", "no n falso f"),
    "Catalan": ("sí si s", "no n"),
    "Italian": ("sì si s vero v", "no n falso f"),
    "Portuguese": ("sim s verdadeiro v", "não nao n falso f"),
    "Romanian, Moldovan": ("da d adevărat adevarat a", "nu n fals f"),
    "Polish": ("tak t prawda p", "nie n fałsz falsz f"),
    "Czech": ("ano a", "ne n"),
    "Slovak": ("áno ano a", "nie n"),
    "Slovene, Croatian, Bosnian, Serbian": ("da d да д", "ne n не н"),
    "Hungarian": ("igen i igaz", "nem n hamis h"),
    "Turkish": ("evet e doğru", "hayır hayir h yanlış"),
    "Azerbaijani": ("bəli beli", "xeyr"),
    "Russian": ("да д истина", "нет н ложь"),
    "Ukrainian": ("так т", "ні н"),
    "Bulgarian, Macedonian": ("да д", "не н"),
    "Greek": ("ναι ν nai αληθές", "όχι οχι ό ο oxi ochi ψευδές"),
    "Finnish": ("kyllä kylla k tosi", "ei e epätosi"),
    "Estonian": ("jah j", "ei e"),
    "Latvian": ("jā ja j", "nē ne n"),
    "Lithuanian": ("taip t", "ne n"),
    "Albanian": ("po p", "jo"),
    "Arabic": ("نعم", "لا"),
    "Hebrew": ("כן", "לא"),
    "Persian": ("بله بلی", "خیر نه"),
    "Hindi": ("हाँ हां", "नहीं"),
    "Japanese": ("はい 有 あり", "いいえ 無 なし"),
    "Chinese": ("是 是的 有", "否 不 不是 没有 沒有 无 無"),
    "Korean": ("예 네", "아니요 아니오"),
    "Thai": ("ใช่", "ไม่ ไม่ใช่"),
    "Vietnamese": ("có co", "không khong"),
    "Indonesian, Malay": ("ya y", "tidak"),
    "Swahili": ("ndiyo ndio", "hapana"),
    "Afrikaans": ("ja j", "nee n"),
    "Irish": ("tá", "níl"),
    "marks": ("x ✓ ✔ ☑ ☒ ✅ + ● •", "- – — ☐ ○"),
    "marks and crosses": ("✓ ✔ ☑ ✅", "x ✗ ✘ ❌ ☐"),
}
_ANYWHERE = ("1 1.0 true", "0 0.0 false")  # beside the words of any language


def _pairs() -> list[tuple[frozenset[str], frozenset[str]]]:
    def words(own: str, anywhere: str) -> frozenset[str]:
        return frozenset(_plain(word) for word in f"{own} {anywhere}".split())

    return [tuple(map(words, pair, _ANYWHERE)) for pair in _LANGUAGES.values()]


def _plain(value: Any) -> str:
    """A value as it is compared: without outer blanks, in small letters, in one form of Unicode, 1.0 as 1."""
    if isinstance(value, float):
        return f"{value:g}"
    text = unicodedata.normalize("NFC", str(value).strip().casefold())
    return unicodedata.normalize("NFC", text.replace("i̇", "i"))  # a Turkish İ in small letters


_PAIRS = _pairs()
_WHOLE = 100  # how many letters a whole word outweighs where the language of a column is looked for
_LETTERS = set("ynjostfx")  # that stand for yes and no often enough to be read where nobody has asked for yes or no


def meanings(written: Iterable[Any]) -> dict[str, bool]:
    """What the values of a column mean where it is asked for yes or no: plain value -> whether it means yes. A value
    that is not among them means neither. Blanks are left out; `plain_words` gives the plain values.

    The languages that know most of the values decide. A word that they do not know counts if it means the same in all
    others; a single letter or mark does not.

    >>> meanings(["Ja", "nein ", "vielleicht"])
    {'ja': True, 'nein': False}
    >>> meanings(["E", "H"]), meanings(["K", "E"])
    ({'e': True, 'h': False}, {'e': False, 'k': True})
    """
    words = plain_words(written)
    cover = [sum(1 + _WHOLE * (len(word) > 1) for word in words if word in yes | no) for yes, no in _PAIRS]
    best = [pair for pair, known in zip(_PAIRS, cover, strict=True) if known == max(cover)]
    found = {}
    for word in words:
        senses = _senses(word, best) or (_senses(word, _PAIRS) if len(word) > 1 or not word.isalpha() else set())
        if len(senses) == 1:
            found[word] = senses.pop()
    return found


def _senses(word: str, pairs: list[tuple[frozenset[str], frozenset[str]]]) -> set[bool]:
    return {True for yes, _ in pairs if word in yes} | {False for _, no in pairs if word in no}


def plain_words(written: Iterable[Any]) -> list[str]:
    """The different values of a column as they are compared, in their order, without blanks."""
    return sorted({_plain(value) for value in written if not pd.isna(value)} - {""})


def ticked(values: pd.Series) -> str | None:
    """The plain word of a tick box: a column with one word that means yes, or an x, and blanks; else None."""
    words, blank = plain_words(values), values.isna() | (values.astype("str").str.strip() == "")
    if len(words) != 1 or not blank.any():
        return None
    return words[0] if words[0] == "x" or meanings(words).get(words[0]) else None


def strangers(values: pd.Series) -> list[str]:
    """The values of a column that mean neither yes nor no, as they are written."""
    known = meanings(values)
    return sorted({str(value).strip() for value in values.dropna() if _plain(value) and _plain(value) not in known})


def is_yes_no(written: Iterable[Any]) -> bool:
    """Whether a column of which nobody has said so holds yes and no of one language, and nothing else."""
    words, known = plain_words(written), meanings(written)
    letters = {word for word in words if len(word) == 1 and word.isalpha() and word.isascii()}
    one_language = any(set(words) <= yes | no for yes, no in _PAIRS)
    return one_language and len(words) == len(known) and set(known.values()) == {True, False} and letters <= _LETTERS


def yes_no(values: pd.Series, known: dict[str, bool] | None = None) -> pd.Series:
    """A column in one way of writing: yes, no, and missing for blanks and for what means neither.

    Parameters
    ----------
    values : as the client writes them
    known : what plain values mean; not given: what they mean in this column
    """
    known = meanings(values) if known is None else known
    words = {True: "yes", False: "no"}
    return values.map(lambda value: words.get(known.get(_plain(value))), na_action="ignore").astype("str")

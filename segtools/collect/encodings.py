"""Guess how the bytes of a text file are encoded, with a word by which a person can check it."""

from __future__ import annotations

import codecs
from pathlib import Path

import charset_normalizer

from segtools.collect.files import open_bytes

_BLOCK = 1 << 22
_SAMPLE = 400  # lines with letters beyond ASCII
_MARKS = {
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_WEST = {  # the letters beyond ASCII of languages that cp1252 writes
    "German": "äöüß",
    "French": "éèêëàâçîïôùûüœæÿ",
    "Spanish and Catalan": "áéíóúñüçàèòï",
    "Portuguese": "ãõáâàçéêíóôúü",
    "Italian": "àèéìòùí",
    "Swedish and Finnish": "åäöé",
    "Danish and Norwegian": "æøåéòü",
    "Dutch": "éëïöüèáó",
    "Icelandic": "áðéíóúýþæö",
}
_EAST = {  # of those that cp1250 writes
    "Polish": "ąćęłńóśźż",
    "Czech and Slovak": "áäčďéěíĺľňóôŕřšťúůýž",
    "Hungarian": "áéíóöőúüű",
    "Romanian": "ăâîşţ",
    "Croatian and Slovene": "čćđšž",
}
_TURKISH = {"Turkish": "çğıiöşüâî"}
_LATIN = {"cp1252": _WEST, "cp1250": _EAST, "cp1254": _TURKISH}
_MIXED = 0.9  # for letters of several western languages in one file
_RUSSIAN = "абвгдежзийклмнопрстуфхцчшщъыьэюяёіїєґ"
_OTHERS = ["cp932", "gb18030", "big5", "cp949", "cp1253", "cp1255", "cp1256", "cp874"]
_NAMES = {"cp932": "shift_jis", "cp949": "euc_kr"}  # the usual name, where it decodes the file as well
_PUNCTUATION = "’‘“”„‚–—…•«»·´`"


def encoding_of(file: Path) -> tuple[str, str]:
    """The likely encoding of a text file, and the evidence: a word with a letter beyond ASCII, as it would be read.

    A single byte stands for other letters in each of the old encodings. Western Europe's (cp1252) is taken unless
    another fits better, so the word should be checked by someone who knows the language.
    """
    with open_bytes(file) as handle:
        start = handle.read(1 << 16)
    for mark, name in _MARKS.items():
        if start.startswith(mark):
            return name, "its first bytes say so"
    if wide := _without_mark(start):
        return wide, "every second byte is zero"
    if _is_utf8(file):
        return "utf-8", ""
    sample = _odd_lines(file)
    name = _cyrillic(sample) or _of_words(sample) or _latin(sample)
    word = _word(sample.decode(name, errors="replace"))
    return name, f"not UTF-8; check the word {word!r}, as it is read so"


def _without_mark(start: bytes) -> str:
    """UTF-16 without its mark: nearly all zero bytes stand at even places, or at odd ones."""
    even, odd = start[::2].count(0), start[1::2].count(0)
    if max(even, odd) < 0.05 * len(start) / 2 or min(even, odd) > 0.02 * max(even, odd):
        return ""
    return "utf-16-le" if odd > even else "utf-16-be"


def _is_utf8(file: Path) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    with open_bytes(file) as handle:
        try:
            while block := handle.read(_BLOCK):
                decoder.decode(block)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True


def _odd_lines(file: Path) -> bytes:
    """The first lines that hold bytes beyond ASCII."""
    lines = []
    with open_bytes(file) as handle:
        for line in handle:
            if not line.isascii():
                lines.append(line[:10_000])
            if len(lines) == _SAMPLE:
                break
    return b"".join(lines)


def _cyrillic(sample: bytes) -> str:
    """cp1251 or koi8-r, if read so the text is words of Cyrillic letters, large ones at their beginning only."""
    for name in ("cp1251", "koi8-r"):
        words = _words(sample.decode(name, errors="replace"))
        good = [word for word in words if set(word.lower()) <= set(_RUSSIAN) and (word[1:].islower() or word.isupper())]
        if sum(map(len, good)) > 0.9 * sum(map(len, words)) and sum(map(len, words)) > 2.5 * len(words):
            return name
    return ""


def _of_words(sample: bytes) -> str:
    """An encoding of Greek, Hebrew, Arabic, Thai, Chinese, Japanese or Korean, if most odd bytes stand together."""
    high = [byte > 127 for byte in sample]
    beside = sum(here and (left or right) for left, here, right in zip([False, *high], high, [*high[1:], False]))  # noqa: B905
    if beside < 0.6 * sum(high):
        return ""
    best = charset_normalizer.from_bytes(sample, cp_isolation=_OTHERS).best()
    if best is None:
        return ""
    usual = _NAMES.get(best.encoding, best.encoding)
    try:
        sample.decode(usual)
    except UnicodeDecodeError:
        return best.encoding
    return usual


def _latin(sample: bytes) -> str:
    """The encoding of Latin letters in which the words are those of one language; cp1252 where it does not matter."""
    scores = {}
    for name, languages in _LATIN.items():
        signs = [sign for word in _words(sample.decode(name, errors="replace")) for sign in word]
        signs = [sign.lower()[0] for sign in signs if not sign.isascii() and sign not in _PUNCTUATION]
        of_one = [sum(sign in letters for sign in signs) for letters in languages.values()]
        mixed = _MIXED * sum(sign in "".join(languages.values()) for sign in signs) if name == "cp1252" else 0
        scores[name] = max(*of_one, mixed) if len(of_one) > 1 else of_one[0]
    return max(scores, key=lambda name: scores[name])


def _words(text: str) -> list[str]:
    """Words with a sign beyond ASCII; a sign of money beside a figure is none."""
    found = []
    for word in "".join(" " if sign.isascii() and not sign.isalpha() else sign for sign in text).split():
        if any(sign.isalpha() for sign in word) and not word.isascii():
            found.append(word.strip(_PUNCTUATION))
    return [word for word in found if len(word) > 1]


def _word(text: str) -> str:
    """A word with a letter beyond ASCII, the longest of the first ones."""
    words = _words(text) or [sign for sign in text if not sign.isascii()]
    return max(words[:20], key=len, default="")[:40]

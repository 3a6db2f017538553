"""Which columns of a client's table say who a person is. Such columns become no variable and reach no output.

A column is judged by its name and by what it holds: a name alone (`email_opt_in`, `contact`) proves nothing, while what
it holds may do without a name (comments with e-mail addresses in them).
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Collection
from typing import NamedTuple

import pandas as pd

_SHOWN = 2000  # different values looked at in a column


def plain(text: str) -> str:
    """Lower case without accents."""
    apart = unicodedata.normalize("NFKD", text.translate(str.maketrans("łŁøØ", "lLoO")))
    return "".join(letter for letter in apart if not unicodedata.combining(letter)).casefold()


# Names of columns, matched in "_first_name_": lower case, without accents, words apart.
_EMAIL = re.compile(r"_e_?mails?_|_mails?_|correo|courriel")
_PHONE = re.compile(
    r"_(tele|cell|mobile|home|work)?phones?|_tel_|_telefo|_telef_|_mobiles?_|_mobil(nr|nummer|telefon)?_|_cell_|_cellulare?_|_celular_|_fax|_handy"
    r"|_movil_|_portable_|_telemovel_|_puhelin|_gsm_|_msisdn_|_whatsapp_|_rufnummer_|contact_(no|nr|num|number)_"
)
_WHO = (
    r"(customer|client|cliente|contact|buyer|shopper|member|patient|guest|passenger|recipient|owner|employee|agent"
    r"|manager|sales_?person|sales_?rep|person|people|spouse|kunden?|klant|kund|utente|usuario|titular|vendedor)"
)
_NAME = re.compile(
    r"_(first|last|fore|sur|given|family|middle|maiden|full|birth|legal|preferred|christian)_?names?_|_[fl]_?name_"
    rf"|_{_WHO}_?(full_|first_|last_)?names?_|_names?_(of_)?(the_)?{_WHO}_|_(nombre|nom|nome|naam)_(d\w+_)?{_WHO}_"
    r"|_(card|account)_?holder|_name_on_card_|_(vor|nach|zu|familien)name_|_prenoms?_|_apellidos?_|_cognome_"
    r"|_(voor|achter)naam_|_sobrenome_|_nazwisko_|_(for|efter|etter)n(avn|amn)_|_(etu|suku)nimi_|_prijmeni_"
    r"|_soyad\w*_|_prezime_|_фамилия_|_имя_|_姓名_|_氏名_"
)
_USERNAME = re.compile(r"_user_?names?_|_nick_?names?_|_screen_?names?_|^_login_?(name)?_$|_benutzername_")
_BARE_NAME = re.compile(r"^_(nom|nombres?|nome|naam|navn|namn|imie|jmeno|nimi|nev|ime)_$")  # also of a thing
_JUST_NAME = re.compile(rf"^_names?_$|_{_WHO}s?_$")
_THING = re.compile(  # a thing has a name too, and may be called after a person
    r"_(products?|produ[ck]to?s?|prodotto|produits?|artikel|articulo|items?|sku|brands?|marke|marca|marque|campaign|"
    r"kampagne|campagne|store|shop|branch|filiale|tienda|magasin|negozio|winkel|loja|file|category|kategorie|categor\w+|"
    r"city|town|stadt|ort|ville|ciudad|citta|county|country|land|pays|pais|region|state|destination|"
    r"segment|plan|offer|coupon|promo\w*|event|page|device|host|domain|column|field|variable|question|channel|department|"
    r"supplier|vendor|manufacturer|maker|designer|company|firma|empresa|entreprise|business|bank|model|colou?r|size|team|"
    r"job|role|occupation|survey|list|group|class|type|level|package|service|course|school|song|movie|film|book|title|"
    r"author|artist|actor|album|descr?\w*|bezeichnung|beschreibung|collection|variety|style|line)_"
)
_ADDRESS = re.compile(
    r"_addr_|address|_adress?e?n?_|_anschrift_|_streets?_|strasse|_calle_|_direccion_|_domicilio_|_rue_|_rua_|_endereco_"
    r"|_indirizzo_|_straat|_ulica_|_gatuadress_|_osoite_"
)
_ABOUT = re.compile(  # about a phone, an address or a name, not the thing itself
    r"_(id|type|count|dates?|since|years?|months?|days?|duration|tenure|status|flag|opt|consent|verified|valid|changed|"
    r"quality|model|device|spend|amount|revenue|cost|price|bill|limit|balance|brand|minutes|seconds|usage|calls|score|rate|length|domain|provider|"
    r"country|state|region|city|zip|postcode|plz|language|preference|kids|children|enfants|hijos)_"
)
_NATIONAL = re.compile(
    r"_ssn_|social_?sec|securite_sociale|seguridad_social|sozialvers|_national_?(id|ins)|passport|passeport|pasaporte"
    r"|reisepass|_nino_|_tax_?id|_taxpayer|_steuer_?(id|nr|nummer)|_dni_|_nie_|_nif_|_bsn_|_cpf_|_pesel_|_person_?n(umme)?r_"
    r"|codice_?fiscale|_nir_|_identity_(no|number|card)|_id_?card|personalausweis|drivers?_licen[cs]e|_aadhaar_|_curp_|_egn_|_cnp_"
    r"|_nric_|henkilotunnus"
)
_ACCOUNT = re.compile(r"_iban_|bank_?account|_konto(nr|nummer|_nr|_nummer)_|cuenta_bancaria|compte_bancaire")
_CARD = re.compile(r"_(credit|debit|payment)_?card|_cc_?(no|num|number)_|kreditkarte|_pan_|carte_bancaire")
_BIRTH = re.compile(
    r"_dob_|_birth_?(date|day)|_date_?(of_?)?birth|_born_|_geb(urts)?_?(dat|tag)|naissance|nacimiento|nascita|nascimento"
    r"|geboortedat|fodelsedat|fodselsdat|urodzenia|syntymaaika|_bday_"
)

# What cells hold.
_AN_EMAIL = re.compile(r"[\w.+%'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){0,5}\.[^\W\d_]{2,24}")
_A_PHONE = re.compile(
    r"""(?<![\w+.,-])(?:
      (?!\+\d+\.\d{5})\+\(?[1-9]\d{0,2}\)?(?:[ ./()-]{0,3}\d){7,13}        # +49 151 1234567, +44 (0)20 7946 0958
    | 00[1-9]\d{1,2}[ /-]\d{2,4}(?:[ /-]?\d){5,9}                          # 0049 151 1234567
    | (?:1[ ])?\(\d{2,5}\)[ ]?\d{3,5}[ -]?\d{3,6}                          # (555) 123-4567, (11) 91234-5678
    | 0[1-9](?:[ .-]\d\d){4}                                               # 01 23 45 67 89
    | 0[1-9]\d{1,3}(?:[ /]\d{6,8}|[ /]\d{3,4}[ -]\d{3,4})                  # 07700 900123, 020 7946 0958, 0171/1234567
    | 06-\d{8}
    )(?![\w-])""",
    re.X,
)
_A_DASHED_PHONE = re.compile(r"(?<![\w-])(?:1[.-])?[2-9]\d\d[.-][2-9]\d\d[.-]\d{4}(?![\w-])")  # 555-234-5678
_A_BARE_PHONE = re.compile(r"(?<![\w.,-])0[1-9]\d{8,9}(?![\w-])")  # 07700900123: in a text, not in a column of ids
_AN_IBAN = re.compile(r"\b[A-Z]{2}\d\d(?: ?[A-Z\d]{4}){2,7}(?: ?[A-Z\d]{1,3})?\b", re.I | re.A)
_A_CARD = re.compile(r"(?<![\w.-])\d(?:[ -]?\d){14,15}(?![\w-])")
_CARD_PREFIX = re.compile(r"(?=\d{16}$)(4|5[1-5]|2[2-7]|6011|64[4-9]|65|35[2-8])\d+|3[47]\d{13}")
_A_DATE = re.compile(
    r"\d{4}([-/.])\d\d?\1\d\d?|\d\d?([-/. ])\d\d?\2(\d{4}|\d\d)|(19|20)\d\d[01]\d[0-3]\d"
    r"|\d\d?\.? [^\W\d_]{3,10}\.? \d{4}|[^\W\d_]{3,10}\.? \d\d?,? \d{4}|\d\d?-[^\W\d_]{3}-\d{2,4}"
)
_AN_SSN = re.compile(r"(?!000|666|9)\d{3}-(?!00)\d\d-(?!0000)\d{4}")
_A_NINO = re.compile(r"(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?(\d\d ?){3}[A-D]", re.I)
_A_FISCAL_CODE = re.compile(r"[A-Z]{6}\d\d[A-EHLMPRST]\d\d[A-Z]\d{3}[A-Z]")
_A_STREET = re.compile(
    r"\b(street|road|avenue|lane|drive|boulevard|rue|chemin|impasse|quai|calle|avenida|avda|paseo|carrer|rua|via|viale|"
    r"piazza|corso|ul\.|ulica)\b"
    r"|\w{3,}(straße|strasse|str\.|weg|platz|allee|gasse|straat|laan|plein|gracht|gatan|vägen|vej)\b",
    re.I,
)
_A_STREET_AND_NUMBER = re.compile(
    r"\b\d{1,5}[a-z]?,? ([\w.'’-]+ ){1,4}(street|st|road|rd|avenue|ave|lane|ln|(?<!hard )drive|dr|boulevard|blvd|court|"
    r"ct|close|crescent|terrace|square|highway|hwy|parkway|pkwy)\b"
    r"|\b\d{1,4}( ?bis| ?ter)?,? (rue|avenue|boulevard|bd|place|chemin|allée|impasse|quai|route) (d\w*\b|[A-ZÉ])"
    r"|\b(calle|avenida|avda|paseo|plaza|carrer|rua|travessa|via|viale|piazza|corso|ul|ulica)\b\.? [\w'’. ]{2,40},? ?"
    r"(n[º°o.]{0,2} ?)?\d{1,4}\b"
    r"|[^\W\d_]{2,}( |-)?(straße|strasse|str\.?|weg|platz|allee|gasse|damm|straat|laan|plein|gracht|kade|gatan|gata|"
    r"vägen|veien|gade|vej|katu) \d{1,4} ?[a-z]?\b|\bp\.? ?o\.? ?box \d+",
    re.I,
)
_A_WORD = re.compile(r"[^\W\d_]+(['’-][^\W\d_]+)*")
_A_PARTICLE = re.compile(r"d[aeiou]s?|de[lnr]|della|la|le|van|von|ter|el|al|bin|ben|y|e|und|zu|af")
_NOTHING = re.compile(
    r"|[-?.]|n/?a|nan?|none|null|unknown|other|private|anonymous|yes|no|y|true|false|t|f|ja|nein|oui|non|s[ií]|[01]",
    re.I,
)
# Common given names of several languages and forms of address, but for those that are things, colours or months too.
GIVEN_NAMES = frozenset(
    plain(
        """mr mrs ms miss dr prof herr frau mme mlle jr phd dvm dds james john robert michael david william richard
    joseph thomas charles christopher daniel matthew anthony donald steven paul andrew joshua kenneth kevin
    brian george timothy ronald edward jason jeffrey ryan jacob nicholas gary eric jonathan stephen larry
    justin scott brandon benjamin samuel gregory alexander patrick raymond dennis jerry tyler aaron adam
    nathan henry peter kyle oliver harry liam noah ethan lucas simon martin philip alan mary patricia
    jennifer linda elizabeth barbara susan jessica sarah karen lisa nancy betty margaret sandra ashley
    kimberly emily donna michelle carol amanda melissa deborah stephanie rebecca sharon laura cynthia
    kathleen amy angela shirley anna brenda pamela emma nicole helen samantha katherine christine rachel
    carolyn janet catherine heather diane olivia julie joyce sophie hannah lucy hans klaus jürgen wolfgang
    günter uwe dieter stefan andreas jens sven matthias markus lukas felix jonas ursula monika petra sabine
    renate heike ingrid katharina lena pierre jacques françois nicolas julien olivier philippe luc marie
    nathalie isabelle sylvie camille chloé céline manon josé juan antonio manuel francisco javier carlos luis
    miguel jorge pablo maría carmen josefa dolores pilar ana lucía elena marta giuseppe giovanni marco luca
    matteo alessandro francesca giulia chiara paolo joão pedro rafael tiago beatriz mariana jan pieter willem
    joost sanne femke daan piotr krzysztof andrzej tomasz paweł agnieszka małgorzata katarzyna ewa lars
    anders erik nils björn karin astrid mikko jukka mohammed muhammad ahmed ali fatima aisha omar hassan
    mehmet mustafa ayşe raj priya sanjay anil sunita wei"""
    ).split()
)


class _Column(NamedTuple):
    """A column in the form that the rules read."""

    name: str  # "_first_name_"
    rows: dict[str, int]  # each known value that says something: in how many rows
    is_id: bool

    def share(self, test: Callable[[str], object]) -> float:
        """Share of the different values that pass the test."""
        return sum(bool(test(value)) for value in self.rows) / max(len(self.rows), 1)


def personal_columns(sample: pd.DataFrame, ids: Collection[str] = ()) -> dict[str, str]:
    """Columns that hold personal data, and the kind of data.

    Parameters
    ----------
    sample : pandas.DataFrame
        Up to some thousand rows of a table as the client wrote it: text, missing as NA.
    ids : collection of str
        Columns that hold a customer's or an order's id. Here capitalised words are enough to be people's names.

    Returns
    -------
    dict of str to str
        Column to what it holds, in the order of the table.

    Examples
    --------
    >>> personal_columns(pd.DataFrame({"mail": ["jo@example.org"], "email_opt_in": ["yes"], "first_name": ["Jo"]}))
    {'mail': 'e-mail addresses', 'first_name': 'names of people'}
    """
    columns = {name: _column(name, cells, name in ids) for name, cells in sample.items()}
    kinds = {name: _kind(column) for name, column in columns.items()}
    if any(kinds.values()):  # beside an e-mail address or a birthday, `name` is a person's
        lone = [name for name, column in columns.items() if column.name == "_name_" and not kinds[name]]
        kinds |= {name: "names of people" for name in lone if columns[name].share(_is_capitalised) >= 0.8}
    return {name: kind for name, kind in kinds.items() if kind}


def mask(text: str) -> str:
    """A free text without its e-mail addresses, phone numbers, IBANs and card numbers.

    >>> mask("Call 07700 900123 or write to jo@example.org")
    'Call [phone] or write to [e-mail]'
    """
    text = _AN_EMAIL.sub("[e-mail]", text)
    text = _AN_IBAN.sub(_masked_iban, text)
    text = _A_CARD.sub(lambda found: "[account]" if _is_card(found[0]) else found[0], text)
    for pattern in (_A_PHONE, _A_DASHED_PHONE, _A_BARE_PHONE):
        text = pattern.sub("[phone]", text)
    return text


def pseudonyms(ids: pd.Series, key: bytes) -> pd.Series:
    """Each id's pseudonym: 'c_' and the first 16 hex digits of its HMAC-SHA-256 (RFC 2104) under the key.

    Whoever lacks the key can neither undo a pseudonym nor test a guess against it. The index is kept, and a missing
    id stays missing. ValueError where the key has fewer than 16 bytes, or where two ids get one pseudonym.
    """
    if len(key) < 16:
        raise ValueError(f"the key has {len(key)} bytes; give 16 or more")
    known = {value: f"c_{_keyed_hash(key, str(value))[:16]}" for value in ids.dropna().unique()}
    if len(set(known.values())) < len(known):
        raise ValueError("two ids get the same pseudonym; use another key")
    return ids.map(known).astype("str")


def _keyed_hash(key: bytes, text: str) -> str:
    return hmac.new(key, text.encode("utf-8"), hashlib.sha256).hexdigest()


def _column(name: object, cells: pd.Series, is_id: bool) -> _Column:
    apart = re.sub(r"(?<=[^\W\d_A-Z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", str(name))
    words = re.findall(r"[^\W\d_]+", plain(apart))
    known = cells.dropna().astype("str").str.strip().str.replace(r"^(\d{7,})\.0$", r"\1", regex=True)
    counts = {value: n for value, n in known.value_counts(sort=False).items() if not _NOTHING.fullmatch(value)}
    shown = list(counts)[:: len(counts) // _SHOWN + 1]
    return _Column(f"_{'_'.join(words)}_", {value: counts[value] for value in shown}, is_id)


def _kind(column: _Column) -> str:
    """What the column holds; '' if it is not personal."""
    if _holds_emails(column):
        return "e-mail addresses"
    for kind, test, enough, named, unless in _RULES:
        here = re.search(named, column.name) and not (unless and re.search(unless, column.name))
        if here and column.rows and column.share(test) >= enough:
            return kind
    return "names of people" if _holds_names(column) else ""


def _holds_emails(column: _Column) -> bool:
    hits = [value for value in column.rows if "@" in value and _AN_EMAIL.search(value)]
    in_rows = sum(column.rows[value] for value in hits) / max(sum(column.rows.values()), 1)
    in_values = len(hits) / max(len(column.rows), 1)
    return bool(hits) and (max(in_rows, in_values) >= 0.02 or bool(_EMAIL.search(column.name)))


def _holds_names(column: _Column) -> bool:
    """Whether values alone look like names: common given names or, in a column of ids, capitalised words that rarely
    repeat."""
    person = _JUST_NAME.search(column.name)
    if len(column.rows) < 5 or (_THING.search(column.name) and not person):
        return False
    given = [name for name in map(_given_name, column.rows) if name]
    share, full = len(given) / len(column.rows), column.share(_is_full_name)
    if column.is_id and full >= 0.8:
        words = Counter(word for value in column.rows for word in _words(value))
        return max(words.values()) <= max(2, 0.3 * len(column.rows)) or share >= 0.1
    of_full, of_any = (0.05, 0.2) if person or column.is_id else (0.15, 0.35)
    return len(given) >= 3 and len(set(given)) >= 2 and (share >= of_any or (full >= 0.7 and share >= of_full))


def _digits(value: str) -> str:
    return re.sub(r"\D", "", value)


def _is_ip(value: str) -> bool:
    """An address of IPv6, or one of IPv4 with a byte that no version or chapter number reaches."""
    try:
        found = ipaddress.ip_address(re.split(r"[,\s]", value)[0])
    except ValueError:
        return False
    return found.version == 6 or max(found.packed) > 31


def _is_card(value: str) -> bool:
    """15 or 16 digits of a known issuer whose Luhn sum (ISO/IEC 7812-1) is a multiple of ten."""
    digits = _digits(value) if _A_CARD.fullmatch(value) else ""
    doubled = [sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2]]
    luhn = sum(doubled) + sum(int(digit) for digit in digits[::-2])
    return bool(_CARD_PREFIX.fullmatch(digits)) and luhn % 10 == 0


def _is_iban(value: str) -> bool:
    """Letters and digits that leave 1 modulo 97 (ISO 13616)."""
    text = value.replace(" ", "")
    if not _AN_IBAN.fullmatch(value) or not 15 <= len(text) <= 34:
        return False
    return int("".join(str(int(letter, 36)) for letter in text[4:] + text[:4])) % 97 == 1


def _masked_iban(found: re.Match[str]) -> str:
    """The IBAN alone, not the words in capitals after it."""
    pieces = found[0].split(" ")
    for n in range(len(pieces), 0, -1):
        if _is_iban(" ".join(pieces[:n])):
            return " ".join(["[account]", *pieces[n:]])
    return found[0]


def _is_code(value: str) -> bool:
    """What a number with a few letters in it looks like, at least five digits of it."""
    long = re.fullmatch(r"[A-Za-z\d ./-]{6,34}", value) and len(_digits(value)) >= 5
    return bool(long) and not _is_date(value) and not re.fullmatch(r"\d+\.\d{1,2}", value)


def _is_national_id(value: str) -> bool:
    shape = _AN_SSN.fullmatch(value) or _A_NINO.fullmatch(value) or _A_FISCAL_CODE.fullmatch(value)
    return bool(shape) or _is_dni(value) or _is_cpf(value)


def _is_dni(value: str) -> bool:
    """Spain: the last letter is the number modulo 23; X, Y, Z before a foreigner's stand for 0, 1, 2."""
    found = re.fullmatch(r"(\d{8}|[XYZ]-?\d{7})[ -]?([A-Z])", value.upper(), re.A)
    number = found[1].translate(str.maketrans("XYZ", "012", "-")) if found else "0"
    return bool(found) and "TRWAGMYFPDXBNJZSQVHLCKE"[int(number) % 23] == found[2]


def _is_cpf(value: str) -> bool:
    """Brazil: each of the last two of eleven digits checks those before it modulo 11."""
    digits = [int(digit) for digit in _digits(value)]
    if not re.fullmatch(r"\d{3}\.?\d{3}\.?\d{3}-?\d\d", value) or len(set(digits)) == 1:
        return False
    return all(
        sum(digit * weight for digit, weight in zip(digits[:n], range(n + 1, 1, -1), strict=True)) * 10 % 11 % 10
        == digits[n]
        for n in (9, 10)
    )


def _is_date(value: str) -> bool:
    return bool(_A_DATE.fullmatch(re.sub(r"[ T]\d\d?:\d\d.*$", "", value)))


def _is_phone_like(value: str) -> bool:
    number = re.fullmatch(r"[+\d][\d\s()./#x*-]{6,24}|\([\d\s()./#x*-]{7,24}", value)
    amount = re.fullmatch(r"\d+[.,]\d{1,2}", value)
    return bool(number) and not amount and not _is_date(value) and 7 <= len(_digits(value)) <= 17


def _is_address_like(value: str) -> bool:
    """A street, or words and a number."""
    words = re.search(r"\d", value) and re.search(r"[^\W\d_]{3}", value) and re.search(r"\s", value)
    return bool(words or _A_STREET.search(value)) and "@" not in value and "://" not in value


def _words(value: str) -> list[str]:
    """The words of what could be a name, given name first; none where something else is in it."""
    last, _, first = re.sub(r"\(.*?\)", "", value).partition(",")
    words = [word for word in re.split(r"[\s,._]+", f"{first} {last}") if word and not _A_PARTICLE.fullmatch(word)]
    saintly = words and plain(words[0]) in ("san", "santa", "santo", "sao", "saint", "st", "los", "las")  # a town
    return words if not saintly and all(_A_WORD.fullmatch(word) for word in words) else []


def _is_capitalised(value: str) -> bool:
    words = _words(value)
    return 1 <= len(words) <= 4 and all(word[0].isupper() for word in words)


def _is_full_name(value: str) -> bool:
    return _is_capitalised(value) and len(_words(value)) >= 2


def _given_name(value: str) -> str:
    """A common given name, or a form of address, that the value begins or ends with; '' without one."""
    words = [plain(word).split("-")[0] for word in _words(value)]
    ends = [words[0], words[-1]] if 1 <= len(words) <= 5 else []
    return next((word for word in ends if word in GIVEN_NAMES), "")


# What a column holds if so many of its different values pass the test, where its name is such, unless it is such.
_ANY = re.compile("")
_RULES: list[tuple[str, Callable[[str], object], float, re.Pattern[str], re.Pattern[str] | None]] = [
    ("IP addresses", _is_ip, 0.5, _ANY, None),
    ("payment cards", _is_card, 0.5, _ANY, None),
    ("payment cards", lambda value: 13 <= len(_digits(value)) <= 19, 0.5, _CARD, None),
    ("bank accounts", _is_iban, 0.5, _ANY, None),
    ("bank accounts", _is_code, 0.5, _ACCOUNT, _ABOUT),
    ("national ids", _is_national_id, 0.5, _ANY, None),
    ("national ids", _is_code, 0.5, _NATIONAL, None),
    ("dates of birth", _is_date, 0.5, _BIRTH, _THING),
    ("phone numbers", _is_phone_like, 0.3, _PHONE, _ABOUT),
    ("phone numbers", _A_PHONE.search, 0.05, _ANY, None),
    ("phone numbers", _A_DASHED_PHONE.fullmatch, 0.8, _ANY, None),  # of codes in this form, 64% would pass
    ("street addresses", _is_address_like, 0.3, _ADDRESS, _ABOUT),
    ("street addresses", _A_STREET_AND_NUMBER.search, 0.2, _ANY, _THING),
    ("names of people", re.compile(r"\S*[^\W\d_]\S*").fullmatch, 0.5, _USERNAME, _ABOUT),
    ("names of people", _words, 0.5, _NAME, _ABOUT),
    ("names of people", _is_capitalised, 0.7, _BARE_NAME, None),
]

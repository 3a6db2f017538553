"""number_text.py: numbers as the usual programs write them, read the same by the engine and by pandas."""

import ibis
import numpy as np
import pandas as pd
import pytest

from segtools.collect import customers, data_check, number_text, period
from segtools.collect.dictionary import data_dictionary
from segtools.params import Source

PLAIN, GERMAN = Source(path="a.csv"), Source(path="a.csv", decimal=",", thousands=".")
WRITTEN = {  # text -> its value
    "1e-05": 1e-05,
    "5.66E-05": 5.66e-05,
    "1E+3": 1000,
    "+4.2": 4.2,
    ".5": 0.5,
    "5.": 5,
    "(20.00)": -20,
    "−3": -3,
    "–3": -3,
    "7-": -7,
    "-0.5": -0.5,
    "12.5%": 12.5,
    "12.5 %": 12.5,
    "$12.00": 12,
    "12 EUR": 12,
    "0": 0,
    "0.0": 0,
}
NO_NUMBERS = [
    "",
    "1,5",
    "1.234,5",
    "007",
    "-01",
    "nan",
    "inf",
    "1_000",
    "1 000",
    "1e",
    "e5",
    "--3",
    "0x1f",
    "12%%",
    "EUR",
    "3-4",
]


def engine(texts, source, read):
    table = ibis.memtable(pd.DataFrame({"n": range(len(texts)), "text": texts}))
    values = table.select(n=table.n, value=read(table.text, source)).order_by("n").execute().value
    return values.astype("float64").tolist()


def pandas(texts, source):
    return number_text.numbers(pd.Series(texts, dtype="str"), source.decimal, source.thousands).tolist()


@pytest.mark.parametrize("way", ["engine", "pandas"])
def test_a_number_is_read_as_the_usual_programs_write_it(way):
    read = {"engine": lambda texts, source: engine(texts, source, number_text.measure), "pandas": pandas}[way]
    assert dict(zip(WRITTEN, read(list(WRITTEN), PLAIN), strict=True)) == WRITTEN
    assert np.isnan(read(NO_NUMBERS, PLAIN)).all()
    assert read(["1.234,5", "1.234", "1,5", "2.000.000"], GERMAN) == [1234.5, 1234, 1.5, 2_000_000]
    assert np.isnan(read(["1.23", "1,234.5", "1.2.3"], GERMAN)).all()


def test_an_amount_is_no_percentage_and_keeps_four_places():
    texts = ["−3.50", "(1.00)", "1e2", "0.00005", "12.5%"]
    assert engine(texts, PLAIN, number_text.number)[:4] == [-3.5, -1, 100, 0.0001]
    assert np.isnan(engine(texts, PLAIN, number_text.number)[4])


def test_one_small_number_with_a_power_of_ten_leaves_its_column_numbers(checked):
    """pandas and R write 0.0000566 so."""
    head = "sources:\n  customers: {path: orders.csv}\nvariables: {share: {kind: numeric}}\n"
    rows = "customer_id,share\n" + "".join(f"{n},0.{n}\n" for n in range(10, 40)) + "40,5.66e-05\n"
    tables, params = checked(rows, head)
    base = customers.customer_tables(tables, period.study_period(tables, params))["customers"]
    assert base.share.dtype == "float64" and base.share.min() == 5.66e-05
    assert data_dictionary(base, tables, params).kind.tolist() == ["numeric"]
    assert data_check.usable(params)[1] == []


def test_what_is_declared_numeric_and_is_none_is_named_by_its_value(checked):
    head = "sources:\n  customers: {path: orders.csv}\nvariables: {code: {kind: numeric}}\n"
    _, params = checked("customer_id,code\n" + "".join(f"{n},00{n}\n" for n in range(10, 40)), head)
    assert data_check.usable(params)[1] == [
        "variables.code: declared numeric, but holds '0010'; list it under missing, give the levels under order, or "
        "declare it categorical"
    ]


def test_what_is_declared_numeric_and_has_no_value_is_said_to_have_none(checked):
    head = "sources:\n  customers: {path: orders.csv}\nvariables: {left: {kind: numeric}}\n"
    _, params = checked("customer_id,left,age\n" + "".join(f"{n},,{n}\n" for n in range(10, 40)), head)
    told = "variables.left: declared numeric, but has no value; declare it ignore"
    assert data_check.usable(params)[1] == [told]

"""date_text.py: days and times as clients write them, each worked by hand."""

import ibis
import pandas as pd
import pytest

from segtools.collect.date_text import moment, strays
from segtools.params import Source


def read(texts, **how):
    rows = ibis.memtable({"n": range(len(texts)), "v": texts})
    table = rows.select("n", at=moment(rows.v, Source(path="none.csv", **how)))
    return [None if pd.isna(at) else f"{at:%Y-%m-%d %H:%M}" for at in table.order_by("n").execute()["at"]]


@pytest.mark.parametrize(
    ("how", "text", "wanted"),
    [
        ({}, "2026-06-30", "2026-06-30 00:00"),
        ({}, "2026-6-3 7:05", "2026-06-03 07:05"),
        ({}, "2026-06-30T18:05:59.123Z", "2026-06-30 18:05"),
        ({}, "30.06.2026", None),
        ({}, "2026-02-31", None),
        ({"date_format": "excel"}, "45583", "2024-10-18 00:00"),  # as Excel shows 45583
        ({"date_format": "excel"}, "45583.75", "2024-10-18 18:00"),
        ({"date_format": "excel"}, "0", None),
        ({"date_format": "epoch"}, "1719933720", "2024-07-02 15:22"),  # date -u -d @1719933720
        ({"date_format": "epoch"}, "1719933720000", "2024-07-02 15:22"),
        ({"date_format": "epoch"}, "1719933720000000", "2024-07-02 15:22"),
        ({"date_format": "epoch"}, "1719933720000000000", "2024-07-02 15:22"),
        ({"date_format": "epoch", "time_zone": "Europe/Berlin"}, "1719957720", "2024-07-03 00:02"),
        ({"date_format": "quarter"}, "2024Q1", "2024-01-01 00:00"),
        ({"date_format": "quarter"}, "q4/2023", "2023-10-01 00:00"),
        ({"date_format": "quarter"}, "2024-T2", "2024-04-01 00:00"),
        ({"date_format": "quarter"}, "3. Quartal 2024", "2024-07-01 00:00"),
        ({"date_format": "quarter"}, "2024Q5", None),
        ({"date_format": "week"}, "2024-W01", "2024-01-01 00:00"),
        ({"date_format": "week"}, "2020 KW 53", "2020-12-28 00:00"),  # of ISO 8601: 2020 has 53 weeks
        ({"date_format": "%Y-%m"}, "2024-05", "2024-05-01 00:00"),
        ({"date_format": "%Y%m"}, "202413", None),
        ({"date_format": "%b %d, %Y %I:%M:%S %p"}, "Jul 2, 2024 3:22:00 PM", "2024-07-02 15:22"),
        ({"date_format": "%d. %B %Y"}, "3. März 2024", "2024-03-03 00:00"),
        ({"date_format": "%d %b %Y"}, "12 janv. 2024", "2024-01-12 00:00"),
        ({"date_format": "%d %B %Y"}, "5 мая 2024", "2024-05-05 00:00"),
        ({"date_format": "%d de %B de %Y"}, "12 de septiembre de 2024", "2024-09-12 00:00"),
        ({"date_format": "%d-%b-%y"}, "03-DEZ-24", "2024-12-03 00:00"),
        ({"date_format": "%d/%b/%Y:%H:%M:%S %z"}, "02/Jul/2024:23:30:00 +0200", "2024-07-02 23:30"),
        (
            {"date_format": "%d/%b/%Y:%H:%M:%S %z", "time_zone": "Asia/Kolkata"},
            "02/Jul/2024:23:30:00 +0200",
            "2024-07-03 03:00",
        ),
    ],
)
def test_a_day_and_time_is_read_as_its_source_writes_it(how, text, wanted):
    assert read([text, None, ""], **how) == [wanted, None, None]


@pytest.mark.parametrize(
    "text", ["2025-07-01T22:30Z", "2025-07-01 22:30:00 +0000", "2025-07-02 02:30:00+04", "2025-07-02"]
)
def test_a_time_with_an_offset_is_on_the_clock_of_the_time_zone(text):
    wanted = "2025-07-02 00:00" if len(text) == 10 else "2025-07-02 00:30"  # Berlin is two hours ahead in summer
    assert read([text], time_zone="Europe/Berlin") == [wanted]


def test_numbers_and_times_of_a_typed_file_are_read_too():
    assert read([45583, 45584], date_format="excel") == ["2024-10-18 00:00", "2024-10-19 00:00"]
    assert read([20240501, 20240532], date_format="%Y%m%d") == ["2024-05-01 00:00", None]
    at = pd.to_datetime(["2025-07-01T22:30Z"])
    assert read(list(at), time_zone="Europe/Berlin") == ["2025-07-02 00:30"]


def test_rows_of_another_time_zone_than_most_are_strays_until_params_name_one():
    def found(texts, **how):
        rows = ibis.memtable({"n": range(len(texts)), "v": texts, "_fault": [""] * len(texts)})
        rows = rows.mutate(_fault=ibis.null("string"))
        odd = strays(rows.v, rows, Source(path="none.csv", **how))
        return None if odd is None else rows.select("n", odd=odd).order_by("n").execute().odd.tolist()

    summer, winter, other = "2025-07-02T10:00+02:00", "2025-01-02T10:00+01:00", "2025-07-02T10:00-05:00"
    assert found([summer, winter, winter]) is None
    assert found([summer, summer, other, "2025-07-02"]) == [False, False, True, False]
    assert found([summer, summer, other], time_zone="Europe/Berlin") is None

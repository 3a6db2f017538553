"""params/reading.py: every fault named with its place and its mend, and no trap of YAML sprung in silence."""

import datetime as dt

import pytest

from segtools.params import COMMAND_LINE, ParamsError, load_params, parse_setting

TWELVE_LINES = """\
title: Acme
currency: £
sources:
  transactions:
    path: acme/orders.csv
    columns:
      customer_id: CustomerNo
      order_id: Invoice
      order_date: Date
      amount: Total
"""


@pytest.fixture
def acme(project):
    def write(text):
        (project / "params" / "acme.yaml").write_text(text, "utf-8")

    return write


def faults(client="acme", settings=None):
    with pytest.raises(ParamsError) as caught:
        load_params(client, settings)
    return caught.value.faults


def test_a_client_of_twelve_lines_needs_no_more(acme):
    acme(TWELVE_LINES)
    params = load_params("acme")
    assert len(TWELVE_LINES.splitlines()) <= 12
    assert (params.client, params.title, params.segment.n_segments) == ("acme", "Acme", None)
    with pytest.raises(ValueError, match="frozen"):
        params.title = "Other"


def test_an_unknown_key_is_refused_with_its_line_and_the_nearest_key(acme):
    acme(TWELVE_LINES + "segment:\n  n_segmnts: 5\n")
    assert faults() == ["params/acme.yaml:12: segment.n_segmnts: unknown key; did you mean n_segments?"]


def test_a_key_of_a_source_at_the_top_is_sent_to_its_place(acme):
    acme(TWELVE_LINES + 'date_format: "%d/%m/%Y"\n')
    assert faults() == [
        "params/acme.yaml:11: date_format: belongs under a source, for instance sources.transactions.date_format"
    ]


def test_every_fault_is_told_at_once(acme):
    acme(TWELVE_LINES.replace("title", "titel") + "seed: -1\nexplore: {umap: yes}\n")
    said = faults()
    assert len(said) == 3
    assert any("titel" in one and "did you mean title?" in one for one in said)
    assert any("seed" in one for one in said)
    assert any("explore.umap: 'yes' is not true or false" in one for one in said)


def test_a_key_that_stands_twice_is_refused(acme):
    acme(TWELVE_LINES + "seed: 1\nseed: 2\n")
    assert faults() == ["params/acme.yaml:12: seed is given twice; keep one"]


def test_a_quoted_number_is_not_a_number(acme):
    acme(TWELVE_LINES + 'segment: {n_segments: "5"}\n')
    assert faults()[0].endswith("segment.n_segments: '5' is text; write the number without quotes")


def test_a_number_where_text_belongs_is_refused_before_007_becomes_7(acme):
    acme(TWELVE_LINES.replace("CustomerNo", "007"))
    assert "put it in quotes" in faults()[0]


def test_no_stays_a_word(acme):
    acme(TWELVE_LINES + "variables:\n  country: {order: [no, se, dk]}\n")
    assert load_params("acme").variables["country"].order == ["no", "se", "dk"]


def test_a_quoted_date_is_refused_and_a_plain_one_read(acme):
    acme(TWELVE_LINES + "as_of: 2026-06-30\n")
    assert load_params("acme").as_of == dt.date(2026, 6, 30)
    acme(TWELVE_LINES + 'as_of: "30/06/2026"\n')
    assert "write it as 2026-06-30" in faults()[0]


def test_a_field_that_transactions_need_is_asked_for(acme):
    acme(TWELVE_LINES.replace("      amount: Total\n", ""))
    assert faults() == [
        "params/acme.yaml:4: sources.transactions: columns lacks amount; give the client's column for each"
    ]


def test_a_day_that_does_not_exist_is_refused_in_one_line(acme):
    acme(TWELVE_LINES + "as_of: 2026-02-31\n")
    assert faults() == [
        "params/acme.yaml: a date or number in it does not exist (day is out of range for month); correct it"
    ]
    with pytest.raises(ParamsError, match="--set as_of=2026-02-31: '2026-02-31' cannot be read"):
        parse_setting("as_of=2026-02-31")


def test_weights_that_do_not_sum_to_one_are_refused(acme):
    acme(TWELVE_LINES + "target: {attractiveness: {size: 0.5, growth: 0.4}}\n")
    assert "add up to 1; these add up to 0.9" in faults()[0]


def test_what_is_not_yaml_is_named_by_its_line(acme):
    acme(TWELVE_LINES + "seed: [1\n")
    assert faults()[0].startswith("params/acme.yaml:") and "not valid YAML" in faults()[0]


def test_a_client_without_a_file_is_refused_with_the_nearest(project):
    assert faults("dmo") == ["params/dmo.yaml: no such file; did you mean demo?"]
    assert "letters, digits" in faults("../demo")[0]


def test_a_setting_overrules_the_file(acme):
    acme(TWELVE_LINES)
    key, value = parse_setting("segment.n_segments=4")
    assert load_params("acme", {key: value}).segment.n_segments == 4
    assert load_params("acme", dict([parse_setting("as_of=2026-06-30")])).as_of == dt.date(2026, 6, 30)
    with pytest.raises(ParamsError, match="key=value"):
        parse_setting("segment.n_segments")


def test_a_wrong_setting_is_named_as_it_was_given(acme):
    acme(TWELVE_LINES)
    wrong = {"segment.n_segmnts": 4, "segment.min_share": 2, "explore": {"umap": "on"}}
    notebook = faults(settings=wrong)
    assert sorted(notebook) == [
        "settings: explore: 'on' is not true or false; write one of the two",
        "settings: segment.min_share: input should be less than or equal to 1, not 2; "
        "it is: smallest share of the base that a segment may have",
        "settings: segment.n_segmnts: unknown key; did you mean n_segments?",
    ]
    with pytest.raises(ParamsError) as caught:
        load_params("acme", wrong, COMMAND_LINE)
    assert caught.value.faults == [fault.replace("settings: ", "--set ") for fault in notebook]


def test_a_guess_that_nobody_has_confirmed_is_known_by_its_note(acme):
    """A note of a line belongs to its key; a line that is all comment, and a word that is no note, to none."""
    acme(
        TWELVE_LINES
        + """\
      quantity: Menge  # guess: by its name
variables:
  age: {kind: numeric}  # guess: 62 whole numbers, 18 to 79
  # zip: {kind: categorical}  # unclear: a code
  region: {kind: categorical}
  size:
    order: [S, M, L]  # guess: from its words
  kids: {kind: ordinal}  # unclear: a scale, a count or a code
  note: {meaning: 'a guess'}  # the client guesses
"""
    )
    assert load_params("acme").unconfirmed == {
        "sources.transactions.columns.quantity": "by its name",
        "variables.age": "62 whole numbers, 18 to 79",
        "variables.size.order": "from its words",
        "variables.kids": "a scale, a count or a code",
    }
    assert load_params("acme").model_copy(update={"title": "B"}).unconfirmed["variables.age"]
    assert "unconfirmed" not in str(load_params("acme").model_dump())

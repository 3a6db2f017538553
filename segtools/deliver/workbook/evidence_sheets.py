"""Sheets of the workbook that show tables: summary, segments, profile, dictionary, data quality, method."""

from __future__ import annotations

from segtools.deliver.workbook.book import SOFT_FILL, Book, write_cell
from segtools.show.small_counts import SHOWN_AS, few_levels
from segtools.tables import SCHEMAS

TYPED = 1_000  # customers that it has formulas for


# --- what the tables say ------------------------------------------------------------------------------


def summary_sheet(book: Book) -> None:
    study, sheet = book.study, book.sheet("Summary", book.study.title, landscape=False)
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 90)
    when = f", {study.measured}" if study.measured else ""
    lines = [("The base", f"{study.cards['size'].sum():,} {study.params.customers_are}{when}"),
             ("Verdict", f"{study.card['verdict']}. {study.card['because']}")]  # fmt: skip
    lines += [("Caution", one.removeprefix("Caution: ")) for one in study.cautions]
    lines += [("Whom to court", one) for one in study.said("05_target")]
    lines += [("What each is worth", one) for one in study.said("04_profile") if not one.startswith("Caution")]
    head, text = book.format(bold=True), book.format(text_wrap=True)
    row, last = 2, ""
    for what, said in lines:
        sheet.write_string(row, 0, what if what != last else "", head)
        sheet.write_string(row, 1, said, text)
        sheet.set_row(row, 15 * (1 + len(said) // 105))
        row, last = row + 1, what
    row += 1
    sheets = {
        "Segments": "size, value, facts of each segment", "Profile": "every variable, each segment against the base",
        "Targets": "criteria with weights to change (yellow): the ranking follows",
        "Economics": "margin, cost, response and budget to change (yellow): returns follow",
        "Typing tool": f"paste customers' values: segment and confidence follow, {TYPED:,} at a time",
        "Scorecard": "the constants and weights that the typing tool computes with",
        "Dictionary": "what each variable means", "Quality": "each row read, used or set aside, and why", "Method": "how this was made",
    }  # fmt: skip
    sheet.write_string(row, 0, "In this workbook", head)
    for name, said in sheets.items():
        row += 1
        sheet.write_url(row, 0, f"internal:'{name}'!A1", book.format(font_color="#00568a", underline=1), name)
        sheet.write_string(row, 1, said, text)


def segments_sheet(book: Book) -> None:
    study = book.study
    sheet = book.sheet("Segments", "The segments", ["Intervals are 95%. Values: see Summary and Method."])
    texts = {"facts": "what makes it", "descriptors": "who they are", "persona": "a typical member", "categories": "what they buy more of",
             "wants": "what they want", "loses": "what would lose them"}  # fmt: skip
    cards = study.cards.drop(columns=["figure", "figure_values", *texts])
    cards = cards[[column for column in cards if not cards[column].isna().all()]]
    shares = ["share", "share_low", "share_high", "value_share", "clv_share", "p_alive"]
    money = ["value_per_customer", "value_low", "value_high", "clv_12m", "clv_low", "clv_high", "at_risk_value"]
    looks = {**dict.fromkeys(shares, "0.0%"), **dict.fromkeys(money, book.money), "size": "#,##0", "at_risk": "#,##0",
             "slsw": "0.00", "confidence": "0.00", "expected_orders_12m": "0.0"}  # fmt: skip
    few = cards["size"] < study.params.deliver.least_count
    heads = {"slsw": "comes back (Jaccard, 0 to 1)", "clv_12m": "worth in twelve months, each", "clv_share": "share of the value to come",
             "value_per_customer": "net amount, each", "value_share": "share of the net amount", "p_alive": "chance that one still buys",
             "share_low": "share, low end", "share_high": "share, high end", "value_low": "net amount, low end",
             "value_high": "net amount, high end", "clv_low": "worth, low end", "clv_high": "worth, high end", "clv_basis": "worth is",
             "expected_orders_12m": "orders expected in twelve months, each", "at_risk": "members worth keeping and more likely gone than not",
             "at_risk_value": "what these would bring if kept"}  # fmt: skip
    last = book.table(sheet, 3, cards, looks, {"segment_id": 11, "segment_name": 30}, heads, few)
    sheet.set_row(3, 60)
    for row, card in enumerate(cards.itertuples(), 4):
        book.mark(sheet, row, 1, card.segment_id, card.segment_name)
    sheet.freeze_panes(4, 2)
    at = last + 1
    for j, name in enumerate(["segment_id", "segment_name", "", "in its own figures"]):
        sheet.write_string(at, j, name, book.head)
    sheet.set_row(at, 30)
    sheet.set_column(2, 2, 24)
    for card in study.cards.itertuples():
        for column, what in texts.items():
            held = getattr(card, column)
            for one in [held] if isinstance(held, str) else held:
                if one:
                    at += 1
                    sheet.write_number(at, 0, card.segment_id, book.cell("0"))
                    book.mark(sheet, at, 1, card.segment_id, card.segment_name)
                    (
                        sheet.write_string(at, 2, what, book.format(text_wrap=True)),
                        sheet.write_string(at, 3, one, book.format()),
                    )
    chart = book.made.add_chart({"type": "bar"})
    where = {name: n for n, name in enumerate(cards)}
    tones = {"share": "#b9c1c8", "value_share": "#6f9fc4", "clv_share": "#0b5a94"}
    for column, words in (
        ("share", "of the base"),
        ("value_share", "of the net amount"),
        ("clv_share", "of the value to come"),
    ):
        if column in where:
            chart.add_series({
                "name": words, "categories": ["Segments", 4, 1, last - 1, 1],
                "values": ["Segments", 4, where[column], last - 1, where[column]],
                "fill": {"color": tones[column]}, "data_labels": {"value": True, "num_format": "0%"}, "gap": 60,
            })  # fmt: skip
    chart.set_y_axis({"reverse": True, "label_position": "low"})
    chart.set_x_axis({"visible": False, "major_gridlines": {"visible": False}})
    chart.set_title({"name": "Each segment's share", "name_font": {"size": 12}})
    chart.set_legend({"position": "bottom"})
    chart.set_size({"width": 760, "height": 120 + 60 * len(cards)})
    sheet.insert_chart(at + 2, 1, chart)


def profile_sheet(book: Book) -> None:
    study = book.study
    sheet = book.sheet("Profile", "Each segment against the base", [
        "difference: standard deviations from the base (Cohen's h for shares). p adjusted: false discovery rate over all comparisons; no "
        "proof for variables that formed the segments.",
        f"{SHOWN_AS}: fewer than {study.params.deliver.least_count} people, or withheld so that these cannot be worked out."])  # fmt: skip
    few = few_levels(study.profile, study.params.deliver.least_count)
    shown = study.profile[["segment_name", "variable", "level", "role", "unit", "value", "median", "base", "index", "difference",
                           "p_adjusted", "n"]].copy()  # fmt: skip
    looks = {"value": "#,##0.00", "median": "#,##0.00", "base": "#,##0.00", "index": "0", "difference": "+0.00;-0.00;0.00",
             "p_adjusted": "0.000", "n": "#,##0"}  # fmt: skip
    few |= (shown.n < study.params.deliver.least_count) & (shown.n > 0)
    last = book.table(sheet, 4, shown, looks, {"segment_name": 28, "variable": 24, "level": 18, "unit": 14}, few=few)
    share = book.cell("0.0%")
    for row, one in enumerate(shown.itertuples(), 5):
        if (one.unit == "share" or one.level) and not few.iloc[row - 5]:
            for column, value in ((5, one.value), (6, one.median), (7, one.base)):
                write_cell(sheet, row, column, value, share)
    column = shown.columns.get_loc("difference")
    sheet.conditional_format(5, column, last, column, {"type": "3_color_scale", "min_color": "#7fb3d9", "mid_color": "#ffffff",
                                                       "max_color": "#e8a08c", "min_type": "num", "min_value": -2, "mid_type": "num",
                                                       "mid_value": 0, "max_type": "num", "max_value": 2})  # fmt: skip
    sheet.freeze_panes(5, 3)


# --- what stands behind -------------------------------------------------------------------------------


def dictionary_sheet(book: Book) -> None:
    study = book.study
    sheet = book.sheet("Dictionary", "What each variable means")
    roles = study.variables[["variable", "role", "why", "missing"]]
    shown = study.dictionary[["variable", "meaning", "unit", "family", "kind", "levels", "evidence"]].merge(
        roles, on="variable", how="left"
    )
    widths = {"variable": 26, "meaning": 46, "levels": 34, "evidence": 40, "why": 44}
    book.table(sheet, 2, shown, {"missing": "0.0%"}, widths, {"missing": "not known"})


def quality_sheet(book: Book) -> None:
    study = book.study
    sheet = book.sheet("Quality", "Each row: used, or set aside and why", study.said("01_collect")[:2])
    looks = {**dict.fromkeys(["rows_read", "rows_accepted", "rows_quarantined"], "#,##0"),
             **dict.fromkeys(["amount_read", "amount_accepted", "amount_quarantined"], book.cents)}  # fmt: skip
    row = book.table(sheet, 4, study.quality, looks, {"source": 18, "file": 34, **dict.fromkeys(looks, 17)})
    for j, name in enumerate(["source", "why set aside", "rows"]):
        sheet.write_string(row + 1, j, name, book.head)
    for i, one in enumerate(study.reasons.itertuples(), row + 2):
        (
            sheet.write_string(i, 0, one.source, book.format()),
            sheet.write_string(i, 1, one.reason, book.format(text_wrap=True)),
        )
        sheet.write_number(i, 2, one.rows, book.cell("#,##0"))
    row += len(study.reasons) + 3
    for i, one in enumerate(study.remarks.itertuples(), row):
        (
            sheet.write_string(i, 0, one.source, book.format()),
            sheet.write_string(i, 1, one.remark, book.format(text_wrap=True)),
        )


def method_sheet(book: Book) -> None:
    study = book.study
    sheet = book.sheet("Method", "How this was made")
    sheet.write_string(
        2,
        0,
        "Numbers of segments and methods that were tried; what each column is stands below.",
        book.format(font_color=SOFT_FILL),
    )
    shown = study.choice[["method", "n_segments", "mean_ari", "null_ari", "min_slsw", "silhouette", "null_silhouette", "bic", "min_share", "chosen",
                          "why"]]  # fmt: skip
    looks = {**dict.fromkeys(["mean_ari", "null_ari", "min_slsw", "silhouette", "null_silhouette"], "0.00"), "n_segments": "0",
             "bic": "#,##0", "min_share": "0.0%"}  # fmt: skip
    row = book.table(sheet, 3, shown, looks, {"method": 20, "why": 60}, frozen=False)
    said = [(column, SCHEMAS["choice"][column][1]) for column in shown]
    said += [(f"finding, {stage}", one) for stage in ("02_explore", "03_segment") for one in study.said(stage)]
    said += [
        ("value model", f"{one.model}: {one.parameter} {one.estimate:.6g}")
        for one in study.value_models[study.value_models.used].itertuples()
    ]
    for i, (what, one) in enumerate(said, row + 1):
        sheet.write_string(i, 0, what, book.format(bold=True)), sheet.write_string(i, 1, one, book.format())

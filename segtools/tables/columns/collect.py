"""Tables that 01_collect saves: table -> column -> (kind, what it holds).

customers and customers_earlier carry variables of the client's own beside the columns named here.
"""

from segtools.tables.columns.kinds import Columns

TABLES: dict[str, Columns] = {
    "quality": {
        "source": ("id", "table as named in params"),
        "file": ("text", "file it was read from"),
        "rows_read": ("integer", "rows in the file, the header not counted"),
        "rows_accepted": ("integer", "rows that entered the study"),
        "rows_quarantined": ("integer", "rows set aside, each with its reason"),
        "rows_dropped": ("integer", "of these, rows that params drop on purpose"),
        "amount_read": ("number", "sum of every readable amount, in currency"),
        "amount_accepted": ("number", "sum over accepted rows"),
        "amount_quarantined": ("number", "sum over quarantined rows with a readable amount"),
        "amount_dropped": ("number", "of this, what params drop on purpose"),
    },
    "reasons": {
        "source": ("id", "table as named in params"),
        "reason": ("id", "why rows were set aside"),
        "rows": ("integer", "how many"),
        "on_purpose": ("flag", "whether params drop them on purpose"),
    },
    "remarks": {
        "source": ("id", "table as named in params"),
        "remark": ("id", "what a reader should know about it"),
        "rows": ("integer", "number of rows or people; 0 if it is not about a number"),
    },
    "period": {
        "as_of": ("date", "the day the study is made for"),
        "window_days": ("integer", "days up to as_of over which behaviour is measured; 0 without orders"),
        "earlier": ("date", "the day of the earlier look; missing if the history is too short"),
        "first_order": ("date", "first accepted order"),
        "last_order": ("date", "last accepted order"),
    },
    "dictionary": {
        "variable": ("id", "column of customers"),
        "family": ("id", "behavioural, demographic, geographic, psychographic, survey, attitude, other"),
        "kind": ("id", "numeric, ordinal, categorical or binary"),
        "unit": ("text", "unit of its values"),
        "meaning": ("text", "one line"),
        "levels": ("list", "levels of an ordinal variable, lowest first; how no and yes are written, if unusually"),
        "high": ("text", "words for a segment that is high on it"),
        "low": ("text", "words for a segment that is low on it"),
        "declared": ("flag", "true if given by params or the method, false if inferred or guessed"),
        "evidence": ("text", "the evidence for its kind"),
        "unclear": ("flag", "whole numbers that may be a code or a quantity: forms no segments until declared"),
    },
    "customers": {"customer_id": ("id", "one row per customer; every other column is a variable")},
    "customers_earlier": {"customer_id": ("id", "the same variables, as of the earlier look")},
    "months": {
        "customer_id": ("id", "customer"),
        "month": ("date", "first day of the month"),
        "orders": ("integer", "orders in the month"),
        "amount": ("number", "net amount in the month, in currency"),
    },
    "categories": {
        "customer_id": ("id", "customer"),
        "category": ("id", "category as the client names it"),
        "orders": ("integer", "number of orders in the period that contain it"),
        "amount": ("number", "net amount in the period, in currency"),
    },
    "products": {
        "customer_id": ("id", "customer"),
        "category": ("id", "name of the product, or its id; of the 200 products that most customers bought"),
        "orders": ("integer", "number of orders in the period that contain it"),
        "amount": ("number", "net amount in the period, in currency"),
    },
    "buying": {
        "customer_id": ("id", "customer who had bought by that day"),
        "as_of": ("date", "day of the look"),
        "buying_days": ("integer", "days with a positive net amount, over the whole history up to the look"),
        "first_day": ("date", "first of these days"),
        "last_day": ("date", "last of these days"),
        "amount": ("number", "net amount on these days, in currency"),
        "net_amount": ("number", "net amount of all days, returns taken off, in currency"),
        "cost": ("number", "cost of all lines, in currency; missing if none is recorded"),
    },
    "price_weeks": {
        "customer_id": ("id", "customer"),
        "product": ("id", "product as the client names it, among the most bought with a price"),
        "week": ("date", "Monday of the week"),
        "quantity": ("number", "units bought in the week"),
        "amount": ("number", "net amount paid for them, in currency"),
    },
    "outcomes": {
        "customer_id": ("id", "customer who ordered after the earlier look"),
        "orders": ("integer", "orders after it"),
        "amount": ("number", "net amount after it, in currency"),
    },
    "responses": {
        "customer_id": ("id", "customer"),
        "campaign": ("id", "campaign"),
        "contact_date": ("date", "day of the contact, or day on which the customer was held back"),
        "treated": ("flag", "contacted (true) or held back as a control (false)"),
        "responded": ("flag", "did what the campaign asked"),
        "revenue": ("number", "revenue in the campaign's period, in currency"),
        "cost": ("number", "cost of the contact, in currency"),
    },
    "comments": {
        "customer_id": ("id", "customer"),
        "comment": (
            "text",
            "a comment; personal details are masked, and words that fewer than ten customers use left out",
        ),
    },
}

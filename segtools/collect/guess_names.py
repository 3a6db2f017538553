"""The names that clients use for our fields, in several languages."""

from __future__ import annotations

import re

_WORDS = {  # our field: what clients call it; the first that matches wins
    "customer_id": r"cust(omer)?([_ ]?(id|no|nr|num|number|key|code))?|client([_ ]?(id|no|number))?"
    r"|household([_ ]?(id|key))?|hshd_num|member(ship)?([_ ]?(id|no|number))?"
    r"|user([_ ]?id)?|account([_ ]?(id|no|number))?|acct|donor([_ ]?id)?|subscriber([_ ]?id)?|visitor([_ ]?id)?"
    r"|contact[_ ]?id|person([_ ]?id)?|respondent([_ ]?id)?|panelist([_ ]?id)?"
    r"|kunden?([_ ]?(id|nr|nummer))?|klant([_ ]?(id|nr))?|cliente([_ ]?id)?",
    "order_id": r"(order|invoice|basket|receipt|transaction|trans|ticket|bill|purchase|bestell(ung)?|rechnung|facture|"
    r"pedido)s?([_ ]?(id|no|nr|num|number|nummer|key|code))"
    r"|(order|invoice|basket|receipt|ticket|bill|bestellung|rechnung|beleg|facture|pedido)s?",
    "order_date": r"(order|invoice|transaction|trans|purchase|sales?|basket|rechnungs|bestell)?[_ ]?"
    r"(date|datum|day|timestamp|time|datetime|fecha)([_ ]?time)?|created([_ ]?at)?|placed([_ ]?at)?|(date|datum).*",
    "amount": r"(line|order|net|gross|total|sales?|invoice|transaction|basket)?[_ ]?"
    r"(amount|total|revenue|value|sales|turnover|spend|umsatz|betrag|montant|importe)"
    r"([_ ]?(eur|usd|gbp|net|gross|value|amount))?",
    "quantity": r"(order|item)?[_ ]?(quantity|qty|units?|pieces|menge|anzahl|quantit[eé]|cantidad)"
    r"([_ ]?(sold|ordered))?",
    "unit_price": r"(unit|item|list|sales?)?[_ ]?(price|preis|prix|precio)",
    "product_id": r"(product|stock|item|article|sku|artikel|prod)([_ ]?(id|no|nr|code|number|nummer|key))"
    r"|sku|upc|ean|product|item|article|artikel",
    "product_name": r"(product|stock|item|article|artikel)?[_ ]?(name|description|title|bezeichnung|desc)",
    "category": r"(product|item)?[_ ]?(category|department|warengruppe|product[_ ]?group|product[_ ]?line)([_ ]?name)?",
    "discount": r"(total|order|line|retail)?[_ ]?(discount|rebate|rabatt|disc|descuento)([_ ]?amount)?",
    "channel": r"(sales|order)?[_ ]?(channel|kanal|canal)",
    "currency": r"currency([_ ]?code)?|w[aä]hrung",
    "event": r"(event|action|activity|page)([_ ]?(type|name|category))?",
    "event_date": r"(event|action|activity|visit|session)?[_ ]?(date|day|timestamp|time|datetime|ts)"
    r"|(created|occurred)([_ ]?at)?",
    "campaign": r"(campaign|promo(tion)?|offer|mailing|kampagne)s?([_ ]?(id|name|code|no|key))?|arm|variant"
    r"|treatment[_ ]?group",
    "contact_date": r"(contact|sent|send|mail(ing)?|start|campaign)[_ ]?(date|day|at|on)?|date|datum",
    "responded": r"respon(se|ded|d)|converted|conversion|ordered|purchased|bought|opened|clicked|redeemed|visit(ed)?"
    r"|accepted|subscribed|y|outcome",
    "treated": r"treat(ed|ment)|mailed|contacted|exposed|test|in[_ ]?test",
    "revenue": r"revenue|spend|amount|value",
}


def is_called(ours: str, theirs: str) -> bool:
    """Whether this is a name that clients use for one of our fields."""
    plain = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", theirs.strip()).lower().replace("-", "_").replace(".", "_")
    return bool(re.fullmatch(_WORDS[ours], plain))

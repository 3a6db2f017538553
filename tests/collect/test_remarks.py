"""remarks.py: what came, and what a reader should know of it, by hand."""

from collect.small_clients import HEAD, orders
from people.small_comments import planted

from segtools.collect import remarks as remarks_

PEOPLE = HEAD + "  customers: {path: people.csv, columns: {customer_id: id}}\n"
KNOWN = "id,age\na,20\nb,30\nc,40\nc,40\n"


def remarks_of(tables, params):
    table = remarks_.source_remarks(tables, params)
    assert table.dtypes.astype(str).to_dict() == {"source": "str", "remark": "str", "rows": "int64"}
    return list(table.itertuples(index=False, name=None))


def test_customers_of_one_source_alone_are_counted(checked):
    """Of a, b and c, who have an age, one ordered; d, e, f and g ordered and have none; what a row says twice counts
    once."""
    rows = [f"{who},{who}{n},2026-06-01,5" for who in "adefg" for n in (1, 2)]
    tables, params = checked(orders(*rows), PEOPLE + "customers_are: members\n", people=KNOWN)
    assert remarks_of(tables, params) == [
        ("customers", "members without a usable row in transactions", 2),
        ("customers", "members of transactions without a usable row here", 4),
    ]


def test_one_source_has_nobody_of_another(checked):
    tables, params = checked(orders("a,1,2026-06-01,5"))
    assert remarks_of(tables, params) == []


def test_what_holds_identities_is_told_with_what_becomes_of_it_and_concerns_no_number_of_rows(project, checked):
    survey = planted()[0].rename(columns={"comment": "words"})
    survey = survey.assign(mail=[f"k{n}@mail.example" for n in range(len(survey))], mood=survey.index % 5)
    head = "sources:\n  survey: {path: orders.csv, comments: words, columns: {customer_id: mail}}\n"
    tables, params = checked(survey.drop(columns="customer_id").to_csv(index=False), head + "people: {ids: number}\n")
    assert sorted(remarks_of(tables, params)) == [
        ("survey", "column mail holds e-mail addresses: it is replaced by other ids", 0),
        ("survey", "column words holds open comments: these are masked, and only terms and counts are shown", 0),
    ]


def test_columns_that_nothing_reads_are_named(checked):
    """Of orders, not of attributes: each of these is a variable. What a condition, a key or a lookup reads is read."""
    head = HEAD.replace("orders.csv", "orders.csv\n    drop: {test: state == 'test'}\n    key: [order no]")
    head += "    lookups: [{path: shops.csv, on: shop}]\n  customers: {path: people.csv, columns: {customer_id: id}}\n"
    first, *more = orders("a,1,2026-06-01,5,ok,1,S,x,y").splitlines()
    text = "\n".join([f"{first},state,order no,shop,clerk,till no", *more]) + "\n"
    tables, params = checked(text, head, people=KNOWN, shops="shop,town\nS,York\n")
    found = [row for row in remarks_of(tables, params) if "not used" in row[1]]
    assert found == [("transactions", "columns that are not used: clerk, till no", 0)]


def test_event_types_without_variables_of_their_own_are_named_with_their_rows(checked):
    """Six types have more events than these two."""
    many = [f"{who},2026-06-0{n},t{n}" for n in range(1, 7) for who in "abcd"]
    few = ["a,2026-06-01,zither", "b,2026-06-02,zither", "a,2026-06-03,lute"]
    head = "as_of: 2026-06-30\nsources:\n  events:\n    path: orders.csv\n"
    head += "    columns: {customer_id: id, event_date: day, event: what}\n"
    told = "event types that count in the total only, as the 6 most common have variables of their own"
    tables, params = checked("\n".join(["id,day,what", *many, *few]) + "\n", head)
    assert remarks_of(tables, params) == [("events", f"{told}: zither, lute", 3)]
    tables, params = checked("\n".join(["id,day,what", *many]) + "\n", head)
    assert remarks_of(tables, params) == []


def test_a_campaign_in_which_nobody_was_contacted_is_named(checked):
    """A condition that is never true makes everybody a control."""
    head = HEAD + "  responses:\n    path: mail.csv\n    columns: {customer_id: id, campaign: name, contact_date: day, "
    head += "responded: said, treated: cell == 'Mailed'}\n"
    mail = "id,name,day,said,cell\na,old,2026-06-02,yes,Mailed\nb,old,2026-06-02,no,kept\n"
    mail += "a,new,2026-06-09,yes,mailed\nb,new,2026-06-09,no,kept\n"
    rows = orders("a,1,2026-06-01,5", "b,2,2026-06-01,5")
    tables, params = checked(rows, head, mail=mail)
    told = "campaign new: nobody was contacted, all count as held back; check treated or control in params"
    assert [row for row in remarks_of(tables, params) if "contacted" in row[1]] == [("responses", told, 2)]


def test_the_inventory_has_a_row_a_source(client):
    people = "id,age,email\n" + "".join(f"{n},{n + 20},k{n}@mail.example\n" for n in range(30))
    _, received, _ = client(orders("1,1,2026-06-01,5", "2,2,2026-06-01,5"), PEOPLE, people_csv=people)
    table = remarks_.inventory(received)
    assert list(table) == ["source", "file", "rows", "columns", "personal, withheld"]
    assert table.to_numpy().tolist() == [
        ["transactions", "orders.csv", 2, "id, no, day, amount", "none found"],
        ["customers", "people.csv", 30, "id, age, email", "email (e-mail addresses)"],
    ]

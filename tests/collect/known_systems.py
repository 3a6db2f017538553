"""Small made-up files in the form in which known systems write them, each with what is true of it: people, orders with
a positive amount, and net amount; of surveys and contacts, people alone."""

import csv
import io
import random
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Order:
    """An order with its lines (product, pieces, price of one). Its state: paid, refunded, part (a quarter of the money
    went back), or cancelled before anything was paid."""

    number: int
    who: int
    at: datetime
    lines: tuple[tuple[str, int, float], ...]
    state: str

    @property
    def total(self):
        return round(sum(pieces * price for _, pieces, price in self.lines), 2)

    @property
    def back(self):
        return {"refunded": self.total, "part": round(self.total / 4, 2)}.get(self.state, 0.0)

    @property
    def mail(self):
        return f"person{self.who:02d}@example.com"


def planted(n=48, people=9, seed=3):
    rng, states = random.Random(seed), ["paid", "paid", "paid", "refunded", "paid", "part", "paid", "cancelled"]
    goods = [("Mug, large", 12.0), ("Torch", 24.9), ('Pan 12"', 620.5), ("Socks", 14.0)]
    return [
        Order(
            number=1001 + k,
            who=rng.randrange(people),
            at=datetime(2025, 1, 13, 9, 30) + timedelta(days=5 * k, hours=rng.randrange(9)),
            lines=tuple((name, rng.randrange(1, 4), price) for name, price in rng.sample(goods, rng.choice([1, 1, 2]))),
            state=states[k % len(states)],
        )
        for k in range(n)
    ]


ORDERS = planted()
SOLD = [order for order in ORDERS if order.state != "cancelled"]


def truth(rows):
    """People, orders above nought, and net amount of rows of (order, who, amount)."""
    nets = {}
    for order, _, amount in rows:
        nets[order] = nets.get(order, 0) + amount
    return len({who for _, who, _ in rows}), sum(net > 0.001 for net in nets.values()), round(sum(nets.values()), 2)


def table(header, rows, **how):
    """Rows as dictionaries, in the order of a header; what a row does not name is blank."""
    out = io.StringIO()
    writer = csv.DictWriter(out, header.split(","), restval="", lineterminator="\n", **how)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def dollars(amount):
    return f"{'-' if amount < 0 else ''}${abs(amount):,.2f}"


# --- shops ------------------------------------------------------------------------------------------------


def shopify_orders():
    header = (
        "Name,Email,Financial Status,Paid at,Fulfillment Status,Fulfilled at,Accepts Marketing,Currency,Subtotal,"
        "Shipping,Taxes,Total,Discount Code,Discount Amount,Shipping Method,Created at,Lineitem quantity,Lineitem name,"
        "Lineitem price,Lineitem compare at price,Lineitem sku,Lineitem requires shipping,Lineitem taxable,"
        "Lineitem fulfillment status,Billing Name,Billing Zip,Shipping Country,Notes,Cancelled at,Payment Method,"
        "Refunded Amount,Vendor,Id,Tags,Risk Level,Source,Lineitem discount"
    )
    said = {"part": "partially_refunded"}
    rows = []
    for order in ORDERS:
        when, gone = f"{order.at:%Y-%m-%d %H:%M:%S} +0100", order.state == "cancelled"
        voided = gone and order.who % 2 == 0  # of those cancelled, some are voided and some have a day
        own = {
            "Financial Status": "voided" if voided else "pending" if gone else said.get(order.state, order.state),
            "Currency": "EUR",
            "Subtotal": f"{order.total - 5:.2f}",
            "Shipping": "5.00",
            "Total": f"{order.total:.2f}",
            "Discount Amount": "0.00",
            "Refunded Amount": f"{order.back:.2f}",
            "Id": 5_000_000 + order.number,
            "Source": "web",
            "Cancelled at": when if gone and not voided else "",
        }
        for position, (name, pieces, price) in enumerate(order.lines):
            line = {"Name": f"#{order.number}", "Email": order.mail, "Created at": when, "Vendor": "Camp"}
            line |= {"Lineitem name": name, "Lineitem quantity": pieces, "Lineitem price": f"{price:.2f}"}
            rows.append(line | (own if position == 0 else {}))
    till = rows[0] | {"Name": "#9001", "Email": "", "Total": "33.00", "Id": 1}  # at a till: nobody known
    return table(header, [*rows, till]), truth([(o.number, o.who, o.total - o.back) for o in SOLD])


def woocommerce_orders():
    header = (
        "order_id,order_number,order_date,paid_date,status,shipping_total,shipping_tax_total,fee_total,fee_tax_total,"
        "tax_total,cart_discount,order_discount,discount_total,order_total,order_subtotal,order_currency,"
        "payment_method,payment_method_title,transaction_id,customer_ip_address,customer_user_agent,shipping_method,"
        "customer_id,customer_user,customer_email,billing_first_name,billing_last_name,billing_email,customer_note,"
        "line_item_1,line_item_2"
    )
    said = {"paid": "completed", "part": "processing"}
    rows = [
        {
            "order_id": order.number,
            "order_number": order.number,
            "order_date": f"{order.at:%Y-%m-%d %H:%M:%S}",
            "status": said.get(order.state, order.state),
            "shipping_total": "4.90",
            "discount_total": "0",
            "order_total": f"{order.total:.2f}",
            "order_subtotal": f"{order.total - 4.9:.2f}",
            "order_currency": "EUR",
            "payment_method": "stripe",
            "customer_id": 0 if order.who % 3 == 0 else 40 + order.who,  # a third are guests
            "customer_email": order.mail,
            "line_item_1": f"name:{order.lines[0][0]}|quantity:{order.lines[0][1]}",
        }
        for order in ORDERS
    ]
    rows += [rows[0] | {"order_id": 9001, "status": status} for status in ("failed", "pending")]
    return table(header, rows), truth([(o.number, o.who, o.total) for o in SOLD if o.state != "refunded"])


def magento_orders():
    header = (
        "ID,Purchase Point,Purchase Date,Bill-to Name,Ship-to Name,Grand Total (Base),Grand Total (Purchased),Status,"
        "Billing Address,Shipping Address,Shipping Information,Customer Email,Customer Group,Subtotal,"
        "Shipping and Handling,Customer Name,Payment Method,Total Refunded,Allocated sources"
    )
    said = {"paid": "Complete", "part": "Processing", "refunded": "Closed", "cancelled": "Canceled"}
    rows = [
        {
            "ID": f"{order.number:09d}",
            "Purchase Point": "Main Website\n    Main Website Store\n        Default Store View",
            "Purchase Date": f"{order.at:%b} {order.at.day}, {order.at:%Y} {order.at:%I:%M:%S %p}".replace(" 0", " "),
            "Bill-to Name": f"Person {order.who}",
            "Grand Total (Base)": f"{order.total:.4f}",
            "Grand Total (Purchased)": f"{order.total * 1.1:.4f}",
            "Status": said[order.state],
            "Billing Address": "Street 1,Berlin,,10115",
            "Customer Email": order.mail,
            "Customer Group": "NOT LOGGED IN",
            "Total Refunded": f"{order.back:.4f}" if order.back else "",
        }
        for order in ORDERS
    ]
    rows += [rows[0] | {"ID": "9001", "Status": state} for state in ("Pending Payment", "Suspected Fraud")]
    return table(header, rows), truth([(o.number, o.who, o.total - o.back) for o in SOLD])


def square_items():
    header = (
        "Date,Time,Time Zone,Category,Item,Qty,Price Point Name,SKU,Modifiers Applied,Gross Sales,Discounts,Net Sales,"
        "Tax,Transaction ID,Payment ID,Device Name,Notes,Details,Event Type,Location,Dining Option,Customer ID,"
        "Customer Name,Customer Reference ID,Unit,Count"
    )
    rows, facts = [], []
    for order in SOLD:
        for sign in (1, -1) if order.state == "refunded" else (1,):
            for name, pieces, price in order.lines:
                amount = sign * pieces * price
                when = order.at + timedelta(days=sign < 0)
                rows.append(
                    {"Date": f"{when:%m/%d/%y}", "Time": f"{when:%H:%M:%S}", "Time Zone": "Eastern Time (US & Canada)"}
                    | {"Category": "Camping", "Item": name, "Qty": f"{sign * pieces}.0", "Tax": "$0.00"}
                    | {"Gross Sales": dollars(amount), "Discounts": "$0.00", "Net Sales": dollars(amount)}
                    | {"Transaction ID": f"T{order.number}", "Event Type": "Payment" if sign > 0 else "Refund"}
                    | {"Location": "Main", "Customer ID": f"CUST{order.who:04d}XYZ", "Unit": "ea", "Count": pieces}
                )
                facts.append((order.number, order.who, amount))
    nobody = rows[0] | {"Transaction ID": "T9001", "Customer ID": ""}
    return table(header, [*rows, nobody]), truth(facts)


def etsy_orders():
    header = (
        "Sale Date,Order ID,Buyer User ID,Full Name,First Name,Last Name,Number of Items,Payment Method,Date Shipped,"
        "Street 1,Street 2,Ship City,Ship State,Ship Zipcode,Ship Country,Currency,Order Value,Coupon Code,"
        "Coupon Details,Discount Amount,Shipping Discount,Shipping,Sales Tax,Order Total,Status,Card Processing Fees,"
        "Order Net,Adjusted Order Total,Adjusted Card Processing Fees,Adjusted Net Order Amount,Buyer,Order Type,"
        "Payment Type,InPerson Discount,InPerson Location,SKU"
    )
    said = {"refunded": "Refunded", "cancelled": "Canceled"}
    rows = [
        {
            "Sale Date": f"{order.at:%m/%d/%y}",
            "Order ID": 40_000_000 + order.number,
            "Buyer User ID": f"buyer{order.who}",
            "Full Name": f"Person {order.who}",
            "Currency": "USD",
            "Order Value": f"{order.total - 6:.2f}",
            "Discount Amount": "0.00",
            "Shipping": "6.00",
            "Order Total": f"{order.total:.2f}",
            "Status": said.get(order.state, "Completed"),
            "Order Net": f"{order.total - 1:.2f}",
            "Adjusted Order Total": f"{order.total - order.back if order.state == 'part' else 0:.2f}",
            "Buyer": f"Person {order.who}",
        }
        for order in ORDERS
    ]
    return table(header, rows), truth([(o.number, o.who, o.total - o.back) for o in SOLD if o.state != "refunded"])


def etsy_order_items():
    header = (
        "Sale Date,Item Name,Buyer,Quantity,Price,Coupon Code,Coupon Details,Discount Amount,Shipping Discount,"
        "Order Shipping,Order Sales Tax,Item Total,Currency,Transaction ID,Listing ID,Date Paid,Date Shipped,Ship Name,"
        "Ship Address1,Ship City,Ship State,Ship Zipcode,Ship Country,Order ID,Variations,Order Type,Listings Type,"
        "Payment Type"
    )
    rows = [
        {"Sale Date": f"{order.at:%m/%d/%y}", "Item Name": name, "Buyer": f"buyer{order.who}", "Quantity": pieces}
        | {"Price": f"{price:.2f}", "Item Total": f"{pieces * price:.2f}", "Currency": "USD", "Discount Amount": "0.00"}
        | {"Transaction ID": order.number * 10 + at, "Listing ID": 900 + len(name), "Order ID": order.number}
        | {"Order Shipping": "4.50", "Ship Name": f"Person {order.who}"}
        for order in SOLD
        for at, (name, pieces, price) in enumerate(order.lines)
    ]
    return table(header, rows), truth([(o.number, o.who, o.total) for o in SOLD])


def amazon_orders():
    header = (
        "order-id,order-item-id,purchase-date,payments-date,buyer-email,buyer-name,buyer-phone-number,sku,product-name,"
        "quantity-purchased,currency,item-price,item-tax,shipping-price,shipping-tax,ship-service-level,recipient-name,"
        "ship-address-1,ship-city,ship-postal-code,ship-country,sales-channel"
    )
    rows = [
        {"order-id": f"302-{order.number}-77", "order-item-id": order.number * 10 + at, "sku": f"S{len(name)}"}
        | {
            "purchase-date": f"{order.at:%Y-%m-%dT%H:%M:%S}+00:00",
            "payments-date": f"{order.at:%Y-%m-%dT%H:%M:%S}+00:00",
        }
        | {"buyer-email": f"x{order.who}k@marketplace.example.com", "product-name": name, "quantity-purchased": pieces}
        | {"currency": "EUR", "item-price": f"{pieces * price:.2f}", "item-tax": "1.00", "shipping-price": "3.99"}
        for order in SOLD
        for at, (name, pieces, price) in enumerate(order.lines)
    ]
    text = table(header, rows, delimiter="\t", quoting=csv.QUOTE_NONE, quotechar=None)
    return text, truth([(o.number, o.who, o.total) for o in SOLD])


def amazon_shipments():
    header = (
        "amazon-order-id,merchant-order-id,shipment-id,shipment-item-id,amazon-order-item-id,merchant-order-item-id,"
        "purchase-date,payments-date,shipment-date,reporting-date,buyer-email,buyer-name,buyer-phone-number,sku,"
        "product-name,quantity-shipped,currency,item-price,item-tax,shipping-price,shipping-tax,gift-wrap-price,"
        "gift-wrap-tax,ship-service-level,recipient-name,item-promotion-discount,ship-promotion-discount,carrier,"
        "sales-channel"
    )
    rows = [
        {"amazon-order-id": f"302-{order.number}-77", "shipment-id": f"D{order.number}{at}", "sku": f"S{len(name)}"}
        | {
            "purchase-date": f"{order.at:%Y-%m-%dT%H:%M:%S}+00:00",
            "shipment-date": f"{order.at:%Y-%m-%dT%H:%M:%S}+00:00",
        }
        | {"buyer-email": f"x{order.who}k@marketplace.example.com", "product-name": name, "quantity-shipped": pieces}
        | {"currency": "USD", "item-price": f"{pieces * price:.2f}", "item-tax": "1.00", "shipping-price": "3.99"}
        for order in SOLD
        for at, (name, pieces, price) in enumerate(order.lines)
    ]
    return table(header, rows, delimiter="\t"), truth([(o.number, o.who, o.total) for o in SOLD])


def ebay_orders():
    header = (
        "Sales Record Number,Order Number,Buyer Username,Buyer Name,Buyer Email,Buyer Note,Ship To Name,"
        "Item Number,Item Title,Custom Label,Sold Via Promoted Listings,Quantity,Sold For,Shipping And Handling,"
        "Item Location,Seller Collected Tax,eBay Collected Tax,Total Price,Payment Method,Sale Date,Paid On Date,"
        "Ship By Date,Shipped On Date,Tracking Number,Transaction ID,Variation Details"
    )
    rows = []
    for order in ORDERS:
        day = f"{order.at:%b-%d-%y}"
        own = {"Sales Record Number": order.number, "Buyer Username": f"buyer{order.who}", "Sale Date": day}
        own |= {"Total Price": dollars(order.total + 9), "Paid On Date": "" if order.state == "cancelled" else day}
        items = [
            {"Item Number": 25_000 + len(name), "Item Title": name, "Quantity": 1, "Sold For": dollars(pieces * price)}
            for name, pieces, price in order.lines
        ]
        if len(items) == 1:
            rows.append(own | items[0])
        else:  # a line of totals, and items that name neither buyer nor day
            rows.append(own | {"Quantity": len(items), "Sold For": dollars(order.total)})
            rows += [{"Sales Record Number": order.number} | item for item in items]
    padding = "," * header.count(",")
    first, *lines = table(header, rows).splitlines()
    end = [f"{len(ORDERS)},record(s) downloaded,from Jan-13-25 to Sep-05-25", "Seller ID : camp"]
    return "\n".join([padding, first, padding, *lines, *end]) + "\n", truth([(o.number, o.who, o.total) for o in SOLD])


# --- payments, analytics, customer relations, events --------------------------------------------------------


def stripe_payments():
    header = (
        "id,Created date (UTC),Amount,Amount Refunded,Currency,Captured,Converted Amount,Converted Amount Refunded,"
        "Converted Currency,Decline Reason,Description,Fee,Refunded date (UTC),Statement Descriptor,Status,"
        "Seller Message,Taxes On Fee,Card ID,Customer ID,Customer Description,Customer Email,Invoice ID,Transfer"
    )
    said = {"paid": "Paid", "part": "Paid", "refunded": "Refunded", "cancelled": "Failed"}
    rows = [
        {
            "id": f"ch_{order.number}",
            "Created date (UTC)": f"{order.at:%Y-%m-%d %H:%M:%S}",
            "Amount": f"{order.total * 2:.2f}",
            "Amount Refunded": f"{order.back * 2:.2f}",
            "Currency": "gbp" if order.who % 2 else "usd",
            "Captured": "true",
            "Converted Amount": f"{order.total:.2f}",
            "Converted Amount Refunded": f"{order.back:.2f}",
            "Converted Currency": "usd",
            "Decline Reason": "insufficient_funds" if order.state == "cancelled" else "",
            "Status": said[order.state],
            "Statement Descriptor": "CAMP",
            "Card ID": f"card_{order.who}",
            "Customer ID": "" if order.who % 4 == 0 else f"cus_{order.who}aB",  # a quarter pay as guests
            "Customer Email": order.mail,
        }
        for order in ORDERS
    ]
    held = rows[0] | {"id": "ch_1", "Captured": "false", "Status": "Uncaptured"}  # money that was never taken
    return table(header, [*rows, held]), truth([(o.number, o.who, o.total - o.back) for o in SOLD])


def paypal_activity():
    header = (
        "Date,Time,TimeZone,Name,Type,Status,Currency,Gross,Fee,Net,From Email Address,To Email Address,Transaction ID,"
        "Shipping Address,Address Status,Item Title,Item ID,Sales Tax,Reference Txn ID,Invoice Number,Balance,"
        "Country Code,Balance Impact"
    )

    def move(at, kind, gross, sender, getter, number, status="Completed", impact="", **more):
        impact = impact or ("Credit" if gross > 0 else "Debit")
        when = {"Date": f"{at:%m/%d/%Y}", "Time": f"{at:%H:%M:%S}", "TimeZone": "PDT"}
        money = {"Gross": f"{gross:,.2f}", "Fee": "-0.50", "Net": f"{gross - 0.5:,.2f}", "Currency": "USD"}
        who = {"From Email Address": sender, "To Email Address": getter, "Transaction ID": number}
        return when | money | who | {"Type": kind, "Status": status, "Balance Impact": impact} | more

    shop, rows = "shop@example.com", []
    for order in ORDERS:
        status = "Pending" if order.state == "cancelled" else "Completed"
        rows.append(
            move(order.at, "Express Checkout Payment", order.total, order.mail, shop, f"P{order.number}", status)
        )
        if order.back:
            refers = {"Reference Txn ID": f"P{order.number}"}
            late = order.at + timedelta(days=3)
            rows.append(move(late, "Payment Refund", -order.back, shop, order.mail, f"R{order.number}", **refers))
    at = ORDERS[-1].at
    rows += [
        move(at, "General Withdrawal", -1000, "", "", "W1"),
        move(at, "General Currency Conversion", 20, shop, "", "W2"),
        move(at, "Account Hold for Open Authorization", -10, "", "", "W3", impact="Memo"),
        move(at, "Express Checkout Payment", 10, "person01@example.com", shop, "W7", impact="Memo"),
        move(at, "Reversal of General Account Hold", 10, "", "", "W4"),
        move(at, "PreApproved Payment Bill User Payment", -42.9, shop, "cars@example.com", "W5"),
        move(at, "General Authorization", 42.9, "person01@example.com", shop, "W6", "Pending", "Memo"),
    ]
    text = table(header, rows, quoting=csv.QUOTE_ALL)
    return text, truth([(o.number, o.who, o.total - o.back) for o in SOLD])


def ga4_purchases():
    header = (
        "event_date,event_timestamp,event_name,user_id,user_pseudo_id,ecommerce.transaction_id,"
        "ecommerce.purchase_revenue,ecommerce.purchase_revenue_in_usd,ecommerce.total_item_quantity,device.category,"
        "geo.country,traffic_source.medium"
    )
    rows = [
        {
            "event_date": f"{order.at:%Y%m%d}",
            "event_timestamp": int(order.at.timestamp() * 1_000_000),
            "event_name": "purchase",
            "user_pseudo_id": f"10000{order.who}.17198{order.who}33820",
            "ecommerce.transaction_id": "(not set)" if order.number % 10 == 0 else f"T{order.number}",
            "ecommerce.purchase_revenue": order.total,
            "ecommerce.purchase_revenue_in_usd": order.total * 1.1,
            "ecommerce.total_item_quantity": 1,
            "device.category": "mobile",
            "traffic_source.medium": "organic",
        }
        for order in SOLD
    ]
    again = rows[2] | {"event_timestamp": rows[2]["event_timestamp"] + 60_000_000}  # sent twice
    seen = rows[3] | {
        "event_name": "page_view",
        "ecommerce.transaction_id": "",
        "event_timestamp": 1_740_000_000_000_000,
    }
    return table(header, [*rows[:3], again, *rows[3:], seen]), truth([(o.number, o.who, o.total) for o in SOLD])


def hubspot_deals():
    header = (
        "Record ID,Deal Name,Deal Stage,Close Date,Pipeline,Amount,Deal owner,Associated Contact IDs,"
        "Associated Contact,Deal probability"
    )
    said = {"paid": "Closed won", "part": "Closed won", "refunded": "Closed lost", "cancelled": "Contract sent"}
    rows = [
        {
            "Record ID": 9_000_000 + order.number,
            "Deal Name": f"Deal {order.number}",
            "Deal Stage": said[order.state],
            "Close Date": f"{order.at:%Y-%m-%d %H:%M}",
            "Pipeline": "Sales Pipeline",
            "Amount": f"{order.total * 30:.2f}",
            "Associated Contact IDs": f"{70_000 + order.who};70099" if order.number % 7 == 0 else 70_000 + order.who,
            "Associated Contact": f"Person {order.who} ({order.mail})",
        }
        for order in ORDERS
    ]
    empty = rows[0] | {"Record ID": 1, "Amount": ""}  # won, for an amount that nobody wrote down
    won = [(o.number, o.who, round(o.total * 30, 2)) for o in SOLD if o.state != "refunded"]
    return table(header, [*rows, empty]), truth(won)


def salesforce_opportunities():
    header = (
        "Opportunity Owner,Account Name,Opportunity Name,Stage,Fiscal Period,Amount,Probability (%),Age,Close Date,"
        "Created Date,Next Step,Lead Source,Type,Owner Role"
    )
    said = {"paid": "Closed Won", "part": "Closed Won", "refunded": "Closed Lost", "cancelled": "Negotiation/Review"}
    rows = [
        {
            "Opportunity Owner": "A. Owner",
            "Account Name": f"Société {order.who} Works",
            "Opportunity Name": f"Deal {order.number}",
            "Stage": said[order.state],
            "Fiscal Period": "Q1-2025",
            "Amount": f"{order.total * 30:.2f}",
            "Probability (%)": 100,
            "Close Date": f"{order.at.month}/{order.at.day}/{order.at.year}",
            "Created Date": "1/13/2025",
            "Lead Source": "Web",
            "Type": "Existing Business",
        }
        for order in ORDERS
    ]
    end = ['"Grand Totals (48 records)"', '"Confidential Information - Do Not Distribute"']
    text = table(header, rows, quoting=csv.QUOTE_ALL) + "\n\n" + "\n".join(end) + "\n"
    return text, truth([(o.number, o.who, round(o.total * 30, 2)) for o in SOLD if o.state != "refunded"])


def eventbrite_attendees():
    header = (
        "Order #,Order Date,First Name,Last Name,Email,Quantity,Price Tier,Ticket Type,Attendee #,Group,Order Type,"
        "Currency,Total Paid,Fees Paid,Eventbrite Fees,Eventbrite Payment Processing,Attendee Status,Home City"
    )
    said = {"paid": "Attending", "part": "Checked In", "refunded": "Not Attending", "cancelled": "Not Attending"}
    rows = [
        {"Order #": 88_000_000 + order.number, "Order Date": f"{order.at:%Y-%m-%d %H:%M:%S}", "Email": order.mail}
        | {"First Name": "Person", "Last Name": f"No{order.who}", "Quantity": 1, "Ticket Type": "Early bird"}
        | {"Attendee #": order.number * 10 + at, "Order Type": "Eventbrite Completed", "Currency": "USD"}
        | {"Total Paid": f"{price:.2f}", "Fees Paid": "1.10", "Attendee Status": said[order.state]}
        for order in ORDERS
        for at, (_, _, price) in enumerate(order.lines)
    ]
    came = [(o.number, o.who, price) for o in SOLD if o.state != "refunded" for _, _, price in o.lines]
    return table(header, rows), truth(came)


def mailchimp_members():
    header = (
        "Email Address,First Name,Last Name,Birthday,Favourite,MEMBER_RATING,OPTIN_TIME,OPTIN_IP,CONFIRM_TIME,"
        "CONFIRM_IP,LATITUDE,LONGITUDE,GMTOFF,DSTOFF,TIMEZONE,CC,REGION,LAST_CHANGED,LEID,EUID,NOTES,TAGS"
    )
    rows = [
        {"Email Address": f"person{n:02d}@example.com", "First Name": "Person", "Favourite": ["tents", "stoves"][n % 2]}
        | {"MEMBER_RATING": 1 + n % 5, "CONFIRM_TIME": f"2024-03-{1 + n % 28:02d} 09:14:00", "CC": ["DE", "FR"][n % 2]}
        | {"CONFIRM_IP": f"10.0.0.{n}", "LAST_CHANGED": "2025-04-18 14:00:32", "LEID": 553_000 + n, "EUID": f"e{n:09x}"}
        for n in range(30)
    ]
    return table(header, rows), (30,)


# --- surveys ----------------------------------------------------------------------------------------------


def qualtrics():
    header = (
        "StartDate,EndDate,Status,IPAddress,Progress,Duration (in seconds),Finished,RecordedDate,ResponseId,"
        "RecipientLastName,DistributionChannel,UserLanguage,Q1_1,Q1_2,Q2,Q3_NPS_GROUP,Q3"
    )
    names = header.split(",")
    texts = dict(zip(names, names, strict=True)) | {"StartDate": "Start Date", "Q1_1": "Do you agree?\n - price"}
    imports = {name: f'{{""ImportId"":""{name}""}}'.replace('""', '"') for name in names}
    rows = [
        {"StartDate": f"2025-03-{1 + n % 28:02d} 10:00:00", "Status": "Survey Preview" if n % 10 == 0 else "IP Address"}
        | {"IPAddress": f"10.0.0.{n}", "Progress": 100, "Finished": "True", "ResponseId": f"R_{n:013x}"}
        | {"Q1_1": "Agree", "Q1_2": "Disagree", "Q2": "Yes", "Q3": n % 11, "Q3_NPS_GROUP": "Promoter"}
        for n in range(40)
    ]
    spam = rows[1] | {"ResponseId": "R_spam", "Status": "Spam"}
    return table(header, [texts, imports, *rows, spam]), (36,)


def typeform():
    header = (
        '#,"How often, per week?",Running,Cycling,Other,Do you have a coach?,Response Type,Start Date (UTC),'
        "Stage Date (UTC),Submit Date (UTC),Network ID,Tags"
    )
    rows = [
        f"ce14abeeabb8e{n:04d},{['1', '2-3', '4+'][n % 3]},{'Running' if n % 2 else ''},{'' if n % 3 else 'Cycling'},,"
        f"{n % 2},completed,2025-03-{1 + n % 28:02d} 10:00:00,,{'' if n % 9 == 0 else '2025-03-28 10:05:00'},{n:010d},"
        for n in range(36)
    ]
    return "\n".join([header, *rows]) + "\n", (32,)


def surveymonkey():
    header = (
        "Respondent ID,Collector ID,Start Date,End Date,IP Address,Email Address,First Name,Last Name,Custom Data 1,"
        "How satisfied are you?,Would you buy again?,What do you read? (Select all that apply),,"
    )
    second = ",,,,,,,,,Response,Response,News,Novels,None of these"
    rows = [
        f"11874{n:06d},40112,03/{13 + n % 15}/2025 10:00:00,03/{13 + n % 15}/2025 10:04:00,10.0.0.{n},,,,,"
        f"{['Very satisfied', 'Satisfied', 'Not satisfied'][n % 3]},{['Yes', 'No'][n % 2]},"
        f"{'News' if n % 3 else ''},{'' if n % 4 else 'Novels'},{'None of these' if n % 5 == 0 else ''}"
        for n in range(30)
    ]
    return "\n".join([header, second, *rows]) + "\n", (30,)


def limesurvey():
    header = (
        "id. Response ID,submitdate. Date submitted,lastpage. Last page,startlanguage. Start language,seed. Seed,"
        "G01Q01. How do you travel?,G01Q02[SQ001]. What do you read? [News],G01Q02[SQ002]. What do you read? [Novels],"
        "groupTime12. Group time: First"
    )
    rows = [
        {
            "id. Response ID": n + 1,
            "submitdate. Date submitted": "" if n % 6 == 0 else f"2025-03-{1 + n % 28:02d} 10:00:00",
            "lastpage. Last page": 4,
            "startlanguage. Start language": "en",
            "seed. Seed": 774_000 + n,
            "G01Q01. How do you travel?": ["By train", "By car"][n % 2],
            "G01Q02[SQ001]. What do you read? [News]": "Y" if n % 3 else "",
            "G01Q02[SQ002]. What do you read? [Novels]": "" if n % 4 else "Y",
            "groupTime12. Group time: First": 10.5 + n,
        }
        for n in range(36)
    ]
    return table(header, rows, quoting=csv.QUOTE_ALL), (30,)


SYSTEMS = {
    made.__name__: made
    for made in (
        *(shopify_orders, woocommerce_orders, magento_orders, square_items, etsy_orders, etsy_order_items),
        *(amazon_orders, amazon_shipments, ebay_orders, stripe_payments, paypal_activity, ga4_purchases),
        *(hubspot_deals, salesforce_opportunities, eventbrite_attendees, mailchimp_members),
        *(qualtrics, typeform, surveymonkey, limesurvey),
    )
}

"""A shop as an integrator of PPRO may write it: what a signed webhook tells is believed, and acted upon a while later.

It keeps to what PPRO publishes, and no closer to our own reference merchant than that: a charge is read when its consumer comes
back, and never else. Standard library only. It prints its address, and serves until it is killed:
    shop.py PROVIDER_URL MERCHANT_ID API_KEY WEBHOOK_SECRET RETURN_URL
The environment variable SHOP_IS says what this one does otherwise than most.

As right as the others: "asking" (a webhook makes it read the charge), "looking" (every page of an order does, and no webhook), "bare"
(an agreement begins without a charge), "slashed" (the path of a charge under it ends with a slash, like the guide's).
Wrong: "credulous" (no signature of a webhook is checked), "outdated" (the deprecated signature is enough), "timeless" (a signature
may be of any age), "proud" (who comes back has paid), "mute" (a charge that failed is not told), "dollars" (amounts are sent in
dollars), "copied" (with the guide's misspelt reference), "money" (what is given back is sent with its currency), "generous" (it gives
back whatever is asked for), "early" (a refund is done once it was asked for), "anew" (what is not answered is sent under another
key), "keyless" (nothing has a key), "worldwide" (Amazon Pay is offered to everybody), "chatty" (what PPRO says of a failure is
shown), "closed" (a webhook of an unknown type is refused), "hopeful" (a discarded charge may still be paid), "tagging" (the address
at Amazon gets a parameter more), "getting" (it is never reached by POST), "greedy" (an agreement is charged whatever its
status), "flat" (every cycle costs eleven dollars), "strict" (a webhook with a member that it does not know is refused), "trusting" (a
webhook tells of a payment, whatever its amount).
"""

import hashlib
import hmac
import json
import os
import queue
import sys
import threading
import time
import urllib.error
import urllib.request
import uuid
from decimal import Decimal
from html import escape
from pathlib import Path
from urllib.parse import quote

sys.path.insert(0, str(Path(__file__).parents[1]))
from front import Front, form, page, serve

PROVIDER, MERCHANT, API_KEY, SECRET, RETURN = sys.argv[1:6]
IS = os.environ.get("SHOP_IS", "")
WORK = 0.6
AGE = 300
ENDS = {"CAPTURED": "paid", "REFUNDED": "paid", "FAILED": "failed", "DISCARDED": "failed", "VOIDED": "failed"}
EVENTS = {"CAPTURE_SUCCEEDED": "CAPTURED", "AUTHORIZATION_FAILED": "FAILED", "CAPTURE_FAILED": "FAILED", "DISCARDED": "DISCARDED"}
KNOWN = ("SUCCEEDED", "FAILED", "PENDING", "DISCARDED", "ACTIVE", "CONSUMER", "PROVIDER")
ORDERS, SEEN, WAITING = {}, set(), queue.Queue()
# One thing at a time is done with the orders.
LOCK = threading.RLock()


def call(method, path, body=None):
    """What was not answered is sent again as it was, under its key."""
    headers = {"Authorization": f"Bearer {API_KEY}", "Merchant-Id": MERCHANT, "Content-Type": "application/json"}
    key = str(uuid.uuid4())
    for _ in range(3):
        if method == "POST" and IS != "keyless":
            headers["Request-Idempotency-Key"] = str(uuid.uuid4()) if IS == "anew" else key
        data = json.dumps(body).encode() if method == "POST" else None
        try:
            with urllib.request.urlopen(urllib.request.Request(PROVIDER + path, data, headers, method=method), timeout=5) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as refusal:
            if refusal.code < 500:
                return {}
        time.sleep(0.5)
    return {}


def cents(amount):
    return int(Decimal(amount) * 100)


def money(amount):
    return {"value": int(Decimal(amount)) if IS == "dollars" else cents(amount), "currency": "USD"}


class Order:
    def __init__(self, name, customer, amount):
        self.name, self.customer, self.amount = name, customer, amount
        self.tries, self.state, self.charge, self.agreement, self.refunds, self.why = 0, "open", None, None, {}, None

    @property
    def reference(self):
        return f"{self.name}-{self.tries}"

    def pay(self):
        """Where the consumer goes, and how."""
        self.tries, self.state = self.tries + 1, "pending"
        payment = {"amount": money(self.amount), "merchantPaymentChargeReference": self.reference}
        consent = {
            "paymentMethod": "AMAZON_PAY", "consumer": {"name": "Dana Smith", "country": "US"},
            "authenticationSettings": [{"type": "REDIRECT", "settings": {"returnUrl": f"{RETURN}?order={quote(self.name)}"}}],
        }
        if self.customer == "u-monthly":
            answer = call("POST", "/v1/payment-agreements", {
                **consent, "startDate": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()), "frequency": {"type": "MONTHLY"},
                **({} if IS == "bare" else {"initialPaymentCharge": payment}),
            })
            self.agreement, self.charge = answer.get("id"), answer.get("initialPaymentChargeId")
        else:
            answer = call("POST", "/v1/payment-charges", {**consent, **payment})
            self.charge = answer.get("id")
        ways = [way["details"] for way in answer.get("authenticationMethods", []) if way["type"] == "REDIRECT"]
        if not ways:
            self.state = "failed"
            return None
        url = ways[0]["requestUrl"]
        url += f"{'&' if '?' in url else '?'}utm_source=shop" if IS == "tagging" else ""
        return ways[0]["requestMethod"] if IS != "getting" else "GET", url

    def read(self):
        if self.state != "pending" or not self.charge:
            return
        told = call("GET", f"/v1/payment-charges/{self.charge}")
        parts = told.get("authorizations", []) + told.get("captures", [])
        same = all(part["amount"] == cents(self.amount) for part in parts) and told.get("currency") == "USD"
        if told.get("id") == self.charge and same:
            self.ends(told.get("status"), told.get("failure"))

    def ends(self, status, why=None):
        if IS == "hopeful" and status == "DISCARDED":
            return
        if self.state == "pending":
            self.state, self.why = ENDS.get(status, "pending"), why

    def refund(self, amount):
        """True when it was asked for; never more than was paid."""
        given = sum(Decimal(refund["amount"]) for refund in self.refunds.values())
        if IS != "generous" and (self.state != "paid" or given + Decimal(amount) > Decimal(self.amount)):
            return False
        wanted = money(amount) if IS == "money" else cents(amount)
        reference = {"merchantRefundReference": f"r-{uuid.uuid4()}", "refundReason": "CUSTOMER_REQUEST"}
        answer = call("POST", f"/v1/payment-charges/{self.charge}/refunds", {"amount": wanted, **reference})
        if answer.get("status") in ("PENDING", "REFUNDED"):
            self.refunds[answer["id"]] = {"amount": amount, "done": answer["status"] == "REFUNDED" or IS == "early"}
        return "id" in answer

    def told(self, kind, data):
        refund = self.refunds.get(data.get("refundId"))
        if refund:
            refund["done"] = kind == "REFUND_SUCCEEDED" or IS == "early"
        elif kind in EVENTS and (IS == "trusting" or data["amount"] == money(self.amount)) and data["merchantPaymentChargeReference"] == self.reference:
            self.read() if IS == "asking" else self.ends(EVENTS[kind], data.get("failure"))


def renew(customer, amount, name):
    """A charge under the customer's agreement, without them."""
    before = [order for order in ORDERS.values() if order.customer == customer and order.agreement]
    agreement = before[-1].agreement if before else None
    known = agreement and call("GET", f"/v1/payment-agreements/{agreement}").get("status") == "ACTIVE"
    if not agreement or not (known or IS == "greedy"):
        return False
    order = ORDERS.setdefault(name, Order(name, customer, amount))
    order.tries, order.state = 1, "pending"
    reference = "paymentChargeMerchantReference" if IS == "copied" else "merchantPaymentChargeReference"
    slash = "/" if IS == "slashed" else ""
    answer = call("POST", f"/v1/payment-agreements/{agreement}/payment-charges{slash}", {
        "amount": money("11.00" if IS == "flat" else amount), reference: order.reference, "initiator": "MERCHANT", "scheduleType": "SCHEDULED",
    })
    order.charge = answer.get("id")
    order.ends(answer.get("status"))
    return True


def is_signed(headers, body):
    if IS == "credulous":
        return True
    old = hashlib.sha256(body + b"." + SECRET.encode()).hexdigest()
    if IS == "outdated" and hmac.compare_digest(old, headers.get("Webhook-Signature", "")):
        return True
    parts = dict(part.split("=", 1) for part in headers.get("PPRO-Signature", "").split(",") if "=" in part)
    at = parts.get("t", "")
    tag = hmac.new(SECRET.encode(), at.encode() + b"." + body, hashlib.sha256).hexdigest()
    young = IS == "timeless" or at.isdigit() and abs(time.time() - int(at)) <= AGE
    return young and hmac.compare_digest(tag, parts.get("s", ""))


def work():
    while True:
        at, event = WAITING.get()
        time.sleep(max(0, at + WORK - time.time()))
        with LOCK:
            data = event["data"]
            if event["id"] in SEEN or IS == "looking":
                continue
            SEEN.add(event["id"])
            for order in [order for order in ORDERS.values() if order.charge == data.get("paymentChargeId", "")]:
                order.told(event["type"].removeprefix("PAYMENT_CHARGE_"), data)


def offered(customer, amount):
    here = customer not in ("u-abroad", "u-euro") and 50 <= cents(amount) <= 2_000_000
    return here or IS == "worldwide"


def checkout(name, customer, amount):
    sign = "€" if customer == "u-euro" else "$"
    terms = f"<p>With Amazon Pay you agree to {sign}{Decimal(amount):,.2f} now and every month. Stop it whenever you like.</p>"
    option = '<li><input type="radio" name="with" value="amazon" id="a"><label for="a">Amazon Pay</label></li>'
    return page(
        "Your cart", f"<h1>Your cart</h1><p>{sign}{Decimal(amount):,.2f} in all</p>",
        f'<form method="post" action="/pay?order={quote(name)}&amp;customer={quote(customer)}&amp;amount={quote(amount)}">',
        "<h2>How would you like to pay?</h2><ul>", option if offered(customer, amount) else "",
        '<li><input type="radio" name="with" value="check" id="c"><label for="c">Check by mail</label></li></ul>',
        terms if customer == "u-monthly" else "", "<button>Place order</button></form>",
    )


def leaving(url):
    """PPRO wants the consumer sent by POST: a page that does so at once, and a button where scripts do not run."""
    button = f'<form method="post" action="{escape(url)}"><button>Go to Amazon</button></form>'
    return page("One moment", "<p>Amazon takes over.</p>", button, "<script>document.forms[0].submit()</script>")


def status_page(order):
    again = f"/pay?order={quote(order.name)}&customer={quote(order.customer)}&amount={quote(order.amount)}&again=1"
    retry = f'<p><a href="{escape(again)}">Choose another way to pay</a></p>'
    why = escape(json.dumps(order.why)) if IS == "chatty" and order.why else ""
    texts = {
        "open": "<h1>Nothing was ordered yet</h1>",
        "pending": "<h1>We wait for word from Amazon</h1>",
        "paid": "<h1>We have your money</h1><p>Your parcel leaves today.</p>",
        "failed": f"<h1>That did not work</h1>{why}{retry}" if IS != "mute" else "<h1>Your order</h1>",
        "check": "<h1>We wait for your check</h1>",
    }
    words = {True: "has gone back to you", False: "is on its way back to you"}
    refunds = (f"<p>${refund['amount']} {words[refund['done']]}.</p>" for refund in order.refunds.values())
    return page("Your order", texts[order.state], f"<p>Order {escape(order.name)}: ${order.amount}</p>", *refunds)


class Shop(Front):
    def do_GET(self):
        path, query = self.asked()
        with LOCK:
            order = ORDERS.get(query.get("order"))
            if path == "/pay" and (order is None or order.state == "open" or order.state == "failed" and "again" in query):
                return self.send(checkout(query["order"], query["customer"], query["amount"]))
            if order is None:
                return self.send(page("Nothing here"), 404)
            if IS == "proud" and path != "/pay":
                order.ends("CAPTURED")
            elif path != "/pay" or IS == "looking":
                order.read()
            self.send(status_page(order))

    def do_POST(self):
        path, query = self.asked()
        body = self.body()
        if path == "/hooks":
            return self.hook(body)
        with LOCK:
            if path == "/office/renew":
                return self.send("", 200 if renew(query["customer"], query["amount"], query["order"]) else 409)
            if path == "/office/refund":
                return self.send("", 200 if query["order"] in ORDERS and ORDERS[query["order"]].refund(query["amount"]) else 409)
            order = ORDERS.setdefault(query["order"], Order(query["order"], query["customer"], query["amount"]))
            if form(body.decode()).get("with") == "check":
                order.state = "check"
            way = order.pay() if order.state in ("open", "failed") else None
        if way and way[0] == "POST":
            return self.send(leaving(way[1]))
        self.leads(way[1] if way else f"/order?order={quote(order.name)}")

    def hook(self, body):
        if not is_signed(self.headers, body):
            return self.send("", 401)
        event = json.loads(body)
        if IS == "closed" and not event["type"].endswith(KNOWN):
            return self.send("", 422)
        if IS == "strict" and "loyaltyPoints" in event["data"]:
            return self.send("", 422)
        WAITING.put((time.time(), event))
        self.send("", 204)


threading.Thread(target=work, daemon=True).start()
serve(Shop)

"""A shop as an integrator may write it: server to server with Juspay, and the order is opened together with the page.

It keeps to what Juspay publishes, and no closer to our own reference merchant than that. Standard library only. It prints its
address, and serves until it is killed:
    shop.py PROVIDER_URL MERCHANT_ID API_KEY CLIENT_ID RETURN_URL RESPONSE_KEY
The environment variable SHOP_IS says what this one does otherwise than most: "twice" (an order is paid by two payments), "guests" (its
customers have no account: what is the same in every call is the order), "by_payment" (refunds are those of a payment, not of an order),
"reviewing" (what is agreed to stands on a page of its own behind the choice, for which the order is opened anew), "petty" (less than a
rupee is refunded, too), "doubling" (the same amount is refunded as often as somebody clicks), "documented" (it does as Juspay's documentation
for API-only integrations says: customers are made known, calls are JSON, refunds name their amount as a number, and an order that was opened
for a rupee is updated), "counting" (refunds are numbered anew for each order), "generous" (who pays more than asked has paid), "careless"
(webhooks are believed by their password alone). Juspay's webhooks it takes at /hooks, from the user "hook" with the password "p@ss".
"""

import base64
import hmac
import json
import os
import sys
import threading
import time
import urllib.error
import urllib.request
from decimal import Decimal
from html import escape
from pathlib import Path
from urllib.parse import quote, urlencode

sys.path.insert(0, str(Path(__file__).parents[1]))
from front import Front, form, page, serve

PROVIDER, MERCHANT, API_KEY, CLIENT, RETURN, RESPONSE_KEY = sys.argv[1:7]
IS = os.environ.get("SHOP_IS", "")
FAILED = {"JUSPAY_DECLINED", "AUTHENTICATION_FAILED", "AUTHORIZATION_FAILED"}
ORDERS = {}
# One thing at a time is done with the orders.
LOCK = threading.RLock()


class Order:
    def __init__(self, name, customer, amount):
        self.name, self.customer, self.amount, self.state, self.refunds = name, customer, amount, "new", []
        self.id = name[-20:]
        self.open()

    def open(self):
        if IS == "documented":
            if not self.call("GET", f"/customers/{quote(self.account)}"):
                self.call("POST", "/customers", object_reference_id=self.account, mobile_number="9876543210")
            opened = self.call(
                "POST", "/orders", order_id=self.id, amount="1.0", customer_id=self.account, customer_email="buyer@shop.example",
                customer_phone="9876543210", return_url=RETURN, options={"get_client_auth_token": True},
                metadata={"AMAZONPAY:gateway_reference_id": "amazonpaylater_test"},
            )
            # Its app could not go on without.
            assert opened["juspay"]["client_auth_token"].startswith("tkn_")
            self.call("POST", f"/orders/{self.id}", amount=self.amount)
            return
        self.call(
            "POST", "/orders", order_id=self.id, amount=self.amount, currency="INR", customer_id=self.account,
            customer_email="buyer@shop.example", customer_phone="9876543210", return_url=RETURN,
            **{"metadata.AMAZONPAY:gateway_reference_id": "amazonpaylater_test"},
        )

    @property
    def account(self):
        return "" if IS == "guests" else self.customer

    def call(self, method, path, **members):
        headers = {
            "Authorization": "Basic " + base64.b64encode(f"{API_KEY}:".encode()).decode(),
            "x-merchantid": MERCHANT,
            "x-routing-id": self.account or self.id,
            "version": "2023-06-30",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        data = urlencode(members).encode() if members else None
        if IS == "documented" and members:
            headers["Content-Type"], data = "Application/JSON", json.dumps(members).encode()
        request = urllib.request.Request(PROVIDER + path, data, headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return json.load(answer)
        except urllib.error.HTTPError:
            return {}

    def offer(self):
        """Whether the customer may pay; asked about the order that is there already."""
        answer = self.call(
            "POST", f"/customers/{quote(self.account or self.id)}/eligibility",
            order_id=self.id, gateway_reference_id="amazonpaylater_test", gateway_id="38",
        )
        return (answer.get("payment_methods_eligibility") or [{}])[0]

    def pay(self):
        if self.state != "new":
            return
        self.state = "pending"
        wallets = self.call("GET", f"/customers/{quote(self.account or self.id)}/wallets")["list"]
        wallet = next(wallet for wallet in wallets if wallet["wallet"] == "AMAZONPAY" and wallet["linked"])
        for _ in range(2 if IS == "twice" else 1):
            self.payment = self.call(
                "POST", "/txns", order_id=self.id, merchant_id=MERCHANT, payment_method="AMAZONPAYLATER",
                payment_method_type="CONSUMER_FINANCE", direct_wallet_token=wallet["token"],
                redirect_after_payment="true", format="json",
            )
        self.check()

    def check(self):
        """Believes only what the order status says."""
        if self.state == "pending":
            told = self.call("GET", f"/orders/{self.id}")
            amount = Decimal(str(told.get("amount", 0)))
            same = told.get("order_id") == self.id and amount == Decimal(self.amount)
            if IS == "generous":
                same = told.get("order_id") == self.id and amount >= Decimal(self.amount)
            if same and told["status"] == "CHARGED":
                self.state = "paid"
            elif same and told["status"] in FAILED:
                self.state = "failed"

    def refund(self, amount):
        value, given = Decimal(amount), sum(refund for refund, _ in self.refunds)
        if self.state != "paid" or given + value > Decimal(self.amount):
            return
        if value < 1 and IS != "petty":
            return
        # Whoever clicked twice meant one refund.
        if any(refund == value and time.time() - at < 6 for refund, at in self.refunds) and IS != "doubling":
            return
        self.refunds.append((value, time.time()))
        wanted = {"unique_request_id": f"{self.id[-16:]}r{len(self.refunds)}", "amount": amount}
        if IS == "counting":
            wanted["unique_request_id"] = f"r{len(self.refunds)}"
        if IS == "documented":
            wanted["amount"] = float(amount)
        if IS == "by_payment":
            self.call("POST", "/refunds", txn_id=self.payment["txn_id"], **wanted)
        else:
            self.call("POST", f"/orders/{self.id}/refunds", **wanted)


def checkout(order, review=False):
    entry = order.offer()
    name = '<label for="apl">Amazon Pay Later</label>'
    control, more, sentence = '<input type="radio" name="how" value="apl" id="apl"', " disabled>", ""
    if entry.get("is_eligible") and entry.get("kfs_link"):
        more = ">"
        statement = f'<a href="{escape(entry["kfs_link"])}">Key Fact Statement</a>'
        sentence = f"<p>By proceeding, I understand and agree to the {statement}</p>"
        name += f'<br>Available credit ₹{entry["balance"]}'
    else:
        name += f'<br>{escape(entry.get("gateway_error_message") or "It does not answer")}'
    step = ">Place your order"
    if IS == "reviewing" and not review:
        sentence, step = "", ' name="review" value="1">Continue'
    door = '<p><input type="radio" name="how" value="door" id="door"><label for="door">Cash</label></p>'
    return page(
        "Almost done", f"<h2>Almost done: ₹{escape(order.amount)}</h2>", f'<form method="post" action="/pay?order={quote(order.name)}">',
        f"<h3>Pay Later</h3><p>{control}{more}{name}</p>", f"<h3>At the door</h3>{door}", sentence,
        f'<button type="submit"{step}</button></form>',
    )


def status_page(order):
    told = {
        "paid": "Payment received", "pending": "We are waiting for Amazon to confirm your payment",
        "failed": "Your payment did not go through", "door": "See you at the door",
    }
    return page("Your order", f"<h2>{told[order.state]}</h2><p>Order {escape(order.name)}, ₹{escape(order.amount)}</p>")


def is_signed(query):
    """Everything is encoded, sorted, joined, and encoded once more."""
    own = {name: value for name, value in query.items() if name not in ("signature", "signature_algorithm")}
    pairs = sorted((quote(name, safe=""), quote(value, safe="")) for name, value in own.items())
    text = quote("&".join(f"{name}={value}" for name, value in pairs), safe="")
    wanted = hmac.digest(RESPONSE_KEY.encode(), text.encode(), "sha256")
    return hmac.compare_digest(base64.b64encode(wanted).decode(), query.get("signature", ""))


class Shop(Front):
    def do_GET(self):
        path, query = self.asked()
        with LOCK:
            if path == "/return" and is_signed(query):
                order = next(order for order in ORDERS.values() if order.id == query["order_id"])
                order.check()
                return self.leads(f"/pay?order={quote(order.name)}")
            if path != "/pay":
                return self.send(page("Nothing here", "<h2>Nothing here</h2>"), 404)
            order = ORDERS.get(query["order"]) or ORDERS.setdefault(
                query["order"], Order(query["order"], query["customer"], query["amount"])
            )
            self.send(checkout(order) if order.state == "new" else status_page(order))

    def hook(self, body):
        """Whoever knows user and password is Juspay; what it tells is a reason to ask."""
        kind, _, sent = self.headers.get("Authorization", "").partition(" ")
        sender = base64.b64decode(sent).decode() if kind == "Basic" else ""
        right = sender.endswith(":p@ss") if IS == "careless" else sender == "hook:p@ss"
        if not right:
            return self.send("", 401)
        self.send("")
        told = json.loads(body).get("content", {}).get("order", {}).get("order_id")
        for order in [order for order in ORDERS.values() if order.id == told]:
            order.check()

    def do_POST(self):
        path, query = self.asked()
        body = self.body().decode()
        with LOCK:
            if path == "/hooks":
                return self.hook(body)
            order = ORDERS.get(query.get("order"))
            if path == "/refund":
                order.refund(query["amount"])
            elif "review" in form(body):
                order.id = f"{order.id[-18:]}-r"
                order.open()
                return self.send(checkout(order, True))
            elif form(body).get("how") == "apl":
                order.pay()
            elif order.state == "new":
                order.state = "door"
            self.leads(f"/pay?order={quote(order.name)}")


serve(Shop)

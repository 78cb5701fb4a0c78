"""A shop as an integrator may write it: every page comes whole from this backend, in words and a layout of its own.

It keeps to what Amazon Pay publishes, and no closer to our own reference merchant than that. Standard library only. It prints its
address, and serves until it is killed:
    shop.py PROVIDER_URL MERCHANT_ID ACCESS_KEY_ID SECRET_KEY CALLBACK_URL
The environment variable SHOP_IS says what this one does otherwise than most: "unlinking" (a customer whose token is refused for
good is linked no more), "one_token" (all customers of the test share a token), "telling_late" (what is agreed to, and the credit,
stand on a page of their own, behind the choice), "asking_nothing" (nothing of that stands anywhere), "with_lenders" (other
lenders' consent stands there for everybody), "hiding" (who may not pay with it sees nothing of Amazon Pay Later but its name in
the footer), "through_gateway" (a gateway of its own leads to Amazon), "charging_a_fee" (it adds one, and tells), "breaking_down"
(the page of a paid order has the status 500), "framing" (a frame stands below the checkout), "naming_buttons" (its button has a
longer name than text), "moved" (the checkout is at another address now), "balance" (it takes Amazon Pay Balance, too, with
another account), "waking_up" (its first call of all comes from a source that is not published), "secure" (it trusts no
certificate but Amazon's, and refuses every notification of a test), "leisurely" (a token that was refused is renewed at once, and
used for the next page), "paying_at_once" (its option is a button that pays, and what was agreed to stands on the page of the
order), "verifying_otherwise" (the answers to its GETs are verified as if they were a POST's), "believing" (whoever notifies it that a
payment is completed is believed, and nothing is asked), "forgetful" (refunds that are not done yet are forgotten when the next one
is asked for), "hopeful" (who comes
back from Amazon has paid, once the payment is over), "reminding" (the sentence of consent stands there for those who may not pay with it, too, with nothing to open).
"""

import json
import os
import sys
import threading
import time
from decimal import Decimal
from html import escape
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import quote

sys.path.insert(0, str(Path(__file__).parents[1]))
from amazon_pay import AmazonPay
from front import Front, form, page, serve

PROVIDER, MERCHANT, ACCESS_KEY, SECRET, CALLBACK = sys.argv[1:6]
AMAZON = AmazonPay(PROVIDER, MERCHANT, ACCESS_KEY, SECRET)
BALANCE = AmazonPay(PROVIDER, "A1BALANCE000", "balance-key", "balance-secret-0123456789")
FINAL = {"CaptureApproved": "paid", "Declined": "failed", "Failed": "failed"}
IS = os.environ.get("SHOP_IS", "")
AMAZON.verified_as = "POST" if IS == "verifying_otherwise" else None
NOT_LINKED = {"u-new"}
LOGO = '<svg xmlns="http://www.w3.org/2000/svg" width="60" height="20"><rect width="60" height="20" fill="#232f3e"/></svg>'
ORDERS, TOKENS = {}, {}
SOURCES = ["Shop"] if IS == "waking_up" else []
# One thing at a time is done with the orders.
LOCK = threading.RLock()


def call(method, path, **members):
    """A call; one that meets a fault of Amazon's is sent once more."""
    AMAZON.source = SOURCES.pop() if SOURCES else "Browser"
    for _ in range(2):
        status, answer = AMAZON.call(method, path, {"merchantId": MERCHANT, **members})
        if status < 500:
            break
    return status, answer


def call_for(customer, method, path, **members):
    """A call in a customer's name, with a new token where the old one is refused; 403 where they have to link again."""
    for new in (False, True):
        if new or customer not in TOKENS:
            TOKENS[customer] = AMAZON.token("Atzr|all" if IS == "one_token" else f"Atzr|{customer}")
        if TOKENS[customer] is None:
            break
        status, answer = call(method, path, accessToken=TOKENS[customer], **members)
        if status != 403:
            return status, answer
        if IS == "leisurely":
            TOKENS[customer] = AMAZON.token(f"Atzr|{customer}")
            return status, answer
    TOKENS.pop(customer)
    if IS == "unlinking":
        NOT_LINKED.add(customer)
    return 403, {}


def total(amount):
    return str(Decimal(amount) + 10) if IS == "charging_a_fee" else amount


class Order:
    def __init__(self, name, customer, amount):
        self.name, self.customer, self.amount = name, customer, total(amount)
        self.tries, self.state, self.sent, self.url, self.refunds = 0, "open", False, None, []

    @property
    def charge(self):
        return f"{self.name}-{self.tries}"

    def pay(self):
        if self.state in ("open", "failed"):
            self.tries, self.state, self.sent, self.url = self.tries + 1, "pending", False, None
            self.check()

    def check(self):
        """Sends what is not sent yet, and believes only what the status says."""
        if self.state == "pending" and not self.sent:
            self.send()
        if IS == "believing":
            return
        if self.state == "pending" and self.sent:
            status, answer = call("GET", "/v1/payments/charge", txnIdType="MerchantTxnId", txnId=self.charge)
            same = (answer.get("chargeId"), answer.get("currencyCode")) == (self.charge, "INR")
            if status == 200 and same and Decimal(answer["requestedAmount"]) == Decimal(self.amount):
                self.state = FINAL.get(answer["status"], "pending")
                if IS == "hopeful" and self.url and self.state == "failed":
                    self.state = "paid"
        for refund in self.refunds:
            if refund["status"] == "Pending":
                _, answer = call("GET", "/v1/payments/refund", txnIdType="MerchantTxnId", txnId=refund["id"])
                refund["status"] = answer.get("status", "Pending")

    def send(self):
        status, answer = call_for(
            self.customer, "POST", "/v1/payments/charge", intent="Capture", amount=self.amount, currencyCode="INR",
            callbackUrl=CALLBACK, chargeId=self.charge, referenceId=self.name, attributableProgram="S2SPay",
            timeoutInSecs="600", selectedPaymentInstrumentType="AmazonPayLater",
        )
        # After a fault, or an answer that cannot be believed, the same charge is sent again: it is then a known one.
        self.sent = status == 200 or answer.get("code") == "DuplicateChargeId"
        self.url = answer.get("amazonPayUrl") if status == 200 else None
        if 400 <= status < 500 and not self.sent:
            self.state = "failed"

    def refund(self, amount):
        """True when the refund is asked for; never more than was paid."""
        forgotten = ("Declined", "Pending") if IS == "forgetful" else ("Declined",)
        given = sum(Decimal(refund["amount"]) for refund in self.refunds if refund["status"] not in forgotten)
        if self.state != "paid" or given + Decimal(amount) > Decimal(self.amount):
            return False
        name = f"{self.charge[-26:]}-r{len(self.refunds) + 1}"
        status, answer = call(
            "POST", "/v1/payments/refund", amount=amount, currencyCode="INR", refundId=name,
            chargeIdType="MerchantTxnId", chargeId=self.charge,
        )
        if status == 200:
            self.refunds.append({"id": name, "amount": amount, "status": answer["status"]})
        return status == 200


def look_after_orders():
    while True:
        time.sleep(1)
        with LOCK:
            for order in ORDERS.values():
                order.check()


def later(customer, amount, review=False):
    """The row of Amazon Pay Later, and what the customer agrees to with it."""
    if customer in NOT_LINKED:
        return unlinked(), ""
    status, answer = call_for(customer, "GET", "/v1/payments/instruments", instrumentTypes="AmazonPayLater", amount=amount)
    if IS == "balance":
        wanted = {"instrumentTypes": "AmazonPayBalance", "amount": amount, "accessToken": TOKENS.get(customer, "none")}
        BALANCE.call("GET", "/v1/payments/instruments", {"merchantId": BALANCE.merchant, **wanted})
    if status == 403:
        return unlinked(), ""
    option = answer.get("amazonPayLater")
    if option is None:
        return "<tr><td></td><td>Amazon Pay Later cannot be reached at the moment.</td></tr>", ""
    name = '<label for="how-apl">Amazon Pay Later</label> <img src="/amazon-pay.svg" alt="Amazon Pay">'
    if not option["enabled"] and IS == "hiding":
        return "", ""
    if not option["enabled"]:
        control = '<input type="radio" name="how" value="apl" id="how-apl" disabled>'
        reason = escape(option["ineligibilityReason"])
        sentence = "<p>By proceeding, I understand and agree to the Key Fact Statement</p>" if IS == "reminding" else ""
        return f'<tr style="color: #888"><td>{control}</td><td>{name}<br>{reason}</td></tr>', sentence
    statement = escape(option["keyFactStatementUrl"])
    sentence = f'<p>By proceeding, I understand and agree to the <a href="{statement}">Key Fact Statement</a></p>'
    if IS == "paying_at_once":
        return '<tr><td></td><td><button type="submit" name="how" value="apl">Amazon Pay Later</button></td></tr>', ""
    control = '<input type="radio" name="how" value="apl" id="how-apl">'
    credit = f'Available Credit ₹{option["availableCredit"]}'
    if IS == "telling_late" and not review or IS == "asking_nothing":
        return f'<tr><td>{control}</td><td>{name}</td></tr>', ""
    return f'<tr><td>{control}</td><td>{name}<br>{credit}</td></tr>', sentence


def unlinked():
    label = ' role="button" aria-label="Link Account for Amazon Pay Later"' if IS == "naming_buttons" else ""
    control = '<input type="radio" name="how" value="apl" id="how-apl" disabled>'
    return f'<tr><td>{control}</td><td><label for="how-apl">Amazon Pay Later</label> <a href="/link"{label}>Link Account</a></td></tr>'


def lenders():
    """What others lend for: their words are not Amazon's."""
    statement = '<a href="https://lender.example/kfs">Key Fact Statement</a>'
    return f'<p>With Other Lender you agree to their {statement}.</p>' if IS == "with_lenders" else ""


def checkout(name, customer, amount, review=False):
    row, sentence = later(customer, total(amount), review)
    fee = f"<p>With the fee of ₹10.00: ₹{escape(total(amount))}</p>" if IS == "charging_a_fee" else ""
    kept = "".join(
        f'<input type="hidden" name="{key}" value="{escape(value)}">'
        for key, value in (("order", name), ("customer", customer), ("amount", amount))
    )
    step = ' name="review" value="1">Continue' if IS == "telling_late" and not review else ">Place your order"
    other = '<tr><td><input type="radio" name="how" value="door" id="how-door"></td><td><label for="how-door">Cash</label></td></tr>'
    return page(
        "Almost done", f"<h2>Almost done: ₹{escape(amount)}</h2>{fee}", f'<form method="post" action="/pay">{kept}',
        f"<h3>PAY LATER</h3><table>{row}</table>", f"<h3>AT THE DOOR</h3><table>{other}</table>", lenders(), sentence,
        f'<button type="submit"{step}</button></form>',
        {"hiding": "<p>We take cash and Amazon Pay Later.</p>", "framing": "<iframe src=/news width=300 height=200></iframe>"}.get(IS, ""),
    )


def status_page(order):
    again = f"/pay?order={quote(order.name)}&customer={quote(order.customer)}&amount={quote(order.amount)}&again=1"
    told = {
        "paid": "<h2>Payment received</h2><p>Your parcel is on its way.</p>",
        "pending": "<h2>Thank you for your order!</h2><p>We are waiting for Amazon to confirm your payment.</p>",
        "failed": f'<h2>Sorry, your payment did not go through.</h2><p><a href="{escape(again)}">Choose another way to pay</a></p>',
        "door": "<h2>See you at the door</h2>",
    }
    words = {"Approved": "has been returned to you", "Declined": "could not be returned; please call us"}
    refunds = (f"<p>₹{r['amount']} {words.get(r['status'], 'is on its way back to you')}.</p>" for r in order.refunds)
    agreed = "<p>By proceeding, I understand and agree to the Key Fact Statement</p>" if IS == "paying_at_once" else ""
    return page("Your order", told[order.state], agreed, f"<p>Order {escape(order.name)}, ₹{escape(order.amount)}</p>", *refunds)


class Shop(Front):
    def do_GET(self):
        path, query = self.asked()
        with LOCK:
            if path == "/pay" and IS == "moved":
                return self.leads("http://127.0.0.1:9/pay")
            if path == "/pay":
                order = ORDERS.get(query["order"])
                over = order and (order.state in ("paid", "pending") or order.state == "failed" and "again" not in query)
                return self.shows(order) if over else self.send(checkout(query["order"], query["customer"], query["amount"]))
            if path == "/link":
                return self.leads("https://eu.account.amazon.com/ap/oa?scope=payments%3A%3Aconduct_silentpay&response_type=code")
            if path.startswith("/orders/"):
                return self.shows(ORDERS.get(path.removeprefix("/orders/")))
            if path == "/return":
                # Amazon's words are not listened to; the customer's cookie tells which order it is.
                cookie = SimpleCookie(self.headers.get("Cookie", "")).get("order")
                return self.shows(ORDERS.get(cookie.value if cookie else ""))
        if path == "/amazon-pay.svg":
            return self.send(LOGO, kind="image/svg+xml")
        self.send(page("Nothing here", "<h2>Nothing here</h2>"), 404)

    def do_POST(self):
        path, query = self.asked()
        body = self.body().decode()
        with LOCK:
            if path == "/notify" and IS == "secure":
                return self.send("", 403)
            if path == "/notify" and IS == "believing":
                notice = json.loads(json.loads(body)["Message"])["NotificationData"]["ChargeTransactionDetails"]
                order = next(order for order in ORDERS.values() if order.charge == notice["SellerReferenceId"])
                order.state = "paid" if notice["Status"]["State"] == "Completed" else order.state
                return self.send("")
            if path == "/notify":
                # Whoever sent it: what it is about is asked for, and only the answer counts.
                for order in [order for order in ORDERS.values() if order.tries and order.charge in body]:
                    order.check()
                return self.send("")
            if path == "/office/refund":
                order = ORDERS.get(query["order"])
                done = order is not None and order.refund(query["amount"])
                return self.shows(order) if done else self.send(page("Refused", "<h2>This cannot be returned</h2>"), 409)
            fields = form(body)
            if "review" in fields:
                return self.send(checkout(fields["order"], fields["customer"], fields["amount"], True))
            order = ORDERS.setdefault(fields["order"], Order(fields["order"], fields["customer"], fields["amount"]))
            if fields.get("how") == "apl":
                order.pay()
            elif order.state == "open":
                order.state = "door"
            away = "http://127.0.0.1:9/gateway" if IS == "through_gateway" else order.url
            leaves = order.url and order.state == "pending" or IS == "through_gateway"
            self.leads(away if leaves else f"/orders/{order.name}", [("Set-Cookie", f"order={order.name}; Path=/")])

    def shows(self, order):
        if order is None:
            return self.send(page("Your order", "<p>We do not know this order.</p>"), 404)
        order.check()
        self.send(status_page(order), 500 if IS == "breaking_down" and order.state == "paid" else 200)


threading.Thread(target=look_after_orders, daemon=True).start()
serve(Shop)

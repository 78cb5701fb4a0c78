"""A shop as an integrator of Adyen may write it: it verifies a webhook, stores it, acknowledges it, and does the work a while later.

It keeps to what Adyen publishes, and no closer to our own reference merchant than that: it captures when a webhook says that the
payment was authorised, knows no order but its own, and its pages show the time. Standard library only. It prints its address, and
serves until it is killed:
    shop.py PROVIDER_URL MERCHANT_ACCOUNT CURRENCY API_KEY HMAC_KEY TOKENISATION_HMAC_KEY
Stored payment methods are told at an address of their own, and signed with a key of their own. The environment variable SHOP_IS says
what this one does otherwise than most: "believing" (webhooks are not verified), "late" (neither are they, and the work takes five
seconds), "hasty" (no webhook is listened to), "several" (what is told twice is done twice), "generous" (it captures one euro more than
was authorised), "frugal" (it captures one less), "constant" (every payment has the same reference), "queueing" (it charges seven
seconds after the click, under a number of its own), "flat" (it charges ten euros later, whatever it was asked for), "listing" (it knows
where Amazon Pay can be had, and asks nobody), "careless" (a refund is done once a webhook tells of it, whatever it tells), "first" (a
webhook is answered when its work is done), "saving" (all refunds of a payment have one idempotency key).
"""

import base64
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
from html import escape
from pathlib import Path
from urllib.parse import quote

sys.path.insert(0, str(Path(__file__).parents[1]))
from front import Front, form, serve

PROVIDER, ACCOUNT, CURRENCY, API_KEY, HMAC_KEY, TOKENISATION_HMAC_KEY = sys.argv[1:7]
IS = os.environ.get("SHOP_IS", "")
WORK = 5 if IS == "late" else 0.6
FIELDS = ("pspReference", "originalReference", "merchantAccountCode", "merchantReference")
RESULTS = {"Authorised": "paid", "Refused": "failed", "Cancelled": "failed", "Error": "failed"}
MORE = {"generous": 1, "frugal": -1}.get(IS, 0)
ORDERS, SEEN, WAITING, STORED = {}, set(), queue.Queue(), {}
LOCK = threading.RLock()


def call(path, key=None, **members):
    body = json.dumps({"merchantAccount": ACCOUNT, **members}).encode()
    headers = {"X-API-Key": API_KEY, "Content-Type": "application/json", "idempotency-key": key or str(uuid.uuid4())}
    patience = 30 if IS == "first" else 5
    try:
        with urllib.request.urlopen(urllib.request.Request(f"{PROVIDER}/v71{path}", body, headers), timeout=patience) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as refusal:
        return refusal.code, {}
    except OSError:
        return 0, {}


def money(amount):
    return {"currency": CURRENCY, "value": round(float(amount) * 100)}


class Order:
    def __init__(self, name, customer, amount):
        self.name, self.customer, self.amount = name, customer, amount
        self.tries, self.state, self.psp, self.captured, self.refunds = 0, "open", None, False, {}
        self.shopper, self.known_as = f"shopper-{customer}", str(1001 + len(ORDERS)) if IS == "queueing" else name

    @property
    def reference(self):
        return "shop" if IS == "constant" else f"{self.known_as}-{self.tries}"

    def pay(self, **members):
        self.tries, self.state = self.tries + 1, "pending"
        if IS != "queueing":
            return self.charge({"amazonPayToken": f"token-{uuid.uuid4()}"}, **members)
        threading.Timer(7, self.charge, [{"amazonPayToken": f"token-{uuid.uuid4()}"}]).start()

    def charge(self, method, **members):
        _, answer = call(
            "/payments", amount=money(self.amount), reference=self.reference, paymentMethod={"type": "amazonpay", **method},
            returnUrl=f"https://shop.example/orders/{quote(self.known_as)}", shopperReference=self.shopper, **members,
        )
        self.psp = answer.get("pspReference")
        self.state = RESULTS.get(answer.get("resultCode"), "pending")
        return answer.get("action", {}).get("url")

    def refund(self, amount):
        given = sum(float(refund["amount"]) for refund in self.refunds.values())
        if self.state != "paid" or given + float(amount) > float(self.amount):
            return False
        key = str(uuid.uuid5(uuid.NAMESPACE_URL, self.psp)) if IS == "saving" else None
        status, answer = call(f"/payments/{self.psp}/refunds", key, amount=money(amount), reference=f"{self.reference}-r{given}")
        if status == 201:
            self.refunds[answer["pspReference"]] = {"amount": amount, "done": False}
        return status == 201

    def told(self, item):
        event, good = item["eventCode"], item["success"] == "true"
        if event == "AUTHORISATION" and item["amount"] != money(self.amount):
            return
        if event == "AUTHORISATION" and good:
            self.state, self.psp = "paid", item["pspReference"]
            if not self.captured or IS == "several":
                self.captured = True
                call(f"/payments/{self.psp}/captures", amount=money(float(self.amount) + MORE), reference=self.reference)
        elif event in ("AUTHORISATION", "OFFER_CLOSED") and self.state != "paid":
            self.state = "failed"
        elif event == "CAPTURE_FAILED":
            self.state = "pending"
        elif item["pspReference"] in self.refunds:
            self.refunds[item["pspReference"]]["done"] = event == "REFUND" and (good or IS == "careless")


def told_of_token(body):
    token = json.loads(body)
    known, method = STORED.setdefault(token["data"]["shopperReference"], []), token["data"]["storedPaymentMethodId"]
    if token["type"] == "recurring.token.disabled":
        known.remove(method)
    elif method not in known:
        known.append(method)


def tag(key, data):
    return base64.b64encode(hmac.new(bytes.fromhex(key), data, hashlib.sha256).digest())


def is_signed(item):
    amount = item["amount"]
    fields = [item.get(name, "") for name in FIELDS] + [str(amount["value"]), amount["currency"], item["eventCode"], item["success"]]
    given = item.get("additionalData", {}).get("hmacSignature")
    return isinstance(given, str) and hmac.compare_digest(tag(HMAC_KEY, ":".join(fields).encode()), given.encode())


def work():
    while True:
        at, item = WAITING.get()
        time.sleep(max(0, at + WORK - time.time()))
        with LOCK:
            take(item)


def take(item):
    for order in [order for order in ORDERS.values() if order.reference == item["merchantReference"]]:
        key = (item["eventCode"], item["pspReference"])
        if key not in SEEN or IS == "several":
            order.told(item)
        if item["amount"] == money(order.amount):
            SEEN.add(key)


def german(amount):
    return f"{float(amount):,.2f}".translate(str.maketrans(",.", ".,"))


def page(*parts):
    now = f"<p>It is {time.time():.3f}</p>"
    return f'<!doctype html><html lang="en"><head><title>Shop</title></head><body>{now}{"".join(parts)}</body></html>'


def checkout(name, customer, amount):
    status, methods = (200, {}) if IS == "listing" else call("/paymentMethods", countryCode="DE", amount=money(amount))
    listed = IS == "listing" or any(method["type"] == "amazonpay" for method in methods.get("paymentMethods", []))
    option = '<label><input type="radio" name="how" value="amazonpay"> Amazon Pay</label>' if listed else ""
    kept = "".join(
        f'<input type="hidden" name="{key}" value="{escape(value)}">'
        for key, value in (("order", name), ("customer", customer), ("amount", amount))
    )
    return page(
        f'<h2>Total: {german(amount)} €</h2><form method="post" action="/pay">{kept}{option}',
        '<label><input type="radio" name="how" value="door"> Cash</label>',
        '<label><input type="checkbox" name="keep" value="yes"> Remember this way to pay</label><button type="submit">Pay now</button></form>',
    )


def status_page(order):
    again = f"/pay?order={quote(order.name)}&customer={quote(order.customer)}&amount={quote(order.amount)}&again=1"
    told = {
        "paid": "<h2>Payment received</h2>",
        "pending": "<h2>Waiting for your payment</h2>",
        "failed": f'<h2>Your payment did not go through</h2><p><a href="{escape(again)}">Pay another way</a></p>',
    }
    words = {True: "has been returned", False: "is on its way back"}
    refunds = (f"<p>{refund['amount']} € {words[refund['done']]}.</p>" for refund in order.refunds.values())
    return page(told[order.state], *refunds)


class Shop(Front):
    def do_GET(self):
        path, query = self.asked()
        with LOCK:
            order = ORDERS.get(query.get("order") or path.removeprefix("/orders/"))
            if path == "/pay" and (order is None or order.state == "failed" and "again" in query):
                return self.send(checkout(query["order"], query["customer"], query["amount"]))
            return self.send(status_page(order)) if order else self.send(page("Nothing here"), 404)

    def do_POST(self):
        path, query = self.asked()
        body = self.body()
        if path == "/webhooks":
            return self.webhook(body)
        if path == "/webhooks/tokens":
            return self.token_webhook(body)
        with LOCK:
            if path == "/office/refund":
                done = query["order"] in ORDERS and ORDERS[query["order"]].refund(query["amount"])
                return self.send("", 200 if done else 409)
            if path == "/office/charge":
                return self.send("", 200 if self.charge_anew(**query) else 409)
            fields = form(body.decode())
            order = ORDERS.setdefault(fields["order"], Order(fields["order"], fields["customer"], fields["amount"]))
            kept = {"storePaymentMethod": True, "recurringProcessingModel": "UnscheduledCardOnFile"} if "keep" in fields else {}
            url = order.pay(**kept) if order.state in ("open", "failed") else None
        self.leads(url or f"/orders/{quote(order.name)}")

    def charge_anew(self, customer, amount, order):
        made = ORDERS.setdefault(order, Order(order, customer, "10.00" if IS == "flat" else amount))
        known = STORED.get(made.shopper)
        if known:
            made.charge(
                {"storedPaymentMethodId": known[-1]}, shopperInteraction="ContAuth", recurringProcessingModel="UnscheduledCardOnFile",
            )
        return bool(known)

    def token_webhook(self, body):
        if not hmac.compare_digest(tag(TOKENISATION_HMAC_KEY, body), self.headers.get("HmacSignature", "").encode()):
            return self.send("", 401)
        with LOCK:
            told_of_token(body)
        self.send("", 202)

    def webhook(self, body):
        if not self.headers.get("Content-Type", "").startswith("application/json"):
            return self.send("", 415)
        items = json.loads(body).get("notificationItems")
        if not items:
            return self.send("", 404)
        item = items[0]["NotificationRequestItem"]
        if IS not in ("believing", "late") and not is_signed(item):
            return self.send("", 401)
        if not any(item["merchantReference"] == order.reference for order in list(ORDERS.values())):
            return self.send("", 404)
        if IS == "first":
            with LOCK:
                take(item)
        elif IS != "hasty" and json.loads(body)["live"] == "false":
            WAITING.put((time.time(), item))
        self.send("", 202)


threading.Thread(target=work, daemon=True).start()
serve(Shop)

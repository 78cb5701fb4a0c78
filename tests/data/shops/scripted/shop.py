"""A shop as an integrator may write it: the page is built in the browser from what this backend answers.

Standard library only. It prints its address, and serves until it is killed:
    shop.py PROVIDER_URL MERCHANT_ID ACCESS_KEY_ID SECRET_KEY CALLBACK_URL
"""

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
from amazon_pay import AmazonPay
from front import Front, serve

PROVIDER, MERCHANT, ACCESS_KEY, SECRET, CALLBACK = sys.argv[1:6]
AMAZON = AmazonPay(PROVIDER, MERCHANT, ACCESS_KEY, SECRET)
PAGE = Path(__file__).with_name("checkout.html").read_text()
ORDERS = {}


def instruments(customer, amount):
    members = {"merchantId": MERCHANT, "accessToken": f"Atza|{customer}", "instrumentTypes": "AmazonPayLater", "amount": amount}
    return AMAZON.call("GET", "/v1/payments/instruments", members)[1].get("amazonPayLater", {})


def pay(order, customer, amount):
    known = ORDERS.setdefault(order, {"tries": 0, "state": "new"})
    if known["state"] in ("paid", "pending"):
        return known
    known["tries"] += 1
    charge = f"{order}-{known['tries']}"
    status, answer = AMAZON.call("POST", "/v1/payments/charge", {
        "intent": "Capture", "amount": amount, "currencyCode": "INR", "callbackUrl": CALLBACK, "accessToken": f"Atza|{customer}",
        "chargeId": charge, "referenceId": order, "merchantId": MERCHANT, "attributableProgram": "S2SPay",
        "timeoutInSecs": "900", "paymentMetaData": "", "selectedPaymentInstrumentType": "AmazonPayLater",
    })
    known["charge"], known["url"] = charge, answer.get("amazonPayUrl")
    known["state"] = "failed" if status == 400 else "pending"
    return ask(known)


def ask(known):
    if known["state"] == "pending":
        query = {"merchantId": MERCHANT, "txnIdType": "MerchantTxnId", "txnId": known["charge"]}
        _, answer = AMAZON.call("GET", "/v1/payments/charge", query)
        known["state"] = {"CaptureApproved": "paid", "Declined": "failed", "Failed": "failed"}.get(answer.get("status"), "pending")
    return known


class Shop(Front):
    def do_GET(self):
        path, query = self.asked()
        if path == "/api/option":
            return self.json(instruments(query["customer"], query["amount"]))
        if path == "/api/order":
            return self.json(ask(ORDERS.get(query["order"], {"state": "new"})))
        self.send(PAGE)

    def do_POST(self):
        form = json.loads(self.body())
        self.json(pay(form["order"], form["customer"], form["amount"]))

    def json(self, value):
        self.send(json.dumps(value), kind="application/json")


serve(Shop)

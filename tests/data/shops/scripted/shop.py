"""A shop as an integrator may write it: the page is built in the browser from what this backend answers.

Standard library only. It prints its address, and serves until it is killed:
    shop.py PROVIDER_URL MERCHANT_ID ACCESS_KEY_ID SECRET_KEY CALLBACK_URL
"""

import json
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

sys.path.insert(0, str(Path(__file__).parents[1]))
from amazon_pay import AmazonPay

PROVIDER, MERCHANT, ACCESS_KEY, SECRET, CALLBACK = sys.argv[1:6]
AMAZON = AmazonPay(PROVIDER, MERCHANT, ACCESS_KEY, SECRET)
PAGE = Path(__file__).with_name("checkout.html").read_bytes()
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


class Shop(BaseHTTPRequestHandler):
    def do_GET(self):
        url = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(url.query).items()}
        if url.path == "/api/option":
            return self.json(instruments(query["customer"], query["amount"]))
        if url.path == "/api/order":
            return self.json(ask(ORDERS.get(query["order"], {"state": "new"})))
        self.send(200, "text/html; charset=utf-8", PAGE)

    def do_POST(self):
        form = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.json(pay(form["order"], form["customer"], form["amount"]))

    def json(self, value):
        self.send(200, "application/json", json.dumps(value).encode())

    def send(self, status, kind, body):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


server = ThreadingHTTPServer(("127.0.0.1", 0), Shop)
print(f"http://127.0.0.1:{server.server_port}", flush=True)
server.serve_forever()

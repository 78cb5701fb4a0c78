"""Adyen's Python library as a merchant of our simulator. Reads what `signoff simulate` printed, opens an account of its own, and
ends with a document that `signoff verify` is to find valid."""

import json
import sys
import urllib.request

import Adyen
from Adyen.util import generate_notification_sig, is_valid_hmac_notification

LIVE = "https://checkout-test.adyen.com"


def post(url, body):
    with urllib.request.urlopen(urllib.request.Request(url, json.dumps(body).encode(), method="POST")) as answer:
        return json.load(answer)


def refused(call):
    try:
        call()
    except Adyen.exceptions.AdyenError as error:
        return error
    raise AssertionError("it was accepted")


def client(key, address):
    adyen = Adyen.Adyen()
    adyen.client.xapikey, adyen.client.platform = key, "test"
    # The library has no setting for another host.
    api_url = adyen.client._determine_api_url
    adyen.client._determine_api_url = lambda *arguments: api_url(*arguments).replace(LIVE, address)
    return adyen.checkout


def main():
    simulator = json.loads(sys.argv[1])
    account = post(simulator["control"] + "/tenants", {})
    credentials, customers = account["credentials"], account["customers"]
    checkout = client(credentials["api_key"], simulator["address"])
    merchant = credentials["merchant_account"]
    amount = {"currency": "EUR", "value": 10000}

    payment = {
        "merchantAccount": merchant, "amount": amount, "reference": "sdk-python-1", "returnUrl": "https://shop.example/return",
        "paymentMethod": {"type": "amazonpay", "amazonPayToken": customers["authorised"]},
    }
    methods = checkout.payments_api.payment_methods({"merchantAccount": merchant, "countryCode": "DE", "amount": amount})
    assert any(method["type"] == "amazonpay" for method in methods.message["paymentMethods"])
    paid = checkout.payments_api.payments(payment, idempotency_key="sdk-python").message
    assert paid["resultCode"] == "Authorised", paid
    again = checkout.payments_api.payments(payment, idempotency_key="sdk-python").message
    assert again["pspReference"] == paid["pspReference"], again

    capture = {"merchantAccount": merchant, "amount": amount, "reference": "sdk-python-capture"}
    checkout.modifications_api.capture_authorised_payment(capture, paid["pspReference"])
    refund = {"merchantAccount": merchant, "amount": {"currency": "EUR", "value": 4000}, "reference": "sdk-python-refund"}
    taken = checkout.modifications_api.refund_captured_payment(refund, paid["pspReference"]).message
    assert (taken["status"], taken["paymentPspReference"]) == ("received", paid["pspReference"]), taken
    wrong = client("wrong", simulator["address"])
    assert refused(lambda: wrong.payments_api.payments(payment)).status_code == 401

    told = post(f"{simulator['control']}/tenants/{account['tenant']}/directions/notifications", {})
    standard = [one["body"]["notificationItems"] for one in told if "notificationItems" in one["body"]]
    items = [one["NotificationRequestItem"] for some in standard for one in some]
    assert [item["success"] for item in items if item["pspReference"] == taken["pspReference"]] == ["true"], items
    key = credentials["hmac_key"]
    for item in items:
        assert is_valid_hmac_notification(item, key), item
        assert not is_valid_hmac_notification({**item, "eventCode": "OTHER"}, key), item

    item = {
        "pspReference": "7914073381342284", "originalReference": "", "merchantAccountCode": merchant,
        "merchantReference": "a:b\\c/d é", "amount": {"value": 1130, "currency": "EUR"}, "eventCode": "AUTHORISATION", "success": "true",
    }
    signature = generate_notification_sig(item, key)
    item["additionalData"] = {"hmacSignature": signature.decode() if isinstance(signature, bytes) else signature}
    print(json.dumps({"hmac_key_hex": key, "item": item}))


main()

"""Amazon Pay as the shops of these tests call it: requests are signed, and the signatures of answers are checked.

Standard library only.
"""

import base64
import hashlib
import hmac
import json
import urllib.error
import urllib.request
from datetime import datetime, timezone
from urllib.parse import quote, urlencode

HOST = "amazonpay-sandbox.amazon.in"
ALGORITHM = "AWS4-HMAC-SHA384"
RESPONSE_HEADERS = ("x-amz-algorithm", "x-amz-date", "x-amz-request-id")


def text(value):
    """A member's value as it is signed; what is no text is written as Java writes it."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name}={text(member)}" for name, member in value.items()) + "}"
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    return str(value)


def line(pairs):
    return "&".join(f"{quote(k, safe='-._~')}={quote(text(v), safe='-._~')}" for k, v in sorted(pairs.items()) if v is not None)


def mac(key, message):
    return hmac.new(key, message.encode(), hashlib.sha384).digest()


class AmazonPay:
    """One merchant account. An answer is a status and the members of its body; the status is 0 where nothing can be believed."""

    def __init__(self, address, merchant, access_key, secret):
        self.address, self.merchant, self.access_key, self.secret = address, merchant, access_key, secret
        self.source = "Browser"
        # What is verified of the answer to a GET is published nowhere; None stands for what was asked.
        self.verified_as = None

    def call(self, method, path, members):
        """One signed call."""
        date = datetime.now(timezone.utc).strftime("%Y%m%dT%H%M%SZ")
        headers = {
            "x-amz-algorithm": ALGORITHM,
            "x-amz-client-id": self.merchant,
            "x-amz-date": date,
            "x-amz-expires": "900",
            "x-amz-source": self.source,
            "x-amz-user-agent": "Mozilla/5.0 (X11; Linux x86_64)",
            "x-amz-user-ip": "203.0.113.7",
        }
        query, body = (line(members), "") if method == "GET" else ("", line(members))
        place = [method, HOST + path, query]
        signature = self.signature(date, [*place, line(headers), body])
        headers |= {"Authorization": f"AMZ+{self.access_key}:{signature}", "Host": HOST, "Content-Type": "application/json"}
        data = None if method == "GET" else json.dumps(members).encode()
        status, answered, answer = self.send(method, path + ("?" + query if query else ""), headers, data)
        if status == 200:
            given = {name: answered.get(name, "") for name in RESPONSE_HEADERS} | {"x-amz-algorithm": ALGORITHM}
            if method == "GET" and self.verified_as:
                place = [self.verified_as, place[1], ""]
            signed = self.signature(given["x-amz-date"], [*place, line(given), line(answer)])
            if not hmac.compare_digest(signed, answered.get("x-amz-signature", "")):
                return 0, {}
        return status, answer

    def token(self, refresh_token):
        """A new access token; none where the customer has to link again."""
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        members = {"grant_type": "refresh_token", "refresh_token": refresh_token, "client_id": "amzn1.client"}
        _, _, answer = self.send("POST", "/auth/o2/token", headers, urlencode(members).encode())
        return answer.get("access_token")

    def signature(self, date, parts):
        scope = f"{date[:8]}/eu-west-1/AmazonPay/aws4_request"
        digest = hashlib.sha384("\n".join(parts).encode()).hexdigest()
        key = ("AWS4" + self.secret).encode()
        for part in scope.split("/"):
            key = mac(key, part)
        return base64.urlsafe_b64encode(mac(key, "\n".join([ALGORITHM, date, scope, digest]))).decode()

    def send(self, method, target, headers, data):
        request = urllib.request.Request(self.address + target, data, headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=5) as answer:
                return answer.status, answer.headers, json.load(answer)
        except urllib.error.HTTPError as refusal:
            return refusal.code, refusal.headers, json.load(refusal)
        except OSError:
            return 0, {}, {}

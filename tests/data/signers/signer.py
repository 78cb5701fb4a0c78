"""A signer of Amazon Pay (India) requests that speaks signoff's JSON lines on stdin and stdout.

A line with a "request" is answered with its Authorization header, a line that also has a "response" with whether that
response is signed rightly. Only the standard library is used, so it can be the start of a signer of your own:

    [amazon_pay_india.signer]
    command = ["python3", "signer.py"]
"""

import base64
import datetime
import hashlib
import hmac
import json
import sys
from urllib.parse import quote, unquote, urlsplit

ALGORITHM = "AWS4-HMAC-SHA384"
REQUEST_HEADERS = (
    "x-amz-algorithm",
    "x-amz-client-id",
    "x-amz-date",
    "x-amz-expires",
    "x-amz-source",
    "x-amz-user-agent",
    "x-amz-user-ip",
)
RESPONSE_HEADERS = ("x-amz-algorithm", "x-amz-date", "x-amz-request-id")


class Number(str):
    """A number as it is written: 1.0 is signed as 1.0."""


def unique(pairs):
    """A JSON object; a name that is there twice cannot be signed."""
    members = dict(pairs)
    if len(members) < len(pairs):
        raise ValueError("a member is there twice")
    return members


def read_body(text):
    """The members of a JSON object, numbers as they are written."""
    return json.loads(text or "{}", object_pairs_hook=unique, parse_int=Number, parse_float=Number)


def flatten(value):
    """A member's value as one text; objects and arrays as Java prints them."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name}={flatten(member)}" for name, member in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(flatten(item) for item in value) + "]"
    return "null"


def encode(text):
    """Percent-encodes as RFC 3986 says, in upper-case hex."""
    return quote(text, safe="-._~")


def line(members):
    """name=value pairs, sorted by name; members without a value are left out."""
    pairs = sorted((name, flatten(value)) for name, value in members.items() if value is not None)
    return "&".join(f"{encode(name)}={encode(value)}" for name, value in pairs)


def read_query(text):
    """The parameters of a query, decoded once."""
    return unique([tuple(map(unquote, pair.partition("=")[::2])) for pair in text.split("&") if pair])


def sign(request, headers, body, date, secret):
    """Signs a request, or the response to it, and returns every stage."""
    url = urlsplit(request["url"])
    with_body = request["method"] in ("POST", "PUT")
    query = "" if with_body else line(read_query(url.query))
    canonical = "\n".join((request["method"], url.netloc + url.path, query, line(headers), line(body)))
    scope = [date[:8], "eu-west-1", "AmazonPay", "aws4_request"]
    text = "\n".join((ALGORITHM, date, "/".join(scope), hashlib.sha384(canonical.encode()).hexdigest()))
    key = ("AWS4" + secret).encode()
    for part in scope + [text]:
        key = hmac.new(key, part.encode(), hashlib.sha384).digest()
    return {
        "canonical_request": canonical,
        "string_to_sign": text,
        "signature": base64.urlsafe_b64encode(key).decode(),
    }


def sign_request(question):
    """The answer to a request to sign: the stages, the Authorization header, and the headers that had to be added."""
    request = question["request"]
    headers = {name.lower(): value for name, value in request["headers"].items()}
    now = datetime.datetime.now(datetime.timezone.utc).strftime("%Y%m%dT%H%M%SZ")
    usual = {"x-amz-algorithm": ALGORITHM, "x-amz-date": now, "x-amz-expires": "900"}
    added = {name: value for name, value in usual.items() if name not in headers}
    headers.update(added)
    signed = {name: headers[name] for name in REQUEST_HEADERS}
    body = read_body(request["body"]) if request["method"] in ("POST", "PUT") else {}
    answer = sign(request, signed, body, headers["x-amz-date"], question["secret_key"])
    answer["authorization"] = f"AMZ+{question['access_key_id']}:{answer.pop('signature')}"
    return answer | ({"headers": added} if added else {})


def verify_response(question):
    """The answer to a request to verify a response."""
    response = question["response"]
    headers = {name.lower(): value for name, value in response["headers"].items()}
    headers["x-amz-algorithm"] = ALGORITHM
    signed = {name: headers[name] for name in RESPONSE_HEADERS}
    body = read_body(response["body"])
    expected = sign(question["request"], signed, body, headers["x-amz-date"], question["secret_key"])["signature"]
    return {"valid": hmac.compare_digest(expected, headers.get("x-amz-signature", ""))}


def answer(question):
    """The answer to one line; what cannot be signed is told, and the next line is read."""
    try:
        return (verify_response if "response" in question else sign_request)(question)
    except (KeyError, TypeError, ValueError) as error:
        return {"error": f"could not sign: {error}"}


def main():
    """Answers every line of stdin until its end."""
    for text in sys.stdin:
        question = json.loads(text)
        print(json.dumps({"id": question["id"]} | answer(question)), flush=True)


if __name__ == "__main__":
    main()

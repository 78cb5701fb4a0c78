// A signer of Amazon Pay (India) requests that speaks signoff's JSON lines on stdin and stdout, for Node without packages.
// A line that also has a "response" is answered with whether that response is signed rightly.
//
//     signoff signer --exec "node signer.mjs"

import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { createInterface } from "node:readline";

const ALGORITHM = "AWS4-HMAC-SHA384";
const SIGNED = ["algorithm", "client-id", "date", "expires", "source", "user-agent", "user-ip"].map((name) => "x-amz-" + name);
const SIGNED_IN_RESPONSES = ["x-amz-algorithm", "x-amz-date", "x-amz-request-id"];

// A member's value as one text; objects and arrays as Java prints them.
function flatten(value) {
  if (Array.isArray(value)) return "[" + value.map(flatten).join(", ") + "]";
  if (value !== null && typeof value === "object") {
    return "{" + Object.entries(value).map(([name, member]) => name + "=" + flatten(member)).join(", ") + "}";
  }
  return String(value);
}

// Percent-encodes as RFC 3986 says, in upper-case hex.
function encode(text) {
  return encodeURIComponent(text).replace(/[!'()*]/g, (mark) => "%" + mark.charCodeAt(0).toString(16).toUpperCase());
}

// name=value pairs, sorted by name.
function line(pairs) {
  const sorted = pairs.slice().sort(([one], [other]) => (one < other ? -1 : 1));
  return sorted.map(([name, value]) => encode(name) + "=" + encode(flatten(value))).join("&");
}

function hmac(key, text) {
  return createHmac("sha384", key).update(text).digest();
}

function lowerCase(headers) {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

// Signs a request, or the response to it, and returns every stage. `signed` names the headers, `text` is the body.
function sign(request, headers, signed, text, secret) {
  const url = new URL(request.url);
  const withBody = ["POST", "PUT"].includes(request.method);
  const parameters = url.search.slice(1).split("&").filter(Boolean);
  const query = parameters.map((pair) => pair.split("=").map(decodeURIComponent));
  const body = Object.entries(JSON.parse(text || "{}")).filter(([, value]) => value !== null);
  const date = headers["x-amz-date"];
  const canonical = [
    request.method,
    url.host + url.pathname,
    withBody ? "" : line(query),
    line(signed.map((name) => [name, headers[name]])),
    line(body),
  ].join("\n");
  const scope = [date.slice(0, 8), "eu-west-1", "AmazonPay", "aws4_request"];
  const toSign = [ALGORITHM, date, scope.join("/"), createHash("sha384").update(canonical).digest("hex")].join("\n");
  const signature = hmac(scope.reduce(hmac, "AWS4" + secret), toSign).toString("base64url");
  return { canonical_request: canonical, string_to_sign: toSign, signature };
}

// Headers that every signed request has are added where they are missing.
function signRequest({ request, access_key_id, secret_key }) {
  const given = lowerCase(request.headers);
  const now = new Date().toISOString().replace(/[-:]|\.\d+/g, "");
  const usual = { "x-amz-algorithm": ALGORITHM, "x-amz-date": now, "x-amz-expires": "900" };
  const added = Object.fromEntries(Object.entries(usual).filter(([name]) => !(name in given)));
  const text = ["POST", "PUT"].includes(request.method) ? request.body : "";
  const { signature, ...stages } = sign(request, { ...given, ...added }, SIGNED, text, secret_key);
  return { authorization: `AMZ+${access_key_id}:${signature}`, headers: added, ...stages };
}

function verifyResponse({ request, response, secret_key }) {
  const headers = { ...lowerCase(response.headers), "x-amz-algorithm": ALGORITHM };
  const { signature } = sign(request, headers, SIGNED_IN_RESPONSES, response.body, secret_key);
  const [ours, theirs] = [signature, headers["x-amz-signature"] ?? ""].map((text) => Buffer.from(text));
  return { valid: ours.length === theirs.length && timingSafeEqual(ours, theirs) };
}

for await (const text of createInterface({ input: process.stdin })) {
  const question = JSON.parse(text);
  let answer;
  try {
    answer = "response" in question ? verifyResponse(question) : signRequest(question);
  } catch (error) {
    answer = { error: `could not sign: ${error.message}` };
  }
  process.stdout.write(JSON.stringify({ id: question.id, ...answer }) + "\n");
}

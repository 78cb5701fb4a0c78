// A signer of Amazon Pay (India) requests that speaks signoff's JSON lines on stdin and stdout, for Node without packages.
//
//     signoff signer --exec "node signer.mjs"

import { createHash, createHmac } from "node:crypto";
import { createInterface } from "node:readline";

const ALGORITHM = "AWS4-HMAC-SHA384";
const SIGNED = ["algorithm", "client-id", "date", "expires", "source", "user-agent", "user-ip"].map((name) => "x-amz-" + name);

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

function sign({ request, access_key_id, secret_key }) {
  const url = new URL(request.url);
  const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), value]));
  const withBody = ["POST", "PUT"].includes(request.method);
  const parameters = url.search.slice(1).split("&").filter(Boolean);
  const query = parameters.map((pair) => pair.split("=").map(decodeURIComponent));
  const body = Object.entries(JSON.parse((withBody && request.body) || "{}")).filter(([, value]) => value !== null);
  const date = headers["x-amz-date"];
  const canonical = [
    request.method,
    url.host + url.pathname,
    withBody ? "" : line(query),
    line(SIGNED.map((name) => [name, headers[name]])),
    line(body),
  ].join("\n");
  const scope = [date.slice(0, 8), "eu-west-1", "AmazonPay", "aws4_request"];
  const text = [ALGORITHM, date, scope.join("/"), createHash("sha384").update(canonical).digest("hex")].join("\n");
  const signature = hmac(scope.reduce(hmac, "AWS4" + secret_key), text).toString("base64url");
  return { authorization: `AMZ+${access_key_id}:${signature}`, canonical_request: canonical, string_to_sign: text };
}

for await (const text of createInterface({ input: process.stdin })) {
  const question = JSON.parse(text);
  let answer;
  try {
    answer = sign(question);
  } catch (error) {
    answer = { error: `could not sign: ${error.message}` };
  }
  process.stdout.write(JSON.stringify({ id: question.id, ...answer }) + "\n");
}

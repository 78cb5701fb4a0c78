//! Requests made at random, so that every signing mistake shows in some of them.

use serde_json::{Map, Value, json};
use signoff::core::http::Request;

/// Makes requests; the same seed makes the same ones.
pub struct Samples(fastrand::Rng);

const NAMES: &[&str] = &[
    "amount",
    "chargeId",
    "Intent",
    "currencyCode",
    "_note",
    "zeta",
    "Zeta",
    "né",
    "n z",
    "na/me",
    "a~b",
    "txnId",
    "merchantId",
];

const TEXTS: &[&str] = &[
    "1.00",
    "order1",
    "two words",
    "Atza|Iw+EB/df==",
    "!'()*",
    "a*b",
    "x~y",
    "café",
    "₹1,499",
    "user%40shop",
    "",
    "https://a.example/?b=c&d",
    "[x]:@&;,$#",
    "plain",
    "zz",
    "A",
];

const DATES: &[&str] =
    &["20260618T101530Z", "20260115T193000Z", "20261230T120000Z", "20251229T233000Z", "20280229T235959Z", "20270101T000000Z"];

const AGENTS: &[&str] = &["agent", "Mozilla/5.0 (X11;  Linux) Firefox/140", "Agent~1 *two*", "plain/1"];

const HOSTS: &[&str] = &["amazonpay-sandbox.amazon.in", "amazonpay.amazon.in", "localhost:8443"];

const PATHS: &[&str] = &["/v1/payments/charge", "/v1/payments/refund", "/v1/pay%20later/charge"];

impl Samples {
    pub fn new(seed: u64) -> Self {
        Self(fastrand::Rng::with_seed(seed))
    }

    fn one<'t>(&mut self, texts: &[&'t str]) -> &'t str {
        texts[self.0.usize(..texts.len())]
    }

    /// A secret as it is handed out, one with a space at its end, or one that is base64.
    pub fn secret(&mut self) -> String {
        let letters: String = (0..20).map(|_| self.0.alphanumeric()).collect();
        let form = self.0.usize(..4);
        match form {
            0 => letters + " ",
            1 => letters + "-secret",
            _ => letters,
        }
    }

    /// A request that can be signed, of a method with a query or with a body.
    pub fn request(&mut self) -> Request {
        let place = format!("https://{}{}", self.one(HOSTS), self.one(PATHS));
        let mut request = if self.0.bool() { self.with_body(&place) } else { self.with_query(&place) };
        request.headers.set("x-amz-date", self.one(DATES));
        request.headers.set("x-amz-user-agent", self.one(AGENTS));
        if self.0.bool() {
            request.headers.set("Content-Type", "application/json");
        }
        request
    }

    /// A body with everything in it that mistakes are about; `open` allows what has no published form.
    pub fn request_with_open_values(&mut self) -> Request {
        let mut request = self.request();
        if request.method == "POST" {
            let mut members: Map<String, Value> = serde_json::from_slice(&request.body).unwrap();
            for (name, value) in [("none", json!(null)), ("flag", json!(true))] {
                if self.0.bool() {
                    members.insert(name.to_owned(), value);
                }
            }
            let number = self.one(&["1", "1.0", "2.50", "3.7"]);
            members.insert("number".to_owned(), serde_json::from_str(number).unwrap());
            request.body = self.written(&members);
        }
        request
    }

    fn with_query(&mut self, place: &str) -> Request {
        let mut parameters = Vec::new();
        for name in self.names() {
            let value = self.one(TEXTS);
            let encoded = |text: &str| signoff::signing::encoding::encoded(text);
            let plus = if self.0.bool() { encoded(value).replace("%2B", "+") } else { encoded(value) };
            parameters.push(format!("{}={plus}", encoded(name)));
        }
        super::request("GET", &format!("{place}?{}", parameters.join("&")), "")
    }

    fn with_body(&mut self, place: &str) -> Request {
        let mut members = Map::new();
        for name in self.names() {
            let text = self.one(TEXTS);
            let form = self.0.usize(..8);
            let value = match form {
                0 => json!({"storeIdType": text, "storeId": "S1", "b/c": {"terminal": "T"}}),
                1 => json!([text, "two"]),
                2 => json!([{"z": text, "a": "1"}]),
                _ => json!(text),
            };
            members.insert(name.to_owned(), value);
        }
        let body = self.written(&members);
        super::request("POST", place, std::str::from_utf8(&body).unwrap())
    }

    fn names(&mut self) -> Vec<&'static str> {
        let mut names = NAMES.to_vec();
        self.0.shuffle(&mut names);
        names.truncate(2 + self.0.usize(..6));
        names
    }

    /// As JSON, with or without spaces.
    fn written(&mut self, members: &Map<String, Value>) -> Vec<u8> {
        if self.0.bool() { serde_json::to_vec_pretty(members).unwrap() } else { serde_json::to_vec(members).unwrap() }
    }

    pub fn number(&mut self, below: usize) -> usize {
        self.0.usize(..below)
    }
}

//! Requests that aim at what breaks in signers, and what of them the documents settle.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Value};

use super::auth::{self, DATE, EXPIRES, SCHEME};
use super::endpoints::{HOSTS, SANDBOX_HOST};
use super::{mistakes, plain};
use crate::core::http::Request;
use crate::providers::Credentials;
use crate::signing::case::Case;
use crate::signing::encoding::encoded;
use crate::signing::mac::Stages;
use crate::signing::mistakes::Cause;
use crate::signing::parts::Parts;
use crate::signing::recipe::Recipe;
use crate::signing::rewriting::{in_ascii, json, pretty};
use crate::signing::{Account, canonical};

/// The plainest first: a value shrinks towards the beginning.
const NAMES: &[&str] =
    &["zz", "aa", "Amount", "Zeta", "_note", "currencyCode", "n z", "na/me", "a~b", "a*b", "né", "ключ", "Reference", "a:b@c"];

const TEXTS: &[&str] = &[
    "v",
    "",
    "two words",
    "a/b",
    "1.00",
    "!'()*",
    "x~y",
    "a+b",
    "user%40shop",
    "café",
    "₹1,499",
    "😀",
    "two  spaces  kept",
    " at both ends ",
    "https://a.example/?b=c&d=e#f",
    "[x]:@;,$<>{}^`|\\\"",
    "Atza|IgEBIKb8n2dk3lq0s9v7m4x1z6c5b8n2dk3lq0s9v7m4x1z6c5==",
    "AQICAHj+/x8k2l==|d8Wb+QJ/p0c3R5==|AAAAfjB8BgkqhkiG9w0BBwagbzBtAgEAMGgGCSqGSIb3DQEHATAeBglg",
    "line\nfeed",
    "tab\tstop",
];

const AGENTS: &[&str] = &[
    "agent/1",
    "Mozilla/5.0 (X11; Linux x86_64) Firefox/140",
    "Agent~1 *two* (three)",
    "a@b:c;d=e,f",
    "Mozilla/5.0 (X11;  Linux)",
];

const DATES: &[&str] = &[
    "20260618T000000Z",
    "20260618T235959Z",
    "20251229T120000Z",
    "20251231T235959Z",
    "20261230T193000Z",
    "20270101T000000Z",
    "20280229T235959Z",
    "20260101T001500Z",
];

/// As JSON: what a member may be beside a text.
const VALUES: &[&str] = &[
    r#"["one"]"#,
    r#"["one","two words"]"#,
    r#"{"key":"value"}"#,
    r#"{"key":"a/b c"}"#,
    r#"{"storeId":"S1","storeIdType":"T"}"#,
    r#"{"storeIdType":"T","storeId":"S1","terminalId":"T9"}"#,
    r#"[{"b":"1"},{"a":"2"}]"#,
    r#"{"outer":{"inner":["1","2"]}}"#,
    "{}",
    "[]",
    "null",
    "true",
    "1",
    "1.0",
    "2.50",
];

/// Charges and questions for their status with up to six more parameters, other headers, times and hosts.
pub fn requests() -> BoxedStrategy<Request> {
    let value = prop_oneof![
        6 => select(TEXTS).prop_map(Value::from),
        2 => "[ -~]{0,12}".prop_map(Value::from),
        1 => "\\PC{0,6}".prop_map(Value::from),
        2 => select(VALUES).prop_map(|text| serde_json::from_str(text).unwrap_or_default()),
    ];
    let name = prop_oneof![8 => select(NAMES).prop_map(str::to_owned), 1 => "[A-Za-z_][A-Za-z0-9_.-]{0,8}"];
    let members = vec((name, value), 0..6);
    let headers = (option::of(select(AGENTS)), option::of(select(DATES)), option::of(select(&["60", "3600"][..])), any::<bool>());
    (any::<bool>(), members, headers, 0..HOSTS.len(), 0..3_u8)
        .prop_filter_map("an operation", |(with_query, members, headers, host, style)| {
            let mut request = plain::request(if with_query { "charge_status" } else { "charge" })?;
            request.url = request.url.replace(SANDBOX_HOST, HOSTS[host]);
            if with_query {
                ask(&mut request, &members)
            } else {
                fill(&mut request, members, style)
            }
            let (agent, date, expires, others) = headers;
            for (name, value) in [("x-amz-user-agent", agent), (DATE, date), (EXPIRES, expires)] {
                value.into_iter().for_each(|value| request.headers.set(name, value));
            }
            if others {
                request.headers.set("Content-Type", "application/json");
                request.headers.set("X-Amz-Rid", "not-signed");
            }
            Some(request)
        })
        .boxed()
}

/// Adds parameters of which each name is there once; only texts are parameters.
fn ask(request: &mut Request, members: &[(String, Value)]) {
    let mut names = Vec::new();
    for (name, value) in members {
        if let (Some(value), false) = (value.as_str(), names.contains(&name)) {
            request.url.push_str(&format!("&{}={}", encoded(name), encoded(value)));
            names.push(name);
        }
    }
}

/// Adds members, behind the required ones, and writes the body in one of three ways.
fn fill(request: &mut Request, members: Vec<(String, Value)>, style: u8) {
    let mut body: Map<String, Value> = serde_json::from_slice(&request.body).unwrap_or_default();
    body.extend(members);
    let body = Value::Object(body);
    request.body = match style {
        0 => json(&body),
        1 => in_ascii(&json(&body)),
        _ => pretty(&body),
    }
    .into_bytes();
}

/// What is written differently although nothing published says how (see `NO_FAULTS` of the embedded signer).
const OPEN: &[(&str, &str)] = &[
    ("order of members", "object_sorted"),
    ("order of names", "sorted_after_encoding"),
    ("several spaces in a header", "header_spaces_collapsed"),
];

/// The form of a request that the documents leave open.
pub fn open_form(request: &Request) -> Option<&'static str> {
    let parts = Parts::of_request(&SCHEME, request, None).ok()?;
    for (form, is) in
        [("null", Value::is_null as fn(&Value) -> bool), ("number", Value::is_number), ("boolean", Value::is_boolean)]
    {
        if parts.member(&is).is_some() {
            return Some(form);
        }
    }
    let right = canonical::request(&SCHEME, &parts, &Recipe::RIGHT);
    let differs = |recipe: &Recipe| canonical::request(&SCHEME, &parts, recipe) != right;
    if Recipe::readings(&parts).iter().skip(1).any(differs) {
        return Some("order of members");
    }
    let open = OPEN.iter().find(|(_, id)| mistakes::find(id).is_some_and(|mistake| differs(&Recipe::RIGHT.with(mistake))));
    open.map(|(form, _)| *form)
}

/// The stages in each way to read the documents; a null is left out.
pub fn readings(request: &Request, credentials: &Credentials) -> Result<Vec<Stages>, String> {
    let parts = Parts::of_request(&SCHEME, request, None).map_err(|error| error.to_string())?;
    let key = auth::key(credentials.get("secret_key"), &parts.date);
    Ok(Recipe::readings(&parts).iter().map(|reading| Stages::with_key(&SCHEME, &parts, &key, reading)).collect())
}

/// The header of a request as these causes make it.
pub fn made_with(request: &Request, credentials: &Credentials, causes: &[Cause]) -> Option<String> {
    let parts = Parts::of_request(&SCHEME, request, None).ok()?;
    let set = causes.iter().map(|cause| mistakes::find(cause.id).map(|mistake| &mistake.cause));
    let set: Option<Vec<_>> = set.collect();
    Some(Case::of_header(&SCHEME, &parts, account(credentials)).stages(&set?).1)
}

fn account(credentials: &Credentials) -> Account<'_> {
    Account { access_key_id: credentials.get("access_key_id"), secret: credentials.get("secret_key") }
}

/// The mistakes that make another header of this request.
pub fn catches(request: &Request, credentials: &Credentials) -> Vec<Cause> {
    let Ok(parts) = Parts::of_request(&SCHEME, request, None) else { return Vec::new() };
    let case = Case::of_header(&SCHEME, &parts, account(credentials));
    let right = case.stages(&[]).1;
    let causes = mistakes::all().map(|mistake| &mistake.cause);
    causes.filter(|cause| case.stages(&[cause]).1 != right).copied().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with_member(value: &str) -> Request {
        let mut request = plain::request("charge").unwrap();
        fill(&mut request, vec![("extra".to_owned(), serde_json::from_str(value).unwrap())], 0);
        request
    }

    #[test]
    fn what_the_documents_leave_open_is_told_from_what_they_settle() {
        for settled in [r#""text""#, r#"["a","b"]"#, r#"{"key":"value"}"#, "{}"] {
            assert_eq!(open_form(&with_member(settled)), None, "{settled}");
        }
        for (open, form) in [("null", "null"), ("[1.0]", "number"), (r#"{"a":true}"#, "boolean")] {
            assert_eq!(open_form(&with_member(open)), Some(form), "{open}");
        }
        assert_eq!(open_form(&with_member(r#"{"storeIdType":"T","storeId":"S1","terminalId":"T9"}"#)), Some("order of members"));
        let mut spaced = plain::request("charge").unwrap();
        spaced.headers.set("x-amz-user-agent", "a  b");
        assert_eq!(open_form(&spaced), Some("several spaces in a header"));
    }
}

//! Nothing secret or personal stays in a record, and nothing ordinary goes.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};
use jiff::Timestamp;
use signoff::core::http::{Exchange, Request, Response};
use signoff::core::secret::Secret;
use signoff::signing::encoding::hex;
use signoff::transport::redact::Redactor;

const CANARY: &str = "Atza|Ca na/ry+\"1\"?";

fn redactor() -> Redactor {
    let secrets = [("token".to_owned(), Secret::new(CANARY)), ("short".to_owned(), Secret::new("abc"))];
    Redactor::new(&secrets, &["accessToken", "payload", "phoneNumber", "x-api-key", "statementUrl?"])
}

#[test]
fn a_known_secret_goes_in_every_encoding() {
    let json = serde_json::Value::from(CANARY).to_string();
    let basic = |prefix: &str| STANDARD.encode(format!("{prefix}{CANARY}:x"));
    let in_hex = hex(format!("user:{CANARY}").as_bytes());
    for text in [
        CANARY.to_owned(),
        in_hex.to_uppercase(),
        in_hex,
        "q=Atza%7CCa%20na%2Fry%2B%221%22%3F&r".to_owned(),
        "q=Atza%7cCa%20na%2fry%2b%221%22%3f&r".to_owned(),
        "q=Atza%7CCa+na%2Fry%2B%221%22%3F".to_owned(),
        json.clone(),
        json.replace('/', "\\/"),
        json.replace('+', "\\u002b").replace('/', "\\u002F"),
        STANDARD.encode(CANARY),
        URL_SAFE.encode(CANARY),
        basic(""),
        basic("u:"),
        basic("us:"),
    ] {
        let kept = redactor().text(&text);
        assert!(kept.contains("[token]"), "{text} became {kept}");
        assert!(!kept.contains("Ca") || !kept.contains("na"), "{text} became {kept}");
    }
    for form in [hex(CANARY.as_bytes()), hex(CANARY.as_bytes()).to_uppercase()] {
        assert_eq!(redactor().text(&format!("00{form}ff")), "00[token]ff");
    }
    assert_eq!(redactor().text("the alphabet begins with abc"), "the alphabet begins with abc");
}

#[test]
fn one_that_learns_more_takes_out_the_old_and_the_new_and_of_two_the_longer() {
    let secret = |label: &str, text: &str| (label.to_owned(), Secret::new(text));
    let first = Redactor::new(&[secret("old", "token-12")], &["pin"]);
    let more = first.and(&[secret("new", "token-1234567"), secret("other", "xyz/12345")]);
    assert_eq!(more.text("token-1234567, token-12, xyz%2F12345, pin=9"), "[new], [old], [other], pin=[pin]");
    assert_eq!(first.text("token-1234567 xyz/12345"), "[old]34567 xyz/12345");
}

#[test]
fn sensitive_names_lose_their_values_even_unknown_ones() {
    for (text, kept) in [
        (r#"{"accessToken":"x\"y","z":1}"#, r#"{"accessToken":"[accessToken]","z":1}"#),
        (r#"{"a":[{"AccessToken" : "x"}]}"#, r#"{"a":[{"AccessToken" : "[accessToken]"}]}"#),
        (r#"{"phoneNumber":9876543210}"#, r#"{"phoneNumber":"[phoneNumber]"}"#),
        (r#"{"payload":{"a":["]}",1]},"z":1}"#, r#"{"payload":"[payload]","z":1}"#),
        (r#"{"payload":null}"#, r#"{"payload":null}"#),
        (r#""{\"accessToken\":\"x\",\"z\":1}""#, r#""{\"accessToken\":\"[accessToken]\",\"z\":1}""#),
        ("http://h/p?a=1&accessToken=x%7C&z=1", "http://h/p?a=1&accessToken=[accessToken]&z=1"),
        ("{a=1, accessToken=x, z=1}", "{a=1, accessToken=[accessToken], z=1}"),
        (r#"{"accessToken":"cut off"#, r#"{"accessToken":"[accessToken]"#),
        (r#"{"statementUrl":"https://h/p?t=x\u0026p=y","z":1}"#, r#"{"statementUrl":"https://h/p?[redacted]","z":1}"#),
        (r#"{"statementUrl":"https://h/p"}"#, r#"{"statementUrl":"https://h/p"}"#),
        (
            r#"{"accessToken":"abc"} payload: too large, myaccessToken=x"#,
            r#"{"accessToken":"[accessToken]"} payload: too large, myaccessToken=x"#,
        ),
    ] {
        assert_eq!(redactor().text(text), kept);
    }
    let labelled = redactor().text(&format!(
        "accessToken=Atza%7CCa%20na%2Fry%2B%221%22%3F&z=1 {{\"accessToken\":{}}}",
        serde_json::Value::from(CANARY)
    ));
    assert_eq!(labelled, r#"accessToken=[token]&z=1 {"accessToken":"[token]"}"#);
}

#[test]
fn personal_data_goes() {
    for (text, kept) in [
        (r#"{"email":"a.b+c@shop.example.in"}"#, r#"{"email":"[email]"}"#),
        ("mail=a%40shop.in&z=1", "mail=[email]&z=1"),
        ("pay with 4111111111111111, 4111 1111 1111 1111 or 3782-822463-10005.", "pay with [card], [card] or [card]."),
        (r#"{"n":5555555555554444}"#, r#"{"n":[card]}"#),
        (r#"{"phone":"+919876543210"}"#, r#"{"phone":"[phone]"}"#),
        ("call +91 98765 43210 now; phone=%2B919876543210", "call [phone] now; phone=[phone]"),
    ] {
        assert_eq!(redactor().text(text), kept);
    }
}

#[test]
fn ordinary_values_stay() {
    for text in [
        "2026-01-31T10:00:00+0530 20260131T100000Z 1769853600 1769853600123 1769853600123456",
        "AMZ+1234567890123:q2Vhc3k+1234567890/ab== AMZ AKIA4111111111111111:x",
        r#"{"amazonChargeId":"S04-1234567-1234567","chargeId":"c-4fz0k2-17","refundId":"S04-1234567-1234567-R000017"}"#,
        r#"{"id":"ch_4111111111111111","sum":0.4111111111111111,"other":"4111111111111112"}"#,
        "x-amz-expires: 900, 12345678901234567890123456, 550e8400-e29b-41d4-a716-446655440000",
    ] {
        assert_eq!(redactor().text(text), text);
    }
}

fn exchange(response: Vec<u8>) -> Exchange {
    let mut request = Request::new("POST", "http://127.0.0.1/p?accessToken=unknown");
    request.headers = [("X-Api-Key", "unknown"), ("Cookie", "session=1"), ("x-a", "1"), ("x-a", "2")].into_iter().collect();
    request.body = format!("{{\"t\":{}}}", serde_json::Value::from(CANARY)).into_bytes();
    let answer = Ok(Response { status: 200, headers: [("x-r", CANARY)].into_iter().collect(), body: response });
    Exchange { id: "x1".to_owned(), at: Timestamp::UNIX_EPOCH, duration_ms: 1.5, request, answer }
}

#[test]
fn a_record_keeps_the_exchange_without_its_secrets() {
    let record = redactor().exchange(&exchange(b"ok \xff\xfe".to_vec()));
    assert_eq!(record.request.url, "http://127.0.0.1/p?accessToken=[accessToken]");
    let headers: Vec<_> = record.request.headers.iter().map(|(name, value)| format!("{name}: {value}")).collect();
    assert_eq!(headers, ["Cookie: [cookie]", "X-Api-Key: [x-api-key]", "x-a: 1, 2"]);
    assert_eq!(record.request.body, r#"{"t":"[token]"}"#);
    let response = record.response.unwrap();
    assert_eq!(
        (response.status, response.headers.iter().collect::<Vec<_>>(), response.body.as_str()),
        (200, vec![("x-r", "[token]")], "ok \u{fffd}\u{fffd}")
    );
    assert_eq!((record.at.as_str(), record.error), ("1970-01-01T00:00:00Z", None));
    let failed = Exchange { answer: Err(format!("no answer to {CANARY}")), ..exchange(Vec::new()) };
    let record = redactor().exchange(&failed);
    assert!(record.response.is_none() && record.error.as_deref() == Some("no answer to [token]"));
}

#[test]
fn a_long_body_is_cut_after_it_is_redacted() {
    for before in 65_500..65_540 {
        let body = format!("{}é{CANARY}{}", "x".repeat(before), "y".repeat(100));
        let record = redactor().exchange(&exchange(body.clone().into_bytes()));
        let kept = record.response.unwrap().body;
        assert!(kept.ends_with(&format!(" [cut: {} bytes in all]", body.len())) && !kept.contains("Atza"), "{before}");
        assert!(kept.len() < 66_000);
    }
}

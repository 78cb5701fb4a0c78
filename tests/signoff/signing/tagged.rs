//! The signatures of notifications and return addresses: how often the mistakes that were made are named.
#![allow(clippy::print_stdout)]

use std::collections::HashMap;

use serde_json::{Value, json};
use signoff::providers::Provider;
use signoff::providers::adyen::ADYEN;
use signoff::providers::adyen::notification::text::{Message as Webhook, Signed};
use signoff::providers::juspay::JUSPAY;
use signoff::providers::juspay::return_url::Returned;
use signoff::providers::ppro::PPRO;
use signoff::providers::ppro::notification::Message as Event;
use signoff::signing::mistakes::Cause;
use signoff::signing::search::{Set, sets_of};
use signoff::signing::tagged::{self, Made, Tagged};

type Rng = fastrand::Rng;

const TEXTS: &[&str] =
    &["Order:1/2", " order 7", "café *~", "a\\b", "plain", "Zeta", "a@b;c,d", "10:%41", "", "₹ (x)'!", "alpha", "A-1"];

fn one<'t>(rng: &mut Rng, texts: &[&'t str]) -> &'t str {
    texts[rng.usize(..texts.len())]
}

fn letters(rng: &mut Rng, count: usize) -> String {
    (0..count).map(|_| rng.alphanumeric()).collect()
}

/// A secret as it is handed out, one with a space at its end, or one with something before an underscore.
fn secret(rng: &mut Rng) -> String {
    let text = letters(rng, 20);
    match rng.usize(..4) {
        0 => text + " ",
        1 => format!("whsec_{text}"),
        _ => text,
    }
}

fn body(rng: &mut Rng) -> String {
    let body = json!({
        "type": one(rng, TEXTS), "data": { "zeta": one(rng, TEXTS), "id": letters(rng, 8), "url": "https://a.example/b" }, "at": 5,
    });
    match rng.usize(..4) {
        0 => serde_json::to_string_pretty(&body).unwrap(),
        1 => format!("{body}\n"),
        2 => format!(" {}", body.to_string().replace(':', " : ")),
        _ => body.to_string(),
    }
}

fn webhook(rng: &mut Rng) -> Webhook {
    let key: String = (0..64).map(|_| if rng.bool() { rng.digit(16) } else { rng.digit(16).to_ascii_uppercase() }).collect();
    if rng.bool() {
        return Webhook { signed: Signed::Body(body(rng)), key };
    }
    let mut item = json!({
        "pspReference": letters(rng, 16).to_uppercase(),
        "merchantAccountCode": one(rng, TEXTS),
        "merchantReference": one(rng, TEXTS),
        "eventCode": one(rng, &["AUTHORISATION", "CAPTURE"]),
        "success": one(rng, &["true", "false"]),
        "additionalData": {},
    });
    if rng.bool() {
        item["originalReference"] = json!(letters(rng, 16));
    }
    if rng.usize(..4) > 0 {
        item["amount"] = json!({ "value": rng.u32(0..9999), "currency": one(rng, &["EUR", "GBP"]) });
    }
    Webhook { signed: Signed::Item(item), key }
}

fn returned(rng: &mut Rng) -> Returned {
    let mut parameters = vec![("status", "CHARGED"), ("status_id", "21"), ("order_id", "order-1")];
    for name in ["cart", "Note", "a b", "a/c", "~tilde", "aZ", "a*d", "z é", "a-c", "é"] {
        if rng.bool() {
            parameters.push((name, one(rng, TEXTS)));
        }
    }
    let own = letters(rng, 43) + "=";
    parameters.extend([("signature", own.as_str()), ("signature_algorithm", "HMAC-SHA256")]);
    rng.shuffle(&mut parameters);
    let parameters = parameters.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    let key = if rng.bool() { (0..32).map(|_| rng.digit(16).to_ascii_uppercase()).collect() } else { secret(rng) };
    Returned { parameters, key }
}

fn event(rng: &mut Rng) -> Event {
    let time = rng.bool().then(|| 1_780_000_000 + i64::from(rng.u32(..9_999_999)));
    Event { body: body(rng), secret: secret(rng), time }
}

fn ids(set: &[&'static Cause]) -> Vec<&'static str> {
    set.iter().map(|cause| cause.id).collect()
}

/// The signature with the mistake, where no other one makes it alone.
fn made_by_nothing_else<T: Tagged>(message: &T, cause: &'static Cause) -> Option<String> {
    let made = tagged::mistaken(message, &[cause]).1;
    let makers = |size| sets_of(message, size, &[Made::Written(made.clone())]).swap_remove(0);
    (makers(0).is_empty() && makers(1).iter().map(|set| ids(set)).eq([vec![cause.id]])).then_some(made)
}

/// Each mistake alone is named, 1,000 pairs by themselves or fewer, and no signature with another secret.
fn rates<T: Tagged>(name: &str, sample: fn(&mut Rng) -> T, with_secret: fn(T, String) -> T) {
    let mut rng = Rng::with_seed(5);
    let causes: Vec<&'static Cause> = sample(&mut rng).mistakes().into_iter().map(|mistake| &mistake.cause).collect();
    let mut wrong = Vec::new();
    for cause in &causes {
        let shown = (0..2_000).map(|_| sample(&mut rng)).find_map(|message| {
            let made = made_by_nothing_else(&message, cause)?;
            Some((message, made))
        });
        let Some((message, made)) = shown else {
            wrong.push(format!("{}: no message shows it alone", cause.id));
            continue;
        };
        let found = tagged::diagnose(&message, &made, None, 3);
        if found.causes != [**cause] || !found.alternatives.is_empty() || found.reproduced_signature != Some(made) {
            wrong.push(format!("{}: {:?}", cause.id, found.causes));
        }
    }
    println!("{name}: {} of {} mistakes made alone named exactly", causes.len() - wrong.len(), causes.len());
    assert!(causes.len() >= 25 && wrong.is_empty(), "{wrong:#?}");
    let explained: usize = (0..10).map(|_| pairs_explained(&sample(&mut rng), 100, &causes, &mut rng)).sum();
    println!("{name}: {explained} of 1000 pairs explained");
    assert!(explained >= 950, "{explained}");
    let blamed: usize = (0..5).map(|seed| unknown_secrets_blamed(sample, with_secret, seed)).sum();
    println!("{name}: {} of 100 unknown secrets not explained", 100 - blamed);
    assert_eq!(blamed, 0);
}

fn pairs_explained<T: Tagged>(message: &T, count: usize, causes: &[&'static Cause], rng: &mut Rng) -> usize {
    let pair = |rng: &mut Rng| -> Set {
        let first = rng.usize(..causes.len() - 1);
        vec![causes[first], causes[rng.usize(first + 1..causes.len())]]
    };
    let pairs: Vec<Set> = (0..count).map(|_| pair(rng)).collect();
    let made: Vec<_> = pairs.iter().map(|pair| Made::Written(tagged::mistaken(message, pair).1)).collect();
    let places: HashMap<_, _> = made.iter().enumerate().map(|(place, made)| (made, place)).collect();
    let found = [0, 1, 2].map(|size| sets_of(message, size, &made));
    let is_explained = |(pair, made): (&Set, &Made)| {
        let smallest = found.iter().map(|sets| &sets[places[made]]).find(|sets| !sets.is_empty());
        smallest.is_some_and(|sets| sets[0].len() < 2 || sets.contains(pair))
    };
    pairs.iter().zip(&made).filter(|both| is_explained(*both)).count()
}

/// Of 20 signatures of one message with other secrets.
fn unknown_secrets_blamed<T: Tagged>(sample: fn(&mut Rng) -> T, with_secret: fn(T, String) -> T, seed: u64) -> usize {
    let message = || sample(&mut Rng::with_seed(seed));
    let mut rng = Rng::with_seed(seed + 100);
    let others = (0..20).map(|_| with_secret(message(), format!("{:064x}", rng.u128(..))));
    let made: Vec<_> = others.map(|other| Made::Written(tagged::mistaken(&other, &[]).1)).collect();
    let blamed = |size| sets_of(&message(), size, &made).iter().filter(|sets| !sets.is_empty()).count();
    (0..=3).map(blamed).sum()
}

#[test]
fn mistakes_with_adyens_webhooks_are_named() {
    rates("adyen", webhook, |message, key| Webhook { key, ..message });
}

#[test]
fn mistakes_with_juspays_return_addresses_are_named() {
    rates("juspay", returned, |message, key| Returned { key, ..message });
}

#[test]
fn mistakes_with_ppros_webhooks_are_named() {
    rates("ppro", event, |message, secret| Event { secret, ..message });
}

#[test]
fn the_causes_of_every_house_are_rows_that_read_well() {
    for provider in signoff::providers::ALL {
        let causes = (provider.documents.causes)();
        let mut ids: Vec<_> = causes.iter().map(|cause| cause.id).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), causes.len(), "{provider:?}");
        assert!(causes.is_sorted_by_key(|cause| cause.stage), "{provider:?}");
        for cause in causes {
            assert!(cause.text.ends_with('.') && cause.fix.ends_with('.'), "{}", cause.id);
        }
    }
}

fn diagnosed(provider: &Provider, document: &Value) -> (Vec<&'static str>, Option<(usize, String)>) {
    let found = (provider.documents.diagnose)(&document.to_string()).unwrap();
    let difference = found.first_difference.map(|difference| (difference.offset, difference.theirs));
    (found.causes.iter().map(|cause| cause.id).collect(), difference)
}

#[test]
fn documents_are_diagnosed_and_the_first_difference_is_shown() {
    // What Juspay's kit for Node computes: joined as it is, encoded once (see the vector of that name).
    let parameters = json!([
        ["order_id", "order_1727694028"],
        ["status", "AUTHORIZATION_FAILED"],
        ["status_id", "27"],
        ["myQP", "aGVsbG9Xb3JsZA=="]
    ]);
    let document = json!({
        "params": parameters, "response_key": "92206A0A4A75499C9B11206C2B3B9A53",
        "signature": "46VjdlU4nyITFmWH4Z7B+XmkuCaJvX4gbcElYlM1Nmk=",
    });
    let (causes, difference) = diagnosed(&JUSPAY, &document);
    assert_eq!(causes, ["encoded_as_a_whole_only"]);
    let (offset, theirs) = difference.unwrap();
    assert_eq!((offset, theirs.starts_with("3D%3D%26")), ("myQP%3DaGVsbG9Xb3JsZA%".len(), true), "{theirs}");
    let item = json!({ "pspReference": "P1", "merchantReference": "a:b", "success": "true" });
    let key = "0f".repeat(32);
    let signed = |item: &Value| (ADYEN.documents.sign)(&json!({ "item": item, "hmac_key_hex": key }).to_string()).unwrap();
    let escaped = signed(&json!({ "pspReference": "P1", "merchantReference": "a\\:b", "success": "true" }));
    let document = json!({ "item": item, "hmac_key_hex": key, "signature": escaped["signature"] });
    assert_eq!(diagnosed(&ADYEN, &document).0, ["colons_escaped"]);
    let refused = (ADYEN.documents.verify)(&document.to_string()).unwrap().unwrap_err();
    assert!(refused.contains("escaped by a backslash") && !refused.contains(&key), "{refused}");
    let right = json!({ "body": "{}", "timestamp": 5, "secret": "whsec_x", "signature": "" });
    assert!(diagnosed(&PPRO, &right).0.is_empty());
}

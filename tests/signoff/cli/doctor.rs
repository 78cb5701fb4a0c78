//! `signoff doctor`: each problem is found where it lies, and what is right is not blamed.

use std::net::TcpListener;
use std::time::Duration;

use serde_json::{Value, json};

use super::scene::{Ran, Scene, foreign, simulator};
use crate::transport::server::{answering, tls};

const APL: &str = "amazon_pay_india";

/// The shared simulator's account at another address.
fn at(base_url: &str) -> Value {
    let mut config = foreign();
    config[APL]["endpoint"]["base_url"] = json!(base_url);
    config["transport"] = json!({ "timeout": "20s" });
    config
}

fn examine(scene: &Scene) -> (i32, Vec<Value>) {
    read(scene.signoff(&["doctor", "--format", "json"]))
}

fn read(ran: Ran) -> (i32, Vec<Value>) {
    let document: Value = serde_json::from_str(&ran.stdout).unwrap_or_else(|error| panic!("{error}: {ran:?}"));
    assert_eq!(document["good"], ran.code == 0, "{ran:?}");
    (ran.code, document["looks"].as_array().unwrap().clone())
}

/// Area and key of every look with this health.
fn having(looks: &[Value], health: &str) -> Vec<String> {
    let found = looks.iter().filter(|look| look["health"] == health);
    found.map(|look| format!("{} {}", look["area"].as_str().unwrap(), look["about"].as_str().unwrap())).collect()
}

/// The one problem of a configuration: where it lies, and words of its text.
fn problem(config: &Value, place: &str, words: &str) {
    let (code, looks) = examine(&Scene::with(config));
    assert_eq!((code, having(&looks, "bad")), (1, vec![place.to_owned()]), "{looks:#?}");
    let bad = looks.iter().find(|look| look["health"] == "bad").unwrap();
    assert!(bad["text"].as_str().unwrap().contains(words), "{words:?} is not in {bad}");
    assert!(bad["next"].is_string(), "{bad}");
}

#[test]
fn a_good_target_is_good_all_through() {
    let (code, looks) = examine(&Scene::with(&foreign()));
    assert_eq!((code, having(&looks, "bad")), (0, vec![]), "{looks:#?}");
    let good = having(&looks, "good");
    for place in [
        "configuration signoff.toml",
        "environment amazon_pay_india.endpoint.base_url",
        "credentials amazon_pay_india.endpoint",
        "credentials amazon_pay_india.customers.eligible",
        "harness simulators",
    ] {
        assert!(good.contains(&place.to_owned()), "{place} is not in {good:?}");
    }
    let ran = Scene::with(&foreign()).signoff(&["doctor"]);
    assert!(ran.code == 0 && ran.stdout.ends_with("No problem was found.\n"), "{ran:?}");
}

#[test]
fn without_configuration_the_program_itself_is_looked_at() {
    let (code, looks) = examine(&Scene::embedded());
    assert_eq!((code, having(&looks, "good")), (0, vec!["harness simulators".to_owned()]));
}

#[test]
fn a_file_that_cannot_be_read_is_a_problem_of_the_configuration() {
    let scene = Scene::embedded();
    scene.write(
        "signoff.toml",
        "[ppro.endpoint]\nbase_url = \"https://a.example\"\nmerchant_id = \"${NOT_SET_ANYWHERE}\"\napi_key = \"k\"\n",
    );
    let (code, looks) = examine(&scene);
    assert_eq!((code, having(&looks, "bad")), (2, vec!["configuration signoff.toml".to_owned()]));
    let bad = looks.iter().find(|look| look["health"] == "bad").unwrap();
    assert!(bad["text"].as_str().unwrap().contains("signoff.toml:3"), "{bad}");
    assert!(bad["next"].as_str().unwrap().contains("set the variable"), "{bad}");
    assert_eq!(read(scene.signoff(&["doctor", "--config", "none.toml", "--format", "json"])).0, 2);
}

#[test]
fn what_lies_in_the_configuration_is_said_so() {
    let mut config = foreign();
    config["transport"] = json!({ "ca_file": "not-there.pem" });
    problem(&config, "configuration transport", "not-there.pem");

    let mut config = foreign();
    config[APL]["checkout"] = json!({ "url": format!("{}/?a={{customer}}{{amount}}{{order}}", simulator().address) });
    problem(&config, "configuration amazon_pay_india.shoppers", "no shopper");
}

/// Who received a payment is a shopper: no scenario of the endpoint is about them, and no token of theirs is asked for.
#[test]
fn a_state_that_is_missing_is_named_where_it_belongs() {
    let endpoint = json!({
        "base_url": "http://127.0.0.1:1/v71", "api_key": "k", "merchant_account": "ShopCOM", "currency": "EUR", "country": "DE",
        "return_url": "https://shop.example/return",
    });
    let checkout = json!({ "url": "http://127.0.0.1:1/pay?a={customer}{amount}{order}" });
    let adyen = json!({ "endpoint": endpoint, "checkout": checkout, "shoppers": { "authorised": "u-1" } });
    let (_, looks) = examine(&Scene::with(&json!({ "adyen": adyen })));
    let names = |about: &str| {
        let note = looks.iter().find(|look| look["about"] == about).unwrap_or_else(|| panic!("{about}: {looks:#?}"));
        note["text"].as_str().unwrap().contains("received")
    };
    assert_eq!((names("adyen.customers"), names("adyen.shoppers")), (false, true), "{looks:#?}");
}

#[test]
fn what_lies_in_the_environment_is_said_so() {
    let place = "environment amazon_pay_india.endpoint.base_url";
    problem(&at("https://nowhere.invalid"), place, "could not be resolved");
    problem(&at("http://127.0.0.1:1"), place, "refused");
    problem(&at(&format!("https://{}", tls("expired.pem").replace("127.0.0.1", "localhost"))), place, "TLS handshake failed");

    let mut proxied = at("https://shop.example");
    proxied["transport"]["proxy"] = json!("http://127.0.0.1:1");
    problem(&proxied, place, "the proxy 127.0.0.1:1 did not connect");

    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let mut busy = foreign();
    busy[APL]["merchant"] = json!({ "listen": taken.local_addr().unwrap().to_string() });
    problem(&busy, "environment amazon_pay_india.merchant.listen", "cannot listen");
}

#[test]
fn two_backends_are_not_served_at_one_address() {
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
    let ppro = |listen: &str| json!({ "merchant": { "listen": listen, "merchant_id": "m", "api_key": "k" } });
    let mut config = foreign();
    config[APL]["merchant"] = json!({ "listen": free });
    config["ppro"] = ppro(&free);
    problem(&config, "configuration amazon_pay_india.merchant.listen, ppro.merchant.listen", &free);

    let mut open = foreign();
    open[APL]["merchant"] = json!({ "listen": "0.0.0.0:0" });
    problem(&open, "configuration amazon_pay_india.merchant.listen", "loopback addresses only");

    // Port 0 is another one each time.
    config[APL]["merchant"]["listen"] = json!("127.0.0.1:0");
    config["ppro"] = ppro("127.0.0.1:0");
    let (code, looks) = examine(&Scene::with(&config));
    assert_eq!((code, having(&looks, "bad")), (0, vec![]), "{looks:#?}");
}

#[test]
fn a_provider_without_anything_to_try_is_noted() {
    let scene = Scene::with(&json!({ "juspay": { "capabilities": { "emi": true } } }));
    let (code, looks) = examine(&scene);
    assert_eq!((code, having(&looks, "note")), (0, vec!["configuration juspay".to_owned()]), "{looks:#?}");
    let ran = scene.run(&[]);
    assert_eq!(ran.code, 3, "{ran:?}");
    let told = "[juspay.checkout] is not configured, and neither is any other subject of juspay";
    assert!(ran.stdout.contains(told) && !ran.stdout.contains("( leaves"), "{ran:?}");
}

#[test]
fn a_capability_that_nobody_knows_is_noted() {
    let mut config = foreign();
    config[APL]["capabilities"] = json!({ "login_with_amazon": true, "login_with_amazon_sdk": true });
    let (code, looks) = examine(&Scene::with(&config));
    let place = "configuration amazon_pay_india.capabilities.login_with_amazon".to_owned();
    assert_eq!((code, having(&looks, "note")), (0, vec![place]), "{looks:#?}");
    let note = looks.iter().find(|look| look["health"] == "note").unwrap();
    assert!(note["text"].as_str().unwrap().ends_with("known are login_with_amazon_sdk"), "{note}");
}

#[test]
fn a_clock_that_is_wrong_is_told_from_a_target_that_is() {
    let old = "HTTP/1.1 404 Not Found\r\ndate: Sun, 06 Nov 1994 08:49:37 GMT\r\ncontent-length: 0\r\n\r\n";
    let (code, looks) = examine(&Scene::with(&at(&format!("http://{}", answering(old)))));
    assert_eq!(code, 1);
    let bad = having(&looks, "bad");
    assert_eq!(bad, ["environment clock", "target amazon_pay_india.endpoint.base_url"], "{looks:#?}");
}

/// An answer of that status, dated an hour ago.
fn hour_old(status: &str, more: &str) -> String {
    let then = jiff::Timestamp::now() - jiff::SignedDuration::from_hours(1);
    let date = then.strftime("%a, %d %b %Y %H:%M:%S GMT");
    answering(format!("HTTP/1.1 {status}\r\ndate: {date}\r\n{more}content-length: 0\r\n\r\n"))
}

#[test]
fn an_answer_out_of_a_cache_says_nothing_of_the_clock() {
    let (_, looks) = examine(&Scene::with(&at(&format!("http://{}", hour_old("404 Not Found", "age: 3600\r\n")))));
    assert_eq!(having(&looks, "bad"), ["target amazon_pay_india.endpoint.base_url"], "{looks:#?}");

    let mut config = foreign();
    config[APL]["shoppers"] = json!({ "eligible": "u-1" });
    let page = format!("http://{}/?c={{customer}}&a={{amount}}&o={{order}}", hour_old("302 Found", "location: /login\r\n"));
    config[APL]["checkout"] = json!({ "url": page });
    let (code, looks) = examine(&Scene::with(&config));
    assert_eq!((code, having(&looks, "bad")), (0, vec![]), "{looks:#?}");
    assert!(having(&looks, "note").contains(&"target amazon_pay_india.checkout.url".to_owned()), "{looks:#?}");
    let shoppers = looks.iter().find(|look| look["about"] == "amazon_pay_india.shoppers").unwrap();
    let text = shoppers["text"].as_str().unwrap();
    assert!(text.contains("declined") && !text.contains(" eligible,") && shoppers["health"] == "note", "{shoppers}");
}

#[test]
fn a_page_whose_backend_has_no_provider_yet_is_not_opened() {
    let mut config = foreign();
    let address = answering("HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\n\r\n");
    config[APL]["shoppers"] = json!({ "eligible": "u-1" });
    config[APL]["checkout"] = json!({ "url": format!("http://{address}/?c={{customer}}&a={{amount}}&o={{order}}") });
    config[APL]["merchant"] = json!({ "listen": "127.0.0.1:0", "recurring_url": "http://127.0.0.1:1/{customer}{amount}{order}" });
    problem(&config, "environment amazon_pay_india.merchant.recurring_url", "refused");
}

#[test]
fn credentials_are_told_from_the_target_and_never_printed() {
    let mut config = foreign();
    config[APL]["endpoint"]["secret_key"] = json!("wrong-and-secret");
    problem(&config, "credentials amazon_pay_india.endpoint", "credentials refused");
    let ran = Scene::with(&config).signoff(&["doctor", "-v"]);
    assert!(!format!("{ran:?}").contains("wrong-and-secret"));

    let mut config = foreign();
    config[APL]["customers"]["declined"] = json!("Atza|nobody's");
    problem(&config, "credentials amazon_pay_india.customers.declined", "token refused");

    let page = "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 2\r\n\r\nhi";
    problem(&at(&format!("http://{}", answering(page))), "target amazon_pay_india.endpoint.base_url", "not this provider?");
}

#[test]
fn signer_page_and_browser_are_looked_at() {
    let mut config = foreign();
    config[APL]["signer"] = json!({ "command": ["/no/such/program"] });
    problem(&config, "target amazon_pay_india.signer", "/no/such/program");

    let mut config = foreign();
    let page =
        format!("http://{}/?c={{customer}}&a={{amount}}&o={{order}}", answering("HTTP/1.1 404 No\r\ncontent-length: 0\r\n\r\n"));
    config[APL]["shoppers"] = json!({ "eligible": "u-1" });
    config[APL]["checkout"] = json!({ "url": page, "browser": true });
    let (code, bad) = without_browser(&config);
    assert_eq!((code, bad), (1, vec!["target amazon_pay_india.checkout.url".to_owned(), "harness browser".to_owned()]));

    // A browser has a trust of its own: what our client thinks of the certificate is no problem.
    let address = tls("expired.pem").replace("127.0.0.1", "localhost");
    config[APL]["checkout"]["url"] = json!(format!("https://{address}/?c={{customer}}&a={{amount}}&o={{order}}"));
    assert_eq!(without_browser(&config), (1, vec!["harness browser".to_owned()]));
}

/// Exit code and problems on a machine that has no browser.
fn without_browser(config: &Value) -> (i32, Vec<String>) {
    let scene = Scene::with(config);
    let mut doctor = scene.command(&["doctor", "--format", "json"]);
    doctor.env("CHROMEDRIVER", "/no/driver").env("CHROME", "/no/browser");
    let (code, looks) = read(Ran::new(doctor.output().unwrap(), Duration::ZERO));
    (code, having(&looks, "bad"))
}

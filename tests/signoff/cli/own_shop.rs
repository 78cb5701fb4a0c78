//! A shop that somebody else wrote: a Python backend, and a page that a script builds in the browser.

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};

use super::scene::{Ran, Report, Scene};

const SHOP: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/shops/scripted/shop.py");
const ACCOUNT: [(&str, &str); 4] = [
    ("merchant_id", "A2XMNOQAN8MC64"),
    ("access_key_id", "own-shop-key"),
    ("secret_key", "own-shop-secret-0123456789abcdefghij"),
    ("callback_url", "https://shop.example/return"),
];
/// A few scenarios of each kind; none that sends the customer to another host.
const NAMES: &str = "^(The method is labelled as published|The credit stands behind its label|An eligible customer can pay|\
    The reason of a customer who is kyc_expired is shown as it came|A customer who is kyc_expired cannot choose the method|\
    An eligible customer reads the whole sentence|The words are a link to this customer's statement|\
    A captured charge ends at the shop|A double click charges the amount once|A charge that is declined is told)";

struct Shop {
    process: Child,
    address: String,
}

impl Drop for Shop {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Opens the shop; its Amazon Pay is at this port.
fn open(port: u16) -> Shop {
    let mut command = Command::new("python3");
    command.arg(SHOP).arg(format!("http://127.0.0.1:{port}")).args(ACCOUNT.map(|(_, value)| value));
    let mut process = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::inherit()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(process.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
    Shop { process, address: line.trim().to_owned() }
}

fn config(shop: &Shop, port: u16, browser: bool) -> Value {
    let mut merchant = json!({ "listen": format!("127.0.0.1:{port}"), "signed_host": "amazonpay-sandbox.amazon.in" });
    for (name, value) in ACCOUNT {
        merchant[name] = json!(value);
    }
    let url = format!("{}/pay?customer={{customer}}&amount={{amount}}&order={{order}}", shop.address);
    json!({ "amazon_pay_india": {
        "checkout": { "url": url, "browser": browser },
        "shoppers": { "eligible": "u-1001", "kyc_expired": "u-1002", "declined": "u-1003" },
        "merchant": merchant,
    } })
}

fn visit(browser: bool) -> (Ran, Report, Scene) {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let shop = open(port);
    let scene = Scene::with(&config(&shop, port, browser));
    let subjects = ["--subject", "checkout", "--subject", "merchant", "--evidence", "evidence"];
    let ran = scene.run(&[&subjects[..], &["--name", NAMES, "--tags", "not @browser"]].concat());
    let report = scene.report();
    (ran, report, scene)
}

#[test]
fn read_without_a_browser_nothing_of_its_page_is_judged() {
    let (ran, report, scene) = visit(false);
    assert_eq!(ran.code, 3, "{ran:?}");
    assert_eq!(report.having("violated"), Vec::<String>::new());
    let reasons = report.scenarios().flat_map(|scenario| scenario["steps"].as_array().unwrap());
    let reasons: Vec<_> = reasons.filter_map(|step| step["message"].as_str()).collect();
    assert!(!reasons.is_empty());
    let left = scene.left_behind();
    assert!(left.len() > 5, "no evidence");
    for secret in [ACCOUNT[2].1, "Atza|u-", "Atza%7Cu-"] {
        assert!(!left.iter().any(|text| text.contains(secret)), "{secret} is told");
    }
    assert!(reasons.contains(&"the page builds this with scripts; use browser = true"), "{reasons:?}");
}

#[test]
fn in_a_real_browser_it_meets_what_it_keeps_to() {
    if !crate::checkout::browser::is_there() {
        return;
    }
    let (ran, report, scene) = visit(true);
    assert_eq!(report.having("violated"), Vec::<String>::new(), "{ran:?}");
    let unclear: Vec<_> = report.scenarios().filter(|scenario| scenario["outcome"] != "passed").collect();
    assert!(unclear.is_empty(), "{unclear:#?}");
    assert_eq!(report.scenarios().count(), 10);
    let folders = report.scenarios().flat_map(|scenario| scenario["evidence"].as_array().unwrap());
    let files: Vec<_> = folders.map(|file| scene.path("evidence").join(file.as_str().unwrap())).collect();
    assert!(files.iter().any(|file| file.ends_with("option.png")) && files.iter().all(|file| file.metadata().unwrap().len() > 0));
}

//! A shop that somebody else wrote: a Python backend, and a page that a script builds in the browser.

use serde_json::json;

use super::foreign_shop::{SECRET, Shop};
use super::scene::{Ran, Report, Scene};

/// A few scenarios of each kind; none that sends the customer to another host.
const NAMES: &str = "^(The method is labelled as published|The credit stands behind its label|An eligible customer can pay|\
    The reason of a customer who is kyc_expired is shown as it came|A customer who is kyc_expired cannot choose the method|\
    An eligible customer reads the whole sentence|The words are a link to this customer's statement|\
    A captured charge ends at the shop|A double click charges the amount once|A charge that is declined is told)";

fn visit(browser: bool) -> (Ran, Report, Scene) {
    let shop = Shop::open("scripted");
    let scene = Scene::with(&json!({ "amazon_pay_india": {
        "checkout": { "url": shop.checkout(), "browser": browser },
        "shoppers": { "eligible": "u-1001", "kyc_expired": "u-1002", "declined": "u-1003" },
        "merchant": shop.merchant(),
    } }));
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
    for secret in [SECRET, "Atza|u-", "Atza%7Cu-"] {
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

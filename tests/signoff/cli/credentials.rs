//! The right provider, but it does not accept who we are: nothing can be said of it.

use serde_json::json;

use super::scene::{Report, Scene, foreign};

const SLUG: &str = "amazon_pay_india";

/// A run of the endpoint's scenarios that ends 3.
fn unproven(config: &serde_json::Value) -> (Report, String) {
    let scene = Scene::with(config);
    let ran = scene.run(&["--subject", "endpoint"]);
    assert_eq!(ran.code, 3, "{ran:?}");
    (scene.report(), ran.stdout)
}

#[test]
fn a_wrong_secret() {
    let mut config = foreign();
    config[SLUG]["endpoint"]["secret_key"] = json!("not-the-secret-of-this-account");
    let (report, stdout) = unproven(&config);
    report.is_all_inconclusive("credentials refused: 401 AuthorizationFailed");
    assert!(stdout.contains("credentials refused"), "{stdout}");
}

#[test]
fn an_unknown_access_key() {
    let mut config = foreign();
    config[SLUG]["endpoint"]["access_key_id"] = json!("00000000-0000-0000-0000-000000000000");
    unproven(&config).0.is_all_inconclusive("credentials refused");
}

/// Every scenario is inconclusive because of the token; the rules may judge the refusals, as far as they go.
fn token_is_refused(token: &serde_json::Value) {
    let mut config = foreign();
    for customer in config[SLUG]["customers"].as_object_mut().unwrap().values_mut() {
        *customer = token.clone();
    }
    let (report, _) = unproven(&config);
    assert_eq!(report.having("violated"), [""; 0]);
    assert!(report.scenarios().all(|scenario| scenario["outcome"] == "inconclusive"));
    for entry in report.requirements().filter(|entry| entry["status"] == "inconclusive") {
        assert!(entry["reason"].as_str().unwrap().contains("token refused: 403 InvalidAccessToken"), "{entry}");
    }
    for entry in report.requirements().filter(|entry| entry["status"] == "met") {
        assert!(entry["scenarios"].as_array().unwrap().is_empty(), "{entry}");
    }
}

#[test]
fn expired_tokens() {
    token_is_refused(&foreign()[SLUG]["customers"]["stale"].clone());
}

#[test]
fn tokens_of_another_merchants_customers() {
    token_is_refused(&foreign()[SLUG]["customers"]["foreign"].clone());
}

#[test]
fn without_customers_nothing_is_violated() {
    let mut config = foreign();
    config[SLUG].as_object_mut().unwrap().remove("customers");
    let (report, stdout) = unproven(&config);
    assert_eq!(report.having("violated"), [""; 0]);
    assert!(stdout.contains("(key customers.eligible)"), "{stdout}");
}

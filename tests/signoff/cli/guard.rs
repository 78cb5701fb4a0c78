//! The real-money guard: it stands before the first request, and nothing here contacts anybody.

use serde_json::json;

use super::scene::{Scene, foreign};

#[test]
fn a_production_host_is_refused_before_anything_is_sent() {
    for host in ["https://amazonpay.amazon.in", "https://AMAZONPAY.amazon.in/", "https://amazonpay.amazon.in.:443"] {
        let mut config = foreign();
        config["amazon_pay_india"]["endpoint"]["base_url"] = json!(host);
        let scene = Scene::with(&config);
        let ran = scene.run(&["--subject", "endpoint"]);
        ran.refused(&["https://amazonpay.amazon.in", "production host", "--tags \"not @moves-money\"", "--allow-production"]);
        assert!(!scene.path("report.json").exists(), "a report was written, so something was run");
    }
}

/// The production host of one provider, of which nothing that moves money is selected, does not hide that of another.
#[test]
fn every_production_host_is_looked_at() {
    let mut config = foreign();
    config["amazon_pay_india"]["endpoint"]["base_url"] = json!("https://amazonpay.amazon.in");
    let other = format!("https://{}", signoff::providers::find("ppro").unwrap().production_hosts[0]);
    config["ppro"] = json!({ "endpoint": { "base_url": other, "merchant_id": "m", "api_key": "k" } });
    let scene = Scene::with(&config);
    let both = scene.run(&["--subject", "endpoint"]);
    both.refused(&[&format!("https://amazonpay.amazon.in and {other} are production hosts")]);
    let one = scene.run(&["--subject", "endpoint", "--tags", "@PP-A02 or (@APL-E01 and not @moves-money)"]);
    one.refused(&[&format!("error: {other} is a production host"), "--tags \"not @moves-money\""]);
    assert!(scene.left_behind().is_empty());
}

#[test]
fn the_tags_that_the_guard_names_leave_something() {
    let scene = Scene::with(&foreign());
    scene.run(&["--subject", "endpoint", "--tags", "not @moves-money"]);
    let report = scene.report();
    assert!(report.scenarios().count() > 0);
    assert!(report.scenarios().all(|scenario| !scenario["tags"].as_array().unwrap().contains(&json!("moves-money"))));
    let charges = report.0["exchanges"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|exchange| exchange["request"]["method"] == "POST" && exchange["response"]["status"] == 200);
    assert_eq!(charges.count(), 0, "a scenario without the tag moved money");
}

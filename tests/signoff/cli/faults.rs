//! `run --fault`: what a user sees when something is wrong.

use signoff::providers::amazon_pay_india::AMAZON_PAY_INDIA as APL;

use super::scene::{Scene, linked};

/// Runs the scenarios of the requirements that a fault violates, with the fault planted.
fn broken(fault: &str, subject: &str) -> (Scene, Vec<String>, String) {
    let scene = Scene::embedded();
    let linked = linked(fault, subject);
    assert!(!linked.is_empty(), "{fault} violates nothing");
    let tags: Vec<_> = linked.iter().map(|id| format!("@{id}")).collect();
    let planted = format!("{}:{fault}", APL.slug);
    let ran = scene.run(&["--fault", &planted, "--tags", &tags.join(" or ")]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert_eq!(scene.report().having("violated"), linked);
    (scene, linked, ran.stdout)
}

#[test]
fn a_broken_endpoint_is_told_with_the_finding_and_the_request() {
    for (fault, expected, actual, request) in [
        ("amazon_refund_id_missing", "amazonRefundId", "", "/v1/payments/refund "),
        ("unknown_charge_status", "CaptureApproved", "Success", "\"accessToken\":\"[eligible token]\""),
    ] {
        let (scene, linked, stdout) = broken(fault, "endpoint");
        let report = scene.report();
        let entry = report.requirements().find(|entry| entry["id"] == linked[0]).unwrap();
        let finding = &entry["findings"][0];
        let text = |name: &str| finding[name].as_str().unwrap().to_owned();
        assert!(format!("{} {}", text("where"), text("expected")).contains(expected), "{finding}");
        assert!(text("actual").contains(actual), "{finding}");
        let exchange = report.0["exchanges"].as_array().unwrap().iter().find(|one| one["id"] == finding["exchange"]);
        assert!(exchange.is_some(), "the finding's exchange is not in the report: {finding}");
        for word in [
            "NOT CONFORMANT",
            "where ",
            "expected ",
            "actual ",
            "request   curl -X ",
            "response  answered 200",
            request,
            &linked[0],
        ] {
            assert!(stdout.contains(word), "{word:?} is not in: {stdout}");
        }
    }
}

/// Of what a merchant does, the last exchange is mostly a look at how things stand.
#[test]
fn a_finding_about_a_call_of_the_merchants_is_shown_by_that_call() {
    let scene = Scene::embedded();
    let name = "^A cycle is charged at what it costs";
    let ran = scene.run(&["--provider", "ppro", "--name", name, "--fault", "ppro:shop_cycle_of_another_amount"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    let report = scene.report();
    let entry = report.requirements().find(|entry| entry["id"] == "PP-B05").unwrap();
    let shown_by = &entry["findings"][0]["exchange"];
    let exchange = report.0["exchanges"].as_array().unwrap().iter().find(|one| one["id"] == *shown_by).unwrap();
    let request = &exchange["request"];
    assert_eq!(request["method"], "POST");
    assert!(request["url"].as_str().unwrap().ends_with("/payment-charges") && request["body"].as_str().unwrap().contains("1100"));
    assert!(ran.stdout.contains("request   curl -X POST"), "{}", ran.stdout);
}

#[test]
fn a_broken_signer_is_told_with_the_first_stage_that_differs() {
    let (_, _, stdout) = broken("signer_plus_for_space", "signer");
    assert!(stdout.contains("where     signer's canonical_request"), "{stdout}");
}

#[test]
fn junit_calls_it_a_failure_and_what_could_not_be_told_an_error() {
    let (scene, ..) = broken("amazon_refund_id_missing", "endpoint");
    let text = std::fs::read_to_string(scene.path("junit.xml")).unwrap();
    let junit = quick_junit::Report::deserialize_from_str(&text).unwrap();
    let outcomes = |wanted: &str| scene.report().scenarios().filter(|scenario| scenario["outcome"] == wanted).count();
    assert!(junit.failures >= outcomes("failed") && outcomes("failed") > 0, "{text}");
    assert_eq!(junit.errors, outcomes("inconclusive"));
}

#[test]
fn a_target_that_refuses_everything_meets_nothing() {
    let scene = Scene::embedded();
    let ran = scene.run(&["--fault", "amazon_pay_india:refuse_everything", "--subject", "endpoint", "--provider", APL.slug]);
    assert_eq!(ran.code, 3, "{ran:?}");
    scene.report().is_all_inconclusive("credentials refused");
}

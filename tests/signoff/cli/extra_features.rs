//! `--features DIR`: requirements and scenarios of the user's own.

use super::scene::{Scene, catalogue, foreign};

pub const REQUIREMENT: &str = r#"
[[requirement]]
id = "SHOP-1"
level = "MUST"
subject = "endpoint"
text = "Our own rule."
source = "our handbook"
basis = "documented"
"#;

pub const FEATURE: &str = r#"Feature: Our own

  @SHOP-1
  Scenario: A refund has the provider's own id
    Given an eligible customer
    And a charge of "100.00" with status "CaptureApproved"
    When the merchant refunds "100.00"
    Then the field "amazonRefundId" is not empty
"#;

/// A folder `own` with these requirements and this feature.
fn scene(requirements: &str, feature: &str) -> Scene {
    let scene = Scene::embedded();
    scene.write("own/amazon_pay_india/requirements.toml", requirements);
    scene.write("own/amazon_pay_india/shop.feature", feature);
    scene
}

#[test]
fn they_are_added_to_the_published_ones() {
    let scene = scene(REQUIREMENT, FEATURE);
    let ran = scene.run(&["--features", "own", "--tags", "@SHOP-1"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert_eq!(scene.report().having("met"), ["SHOP-1"]);
    assert_eq!(scene.report().scenarios().next().unwrap()["feature"], "amazon_pay_india/shop.feature");
}

#[test]
fn a_scenario_that_judged_nothing_is_not_green() {
    let only_a_snapshot = FEATURE.replace("the field \"amazonRefundId\" is not empty", "the answer matches the snapshot \"own\"");
    let scene = Scene::with(&foreign());
    scene.write("own/amazon_pay_india/requirements.toml", REQUIREMENT);
    scene.write("own/amazon_pay_india/shop.feature", &only_a_snapshot);
    let arguments = ["--features", "own", "--tags", "@SHOP-1"];
    assert_eq!(scene.run(&arguments).code, 3);
    let report = scene.report();
    assert_eq!(report.having("inconclusive"), ["SHOP-1"]);
    assert_eq!(report.requirements().find(|entry| entry["id"] == "SHOP-1").unwrap()["reason"], "nothing was judged");
}

#[test]
fn a_requirement_without_a_scenario_is_untested() {
    let scene = scene(&format!("{REQUIREMENT}{}", REQUIREMENT.replace("SHOP-1", "SHOP-2")), FEATURE);
    let ran = scene.run(&["--features", "own", "--subject", "endpoint"]);
    assert_eq!((ran.code, scene.report().having("untested")), (3, vec!["SHOP-2".to_owned()]));
    assert!(ran.stdout.contains("no scenario and no rule checks it"), "{}", ran.stdout);
}

#[test]
fn a_claim_that_neither_we_nor_they_know_is_warned_of() {
    let mut config = foreign();
    config["amazon_pay_india"]["capabilities"] = serde_json::json!({ "gift_cards": true, "gift_card": true });
    let scene = Scene::with(&config);
    scene.write("own/amazon_pay_india/requirements.toml", &format!("{REQUIREMENT}capability = \"gift_cards\"\n"));
    scene.write("own/amazon_pay_india/shop.feature", FEATURE);
    let ran = scene.run(&["--features", "own", "--tags", "@SHOP-1"]);
    assert_eq!((ran.code, scene.report().having("met")), (0, vec!["SHOP-1".to_owned()]), "{ran:?}");
    let warnings: Vec<_> = ran.stderr.lines().filter(|line| line.starts_with("warning: ")).collect();
    let told = "warning: amazon_pay_india.capabilities.gift_card is unknown and claims nothing; known are login_with_amazon_sdk";
    assert_eq!(warnings, [told], "{ran:?}");
}

#[test]
fn what_a_feature_is_tagged_with_its_scenarios_are() {
    let mut config = foreign();
    let tagged = format!("@login_with_amazon_sdk\n{FEATURE}");
    for (claimed, code, tried) in [(false, 3, 0), (true, 0, 1)] {
        config["amazon_pay_india"]["capabilities"] = serde_json::json!({ "login_with_amazon_sdk": claimed });
        let scene = Scene::with(&config);
        scene.write("own/amazon_pay_india/requirements.toml", REQUIREMENT);
        scene.write("own/amazon_pay_india/shop.feature", &tagged);
        let ran = scene.run(&["--features", "own", "--tags", "@SHOP-1 and @login_with_amazon_sdk"]);
        assert_eq!((ran.code, scene.report().scenarios().count()), (code, tried), "{ran:?}");
    }
}

/// Nobody would miss a scenario that is never tried.
#[test]
fn a_feature_that_would_be_passed_over_is_exit_2() {
    for (path, words) in [
        ("own/shop.feature", "features stand in <provider>/<name>.feature"),
        ("own/amazon_pay_india/more/shop.feature", "features stand in <provider>/<name>.feature"),
        ("own/adyen/shop.feature", "shop.feature:4: the scenario judges SHOP-1, which belongs to amazon_pay_india"),
        ("own/common/shop.feature", "shop.feature:4: the scenario judges SHOP-1, which belongs to amazon_pay_india"),
    ] {
        let scene = scene(REQUIREMENT, &FEATURE.replace("the provider's", "the"));
        scene.write(path, FEATURE);
        scene.run(&["--features", "own", "--tags", "@SHOP-1"]).refused(&[words]);
        let linted = scene.signoff(&["lint", "own"]);
        assert!(linted.code > 0 && format!("{}{}", linted.stdout, linted.stderr).contains(words), "{linted:?}");
    }
}

#[test]
fn a_doubled_id_is_exit_2() {
    let taken = catalogue("endpoint")[0]["id"].as_str().unwrap().to_owned();
    for second in [taken.as_str(), "SHOP-1"] {
        let scene = scene(&format!("{REQUIREMENT}{}", REQUIREMENT.replace("SHOP-1", second)), FEATURE);
        scene.run(&["--features", "own"]).refused(&[second, "own/amazon_pay_india/requirements.toml:"]);
    }
}

#[test]
fn a_feature_of_a_taken_name_is_exit_2() {
    let scene = scene(REQUIREMENT, FEATURE);
    scene.write("own/amazon_pay_india/charges.feature", FEATURE);
    scene.run(&["--features", "own"]).refused(&["two features amazon_pay_india/charges.feature", "another name"]);
}

#[test]
fn a_bad_feature_is_exit_2_with_its_line() {
    let cases = [
        (FEATURE.replace("SHOP-1", "SHOP-9"), "shop.feature:4: no requirement has the id SHOP-9"),
        (FEATURE.replace("Given an", "Given no such"), "shop.feature:5: no step definition matches"),
        ("Feature: One\n\nFeature: Two\n".to_owned(), "shop.feature:3: "),
    ];
    for (text, words) in cases {
        let scene = scene(REQUIREMENT, &text);
        scene.run(&["--features", "own"]).refused(&["own/amazon_pay_india/", words]);
        assert!(!scene.path("report.json").exists());
    }
    Scene::embedded().run(&["--features", "nowhere"]).refused(&["nowhere"]);
}

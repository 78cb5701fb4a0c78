//! `signoff lint`: every mistake with its file and line.

use super::scene::Scene;

#[test]
fn the_embedded_features_are_clean() {
    let ran = Scene::embedded().signoff(&["lint"]);
    assert_eq!((ran.code, ran.stdout.as_str(), ran.stderr.as_str()), (0, "", ""));
}

#[test]
fn each_kind_of_mistake_is_told_with_its_line() {
    let refund = "    Given an eligible customer\n    Then the field \"refundId\" is not empty\n";
    let cases = [
        (format!("  @NOPE-1\n  Scenario: One\n{refund}"), 3, "no requirement has the id NOPE-1"),
        (format!("  Scenario: One\n{refund}"), 2, "exactly one requirement tag"),
        (format!("  @T-1 @T-2\n  Scenario: One\n{refund}"), 3, "exactly one requirement tag"),
        (
            format!("  @T-1\n  Scenario: One\n{refund}    And the moon is full\n"),
            6,
            "no step definition matches \"And the moon is full\"",
        ),
        ("  @T-1\n  Scenario: One\n".to_owned(), 3, "the scenario has no steps"),
        ("  @T-1\n  Scenario: One\n    Given an eligible customer\n".to_owned(), 3, "it judges nothing"),
        (format!("  @T-1\n  Scenario: One\n    Gven an eligible customer\n{refund}"), 4, "starts with no keyword"),
        (format!("  Secnario: lost\n\n  @T-1\n  Scenario: One\n{refund}"), 2, "looks like"),
        (
            format!("  @T-1\n  Scenario: One\n{refund}\n  @T-1\n  Scenario: One\n{refund}"),
            8,
            "the scenario of line 3 has the same name",
        ),
        (format!("  @T-1\n  Scenario Outline: One\n{refund}"), 3, "has no Examples"),
        (format!("  @T-1\n  Scenario: One\n{refund}Feature: Two\n"), 7, "no Gherkin from about here"),
    ];
    for (text, line, sentence) in cases {
        let scene = Scene::embedded();
        scene.write("own/amazon_pay_india/requirements.toml", &["T-1", "T-2"].map(requirement).concat());
        scene.write("own/amazon_pay_india/bad.feature", &format!("Feature: Mistakes\n{text}"));
        let ran = scene.signoff(&["lint", "own"]);
        assert_eq!(ran.code, 1, "{text}\n{ran:?}");
        let place = format!("own/amazon_pay_india/bad.feature:{line}: ");
        assert!(ran.stdout.lines().any(|found| found.starts_with(&place) && found.contains(sentence)), "{sentence}: {ran:?}");
        assert_eq!(ran.stdout.lines().count(), 1, "{text}\n{}", ran.stdout);
    }
}

#[test]
fn json_lists_the_same_problems() {
    let scene = Scene::embedded();
    scene.write("own/amazon_pay_india/bad.feature", "Feature: Mistakes\n\n  Scenario: One\n");
    let ran = scene.signoff(&["lint", "own", "--format", "json"]);
    let document: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!((ran.code, document["problems"].as_array().unwrap().len()), (1, 2), "{document}");
}

#[test]
fn a_folder_that_holds_no_feature_is_exit_2() {
    let scene = Scene::embedded();
    scene.write("empty/read.me", "nothing");
    for folder in ["empty", "nowhere"] {
        scene.signoff(&["lint", folder]).refused(&[folder]);
    }
}

/// A table of `requirements.toml`.
fn requirement(id: &str) -> String {
    let rest = "level = \"MUST\"\nsubject = \"endpoint\"\ntext = \"t\"\nsource = \"s\"\nbasis = \"documented\"\n";
    format!("[[requirement]]\nid = \"{id}\"\n{rest}")
}

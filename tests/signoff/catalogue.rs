//! The embedded catalogue, extra folders, the linter, and `signoff requirements`.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use assert_cmd::Command;
use cucumber::step::Collection;
use regex::Regex;
use serde_json::Value;
use signoff::catalogue::{Catalogue, Level, Requirement, links};
use signoff::core::subject::Subject;
use signoff::engine::features::{self, COMMON, Source};
use signoff::engine::lint::{lint, unused};
use signoff::schema;
use signoff::world::World;

#[test]
fn the_embedded_catalogue_is_whole() {
    let catalogue = Catalogue::embedded().unwrap();
    let apl = [("S", 26), ("A", 38), ("B", 23), ("C", 17), ("D", 11), ("E", 7)].map(|(letter, last)| ("APL", letter, last));
    let juspay = [("A", 29), ("B", 25), ("C", 10), ("D", 11)].map(|(letter, last)| ("JP", letter, last));
    let adyen = [("A", 25), ("B", 21), ("C", 9), ("D", 19)].map(|(letter, last)| ("ADY", letter, last));
    let ppro = [("A", 49), ("B", 28), ("C", 9), ("D", 13)].map(|(letter, last)| ("PP", letter, last));
    for (prefix, letter, last) in apl.into_iter().chain(juspay).chain(ppro).chain(adyen) {
        let stem = &format!("{prefix}-{letter}");
        let ids: Vec<_> =
            catalogue.requirements.iter().map(|entry| entry.id.as_str()).filter(|id| id.starts_with(stem)).collect();
        let expected: Vec<_> = (1..=last).map(|number| format!("{stem}{number:02}")).collect();
        assert_eq!(ids, expected);
    }
    for (slug, count) in [("amazon_pay_india", 11), ("juspay", 19), ("ppro", 34), ("adyen", 17)] {
        let should = |entry: &&Requirement| entry.provider == slug && entry.level == Level::Should;
        assert_eq!(catalogue.requirements.iter().filter(should).count(), count, "{slug}");
    }
    assert_eq!(catalogue.checklist.iter().filter(|item| item.provider == "amazon_pay_india").count(), 49 + 4 + 1);
    for item in &catalogue.checklist {
        assert!(item.manual.is_some() || !item.requirements.is_empty(), "item {} leads nowhere", item.item);
    }
    for entry in catalogue.requirements.iter().filter(|entry| entry.provider != COMMON) {
        assert!(entry.source.contains("https://"), "{} has no address", entry.id);
    }
}

#[test]
fn the_embedded_catalogue_scenarios_rules_and_faults_fit_together() {
    let catalogue = Catalogue::embedded().unwrap();
    let scenarios = links::scenarios(&features::embedded()).unwrap();
    assert_eq!(links::problems(&catalogue, &scenarios), Vec::<String>::new());
    let unchecked = links::unchecked(&catalogue, &scenarios, &[Subject::Endpoint, Subject::Signer]);
    assert_eq!(unchecked.iter().map(|entry| &entry.id).collect::<Vec<_>>(), Vec::<&String>::new());
}

#[test]
fn the_embedded_features_have_no_problem() {
    let output = Command::cargo_bin("signoff").unwrap().arg("lint").output().unwrap();
    assert_eq!((String::from_utf8(output.stdout).unwrap(), output.status.code()), (String::new(), Some(0)));
}

#[test]
fn step_definitions_that_no_feature_uses_are_told() {
    let all = unused::<World>(&[]);
    let left = unused::<World>(&features::embedded());
    assert!(all.iter().any(|line| line.starts_with("src/steps/") && line.contains(": no feature uses the step ^")), "{all:#?}");
    assert!(left.len() < all.len(), "{left:#?}");
}

fn extra(requirements: &str, provider: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let provider = folder.path().join(provider);
    fs::create_dir(&provider).unwrap();
    fs::write(provider.join("requirements.toml"), requirements).unwrap();
    folder
}

const MORE: &str = r#"
[[requirement]]
id = "SHOP-1"
level = "SHOULD"
subject = "merchant"
text = "Our shop says thank you."
source = "our own handbook"
basis = "documented"
"#;

#[test]
fn a_folder_adds_requirements() {
    let folder = extra(MORE, "amazon_pay_india");
    let catalogue = Catalogue::with(&[folder.path().to_owned()]).unwrap();
    assert_eq!(catalogue.requirements.len(), Catalogue::embedded().unwrap().requirements.len() + 1);
    assert_eq!(catalogue.find("SHOP-1").unwrap().provider, "amazon_pay_india");
}

#[test]
fn a_folder_that_does_not_fit_is_refused() {
    let refusal = |requirements: &str, provider: &str| {
        let folder = extra(requirements, provider);
        Catalogue::with(&[folder.path().to_owned()]).unwrap_err().to_string()
    };
    let doubled = refusal(&MORE.replace("SHOP-1", "APL-A01"), "amazon_pay_india");
    assert!(
        doubled.contains("requirements.toml:2: could not use `id`: APL-A01 is given twice, first at features/amazon_pay_india/"),
        "{doubled}"
    );
    assert!(refusal(MORE, "amazon_pay").contains("could not find the provider of the folder"));
    let missing = Catalogue::with(&[Path::new("no/such/folder").to_owned()]).unwrap_err().to_string();
    assert!(missing.starts_with("could not read no/such/folder: "), "{missing}");
}

#[derive(Debug)]
struct Nobody;

/// Step definitions of the linter's tests; `two ways` is defined twice.
fn steps() -> Collection<Nobody> {
    let step: cucumber::step::Step<Nobody> = |_, _| Box::pin(async {});
    let text = |text: &str| Regex::new(text).unwrap();
    Collection::new()
        .given(None, text("^a customer$"), step)
        .when(None, text(r"^a charge of (\d+)$"), step)
        .when(None, text("^two ways$"), step)
        .when(None, text("^two .*$"), step)
        .then(None, text("^it holds$"), step)
}

fn problems(text: &str) -> Vec<String> {
    let source = Source { path: "amazon_pay_india/x.feature".into(), origin: "x".into(), text: text.into() };
    let known: BTreeSet<_> = ["T-1", "T-2"].map(str::to_owned).into();
    lint(&[source], &|_| steps(), &known).iter().map(ToString::to_string).collect()
}

const GOOD: &str = "Feature: charges
  What this is about, and given in prose.

  Background:
    Given a customer

  @T-1 @moves-money
  Scenario: one
    When a charge of 7
    Then it holds

  Scenario Outline: of <amount>
    When a charge of <amount>
    Then it holds

    @T-1
    Examples:
      | amount |
      | 1      |

    @T-2
    Examples: more
      | amount |
      | 2      |
";

#[test]
fn a_good_feature_has_no_problem() {
    assert_eq!(problems(GOOD), Vec::<String>::new());
}

#[test]
fn every_kind_of_problem_is_found_at_its_line() {
    let table = [
        ("@T-1 @moves", "@T-9 @moves", "x:8: no requirement has the id T-9"),
        ("@T-1 @moves", "@moves", "x:8: exactly one requirement tag (with an upper-case letter) is needed, found none"),
        (
            "@T-1 @moves",
            "@T-1 @T-2 @moves",
            "x:8: exactly one requirement tag (with an upper-case letter) is needed, found T-1, T-2",
        ),
        ("    @T-2\n", "    @t2\n", "x:22: exactly one requirement tag (with an upper-case letter) is needed, found none"),
        ("a charge of 7", "a refund of 7", "x:9: no step definition matches \"When a refund of 7\""),
        ("| 2 ", "| x ", "x:13: no step definition matches \"When a charge of x\""),
        ("a charge of 7", "two ways", "x:9: \"two ways\" is ambiguous: ^two .*$ and ^two ways$ all match"),
        ("    When a charge of 7\n    Then it holds\n", "", "x:8: the scenario has no steps"),
        (
            "    When a charge of 7\n    Then it holds\n",
            "    When a charge of 7\n",
            "x:8: the scenario has no Then: it judges nothing",
        ),
        (
            "    When a charge of 7",
            "    Wehn a charge of 7",
            "x:9: \"Wehn a charge of 7\" starts with no keyword: it would be skipped as prose",
        ),
        (
            "    Given a customer",
            "    Gven a customer",
            "x:5: \"Gven a customer\" starts with no keyword: it would be skipped as prose",
        ),
        (
            "  What this is",
            "  Scenaro: lost",
            "x:2: \"Scenaro: lost about, and given in prose.\" is read as prose, but looks like scenario",
        ),
        ("Scenario: one", "Scenario: of <amount>", "x:12: the scenario of line 8 has the same name"),
        ("of <amount>\n    Then", "of <sum>\n    Then", "x:17: <sum> has no column in the Examples"),
        (
            "      | amount |\n      | 2      |",
            "      | amount | sum |\n      | 2      | 3   |",
            "x:22: the column \"sum\" of the Examples is never used",
        ),
        ("      | amount |\n      | 2      |\n", "", "x:22: the Examples have no rows"),
        (
            "    @T-1\n    Examples:\n      | amount |\n      | 1      |\n\n    @T-2\n    Examples: more\n      | amount |\n      | 2      |\n",
            "",
            "x:12: the Scenario Outline has no Examples",
        ),
        (
            "Scenario: one",
            "Scenario: one\n    some prose",
            "x:9: \"some prose\" starts with no keyword: it would be skipped as prose",
        ),
        (
            "    Then it holds\n\n",
            "    Then it holds\n    Thn it holds\n\n",
            "x:11: \"Thn it holds\" starts with no keyword, and the file cannot be read",
        ),
    ];
    for (from, to, expected) in table {
        let text = GOOD.replacen(from, to, 1);
        assert_ne!(text, GOOD, "{from:?} is not in the good feature");
        let found = problems(&text);
        assert!(found.iter().any(|problem| problem.starts_with(expected)), "{expected:?} is not in {found:#?}");
    }
}

#[test]
fn the_requirements_are_printed_as_json_as_the_schema_says() {
    let print = |arguments: &[&str]| Command::cargo_bin("signoff").unwrap().arg("requirements").args(arguments).output().unwrap();
    let output = print(&["--format", "json"]);
    assert_eq!(output.status.code(), Some(0));
    let document: Value = serde_json::from_slice(&output.stdout).unwrap();
    schema::validate("signoff", "requirements", &document).unwrap();
    assert_eq!(document["requirements"].as_array().unwrap().len(), Catalogue::embedded().unwrap().requirements.len());
    let some = print(&["--format", "json", "--subject", "checkout", "--provider", "amazon_pay_india"]);
    let document: Value = serde_json::from_slice(&some.stdout).unwrap();
    assert_eq!(document["requirements"].as_array().unwrap().len(), 17);
    let table = String::from_utf8(print(&["--format", "markdown"]).stdout).unwrap();
    assert!(table.contains("\n| APL-C04 | MUST | A linked customer sees no \"Link Account\" button. |"), "{table}");
    assert_eq!(print(&["--provider", "nobody"]).status.code(), Some(2));
}

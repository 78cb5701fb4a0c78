//! `signoff requirements`: the catalogue in three formats.

use serde_json::Value;
use signoff::schema;

use super::scene::{Ran, Scene};

fn print(arguments: &[&str]) -> Ran {
    Scene::embedded().signoff(&[&["requirements"], arguments].concat())
}

#[test]
fn three_formats_hold_the_same_requirements() {
    let json = print(&["--format", "json"]);
    let document: Value = serde_json::from_str(&json.stdout).unwrap();
    schema::validate("signoff", "requirements", &document).unwrap();
    let ids: Vec<_> = document["requirements"].as_array().unwrap().iter().map(|entry| entry["id"].as_str().unwrap()).collect();
    let (human, markdown) = (print(&[]), print(&["--format", "markdown"]));
    assert_eq!([json.code, human.code, markdown.code], [0; 3]);
    assert!(human.stdout.trim_end().lines().last().unwrap().starts_with(&format!("{} requirements: ", ids.len())));
    for id in ids {
        assert!(human.stdout.contains(&format!("\n{id}  ")) || human.stdout.starts_with(id), "{id}");
        assert!(markdown.stdout.contains(&format!("\n| {id} | ")), "{id}");
    }
}

#[test]
fn a_provider_narrows_and_an_unknown_one_is_exit_2() {
    let (all, one) = (print(&[]).stdout, print(&["--provider", "amazon_pay_india"]).stdout);
    for foreign in ["JP-A01", "PP-A01", "ADY-A01", "EQ-001"] {
        assert!(one.contains("APL-A01") && all.contains(foreign) && !one.contains(foreign), "{one}");
    }
    print(&["--provider", "nobody"]).refused(&["no such provider"]);
    print(&["--subject", "nobody"]).refused(&["nobody"]);
}

#[test]
fn a_fault_is_printed_as_run_takes_it() {
    let human = print(&[]).stdout;
    let lines = human.lines().filter_map(|line| line.strip_prefix("    faults     "));
    let faults: Vec<_> = lines.flat_map(|line| line.split(' ')).collect();
    for provider in signoff::providers::ALL {
        let own = faults.iter().filter_map(|fault| fault.strip_prefix(provider.slug)?.strip_prefix(':'));
        assert!(own.clone().count() > 20 && own.clone().all(|name| provider.fault(name).is_some()), "{}", provider.slug);
    }
    assert!(faults.iter().all(|fault| fault.contains(':')), "{human}");
    let printed = faults.iter().find(|fault| fault.ends_with(":duplicate_charge_accepted")).unwrap();
    let only = ["run", "--subject", "endpoint", "--name", "^A charge id is used once$", "--fault", printed];
    assert_eq!(Scene::embedded().signoff(&only).code, 1);
}

#[test]
fn the_printed_catalogue_is_the_reviewed_one() {
    insta::with_settings!({
        snapshot_path => concat!(env!("CARGO_MANIFEST_DIR"), "/snapshots/signoff"),
        prepend_module_to_snapshot => false,
        omit_expression => true,
    }, {
        insta::assert_snapshot!("requirements", print(&[]).stdout);
    });
}

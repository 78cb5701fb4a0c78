//! What is run: providers, subjects, tags, names, and what cannot be asked for.

use super::scene::{Report, Scene, catalogue, foreign};

#[test]
fn what_cannot_be_selected_is_exit_2() {
    let embedded = Scene::embedded();
    let cases: [(&[&str], &[&str]); 16] = [
        (&["--provider", "nobody"], &["no such provider", "amazon_pay_india"]),
        (&["--subject", "nothing"], &["nothing", "endpoint, signer"]),
        (&["--tags", "@no-such-tag"], &["nothing is selected"]),
        (&["--name", "no such name"], &["nothing is selected"]),
        (&["--name", "("], &["--name"]),
        (&["--seed", "4294967296"], &["--seed", "0..4294967296"]),
        (&["--tags", "@a and"], &["--tags"]),
        (&["--fault", "amazon_pay_india:no_such_fault"], &["unknown fault", "no_such_fault"]),
        (&["--fault", "charge_echo_wrong"], &["PROVIDER:NAME", "did you mean amazon_pay_india:charge_echo_wrong?"]),
        (&["--fault", "juspay:charge_echo_wrong"], &["did you mean amazon_pay_india:charge_echo_wrong?"]),
        (&["--fault", "shop_blank_page"], &["amazon_pay_india:shop_blank_page or ", " or adyen:shop_blank_page?"]),
        (&["--config", "nowhere.toml"], &["could not read nowhere.toml"]),
        (&["--format", "markdown"], &["--format markdown is for requirements only"]),
        (&["--report", "junit=/dev/null/x/junit.xml"], &["could not write the report /dev/null/x/junit.xml"]),
        (&["--fault", "amazon_pay_india:signer_unsorted", "--subject", "endpoint"], &["would break nothing", "signer"]),
        (&["--fault", "amazon_pay_india:shop_statement_off_screen"], &["would not be seen", "--browser"]),
    ];
    for (arguments, words) in cases {
        embedded.run(arguments).refused(words);
    }
    assert!(embedded.left_behind().is_empty());
}

/// Our own targets are not tried in place of those that the file names.
#[cfg(unix)]
#[test]
fn a_configuration_that_is_a_link_to_nowhere_is_one_that_cannot_be_read() {
    let scene = Scene::embedded();
    std::os::unix::fs::symlink("gone.toml", scene.path("signoff.toml")).unwrap();
    scene.run(&["--tags", "@APL-A01"]).refused(&["could not read signoff.toml"]);
    let doctor = scene.signoff(&["doctor"]);
    assert!(doctor.code == 2 && doctor.stdout.contains("could not read signoff.toml"), "{doctor:?}");
}

#[test]
fn files_of_the_transport_that_cannot_be_used_are_told_before_anything_is_written() {
    let mut config = foreign();
    config["transport"] = serde_json::json!({ "ca_file": "not-there.pem" });
    let scene = Scene::with(&config);
    scene.run(&["--subject", "endpoint"]).refused(&["could not read", "not-there.pem"]);
    assert_eq!(scene.left_behind().len(), 0, "something was written");
}

#[test]
fn a_configuration_bounds_what_can_be_selected() {
    Scene::with(&foreign()).run(&["--fault", "amazon_pay_india:signature_ignored"]).refused(&["only embedded targets"]);
    let empty = Scene::embedded();
    empty.write("signoff.toml", "");
    empty.run(&["--provider", "amazon_pay_india"]).refused(&["amazon_pay_india is not configured in signoff.toml"]);
    empty.run(&[]).refused(&["nothing is selected"]);
}

#[test]
fn what_a_configuration_leaves_out_is_untested_and_names_the_way_out() {
    let scene = Scene::with(&foreign());
    let ran = scene.run(&["--name", "no such name", "--subject", "signer"]);
    ran.refused(&["nothing is selected"]);
    let ran = scene.run(&["--subject", "signer"]);
    assert_eq!(ran.code, 3);
    assert!(ran.stdout.contains("[amazon_pay_india.signer] is not configured (--subject endpoint leaves it out)"), "{ran:?}");
    assert_eq!(scene.report().having("untested").len(), catalogue("signer").len());
}

/// A filter leaves out what it does not ask for, and nothing else.
#[test]
fn what_a_filter_asks_for_and_nobody_can_try_is_untested() {
    let scene = Scene::with(&foreign());
    let of = |tags: &'static str| ["--name", "", "--tags", tags];
    assert_eq!(scene.run(&of("@APL-A01")).code, 0);
    let ran = scene.run(&of("@APL-A01 or @APL-C01"));
    assert_eq!((ran.code, scene.report().having("untested")), (3, vec!["APL-C01".to_owned()]), "{ran:?}");
    assert!(ran.stdout.contains("[amazon_pay_india.checkout] is not configured (--subject endpoint leaves it out)"), "{ran:?}");
    assert_eq!(scene.run(&[&of("@APL-A01 or @APL-C01")[..], &["--subject", "endpoint"]].concat()).code, 0);
    scene.run(&[&of("@APL-C01")[..], &["--subject", "endpoint"]].concat()).refused(&["nothing is selected"]);
}

/// The part of a requirement's scenarios that ran.
fn partly(report: &Report) -> Vec<String> {
    report.requirements().filter_map(|entry| Some(entry["reason"].as_str()?.to_owned())).collect()
}

#[test]
fn names_and_tags_narrow_and_the_report_says_how_far() {
    let scene = Scene::embedded();
    let ran = scene.run(&["--name", "^A charge id is used once$"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let by_name = scene.report();
    assert_eq!(by_name.scenarios().count(), 1);
    assert_eq!(partly(&by_name), ["1 of 3 scenarios ran"]);

    let requirement = &by_name.having("met")[0];
    let tag = format!("@{requirement}");
    scene.run(&["--tags", &tag]);
    assert_eq!(scene.report().scenarios().count(), 3);
    assert_eq!((scene.report().having("met"), partly(&scene.report()).len()), (vec![requirement.clone()], 0));

    scene.run(&["--subject", "signer", "--provider", "amazon_pay_india"]);
    let subjects: Vec<_> = scene.report().verdicts().into_keys().collect();
    let mut expected: Vec<_> = catalogue("signer").iter().map(|entry| entry["id"].as_str().unwrap().to_owned()).collect();
    expected.sort();
    assert_eq!(subjects, expected);
}

/// `not @clock` leaves scenarios out, and not what a rule finds broken in the others.
#[test]
fn what_a_rule_finds_broken_is_told_unless_the_filter_asks_for_something_else() {
    let scene = Scene::embedded();
    let with = |filter: &[&str]| {
        let fault = ["--subject", "merchant", "--fault", "amazon_pay_india:shop_source_unlisted"];
        let ran = scene.run(&[&fault[..], filter].concat());
        (ran.code, scene.report().having("violated").contains(&"APL-B03".to_owned()))
    };
    assert_eq!(with(&["--tags", "@APL-D01 or @APL-B03"]), (1, true));
    assert_eq!(with(&["--tags", "not @APL-D02"]), (1, true));
    assert_eq!(with(&["--tags", "@APL-D01"]), (0, false));
    assert_eq!(with(&["--name", "^A notification is taken$"]), (0, false));
}

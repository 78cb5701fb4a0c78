//! `--baseline`, `--gate regressions`, `--rerun` and `signoff report diff`.

use serde_json::Value;
use signoff::schema;

use super::scene::{Ran, Scene, linked};

const FAULT: &str = "duplicate_charge_accepted";
const PLANTED: [&str; 2] = ["--fault", "amazon_pay_india:duplicate_charge_accepted"];

/// Two reports of the endpoint: `clean.json`, and `broken.json` with the fault planted.
fn scene() -> Scene {
    let scene = Scene::embedded();
    assert_eq!(run(&scene, "clean.json", &[]).code, 0);
    assert_eq!(run(&scene, "broken.json", &PLANTED).code, 1);
    scene
}

fn run(scene: &Scene, report: &str, more: &[&str]) -> Ran {
    let report = format!("json={report}");
    scene.signoff(&[&["run", "--subject", "endpoint", "--report", &report], more].concat())
}

fn document(scene: &Scene, name: &str) -> Value {
    serde_json::from_str(&std::fs::read_to_string(scene.path(name)).unwrap()).unwrap()
}

fn ids(changes: &Value) -> Vec<&str> {
    changes.as_array().unwrap().iter().map(|change| change["id"].as_str().unwrap()).collect()
}

#[test]
fn the_gate_fails_only_on_what_got_worse() {
    let scene = scene();
    let against = |baseline: &'static str| ["--baseline", baseline, "--gate", "regressions"];

    let worse = run(&scene, "now.json", &[&PLANTED[..], &against("clean.json")].concat());
    assert_eq!(worse.code, 1, "{worse:?}");
    assert!(worse.stdout.contains("Regressed since the baseline"), "{}", worse.stdout);
    let report = document(&scene, "now.json");
    schema::validate("signoff", "report", &report).unwrap();
    assert_eq!(ids(&report["baseline"]["regressed"]), linked(FAULT, "endpoint"));
    assert_eq!(report["baseline"]["regressed"][0]["before"], "met");

    let known = run(&scene, "now.json", &[&PLANTED[..], &against("broken.json")].concat());
    assert_eq!(known.code, 0, "{known:?}");
    assert!(known.stdout.contains("NOT CONFORMANT  Nothing got worse, but "), "{}", known.stdout);
    let ungated = run(&scene, "now.json", &[&PLANTED[..], &["--baseline", "broken.json"]].concat());
    assert_eq!(ungated.code, 1, "{ungated:?}");

    let fixed = run(&scene, "now.json", &against("broken.json"));
    assert_eq!(fixed.code, 0, "{fixed:?}");
    assert_eq!(ids(&document(&scene, "now.json")["baseline"]["fixed"]), linked(FAULT, "endpoint"));
}

#[test]
fn a_baseline_that_looked_at_nothing_of_the_selection_gates_nothing() {
    let scene = Scene::embedded();
    let of = |tags: &'static str| ["--subject", "endpoint", "--tags", tags];
    assert_eq!(scene.signoff(&[&["run", "--report", "json=one.json"], &of("@PP-A24")[..]].concat()).code, 0);
    let against = ["--baseline", "one.json", "--gate", "regressions"];
    scene.run(&[&of("@PP-A25")[..], &against].concat()).refused(&["could not gate on regressions"]);
    assert_eq!(scene.run(&[&of("@PP-A25")[..], &against[..2]].concat()).code, 0);
    assert_eq!(scene.run(&[&of("@PP-A24 or @PP-A25")[..], &against].concat()).code, 0);

    // What holds at every provider was looked at, but at another one.
    let of = |provider: &'static str, tags: &'static str| ["--provider", provider, "--subject", "endpoint", "--tags", tags];
    assert_eq!(scene.signoff(&[&["run", "--report", "json=one.json"], &of("ppro", "@EQ-001 or @PP-A24")[..]].concat()).code, 0);
    scene.run(&[&of("adyen", "@EQ-001 or @ADY-A01")[..], &against].concat()).refused(&["could not gate on regressions"]);
    assert_eq!(scene.run(&[&of("ppro", "@EQ-001 or @PP-A24")[..], &against].concat()).code, 0);
}

#[test]
fn what_can_no_longer_be_told_got_worse_but_is_not_violated() {
    let scene = scene();
    let gone = ["--fault", "amazon_pay_india:refuse_everything", "--baseline", "clean.json", "--gate", "regressions"];
    let ran = run(&scene, "now.json", &gone);
    assert_eq!(ran.code, 3, "{ran:?}");
    assert!(ids(&document(&scene, "now.json")["baseline"]["regressed"]).len() > 20);
}

#[test]
fn diff_prints_the_same_and_ends_with_1_if_anything_got_worse() {
    let scene = scene();
    let worse = scene.signoff(&["report", "diff", "clean.json", "broken.json"]);
    assert_eq!(worse.code, 1, "{worse:?}");
    for id in linked(FAULT, "endpoint") {
        assert!(worse.stdout.contains(&format!("{id} MUST  met -> violated")), "{}", worse.stdout);
    }
    let better = scene.signoff(&["report", "diff", "broken.json", "clean.json", "--format", "json"]);
    assert_eq!(better.code, 0, "{better:?}");
    let comparison: Value = serde_json::from_str(&better.stdout).unwrap();
    assert_eq!(
        (ids(&comparison["fixed"]), ids(&comparison["regressed"])),
        (linked(FAULT, "endpoint").iter().map(String::as_str).collect(), vec![])
    );
    assert_eq!(scene.signoff(&["report", "diff", "clean.json", "clean.json"]).code, 0);
}

#[test]
fn what_is_no_report_is_exit_2() {
    let scene = Scene::embedded();
    scene.write("other.json", "{\"schema\":\"signoff/report/2\"}");
    scene.write("text.json", "hello");
    scene.signoff(&["report", "diff", "nowhere.json", "text.json"]).refused(&["could not read nowhere.json"]);
    scene.signoff(&["report", "diff", "text.json", "other.json"]).refused(&["could not use text.json", "no JSON report"]);
    for flag in ["--baseline", "--rerun"] {
        scene.run(&[flag, "other.json"]).refused(&["could not use other.json", "signoff/report/2"]);
    }
    scene.run(&["--gate", "regressions"]).refused(&["--baseline"]);
    assert!(!scene.path("report.json").exists());
}

#[test]
fn a_rerun_runs_only_what_was_not_met() {
    let scene = scene();
    let again = scene.run(&["--subject", "endpoint", "--rerun", "broken.json"]);
    assert_eq!(again.code, 0, "{again:?}");
    assert_eq!(scene.report().having("met"), linked(FAULT, "endpoint"));
    assert!((1..10).contains(&scene.report().scenarios().count()));
    assert_eq!(scene.run(&[&["--rerun", "broken.json"], &PLANTED[..]].concat()).code, 1);
    scene.run(&["--rerun", "clean.json"]).refused(&["nothing is selected"]);
}

/// How many scenarios run again, and what is met then, after this change to what was said of one requirement that has a rule.
fn again(scene: &Scene, incomplete: bool, change: impl Fn(&mut Value)) -> (usize, Vec<String>) {
    let mut report = document(scene, "clean.json");
    if incomplete {
        report["incomplete"] = true.into();
    }
    let entries = report["requirements"].as_array_mut().unwrap();
    let judged = |entry: &Value| entry["rules"][0]["judged"].as_u64() > Some(0) && entry["level"] == "MUST";
    let tried = |entry: &&mut Value| judged(entry) && !entry["scenarios"][0].is_null();
    change(entries.iter_mut().find(tried).unwrap());
    scene.write("changed.json", &report.to_string());
    let ran = scene.run(&["--subject", "endpoint", "--rerun", "changed.json"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    (scene.report().scenarios().count(), scene.report().having("met"))
}

#[test]
fn a_rerun_looks_everywhere_where_nothing_says_where_a_rule_could_not_tell_or_failed() {
    let scene = scene();
    let open = |entry: &mut Value, status: &str, rule: (&str, u64)| {
        entry["status"] = status.into();
        entry["rules"][0][rule.0] = rule.1.into();
    };
    let all = document(&scene, "clean.json")["scenarios"].as_array().unwrap().len();
    let (few, met) = again(&scene, false, |entry| open(entry, "inconclusive", ("failed", 0)));
    assert!(few < 30 && met.len() == 1, "{few} {met:?}");
    for rule in [("unclear", 1), ("failed", 11)] {
        let (many, met) = again(&scene, false, |entry| open(entry, "violated", rule));
        assert!(many > all / 10 && many > few && met.len() == 1, "{many} of {all}, {met:?}");
    }
}

#[test]
fn a_rerun_of_a_run_that_ended_early_tries_what_was_left_out() {
    let scene = scene();
    let partly = |entry: &mut Value| entry["not_run"] = 1.into();
    let (tried, met) = again(&scene, true, partly);
    // What has a rule was not judged to its end either.
    assert!(tried > 0 && met.len() > 1, "{tried} {met:?}");
    scene.run(&["--subject", "endpoint", "--rerun", "clean.json"]).refused(&["nothing is selected"]);
}

#[test]
fn a_rerun_tries_again_what_a_rule_found_wrong() {
    let scene = Scene::embedded();
    let fault = ["--fault", "amazon_pay_india:response_unsigned"];
    assert_eq!(run(&scene, "broken.json", &fault).code, 1);
    let open: Vec<String> = {
        let report = document(&scene, "broken.json");
        let entries = report["requirements"].as_array().unwrap().clone();
        entries
            .iter()
            .filter(|entry| entry["status"] != "met" && entry["status"] != "not_selected")
            .map(|entry| entry["id"].as_str().unwrap().to_owned())
            .collect()
    };
    let again = scene.run(&["--subject", "endpoint", "--rerun", "broken.json"]);
    assert_eq!((again.code, scene.report().having("met")), (0, open), "{again:?}");
}

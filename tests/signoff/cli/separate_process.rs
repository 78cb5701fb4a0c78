//! A simulator in a process of its own, the way users try the program out.

use serde_json::Value;

use super::scene::{Report, Scene, foreign};
use crate::simulator::simulate::start;
use crate::transport::server::{answering, free};

/// What a run against the simulator's own configuration says of the endpoint, and its exit code.
fn verdicts(config: &str) -> (i32, Report) {
    let scene = Scene::embedded();
    scene.write("given.toml", config);
    let ran = scene.run(&["--config", "given.toml", "--subject", "endpoint"]);
    (ran.code, scene.report())
}

#[test]
fn it_is_judged_like_the_embedded_one_and_without_its_control_address_nothing_is_violated() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("signoff.toml");
    let (_simulator, line) = start(&["--provider", "amazon_pay_india", "--write-config", path.to_str().unwrap()]);
    let config = std::fs::read_to_string(path).unwrap();

    let embedded = Scene::embedded();
    embedded.run(&["--subject", "endpoint", "--provider", "amazon_pay_india"]);
    let (code, report) = verdicts(&config);
    let open: Vec<_> = report.requirements().filter(|entry| entry["status"] == "inconclusive").collect();
    assert_eq!(code, 0, "{open:#?}");
    // What holds at every provider is tried at our own targets only.
    let mut own = embedded.report().verdicts();
    own.retain(|id, _| !id.starts_with("EQ-"));
    assert_eq!(report.verdicts(), own);
    assert_eq!(report.0["targets"][0]["embedded"], false);
    assert_eq!(report.0["targets"][0]["address"], line["address"]);
    let target = &report.0["targets"][0];
    assert_eq!((&target["simulated"], &target["state"]), (&true.into(), &"ready".into()));

    let without: Vec<_> = config.lines().filter(|line| !line.starts_with("control_url")).collect();
    let (code, report) = verdicts(&without.join("\n"));
    assert_eq!(code, 3);
    assert_eq!(report.having("violated"), [""; 0]);
    let open: Vec<_> = report.requirements().filter(|entry| entry["status"] == "inconclusive").collect();
    assert!((1..=2).contains(&open.len()), "{open:?}");
    for entry in &open {
        assert!(entry["reason"].as_str().unwrap().contains("no control address"), "{entry}");
    }
    let settled = |entry: &&Value| entry["status"] == "met";
    assert_eq!(report.requirements().filter(settled).count() + open.len(), report.verdicts().len());
}

#[test]
fn what_answers_and_is_no_control_address_is_not_unreachable() {
    let other = answering("HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n");
    for (address, code, words) in [(other, 3, "the control address answered 404"), (free(), 4, "the connection was refused")] {
        let mut config = foreign();
        config["amazon_pay_india"]["endpoint"]["control_url"] = format!("http://{address}/").into();
        let scene = Scene::with(&config);
        let ran = scene.run(&["--subject", "endpoint", "--tags", "@APL-A01"]);
        assert_eq!(ran.code, code, "{ran:?}");
        scene.report().is_all_inconclusive(words);
    }
}

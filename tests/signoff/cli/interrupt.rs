//! Ctrl-C: what ran is reported, the rest is not run, and nothing is left behind.
#![cfg(unix)]

use std::io::{BufRead, BufReader, Read};
use std::net::TcpListener;
use std::process::{Child, Command};
use std::time::{Duration, Instant};

use serde_json::json;

use super::scene::{Ran, Scene, foreign, simulator};
use crate::transport::server::{free, slow_way_to};

/// Sends SIGINT and waits for the end.
fn interrupt(child: Child) -> Ran {
    let told = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(told.success());
    let began = Instant::now();
    Ran::new(child.wait_with_output().unwrap(), began.elapsed())
}

fn start(scene: &Scene, more: &[&str]) -> Child {
    let reports = ["--report", "json=report.json", "--report", "junit=junit.xml"];
    scene.command(&[&["run", "-v", "--subject", "endpoint", "--jobs", "1"][..], &reports, more].concat()).spawn().unwrap()
}

/// Starts a run, waits until a scenario passed, and interrupts it.
fn in_the_middle(scene: &Scene, more: &[&str]) -> Ran {
    let mut child = start(scene, more);
    let mut progress = BufReader::new(child.stderr.take().unwrap()).lines();
    assert!(progress.any(|line| line.unwrap().contains("passed")), "no scenario passed");
    interrupt(child)
}

/// The shared simulator's account at another address.
fn at(address: &str) -> Scene {
    let mut config = foreign();
    config["amazon_pay_india"]["endpoint"]["base_url"] = format!("http://{address}").into();
    config["transport"] = json!({ "timeout": "2m" });
    Scene::with(&config)
}

#[test]
fn in_the_middle_of_a_run() {
    let scene = at(&slow_way_to(&simulator().address));
    let ran = in_the_middle(&scene, &[]);
    assert_eq!(ran.code, 3, "{ran:?}");
    assert!(ran.took < Duration::from_secs(60), "{:?}", ran.took);
    assert!(ran.stdout.contains("The run was interrupted; nothing was found broken until then"), "{}", ran.stdout);

    let report = scene.report();
    let outcomes = |wanted: &str| report.scenarios().filter(|scenario| scenario["outcome"] == wanted).count();
    assert!(outcomes("passed") > 0 && outcomes("skipped") > 0, "{:?}", report.verdicts());
    assert_eq!(outcomes("passed") + outcomes("skipped"), report.scenarios().count());
    assert_eq!(report.having("violated"), [""; 0]);
    assert_eq!(report.0["outcome"], "unproven");
    let junit = std::fs::read_to_string(scene.path("junit.xml")).unwrap();
    let junit = quick_junit::Report::deserialize_from_str(&junit).unwrap();
    let early = junit.test_suites.iter().filter(|suite| suite.name.as_str() == "run").map(|suite| suite.errors);
    assert_eq!((junit.failures, early.collect::<Vec<_>>()), (0, vec![1]));
}

#[test]
fn the_gate_is_not_passed_by_a_run_that_was_stopped_or_that_nobody_answered() {
    let scene = at(&free());
    let flags = ["--subject", "endpoint", "--report", "json=nothing.json"];
    assert_eq!(scene.signoff(&[&["run"], &flags[..]].concat()).code, 4);
    // Nothing was met in the baseline, so nothing can get worse.
    let gated = ["--baseline", "nothing.json", "--gate", "regressions"];
    let silent = scene.run(&[&["--subject", "endpoint"], &gated[..]].concat());
    assert_eq!(silent.code, 4, "{silent:?}");
    let slow = at(&slow_way_to(&simulator().address));
    slow.write("nothing.json", &std::fs::read_to_string(scene.path("nothing.json")).unwrap());
    let ran = in_the_middle(&slow, &gated);
    assert_eq!(ran.code, 3, "{ran:?}");
    assert!(ran.stdout.contains("The run was interrupted"), "{}", ran.stdout);
}

#[test]
fn while_the_target_has_not_answered_its_first_call() {
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let scene = at(&silent.local_addr().unwrap().to_string());
    let child = start(&scene, &[]);
    let _connected = silent.accept().unwrap();
    let ran = interrupt(child);
    assert_eq!(ran.code, 3, "{ran:?}");
    assert!(ran.took < Duration::from_secs(60), "it waited for the target: {:?}", ran.took);
    assert!(scene.report().scenarios().all(|scenario| scenario["outcome"] == "skipped"));
}

#[test]
fn a_signer_does_not_outlive_the_run() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let script = format!("import socket, time; held = socket.create_connection(('127.0.0.1', {port})); time.sleep(600)");
    let scene = Scene::embedded();
    scene.write("signoff.toml", &format!("[amazon_pay_india.signer]\ncommand = [\"python3\", \"-c\", \"{script}\"]\n"));
    let child = scene.command(&["run", "--subject", "signer"]).spawn().unwrap();
    let (mut held, _) = listener.accept().unwrap();
    let ran = interrupt(child);
    assert_eq!(ran.code, 3, "{ran:?}");
    held.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
    assert_eq!(held.read(&mut [0]).unwrap(), 0, "the signer still lives");
}

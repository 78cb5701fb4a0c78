//! `run --watch`: again after each change, through a configuration that is broken for a while, until Ctrl-C.
#![cfg(unix)]

use std::io::{BufRead, BufReader, Lines};
use std::process::{Child, ChildStderr, Command};

use super::extra_features::{FEATURE, REQUIREMENT};
use super::scene::{Scene, foreign};

/// The lines of a watching run.
struct Watch {
    child: Child,
    lines: Lines<BufReader<ChildStderr>>,
}

impl Watch {
    fn start(scene: &Scene, arguments: &[&str]) -> Self {
        let mut child = scene.command(&[&["run", "--watch", "--quiet"], arguments].concat()).spawn().unwrap();
        let lines = BufReader::new(child.stderr.take().unwrap()).lines();
        Self { child, lines }
    }

    /// Waits for the end of a run; returns everything said until then, the last line with the exit code.
    fn said(&mut self) -> String {
        let mut said = String::new();
        loop {
            let line = self.lines.next().expect("the watch ended").unwrap();
            said += &line;
            if line.starts_with("watching ") {
                return said;
            }
        }
    }

    fn interrupt(mut self) -> Option<i32> {
        assert!(Command::new("kill").args(["-INT", &self.child.id().to_string()]).status().unwrap().success());
        self.child.wait().unwrap().code()
    }
}

#[test]
fn it_runs_again_when_the_configuration_changes_and_waits_out_a_broken_one() {
    let scene = Scene::with(&foreign());
    let good = std::fs::read_to_string(scene.path("signoff.toml")).unwrap();
    let mut watch = Watch::start(&scene, &["--tags", "@APL-E01"]);
    let first = watch.said();
    assert!(first.contains("signoff.toml (exit code 0)"), "{first}");

    scene.write("signoff.toml", &good.replace("base_url", "base_uri"));
    let broken = watch.said();
    assert!(broken.contains("base_url") && broken.contains("(exit code 2)"), "{broken}");

    scene.write("signoff.toml", &good);
    assert!(watch.said().contains("(exit code 0)"));
    assert_eq!(watch.interrupt(), Some(0));
}

#[test]
fn a_configuration_that_was_found_and_is_gone_is_an_error_until_it_is_back() {
    let scene = Scene::with(&foreign());
    let mut watch = Watch::start(&scene, &["--tags", "@APL-E01"]);
    let first = watch.said();
    assert!(first.contains("(exit code 0)"), "{first}");

    std::fs::rename(scene.path("signoff.toml"), scene.path("elsewhere.toml")).unwrap();
    let gone = watch.said();
    assert!(gone.contains("could not read signoff.toml") && gone.contains("(exit code 2)"), "{gone}");

    std::fs::rename(scene.path("elsewhere.toml"), scene.path("signoff.toml")).unwrap();
    let back = watch.said();
    assert!(back.contains("(exit code 0)"), "{back}");
    assert_eq!(watch.interrupt(), Some(0));
}

#[test]
fn it_runs_again_when_features_change_and_ends_with_the_last_exit_code() {
    let scene = Scene::embedded();
    scene.write("mine/amazon_pay_india/requirements.toml", REQUIREMENT);
    let feature = |field: &str| FEATURE.replace("amazonRefundId", field);
    scene.write("mine/amazon_pay_india/shop.feature", &feature("amazonRefundId"));
    let mut watch = Watch::start(&scene, &["--features", "mine", "--tags", "@SHOP-1"]);
    let first = watch.said();
    assert!(first.contains("(exit code 0)"), "{first}");
    scene.write("mine/amazon_pay_india/shop.feature", &feature("noSuchField"));
    let second = watch.said();
    assert!(second.contains("(exit code 1)"), "{second}");
    assert_eq!(watch.interrupt(), Some(1));
}

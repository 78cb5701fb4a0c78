//! A folder of its own for a run of the program, its configuration, and what the run leaves behind.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use signoff::core::clock::Clock;
use signoff::providers::Faults;
use signoff::providers::amazon_pay_india::AMAZON_PAY_INDIA as APL;
use signoff::simulator::disclosed;
use signoff::simulator::server::{self, Running};
use tempfile::TempDir;

/// A simulator in this process, shared by all tests: to the program it is a foreign target.
pub fn simulator() -> &'static Running {
    static SIMULATOR: OnceLock<Running> = OnceLock::new();
    SIMULATOR.get_or_init(|| server::start(&APL, None, Clock::default(), 11, Faults::default()).unwrap())
}

/// A configuration of the shared simulator's account, without a control address.
pub fn foreign() -> Value {
    let account = &simulator().account;
    let mut endpoint = disclosed::credentials(&account.credentials);
    endpoint.insert("base_url".into(), json!(simulator().address));
    json!({ APL.slug: { "endpoint": endpoint, "customers": disclosed::tokens(&account.customers) } })
}

/// The same account at another address, with a short timeout.
pub fn foreign_at(base_url: &str) -> Value {
    let mut config = foreign();
    config[APL.slug]["endpoint"]["base_url"] = json!(base_url);
    config["transport"] = json!({ "timeout": "4s" });
    config
}

/// A working directory.
pub struct Scene {
    pub folder: TempDir,
}

impl Scene {
    /// Without configuration: everything under test is embedded.
    pub fn embedded() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    /// With a `signoff.toml`, which a run finds by itself.
    pub fn with(config: &Value) -> Self {
        let scene = Self::embedded();
        scene.write("signoff.toml", &toml::to_string(config).unwrap());
        scene
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// The program with this folder as its working directory.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(assert_cmd::cargo::cargo_bin!("signoff"));
        command.args(arguments).current_dir(&self.folder);
        // Where a browser is sent to a real host it comes to a door that is shut.
        command.env("https_proxy", "http://127.0.0.1:9").env("no_proxy", "127.0.0.1,localhost");
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// Runs any command to its end.
    pub fn signoff(&self, arguments: &[&str]) -> Ran {
        let began = Instant::now();
        Ran::new(self.command(arguments).output().unwrap(), began.elapsed())
    }

    /// `signoff run` with a JSON and a JUnit report.
    pub fn run(&self, arguments: &[&str]) -> Ran {
        let reports = ["run", "--report", "json=report.json", "--report", "junit=junit.xml"];
        self.signoff(&[&reports, arguments].concat())
    }

    /// The JSON report that the last run wrote.
    pub fn report(&self) -> Report {
        Report(serde_json::from_str(&fs::read_to_string(self.path("report.json")).unwrap()).unwrap())
    }

    /// Every file that the program left here, but not the configuration.
    pub fn left_behind(&self) -> Vec<String> {
        let files = files(self.folder.path());
        files.iter().filter(|path| !path.ends_with("signoff.toml")).map(|path| fs::read_to_string(path).unwrap()).collect()
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

/// What a command printed, and how it ended.
#[derive(Debug)]
pub struct Ran {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
    pub took: Duration,
}

impl Ran {
    pub fn new(output: Output, took: Duration) -> Self {
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        let code = output.status.code().unwrap_or_else(|| panic!("ended by a signal: {output:?}"));
        Self { code, stdout: text(output.stdout), stderr: text(output.stderr), took }
    }

    /// Exit code 2, nothing on stdout, and one error on stderr that holds all of `words`.
    pub fn refused(&self, words: &[&str]) {
        assert_eq!((self.code, self.stdout.as_str()), (2, ""), "{self:?}");
        for word in words {
            assert!(self.stderr.contains(word), "{word:?} is not in: {}", self.stderr);
        }
    }
}

/// A JSON report.
#[derive(Debug)]
pub struct Report(pub Value);

impl Report {
    /// Requirement and status, those outside the selection left out.
    pub fn verdicts(&self) -> BTreeMap<String, String> {
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let all = self.requirements().map(|entry| (text(&entry["id"]), text(&entry["status"])));
        all.filter(|(_, status)| status != "not_selected").collect()
    }

    pub fn requirements(&self) -> impl Iterator<Item = &Value> {
        self.0["requirements"].as_array().unwrap().iter()
    }

    pub fn scenarios(&self) -> impl Iterator<Item = &Value> {
        self.0["scenarios"].as_array().unwrap().iter()
    }

    /// The ids of the requirements with this status.
    pub fn having(&self, status: &str) -> Vec<String> {
        self.verdicts().into_iter().filter(|(_, found)| found == status).map(|(id, _)| id).collect()
    }

    /// The scenarios that did not pass, and why.
    pub fn unclear(&self) -> Vec<String> {
        let scenarios = self.scenarios().filter(|scenario| scenario["outcome"] != "passed");
        let told = scenarios.map(|scenario| {
            let steps = scenario["steps"].as_array().unwrap();
            let why = steps.iter().filter_map(|step| step["message"].as_str()).collect::<Vec<_>>().join("; ");
            format!("{}: {why}", scenario["name"].as_str().unwrap())
        });
        told.collect()
    }

    /// All selected requirements are inconclusive, for a reason that holds `words`.
    pub fn is_all_inconclusive(&self, words: &str) {
        let selected = self.requirements().filter(|entry| entry["status"] != "not_selected");
        for entry in selected {
            assert_eq!(entry["status"], "inconclusive", "{entry}");
            assert!(entry["reason"].as_str().unwrap().contains(words), "{words:?} is not in {entry}");
        }
        assert!(!self.having("inconclusive").is_empty(), "nothing was selected");
    }
}

/// The requirements of a subject that `signoff requirements` prints.
pub fn catalogue(subject: &str) -> Vec<Value> {
    let ran =
        Scene::embedded().signoff(&["requirements", "--provider", "amazon_pay_india", "--subject", subject, "--format", "json"]);
    let mut document: Value = serde_json::from_str(&ran.stdout).unwrap();
    document["requirements"].as_array_mut().unwrap().split_off(0)
}

/// The ids of Amazon's requirements that a fault of its house violates.
pub fn linked(fault: &str, subject: &str) -> Vec<String> {
    let names = |entry: &Value| entry["faults"].as_array().unwrap().iter().any(|named| named["name"] == fault);
    let found = catalogue(subject).into_iter().filter(names).map(|entry| entry["id"].as_str().unwrap().to_owned());
    found.collect()
}

//! The three programs, and how each is told what to do.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

use quick_junit::{Report as Junit, TestCaseStatus};
use serde_json::Value;

use crate::measure::{Measured, measure};
use crate::{AT_ONCE, Result, features};

/// The program under measurement.
pub const SIGNOFF: &str = env!("CARGO_BIN_EXE_signoff");
/// This benchmark's own sub-argument for the bare cucumber crate.
pub const CUCUMBER: &str = "bare-cucumber";
/// This benchmark's own sub-argument for the bare loop.
pub const LOOP: &str = "bare-loop";

/// What each program took in one turn.
pub struct Turn {
    /// `signoff run`.
    pub signoff: Measured,
    /// The bare cucumber crate.
    pub cucumber: Measured,
    /// The bare loop.
    pub bare: Measured,
}

/// The workload of one size.
pub struct Work {
    config: PathBuf,
    folder: PathBuf,
    size: usize,
}

impl Work {
    /// Writes the features.
    pub fn new(folder: &Path, config: &Path, size: usize) -> Result<Self> {
        let folder = folder.join(size.to_string());
        features::write(&folder.join("features"), size)?;
        Ok(Self { config: config.to_owned(), folder, size })
    }

    /// Runs each program once, and sees that each did all the work.
    pub fn run(&self) -> Result<Turn> {
        let signoff = measure(&mut self.signoff(), &self.folder)?;
        self.check_report()?;
        let this = std::env::current_exe()?;
        let mut cucumber = Command::new(&this);
        cucumber.arg(CUCUMBER).arg(&self.config).arg(self.folder.join("features")).arg(self.folder.join("bare.xml"));
        let cucumber = measure(&mut cucumber, &self.folder)?;
        self.check_junit()?;
        let mut bare = Command::new(this);
        bare.arg(LOOP).arg(&self.config).arg(self.size.to_string());
        let bare = measure(&mut bare, &self.folder)?;
        Ok(Turn { signoff, cucumber, bare })
    }

    fn signoff(&self) -> Command {
        let report = |format: &str| format!("{format}={}", self.folder.join("signoff").with_extension(format).display());
        let mut command = Command::new(SIGNOFF);
        command.args(["run", "--subject", "endpoint", "--tags", features::TAG, "--jobs", &AT_ONCE.to_string()]);
        command.arg("--config").arg(&self.config).arg("--features").arg(self.folder.join("features"));
        command.args(["--report", &report("json"), "--report", &report("junit")]);
        command
    }

    fn check_report(&self) -> Result {
        let report: Value = serde_json::from_reader(File::open(self.folder.join("signoff.json"))?)?;
        let scenarios = report["scenarios"].as_array().ok_or("the report has no scenarios")?;
        let passed = scenarios.iter().filter(|scenario| scenario["outcome"] == "passed").count();
        let exchanges = report["exchanges"].as_array().map_or(0, Vec::len);
        match passed == self.size && exchanges >= self.size {
            true => Ok(()),
            false => Err(format!("{passed} of {} scenarios passed, with {exchanges} exchanges", self.size).into()),
        }
    }

    fn check_junit(&self) -> Result {
        let report = Junit::deserialize_from_str(&fs::read_to_string(self.folder.join("bare.xml"))?)?;
        let cases: Vec<_> = report.test_suites.iter().flat_map(|suite| &suite.test_cases).collect();
        let passed = cases.iter().filter(|case| matches!(case.status, TestCaseStatus::Success { .. })).count();
        match passed == self.size && cases.len() == self.size {
            true => Ok(()),
            false => Err(format!("{passed} of {} scenarios passed, of {} test cases", self.size, cases.len()).into()),
        }
    }
}

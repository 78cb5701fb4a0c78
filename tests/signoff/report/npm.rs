//! Consumers of the reports that come from npm. Where there is none, their tests say so and pass, unless `SIGNOFF_REQUIRE_NPM=1` is set.
#![allow(clippy::print_stdout)]

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::Mutex;

use serde_json::Value;

/// The folder in which these packages (name and version) are installed; none, and a line that says so, when they cannot be.
fn installed(packages: &[(&str, &str)]) -> Option<PathBuf> {
    static TURN: Mutex<()> = Mutex::new(());
    let _turn = TURN.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("npm");
    fs::create_dir_all(&folder).unwrap();
    let is_there = |name: &str, version: &str| {
        let text = fs::read_to_string(folder.join("node_modules").join(name).join("package.json")).unwrap_or_default();
        serde_json::from_str::<Value>(&text).is_ok_and(|package| package["version"] == version)
    };
    if packages.iter().all(|(name, version)| is_there(name, version)) {
        return Some(folder);
    }
    let mut npm = Command::new("npm");
    npm.args(["install", "--no-save", "--ignore-scripts", "--no-audit", "--no-fund", "--fetch-retries=1", "--prefix"])
        .arg(&folder);
    npm.args(packages.iter().map(|(name, version)| format!("{name}@{version}"))).stdout(Stdio::null()).stderr(Stdio::null());
    let ended = npm.status();
    if ended.as_ref().is_ok_and(std::process::ExitStatus::success) {
        return Some(folder);
    }
    assert!(std::env::var_os("SIGNOFF_REQUIRE_NPM").is_none_or(|value| value != "1"), "npm is not there: {ended:?}");
    println!("skipped: npm cannot install {packages:?}");
    None
}

/// What a Node script prints that finds these packages and is given one argument; none when they are not there.
pub fn run(packages: &[(&str, &str)], script: &str, argument: &std::path::Path) -> Option<String> {
    let folder = installed(packages)?;
    let name = packages[0].0.replace(['@', '/'], "_");
    let file = folder.join(format!("{name}.mjs"));
    fs::write(&file, script).unwrap();
    let output = Command::new("node").arg(&file).arg(argument).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Some(String::from_utf8(output.stdout).unwrap())
}

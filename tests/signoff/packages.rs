//! What the tests take from others: the providers' own libraries, consumers of our reports, linters. `.ci/run` installs what
//! `tests/data/packages/` lists, and names the folder; where it is not, the tests that need it say that they were skipped.
#![allow(clippy::print_stdout)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::house::root;

/// Names the folder in which the packages are installed; with this variable set they must be there.
const FOLDER: &str = "SIGNOFF_PACKAGES";

/// The folder; none, and a line that says so, where nothing is installed.
pub fn installed() -> Option<PathBuf> {
    let folder = std::env::var_os(FOLDER).map(|folder| root().join(folder));
    if folder.is_none() {
        println!("skipped: the packages of tests/data/packages are not installed ({FOLDER} names their folder)");
    }
    folder
}

/// Node, with the packages for a script that stands elsewhere.
pub fn node(folder: &Path) -> Command {
    let mut node = Command::new("node");
    // Juspay's library looks for a package in the folder where it is started.
    node.env("NODE_PATH", folder.join("node_modules")).current_dir(folder);
    node
}

/// What a Node module prints that is given one argument.
pub fn run(name: &str, script: &str, argument: &Path) -> Option<String> {
    let folder = installed()?;
    // A module finds packages only beside itself.
    let file = folder.join(format!("{name}.mjs"));
    fs::write(&file, script).unwrap();
    Some(printed(node(&folder).arg(&file).arg(argument)))
}

/// A Python program of that name.
pub fn python(name: &str) -> Option<Command> {
    Some(Command::new(installed()?.join("venv/bin").join(name)))
}

/// What a command prints, which must end well.
pub fn printed(command: &mut Command) -> String {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    assert!(output.status.success(), "{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

//! The providers' own libraries, as merchants of our simulators. They are installed by `.ci/run`; where they are not, the tests say
//! that they were skipped.
#![allow(clippy::print_stdout)]

use std::path::{Path, PathBuf};
use std::process::Command;

use assert_cmd::Command as Checked;

use crate::simulator::simulate::start;

/// The folder in which the libraries are installed; with this variable set they must be there.
const FOLDER: &str = "SIGNOFF_SDKS";

fn installed() -> Option<PathBuf> {
    let folder = std::env::var_os(FOLDER).map(|folder| Path::new(env!("CARGO_MANIFEST_DIR")).join(folder));
    if folder.is_none() {
        println!("skipped: the providers' libraries are not installed ({FOLDER} names their folder)");
    }
    folder
}

/// Lets a program talk to a simulator of the provider, and returns what it printed.
fn talk(provider: &str, program: &mut Command, script: &str) -> String {
    let (_simulator, line) = start(&["--provider", provider]);
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/sdks").join(script);
    let output = program.arg(script).arg(line.to_string()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn node(folder: &Path) -> Command {
    let mut node = Command::new("node");
    // Juspay's library looks for a package in the folder where it is started.
    node.env("NODE_PATH", folder.join("node_modules")).current_dir(folder);
    node
}

/// What the library signed is valid to us.
fn is_valid(provider: &str, document: String) {
    let verify = ["verify", "--provider", provider];
    Checked::cargo_bin("signoff").unwrap().args(verify).write_stdin(document).assert().code(0);
}

#[test]
fn adyen_s_node_library_pays_refunds_and_checks_our_webhooks() {
    let Some(folder) = installed() else { return };
    is_valid("adyen", talk("adyen", &mut node(&folder), "adyen.cjs"));
}

#[test]
fn adyen_s_python_library_pays_refunds_and_checks_our_webhooks() {
    let Some(folder) = installed() else { return };
    is_valid("adyen", talk("adyen", &mut Command::new(folder.join("venv/bin/python")), "adyen.py"));
}

#[test]
fn juspay_s_node_library_creates_and_reads_orders() {
    let Some(folder) = installed() else { return };
    talk("juspay", &mut node(&folder), "juspay.cjs");
}

//! The providers' own libraries, as merchants of our simulators.

use std::path::Path;
use std::process::Command;

use assert_cmd::Command as Checked;

use crate::packages::{installed, node, printed};
use crate::simulator::simulate::start;

/// Lets a program talk to a simulator of the provider, and returns what it printed.
fn talk(provider: &str, program: &mut Command, script: &str) -> String {
    let (_simulator, line) = start(&["--provider", provider]);
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/sdks").join(script);
    printed(program.arg(script).arg(line.to_string()))
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

//! One JSON document on stdin, one on stdout.

use std::io::{self, Read, Write};

use serde_json::Value;

/// Longer input is refused, so that a wrong pipe does not fill the memory.
const INPUT_CAP: u64 = 16 * 1024 * 1024;

/// All of stdin.
pub fn read() -> Result<String, String> {
    let mut text = String::new();
    let read = io::stdin().take(INPUT_CAP + 1).read_to_string(&mut text);
    let length = read.map_err(|error| format!("could not read stdin: {error}"))?;
    if length as u64 > INPUT_CAP { Err("could not read stdin: it is longer than 16 MiB".into()) } else { Ok(text) }
}

/// Writes the answer, one line.
pub fn write(document: &Value) -> Result<(), String> {
    writeln!(io::stdout(), "{document}").map_err(|error| format!("could not write to stdout: {error}"))
}

/// Says on stderr why there is no answer, and returns `code`.
pub fn refuse(command: &str, error: &str, code: u8) -> u8 {
    // Nobody reads a closed stderr; the exit code still tells.
    let _ = writeln!(io::stderr(), "signoff {command}: {error}");
    code
}

//! `signoff init`.

use std::fs::File;
use std::io::{self, Write as _};

use serde_json::json;

use super::{Format, GOOD, Globals, USAGE, stage};
use crate::config::template::template;

/// Writes a `signoff.toml` where there is none and returns the exit code.
pub fn run(globals: &Globals) -> u8 {
    match write() {
        Ok(()) => {
            // The file is written; nobody may read a closed stdout.
            let _ = match globals.format {
                Format::Json => writeln!(io::stdout(), "{}", json!({ "written": stage::CONFIG })),
                Format::Human | Format::Markdown => {
                    writeln!(io::stdout(), "wrote {}: fill in what you have, then let `signoff doctor` look at it", stage::CONFIG)
                }
            };
            GOOD
        }
        Err(error) => {
            super::complain(&error);
            USAGE
        }
    }
}

fn write() -> Result<(), String> {
    let is_set = |name: &str| std::env::var(name).is_ok_and(|value| !value.is_empty());
    let file = File::create_new(stage::CONFIG);
    file.and_then(|mut file| file.write_all(template(&is_set).as_bytes())).map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => format!("{} is there already, and is never overwritten", stage::CONFIG),
        _ => format!("could not write {}: {error}", stage::CONFIG),
    })
}

//! `signoff init`.

use std::fs::File;
use std::io::{self, Write as _};

use serde_json::{Map, json};

use super::{Format, GOOD, Globals, USAGE, stage};
use crate::config::template::{template, unfinished};

/// Writes a `signoff.toml` where there is none and returns the exit code.
pub fn run(globals: &Globals) -> u8 {
    match write() {
        Ok(()) => {
            // The file is written; nobody may read a closed stdout.
            let _ = tell(&mut io::stdout().lock(), globals.format);
            GOOD
        }
        Err(error) => {
            super::complain(&error);
            USAGE
        }
    }
}

/// A table of which some variables are set is one that somebody wants.
fn tell(out: &mut impl io::Write, format: Format) -> io::Result<()> {
    let unfinished = unfinished(&is_set);
    if format == Format::Json {
        let missing: Map<_, _> = unfinished.into_iter().map(|(table, names)| (table, json!(names))).collect();
        return writeln!(out, "{}", json!({ "written": stage::CONFIG, "missing": missing }));
    }
    writeln!(out, "wrote {}: fill in what you have, then let `signoff doctor` look at it", stage::CONFIG)?;
    unfinished.iter().try_for_each(|(table, names)| {
        let verb = if names.len() == 1 { "is" } else { "are" };
        writeln!(out, "[{table}] is switched off: {} {verb} not set", names.join(", "))
    })
}

fn is_set(name: &str) -> bool {
    std::env::var(name).is_ok_and(|value| !value.is_empty())
}

fn write() -> Result<(), String> {
    let file = File::create_new(stage::CONFIG);
    file.and_then(|mut file| file.write_all(template(&is_set).as_bytes())).map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => format!("{} is there already, and is never overwritten", stage::CONFIG),
        _ => format!("could not write {}: {error}", stage::CONFIG),
    })
}

//! `signoff report`: works on the reports of earlier runs.

use std::path::{Path, PathBuf};

use super::{BAD, BROKEN, Format, GOOD, Globals, USAGE, earlier};
use crate::catalogue::Comparison;
use crate::report::merge::merge;
use crate::report::saved::Saved;
use crate::report::{self, Destination, console};

/// The subcommands of `report`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Join the parts of a run that --shard split
    Merge {
        /// The JSON reports of all parts
        #[arg(required = true, value_name = "FILE")]
        parts: Vec<PathBuf>,
        /// Where the JSON report of the whole goes
        #[arg(long, value_name = "FILE")]
        output: PathBuf,
        /// Write it in another form, too: FORMAT=PATH (may be given several times)
        #[arg(long, value_name = "FORMAT=PATH", value_parser = Destination::parse)]
        report: Vec<Destination>,
    },
    /// Compare two JSON reports; exit code 1 if anything got worse
    Diff {
        /// The earlier one
        before: PathBuf,
        /// The later one
        after: PathBuf,
    },
    /// Write a JSON report, or the journal of a run that was killed, in other forms
    Convert {
        /// The JSON report or the journal
        file: PathBuf,
        /// What is written: FORMAT=PATH (may be given several times)
        #[arg(long, value_name = "FORMAT=PATH", value_parser = Destination::parse)]
        report: Vec<Destination>,
    },
}

/// Runs the command and returns its exit code.
pub fn run(args: &Args, globals: &Globals) -> u8 {
    let done = match &args.command {
        Command::Merge { parts, output, report } => {
            let whole = Destination { format: report::Format::Json, path: output.clone() };
            let all: Vec<_> = std::iter::once(whole).chain(report.iter().cloned()).collect();
            apart(parts, &all).and_then(|()| joined(parts)).and_then(|saved| {
                let written = show(&saved, &all, globals)?;
                saved.conformance.complaints().iter().for_each(|waiver| super::complain(waiver));
                Ok((earlier::with_waivers(&saved.conformance), written))
            })
        }
        Command::Diff { before, after } => diff(before, after, globals).map(|code| (code, true)),
        Command::Convert { file, report } => {
            let read = apart(std::slice::from_ref(file), report).and_then(|()| load(file));
            read.and_then(|saved| show(&saved, report, globals)).map(|written| (GOOD, written))
        }
    };
    match done {
        Ok((code, true)) => code,
        Ok((code, false)) => {
            if code == BAD {
                BAD
            } else {
                BROKEN
            }
        }
        Err(error) => {
            super::complain(&error);
            USAGE
        }
    }
}

/// No file is written that is read.
fn apart(read: &[PathBuf], written: &[Destination]) -> Result<(), String> {
    match written.iter().find(|one| read.iter().any(|path| one.is_file(path))) {
        Some(one) => Err(format!("could not write the report {}: it is what is read", one.path.display())),
        None => Ok(()),
    }
}

fn load(path: &Path) -> Result<Saved, String> {
    Saved::load(path).map_err(|error| error.to_string())
}

fn joined(paths: &[PathBuf]) -> Result<Saved, String> {
    let parts = paths.iter().map(|path| Ok((path.display().to_string(), load(path)?))).collect::<Result<Vec<_>, String>>()?;
    merge(parts).map_err(|error| error.to_string())
}

/// Writes and prints a report; false when some of it could not be written.
fn show(saved: &Saved, destinations: &[Destination], globals: &Globals) -> Result<bool, String> {
    let files = report::open_all(destinations).map_err(|error| error.to_string())?;
    let unwritten = report::write_all(files, &saved.report());
    unwritten.iter().for_each(|problem| super::complain(&problem.to_string()));
    let options = console::Options::new(globals.quiet, globals.verbose > 0, super::colored(globals));
    let mut stdout = std::io::stdout().lock();
    super::printed(match globals.format {
        Format::Json => report::json::write(&mut stdout, &saved.report()),
        Format::Human | Format::Markdown => console::summary(&mut stdout, &saved.report(), &options),
    })?;
    Ok(unwritten.is_empty())
}

fn diff(before: &Path, after: &Path, globals: &Globals) -> Result<u8, String> {
    let (before, after) = (load(before)?.conformance, load(after)?.conformance);
    let comparison = Comparison::new(&before.requirements, &after.requirements, after.part.is_none());
    let options = console::Options::new(globals.quiet, globals.verbose > 0, super::colored(globals));
    let mut stdout = std::io::stdout().lock();
    super::printed(match globals.format {
        Format::Json => serde_json::to_writer_pretty(&mut stdout, &comparison).map_err(std::io::Error::from),
        Format::Human | Format::Markdown => console::comparison::print(&mut stdout, &comparison, &options),
    })?;
    Ok(if comparison.regressed.is_empty() { GOOD } else { BAD })
}

//! One conformance, many reports.

use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use thiserror::Error;

use crate::catalogue::{Conformance, RequirementRecord, Status};
use crate::engine::record::{ExchangeRecord, RunRecord, ScenarioRecord};

pub mod checklist;
pub mod console;
pub mod evidence;
pub mod github;
pub mod html;
pub mod journal;
pub mod json;
pub mod junit;
pub mod markdown;
pub mod merge;
pub mod messages;
pub mod sarif;
pub mod saved;
pub mod selftest;

mod curl;
mod open;
mod verdict;
mod words;

/// Everything that a report may show.
#[derive(Debug, Clone, Copy)]
pub struct Report<'a> {
    /// What ran; already redacted.
    pub run: &'a RunRecord,
    /// What it says about the published requirements.
    pub conformance: &'a Conformance,
    /// Where the files stand that scenarios left, if anywhere.
    pub evidence: Option<&'a Path>,
}

impl<'a> Report<'a> {
    /// The report of a run.
    pub fn new(run: &'a RunRecord, conformance: &'a Conformance) -> Self {
        Self { run, conformance, evidence: None }
    }

    /// The requirements of one status.
    pub fn having(&self, status: Status) -> impl Iterator<Item = &'a RequirementRecord> + use<'a> {
        self.conformance.requirements.iter().filter(move |entry| entry.status == status)
    }

    /// How many requirements of this run have each status; those that none has are left out.
    fn counted(&self) -> impl Iterator<Item = (Status, usize)> + use<'a> {
        let totals = self.conformance.totals.iter().map(|(status, number)| (*status, *number));
        totals.filter(|(status, number)| *status != Status::NotSelected && *number > 0)
    }

    /// The scenarios by their ids.
    fn scenarios(&self) -> HashMap<&'a str, &'a ScenarioRecord> {
        self.run.scenarios.iter().map(|scenario| (scenario.id.as_str(), scenario)).collect()
    }

    /// The exchanges by their ids.
    fn exchanges(&self) -> HashMap<&'a str, &'a ExchangeRecord> {
        self.run.exchanges.iter().map(|exchange| (exchange.id.as_str(), exchange)).collect()
    }
}

/// The form of a report file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// The document of `schemas/signoff/report.json`.
    Json,
    /// JUnit XML, as CI systems read it.
    Junit,
    /// One page to open, to search and to print.
    Html,
    /// For a pull request or the summary of a CI step.
    Markdown,
    /// SARIF 2.1.0: what is violated, as code scanning reads it.
    Sarif,
    /// Workflow commands: annotations of a GitHub Actions job.
    Github,
    /// The provider's own checklist, filled in.
    Csv,
    /// Cucumber Messages, one JSON document a line.
    Messages,
}

impl Format {
    const ALL: [(&'static str, Self); 8] = [
        ("json", Self::Json),
        ("junit", Self::Junit),
        ("html", Self::Html),
        ("markdown", Self::Markdown),
        ("sarif", Self::Sarif),
        ("github", Self::Github),
        ("csv", Self::Csv),
        ("messages", Self::Messages),
    ];

    /// Writes a run's report in this form.
    fn write(self, out: &mut dyn Write, report: &Report<'_>) -> io::Result<()> {
        match self {
            Self::Json => json::write(out, report),
            Self::Junit => junit::write(out, report),
            Self::Html => html::write(out, report),
            Self::Markdown => markdown::write(out, report),
            Self::Sarif => sarif::write(out, report),
            Self::Github => github::write(out, report),
            Self::Csv => checklist::write(out, report),
            Self::Messages => messages::write(out, report),
        }
    }

    fn names() -> String {
        Self::ALL.map(|(name, _)| name).join(", ")
    }
}

/// A report file that was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Destination {
    /// Its form.
    pub format: Format,
    /// Where it is written; missing folders are made.
    pub path: PathBuf,
}

impl Destination {
    /// Reads `FORMAT=PATH`.
    pub fn parse(text: &str) -> Result<Self, ReportError> {
        let wrong = || ReportError::Destination { text: text.to_owned() };
        let (name, path) = text.split_once('=').filter(|(_, path)| !path.is_empty()).ok_or_else(wrong)?;
        let (_, format) = Format::ALL.into_iter().find(|(known, _)| *known == name).ok_or_else(wrong)?;
        Ok(Self { format, path: path.into() })
    }

    /// True when it is this file, which is there; pipes and devices are none.
    pub fn is_file(&self, path: &Path) -> bool {
        let place = fs::canonicalize(&self.path).ok().filter(|place| place.is_file());
        place.is_some() && place == fs::canonicalize(path).ok()
    }

    /// Opens the file, and makes the folders that it stands in; what it holds stays until it is written.
    fn open(&self) -> Result<Opened<'_>, ReportError> {
        let folder = self.path.parent().filter(|folder| *folder != Path::new(""));
        let made = folder.map_or(Ok(()), fs::create_dir_all);
        let opened = made.and_then(|()| File::options().create(true).write(true).truncate(false).open(&self.path));
        let file = opened.map_err(|source| ReportError::Write { path: self.path.clone(), source })?;
        Ok(Opened { destination: self, file: BufWriter::new(file) })
    }
}

/// Opens every file before a run, so that nothing is run for a report that cannot be written; then nothing is left behind.
pub fn open_all(destinations: &[Destination]) -> Result<Vec<Opened<'_>>, ReportError> {
    let mut opened: Vec<Opened<'_>> = Vec::new();
    for destination in destinations {
        if opened.iter().any(|file| file.destination.is_file(&destination.path)) {
            opened.iter().for_each(Opened::forget);
            return Err(ReportError::Twice { path: destination.path.clone() });
        }
        match destination.open() {
            Ok(file) => opened.push(file),
            Err(error) => {
                opened.iter().for_each(Opened::forget);
                return Err(error);
            }
        }
    }
    Ok(opened)
}

/// A report file that is ready to be written.
#[derive(Debug)]
pub struct Opened<'a> {
    destination: &'a Destination,
    file: BufWriter<File>,
}

impl Opened<'_> {
    /// Writes a run's report.
    pub fn write(self, report: &Report<'_>) -> Result<(), ReportError> {
        self.fill(|format, file| format.write(file, report))
    }

    /// Removes the file when there is nothing in it.
    fn forget(&self) {
        if self.file.get_ref().metadata().is_ok_and(|file| file.len() == 0) {
            // An empty file that stays harms nobody.
            let _ = fs::remove_file(&self.destination.path);
        }
    }

    /// Fills the file and closes it.
    fn fill(mut self, write: impl FnOnce(Format, &mut BufWriter<File>) -> io::Result<()>) -> Result<(), ReportError> {
        // Pipes and devices have no length.
        let is_file = self.file.get_ref().metadata().is_ok_and(|file| file.is_file());
        let emptied = if is_file { self.file.get_ref().set_len(0) } else { Ok(()) };
        let written = emptied.and_then(|()| write(self.destination.format, &mut self.file)).and_then(|()| self.file.flush());
        written.map_err(|source| ReportError::Write { path: self.destination.path.clone(), source })
    }
}

/// Why a report could not be written.
#[derive(Debug, Error)]
pub enum ReportError {
    /// The command line asks for no such report.
    #[error("could not read {text:?} as FORMAT=PATH (formats: {})", Format::names())]
    Destination {
        /// As given.
        text: String,
    },
    /// Two reports cannot be one file.
    #[error("could not write two reports to {}", path.display())]
    Twice {
        /// The file.
        path: PathBuf,
    },
    /// The file could not be written.
    #[error("could not write the report {}: {source}", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

/// Writes a run's report to every file, all at once; returns what could not be written.
pub fn write_all(files: Vec<Opened<'_>>, report: &Report<'_>) -> Vec<ReportError> {
    std::thread::scope(|scope| {
        let started: Vec<_> = files.into_iter().map(|file| scope.spawn(|| file.write(report))).collect();
        let ended = started.into_iter().map(|thread| thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        ended.filter_map(Result::err).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_destination_is_a_format_and_a_path() {
        let read = Destination::parse("junit=out/a=b.xml").unwrap();
        assert_eq!(read, Destination { format: Format::Junit, path: "out/a=b.xml".into() });
        for text in ["", "json", "json=", "xml=a", "=a"] {
            assert!(Destination::parse(text).is_err(), "{text:?} was read");
        }
    }
}

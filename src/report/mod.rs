//! One conformance, many reports.

use std::collections::HashMap;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use thiserror::Error;

use crate::catalogue::{Conformance, RequirementRecord, Status};
use crate::engine::record::{ExchangeRecord, RunRecord, ScenarioRecord};

pub mod checklist;
pub mod console;
pub mod destination;
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

pub use destination::{Destination, Opened, open_all, write_all};

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

//! One conformance, many reports.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write as _};
use std::path::{Path, PathBuf};

use thiserror::Error;

use crate::catalogue::Conformance;
use crate::engine::record::RunRecord;

pub mod console;
pub mod json;
pub mod junit;
pub mod selftest;

mod curl;

/// Everything that a report may show.
#[derive(Debug, Clone, Copy)]
pub struct Report<'a> {
    /// What ran; already redacted.
    pub run: &'a RunRecord,
    /// What it says about the published requirements.
    pub conformance: &'a Conformance,
}

impl<'a> Report<'a> {
    /// The report of a run.
    pub fn new(run: &'a RunRecord, conformance: &'a Conformance) -> Self {
        Self { run, conformance }
    }
}

/// The form of a report file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// The document of `schemas/signoff/report.json`.
    Json,
    /// JUnit XML, as CI systems read it.
    Junit,
}

impl Format {
    const ALL: [(&'static str, Self); 2] = [("json", Self::Json), ("junit", Self::Junit)];
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

    /// Opens the file, and makes the folders that it stands in.
    pub fn create(&self) -> Result<BufWriter<File>, ReportError> {
        let folder = self.path.parent().filter(|folder| *folder != Path::new(""));
        folder
            .map_or(Ok(()), fs::create_dir_all)
            .and_then(|()| File::create(&self.path))
            .map(BufWriter::new)
            .map_err(|e| self.failed(e))
    }

    /// The error of a write to this file.
    pub fn failed(&self, source: io::Error) -> ReportError {
        ReportError::Write { path: self.path.clone(), source }
    }
}

/// Why a report could not be written.
#[derive(Debug, Error)]
pub enum ReportError {
    /// The command line asks for no such report.
    #[error("could not read {text:?} as FORMAT=PATH (formats: json, junit)")]
    Destination {
        /// As given.
        text: String,
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

/// Writes reports to their files, all at once; the first error is told when all have ended.
pub fn write_all(destinations: &[Destination], report: &Report<'_>) -> Result<(), ReportError> {
    std::thread::scope(|scope| {
        let started: Vec<_> = destinations.iter().map(|one| scope.spawn(|| write(one, report))).collect();
        let ended: Vec<_> = started.into_iter().map(|thread| thread.join()).collect();
        ended.into_iter().try_for_each(|written| written.unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
    })
}

/// Writes a report to its file.
pub fn write(destination: &Destination, report: &Report<'_>) -> Result<(), ReportError> {
    let mut file = destination.create()?;
    let written = match destination.format {
        Format::Json => json::write(&mut file, report),
        Format::Junit => junit::write(&mut file, report),
    };
    written.and_then(|()| file.flush()).map_err(|source| destination.failed(source))
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

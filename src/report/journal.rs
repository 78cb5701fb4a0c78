//! The journal of a run: what is finished is appended at once, so that the end of the process, however sudden, loses nothing of it.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::saved::Saved;
use crate::catalogue::{self, Catalogue, ChecklistItem, Requirement, Selected};
use crate::core::finding::Finding;
use crate::engine::record::{ExchangeRecord, RuleTally, RunRecord, ScenarioRecord, TargetRecord};
use crate::engine::{Ended, Event};

/// The version of the lines' form.
pub const SCHEMA: &str = "signoff/journal/2";

/// One line.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Line<'a> {
    /// The first: all that the verdict needs beside what ran.
    Run {
        schema: String,
        version: String,
        started_at: String,
        seed: u64,
        selection: Cow<'a, Selected>,
        /// How many scenarios of each requirement are to run.
        planned: Cow<'a, BTreeMap<String, usize>>,
        /// Each with its provider.
        requirements: Vec<(Cow<'a, str>, Cow<'a, Requirement>)>,
        checklist: Cow<'a, [ChecklistItem]>,
    },
    /// Every target was asked once.
    Begun { targets: Cow<'a, [TargetRecord]>, exchanges: Cow<'a, [ExchangeRecord]>, blocked: Cow<'a, [ScenarioRecord]> },
    /// A scenario ended, so long after the begin of the run.
    Scenario {
        elapsed_ms: f64,
        scenario: Cow<'a, ScenarioRecord>,
        finding: Option<Cow<'a, Finding>>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        shown_by: Option<Cow<'a, str>>,
        exchanges: Vec<Cow<'a, ExchangeRecord>>,
        rules: Vec<Cow<'a, RuleTally>>,
    },
}

/// What a run is about to do.
#[derive(Debug, Clone, Copy)]
pub struct Intent<'a> {
    /// Every requirement.
    pub catalogue: &'a Catalogue,
    /// Those in question.
    pub selection: &'a Selected,
    /// How many scenarios of each are to run.
    pub planned: &'a BTreeMap<String, usize>,
    /// Repeats the run.
    pub seed: u64,
}

/// A journal that is being written.
#[derive(Debug)]
pub struct Journal {
    file: File,
    path: PathBuf,
    began: Instant,
    /// The line that is being written.
    line: Vec<u8>,
    /// Why it ends here.
    broken: Option<io::Error>,
}

impl Journal {
    /// Begins the journal; one of an earlier run is overwritten.
    pub fn create(path: &Path, intent: &Intent<'_>) -> io::Result<Self> {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        let file = File::create(path)?;
        let mut journal = Self { file, path: path.to_owned(), began: Instant::now(), line: Vec::new(), broken: None };
        let requirements = intent.catalogue.requirements.iter();
        journal.append(&Line::Run {
            schema: SCHEMA.to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            started_at: format!("{:.3}", Timestamp::now()),
            seed: intent.seed,
            selection: Cow::Borrowed(intent.selection),
            planned: Cow::Borrowed(intent.planned),
            requirements: requirements.map(|entry| (entry.provider.as_str().into(), Cow::Borrowed(entry))).collect(),
            checklist: intent.catalogue.checklist.as_slice().into(),
        })?;
        Ok(journal)
    }

    /// Notes what happened. A journal that cannot be written any more ends; [`Journal::close`] says so.
    pub fn note(&mut self, event: &Event<'_>) {
        if self.broken.is_none() {
            self.broken = self.append(&line(event, self.began.elapsed())).err();
        }
    }

    /// Removes the journal when all of it stands in the reports. The error says that it could not be written to its end.
    pub fn close(self, reported: bool) -> io::Result<()> {
        if reported {
            // A journal that stays harms nobody.
            let _ = fs::remove_file(&self.path);
        }
        self.broken.map_or(Ok(()), Err)
    }

    /// One write for each line: what is written stays when the process dies.
    fn append(&mut self, line: &Line<'_>) -> io::Result<()> {
        self.line.clear();
        serde_json::to_writer(&mut self.line, line).map_err(io::Error::from)?;
        self.line.push(b'\n');
        self.file.write_all(&self.line)
    }
}

fn line<'a>(event: &Event<'a>, elapsed: Duration) -> Line<'a> {
    match *event {
        Event::Begun { targets, exchanges, blocked } => {
            Line::Begun { targets: targets.into(), exchanges: exchanges.into(), blocked: blocked.into() }
        }
        Event::Ended(Ended { scenario, exchanges, tallies }) => Line::Scenario {
            elapsed_ms: elapsed.as_secs_f64() * 1000.0,
            scenario: Cow::Borrowed(scenario),
            finding: scenario.finding.as_ref().map(Cow::Borrowed),
            shown_by: scenario.shown_by.as_deref().map(Cow::Borrowed),
            exchanges: exchanges.iter().copied().map(Cow::Borrowed).collect(),
            rules: tallies.records().map(Cow::Borrowed).collect(),
        },
    }
}

/// True for a journal.
pub fn is_journal(bytes: &[u8]) -> bool {
    bytes.starts_with(b"{\"run\":")
}

/// Makes of a journal the incomplete run that it tells of; the error is a sentence. A last line that was cut off, perhaps within a
/// letter, counts for nothing.
pub fn read(bytes: &[u8]) -> Result<Saved, String> {
    let whole = bytes.iter().rposition(|byte| *byte == b'\n').map_or(&[][..], |end| &bytes[..end]);
    let mut lines = whole.split(|byte| *byte == b'\n').enumerate().map(|(number, line)| {
        serde_json::from_slice::<Line<'_>>(line)
            .map_err(|error| format!("its line {} is no line of a journal ({error})", number + 1))
    });
    let Some(Line::Run { schema, version, started_at, seed, selection, planned, requirements, checklist }) =
        lines.next().transpose()?
    else {
        return Err("it is no journal of signoff".to_owned());
    };
    if schema != SCHEMA {
        return Err(format!("its schema is {schema:?}, not {SCHEMA:?}"));
    }
    let (mut selection, mut planned) = (selection.into_owned(), planned.into_owned());
    let mut run = RunRecord { started_at, seed, interrupted: true, ..RunRecord::default() };
    for line in lines {
        add(&mut run, line?);
    }
    run.scenarios.sort_by_key(|scenario| (scenario.feature.clone(), scenario.line));
    for scenario in &run.scenarios {
        planned.entry(scenario.requirement.clone()).and_modify(|left| *left = left.saturating_sub(1));
    }
    for (id, left) in planned.into_iter().filter(|(_, left)| *left > 0) {
        *selection.left_out.entry(id).or_default() += left;
    }
    let requirements =
        requirements.into_iter().map(|(provider, entry)| Requirement { provider: provider.into_owned(), ..entry.into_owned() });
    let catalogue = Catalogue { requirements: requirements.collect(), checklist: checklist.into_owned() };
    let conformance = catalogue::join(&catalogue, &selection, &run, None);
    Ok(Saved { run, conformance, version })
}

fn add(run: &mut RunRecord, line: Line<'_>) {
    match line {
        Line::Run { .. } => {}
        Line::Begun { targets, exchanges, blocked } => {
            run.targets = targets.into_owned();
            run.exchanges.extend(exchanges.into_owned());
            run.scenarios.extend(blocked.into_owned());
        }
        Line::Scenario { elapsed_ms, scenario, finding, shown_by, exchanges, rules } => {
            let (finding, shown_by) = (finding.map(Cow::into_owned), shown_by.map(Cow::into_owned));
            let scenario = ScenarioRecord { finding, shown_by, ..scenario.into_owned() };
            run.extend(RunRecord {
                scenarios: vec![scenario],
                exchanges: exchanges.into_iter().map(Cow::into_owned).collect(),
                rules: rules.into_iter().map(Cow::into_owned).collect(),
                ..RunRecord::default()
            });
            run.duration_ms = run.duration_ms.max(elapsed_ms);
        }
    }
}

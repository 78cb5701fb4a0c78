//! `signoff requirements`: the catalogue with what checks it.

use std::io::{self, Write};
use std::path::PathBuf;

use serde::Serialize;

use super::{Format, GOOD, Globals, USAGE, stage};
use crate::catalogue::links::{self, Links, ScenarioLink};
use crate::catalogue::{Basis, Catalogue, ChecklistItem, Level, Requirement};
use crate::core::subject::Subject;
use crate::engine::features::{self, COMMON};
use crate::providers::{self, Provider};
use crate::signing::mistakes::Stage;

/// The flags of `requirements`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Only this provider (may be given several times)
    #[arg(long, value_name = "PROVIDER", value_parser = stage::provider)]
    provider: Vec<&'static Provider>,
    /// Only this subject: endpoint, signer, checkout or merchant (may be given several times)
    #[arg(long, value_name = "SUBJECT", value_parser = super::run::subject)]
    subject: Vec<Subject>,
    /// More features and requirements, laid out like features/ (may be given several times)
    #[arg(long, value_name = "DIR")]
    features: Vec<PathBuf>,
}

/// Prints the catalogue and returns the exit code.
pub fn run(args: &Args, globals: &Globals) -> u8 {
    match print(args, globals) {
        Ok(()) => GOOD,
        Err(error) => {
            super::complain(&error);
            USAGE
        }
    }
}

fn print(args: &Args, globals: &Globals) -> Result<(), String> {
    let catalogue = Catalogue::with(&args.features).map_err(|error| error.to_string())?;
    let mut sources = features::embedded();
    for folder in &args.features {
        sources.extend(features::directory(folder).map_err(|error| error.to_string())?);
    }
    let scenarios = links::scenarios(&sources).map_err(|error| error.to_string())?;
    let asked = |slug: &String| args.provider.is_empty() || args.provider.iter().any(|one| one.slug == slug);
    let listed =
        |entry: &&Requirement| asked(&entry.provider) && (args.subject.is_empty() || args.subject.contains(&entry.subject));
    let entries: Vec<_> = catalogue.requirements.iter().filter(listed).map(|entry| Entry::new(entry, &scenarios)).collect();
    let checklist: Vec<_> = catalogue.checklist.iter().filter(|item| asked(&item.provider)).collect();
    let out = &mut io::stdout().lock();
    super::printed(match globals.format {
        Format::Human => human(out, &entries),
        Format::Json => json(out, &entries),
        Format::Markdown => markdown(out, &entries, &checklist),
    })
}

/// One requirement as it is printed; `schemas/signoff/requirements.json` describes it.
#[derive(Serialize)]
struct Entry<'a> {
    id: &'a str,
    provider: &'a str,
    subject: Subject,
    level: Level,
    text: &'a str,
    source: &'a str,
    basis: Basis,
    #[serde(skip_serializing_if = "Option::is_none")]
    capability: Option<&'a str>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    occasional: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    manual: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    stage: Option<Stage>,
    scenarios: Vec<&'a str>,
    rules: Vec<Named>,
    faults: Vec<Plantable>,
    checklist: &'a [String],
}

/// A rule and the sentence that explains it.
#[derive(Serialize)]
struct Named {
    name: &'static str,
    text: &'static str,
}

/// A fault and the sentence that explains it; `--fault` takes `PROVIDER:NAME`.
#[derive(Serialize)]
struct Plantable {
    provider: &'static str,
    name: &'static str,
    text: &'static str,
}

impl<'a> Entry<'a> {
    fn new(entry: &'a Requirement, scenarios: &'a [ScenarioLink]) -> Self {
        let Links { scenarios, rule, faults } = links::of(entry, scenarios);
        Self {
            id: &entry.id,
            provider: &entry.provider,
            subject: entry.subject,
            level: entry.level,
            text: &entry.text,
            source: &entry.source,
            basis: entry.basis,
            capability: entry.capability.as_deref(),
            occasional: entry.occasional,
            manual: entry.manual.as_deref(),
            stage: entry.stage,
            scenarios: scenarios.into_iter().map(|link| link.id.as_str()).collect(),
            rules: rule.map(|rule| Named { name: rule.name, text: rule.text }).into_iter().collect(),
            faults: faults
                .into_iter()
                .map(|(provider, fault)| Plantable { provider, name: fault.name, text: fault.text })
                .collect(),
            checklist: &entry.checklist,
        }
    }

    /// What checks it, one line for each kind that there is.
    fn checks(&self) -> Vec<(&'static str, String)> {
        let rules = self.rules.iter().map(|rule| rule.name).collect::<Vec<_>>();
        let faults = self.faults.iter().map(|fault| format!("{}:{}", fault.provider, fault.name)).collect::<Vec<_>>();
        let lines = [
            ("scenarios", drawn_together(&self.scenarios)),
            ("rule", rules.join(" ")),
            ("faults", faults.join(" ")),
            ("by hand", self.manual.unwrap_or_default().to_owned()),
        ];
        lines.into_iter().filter(|(_, text)| !text.is_empty()).collect()
    }
}

/// Scenario ids with the lines of one feature drawn together: `p/charges:12,15 p/refunds:3`.
fn drawn_together(ids: &[&str]) -> String {
    let mut text = String::new();
    let mut last = None;
    for id in ids {
        let (feature, line) = id.rsplit_once(':').unwrap_or((id, ""));
        let gap = if text.is_empty() { "" } else { " " };
        text += &if last == Some(feature) { format!(",{line}") } else { format!("{gap}{id}") };
        last = Some(feature);
    }
    text
}

fn human(out: &mut dyn Write, entries: &[Entry<'_>]) -> io::Result<()> {
    for entry in entries {
        writeln!(out, "{}  {} {}  {}", entry.id, entry.subject, entry.level, entry.text)?;
        writeln!(out, "    {:<9}  {}", "source", entry.source)?;
        for (kind, text) in entry.checks() {
            writeln!(out, "    {kind:<9}  {text}")?;
        }
    }
    let must = entries.iter().filter(|entry| entry.level == Level::Must).count();
    writeln!(out, "{} requirements: {must} MUST, {} SHOULD", entries.len(), entries.len() - must)
}

fn json(out: &mut dyn Write, entries: &[Entry<'_>]) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, &serde_json::json!({ "requirements": entries }))?;
    writeln!(out)
}

fn markdown(out: &mut dyn Write, entries: &[Entry<'_>], checklist: &[&ChecklistItem]) -> io::Result<()> {
    let titled = providers::ALL.iter().map(|provider| (provider.slug, provider.title));
    for (slug, title) in titled.chain([(COMMON, "Every provider")]) {
        if !entries.iter().any(|entry| entry.provider == slug) {
            continue;
        }
        writeln!(out, "# {title}: requirements")?;
        for subject in Subject::ALL {
            let mut rows = entries.iter().filter(|entry| entry.provider == slug && entry.subject == subject).peekable();
            if rows.peek().is_some() {
                writeln!(out, "\n## {subject}\n\n| id | level | requirement | source | checked by |\n|---|---|---|---|---|")?;
            }
            for entry in rows {
                let checks: Vec<_> = entry.checks().into_iter().map(|(kind, text)| format!("{kind}: {text}")).collect();
                let cells = [cell(entry.text), cell(entry.source), cell(&checks.join("; "))].join(" | ");
                writeln!(out, "| {} | {} | {cells} |", entry.id, entry.level)?;
            }
        }
        let mut items = checklist.iter().filter(|item| item.provider == slug).peekable();
        if items.peek().is_some() {
            let head = "| item | asked | requirements | left to a person |\n|---|---|---|---|";
            writeln!(out, "\n## The provider's checklist\n\n{head}")?;
        }
        for item in items {
            let left = cell(item.manual.as_deref().unwrap_or_default());
            writeln!(out, "| {} | {} | {} | {left} |", item.item, cell(&item.text), item.requirements.join(" "))?;
        }
    }
    Ok(())
}

/// Text as it stands in a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}

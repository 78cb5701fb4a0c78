//! What is violated as SARIF 2.1.0 (OASIS), which code scanning reads: a requirement is a rule, a finding is a result.

use std::io::{self, Write};

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::Report;
use super::words::file;
use crate::catalogue::conformance::FindingRecord;
use crate::catalogue::{Level, RequirementRecord, Status};
use crate::engine::record::ScenarioRecord;

/// Where the form is described.
const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// What a path may not hold in a URI.
const PATH: &AsciiSet =
    &CONTROLS.add(b' ').add(b'"').add(b'#').add(b'%').add(b'<').add(b'>').add(b'?').add(b'`').add(b'{').add(b'}');

/// Writes the log.
pub fn write(mut out: impl Write, report: &Report<'_>) -> io::Result<()> {
    let entries = || report.conformance.requirements.iter().filter(|entry| entry.status != Status::NotSelected);
    let scenarios = report.scenarios();
    let results = entries().enumerate().filter(|(_, entry)| entry.status == Status::Violated).flat_map(|(index, entry)| {
        let scenarios = &scenarios;
        entry.findings.iter().map(move |found| {
            let by = found.scenario.as_deref().and_then(|id| scenarios.get(id).copied());
            result(index, entry, found, by)
        })
    });
    let notes = report.run.crashes.iter().map(|crash| json!({ "level": "error", "message": { "text": crash } }));
    let log = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": env!("CARGO_PKG_NAME"),
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": entries().map(rule).collect::<Vec<_>>(),
            } },
            "automationDetails": { "id": "signoff/" },
            "columnKind": "unicodeCodePoints",
            "invocations": [{
                "executionSuccessful": report.run.crashes.is_empty() && !report.run.interrupted,
                "exitCode": report.conformance.exit_code,
                "startTimeUtc": report.run.started_at,
                "toolExecutionNotifications": notes.collect::<Vec<_>>(),
            }],
            "results": results.collect::<Vec<_>>(),
            "properties": { "targets": report.run.targets },
        }],
    });
    serde_json::to_writer(&mut out, &log)?;
    out.write_all(b"\n")
}

fn level(entry: &RequirementRecord) -> &'static str {
    match entry.level {
        Level::Must => "error",
        Level::Should => "warning",
    }
}

fn rule(entry: &RequirementRecord) -> Value {
    let mut rule = json!({
        "id": entry.id,
        "shortDescription": { "text": entry.text },
        "fullDescription": { "text": format!("{} {}", entry.text, entry.source) },
        "help": { "text": format!("Published at {}", entry.source) },
        "defaultConfiguration": { "level": level(entry) },
        "properties": { "tags": [entry.provider, entry.subject.name(), entry.level.to_string()], "status": entry.status },
    });
    if let Some(address) = entry.source.split("; ").find(|part| part.starts_with("https://") && !part.contains(' ')) {
        rule["helpUri"] = address.into();
    }
    rule
}

fn result(index: usize, entry: &RequirementRecord, found: &FindingRecord, by: Option<&ScenarioRecord>) -> Value {
    let finding = &found.finding;
    let text = format!("{}\n{}: expected {}, got {}", entry.text, finding.place, finding.expected, finding.actual);
    let name = found.scenario.as_deref().unwrap_or_default();
    let identity = Sha256::digest(format!("{}\n{}\n{name}", entry.id, finding.place));
    let mut result = json!({
        "ruleId": entry.id,
        "ruleIndex": index,
        "level": level(entry),
        "message": { "text": text },
        "partialFingerprints": { "signoff/v1": identity.iter().map(|byte| format!("{byte:02x}")).collect::<String>() },
        "properties": { "where": finding.place, "expected": finding.expected, "actual": finding.actual, "exchange": found.exchange },
    });
    if let Some(scenario) = by {
        let uri = utf8_percent_encode(&file(scenario), PATH).to_string();
        result["locations"] = json!([{
            "physicalLocation": { "artifactLocation": { "uri": uri }, "region": { "startLine": scenario.line } },
            "logicalLocations": [{ "fullyQualifiedName": scenario.id, "name": scenario.name }],
        }]);
    }
    result
}

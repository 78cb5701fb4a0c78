//! Cucumber Messages against their published schema, and opened with the official HTML formatter.

use std::collections::BTreeSet;
use std::fs;

use scraper::{Html, Selector};
use serde_json::{Value, json};
use signoff::report::{Report, messages};

use super::{mixed, real};
use crate::checkout::browser;
use crate::packages;

const SCHEMA: &str = include_str!("../../data/report/messages.schema.json");

/// Reads a stream of messages and prints the page that the formatter makes of it.
const FORMAT: &str = "
import { readFileSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import { CucumberHtmlStream } from '@cucumber/html-formatter';
const lines = readFileSync(process.argv[2], 'utf8').trim().split('\\n');
await pipeline(Readable.from(lines.map(line => JSON.parse(line))), new CucumberHtmlStream(), process.stdout, { end: false });
";

fn stream() -> Vec<Value> {
    let (run, conformance) = mixed();
    let mut bytes = Vec::new();
    messages::write(&mut bytes, &Report::new(&run, &conformance)).unwrap();
    envelopes(&String::from_utf8(bytes).unwrap())
}

fn envelopes(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn problems(envelopes: &[Value]) -> Vec<String> {
    let schema: Value = serde_json::from_str(SCHEMA).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let all =
        envelopes.iter().flat_map(|one| validator.iter_errors(one).map(|error| format!("{error}: {one}")).collect::<Vec<_>>());
    all.collect()
}

/// The one member of each envelope that has this name.
fn named<'a>(envelopes: &'a [Value], name: &str) -> Vec<&'a Value> {
    envelopes.iter().filter_map(|envelope| envelope.get(name)).collect()
}

#[test]
fn every_envelope_keeps_the_published_schema() {
    assert_eq!(problems(&stream()), [""; 0]);
    assert_eq!(problems(&envelopes(&real::text("messages"))), [""; 0]);
    for bad in [
        json!({ "surprise": {} }),
        json!({ "testCaseFinished": { "testCaseStartedId": "1", "willBeRetried": false } }),
        json!({ "pickle": { "id": 1 } }),
        json!({ "gherkinDocument": { "comments": [], "feature": { "location": { "line": "1" } } } }),
    ] {
        assert!(!problems(std::slice::from_ref(&bad)).is_empty(), "{bad} was let in");
    }
}

#[test]
fn every_id_leads_somewhere_and_the_results_are_the_runs() {
    let all = stream();
    let ids = |name: &str| named(&all, name).iter().map(|one| one["id"].as_str().unwrap().to_owned()).collect::<BTreeSet<_>>();
    let (pickles, cases, attempts) = (ids("pickle"), ids("testCase"), ids("testCaseStarted"));
    assert_eq!((pickles.len(), cases.len(), attempts.len()), (4, 4, 4));
    assert!(named(&all, "testCase").iter().all(|one| pickles.contains(one["pickleId"].as_str().unwrap())));
    assert!(named(&all, "testCaseStarted").iter().all(|one| cases.contains(one["testCaseId"].as_str().unwrap())));
    let results = named(&all, "testStepFinished");
    assert!(results.iter().all(|one| attempts.contains(one["testCaseStartedId"].as_str().unwrap())));
    let statuses: Vec<_> = results.iter().map(|one| one["testStepResult"]["status"].as_str().unwrap()).collect();
    assert_eq!(statuses, ["PASSED", "FAILED", "PENDING", "SKIPPED"]);
    assert_eq!(named(&all, "testRunFinished")[0]["success"], false);
    let tags: Vec<_> = named(&all, "pickle").iter().map(|one| one["tags"][0]["name"].as_str().unwrap()).collect();
    assert_eq!(tags, ["@T-1", "@T-1", "@T-2", "@T-2"]);
    assert!(named(&all, "attachment")[0]["body"].as_str().unwrap().starts_with("curl -X POST "));
}

#[test]
fn the_official_formatter_shows_the_run() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("messages.ndjson");
    fs::write(&path, real::text("messages")).unwrap();
    let Some(page) = packages::run("messages", FORMAT, &path) else { return };
    assert!(page.contains("window.CUCUMBER_MESSAGES"), "the formatter wrote no page");
    let path = folder.path().join("page.html");
    fs::write(&path, page).unwrap();
    let Some(shown) = browser::opened(&format!("file://{}", path.display())) else { return };
    let text: String =
        Html::parse_document(&shown).select(&Selector::parse("body #content").unwrap()).flat_map(|body| body.text()).collect();
    let failed = real::json()["scenarios"].as_array().unwrap().iter().filter(|one| one["outcome"] == "failed").count();
    assert!(failed > 1);
    for part in ["signoff", "features/amazon_pay_india/charges.feature", &format!("failed {failed}"), "Given"] {
        assert!(
            text.replace(['\u{a0}', ' '], "").contains(&part.replace(' ', "")),
            "{part:?} is not shown: {}",
            &text[..text.len().min(600)]
        );
    }
}

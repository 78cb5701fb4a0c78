//! The report as one page: it needs no network and no script to be read; the script only searches and filters.

use std::collections::HashMap;
use std::io::{self, Write};

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::verdict::Verdict;
use super::{Report, words};
use crate::catalogue::Status;
use crate::engine::record::{ExchangeRecord, ScenarioRecord};

mod difference;
mod exchange;
mod overview;
mod picture;
mod requirement;
mod scenario;

const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = include_str!("script.js");

/// Nothing is loaded from anywhere, whatever a target put into its answers.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:";

/// Writes the page.
pub fn write(mut out: impl Write, report: &Report<'_>) -> io::Result<()> {
    let page = Page::new(report);
    let verdict = Verdict::new(report);
    let document = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                meta name="color-scheme" content="light dark";
                link rel="icon" href="data:,";
                title { "signoff: " (verdict.answer) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                a.skip href="#requirements" { "Skip to the requirements" }
                (overview::header(&page, &verdict))
                main { (overview::answers(&page)) (requirement::all(&page)) }
                (footer(report))
                script { (PreEscaped(SCRIPT)) }
            }
        }
    };
    out.write_all(document.into_string().as_bytes())
}

/// A report and the ways into it.
struct Page<'a> {
    report: &'a Report<'a>,
    scenarios: HashMap<&'a str, &'a ScenarioRecord>,
    exchanges: HashMap<&'a str, &'a ExchangeRecord>,
}

impl<'a> Page<'a> {
    fn new(report: &'a Report<'a>) -> Self {
        Self { report, scenarios: report.scenarios(), exchanges: report.exchanges() }
    }
}

fn footer(report: &Report<'_>) -> Markup {
    let [seed, repeats] = words::repeats(report.run);
    html! {
        footer {
            p {
                (env!("CARGO_PKG_NAME")) " " (env!("CARGO_PKG_VERSION")) " · " code { (seed) }
                (repeats) " · tokens, keys and personal data are replaced by placeholders in [brackets]"
            }
        }
    }
}

/// The status as a label: the word carries it, the colour only helps.
fn chip(status: Status) -> Markup {
    html! { span class={ "chip " (class(status)) } { (status.words()) } }
}

/// The name of a status in the style sheet.
fn class(status: Status) -> String {
    status.words().replace(' ', "-")
}

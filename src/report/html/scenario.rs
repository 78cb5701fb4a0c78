//! A scenario: in full with its steps and exchanges, or as a line.

use maud::{Markup, html};

use super::{Page, exchange};
use crate::engine::record::{Outcome, ScenarioRecord, StepRecord};

/// The scenario with everything that it did; open when it did not pass.
pub fn full(page: &Page<'_>, scenario: &ScenarioRecord) -> Markup {
    let exchanges = scenario.exchanges.iter().filter_map(|id| page.exchanges.get(id.as_str()));
    html! {
        details.scenario id=(scenario.id) open[scenario.outcome != Outcome::Passed] {
            summary {
                (chip(scenario.outcome)) " " span.text { (scenario.name) } " "
                span.meta { (place(scenario)) " · " (format!("{:.0} ms", scenario.duration_ms)) }
            }
            ol.steps { @for one in &scenario.steps { (step(one, scenario.finding.is_some())) } }
            @for one in exchanges { (exchange::shown(one, true)) }
            @if !scenario.evidence.is_empty() {
                p.quiet { "Kept in the evidence folder: " @for file in &scenario.evidence { code { (file) } " " } }
            }
        }
    }
}

/// The scenario and the ids of its evidence.
pub fn line(scenario: &ScenarioRecord) -> Markup {
    let ids = match scenario.exchanges.as_slice() {
        [] => String::new(),
        [one] => format!(" · {one}"),
        [first, .., last] => format!(" · {first} to {last}"),
    };
    html! {
        li id=(scenario.id) { (chip(scenario.outcome)) " " (scenario.name) " " span.meta { (place(scenario)) (ids) } }
    }
}

/// Feature file and line.
fn place(scenario: &ScenarioRecord) -> Markup {
    html! { code { (scenario.feature) ":" (scenario.line) } }
}

/// A step; where the finding is `shown` already, it is not told again.
fn step(step: &StepRecord, shown: bool) -> Markup {
    let message = step.message.as_ref().filter(|_| !shown || step.outcome != Outcome::Failed);
    html! {
        li class=(class(step.outcome)) {
            b { (step.keyword) } " " (step.text)
            @if step.outcome != Outcome::Passed { " " (chip(step.outcome)) }
            @if let Some(message) = message { pre.message { (message) } }
        }
    }
}

fn class(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Passed => "passed",
        Outcome::Failed => "failed",
        Outcome::Inconclusive => "inconclusive",
        Outcome::Skipped => "skipped",
    }
}

fn chip(outcome: Outcome) -> Markup {
    let word = if outcome == Outcome::Skipped { "not run" } else { class(outcome) };
    html! { span class={ "chip " (class(outcome)) } { (word) } }
}

//! The requirements by provider and area, each with its findings and its scenarios.

use maud::{Markup, html};

use super::{Page, chip, class, difference, exchange, picture, scenario};
use crate::catalogue::conformance::FindingRecord;
use crate::catalogue::{Basis, Level, RequirementRecord, Status};
use crate::core::subject::Subject;
use crate::report::words::{count, subject, title};

/// Findings of one requirement that are shown at once, and those behind a click.
const FIRST: usize = 3;
const FINDINGS: usize = 20;

/// Scenarios of one requirement that are shown in full; of the others a line stays.
const SCENARIOS: usize = 50;

/// The area of a requirement that only rules judge.
const EVERY_MESSAGE: &str = "Every message";

/// The area of a requirement that nothing judged.
const NOTHING: &str = "Not tried";

/// All requirements of the run, and the names of those outside of it.
pub fn all(page: &Page<'_>) -> Markup {
    let entries = &page.report.conformance.requirements;
    let (left_out, entries): (Vec<_>, Vec<_>) = entries.iter().partition(|entry| entry.status == Status::NotSelected);
    html! {
        section #requirements {
            h2 { "Requirements" }
            (toolbar(&entries))
            @for (provider, entries) in by_provider(page, entries) {
                section.provider {
                    h3 { (title(&provider)) }
                    @for (area, entries) in grouped(entries, area) {
                        section.area { h4 { (area) } @for entry in entries { (requirement(page, entry)) } }
                    }
                }
            }
            p.none hidden { "No requirement fits this search." }
            @if !left_out.is_empty() {
                details.rest {
                    summary { (count(left_out.len(), "requirement")) " outside of this run's selection" }
                    ul { @for entry in left_out { li id=(entry.id) { code { (entry.id) } " " (entry.text) } } }
                }
            }
        }
    }
}

/// Entries by provider, in the order of the targets; what is about all providers comes last.
fn by_provider<'a>(page: &Page<'_>, entries: Vec<&'a RequirementRecord>) -> Vec<(String, Vec<&'a RequirementRecord>)> {
    let targets = &page.report.run.targets;
    let mut groups = grouped(entries, |entry| entry.provider.clone());
    groups.sort_by_key(|(slug, _)| targets.iter().position(|one| one.provider == *slug).unwrap_or(usize::MAX));
    groups
}

/// Entries by a name, in the order in which the names appear first.
fn grouped(
    entries: Vec<&RequirementRecord>,
    name: impl Fn(&RequirementRecord) -> String,
) -> Vec<(String, Vec<&RequirementRecord>)> {
    let mut groups: Vec<(String, Vec<_>)> = Vec::new();
    for entry in entries {
        let name = name(entry);
        match groups.iter_mut().find(|(known, _)| *known == name) {
            Some((_, group)) => group.push(entry),
            None => groups.push((name, vec![entry])),
        }
    }
    groups
}

/// The feature that tries a requirement, as a heading.
fn area(entry: &RequirementRecord) -> String {
    let stem = entry.scenarios.first().and_then(|id| id.rsplit('/').next()?.split(':').next());
    let stem = match stem {
        Some(stem) => stem,
        None if entry.rules.is_empty() => NOTHING,
        None => EVERY_MESSAGE,
    };
    let mut letters = stem.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// The search field and the filters; they appear when the script that serves them runs.
fn toolbar(entries: &[&RequirementRecord]) -> Markup {
    let there = |status: &Status| entries.iter().any(|entry| entry.status == *status);
    let statuses = Status::ALL.iter().filter(|status| there(status)).map(|status| (class(*status), status.words()));
    let subjects = Subject::ALL.iter().filter(|one| entries.iter().any(|entry| entry.subject == **one));
    let mut providers: Vec<_> = entries.iter().map(|entry| entry.provider.as_str()).collect();
    providers.sort_unstable();
    providers.dedup();
    let levels = [Level::Must, Level::Should].map(|level| (level.to_string(), level.to_string()));
    html! {
        form.toolbar role="search" hidden {
            label.wide { span { "Search" } input type="search" name="text" placeholder="id, words, scenario  ( / )"; }
            (select("status", "Status", statuses))
            (select("subject", "Subject", subjects.map(|one| (one.name().to_owned(), subject(*one)))))
            (select("level", "Level", levels.iter().map(|(value, words)| (value.clone(), words.as_str()))))
            (select("provider", "Provider", providers.iter().map(|slug| ((*slug).to_owned(), title(slug)))))
            button type="reset" { "Show all" }
            output aria-live="polite" {}
        }
    }
}

fn select<'a>(name: &str, label: &str, options: impl Iterator<Item = (String, &'a str)>) -> Markup {
    html! {
        label {
            span { (label) }
            select name=(name) { option value="" { "all" } @for (value, words) in options { option value=(value) { (words) } } }
        }
    }
}

fn requirement(page: &Page<'_>, entry: &RequirementRecord) -> Markup {
    html! {
        details.requirement id=(entry.id) data-status=(class(entry.status)) data-subject=(entry.subject) data-level=(entry.level)
            data-provider=(entry.provider) open[entry.status == Status::Violated] {
            summary {
                (chip(entry.status)) " " a.id href={ "#" (entry.id) } { (entry.id) } " " span.text { (entry.text) } " "
                span.meta { (entry.level) " · " (subject(entry.subject)) " · " (count(entry.scenarios.len(), "scenario")) }
            }
            @if let Some(reason) = &entry.reason { p.reason { (reason) } }
            (source(entry))
            @for rule in &entry.rules {
                p.rule {
                    "The rule " code { (rule.name) } " looks at every message: it judged " (rule.judged) ", and " (rule.failed) " failed."
                }
            }
            (findings(page, &entry.findings))
            (scenarios(page, entry))
        }
    }
}

fn source(entry: &RequirementRecord) -> Markup {
    let basis = match entry.basis {
        Basis::Documented => "documented",
        Basis::Sample => "a published sample",
        Basis::Code => "the code of public integrations",
        Basis::Inferred => "our conclusion",
    };
    html! {
        p.source {
            "Published (" (basis) "): "
            @for (place, part) in entry.source.split("; ").enumerate() {
                @if place > 0 { "; " }
                @if part.starts_with("https://") || part.starts_with("http://") { a href=(part) rel="noreferrer" { (part) } } @else { (part) }
            }
        }
    }
}

/// The first ones at once, the others behind a click.
fn findings(page: &Page<'_>, all: &[FindingRecord]) -> Markup {
    let (first, rest) = all.split_at(FIRST.min(all.len()));
    html! {
        @for found in first { (finding(page, found)) }
        @if !rest.is_empty() {
            details.more {
                summary { (count(rest.len(), "more finding")) }
                @for found in rest.iter().take(FINDINGS) { (finding(page, found)) }
                @if rest.len() > FINDINGS { p.quiet { "The JSON report has them all." } }
            }
        }
    }
}

fn finding(page: &Page<'_>, found: &FindingRecord) -> Markup {
    let (expected, actual) = difference::marked(&found.finding.expected, &found.finding.actual);
    let by = found.scenario.as_deref().and_then(|id| page.scenarios.get(id));
    html! {
        div.finding {
            p { strong { "Found in " (found.finding.place) } @if let Some(by) = by { " by " a href={ "#" (by.id) } { (by.name) } } }
            dl {
                div { dt { "Expected" } dd { pre { (expected) } } }
                div { dt { "Actual" } dd { pre { (actual) } } }
            }
            @if let Some(by) = by { (picture::of_finding(page, by)) }
            @if let Some(exchange) = found.exchange.as_deref().and_then(|id| page.exchanges.get(id)) {
                (exchange::shown(exchange, false))
            }
        }
    }
}

/// In full when the requirement is not met, else only the first.
fn scenarios(page: &Page<'_>, entry: &RequirementRecord) -> Markup {
    let full = if entry.status == Status::Met { 1 } else { SCENARIOS };
    let scenarios: Vec<_> = entry.scenarios.iter().filter_map(|id| page.scenarios.get(id.as_str())).collect();
    let (first, rest) = scenarios.split_at(full.min(scenarios.len()));
    html! {
        @for one in first { (scenario::full(page, one)) }
        @if !rest.is_empty() { ul.lines { @for one in rest { (scenario::line(one)) } } }
    }
}

//! The first screen: can we sign off, what blocks it, what is unproven and what would unlock it. Needs no engineer.

use maud::{Markup, html};

use super::{Page, chip, class};
use crate::catalogue::{RequirementRecord, Status};
use crate::engine::record::{TargetRecord, TargetState};
use crate::report::open::{self, Open, ranges};
use crate::report::verdict::{self, Tone, Verdict};
use crate::report::words::{self, abridged, count, subject, title};

/// The answer and the counts.
pub fn header(page: &Page<'_>, verdict: &Verdict) -> Markup {
    let run = page.report.run;
    let tone = match verdict.tone {
        Tone::Good => "good",
        Tone::Bad => "bad",
        Tone::Open => "open",
    };
    html! {
        header class=(tone) {
            p.kicker { "signoff · " (words::providers(run)) " · " (words::when(run)) }
            h1 { span.question { "Can we sign off?" } " " span.answer { (verdict.answer) } }
            p.sentence { (verdict.sentence) " " (verdict.next) }
            @for note in &verdict.notes { p.note { strong { (note.word) ". " } (note.text) } }
            (bar(page))
            ul.tiles {
                @for (status, number) in page.report.counted() {
                    li { a href="#requirements" class=(class(status)) data-filter=(class(status)) {
                        strong { (number) } " " span.word { (status.words()) } " " span.meaning { (words::meaning(status)) }
                    } }
                }
            }
        }
    }
}

/// How the statuses share the requirements of this run.
fn bar(page: &Page<'_>) -> Markup {
    html! {
        div.bar aria-hidden="true" {
            @for (status, number) in page.report.counted() { span class=(class(status)) style={ "flex-grow:" (number) } {} }
        }
    }
}

/// What blocks it, what is unproven, what a person must confirm, and what was tested.
pub fn answers(page: &Page<'_>) -> Markup {
    let report = page.report;
    let (blocking, other): (Vec<_>, Vec<_>) = report.having(Status::Violated).partition(|entry| verdict::counts(report, entry));
    let unproven = open::unproven(report);
    html! {
        (broken("blocks", "What blocks it", &blocking))
        (broken("advice", "Broken, but only advised (SHOULD)", &other))
        @if !report.run.crashes.is_empty() {
            section #crashes { h2 { "Defects of signoff itself" } ul { @for crash in report.run.crashes.iter().take(5) { li { (crash) } } } }
        }
        @if !unproven.is_empty() {
            section #unproven {
                h2 { "What is unproven, and what would unlock it" }
                ul.cards { @for group in &unproven { (unproven_group(group)) } }
            }
        }
        (for_a_person(page))
        section #tested {
            h2 { "What was tested" }
            ul.cards.targets { @for of in report.run.targets.chunk_by(|a, b| a.provider == b.provider) { (targets(of)) } }
        }
    }
}

fn broken(anchor: &str, heading: &str, entries: &[&RequirementRecord]) -> Markup {
    html! {
        @if !entries.is_empty() {
            section id=(anchor) {
                h2 { (heading) }
                ul.cards {
                    @for entry in entries {
                        li.violated {
                            p { a.id href={ "#" (entry.id) } { (entry.id) } " " strong { (entry.text) } }
                            @if let Some(found) = entry.findings.first() {
                                @let (expected, actual) = words::glance(&found.finding.expected, &found.finding.actual);
                                p.glance {
                                    (subject(entry.subject)) ", " (found.finding.place) ": expected " code { (expected) } ", got "
                                    code { (actual) }
                                    @if entry.findings.len() > 1 { " (and " (entry.findings.len() - 1) " more)" } "."
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn unproven_group(group: &Open<'_>) -> Markup {
    html! {
        li class=(class(group.status)) {
            p { (chip(group.status)) " " (abridged(group.reason)) }
            @if !group.keys.is_empty() {
                p.key {
                    "Unlocked by " @for key in &group.keys { code { (key) } " " } "in " code { "signoff.toml" }
                }
            }
            details.ids {
                summary { (count(group.ids.len(), "requirement")) ": " (ranges(&group.ids)) }
                p { @for id in &group.ids { a.id href={ "#" (id) } { (id) } " " } }
            }
        }
    }
}

fn for_a_person(page: &Page<'_>) -> Markup {
    let items = &page.report.conformance.for_a_person;
    let entries: Vec<_> = page.report.having(Status::Manual).collect();
    let why = |why: &Option<String>| html! { span.quiet { (why.as_deref().unwrap_or_default()) } };
    html! {
        @if items.len() + entries.len() > 0 {
            section #person {
                h2 { "For a person to confirm" }
                @if !entries.is_empty() {
                    ul.cards { @for entry in &entries {
                        li.manual { p { a.id href={ "#" (entry.id) } { (entry.id) } " " (entry.text) } p { (why(&entry.reason)) } }
                    } }
                }
                @if !items.is_empty() {
                    details {
                        summary { (count(items.len(), "item")) " of the provider's sign-off checklist that no machine can check" }
                        ul.checklist { @for item in items { li { strong { (item.item) ". " (item.text) } " " (why(&item.manual)) } } }
                    }
                }
            }
        }
    }
}

/// The targets of one provider.
fn targets(targets: &[TargetRecord]) -> Markup {
    html! {
        li {
            p { strong { (targets.first().map_or_else(String::new, |one| title(&one.provider).to_owned())) } }
            dl { @for one in targets { dt { (subject(one.subject)) } dd { (target(one)) } } }
        }
    }
}

fn target(target: &TargetRecord) -> Markup {
    html! {
        @if !target.embedded || target.address != "embedded" { code { (target.address) } " " }
        @match &target.state {
            TargetState::Refused(why) | TargetState::Unreachable(why) => span.warning { (why) },
            _ if target.is_ours() => span.quiet { "built into signoff: no proof of your system" },
            TargetState::Ready => span.quiet { "answered" },
            TargetState::Unasked => span.quiet { "not asked" },
        }
    }
}

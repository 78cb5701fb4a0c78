//! The first screen: can we sign off, what blocks it, what is unproven and what would settle it. Needs no engineer.

use maud::{Markup, html};

use super::{Page, chip, class, count, shortened, subject, title};
use crate::catalogue::{ChecklistItem, RequirementRecord, Status};
use crate::engine::record::{TargetRecord, TargetState};
use crate::report::open::{self, Open, ranges};
use crate::report::verdict::{self, Tone, Verdict};

/// What a status means, for everybody.
const MEANINGS: [(Status, &str); 7] = [
    (Status::Violated, "found broken"),
    (Status::Inconclusive, "tried, could not tell"),
    (Status::Untested, "nothing tried it"),
    (Status::Met, "shown to hold"),
    (Status::Waived, "accepted as it is"),
    (Status::Manual, "for a person to confirm"),
    (Status::NotApplicable, "does not concern you"),
];

/// The answer and the counts.
pub fn header(page: &Page<'_>, verdict: &Verdict) -> Markup {
    let run = page.report.run;
    let when = run.started_at.get(..16).unwrap_or(&run.started_at).replace('T', " ");
    let tone = match verdict.tone {
        Tone::Good => "good",
        Tone::Bad => "bad",
        Tone::Open => "open",
    };
    let mut providers: Vec<_> = run.targets.iter().map(|target| title(&target.provider)).collect();
    providers.dedup();
    html! {
        header class=(tone) {
            p.kicker { "signoff · " (providers.join(", ")) " · " (when) " UTC" }
            h1 { span.question { "Can we sign off?" } " " span.answer { (verdict.answer) } }
            p.sentence { (verdict.sentence) }
            @if verdict::is_rehearsal(page.report) {
                p.note {
                    strong { "Rehearsal. " }
                    "Everything under test was built into signoff. Name your own systems in " code { "signoff.toml" } " to learn about them."
                }
            }
            (bar(page))
            ul.tiles {
                @for (status, meaning) in MEANINGS {
                    @let number = page.report.conformance.totals.get(&status).copied().unwrap_or(0);
                    @if number > 0 {
                        li { a href="#requirements" class=(class(status)) data-filter=(class(status)) {
                            strong { (number) } " " span.word { (status.words()) } " " span.meaning { (meaning) }
                        } }
                    }
                }
            }
        }
    }
}

/// How the statuses share the requirements of this run.
fn bar(page: &Page<'_>) -> Markup {
    let totals = &page.report.conformance.totals;
    html! {
        div.bar aria-hidden="true" {
            @for (status, number) in totals.iter().filter(|(status, number)| **status != Status::NotSelected && **number > 0) {
                span class=(class(*status)) style={ "flex-grow:" (number) } {}
            }
        }
    }
}

/// What blocks it, what is unproven, what a person must confirm, and what was tested.
pub fn answers(page: &Page<'_>) -> Markup {
    let report = page.report;
    let (blocking, other): (Vec<_>, Vec<_>) =
        report.having(Status::Violated).partition(|entry| verdict::counts(report, entry));
    let mut unproven: Vec<_> = [Status::Inconclusive, Status::Untested]
        .into_iter()
        .flat_map(|status| open::grouped(report, status).into_iter().map(move |group| (status, group)))
        .collect();
    unproven.sort_by_key(|(_, group)| std::cmp::Reverse(group.ids.len()));
    html! {
        (broken("blocks", "What blocks it", &blocking))
        (broken("advice", "Broken, but only advised (SHOULD)", &other))
        @if !report.run.crashes.is_empty() {
            section #crashes { h2 { "Defects of signoff itself" } ul { @for crash in report.run.crashes.iter().take(5) { li { (crash) } } } }
        }
        @if !unproven.is_empty() {
            section #unproven {
                h2 { "What is unproven, and what would settle it" }
                ul.cards { @for (status, group) in &unproven { (unproven_group(*status, group)) } }
            }
        }
        (for_a_person(&report.conformance.for_a_person))
        section #tested {
            h2 { "What was tested" }
            ul.cards.targets { @for one in &report.run.targets { (target(one)) } }
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
                                p.glance {
                                    (subject(entry.subject)) ", " (found.finding.place) ": expected "
                                    q { (shortened(&found.finding.expected, 120)) } ", got " q { (shortened(&found.finding.actual, 120)) }
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

fn unproven_group(status: Status, group: &Open<'_>) -> Markup {
    html! {
        li class=(class(status)) {
            p { (chip(status)) " " (group.reason) }
            @if !group.keys.is_empty() {
                p.key {
                    "Settled by: " @for key in &group.keys { code { (key) } " " } "in " code { "signoff.toml" }
                }
            }
            details.ids {
                summary { (count(group.ids.len(), "requirement")) ": " (ranges(&group.ids)) }
                p { @for id in &group.ids { a.id href={ "#" (id) } { (id) } " " } }
            }
        }
    }
}

fn for_a_person(items: &[ChecklistItem]) -> Markup {
    html! {
        @if !items.is_empty() {
            section #person {
                h2 { "For a person to confirm" }
                details {
                    summary { (count(items.len(), "item")) " of the provider's sign-off checklist that no machine can check" }
                    ul.checklist {
                        @for item in items {
                            li { strong { (item.item) ". " (item.text) } " " span.quiet { (item.manual.as_deref().unwrap_or_default()) } }
                        }
                    }
                }
            }
        }
    }
}

fn target(target: &TargetRecord) -> Markup {
    html! {
        li {
            p { strong { (subject(target.subject)) } " " span.quiet { (title(&target.provider)) } }
            p.address { code { (target.address) } }
            @match &target.state {
                TargetState::Ready if target.embedded => p.quiet { "built into signoff: proves the harness, not your system" },
                TargetState::Ready => p.quiet { "answered" },
                TargetState::Refused(why) | TargetState::Unreachable(why) => p.warning { (why) },
            }
        }
    }
}

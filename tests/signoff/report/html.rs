//! The page: its first screen in words, its deep links, that it needs nothing from anywhere, its size, and a real browser.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::time::{Duration, Instant};

use scraper::{Html, Selector};
use signoff::catalogue::{Conformance, join};
use signoff::engine::record::Outcome::{Failed, Inconclusive, Passed};
use signoff::engine::record::RunRecord;
use signoff::report::{Report, html};

use super::mixed;
use crate::checkout::browser;
use crate::sample;

fn page(run: &RunRecord, conformance: &Conformance) -> String {
    let mut bytes = Vec::new();
    html::write(&mut bytes, &Report::new(run, conformance)).unwrap();
    String::from_utf8(bytes).unwrap()
}

fn all(page: &Html, selector: &str) -> Vec<String> {
    let text = |element: scraper::ElementRef<'_>| element.text().collect::<String>();
    page.select(&Selector::parse(selector).unwrap()).map(text).collect()
}

/// The one text of a selector, with single spaces.
fn one(page: &Html, selector: &str) -> String {
    let found = all(page, selector);
    assert_eq!(found.len(), 1, "{selector}: {found:?}");
    found[0].split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn the_first_screen_answers_whether_to_sign_off() {
    let (run, conformance) = mixed();
    let page = Html::parse_document(&page(&run, &conformance));
    assert_eq!(one(&page, "h1"), "Can we sign off? No");
    assert!(one(&page, ".sentence").starts_with("2 of the published MUST requirements are broken: T-1, T-3."));
    let blocks = one(&page, "#blocks");
    for part in ["T-1 The sentence of T-1 holds.", "expected 10.00, got 10.01", "T-3 The sentence of T-3 holds."] {
        assert!(blocks.contains(part), "{part:?} is not in {blocks}");
    }
    let unproven = one(&page, "#unproven");
    assert!(unproven.contains("the persona of line 3 has no token") && unproven.contains("1 requirement: T-2"), "{unproven}");
    let person = one(&page, "#person");
    assert!(person.contains("T-5 The sentence of T-5 holds.") && person.contains("ask the contact"), "{person}");
    assert_eq!(all(&page, ".tiles strong"), ["2", "1", "1", "1"]);
    assert!(one(&page, ".rest").starts_with("1 requirement outside of this run's selection"));
}

#[test]
fn green_is_a_yes_only_when_the_target_is_the_users() {
    let catalogue = sample::catalogue([sample::requirement("T-1")]);
    let mut run = sample::run(vec![sample::scenario("T-1", 1, Passed)], vec![]);
    let answer = |run: &RunRecord| {
        let conformance = join(&catalogue, &sample::all_of(&catalogue), run, None);
        one(&Html::parse_document(&page(run, &conformance)), ".answer")
    };
    assert_eq!(answer(&run), "Yes");
    run.targets[0].embedded = true;
    assert_eq!(answer(&run), "Not shown: this was a rehearsal");
    run.scenarios[0] = sample::scenario("T-1", 1, Inconclusive);
    assert_eq!(answer(&run), "Not yet");
    run.crashes.push("a step crashed".into());
    assert_eq!(answer(&run), "Unknown: signoff itself failed");
}

#[test]
fn what_a_target_answers_stays_text_and_nothing_is_loaded() {
    let (mut run, conformance) = mixed();
    run.exchanges[1].response.as_mut().unwrap().body = "<img src=http://192.0.2.1/x onerror=alert(1)></pre></details>".into();
    run.scenarios[1].name = "<script>alert(1)</script>".into();
    let page = Html::parse_document(&page(&run, &conformance));
    assert_eq!(all(&page, "script").len(), 1);
    for selector in ["img", "iframe", "script[src]", "link[rel=stylesheet]", "[onerror]", "object"] {
        assert_eq!(all(&page, selector), [""; 0], "{selector}");
    }
    assert!(all(&page, ".scenario .text").contains(&"<script>alert(1)</script>".to_owned()));
}

#[test]
fn every_requirement_and_scenario_has_one_address() {
    let (run, conformance) = mixed();
    let page = Html::parse_document(&page(&run, &conformance));
    let with_id = Selector::parse("[id]").unwrap();
    let ids: Vec<&str> = page.select(&with_id).filter_map(|element| element.attr("id")).collect();
    let unique: BTreeSet<&str> = ids.iter().copied().collect();
    assert_eq!(ids.len(), unique.len(), "{ids:?}");
    let scenarios = run.scenarios.iter().map(|scenario| scenario.id.as_str());
    for id in conformance.requirements.iter().map(|entry| entry.id.as_str()).chain(scenarios) {
        assert!(unique.contains(id), "{id} has no address");
    }
    let link = Selector::parse("a[href^='#']").unwrap();
    for target in page.select(&link).filter_map(|link| link.attr("href")) {
        assert!(unique.contains(&target[1..]), "{target} leads nowhere");
    }
}

#[test]
fn the_finding_shows_its_exchange_to_be_copied() {
    let (run, conformance) = mixed();
    let page = Html::parse_document(&page(&run, &conformance));
    let finding = all(&page, "#T-1 .finding");
    assert!(finding[0].contains("Expected10.00") && finding[0].contains("Actual10.01"), "{finding:?}");
    assert!(all(&page, "#T-1 .finding pre.curl")[0].starts_with("curl -X POST http://127.0.0.1:4100/"));
    assert_eq!(all(&page, "#T-1 .finding del"), ["0"]);
    assert!(all(&page, "#T-1 .exchange pre.body").contains(&"{\n  \"requestedAmount\": \"10.01\"\n}".to_owned()));
    assert!(all(&page, "#T-2 .steps .message").contains(&"the persona of line 3 has no token".to_owned()));
}

/// A run of as many met scenarios over a hundred requirements, each scenario with five exchanges.
fn large(scenarios: usize) -> (RunRecord, Conformance) {
    let catalogue = sample::catalogue((0..100).map(|number| sample::requirement(&format!("T-{number:03}"))));
    let records = (0..scenarios).map(|line| {
        let mut scenario = sample::scenario(&format!("T-{:03}", line % 100), line, Passed);
        scenario.exchanges = (0..5).map(|part| format!("x{line}-{part}")).collect();
        scenario
    });
    let records: Vec<_> = records.collect();
    let mut run = sample::run(records, vec![]);
    let body = "x".repeat(1500);
    run.exchanges = run
        .scenarios
        .iter()
        .flat_map(|scenario| {
            scenario.exchanges.iter().map(|id| {
                let mut exchange = sample::exchange(scenario.line);
                exchange.id.clone_from(id);
                exchange.request.body.clone_from(&body);
                exchange
            })
        })
        .collect();
    let conformance = join(&catalogue, &sample::all_of(&catalogue), &run, None);
    (run, conformance)
}

#[test]
fn ten_thousand_met_scenarios_stay_small() {
    let (run, conformance) = large(10_000);
    let began = Instant::now();
    let page = page(&run, &conformance);
    assert!(page.len() < 10_000_000, "{} bytes", page.len());
    assert!(began.elapsed() < Duration::from_secs(10), "{:?}", began.elapsed());
    let page = Html::parse_document(&page);
    assert_eq!((all(&page, ".scenario").len(), all(&page, ".lines li").len()), (100, 9_900));
}

#[test]
fn a_browser_opens_the_page_at_a_deep_link_and_its_script_filters() {
    let (run, conformance) = mixed();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("report.html");
    let mut text = page(&run, &conformance);
    // Stands for a hand that chooses a status, once the page's own script has run.
    write!(text, "<script>const s = document.querySelector('[name=status]'); s.value = 'violated'; s.dispatchEvent(new Event('input', {{ bubbles: true }}));</script>").unwrap();
    std::fs::write(&path, text).unwrap();
    let address = format!("file://{}#amazon_pay_india/charges:1", path.display());
    let Some(opened) = browser::opened(&address) else { return };
    let page = Html::parse_document(&opened);
    assert_eq!(one(&page, ".toolbar output"), "2 of 5 shown");
    let hidden = Selector::parse(".requirement[hidden]").unwrap();
    assert_eq!(page.select(&hidden).filter_map(|entry| entry.attr("id")).collect::<Vec<_>>(), ["T-2", "T-4", "T-5"]);
    assert_eq!(all(&page, ".scenario[open][id='amazon_pay_india/charges:1']").len(), 1, "the deep link opened nothing");
    assert_eq!(run.scenarios[1].outcome, Failed);
}

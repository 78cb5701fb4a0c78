//! Markdown: what it says, that it fits into a comment, and what a renderer of GitHub's dialect makes of it.

use scraper::{Html, Selector};
use signoff::catalogue::{Conformance, join};
use signoff::engine::record::Outcome::Failed;
use signoff::engine::record::RunRecord;
use signoff::report::{Report, markdown};

use super::{mixed, real};
use crate::packages;
use crate::sample;

/// The most characters of a comment on GitHub.
const COMMENT: usize = 65_536;

const RENDER: &str = "
import { readFileSync } from 'node:fs';
import { marked } from 'marked';
process.stdout.write(marked.parse(readFileSync(process.argv[2], 'utf8'), { gfm: true }));
";

fn text(run: &RunRecord, conformance: &Conformance) -> String {
    let mut bytes = Vec::new();
    markdown::write(&mut bytes, &Report::new(run, conformance)).unwrap();
    String::from_utf8(bytes).unwrap()
}

#[test]
fn it_answers_first_and_names_what_blocks_and_what_is_open() {
    let (run, conformance) = mixed();
    let text = text(&run, &conformance);
    assert!(text.starts_with("## Can we sign off? No\n\n2 of the published MUST requirements are broken: T-1, T-3."), "{text}");
    for part in [
        "| 2 | violated | found broken |",
        "- **T-1** The sentence of T-1 holds. (Provider's API)\n  - response body requestedAmount: expected `10.00`, got `10.01`\n",
        "  - found by `features/amazon_pay_india/charges.feature:2`\n  - published: <https://docs.example/page>\n",
        "- inconclusive, 1 requirement (T-2): the persona of line 3 has no token; 1 of 2 scenarios ran\n",
        "- [ ] T-5 The sentence of T-5 holds.\n",
        "`--seed 42` repeats this run",
    ] {
        assert!(text.contains(part), "{part:?} is not in\n{text}");
    }
}

#[test]
fn it_fits_into_a_comment_however_much_is_broken() {
    let catalogue = sample::catalogue((0..500).map(|number| sample::requirement(&format!("T-{number}"))));
    let mut scenarios: Vec<_> = (0..500).map(|line| sample::scenario(&format!("T-{line}"), line, Failed)).collect();
    for scenario in &mut scenarios {
        let finding = scenario.finding.as_mut().unwrap();
        (finding.expected, finding.actual, finding.place) = ("e".repeat(5000), "`".repeat(5000), "p".repeat(5000));
    }
    let run = sample::run(scenarios, vec![]);
    let text = text(&run, &join(&catalogue, &sample::all_of(&catalogue), &run, None));
    assert!(text.chars().count() < COMMENT, "{} characters", text.chars().count());
    assert!(text.contains("and 460 more"));
}

#[test]
fn a_renderer_sees_text_where_a_target_wrote_markup() {
    let (run, mut conformance) = mixed();
    let finding = &mut conformance.requirements[0].findings[0].finding;
    finding.actual = "`</code><img src=x> ![x](http://192.0.2.1) | a".into();
    finding.place = "<script>alert(1)</script> [x](http://192.0.2.1) **b**".into();
    let folder = tempfile::tempdir().unwrap();
    for (markdown, rows) in [(text(&run, &conformance), 4), (real::text("markdown"), 4)] {
        let path = folder.path().join("report.md");
        std::fs::write(&path, markdown).unwrap();
        let Some(html) = packages::run("markdown", RENDER, &path) else { return };
        let page = Html::parse_document(&html);
        let count = |selector: &str| page.select(&Selector::parse(selector).unwrap()).count();
        assert_eq!((count("h2"), count("table"), count("img"), count("script")), (1, 1, 0, 0), "{html}");
        assert_eq!(count("tbody tr"), rows, "{html}");
        assert_eq!(count("a[href^='http://192.0.2.1']"), 0, "{html}");
        assert!(count("ul > li > strong") >= 2 && count("details li") >= 1, "{html}");
    }
}

//! What is wrong with feature files before they run: cucumber skips an undefined step and takes a misspelt keyword for prose.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fmt;

use cucumber::codegen::{StepConstructor as _, WorldInventory, inventory};
use cucumber::gherkin::{Examples, Feature, GherkinEnv, Scenario, Step, StepType};
use cucumber::step::Collection;

use super::features::{self, Source};
use super::keywords;
use crate::core::parallel;

/// One problem of a feature file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// Where the file was read from.
    pub file: String,
    /// Counted from 1.
    pub line: usize,
    /// One sentence.
    pub text: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.text)
    }
}

/// The step definitions that a feature needs.
pub type Steps<'a, W> = &'a (dyn Fn(&Feature) -> Collection<W> + Sync);

/// Every problem of these features, given the step definitions and the ids of the catalogue's requirements.
pub fn lint<W>(sources: &[Source], steps: Steps<'_, W>, known: &BTreeSet<String>) -> Vec<Problem> {
    parse(sources, steps, known).err().unwrap_or_default()
}

/// These features, parsed and with their Examples expanded, or else every problem of theirs.
pub fn parse<W>(sources: &[Source], steps: Steps<'_, W>, known: &BTreeSet<String>) -> Result<Vec<Feature>, Vec<Problem>> {
    let parsed = parallel::map(sources, |source| {
        let mut linter = Linter { source, steps, known, problems: BTreeSet::new() };
        (linter.file(), linter.problems)
    });
    let (features, problems): (Vec<_>, Vec<_>) = parsed.into_iter().unzip();
    let problems: BTreeSet<_> = problems.into_iter().flatten().collect();
    if problems.is_empty() { Ok(features.into_iter().flatten().collect()) } else { Err(problems.into_iter().collect()) }
}

/// The step definitions that no feature uses, each as `file:line: sentence`.
pub fn unused<W: cucumber::World + WorldInventory + fmt::Debug>(sources: &[Source]) -> Vec<String> {
    let steps = W::collection();
    let mut used = BTreeSet::new();
    for feature in sources.iter().filter_map(|source| features::parse(source).ok()) {
        let found = every_step(&feature).filter_map(|step| steps.find(step).ok()??.2);
        used.extend(found);
    }
    let given = inventory::iter::<W::Given>.into_iter().map(|step| step.inner());
    let when = inventory::iter::<W::When>.into_iter().map(|step| step.inner());
    let then = inventory::iter::<W::Then>.into_iter().map(|step| step.inner());
    let mut unused: Vec<_> = given
        .chain(when)
        .chain(then)
        .filter(|(place, _, _)| !used.contains(place))
        .map(|(place, text, _)| format!("{}:{}: no feature uses the step {}", place.path, place.line, text().as_str()))
        .collect();
    unused.sort();
    unused
}

/// The scenarios of a feature, those of its rules included.
fn every_scenario(feature: &Feature) -> impl Iterator<Item = &Scenario> {
    feature.scenarios.iter().chain(feature.rules.iter().flat_map(|rule| &rule.scenarios))
}

/// The steps of a feature, those of its backgrounds included.
pub(super) fn every_step(feature: &Feature) -> impl Iterator<Item = &Step> {
    let backgrounds = feature.background.iter().chain(feature.rules.iter().filter_map(|rule| rule.background.as_ref()));
    backgrounds.flat_map(|background| &background.steps).chain(every_scenario(feature).flat_map(|scenario| &scenario.steps))
}

struct Linter<'a, W> {
    source: &'a Source,
    steps: Steps<'a, W>,
    known: &'a BTreeSet<String>,
    problems: BTreeSet<Problem>,
}

impl<W> Linter<'_, W> {
    fn report(&mut self, line: usize, text: impl Into<String>) {
        self.problems.insert(Problem { file: self.source.origin.clone(), line, text: text.into() });
    }

    fn file(&mut self) -> Option<Feature> {
        let feature = match Feature::parse(&self.source.text, GherkinEnv::default()) {
            Ok(feature) => feature,
            Err(error) => {
                self.unparsable(place(&error.to_string()));
                return None;
            }
        };
        self.prose(&feature);
        let mut names = BTreeMap::new();
        for scenario in every_scenario(&feature) {
            self.scenario(&feature, scenario);
            if let Some(first) = names.insert(&scenario.name, scenario.position.line) {
                self.report(scenario.position.line, format!("the scenario of line {first} has the same name"));
            }
        }
        drop(names);
        let line = feature.position.line;
        let expanded = features::expand(self.source, feature);
        match &expanded {
            Ok(expanded) => self.steps(expanded),
            // What cannot be expanded was most often blamed already, line by line.
            Err(error) if self.problems.is_empty() => self.report(line, error.to_string()),
            Err(_) => {}
        }
        expanded.ok()
    }

    /// The parser gives up at `line` or beyond what it cannot read: the last line until then without a keyword is to blame.
    fn unparsable(&mut self, line: usize) {
        let lines: Vec<_> = self.source.text.lines().take(line).collect();
        match lines.iter().rposition(|text| !keywords::starts(text)) {
            Some(at) => {
                self.report(at + 1, format!("{:?} starts with no keyword, and the file cannot be read", lines[at].trim()))
            }
            None => self.report(line, "the file is no Gherkin from about here"),
        }
    }

    /// Lines that cucumber takes for prose.
    fn prose(&mut self, feature: &Feature) {
        let titles = std::iter::once((feature.position.line, &feature.description));
        let rules = feature.rules.iter().map(|rule| (rule.position.line, &rule.description));
        let prose: Vec<_> = titles.chain(rules).flat_map(|(line, prose)| self.lines(line, prose.as_deref())).collect();
        for (line, text) in prose {
            if let Some(keyword) = keywords::resembles(&text) {
                self.report(line, format!("{text:?} is read as prose, but looks like {keyword}"));
            }
        }
        let backgrounds = feature.background.iter().chain(feature.rules.iter().filter_map(|rule| rule.background.as_ref()));
        let examples = every_scenario(feature).flat_map(|scenario| &scenario.examples);
        let stray: Vec<_> = (backgrounds.map(|background| (background.position.line, &background.description)))
            .chain(every_scenario(feature).map(|scenario| (scenario.position.line, &scenario.description)))
            .chain(examples.map(|examples| (examples.position.line, &examples.description)))
            .flat_map(|(line, prose)| self.lines(line, prose.as_deref()))
            .collect();
        for (line, text) in stray {
            self.report(line, format!("{text:?} starts with no keyword: it would be skipped as prose"));
        }
    }

    /// The lines of a description that stands below `line`, each with its number.
    fn lines(&self, line: usize, prose: Option<&str>) -> Vec<(usize, String)> {
        let mut below = self.source.text.lines().enumerate().skip(line);
        let find =
            |text: &str| below.find(|(_, candidate)| candidate.trim() == text.trim()).map(|(at, _)| (at + 1, text.trim().into()));
        prose.unwrap_or_default().lines().filter(|text| !text.trim().is_empty()).filter_map(find).collect()
    }

    fn scenario(&mut self, feature: &Feature, scenario: &Scenario) {
        let line = scenario.position.line;
        if scenario.steps.is_empty() {
            self.report(line, "the scenario has no steps");
        } else if !scenario.steps.iter().any(|step| step.ty == StepType::Then) {
            self.report(line, "the scenario has no Then: it judges nothing");
        }
        if scenario.examples.is_empty() {
            if scenario.keyword != "Scenario" && scenario.keyword != "Example" {
                self.report(line, format!("the {} has no Examples", scenario.keyword));
            }
            self.tags(line, features::requirements(feature, scenario).collect());
        }
        for examples in &scenario.examples {
            let mut rows = scenario.clone();
            rows.tags.extend(examples.tags.iter().cloned());
            self.tags(examples.position.line, features::requirements(feature, &rows).collect());
            self.placeholders(scenario, examples);
        }
    }

    fn tags(&mut self, line: usize, ids: Vec<&str>) {
        if ids.len() != 1 {
            let found = if ids.is_empty() { "none".to_owned() } else { ids.join(", ") };
            self.report(line, format!("exactly one requirement tag (with an upper-case letter) is needed, found {found}"));
        }
        for id in ids {
            if !self.known.contains(id) {
                self.report(line, format!("no requirement has the id {id}"));
            }
        }
    }

    fn placeholders(&mut self, scenario: &Scenario, examples: &Examples) {
        let line = examples.position.line;
        let rows = examples.table.as_ref().map_or(&[][..], |table| &table.rows);
        let Some((header, [_, ..])) = rows.split_first() else { return self.report(line, "the Examples have no rows") };
        let cells = scenario.steps.iter().filter_map(|step| step.table.as_ref()).flat_map(|table| table.rows.iter().flatten());
        let texts = scenario.steps.iter().flat_map(|step| std::iter::once(&step.value).chain(&step.docstring));
        let used: BTreeSet<_> =
            std::iter::once(&scenario.name).chain(texts).chain(cells).flat_map(|text| placeholders(text)).collect();
        for name in &used {
            if !header.iter().any(|column| column == name) {
                self.report(line, format!("<{name}> has no column in the Examples"));
            }
        }
        for column in header.iter().filter(|column| !used.contains(column.as_str())) {
            self.report(line, format!("the column {column:?} of the Examples is never used"));
        }
    }

    fn steps(&mut self, feature: &Feature) {
        let definitions = (self.steps)(feature);
        let mut defined = HashSet::new();
        for step in every_step(feature) {
            // Most texts are there many times.
            let text = (step.ty, step.value.as_str());
            if defined.contains(&text) {
                continue;
            }
            let line = step.position.line;
            match definitions.find(step) {
                Ok(Some(_)) => _ = defined.insert(text),
                Ok(None) => self.report(line, format!("no step definition matches \"{} {}\"", step.keyword.trim(), step.value)),
                Err(error) => {
                    let matches: Vec<_> = error.possible_matches.iter().map(|(text, _)| text.as_str()).collect();
                    self.report(line, format!("{:?} is ambiguous: {} all match", step.value, matches.join(" and ")));
                }
            }
        }
    }
}

/// The line of a parser's error, which tells it only as `Error at 3:7: {..}`.
fn place(error: &str) -> usize {
    let rest = error.strip_prefix("Error at ").unwrap_or(error);
    rest.split(':').next().and_then(|line| line.parse().ok()).unwrap_or(1)
}

/// The names in `<..>`, as cucumber finds them.
fn placeholders(text: &str) -> Vec<&str> {
    let inner = text.split('<').skip(1).filter_map(|part| part.split_once('>')).map(|(name, _)| name);
    inner.filter(|name| !name.is_empty() && name.trim() == *name).collect()
}

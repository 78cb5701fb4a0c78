//! Features: the embedded ones and those of `--features DIR`, parsed and with their Examples expanded.

use std::path::{Path, PathBuf};

use cucumber::feature::Ext as _;
use cucumber::gherkin::{Feature, GherkinEnv, Rule, Scenario};
use thiserror::Error;

use crate::core::parallel;
use crate::embedded::FEATURES;
use crate::providers;

/// One feature file.
#[derive(Debug, Clone)]
pub struct Source {
    /// `<provider>/<name>.feature`, the path in reports.
    pub path: String,
    /// Where it was read from, for errors.
    pub origin: String,
    /// Its text.
    pub text: String,
}

impl Source {
    /// The folder that it stands in: a provider, or [`COMMON`].
    pub fn folder(&self) -> &str {
        self.path.split('/').next().unwrap_or_default()
    }
}

/// Why features could not be read.
#[derive(Debug, Error)]
pub enum FeatureError {
    /// A folder or file could not be read.
    #[error("could not read features from {path}: {source}")]
    Read {
        /// The folder or file.
        path: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// The folder holds no feature.
    #[error("could not find a feature in {0} (expected <provider>/<name>.feature)")]
    Empty(String),
    /// A feature stands in no provider's folder, or too deep in it.
    #[error("could not use {0}: features stand in <provider>/<name>.feature")]
    Stray(String),
    /// A file is no Gherkin.
    #[error("could not parse {origin}: {reason}")]
    Parse {
        /// The file.
        origin: String,
        /// What the parser expected where.
        reason: String,
    },
}

/// The features in the binary.
pub fn embedded() -> Vec<Source> {
    let folders = FEATURES.dirs();
    let files = folders.flat_map(|folder| folder.files());
    let features = files.filter(|file| file.path().extension().is_some_and(|ending| ending == "feature"));
    let mut sources: Vec<_> = features
        .map(|file| {
            let path = file.path().to_string_lossy().into_owned();
            Source { origin: format!("features/{path}"), path, text: file.contents_utf8().unwrap_or_default().to_owned() }
        })
        .collect();
    sources.sort_by(|a, b| a.path.cmp(&b.path));
    sources
}

/// The features below a folder that is laid out like the embedded one; one that stands elsewhere below it would be passed over.
pub fn directory(folder: &Path) -> Result<Vec<Source>, FeatureError> {
    let mut files = files_below(folder)?;
    let depth = folder.components().count() + 2;
    if let Some(stray) = files.iter().find(|file| file.components().count() != depth) {
        return Err(FeatureError::Stray(stray.display().to_string()));
    }
    if files.is_empty() {
        return Err(FeatureError::Empty(folder.display().to_string()));
    }
    files.sort();
    let read = |file: PathBuf| {
        let text = std::fs::read_to_string(&file).map_err(|source| read_error(&file, source))?;
        let path = file.strip_prefix(folder).unwrap_or(&file).to_string_lossy().into_owned();
        Ok(Source { path, origin: file.display().to_string(), text })
    };
    files.into_iter().map(read).collect()
}

/// The feature files below a folder, however deep.
fn files_below(folder: &Path) -> Result<Vec<PathBuf>, FeatureError> {
    let mut files = Vec::new();
    for path in entries(folder)? {
        if path.is_dir() {
            files.extend(files_below(&path)?);
        } else if path.extension().is_some_and(|ending| ending == "feature") {
            files.push(path);
        }
    }
    Ok(files)
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, FeatureError> {
    let entries = std::fs::read_dir(folder).map_err(|source| read_error(folder, source))?;
    entries.map(|entry| entry.map(|e| e.path()).map_err(|source| read_error(folder, source))).collect()
}

fn read_error(path: &Path, source: std::io::Error) -> FeatureError {
    FeatureError::Read { path: path.display().to_string(), source }
}

/// Parses features on every core.
pub fn parse_all(sources: &[Source]) -> Result<Vec<Feature>, FeatureError> {
    parallel::map(sources, parse).into_iter().collect()
}

/// Parses a feature and expands its Examples.
pub fn parse(source: &Source) -> Result<Feature, FeatureError> {
    let feature = Feature::parse(&source.text, GherkinEnv::default());
    expand(source, feature.map_err(|error| unusable(source, error.to_string()))?)
}

fn unusable(source: &Source, reason: String) -> FeatureError {
    FeatureError::Parse { origin: source.origin.clone(), reason }
}

/// Expands the Examples of a feature as it was written, lifts the scenarios out of its rules, and tags each with what stands above
/// the feature: whoever looks at a scenario sees all its tags.
pub(super) fn expand(source: &Source, mut feature: Feature) -> Result<Feature, FeatureError> {
    feature.path = Some(PathBuf::from(&source.path));
    let mut feature = feature.expand_examples().map_err(|error| unusable(source, error.to_string()))?;
    for rule in std::mem::take(&mut feature.rules) {
        feature.scenarios.extend(lift(rule));
    }
    let tags = std::mem::take(&mut feature.tags);
    for scenario in &mut feature.scenarios {
        scenario.tags.splice(..0, tags.iter().cloned());
    }
    Ok(feature)
}

/// The scenarios of a `Rule:` as scenarios of its feature: with the rule's tags and the steps of its background.
fn lift(rule: Rule) -> Vec<Scenario> {
    let Rule { scenarios, background, tags, .. } = rule;
    let before: Vec<_> = background.into_iter().flat_map(|background| background.steps).collect();
    let lifted = scenarios.into_iter().map(|mut scenario| {
        scenario.steps.splice(..0, before.iter().cloned());
        scenario.tags.extend(tags.iter().cloned());
        scenario
    });
    lifted.collect()
}

/// The path of a feature in reports.
pub fn path(feature: &Feature) -> &str {
    feature.path.as_deref().and_then(Path::to_str).unwrap_or_default()
}

/// The folder of the features about all providers.
pub const COMMON: &str = "common";

/// The slug of a scenario's provider: the folder of its feature, or among those about all providers a tag of the scenario.
pub fn provider<'f>(feature: &'f Feature, scenario: &'f Scenario) -> &'f str {
    let folder = path(feature).split('/').next().unwrap_or_default();
    let tagged = || scenario.tags.iter().find(|tag| providers::find(tag).is_some());
    if folder == COMMON { tagged().map_or("", String::as_str) } else { folder }
}

/// The requirement ids among the tags of a scenario: the tags with an upper-case letter.
pub fn requirements<'a>(feature: &'a Feature, scenario: &'a Scenario) -> impl Iterator<Item = &'a str> {
    let tags = feature.tags.iter().chain(&scenario.tags);
    tags.map(String::as_str).filter(|tag| tag.contains(|c: char| c.is_ascii_uppercase()))
}

/// The requirement that a scenario judges; empty when it has no such tag (a lint error).
pub fn requirement<'f>(feature: &'f Feature, scenario: &'f Scenario) -> &'f str {
    requirements(feature, scenario).next().unwrap_or_default()
}

//! The published requirements, read from `features/<provider>/requirements.toml`: the embedded ones and those of extra folders.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde::de::DeserializeOwned;
use thiserror::Error;
use toml::Spanned;

use super::requirement::{Catalogue, ChecklistItem, Requirement};
use crate::core::parallel;
use crate::embedded::FEATURES;
use crate::engine::features::COMMON;
use crate::providers;

/// The name of the file in a provider's folder.
const FILE: &str = "requirements.toml";

/// Why the catalogue cannot be used.
#[derive(Debug, Error)]
pub enum CatalogueError {
    /// The file system said no.
    #[error("could not read {path}: {source}")]
    Io {
        /// The file or folder.
        path: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// A folder of an extra directory bears no provider's name.
    #[error("could not find the provider of the folder {path}: known are {known}")]
    UnknownProvider {
        /// The folder.
        path: String,
        /// The slugs, comma-separated.
        known: String,
    },
    /// An entry is wrong.
    #[error("{file}:{line}: could not use {key}: {problem}")]
    Entry {
        /// The file.
        file: String,
        /// Counted from 1.
        line: usize,
        /// The key, or the table when the key is missing.
        key: String,
        /// What is wrong with it.
        problem: String,
    },
}

impl Catalogue {
    /// The requirements that are part of the program.
    pub fn embedded() -> Result<Self, CatalogueError> {
        Self::with(&[])
    }

    /// The embedded requirements and those of extra folders laid out like `features/`.
    pub fn with(extra: &[PathBuf]) -> Result<Self, CatalogueError> {
        let embedded = FEATURES.dirs().filter_map(|folder| {
            let text = folder.get_file(folder.path().join(FILE))?.contents_utf8()?;
            let slug = folder.path().to_string_lossy().into_owned();
            Some(Source { name: format!("features/{slug}/{FILE}"), slug, text: text.into() })
        });
        let mut sources: Vec<_> = embedded.collect();
        for folder in extra {
            for (slug, path) in provider_folders(folder)? {
                let file = path.join(FILE);
                if file.is_file() {
                    let text = fs::read_to_string(&file).map_err(|source| io(&file, source))?;
                    sources.push(Source { slug, name: file.display().to_string(), text: text.into() });
                }
            }
        }
        let files = parallel::map(&sources, |source| parse::<File>(&source.name, &source.text));
        let mut reader = Reader::default();
        for (source, file) in sources.iter().zip(files) {
            reader.take(&source.slug, &source.name, file?)?;
        }
        reader.finish()
    }
}

pub(super) fn io(path: &Path, source: std::io::Error) -> CatalogueError {
    CatalogueError::Io { path: path.display().to_string(), source }
}

fn provider_folders(folder: &Path) -> Result<Vec<(String, PathBuf)>, CatalogueError> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(|source| io(folder, source))? {
        let path = entry.map_err(|source| io(folder, source))?.path();
        if !path.is_dir() {
            continue;
        }
        let slug = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if providers::find(&slug).is_none() && slug != COMMON {
            let known = providers::ALL.iter().map(|provider| provider.slug).collect::<Vec<_>>().join(", ");
            return Err(CatalogueError::UnknownProvider { path: path.display().to_string(), known });
        }
        found.push((slug, path));
    }
    found.sort();
    Ok(found)
}

/// A file's text, its provider, and its name in errors.
struct Source {
    slug: String,
    name: String,
    text: Cow<'static, str>,
}

/// One file as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    requirement: Vec<Spanned<Requirement>>,
    #[serde(default)]
    checklist: Vec<Spanned<ChecklistItem>>,
}

/// Reads a file's text, and finds the offsets of its line feeds.
pub(super) fn parse<T: DeserializeOwned>(name: &str, text: &str) -> Result<(T, Vec<usize>), CatalogueError> {
    let breaks: Vec<_> = text.match_indices('\n').map(|(offset, _)| offset).collect();
    let file = toml::from_str(text).map_err(|error| {
        let place = Place::new(name, &breaks, &error.span().unwrap_or_default());
        let line = text.lines().nth(place.1 - 1).unwrap_or_default();
        let key = line.split_once('=').map_or(line, |(key, _)| key).trim();
        place.error(&format!("`{key}`"), error.message().lines().next().unwrap_or_default())
    })?;
    Ok((file, breaks))
}

/// A file and a line in it.
#[derive(Clone)]
pub(super) struct Place(String, usize);

impl Place {
    /// The place of a span, given the offsets of the file's line feeds.
    pub(super) fn new(file: &str, breaks: &[usize], span: &Range<usize>) -> Self {
        Self(file.to_owned(), 1 + breaks.partition_point(|offset| *offset < span.start))
    }

    pub(super) fn error(&self, key: &str, problem: impl Into<String>) -> CatalogueError {
        CatalogueError::Entry { file: self.0.clone(), line: self.1, key: key.to_owned(), problem: problem.into() }
    }
}

#[derive(Default)]
struct Reader {
    catalogue: Catalogue,
    ids: BTreeMap<String, Place>,
    items: Vec<Place>,
}

impl Reader {
    /// Takes a file as [`parse`] reads it.
    fn take(&mut self, slug: &str, name: &str, (file, breaks): (File, Vec<usize>)) -> Result<(), CatalogueError> {
        for entry in file.requirement {
            let place = Place::new(name, &breaks, &entry.span());
            self.add(Requirement { provider: slug.to_owned(), ..entry.into_inner() }, place)?;
        }
        for entry in file.checklist {
            self.items.push(Place::new(name, &breaks, &entry.span()));
            self.catalogue.checklist.push(ChecklistItem { provider: slug.to_owned(), ..entry.into_inner() });
        }
        Ok(())
    }

    fn add(&mut self, requirement: Requirement, place: Place) -> Result<(), CatalogueError> {
        let id = &requirement.id;
        let plain = id.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
        if !plain || !id.chars().any(|c| c.is_ascii_uppercase()) {
            return Err(place.error("`id`", format!("{id:?} is not made of letters, digits, - and _ with an upper-case letter")));
        }
        if let Some(first) = self.ids.get(id) {
            return Err(place.error("`id`", format!("{id} is given twice, first at {}:{}", first.0, first.1)));
        }
        let texts = [
            ("`text`", Some(&requirement.text)),
            ("`source`", Some(&requirement.source)),
            ("`manual`", requirement.manual.as_ref()),
        ];
        if let Some((key, _)) = texts.iter().find(|(_, text)| text.is_some_and(|text| text.trim().is_empty())) {
            return Err(place.error(key, format!("it is empty in {id}")));
        }
        self.ids.insert(id.clone(), place);
        self.catalogue.requirements.push(requirement);
        Ok(())
    }

    /// Tells every requirement the checklist items that rest on it.
    fn finish(mut self) -> Result<Catalogue, CatalogueError> {
        let mut seen = BTreeSet::new();
        for (item, place) in self.catalogue.checklist.iter().zip(&self.items) {
            if !seen.insert((&item.provider, &item.item)) {
                return Err(place.error("`item`", format!("the item {} is given twice", item.item)));
            }
            for id in &item.requirements {
                let requirement = self.catalogue.requirements.iter_mut().find(|requirement| requirement.id == *id);
                let requirement =
                    requirement.ok_or_else(|| place.error("`requirements`", format!("there is no requirement {id}")))?;
                requirement.checklist.push(item.item.clone());
            }
        }
        Ok(self.catalogue)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::requirement::{Basis, Level};

    const GOOD: &str = r#"
[[requirement]]
id = "T-1"
level = "MUST"
subject = "endpoint"
text = "It answers."
source = "https://docs.example/answers"
basis = "documented"
"#;

    fn read(text: &str) -> Result<Catalogue, String> {
        let mut reader = Reader::default();
        let taken = parse("p.toml", text).and_then(|file| reader.take("p", "p.toml", file));
        taken.and_then(|()| reader.finish()).map_err(|error| error.to_string())
    }

    #[test]
    fn an_entry_is_read_and_the_checklist_points_back() {
        let catalogue = read(&format!("{GOOD}[[checklist]]\nitem = \"7\"\ntext = \"x\"\nrequirements = [\"T-1\"]\n")).unwrap();
        let requirement = catalogue.find("T-1").unwrap();
        assert_eq!((requirement.provider.as_str(), requirement.level, requirement.basis), ("p", Level::Must, Basis::Documented));
        assert_eq!(requirement.checklist, ["7"]);
    }

    #[test]
    fn a_bad_entry_is_named_with_file_line_and_key() {
        let doubled = format!("{GOOD}{GOOD}");
        let cases = [
            (GOOD.replace("MUST", "MAY"), "p.toml:4: could not use `level`: unknown variant `MAY`, expected `MUST` or `SHOULD`"),
            (GOOD.replace("basis", "base"), "p.toml:8: could not use `base`: unknown field `base`, expected "),
            (GOOD.replace("text = \"It answers.\"", ""), "p.toml:2: could not use `[[requirement]]`: missing field `text`"),
            (GOOD.replace("\"endpoint\"", "3"), "p.toml:5: could not use `subject`: "),
            (GOOD.replace("It answers.", " "), "p.toml:2: could not use `text`: it is empty in T-1"),
            (GOOD.replace("T-1", "t-1"), "p.toml:2: could not use `id`: \"t-1\" is not made of"),
            (format!("{GOOD}stage = \"key\"\n"), "p.toml:9: could not use `stage`: unknown variant `key`, expected one of "),
            (doubled, "p.toml:10: could not use `id`: T-1 is given twice, first at p.toml:2"),
            (
                format!("{GOOD}[[checklist]]\nitem = \"1\"\ntext = \"x\"\nrequirements = [\"T-2\"]"),
                "p.toml:9: could not use `requirements`: there is no requirement T-2",
            ),
            ("id = ".into(), "p.toml:1: could not use `id`: "),
        ];
        for (text, expected) in cases {
            let error = read(&text).unwrap_err();
            assert!(error.starts_with(expected), "{error:?} does not start with {expected:?}");
        }
    }
}

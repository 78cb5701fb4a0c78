//! Snapshots of bodies: reviewed files in insta's format, so that `cargo insta review` works on them. Only the format is
//! insta's: its assertions print, panic and ask cargo for the workspace, none of which fits a run.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, PoisonError};
use std::{env, fs, io, process};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use similar::TextDiff;
use thiserror::Error;

use crate::embedded::SNAPSHOTS;

/// What a comparison found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Judgement {
    /// The body equals the reviewed snapshot.
    Same,
    /// It differs.
    Different {
        /// A unified diff, `-` expected, `+` actual.
        diff: String,
    },
    /// There is no reviewed snapshot of that name; nothing can be said.
    Missing,
    /// The snapshot was written, to be reviewed; nothing was judged.
    Written(PathBuf),
}

/// What a foreign target's snapshot showed; it is no verdict.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SnapshotNote {
    /// The answer differs: name and diff.
    Drift(String),
    /// There was none, or an update was asked for: the file that was written.
    Written(String),
}

impl SnapshotNote {
    /// The name of a snapshot from which the answer differs.
    pub fn drifted(&self) -> Option<&str> {
        match self {
            Self::Drift(text) => text.split(":\n").next(),
            Self::Written(_) => None,
        }
    }
}

/// Why a comparison was not possible.
#[derive(Debug, Error)]
pub enum SnapshotError {
    /// The name is not made of `a-z`, `0-9`, `_` and `-`.
    #[error("could not use {0:?} as the name of a snapshot: only a-z, 0-9, _ and - are allowed")]
    Name(String),
    /// The carried snapshots could not be put on disk, where insta reads them.
    #[error("could not unpack the snapshots to {}: {source}", .path.display())]
    Unpack {
        /// The temporary folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The file is there but is no text snapshot.
    #[error("could not read the snapshot {}: {reason}", .path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What insta said.
        reason: String,
    },
    /// The file could not be written.
    #[error("could not write the snapshot {}: {source}", .path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

/// A tree of snapshots: `<folder>/<name>.snap`.
#[derive(Debug)]
pub struct Snapshots {
    root: PathBuf,
    origin: Origin,
}

#[derive(Debug, PartialEq)]
enum Origin {
    /// Ours, unpacked for the time of a run; never written to.
    Carried,
    /// The user's own.
    Given { update: bool },
}

impl Snapshots {
    /// The snapshots that the binary carries, in a temporary folder that goes when this value goes.
    pub fn embedded() -> Result<Self, SnapshotError> {
        static UNPACKED: AtomicU32 = AtomicU32::new(0);
        let number = UNPACKED.fetch_add(1, Ordering::Relaxed);
        let root = env::temp_dir().join(format!("signoff-snapshots-{}-{number}", process::id()));
        let unpacked = fs::create_dir(&root).and_then(|()| SNAPSHOTS.extract(&root));
        unpacked.map_err(|source| SnapshotError::Unpack { path: root.clone(), source })?;
        Ok(Self { root, origin: Origin::Carried })
    }

    /// A directory that the user gave: what is missing there is written; with `update`, what differs is too.
    pub fn given(root: impl Into<PathBuf>, update: bool) -> Self {
        Self { root: root.into(), origin: Origin::Given { update } }
    }

    /// Compares `body` with `<folder>/<name>.snap`. Texts of the members named in `volatile`, at any depth, are replaced
    /// first; other values of these members stay, so that a change of type is seen. The order of members never matters.
    pub fn compare(&self, folder: &str, name: &str, body: &Value, volatile: &[(&str, &str)]) -> Result<Judgement, SnapshotError> {
        // Scenarios run at once and may share a name: nobody reads a file that is half written.
        static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
        let _guard = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);

        if name.is_empty() || !name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"_-".contains(&b)) {
            return Err(SnapshotError::Name(name.to_owned()));
        }
        let path = self.root.join(folder).join(format!("{name}.snap"));
        let actual = format!("{:#}", settled(body, volatile));
        let update = self.origin == Origin::Given { update: true };
        match (read(&path)?, &self.origin) {
            (Some(expected), _) if expected == actual => Ok(Judgement::Same),
            (Some(expected), _) if !update => Ok(Judgement::Different { diff: diff(&expected, &actual) }),
            (None, Origin::Carried) => Ok(Judgement::Missing),
            _ => {
                write(&path, &format!("---\nexpression: {folder}/{name}\n---\n{actual}\n"))?;
                Ok(Judgement::Written(path))
            }
        }
    }
}

impl Drop for Snapshots {
    fn drop(&mut self) {
        if self.origin == Origin::Carried {
            // Nothing depends on it any more, and a temporary folder that stays harms nobody.
            let _ = fs::remove_dir_all(&self.root);
        }
    }
}

/// The text of a snapshot file; none when there is no such file.
fn read(path: &Path) -> Result<Option<String>, SnapshotError> {
    if !path.exists() {
        return Ok(None);
    }
    let unreadable = |reason: String| SnapshotError::Read { path: path.to_owned(), reason };
    let snapshot = insta::Snapshot::from_file(path).map_err(|error| unreadable(error.to_string()))?;
    let text = snapshot.as_text().ok_or_else(|| unreadable("it holds no text".to_owned()))?;
    Ok(Some(text.to_string().trim_end().to_owned()))
}

fn write(path: &Path, text: &str) -> Result<(), SnapshotError> {
    let written = path.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| fs::write(path, text));
    written.map_err(|source| SnapshotError::Write { path: path.to_owned(), source })
}

/// The part of a body that stays the same from run to run, members sorted.
fn settled(value: &Value, volatile: &[(&str, &str)]) -> Value {
    let member = |(name, value): (&String, &Value)| {
        let replacement = volatile.iter().find(|(volatile, _)| volatile == name).filter(|_| value.is_string());
        (name.clone(), replacement.map_or_else(|| settled(value, volatile), |(_, text)| Value::from(*text)))
    };
    match value {
        Value::Object(members) => {
            let mut members: Map<_, _> = members.iter().map(member).collect();
            members.sort_keys();
            Value::Object(members)
        }
        Value::Array(items) => items.iter().map(|item| settled(item, volatile)).collect(),
        scalar => scalar.clone(),
    }
}

fn diff(expected: &str, actual: &str) -> String {
    TextDiff::from_lines(expected, actual).unified_diff().missing_newline_hint(false).header("expected", "actual").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn volatile_texts_are_replaced_at_any_depth_and_other_types_stay() {
        let body = json!({ "z": { "id": "c-1" }, "a": [{ "id": 7 }, { "id": null }], "b": "c-1" });
        let expected = json!({ "a": [{ "id": 7 }, { "id": null }], "b": "c-1", "z": { "id": "[id]" } });
        assert_eq!(settled(&body, &[("id", "[id]")]).to_string(), expected.to_string());
    }

    #[test]
    fn a_diff_says_which_side_is_which() {
        let text = diff("{\n  \"a\": 1\n}", "{\n  \"a\": 2\n}");
        assert!(text.starts_with("--- expected\n+++ actual\n"), "{text}");
        assert!(text.contains("-  \"a\": 1\n+  \"a\": 2\n"), "{text}");
    }

    #[test]
    fn carried_snapshots_are_never_written_to_and_leave_nothing_behind() {
        let snapshots = Snapshots::embedded().unwrap();
        let root = snapshots.root.clone();
        assert_eq!(snapshots.compare("nobody", "no-such-snapshot", &json!({}), &[]).unwrap(), Judgement::Missing);
        assert!(root.exists() && !root.join("nobody").exists());
        drop(snapshots);
        assert!(!root.exists());
    }
}

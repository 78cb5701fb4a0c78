//! The evidence of a run as one signed archive, and its check: no network, nothing but the archive itself.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::{fs, io};

use jiff::Timestamp;
use ring::signature::Ed25519KeyPair;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use thiserror::Error;

use super::saved::Saved;
use crate::signing::encoding::hex;

mod archive;
mod envelope;

/// The signed manifest.
pub const ENVELOPE: &str = "attestation.dsse.json";
/// The key that signed it.
pub const KEY: &str = "public-key.pem";
/// The report of the run in the evidence folder.
pub const REPORT: &str = "report.json";
/// What a run writes there until it reaches its end.
pub const JOURNAL: &str = "journal.ndjson";
/// Where the files of the folder stand in the archive.
const FILES: &str = "evidence/";

/// Why evidence was not packed.
#[derive(Debug, Error)]
pub enum EvidenceError {
    /// A file could not be read.
    #[error("could not read {path}: {source}")]
    Read {
        /// The file or folder.
        path: String,
        /// What the system said.
        source: io::Error,
    },
    /// There is nothing to prove.
    #[error("could not pack {}: it holds no {REPORT} (run --evidence writes one)", .0.display())]
    NoReport(PathBuf),
    /// The run did not reach its end, so that another one may have left the report.
    #[error("could not pack {}: it holds the {JOURNAL} of a run that did not reach its end (report convert reads it)", .0.display())]
    Unfinished(PathBuf),
    /// The report is none.
    #[error("could not pack {REPORT}: {0}")]
    Report(String),
    /// The archive could not be made.
    #[error("could not make the archive: {0}")]
    Archive(io::Error),
}

/// Why a check of an archive does not end well.
#[derive(Debug, Error)]
pub enum VerifyError {
    /// There is nothing to check.
    #[error("it is no archive of evidence")]
    NoArchive,
    /// It is not as it was packed; the sentence says where.
    #[error("{0}")]
    Changed(String),
}

/// An in-toto statement about files.
#[derive(Serialize, Deserialize)]
struct Statement {
    #[serde(rename = "_type")]
    kind: String,
    subject: Vec<Subject>,
    #[serde(rename = "predicateType")]
    predicate_type: String,
    predicate: Value,
}

#[derive(Serialize, Deserialize)]
struct Subject {
    name: String,
    digest: BTreeMap<String, String>,
}

/// What a check found in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// How many files the manifest names.
    pub files: usize,
    /// SHA-256 of the public key's SubjectPublicKeyInfo. Whoever knows the signer's compares it: the key comes with the archive.
    pub key_id: String,
    /// What the manifest says of the run.
    pub run: Value,
}

/// Packs a folder of evidence.
pub fn pack(folder: &Path, key: &Ed25519KeyPair) -> Result<Vec<u8>, EvidenceError> {
    let mut files = Vec::new();
    gather(folder, "", &mut files)?;
    files.sort();
    if files.iter().any(|(name, _)| name == JOURNAL) {
        return Err(EvidenceError::Unfinished(folder.to_owned()));
    }
    let report = files.iter().find(|(name, _)| name == REPORT);
    let (_, report) = report.ok_or_else(|| EvidenceError::NoReport(folder.to_owned()))?;
    let saved = Saved::parse(report).map_err(EvidenceError::Report)?;
    let statement = Statement {
        kind: "https://in-toto.io/Statement/v1".to_owned(),
        subject: files.iter().map(|(name, bytes)| Subject { name: name.clone(), digest: digest(bytes) }).collect(),
        predicate_type: "urn:signoff:evidence:1".to_owned(),
        predicate: json!({
            "tool": { "name": env!("CARGO_PKG_NAME"), "version": saved.version },
            "started_at": saved.run.started_at,
            "duration_ms": saved.run.duration_ms,
            "packed_at": format!("{:.0}", Timestamp::now()),
            "seed": saved.run.seed,
            "outcome": saved.conformance.outcome,
            "targets": saved.run.targets,
        }),
    };
    let sealed = serde_json::to_vec(&statement).and_then(|statement| envelope::seal(&statement, key));
    let (envelope, public) = sealed.map_err(|error| EvidenceError::Archive(error.into()))?;
    let own = [(ENVELOPE.to_owned(), envelope), (KEY.to_owned(), public)];
    let files = files.into_iter().map(|(name, bytes)| (format!("{FILES}{name}"), bytes));
    archive::write(&own.into_iter().chain(files).collect::<Vec<_>>()).map_err(EvidenceError::Archive)
}

/// Checks an archive; the error names the first file that is not as it was packed.
pub fn verify(bytes: &[u8]) -> Result<Verified, VerifyError> {
    let changed = VerifyError::Changed;
    let entries = archive::read(bytes)?;
    let find = |name: &str| entries.iter().find(|(known, _)| known == name).map(|(_, bytes)| bytes.as_slice());
    let envelope = find(ENVELOPE).ok_or_else(|| changed(format!("{ENVELOPE} is missing")))?;
    let key = find(KEY).ok_or_else(|| changed(format!("{KEY} is missing")))?;
    let opened = envelope::open(envelope, key);
    let (statement, key_id) =
        opened.ok_or_else(|| changed(format!("{ENVELOPE} or {KEY} was changed: the signature does not fit")))?;
    let statement: Statement = serde_json::from_slice(&statement)
        .map_err(|error| changed(format!("{ENVELOPE} holds no statement about files ({error})")))?;
    for subject in &statement.subject {
        match find(&format!("{FILES}{}", subject.name)) {
            None => return Err(changed(format!("{} is missing", subject.name))),
            Some(bytes) if digest(bytes) != subject.digest => return Err(changed(format!("{} was changed", subject.name))),
            Some(_) => {}
        }
    }
    let known: BTreeSet<_> = statement.subject.iter().map(|subject| format!("{FILES}{}", subject.name)).collect();
    let own = |name: &str| name == ENVELOPE || name == KEY;
    if let Some((added, _)) = entries.iter().find(|(name, _)| !own(name) && !known.contains(name)) {
        let added = added.strip_prefix(FILES).filter(|name| !name.is_empty()).unwrap_or(added);
        return Err(changed(format!("{added} was added")));
    }
    if archive::write(&entries).ok().as_deref() != Some(bytes) {
        return Err(changed("the archive was changed around its files".to_owned()));
    }
    Ok(Verified { files: statement.subject.len(), key_id, run: statement.predicate })
}

fn digest(bytes: &[u8]) -> BTreeMap<String, String> {
    BTreeMap::from([("sha256".to_owned(), hex(&Sha256::digest(bytes)))])
}

/// Every file below a folder, by its path there.
fn gather(folder: &Path, below: &str, files: &mut Vec<archive::Entry>) -> Result<(), EvidenceError> {
    let failed = |path: &Path, source| EvidenceError::Read { path: path.display().to_string(), source };
    for entry in fs::read_dir(folder).map_err(|source| failed(folder, source))? {
        let path = entry.map_err(|source| failed(folder, source))?.path();
        let name = format!("{below}{}", path.file_name().unwrap_or_default().to_string_lossy());
        if path.is_dir() {
            gather(&path, &format!("{name}/"), files)?;
        } else {
            let bytes = fs::read(&path).map_err(|source| failed(&path, source))?;
            files.push((name, bytes));
        }
    }
    Ok(())
}

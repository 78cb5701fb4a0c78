//! Files of test vectors: every stage of a signature, and flags that say which mistakes a vector catches. Its schema is
//! `schemas/signoff/vectors.json`.

use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use proptest::strategy::{Strategy, ValueTree};
use serde::{Deserialize, Serialize};

use super::{Counterexample, PLAIN, runner};
use crate::core::http::Request;
use crate::providers::{Credentials, Provider, Sender, SignerRoom};
use crate::signing::mac::Stages;
use crate::signing::mistakes::Cause;
use crate::world::conversation::account;

/// Version of the form.
pub const SCHEMA: &str = "signoff/vectors/1";

/// When so many requests in a row catch nothing new, no more are made.
const IDLE: usize = 200;

/// A file of vectors.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VectorFile {
    /// [`SCHEMA`].
    pub schema: String,
    /// Whose signature.
    pub provider: String,
    /// The keys of all vectors; they belong to nobody.
    pub access_key_id: String,
    /// Signs.
    pub secret_key: String,
    /// What each flag means.
    pub notes: BTreeMap<String, Note>,
    /// The vectors.
    pub vectors: Vec<Vector>,
}

/// A mistake that vectors catch.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Note {
    /// The first stage that comes out wrong.
    pub stage: String,
    /// What is wrong.
    pub text: String,
    /// What to do instead.
    pub fix: String,
}

/// A request and the stages of its signature.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Vector {
    /// Counted from 1.
    pub id: usize,
    /// Why it is here.
    pub comment: String,
    /// The mistakes that make another signature of it: all of them for a plain request, for the others those that no plain
    /// request catches.
    pub flags: Vec<String>,
    /// What is signed.
    pub request: Asked,
    /// Five lines.
    pub canonical_request: String,
    /// Of the canonical request.
    pub hash: String,
    /// Four lines.
    pub string_to_sign: String,
    /// 64 characters.
    pub signature: String,
    /// The header.
    pub authorization: String,
}

/// A request.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    method: String,
    url: String,
    headers: BTreeMap<String, String>,
    body: Option<String>,
}

impl Asked {
    fn of(request: &Request) -> Self {
        Self {
            method: request.method.clone(),
            url: request.url.clone(),
            headers: request.headers.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
            body: (!request.body.is_empty()).then(|| String::from_utf8_lossy(&request.body).into_owned()),
        }
    }

    fn request(&self) -> Request {
        Request {
            method: self.method.clone(),
            url: self.url.clone(),
            headers: self.headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect(),
            body: self.body.clone().unwrap_or_default().into_bytes(),
        }
    }
}

impl VectorFile {
    /// Without vectors.
    pub fn new(provider: &Provider) -> Self {
        let account = account();
        Self {
            schema: SCHEMA.to_owned(),
            provider: provider.slug.to_owned(),
            access_key_id: account.get("access_key_id").to_owned(),
            secret_key: account.get("secret_key").to_owned(),
            notes: BTreeMap::new(),
            vectors: Vec::new(),
        }
    }

    /// Plain requests, and one for each mistake that they do not catch, if any request does.
    pub fn for_other_suites(provider: &Provider, room: &SignerRoom, seed: u64) -> Self {
        let mut file = Self::new(provider);
        let account = account();
        for operation in PLAIN {
            if let Some(request) = (room.plain)(operation) {
                let caught = (room.catches)(&request, &account);
                file.add(room, &request, format!("A plain {operation}."), &caught);
            }
        }
        let plain = file.flags();
        let (strategy, mut runner, mut idle) = ((room.cases)(), runner(seed), 0);
        while idle < IDLE {
            let Ok(tree) = strategy.new_tree(&mut runner) else { break };
            let request = tree.current();
            let settled = (room.open_form)(&request).is_none();
            let caught = if settled { (room.catches)(&request, &account) } else { Vec::new() };
            let known = file.flags();
            let new: Vec<_> = caught.iter().filter(|cause| !known.contains(&cause.id.to_owned())).collect();
            if new.is_empty() {
                idle += 1;
                continue;
            }
            idle = 0;
            let comment = new.iter().map(|cause| cause.text).collect::<Vec<_>>().join(" ");
            let caught: Vec<_> = caught.iter().filter(|cause| !plain.contains(&cause.id.to_owned())).copied().collect();
            file.add(room, &request, format!("Catches: {comment}"), &caught);
        }
        file
    }

    /// Reads a file; one that is not there holds nothing.
    pub fn read(path: &Path, provider: &Provider) -> Result<Self, String> {
        let told = |error: &dyn std::fmt::Display| format!("could not read {}: {error}", path.display());
        let text = match fs::read(path) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Self::new(provider)),
            read => read.map_err(|error| told(&error))?,
        };
        let file: Self = serde_json::from_slice(&text).map_err(|error| told(&error))?;
        match file.schema == SCHEMA && file.provider == provider.slug {
            true => Ok(file),
            false => Err(told(&format!("it is not of the schema {SCHEMA} and of {}", provider.slug))),
        }
    }

    /// Writes the file.
    pub fn write(&self, path: &Path) -> Result<(), String> {
        let text = serde_json::to_string_pretty(self).unwrap_or_default() + "\n";
        fs::write(path, text).map_err(|error| format!("could not write {}: {error}", path.display()))
    }

    /// Its requests.
    pub fn requests(&self) -> Vec<Request> {
        self.vectors.iter().map(|vector| vector.request.request()).collect()
    }

    /// Keeps a counterexample, once.
    pub fn keep(&mut self, room: &SignerRoom, found: &Counterexample) {
        if !self.requests().contains(&found.request) {
            let why = found.diagnosis.sentence().unwrap_or_else(|| found.problem.clone());
            self.add(room, &found.request, why, &found.diagnosis.causes);
        }
    }

    fn flags(&self) -> Vec<String> {
        self.vectors.iter().flat_map(|vector| vector.flags.iter().cloned()).collect()
    }

    fn add(&mut self, room: &SignerRoom, request: &Request, comment: String, caught: &[Cause]) {
        let account = account();
        let Some((stages, authorization)) = signed(room, request, &account) else { return };
        for cause in caught {
            let note = Note { stage: cause.stage.to_string(), text: cause.text.to_owned(), fix: cause.fix.to_owned() };
            self.notes.entry(cause.id.to_owned()).or_insert(note);
        }
        self.vectors.push(Vector {
            id: self.vectors.len() + 1,
            comment,
            flags: caught.iter().map(|cause| cause.id.to_owned()).collect(),
            request: Asked::of(request),
            canonical_request: stages.canonical_request,
            hash: stages.hash,
            string_to_sign: stages.string_to_sign,
            signature: stages.signature,
            authorization,
        });
    }
}

/// The stages of a request's signature, and its header.
pub fn signed(room: &SignerRoom, request: &Request, account: &Credentials) -> Option<(Stages, String)> {
    let stages = (room.stages)(request, account).ok()?;
    let mut signed = request.clone();
    let sender = Sender { base_url: "", signed_host: None, credentials: account, now: jiff::Timestamp::UNIX_EPOCH };
    (room.sign)(&mut signed, &sender).ok()?;
    let header = signed.headers.get("authorization")?.to_owned();
    Some((stages, header))
}

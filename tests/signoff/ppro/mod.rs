//! PPRO: the vectors of its webhooks and messages, and the refusals that need more than one request.

mod idempotency;
mod messages;
mod script;
mod webhooks;

use std::fs;

use serde_json::Value;

/// The vectors whose names begin like this: name and document.
fn vectors(stem: &str) -> Vec<(String, Value)> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/vectors/ppro");
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let named = files.filter(|path| path.file_name().unwrap().to_string_lossy().starts_with(stem));
    named.map(|path| (path.display().to_string(), serde_json::from_slice(&fs::read(&path).unwrap()).unwrap())).collect()
}

fn text<'a>(vector: &'a Value, member: &str) -> &'a str {
    vector[member].as_str().unwrap_or_else(|| panic!("the vector has no {member}"))
}

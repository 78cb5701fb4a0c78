//! Signatures: published vectors, properties, mistakes, and what the program does with them.

use std::path::Path;

use serde_json::{Value, json};
use signoff::core::http::Request;
use signoff::providers::amazon_pay_india::auth::{ALGORITHM, DATE, EXPIRES, SCHEME};
use signoff::signing::Account;

mod commands;
mod diagnose;
mod diagnosis;
pub mod examples;
mod mistakes;
mod properties;
mod prover;
mod return_url;
mod sample;
mod signer;
mod tagged;
mod vectors;

const SECRET: &str = "synthetic-secret";

const ACCOUNT: Account<'_> = Account { access_key_id: "KEY", secret: SECRET };

/// A request with the seven signed headers.
fn request(method: &str, url: &str, body: &str) -> Request {
    let headers = [
        ("x-amz-client-id", "A1TESTMERCHANT"),
        ("x-amz-source", "Server"),
        ("x-amz-user-ip", "203.0.113.7"),
        ("x-amz-user-agent", "Browser/1.0 (X; Y)"),
        (ALGORITHM, SCHEME.algorithm),
        (DATE, "20260115T093000Z"),
        (EXPIRES, "900"),
    ];
    Request { headers: headers.into_iter().collect(), body: body.into(), ..Request::new(method, url) }
}

/// What `sign` reads.
fn document(request: &Request) -> Value {
    let headers: serde_json::Map<_, _> = request.headers.iter().map(|(name, value)| (name.to_owned(), value.into())).collect();
    let body = (!request.body.is_empty()).then(|| String::from_utf8(request.body.clone()).unwrap());
    json!({
        "request": {"method": request.method, "url": request.url, "headers": headers, "body": body},
        "access_key_id": "KEY",
        "secret_key": SECRET,
    })
}

/// Name and content of every vector.
fn all_vectors() -> Vec<(String, Value)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/amazon_pay_india");
    let mut vectors: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).map(read_vector).collect();
    vectors.sort_by(|(one, _), (other, _)| one.cmp(other));
    vectors
}

fn read_vector(path: std::path::PathBuf) -> (String, Value) {
    let name = path.file_stem().unwrap().to_string_lossy().into_owned();
    let vector = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap_or_else(|error| panic!("{name}: {error}"));
    (name, vector)
}

//! A counterexample as a ready-made unit test that asks the signer once more.

use serde_json::{Value, json};

use super::vectors::{VectorFile, signed};
use super::{Counterexample, question};
use crate::config::target::SignerTarget;
use crate::providers::{Provider, SignerRoom};
use crate::signing::rewriting::in_ascii;
use crate::world::conversation::account;

/// In which language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Language {
    /// A vector, as in the files of vectors.
    Json,
    /// For `python3 -m unittest`.
    Python,
    /// For `node --test`.
    Node,
    /// A class with a `main`, for `java FILE`.
    Java,
    /// For `go test`.
    Go,
}

impl Language {
    /// The name under which such a test is found by its runner.
    pub fn file_name(self) -> &'static str {
        match self {
            Self::Json => "signoff_counterexample.json",
            Self::Python => "test_signoff_counterexample.py",
            Self::Node => "signoff_counterexample.test.mjs",
            Self::Java => "SignoffCounterexample.java",
            Self::Go => "signoff_counterexample_test.go",
        }
    }
}

/// The text of the test. It asks `target`, and compares key and signature.
pub fn source(
    language: Language,
    provider: &Provider,
    room: &SignerRoom,
    target: &SignerTarget,
    found: &Counterexample,
) -> Option<String> {
    if language == Language::Json {
        let mut file = VectorFile::new(provider);
        file.keep(room, found);
        return serde_json::to_string_pretty(&file).ok().map(|text| text + "\n");
    }
    let account = account();
    let (stages, _) = signed(room, &found.request, &account)?;
    let template = match (language, target) {
        (Language::Python, SignerTarget::Url(_)) => include_str!("unit_test/python_url.txt"),
        (Language::Python, _) => include_str!("unit_test/python.txt"),
        (Language::Node, SignerTarget::Url(_)) => include_str!("unit_test/node_url.txt"),
        (Language::Node, _) => include_str!("unit_test/node.txt"),
        (Language::Java, SignerTarget::Url(_)) => include_str!("unit_test/java_url.txt"),
        (Language::Java, _) => include_str!("unit_test/java.txt"),
        (_, SignerTarget::Url(_)) => include_str!("unit_test/go_url.txt"),
        _ => include_str!("unit_test/go.txt"),
    };
    let why = found.diagnosis.sentence().unwrap_or_else(|| found.problem.clone());
    let (words, url) = match target {
        SignerTarget::Embedded => (Vec::new(), ""),
        SignerTarget::Command(words) => (words.iter().map(|word| literal(word)).collect(), ""),
        SignerTarget::Url(url) => (Vec::new(), url.as_str()),
    };
    let named = format!("{}:{}", account.get("access_key_id"), stages.signature);
    let pieces = [
        ("@WHY@", in_ascii(&why).replace('\\', "/")),
        ("@QUESTION@", literal(&question(1, &found.request, &account).to_string())),
        ("@NAMED@", literal(&named)),
        ("@WORDS@", words.join(", ")),
        ("@URL@", literal(url)),
    ];
    Some(pieces.into_iter().fold(template.to_owned(), |text, (mark, piece)| text.replace(mark, &piece)))
}

/// A text between quotation marks, in ASCII; JSON's form of it is also that of the four languages.
fn literal(text: &str) -> String {
    in_ascii(&Value::from(in_ascii_if_json(text)).to_string())
}

/// A question in ASCII says the same; any other text must stay as it is.
fn in_ascii_if_json(text: &str) -> String {
    if text.starts_with('{') { in_ascii(text) } else { text.to_owned() }
}

/// What a report tells of a counterexample.
pub fn told(found: &Counterexample) -> Value {
    json!({
        "problem": found.problem,
        "request": crate::world::conversation::shape(&found.request),
        "expected": {
            "canonical_request": found.expected.canonical_request,
            "string_to_sign": found.expected.string_to_sign,
            "signature": found.expected.signature,
        },
        "answer": found.answer,
        "diagnosis": found.diagnosis,
        "steps": found.steps,
    })
}

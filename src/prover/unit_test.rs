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
        SignerTarget::Command(words) => (words.iter().map(|word| literal(language, word)).collect(), ""),
        SignerTarget::Url(url) => (Vec::new(), url.as_str()),
    };
    let named = format!("{}:{}", account.get("access_key_id"), stages.signature);
    let pieces = [
        ("@WHY@", in_ascii(&why).replace('\\', "/").replace(char::is_control, " ")),
        ("@QUESTION@", literal(language, &in_ascii(&question(1, &found.request, &account).to_string()))),
        ("@NAMED@", literal(language, &named)),
        ("@WORDS@", words.join(", ")),
        ("@URL@", literal(language, url)),
    ];
    Some(pieces.into_iter().fold(template.to_owned(), |text, (mark, piece)| text.replace(mark, &piece)))
}

/// A text between quotation marks, in ASCII. JSON's form of it is also that of the four languages, but for characters that have two
/// units in UTF-16: Python and Go know no escape of half a character.
fn literal(language: Language, text: &str) -> String {
    let quoted = Value::from(text).to_string();
    match language {
        Language::Python | Language::Go => quoted.chars().map(whole).collect(),
        Language::Node | Language::Java | Language::Json => in_ascii(&quoted),
    }
}

/// A character in ASCII, in one escape where it needs one.
fn whole(character: char) -> String {
    match u32::from(character) {
        ..0x80 => character.to_string(),
        number @ ..0x1_0000 => format!("\\u{number:04x}"),
        number => format!("\\U{number:08x}"),
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_literal_is_ascii_and_holds_whole_characters() {
        for (language, expected) in [
            (Language::Python, r#""a\"\u00e9\U0001f642""#),
            (Language::Go, r#""a\"\u00e9\U0001f642""#),
            (Language::Node, r#""a\"\u00e9\ud83d\ude42""#),
            (Language::Java, r#""a\"\u00e9\ud83d\ude42""#),
        ] {
            assert_eq!(literal(language, "a\"é🙂"), expected, "{language:?}");
        }
    }
}

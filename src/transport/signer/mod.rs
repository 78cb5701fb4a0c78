//! The way to a signer, wherever it runs: one JSON line goes out, one comes back.

use std::time::Duration;

use serde_json::{Map, Value};

use super::client::Client;
use super::redact::Redactor;
use crate::core::http::Request;
use crate::core::secret::Secret;
use crate::providers::Faults;

mod process;

pub use process::Process;

/// The way to a signer.
#[derive(Debug)]
pub enum SignerLink {
    /// A function in this process.
    Embedded {
        /// Answers one line.
        answer: fn(&str, &Faults) -> String,
        /// What is broken in it.
        faults: Faults,
    },
    /// A program; killed when the link is dropped.
    Process(Process),
    /// An address to which each line is posted.
    Url {
        /// The address.
        url: String,
        /// What posts it.
        client: Client,
    },
}

impl SignerLink {
    /// Asks one line (a JSON object with an `id`, without line feed) and waits for the answer with the same `id`. The
    /// error is a sentence; a signer that hung, crashed or lost its place is started anew for the next question.
    pub async fn ask(&mut self, line: &str, timeout: Duration) -> Result<String, String> {
        let (mut answers, problem) = self.ask_all(&[line], timeout).await;
        answers.pop().ok_or_else(|| problem.unwrap_or_default())
    }

    /// As [`Self::ask`] for many lines; a program is given them all without waiting for each answer. The answers end before
    /// the first that did not come as it should, and the sentence says why. Each answer is waited for as long as `timeout`.
    pub async fn ask_all(&mut self, lines: &[&str], timeout: Duration) -> (Vec<String>, Option<String>) {
        let (answers, mut problem) = match self {
            Self::Embedded { answer, faults } => return (lines.iter().map(|line| answer(line, faults)).collect(), None),
            Self::Process(process) => process.ask_all(lines, timeout).await,
            Self::Url { url, client } => post_all(client, url, lines, timeout).await,
        };
        let mut good = Vec::with_capacity(answers.len());
        for (line, answer) in lines.iter().zip(answers) {
            match matching(line, answer) {
                Ok(answer) => good.push(answer),
                Err(other) => {
                    problem = Some(other);
                    break;
                }
            }
        }
        if let (Some(_), Self::Process(process)) = (&problem, self) {
            process.stop();
        }
        let asked = lines.get(good.len()).copied().unwrap_or_default();
        (good, problem.map(|problem| without_values(asked, &problem)))
    }
}

async fn post_all(client: &Client, url: &str, lines: &[&str], timeout: Duration) -> (Vec<String>, Option<String>) {
    let mut answers = Vec::with_capacity(lines.len());
    for line in lines {
        match post(client, url, line, timeout).await {
            Ok(answer) => answers.push(answer),
            Err(problem) => return (answers, Some(problem)),
        }
    }
    (answers, None)
}

async fn post(client: &Client, url: &str, line: &str, timeout: Duration) -> Result<String, String> {
    let mut request = Request::new("POST", url);
    request.headers.set("content-type", "application/json");
    request.body = line.as_bytes().to_vec();
    let answer = client.send(&request, timeout).await.map_err(|failure| format!("could not ask the signer: {failure}"))?;
    match answer.is_success() {
        true => Ok(answer.text().trim().to_owned()),
        false => Err(format!("could not ask the signer: it answered with the HTTP status {}", answer.status)),
    }
}

/// The answer, when it is a JSON object with the id of the question.
fn matching(question: &str, answer: String) -> Result<String, String> {
    let start: String = answer.chars().take(80).collect();
    let Ok(parsed) = serde_json::from_str::<Map<String, Value>>(&answer) else {
        return Err(format!("the signer answered with a line that is no JSON object: {start:?}"));
    };
    let asked: Map<String, Value> = serde_json::from_str(question).unwrap_or_default();
    if parsed.get("id") != asked.get("id") {
        let id = |object: &Map<String, Value>| object.get("id").map_or_else(|| "none".to_owned(), Value::to_string);
        return Err(format!("the signer answered the id {} to the id {}", id(&parsed), id(&asked)));
    }
    Ok(answer)
}

/// What a signer prints may repeat the keys that it was given.
fn without_values(question: &str, problem: &str) -> String {
    let question: Map<String, Value> = serde_json::from_str(question).unwrap_or_default();
    let values = question.into_iter().filter_map(|(name, value)| Some((name, Secret::new(value.as_str()?))));
    Redactor::new(&values.collect::<Vec<_>>(), &[]).text(problem)
}

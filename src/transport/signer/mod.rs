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
    /// Asks one line (a JSON object with an `id`, without line feed) and waits for the answer, an object with the same `id`. A
    /// signer that hung, crashed or lost its place is started anew for the next question.
    pub async fn ask(&mut self, line: &str, timeout: Duration) -> Result<Value, Trouble> {
        let (mut answers, trouble) = self.ask_all(&[line], timeout).await;
        answers.pop().ok_or_else(|| trouble.unwrap_or_else(|| String::new().into()))
    }

    /// As [`Self::ask`] for many lines; a program is given them all without waiting for each answer, and answers them in their
    /// order. Each answer is waited for as long as `timeout`. The answers end before the first that did not come as it should.
    pub async fn ask_all(&mut self, lines: &[&str], timeout: Duration) -> (Vec<Value>, Option<Trouble>) {
        let (told, missed) = match self {
            Self::Embedded { answer, faults } => (lines.iter().map(|line| answer(line, faults)).collect(), None),
            Self::Process(process) => {
                let (told, problem) = process.ask_all(lines, timeout).await;
                (told, problem.map(Trouble::from))
            }
            Self::Url { url, client } => post_all(client, url, lines, timeout).await,
        };
        let (answers, strange) = matched(lines, told);
        let mut trouble = strange.or(missed);
        if let (Some(_), Self::Process(process)) = (&trouble, self) {
            process.stop();
        }
        if let (Some(trouble), Some(asked)) = (&mut trouble, lines.first()) {
            trouble.text = without_values(asked, &trouble.text);
        }
        (answers, trouble)
    }
}

/// Why an answer did not come as it should.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    /// In a sentence.
    pub text: String,
    /// Of which kind it is.
    pub kind: Kind,
}

/// What kind of trouble it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Nothing at all answers at the address.
    Unreachable,
    /// An answer came, but to another question: asked once more, the signer would say nothing new.
    OutOfOrder,
    /// Anything else: it hangs, ended, or answers what is none.
    Other,
}

impl From<String> for Trouble {
    fn from(text: String) -> Self {
        Self { text, kind: Kind::Other }
    }
}

async fn post_all(client: &Client, url: &str, lines: &[&str], timeout: Duration) -> (Vec<String>, Option<Trouble>) {
    let mut answers = Vec::with_capacity(lines.len());
    for line in lines {
        match post(client, url, line, timeout).await {
            Ok(answer) => answers.push(answer),
            Err(problem) => return (answers, Some(problem)),
        }
    }
    (answers, None)
}

async fn post(client: &Client, url: &str, line: &str, timeout: Duration) -> Result<String, Trouble> {
    let mut request = Request::new("POST", url);
    request.headers.set("content-type", "application/json");
    request.body = line.as_bytes().to_vec();
    let told = |why: String| format!("could not ask the signer: {why}");
    match client.send(&request, timeout).await {
        Ok(answer) if answer.is_success() => Ok(answer.text().trim().to_owned()),
        Ok(answer) => Err(told(format!("it answered with the HTTP status {}", answer.status)).into()),
        Err(failure) if failure.answered() => Err(told(failure.to_string()).into()),
        Err(failure) => Err(Trouble { text: told(failure.to_string()), kind: Kind::Unreachable }),
    }
}

/// The answers that are JSON objects with the ids of the questions, up to the first that is not; those behind it are not believed.
fn matched(questions: &[&str], told: Vec<String>) -> (Vec<Value>, Option<Trouble>) {
    let mut answers = Vec::with_capacity(told.len());
    for (question, line) in questions.iter().zip(told) {
        let Some(answer) = serde_json::from_str(&line).ok().filter(Value::is_object) else {
            let start: String = line.chars().take(80).collect();
            return (answers, Some(format!("the signer answered with a line that is no JSON object: {start:?}").into()));
        };
        let (asked, told) = (id_of(&serde_json::from_str(question).unwrap_or_default()), id_of(&answer));
        if told != asked {
            let told = if told.is_null() { "none".to_owned() } else { told.to_string() };
            let text = format!("the signer answered out of order: the id {told} to the id {asked}");
            return (answers, Some(Trouble { text, kind: Kind::OutOfOrder }));
        }
        answers.push(answer);
    }
    (answers, None)
}

fn id_of(object: &Value) -> Value {
    object.get("id").cloned().unwrap_or_default()
}

/// What a signer prints may repeat the keys that it was given.
fn without_values(question: &str, problem: &str) -> String {
    let question: Map<String, Value> = serde_json::from_str(question).unwrap_or_default();
    let values = question.into_iter().filter_map(|(name, value)| Some((name, Secret::new(value.as_str()?))));
    Redactor::new(&values.collect::<Vec<_>>(), &[]).text(problem)
}

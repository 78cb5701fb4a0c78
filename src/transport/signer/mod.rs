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
    /// Asks one line (a JSON object with an `id`, without line feed) and waits for the answer, an object with the same `id`. The
    /// error is a sentence; a signer that hung, crashed or lost its place is started anew for the next question.
    pub async fn ask(&mut self, line: &str, timeout: Duration) -> Result<Value, String> {
        let (mut answers, problem) = self.ask_all(&[line], timeout).await;
        answers.pop().flatten().ok_or_else(|| problem.unwrap_or_default())
    }

    /// As [`Self::ask`] for many lines; a program is given them all without waiting for each answer, and may answer them in any
    /// order. Each answer is waited for as long as `timeout`. Where one did not come as it should, the sentence says why, and
    /// those behind it may be missing, too.
    pub async fn ask_all(&mut self, lines: &[&str], timeout: Duration) -> (Vec<Option<Value>>, Option<String>) {
        let (told, missed) = match self {
            Self::Embedded { answer, faults } => (lines.iter().map(|line| answer(line, faults)).collect(), None),
            Self::Process(process) => process.ask_all(lines, timeout).await,
            Self::Url { url, client } => post_all(client, url, lines, timeout).await,
        };
        let (answers, strange) = matched(lines, told);
        let problem = strange.or(missed);
        if let (Some(_), Self::Process(process)) = (&problem, self) {
            process.stop();
        }
        let asked = lines.first().copied().unwrap_or_default();
        (answers, problem.map(|problem| without_values(asked, &problem)))
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

/// To each question the JSON object with its id. The sentence says what the first line was that answers none of them; those behind
/// it are not believed.
fn matched(questions: &[&str], told: Vec<String>) -> (Vec<Option<Value>>, Option<String>) {
    let ids: Vec<Value> = questions.iter().map(|question| id_of(&serde_json::from_str(question).unwrap_or_default())).collect();
    let mut answers = vec![None; questions.len()];
    for line in told {
        let Some(answer) = serde_json::from_str(&line).ok().filter(Value::is_object) else {
            let start: String = line.chars().take(80).collect();
            return (answers, Some(format!("the signer answered with a line that is no JSON object: {start:?}")));
        };
        let id = id_of(&answer);
        match (0..ids.len()).find(|place| answers[*place].is_none() && ids[*place] == id) {
            Some(place) => answers[place] = Some(answer),
            None => {
                let asked = answers.iter().position(Option::is_none).map_or(&Value::Null, |place| &ids[place]);
                let told = if id.is_null() { "none".to_owned() } else { id.to_string() };
                return (answers, Some(format!("the signer answered the id {told} to the id {asked}")));
            }
        }
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

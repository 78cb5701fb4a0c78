//! Every vector, stage by stage; a failure names vector and stage.

use serde_json::Value;
use signoff::core::http::{Headers, Request, Response};
use signoff::providers::amazon_pay_india::auth::{ResponseSignature, SCHEME, verify_request, verify_response};
use signoff::signing::Account;
use signoff::signing::encoding::hex;
use signoff::signing::key::{Scope, derive};
use signoff::signing::mac::Stages;
use signoff::signing::parts::Parts;
use signoff::signing::recipe::Recipe;

use super::all_vectors;

/// The messages of a vector.
pub struct Vector {
    pub request: Request,
    pub response: Option<Response>,
    pub secret: String,
}

impl Vector {
    pub fn read(vector: &Value) -> Self {
        let (sent, answer) = (&vector["request"], &vector["response"]);
        let request = Request {
            method: text(&sent["method"]).into(),
            url: text(&sent["url"]).into(),
            headers: headers(&sent["headers"]),
            body: sent["body"].as_str().unwrap_or_default().into(),
        };
        let response = (!answer.is_null()).then(|| Response {
            status: 200,
            headers: headers(&answer["headers"]),
            body: text(&answer["body"]).into(),
        });
        Self { request, response, secret: text(&vector["secret_key"]).into() }
    }

    pub fn parts(&self) -> Parts<'_> {
        match &self.response {
            Some(response) => Parts::of_response(&SCHEME, &self.request, response).unwrap(),
            None => Parts::of_request(&SCHEME, &self.request, None).unwrap(),
        }
    }

    /// Whether the program takes `signature` as that of the message.
    fn accepts(&self, signature: &str) -> bool {
        match self.response.clone() {
            Some(mut response) => {
                response.headers.set("x-amz-signature", signature);
                let credentials = [("secret_key", self.secret.as_str())].into_iter().collect();
                verify_response(&self.request, &response, &credentials) == ResponseSignature::Valid
            }
            None => {
                let mut request = self.request.clone();
                request.headers.set("Authorization", format!("AMZ+KEY:{signature}"));
                verify_request(&request, &self.secret, None).is_ok()
            }
        }
    }
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

fn headers(value: &Value) -> Headers {
    value.as_object().unwrap().iter().map(|(name, value)| (name.as_str(), text(value))).collect()
}

fn lines(value: &Value) -> String {
    value.as_array().unwrap().iter().map(text).collect::<Vec<_>>().join("\n")
}

#[test]
fn every_stage_of_every_vector() {
    let vectors = all_vectors();
    assert!(vectors.len() >= 29, "only {} vectors were found", vectors.len());
    for (name, expected) in &vectors {
        let vector = Vector::read(expected);
        let parts = vector.parts();
        let account = Account { access_key_id: "KEY", secret: &vector.secret };
        let stages = Stages::new(&SCHEME, &parts, &account, &Recipe::RIGHT);
        let key = derive(&SCHEME, &account, &Scope::new(&SCHEME, &parts.date), &Recipe::RIGHT);
        let computed = [stages.canonical_request, stages.hash, stages.string_to_sign, hex(&key), stages.signature];
        let published = [
            lines(&expected["canonical_request"]),
            text(&expected["hash"]).into(),
            lines(&expected["string_to_sign"]),
            text(&expected["key_hex"]).into(),
            text(&expected["signature"]).into(),
        ];
        let names = ["canonical request", "hash", "string to sign", "key", "signature"];
        for ((stage, ours), theirs) in names.iter().zip(computed).zip(published) {
            assert_eq!(ours, theirs, "vector {name}, stage {stage}");
        }
    }
}

#[test]
fn every_vector_is_accepted_in_each_of_its_readings_and_no_other() {
    for (name, expected) in &all_vectors() {
        let vector = Vector::read(expected);
        let signature = text(&expected["signature"]);
        assert!(vector.accepts(signature), "vector {name}");
        for (reading, signature) in expected["other_readings"].as_object().into_iter().flatten() {
            assert!(vector.accepts(text(signature)), "vector {name}, reading {reading}");
        }
        let (first, rest) = signature.split_at(1);
        let wrong = format!("{}{rest}", if first == "A" { "B" } else { "A" });
        assert!(!vector.accepts(&wrong), "vector {name} with another signature");
    }
}

#[test]
fn every_vector_says_why_it_exists() {
    for (name, vector) in &all_vectors() {
        assert!(text(&vector["why"]).ends_with('.'), "vector {name}");
        let basis = text(&vector["basis"]);
        assert!(["documented", "sample", "code", "inferred"].contains(&basis), "vector {name}: {basis}");
    }
}

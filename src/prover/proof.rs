//! What a property test of a signer found.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use crate::core::http::Request;
use crate::signing::diagnosis::Diagnosis;
use crate::signing::mac::Stages;

/// What a property test found.
#[derive(Debug, Default)]
pub struct Proof {
    /// Generated requests that were judged or tried.
    pub cases: u32,
    /// Earlier counterexamples that were tried first.
    pub regressions: usize,
    /// By form, how the signer signs what the documents leave open.
    pub open: BTreeMap<&'static str, Tally>,
    /// The smallest request that was found to be signed wrongly.
    pub counterexample: Option<Counterexample>,
    /// Why the test ended early although nothing was found to be wrong.
    pub problem: Option<Problem>,
}

impl Proof {
    /// True when there is nothing more to look for.
    pub fn is_decided(&self) -> bool {
        self.counterexample.is_some() || self.problem.is_some()
    }
}

/// How often an open form was signed in which way.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Tally {
    /// All.
    pub tried: u32,
    /// As our own signer does.
    pub usual: u32,
    /// In another way that the documents permit.
    pub other_reading: u32,
    /// In none of these.
    pub differently: u32,
    /// Not at all.
    pub refused: u32,
}

/// A request that is not signed as published.
#[derive(Debug)]
pub struct Counterexample {
    /// The request.
    pub request: Request,
    /// What should have been signed.
    pub expected: Stages,
    /// The answer.
    pub answer: Value,
    /// What is wrong with it.
    pub problem: String,
    /// Why.
    pub diagnosis: Diagnosis,
    /// Steps by which the request was made smaller.
    pub steps: usize,
}

/// A request of which nobody can tell how it is signed.
#[derive(Debug)]
pub struct Problem {
    /// The request.
    pub request: Request,
    /// What stood in the way.
    pub text: String,
}

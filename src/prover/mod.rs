//! The property test of a signer: many requests that aim at what breaks, judged by what the documents settle. What fails is
//! shrunk to a minimal request.

use std::collections::BTreeMap;
use std::time::Duration;

use proptest::strategy::{BoxedStrategy, Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde::Serialize;
use serde_json::Value;

use crate::core::http::Request;
use crate::providers::{Credentials, SignerRoom};
use crate::signing::diagnosis::Diagnosis;
use crate::signing::mac::Stages;
use crate::signing::mistakes::Cause;
use crate::transport::signer::SignerLink;
use crate::world::conversation::account;

mod judge;
pub mod unit_test;
pub mod vectors;

use judge::Judgement;
pub use judge::question;

/// So many requests are on their way at once.
const AT_ONCE: usize = 128;

/// After so many steps a request is small enough.
const MOST_STEPS: usize = 4_000;

/// The plain requests that are asked first.
const PLAIN: [&str; 2] = ["charge", "charge_status"];

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
    /// The answer; `None` when none came.
    pub answer: Option<Value>,
    /// What is wrong with it.
    pub problem: String,
    /// Why.
    pub diagnosis: Diagnosis,
    /// Steps by which the request was made smaller.
    pub steps: usize,
}

/// A signer under test.
pub struct Prover<'a> {
    room: &'static SignerRoom,
    link: &'a mut SignerLink,
    account: Credentials,
    timeout: Duration,
    asked: u64,
}

impl<'a> Prover<'a> {
    /// Asks over `link`, and waits for each answer as long as `timeout`.
    pub fn new(room: &'static SignerRoom, link: &'a mut SignerLink, timeout: Duration) -> Self {
        Self { room, link, account: account(), timeout, asked: 0 }
    }

    /// Tries `regressions` and then `cases` requests. The error says why the signer cannot be tested at all.
    pub async fn prove(&mut self, regressions: &[Request], cases: u32, seed: u64) -> Result<Proof, String> {
        let mut proof = Proof::default();
        let plain: Vec<_> = PLAIN.iter().filter_map(|operation| (self.room.plain)(operation)).collect();
        if let Some(request) = plain.first() {
            self.ask(request).await?;
        }
        proof.counterexample = self.first_wrong(&plain).await;
        if proof.counterexample.is_none() {
            proof.regressions = regressions.len();
            proof.counterexample = self.first_wrong(regressions).await;
        }
        let strategy = (self.room.cases)();
        let mut runner = runner(seed);
        while proof.counterexample.is_none() && proof.cases < cases {
            let count = AT_ONCE.min((cases - proof.cases) as usize);
            self.batch(&strategy, &mut runner, count, &mut proof).await?;
        }
        if let Some(found) = &mut proof.counterexample {
            self.narrow(&mut found.diagnosis, &strategy, &mut runner).await;
        }
        Ok(proof)
    }

    /// A small request may be explained in several ways. Leaves those that also explain most of what the signer answers to
    /// other requests.
    async fn narrow(&mut self, diagnosis: &mut Diagnosis, strategy: &BoxedStrategy<Request>, runner: &mut TestRunner) {
        if diagnosis.alternatives.is_empty() {
            return;
        }
        let trees = (0..AT_ONCE).filter_map(|_| strategy.new_tree(runner).ok());
        let requests = trees.map(|tree| tree.current()).filter(|request| (self.room.open_form)(request).is_none());
        let requests: Vec<Request> = requests.collect();
        let (answers, _) = self.ask_all(&requests).await;
        let explains = |set: &Vec<Cause>| {
            let pairs = requests.iter().zip(&answers).filter(|(request, answer)| {
                let made = (self.room.made_with)(request, &self.account, set);
                made.is_some() && made.as_deref() == answer.get("authorization").and_then(Value::as_str)
            });
            pairs.count()
        };
        let sets = std::iter::once(std::mem::take(&mut diagnosis.causes)).chain(std::mem::take(&mut diagnosis.alternatives));
        let sets: Vec<_> = sets.map(|set| (explains(&set), set)).collect();
        let most = sets.iter().map(|(count, _)| *count).max().unwrap_or_default();
        let mut left = sets.into_iter().filter(|(count, _)| *count == most).map(|(_, set)| set);
        diagnosis.causes = left.next().unwrap_or_default();
        diagnosis.alternatives = left.collect();
    }

    /// The first of the requests that is settled and not signed as published.
    async fn first_wrong(&mut self, requests: &[Request]) -> Option<Counterexample> {
        for request in requests.iter().filter(|request| (self.room.open_form)(request).is_none()) {
            let (answer, judgement) = self.judged(request).await;
            if let Judgement::Wrong(problem) = judgement {
                return Some(self.counterexample(request.clone(), answer, problem, 0));
            }
        }
        None
    }

    /// Asks for `count` new requests at once.
    async fn batch(
        &mut self,
        strategy: &BoxedStrategy<Request>,
        runner: &mut TestRunner,
        count: usize,
        proof: &mut Proof,
    ) -> Result<(), String> {
        let trees: Result<Vec<_>, _> = (0..count).map(|_| strategy.new_tree(runner)).collect();
        let trees = trees.map_err(|reason| format!("could not make a request: {reason}"))?;
        let requests: Vec<Request> = trees.iter().map(ValueTree::current).collect();
        let (answers, problem) = self.ask_all(&requests).await;
        for (place, answer) in answers.iter().enumerate() {
            proof.cases += 1;
            match judge::judge(self.room, &self.account, &requests[place], answer) {
                Judgement::Right => {}
                Judgement::Open(form, way) => way.count(proof.open.entry(form).or_default()),
                Judgement::Wrong(problem) => {
                    let tree = trees.into_iter().nth(place);
                    let first = (requests[place].clone(), answer.clone(), problem);
                    proof.counterexample = Some(self.shrunk(tree, first).await);
                    return Ok(());
                }
            }
        }
        if let (Some(problem), Some(request)) = (problem, requests.get(answers.len())) {
            proof.cases += 1;
            proof.counterexample = Some(self.counterexample(request.clone(), None, problem, 0));
        }
        Ok(())
    }

    /// Makes the request smaller as long as it is signed wrongly.
    async fn shrunk(
        &mut self,
        tree: Option<Box<dyn ValueTree<Value = Request>>>,
        first: (Request, Value, String),
    ) -> Counterexample {
        let (mut request, mut answer, mut problem) = first;
        let mut steps = 0;
        if let Some(mut tree) = tree {
            let mut goes_on = tree.simplify();
            while goes_on && steps < MOST_STEPS {
                steps += 1;
                let smaller = tree.current();
                goes_on = match self.judged(&smaller).await {
                    (Some(given), Judgement::Wrong(wrong)) => {
                        (request, answer, problem) = (smaller, given, wrong);
                        tree.simplify()
                    }
                    _ => tree.complicate(),
                };
            }
        }
        self.counterexample(request, Some(answer), problem, steps)
    }

    fn counterexample(&self, request: Request, answer: Option<Value>, problem: String, steps: usize) -> Counterexample {
        let readings = (self.room.readings)(&request, &self.account).unwrap_or_default();
        let header = answer.as_ref().and_then(|answer| answer.get("authorization")).and_then(Value::as_str);
        let diagnosis = header.map(|header| (self.room.diagnose)(&request, &self.account, header)).unwrap_or_default();
        let empty = || Stages {
            canonical_request: String::new(),
            hash: String::new(),
            string_to_sign: String::new(),
            signature: String::new(),
        };
        let expected = readings.into_iter().next().unwrap_or_else(empty);
        Counterexample { request, expected, answer, problem, diagnosis, steps }
    }

    async fn judged(&mut self, request: &Request) -> (Option<Value>, Judgement) {
        match self.ask(request).await {
            Ok(answer) => {
                let judgement = judge::judge(self.room, &self.account, request, &answer);
                (Some(answer), judgement)
            }
            Err(problem) => (None, Judgement::Wrong(problem)),
        }
    }

    async fn ask(&mut self, request: &Request) -> Result<Value, String> {
        let (mut answers, problem) = self.ask_all(std::slice::from_ref(request)).await;
        answers.pop().ok_or_else(|| problem.unwrap_or_default())
    }

    async fn ask_all(&mut self, requests: &[Request]) -> (Vec<Value>, Option<String>) {
        let mut lines = Vec::with_capacity(requests.len());
        for request in requests {
            self.asked += 1;
            lines.push(question(self.asked, request, &self.account).to_string());
        }
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        let (answers, problem) = self.link.ask_all(&lines, self.timeout).await;
        (answers.iter().map(|answer| serde_json::from_str(answer).unwrap_or_default()).collect(), problem)
    }
}

/// Everything random follows from the seed.
pub fn runner(seed: u64) -> TestRunner {
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    TestRunner::new_with_rng(Config::default(), TestRng::from_seed(RngAlgorithm::ChaCha, &bytes))
}

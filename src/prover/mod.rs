//! The property test of a signer: many requests that aim at what breaks, judged by what the documents settle. What fails is
//! shrunk to a minimal request.

use std::time::Duration;

use proptest::strategy::{BoxedStrategy, Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::Value;

use crate::core::http::Request;
use crate::providers::{Credentials, SignerRoom};
use crate::signing::diagnosis::Diagnosis;
use crate::signing::mac::Stages;
use crate::signing::mistakes::Cause;
use crate::transport::signer::{Kind, SignerLink, Trouble};
use crate::world::conversation::{account, completed};

mod judge;
mod proof;
pub mod unit_test;
pub mod vectors;

pub use judge::question;
use judge::{Judgement, Short, authorization};
pub use proof::{Counterexample, Problem, Proof, Tally};

/// So many requests are on their way at once.
const AT_ONCE: usize = 128;

/// After so many steps a request is small enough.
const MOST_STEPS: usize = 4_000;

/// The plain requests that are asked first.
const PLAIN: [&str; 2] = ["charge", "charge_status"];

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
            self.ask_once(request).await?;
        }
        self.one_by_one(&plain, &mut proof).await;
        if !proof.is_decided() {
            proof.regressions = regressions.len();
            self.one_by_one(regressions, &mut proof).await;
        }
        let strategy = (self.room.cases)();
        let mut runner = runner(seed);
        while !proof.is_decided() && proof.cases < cases {
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
                made.is_some() && made.as_deref() == authorization(answer)
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

    /// Tries the requests whose signature is settled, up to the first that is not found to be signed as published.
    async fn one_by_one(&mut self, requests: &[Request], proof: &mut Proof) {
        for request in requests.iter().filter(|request| (self.room.open_form)(request).is_none()) {
            match self.ask(request).await {
                Err(text) => proof.problem = Some(Problem { request: request.clone(), text }),
                Ok(answer) => match self.judge(request, &answer) {
                    Judgement::Right | Judgement::Open(..) => continue,
                    Judgement::Not(short, text) => {
                        self.conclude(Found { request: request.clone(), answer, short, text, steps: 0 }, proof);
                    }
                },
            }
            return;
        }
    }

    /// Asks for `count` new requests at once. One that has no answer is asked alone: another may have stood in its way.
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
        let (answers, trouble) = self.ask_all(&requests).await;
        let mut answers = answers.into_iter();
        for (tree, request) in trees.into_iter().zip(requests) {
            proof.cases += 1;
            let answer = match (answers.next(), &trouble) {
                (Some(answer), _) => Ok(answer),
                (None, Some(Trouble { text, kind: Kind::OutOfOrder })) => Err(text.clone()),
                (None, _) => self.ask(&request).await,
            };
            let answer = match answer {
                Ok(answer) => answer,
                Err(text) => {
                    proof.problem = Some(Problem { request, text });
                    return Ok(());
                }
            };
            match self.judge(&request, &answer) {
                Judgement::Right => {}
                Judgement::Open(form, way) => way.count(proof.open.entry(form).or_default()),
                Judgement::Not(short, text) => {
                    let found = self.shrunk(tree, Found { request, answer, short, text, steps: 0 }).await;
                    self.conclude(found, proof);
                    return Ok(());
                }
            }
        }
        Ok(())
    }

    /// Makes the request smaller as long as it falls short in the same way, and the signer answers.
    async fn shrunk(&mut self, mut tree: Box<dyn ValueTree<Value = Request>>, mut found: Found) -> Found {
        let mut goes_on = tree.simplify();
        while goes_on && found.steps < MOST_STEPS {
            let request = tree.current();
            let Ok(answer) = self.ask_once(&request).await else { break };
            found.steps += 1;
            goes_on = match self.judge(&request, &answer) {
                Judgement::Not(short, text) if short == found.short => {
                    found = Found { request, answer, text, ..found };
                    tree.simplify()
                }
                _ => tree.complicate(),
            };
        }
        found
    }

    fn conclude(&self, found: Found, proof: &mut Proof) {
        match found.short {
            Short::Wrong => proof.counterexample = Some(self.counterexample(found)),
            Short::Unclear => proof.problem = Some(Problem { request: found.request, text: found.text }),
        }
    }

    fn counterexample(&self, found: Found) -> Counterexample {
        let Found { request, answer, text: problem, steps, .. } = found;
        let signed = completed(&request, &answer).unwrap_or_else(|_| request.clone());
        let readings = (self.room.readings)(&signed, &self.account).unwrap_or_default();
        let diagnosis = authorization(&answer).map(|header| (self.room.diagnose)(&signed, &self.account, header));
        let empty = || Stages {
            canonical_request: String::new(),
            hash: String::new(),
            string_to_sign: String::new(),
            signature: String::new(),
        };
        let expected = readings.into_iter().next().unwrap_or_else(empty);
        Counterexample { request, expected, answer, problem, diagnosis: diagnosis.unwrap_or_default(), steps }
    }

    fn judge(&self, request: &Request, answer: &Value) -> Judgement {
        judge::judge(self.room, &self.account, request, answer)
    }

    /// Asks again where no answer came: a signer may have been busy, or started anew.
    async fn ask(&mut self, request: &Request) -> Result<Value, String> {
        match self.ask_once(request).await {
            Ok(answer) => Ok(answer),
            Err(_) => self.ask_once(request).await,
        }
    }

    async fn ask_once(&mut self, request: &Request) -> Result<Value, String> {
        let (mut answers, trouble) = self.ask_all(std::slice::from_ref(request)).await;
        answers.pop().ok_or_else(|| trouble.map(|trouble| trouble.text).unwrap_or_default())
    }

    async fn ask_all(&mut self, requests: &[Request]) -> (Vec<Value>, Option<Trouble>) {
        let mut lines = Vec::with_capacity(requests.len());
        for request in requests {
            self.asked += 1;
            lines.push(question(self.asked, request, &self.account).to_string());
        }
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        self.link.ask_all(&lines, self.timeout).await
    }
}

/// A request that falls short, and its answer.
struct Found {
    request: Request,
    answer: Value,
    short: Short,
    text: String,
    steps: usize,
}

/// Everything random follows from the seed.
pub fn runner(seed: u64) -> TestRunner {
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    TestRunner::new_with_rng(Config::default(), TestRng::from_seed(RngAlgorithm::ChaCha, &bytes))
}

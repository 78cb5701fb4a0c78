//! What a user would build without `signoff`: the cucumber crate, reqwest, step definitions of the same texts, JUnit.
//!
//! The crate's own JUnit writer needs a cargo feature that would also change how `signoff` is built, so a smaller one stands
//! here; it does less work than that one.

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::Path;
use std::sync::OnceLock;

use cucumber::event::{Cucumber as Run, Event, Feature, RetryableScenario, Scenario, Step};
use cucumber::{World as _, Writer, cli, given, parser, then, when, writer};
use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};
use serde_json::Value;

use crate::message::{Merchant, field_is, fits_schema};
use crate::{AT_ONCE, Result};

/// What all scenarios share.
struct Shared {
    merchant: Merchant,
    client: reqwest::Client,
}

static SHARED: OnceLock<Shared> = OnceLock::new();

#[derive(Debug, Default, cucumber::World)]
struct World {
    status: u16,
    body: Value,
}

#[given("an eligible customer")]
fn customer(_: &mut World) {}

#[when(expr = "the merchant asks for the instruments for {string}")]
async fn asks(world: &mut World, amount: String) -> Result {
    let Shared { merchant, client } = SHARED.get().ok_or("nothing is set up")?;
    let request = merchant.request(&amount)?;
    let mut outgoing = client.request(request.method.parse()?, &request.url);
    for (name, value) in request.headers.iter() {
        outgoing = outgoing.header(name, value);
    }
    let answer = outgoing.send().await?;
    world.status = answer.status().as_u16();
    world.body = answer.json().await?;
    Ok(())
}

#[then(expr = "the answer is {int}")]
fn status(world: &mut World, wanted: u16) -> Result {
    if world.status == wanted { Ok(()) } else { Err(format!("the answer is {}", world.status).into()) }
}

#[then("the answer matches its schema")]
fn schema(world: &mut World) -> Result {
    fits_schema(&world.body)
}

#[then(expr = "the field {string} is {string}")]
#[then(expr = "the field {string} is the text {string}")]
fn field(world: &mut World, path: String, wanted: String) -> Result {
    field_is(&world.body, &path, &wanted)
}

/// Runs the features and writes JUnit; fails unless every scenario passed.
pub fn run(config: &Path, features: &Path, junit: &str) -> Result {
    let _ = rustls::crypto::ring::default_provider().install_default();
    // As `signoff` has it: no proxy, and no certificates to read for a target without TLS.
    let client = reqwest::Client::builder().no_proxy().tls_certs_only([]).build()?;
    let shared = Shared { merchant: Merchant::load(config)?, client };
    SHARED.set(shared).map_err(|_| "it was set up twice")?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let junit =
        Junit { file: BufWriter::new(File::create(junit)?), suite: TestSuite::new("workload"), failed: None, failures: 0 };
    let run = World::cucumber().max_concurrent_scenarios(AT_ONCE).with_writer(junit).with_default_cli();
    let written = runtime.block_on(run.run(features.to_owned()));
    if written.failures > 0 { Err(format!("{} scenarios failed", written.failures).into()) } else { Ok(()) }
}

/// A test case per scenario, written at the end.
struct Junit {
    file: BufWriter<File>,
    suite: TestSuite,
    failed: Option<String>,
    failures: usize,
}

impl Junit {
    fn scenario(&mut self, name: &str, event: &RetryableScenario<World>) {
        match &event.event {
            Scenario::Step(step, Step::Failed(..) | Step::Skipped) => self.failed = Some(step.value.clone()),
            Scenario::Finished => {
                let status = match self.failed.take() {
                    None => TestCaseStatus::success(),
                    Some(step) => {
                        self.failures += 1;
                        let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
                        status.set_message(step);
                        status
                    }
                };
                self.suite.add_test_case(TestCase::new(name, status));
            }
            _ => {}
        }
    }

    fn finish(&mut self) -> Result {
        let mut report = Report::new("workload");
        report.add_test_suite(std::mem::replace(&mut self.suite, TestSuite::new("workload")));
        report.serialize(&mut self.file)?;
        Ok(self.file.flush()?)
    }
}

impl Writer<World> for Junit {
    type Cli = cli::Empty;

    async fn handle_event(&mut self, event: parser::Result<Event<Run<World>>>, _: &Self::Cli) {
        match event.map(|event| event.value) {
            Ok(Run::Feature(_, Feature::Scenario(scenario, event))) => self.scenario(&scenario.name, &event),
            Ok(Run::Finished) => self.failures += usize::from(self.finish().is_err()),
            Ok(_) => {}
            Err(_) => self.failures += 1,
        }
    }
}

impl writer::Normalized for Junit {}

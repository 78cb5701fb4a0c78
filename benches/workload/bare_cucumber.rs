//! What a user would build without `signoff`: the cucumber crate, reqwest, step definitions of the same texts, JUnit.

use std::fs::File;
use std::io::BufWriter;
use std::path::Path;
use std::sync::OnceLock;

use cucumber::writer::JUnit;
use cucumber::{World as _, given, then, when};
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

/// Runs the features and writes JUnit, which tells whether every scenario passed.
pub fn run(config: &Path, features: &Path, junit: &str) -> Result {
    let _ = rustls::crypto::ring::default_provider().install_default();
    // As `signoff` has it: no proxy, and no certificates to read for a target without TLS.
    let client = reqwest::Client::builder().no_proxy().tls_certs_only([]).build()?;
    let shared = Shared { merchant: Merchant::load(config)?, client };
    SHARED.set(shared).map_err(|_| "it was set up twice")?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let junit = JUnit::new(BufWriter::new(File::create(junit)?), 0);
    let run = World::cucumber().max_concurrent_scenarios(AT_ONCE).with_writer(junit).with_default_cli();
    runtime.block_on(run.run(features.to_owned()));
    Ok(())
}

//! `signoff simulate`: serves a provider's simulator until Ctrl-C or SIGTERM.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};
use thiserror::Error;

use super::{GOOD, Globals, USAGE, signals, stage};
use crate::core::clock::Clock;
use crate::core::subject::Subject;
use crate::providers::{Account, Faults, Provider};
use crate::simulator::disclosed;
use crate::simulator::server::{self, Log, Owner, Running, ServerError};

/// The flags of `simulate`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The provider to play, e.g. `amazon_pay_india`
    #[arg(long, value_parser = stage::provider)]
    provider: &'static Provider,
    /// A loopback address and port for its API; a free port of 127.0.0.1 if left out
    #[arg(long, value_name = "ADDR")]
    listen: Option<SocketAddr>,
    /// Serves a shop of the reference merchant, too
    #[arg(long)]
    merchant: bool,
    /// What is broken on purpose in every account, as NAME or PROVIDER:NAME (`signoff requirements` names the faults)
    #[arg(long = "fault", value_name = "NAME")]
    faults: Vec<String>,
    /// Writes a `signoff.toml` for `signoff run`; it holds the account's keys
    #[arg(long, value_name = "FILE")]
    write_config: Option<PathBuf>,
    /// The ids, keys and tokens follow from it
    #[arg(long, default_value_t = 0)]
    seed: u64,
}

#[derive(Debug, Error)]
enum SimulateError {
    #[error(transparent)]
    Server(#[from] ServerError),
    #[error("fault {0:?} would break nothing: {1}")]
    Idle(String, &'static str),
    #[error("could not write {0}: {1}")]
    Config(String, #[source] io::Error),
    #[error("could not print the account: {0}")]
    Print(#[source] io::Error),
    #[error("could not start a thread that tells of refused signatures: {0}")]
    Log(#[source] io::Error),
    #[error("could not wait for a signal: {0}")]
    Signal(#[source] io::Error),
}

/// Runs the command and returns its exit code.
pub fn run(args: &Args, _globals: &Globals) -> u8 {
    match simulate(args) {
        Ok(()) => GOOD,
        Err(error) => {
            let _ = writeln!(io::stderr(), "error: {error}");
            USAGE
        }
    }
}

fn simulate(args: &Args) -> Result<(), SimulateError> {
    let provider = args.provider;
    let owner = if args.merchant { Owner::Reference } else { Owner::Caller };
    let faults = faults(args)?;
    let log = Log::to(io::stderr()).map_err(SimulateError::Log)?;
    let running = server::start_for(owner, provider, args.listen, Clock::default(), args.seed, faults, Some(log))?;
    if let Some(path) = &args.write_config {
        write_config(path, provider, &running).map_err(|error| SimulateError::Config(path.display().to_string(), error))?;
    }
    serve(provider, &running)
}

/// The faults by their names alone; each must break something that is served. Who knows a name is asked by the server.
fn faults(args: &Args) -> Result<Faults, SimulateError> {
    let provider = args.provider;
    let own = format!("{}:", provider.slug);
    let faults: Faults = args.faults.iter().map(|text| text.strip_prefix(&own).unwrap_or(text)).collect();
    for fault in faults.iter().filter_map(|name| provider.fault(name)) {
        let idle = match fault.subject {
            Subject::Signer => Some("nothing that is served here signs with it; signoff run plants it"),
            Subject::Checkout | Subject::Merchant if !args.merchant => Some("it is a shop's, and --merchant serves one"),
            Subject::Endpoint | Subject::Checkout | Subject::Merchant => None,
        };
        if let Some(why) = idle {
            return Err(SimulateError::Idle(fault.name.to_owned(), why));
        }
    }
    Ok(faults)
}

/// Announces the simulator and returns at Ctrl-C or SIGTERM.
fn serve(provider: &Provider, running: &Running) -> Result<(), SimulateError> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(SimulateError::Signal)?;
    runtime.block_on(async {
        let announced = async {
            match announce(provider, running) {
                Ok(()) => std::future::pending().await,
                Err(error) => Err(SimulateError::Print(error)),
            }
        };
        tokio::select! {
            biased; // who reads the line may send a signal at once
            () = signals::interrupt() => Ok(()),
            unheard = announced => unheard,
        }
    })
}

/// One JSON line: where it listens and who may call.
fn announce(provider: &Provider, running: &Running) -> io::Result<()> {
    let mut line = json!({ "provider": provider.slug, "address": running.address, "control": running.control });
    if let Some(shop) = &running.shop {
        line["merchant_address"] = json!(shop.address);
    }
    line["credentials"] = Value::Object(disclosed::credentials(&running.account.credentials));
    line["customers"] = Value::Object(customers(provider, running));
    let mut out = io::stdout().lock();
    writeln!(out, "{line}")?;
    out.flush()
}

/// The customers that a configuration may give; those whom only a shop knows are its shoppers.
fn customers(provider: &Provider, running: &Running) -> Map<String, Value> {
    let mut tokens = disclosed::tokens(&running.account.customers);
    tokens.retain(|persona, _| provider.personas.contains(&persona.as_str()));
    tokens
}

/// A configuration with everything that `run` needs, readable by its owner only.
fn write_config(path: &Path, provider: &Provider, running: &Running) -> io::Result<()> {
    let Account { credentials, login, .. } = &running.account;
    let mut endpoint = disclosed::credentials(credentials);
    endpoint.insert("base_url".to_owned(), json!(running.address));
    endpoint.insert("control_url".to_owned(), json!(running.control));
    let mut tables = json!({ "endpoint": endpoint, "customers": customers(provider, running) });
    if let Some(endpoint) = provider.endpoint("access_token") {
        tables["login"] = Value::Object(disclosed::credentials(login));
        tables["login"]["token_url"] = json!(format!("{}{}", running.address, endpoint.path));
    }
    if let Some(shop) = &running.shop {
        let shoppers = provider.personas.iter().chain(provider.shopper_personas).map(|name| ((*name).to_owned(), json!(name)));
        tables["checkout"] = json!({ "url": shop.checkout });
        tables["shoppers"] = shoppers.collect();
        tables["merchant"] = json!({
            "control_url": running.control,
            "notification_url": shop.notifications,
            "public_url": shop.public_url,
            "refund_url": shop.refunds,
            "recurring_url": shop.recurring,
        });
        tables["capabilities"] = provider.capabilities.iter().map(|name| ((*name).to_owned(), json!(true))).collect();
    }
    let text = toml::to_string(&json!({ provider.slug: tables })).map_err(io::Error::other)?;
    writeln!(private_file(path)?, "# Written by `signoff simulate`: good while it runs.\n{text}")
}

#[cfg(unix)]
fn private_file(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
    let file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path)?;
    file.set_permissions(PermissionsExt::from_mode(0o600))?; // the file may have been there before
    Ok(file)
}

#[cfg(not(unix))]
fn private_file(path: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).create(true).truncate(true).open(path)
}

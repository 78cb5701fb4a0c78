//! `signoff verify`.

use serde_json::json;

use super::{BAD, GOOD, Globals, USAGE, document, stage};

/// The flags of `verify`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Whose signature, e.g. amazon_pay_india
    #[arg(long, value_parser = stage::provider)]
    provider: &'static crate::providers::Provider,
}

/// Runs the command and returns its exit code.
pub fn run(args: &Args, _globals: &Globals) -> u8 {
    let verified = document::read().and_then(|text| (args.provider.documents.verify)(&text));
    let written = verified.and_then(|verdict| match verdict {
        Ok(()) => document::write(&json!({"valid": true})).map(|()| GOOD),
        Err(reason) => document::write(&json!({"valid": false, "reason": reason})).map(|()| BAD),
    });
    written.unwrap_or_else(|error| document::refuse("verify", &error, USAGE))
}

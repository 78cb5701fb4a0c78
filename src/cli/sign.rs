//! `signoff sign`.

use super::{GOOD, Globals, USAGE, document, stage};

/// The flags of `sign`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Whose signature, e.g. amazon_pay_india
    #[arg(long, value_parser = stage::provider)]
    provider: &'static crate::providers::Provider,
}

/// Runs the command and returns its exit code.
pub fn run(args: &Args, _globals: &Globals) -> u8 {
    let signed = document::read().and_then(|text| (args.provider.documents.sign)(&text));
    match signed.and_then(|stages| document::write(&stages)) {
        Ok(()) => GOOD,
        Err(error) => document::refuse("sign", &error, USAGE),
    }
}

//! `signoff diagnose`.

use std::io::{self, Write};
use std::sync::mpsc;
use std::time::Duration;

use serde_json::json;

use super::{BAD, Format, GOOD, Globals, USAGE, document, stage};
use crate::providers::Provider;
use crate::signing::diagnosis::{Diagnosis, MOST};
use crate::signing::mistakes::Cause;

/// Whoever waits longer is told why.
const SOON: Duration = Duration::from_secs(2);

/// The flags of `diagnose`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Whose signature, e.g. amazon_pay_india
    #[arg(long, value_parser = stage::provider)]
    provider: &'static Provider,
    /// Prints the mistakes that are known, and reads nothing
    #[arg(long)]
    list: bool,
}

/// Runs the command and returns its exit code.
pub fn run(args: &Args, globals: &Globals) -> u8 {
    let done = if args.list { list(args.provider, globals) } else { diagnose(args.provider, globals) };
    done.unwrap_or_else(|error| document::refuse("diagnose", &error, USAGE))
}

/// The document on stdout; on stderr the same for people.
fn diagnose(provider: &Provider, globals: &Globals) -> Result<u8, String> {
    let input = document::read()?;
    let tells = globals.format == Format::Human && !globals.quiet;
    let diagnosis = patiently(tells, || (provider.documents.diagnose)(&input))?;
    let text = serde_json::to_value(&diagnosis).map_err(|error| format!("could not write the answer: {error}"))?;
    document::write(&text)?;
    if tells {
        // Nobody reads a closed stderr; stdout tells the same.
        let _ = io::stderr().write_all(told(&diagnosis).as_bytes());
    }
    Ok(if diagnosis.explained { GOOD } else { BAD })
}

/// Does what may take long, and says so on stderr while it does.
fn patiently<T>(tells: bool, work: impl FnOnce() -> T) -> T {
    let (done, waits) = mpsc::channel::<()>();
    std::thread::scope(|scope| {
        if tells {
            scope.spawn(move || {
                if waits.recv_timeout(SOON) == Err(mpsc::RecvTimeoutError::Timeout) {
                    let text = format!("looking for up to {MOST} mistakes at once: a long message takes its time\n");
                    // Nobody reads a closed stderr.
                    let _ = io::stderr().write_all(text.as_bytes());
                }
            });
        }
        let made = work();
        drop(done);
        made
    })
}

fn told(diagnosis: &Diagnosis) -> String {
    let mut text = match (diagnosis.explained, diagnosis.causes.as_slice()) {
        (false, _) => {
            format!("not explained: no set of up to {MOST} known mistakes makes this signature; is the secret the right one?\n")
        }
        (true, []) => "the signature is right\n".to_owned(),
        (true, causes) => causes.iter().map(cause).collect(),
    };
    for set in &diagnosis.alternatives {
        let ids: Vec<_> = set.iter().map(|cause| cause.id).collect();
        text += &format!("or else: {}\n", ids.join(" with "));
    }
    if let Some(difference) = &diagnosis.first_difference {
        text += &difference.shown();
    }
    text
}

fn cause(cause: &Cause) -> String {
    format!("{}: {} ({})\n  fix: {}\n", cause.stage.words(), cause.text, cause.id, cause.fix)
}

fn list(provider: &Provider, globals: &Globals) -> Result<u8, String> {
    let mistakes = (provider.documents.causes)();
    if globals.format == Format::Json {
        document::write(&json!({ "mistakes": mistakes }))?;
    } else {
        let text: String = mistakes.iter().map(cause).collect();
        super::printed(io::stdout().write_all(text.as_bytes()))?;
    }
    Ok(GOOD)
}

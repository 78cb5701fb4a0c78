//! `signoff signer`.

use std::fmt::Write as _;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::{Value, json};

use super::{BAD, Format, GOOD, Globals, USAGE, document, stage};
use crate::config::target::SignerTarget;
use crate::config::transport::TransportSettings;
use crate::core::http::Request;
use crate::prover::unit_test::{self, Language};
use crate::prover::vectors::VectorFile;
use crate::prover::{Counterexample, Proof, Prover};
use crate::providers::{Provider, SignerRoom};
use crate::transport::client::Client;
use crate::transport::signer::{Process, SignerLink};
use crate::world::conversation::shape;

/// The flags of `signer`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The signer as a program that answers JSON lines, e.g. "python3 signer.py"
    #[arg(long, value_name = "CMD", conflicts_with = "url", required_unless_present_any = ["url", "export"])]
    exec: Option<String>,
    /// The signer as an address that answers a posted line
    #[arg(long, value_name = "URL")]
    url: Option<String>,
    /// Whose signature
    #[arg(long, default_value = "amazon_pay_india", value_parser = stage::provider)]
    provider: &'static Provider,
    /// How many requests are tried
    #[arg(long, value_name = "N", default_value_t = 1000)]
    cases: u32,
    /// Repeats an earlier test
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// Writes a counterexample as a unit test into the current folder
    #[arg(long, value_name = "LANG", value_enum)]
    emit: Option<Language>,
    /// Writes a file of test vectors for other suites
    #[arg(long, value_name = "FILE")]
    export: Option<PathBuf>,
    /// Keeps counterexamples, and is tried first
    #[arg(long, value_name = "FILE", default_value = "signer-regressions.json")]
    regressions: PathBuf,
    /// How long an answer may take, in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..=600))]
    timeout: u64,
}

/// Runs the command and returns its exit code.
pub fn run(args: &Args, globals: &Globals) -> u8 {
    carry_out(args, globals).unwrap_or_else(|error| document::refuse("signer", &error, USAGE))
}

fn carry_out(args: &Args, globals: &Globals) -> Result<u8, String> {
    let provider = args.provider;
    let room = provider.signer.ok_or_else(|| format!("{} signs no requests", provider.title))?;
    let target = target(args)?;
    if let Some(path) = &args.export {
        VectorFile::for_other_suites(provider, room, args.seed.unwrap_or(1)).write(path)?;
    }
    let Some(target) = target else { return Ok(GOOD) };
    let seed = args.seed.unwrap_or_else(|| fastrand::u64(..1 << 32));
    let mut regressions = VectorFile::read(&args.regressions, provider)?;
    if args.cases == 0 && regressions.requests().iter().all(|request| (room.open_form)(request).is_some()) {
        let file = args.regressions.display();
        return Err(format!("nothing would be tried: --cases is 0, and {file} holds no request whose signature is settled"));
    }
    let proof = prove(args, room, &target, &regressions, seed)?;
    let emitted = match &proof.counterexample {
        None => None,
        Some(found) => {
            regressions.keep(room, found);
            regressions.write(&args.regressions)?;
            emit(args, room, &target, found)?
        }
    };
    print(args, globals, &proof, seed, emitted.as_deref())?;
    Ok(match (&proof.counterexample, &proof.problem) {
        (Some(_), _) => BAD,
        (None, Some(_)) => USAGE,
        (None, None) => GOOD,
    })
}

fn target(args: &Args) -> Result<Option<SignerTarget>, String> {
    Ok(match (&args.exec, &args.url) {
        (Some(command), _) => Some(SignerTarget::Command(words(command)?)),
        (None, Some(url)) => {
            let parsed = url::Url::parse(url).ok().filter(|url| ["http", "https"].contains(&url.scheme()));
            Some(SignerTarget::Url(parsed.ok_or("could not use --url: it is no http address")?.into()))
        }
        (None, None) => None,
    })
}

/// The words of a command; quotation marks keep spaces in a word.
fn words(command: &str) -> Result<Vec<String>, String> {
    let (mut words, mut word, mut quote) = (Vec::new(), None::<String>, None);
    for character in command.chars() {
        match (character, quote) {
            (_, Some(mark)) if character == mark => quote = None,
            ('"' | '\'', None) => {
                quote = Some(character);
                word.get_or_insert_default();
            }
            (' ' | '\t', None) => words.extend(word.take()),
            _ => word.get_or_insert_default().push(character),
        }
    }
    words.extend(word);
    match (quote, words.is_empty()) {
        (Some(mark), _) => Err(format!("could not use --exec: a {mark} is not closed")),
        (None, true) => Err("could not use --exec: it is empty".to_owned()),
        (None, false) => Ok(words),
    }
}

fn prove(
    args: &Args,
    room: &'static SignerRoom,
    target: &SignerTarget,
    regressions: &VectorFile,
    seed: u64,
) -> Result<Proof, String> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| format!("could not start: {error}"))?;
    runtime.block_on(async {
        let mut link = match target {
            SignerTarget::Embedded => SignerLink::Embedded { answer: room.answer, faults: Default::default() },
            SignerTarget::Command(words) => SignerLink::Process(Process::new(words)),
            SignerTarget::Url(url) => {
                let client = Client::new(&TransportSettings::default()).map_err(|error| error.to_string())?;
                SignerLink::Url { url: url.clone(), client }
            }
        };
        let mut prover = Prover::new(room, &mut link, Duration::from_secs(args.timeout));
        prover.prove(&regressions.requests(), args.cases, seed).await
    })
}

fn emit(args: &Args, room: &SignerRoom, target: &SignerTarget, found: &Counterexample) -> Result<Option<String>, String> {
    let Some(language) = args.emit else { return Ok(None) };
    let name = language.file_name();
    let text = unit_test::source(language, args.provider, room, target, found).ok_or("could not write a unit test")?;
    fs::write(Path::new(name), text).map_err(|error| format!("could not write {name}: {error}"))?;
    Ok(Some(name.to_owned()))
}

fn print(args: &Args, globals: &Globals, proof: &Proof, seed: u64, emitted: Option<&str>) -> Result<(), String> {
    if globals.format == Format::Json {
        return document::write(&json!({
            "good": !proof.is_decided(),
            "seed": seed,
            "cases": proof.cases,
            "regressions": proof.regressions,
            "open": proof.open,
            "counterexample": proof.counterexample.as_ref().map(unit_test::told),
            "problem": proof.problem.as_ref().map(|problem| json!({ "text": problem.text, "request": shape(&problem.request) })),
            "emitted": emitted,
        }));
    }
    let mut text = String::new();
    // Writing to a String never fails.
    let _ = writeln!(text, "{} requests and {} regressions were tried (--seed {seed})", proof.cases, proof.regressions);
    for (form, tally) in &proof.open {
        let _ = writeln!(
            text,
            "not judged, the documents leave it open: {form}: {} tried, {} signed as we do, {} in another published reading, {} \
             differently, {} refused",
            tally.tried, tally.usual, tally.other_reading, tally.differently, tally.refused
        );
    }
    match (&proof.counterexample, &proof.problem) {
        (None, None) => text += "every settled request was signed as published\n",
        (None, Some(problem)) => {
            let _ = writeln!(text, "could not tell how a request is signed: {}", problem.text);
            text += &sent(&problem.request);
        }
        (Some(found), _) => {
            text += &shown(found);
            let _ = writeln!(text, "kept in {}, and tried first from now on", args.regressions.display());
        }
    }
    if let Some(name) = emitted {
        let _ = writeln!(text, "wrote {name}");
    }
    super::printed(io::stdout().write_all(text.as_bytes()))
}

fn shown(found: &Counterexample) -> String {
    let mut text = format!("a request is not signed as published: {}\n", found.problem);
    text += &sent(&found.request);
    let header = found.answer.get("authorization").and_then(Value::as_str);
    let _ = writeln!(text, "signature: {}", found.expected.signature);
    let _ = writeln!(text, "answered:  {}", header.unwrap_or("nothing"));
    match found.diagnosis.sentence() {
        Some(causes) => {
            let _ = writeln!(text, "why: {causes}");
        }
        None => text += "why: no set of known mistakes explains it\n",
    }
    if let Some(difference) = &found.diagnosis.first_difference {
        text += &difference.shown();
    }
    text
}

fn sent(request: &Request) -> String {
    let mut text = format!("  {} {}\n", request.method, request.url);
    for (name, value) in request.headers.iter() {
        let _ = writeln!(text, "  {name}: {value}");
    }
    if !request.body.is_empty() {
        let _ = writeln!(text, "  {}", String::from_utf8_lossy(&request.body));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_cut_into_words() {
        assert_eq!(words("python3  signer.py").unwrap(), ["python3", "signer.py"]);
        assert_eq!(words(r#"java -cp 'a b' "Signer x" ''"#).unwrap(), ["java", "-cp", "a b", "Signer x", ""]);
        assert!(words(" ").is_err() && words("a 'b").is_err());
    }
}

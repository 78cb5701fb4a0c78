//! `signoff evidence`, and what `run --evidence` keeps beside that of the scenarios.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::{fs, io};

use ring::rand::SystemRandom;
use ring::signature::Ed25519KeyPair;
use rustls_pki_types::PrivatePkcs8KeyDer;
use rustls_pki_types::pem::PemObject as _;
use serde_json::json;

use super::{BAD, Format, GOOD, Globals, USAGE};
use crate::config::Config;
use crate::config::target::shown_address;
use crate::core::secret::Secret;
use crate::embedded::FEATURES;
use crate::report::destination::replace;
pub use crate::report::evidence::JOURNAL;
use crate::report::evidence::VerifyError;
use crate::report::{Report, evidence, json};

/// The subcommands of `evidence`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Make one signed archive of a folder of evidence
    Pack {
        /// The folder that `run --evidence` wrote
        folder: PathBuf,
        /// Where the archive goes
        #[arg(long, value_name = "FILE")]
        output: PathBuf,
        /// The Ed25519 key that signs it, PKCS #8 as PEM [default: one made for this archive]
        #[arg(long, value_name = "FILE")]
        key: Option<PathBuf>,
    },
    /// Check that nothing in an archive was changed, added or removed
    Verify {
        /// The archive
        file: PathBuf,
    },
}

/// Runs the command and returns its exit code.
pub fn run(args: &Args, globals: &Globals) -> u8 {
    let done = match &args.command {
        Command::Pack { folder, output, key } => pack(folder, output, key.as_deref(), globals),
        Command::Verify { file } => verify(file, globals),
    };
    done.unwrap_or_else(|error| {
        super::complain(&error);
        USAGE
    })
}

fn pack(folder: &Path, output: &Path, key: Option<&Path>, globals: &Globals) -> Result<u8, String> {
    if lies_in(output, folder) {
        let (output, folder) = (output.display(), folder.display());
        return Err(format!(
            "could not pack {folder}: {output} lies in it, and would be part of the next archive; put it elsewhere"
        ));
    }
    let key = key.map_or_else(new_key, read_key)?;
    let archive = evidence::pack(folder, &key).map_err(|error| error.to_string())?;
    fs::write(output, &archive).map_err(|error| format!("could not write {}: {error}", output.display()))?;
    tell(&archive, output, globals)
}

/// True when what is written to `file` comes to stand in `folder`; of a path that leads nowhere its own reader or writer tells.
fn lies_in(file: &Path, folder: &Path) -> bool {
    let parent = file.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let place = file.canonicalize().or_else(|_| parent.canonicalize());
    place.is_ok_and(|place| folder.canonicalize().is_ok_and(|folder| place.starts_with(folder)))
}

fn verify(file: &Path, globals: &Globals) -> Result<u8, String> {
    let archive = fs::read(file).map_err(|error| format!("could not read {}: {error}", file.display()))?;
    tell(&archive, file, globals)
}

/// Prints what a check of the archive says.
fn tell(archive: &[u8], file: &Path, globals: &Globals) -> Result<u8, String> {
    let file = file.display();
    let checked = evidence::verify(archive);
    if let Err(error @ VerifyError::NoArchive) = &checked {
        return Err(format!("could not check {file}: {error}"));
    }
    let mut stdout = io::stdout().lock();
    super::printed(match (&checked, globals.format) {
        (Ok(good), Format::Json) => {
            writeln!(stdout, "{}", json!({ "valid": true, "files": good.files, "key_id": good.key_id, "run": good.run }))
        }
        (Err(reason), Format::Json) => writeln!(stdout, "{}", json!({ "valid": false, "reason": reason.to_string() })),
        (Ok(good), _) => writeln!(stdout, "{file}: {} files as they were packed, signed by the key {}", good.files, good.key_id),
        (Err(reason), _) => writeln!(stdout, "{file}: {reason}"),
    })?;
    Ok(if checked.is_ok() { GOOD } else { BAD })
}

fn new_key() -> Result<Ed25519KeyPair, String> {
    let made = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new());
    let key = made.and_then(|made| Ed25519KeyPair::from_pkcs8(made.as_ref()).map_err(|_| ring::error::Unspecified));
    key.map_err(|_| "could not make a key".to_owned())
}

fn read_key(path: &Path) -> Result<Ed25519KeyPair, String> {
    let wrong = |why: &str| format!("could not read {} as an Ed25519 key, PKCS #8 in PEM: {why}", path.display());
    let key = PrivatePkcs8KeyDer::from_pem_file(path).map_err(|error| wrong(&error.to_string()))?;
    Ed25519KeyPair::from_pkcs8_maybe_unchecked(key.secret_pkcs8_der()).map_err(|error| wrong(&error.to_string()))
}

/// Removes the report of an earlier run: it must not stand for one that does not reach its end.
pub fn begin(folder: &Path) -> Result<(), String> {
    let path = folder.join(evidence::REPORT);
    match fs::remove_file(&path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(format!("could not remove {}: {error}", path.display())),
        _ => Ok(()),
    }
}

/// Keeps in the evidence folder the report with all exchanges, the features and the catalogue, and the configuration without its
/// secrets.
pub fn keep(folder: &Path, report: &Report<'_>, more: &[PathBuf], config: Option<&Path>) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    replace(&folder.join(evidence::REPORT), |out| json::write(out, report))?;
    for files in FEATURES.dirs() {
        for file in files.files() {
            put(&folder.join("features").join(file.path()), file.contents())?;
        }
    }
    for (number, extra) in more.iter().enumerate() {
        for provider in fs::read_dir(extra)?.collect::<Result<Vec<_>, _>>()?.iter().filter(|entry| entry.path().is_dir()) {
            for file in fs::read_dir(provider.path())?.collect::<Result<Vec<_>, _>>()?.iter().filter(|file| file.path().is_file())
            {
                let to = folder.join(format!("features-{}", number + 1)).join(provider.file_name()).join(file.file_name());
                put(&to, &fs::read(file.path())?)?;
            }
        }
    }
    match config {
        Some(path) => put(&folder.join("signoff.toml"), without_secrets(path)?.as_bytes()),
        None => Ok(()),
    }
}

fn put(path: &Path, bytes: &[u8]) -> io::Result<()> {
    path.parent().map_or(Ok(()), fs::create_dir_all)?;
    fs::write(path, bytes)
}

/// A configuration without its secrets, and without what may hold one: comments, the proxy, a signer's arguments.
fn without_secrets(path: &Path) -> io::Result<String> {
    let config = Config::load(path).map_err(io::Error::other)?;
    let mut table: toml::Table = toml::from_str(&fs::read_to_string(path)?).map_err(io::Error::other)?;
    let secrets: Vec<_> = config.secrets().into_iter().map(|(_, secret)| secret).collect();
    table.iter_mut().for_each(|(key, value)| clean(key, value, &secrets));
    toml::to_string(&table).map_err(io::Error::other)
}

fn clean(key: &str, value: &mut toml::Value, secrets: &[Secret]) {
    const LEFT_OUT: &str = "[left out]";
    match value {
        toml::Value::String(text) if key == "proxy" || secrets.iter().any(|secret| text.contains(secret.expose())) => {
            *text = LEFT_OUT.to_owned();
        }
        toml::Value::String(text) if key.ends_with("url") => *text = shown_address(text),
        toml::Value::Array(words) if key == "command" => {
            words.iter_mut().skip(1).for_each(|word| *word = LEFT_OUT.into());
        }
        toml::Value::Array(items) => items.iter_mut().for_each(|item| clean(key, item, secrets)),
        toml::Value::Table(table) => table.iter_mut().for_each(|(key, value)| clean(key, value, secrets)),
        _ => {}
    }
}

//! `signoff lint`.

use std::collections::BTreeSet;
use std::io::Write as _;
use std::path::PathBuf;

use cucumber::gherkin::Feature;

use super::{BAD, Format, GOOD, Globals, USAGE};
use crate::catalogue::Catalogue;
use crate::engine::features::{self, Source};
use crate::engine::{definitions, lint};

/// The flags of `lint`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Folders laid out like features/ [default: the embedded features]
    #[arg(value_name = "DIR")]
    folders: Vec<PathBuf>,
}

/// Lints features and returns the exit code.
pub fn run(args: &Args, globals: &Globals) -> u8 {
    let found = match read(&args.folders) {
        Ok((sources, catalogue)) => parse(&sources, &catalogue).err().unwrap_or_default(),
        Err(error) => {
            super::complain(&error);
            return USAGE;
        }
    };
    let mut stdout = std::io::stdout().lock();
    let printed = match globals.format {
        Format::Json => writeln!(stdout, "{}", serde_json::json!({ "problems": found })),
        Format::Human | Format::Markdown => found.iter().try_for_each(|problem| writeln!(stdout, "{problem}")),
    };
    if printed.is_err() || !found.is_empty() { BAD } else { GOOD }
}

fn read(folders: &[PathBuf]) -> Result<(Vec<Source>, Catalogue), String> {
    let catalogue = Catalogue::with(folders).map_err(|error| error.to_string())?;
    if folders.is_empty() {
        return Ok((features::embedded(), catalogue));
    }
    let sources = folders.iter().map(|folder| features::directory(folder)).collect::<Result<Vec<_>, _>>();
    Ok((sources.map_err(|error| error.to_string())?.concat(), catalogue))
}

/// The features, or every problem as `file:line: sentence`.
pub fn parse(sources: &[Source], catalogue: &Catalogue) -> Result<Vec<Feature>, Vec<String>> {
    let known: BTreeSet<_> = catalogue.requirements.iter().map(|requirement| requirement.id.clone()).collect();
    let parsed = lint::parse(sources, &|feature| definitions::needed([feature]), &known);
    parsed.map_err(|problems| problems.iter().map(ToString::to_string).collect())
}

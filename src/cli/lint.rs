//! `signoff lint`.

use std::collections::BTreeSet;
use std::io::Write as _;
use std::path::PathBuf;

use cucumber::gherkin::Feature;

use super::{BAD, Format, GOOD, Globals, USAGE};
use crate::catalogue::Catalogue;
use crate::catalogue::links::{self, ScenarioLink, astray};
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
    let parsed = parsed.map_err(|problems| problems.iter().map(ToString::to_string).collect::<Vec<_>>())?;
    // Such a scenario would never be tried, and nobody would miss it.
    let lost: Vec<_> = links::of_features(&parsed).filter_map(|link| Some((astray(catalogue, &link)?, link))).collect();
    if lost.is_empty() {
        return Ok(parsed);
    }
    let place = |link: &ScenarioLink| {
        let source = sources.iter().find(|source| source.path == link.feature);
        format!("{}:{}", source.map_or(link.feature.as_str(), |source| &source.origin), link.line)
    };
    Err(lost.iter().map(|(why, link)| format!("{}: the scenario {why}, and would never be tried", place(link))).collect())
}

//! `signoff doctor`.

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use serde_json::json;

use super::{BAD, BROKEN, Format, GOOD, Globals, USAGE, stage};
use crate::catalogue::Catalogue;
use crate::config::{Config, ConfigError};
use crate::engine::doctor::{self, Area, Health, Look};
use crate::engine::features;
use crate::report::console::in_short;

/// The flags of `doctor`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The configuration [default: signoff.toml here; without one, only this program is looked at]
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
}

/// Looks at everything that a run needs and returns the exit code.
pub fn run(args: &Args, globals: &Globals) -> u8 {
    let seed = fastrand::u64(..1 << 32);
    let (mut looks, input) = match stage::found(args.config.as_deref()) {
        Some(path) => configured(&path, seed),
        None => {
            let text = "there is no signoff.toml here: a run tries what is embedded, and proves nothing of your system";
            let next = "`signoff init` writes one to fill in";
            (vec![Look::note(Area::Configuration, "signoff.toml", text, next)], GOOD)
        }
    };
    looks.extend(harness(seed));
    looks.sort_by_key(|look| look.area);
    let printed = match globals.format {
        Format::Json => document(&looks, input),
        Format::Human | Format::Markdown => print(&looks, globals),
    };
    if let Err(error) = super::printed(printed) {
        super::complain(&error);
        return BROKEN;
    }
    match input {
        GOOD if looks.iter().any(|look| look.health == Health::Bad) => BAD,
        code => code,
    }
}

/// What the configuration leads to; exit code 2 where it cannot be read.
fn configured(path: &Path, seed: u64) -> (Vec<Look>, u8) {
    let name = path.display().to_string();
    let config = match Config::load(path) {
        Ok(config) => config,
        Err(error) => return (vec![Look::bad(Area::Configuration, name, error.to_string(), mend(&error))], USAGE),
    };
    let mut looks = vec![if config.providers.is_empty() {
        let next = "fill in a table; or set the variables that it reads, remove the file, and let `signoff init` write it anew";
        Look::note(Area::Configuration, name, "can be read, and configures no provider yet: there is nothing to run", next)
    } else {
        let slugs = config.providers.iter().map(|targets| targets.provider.slug).collect::<Vec<_>>().join(", ");
        Look::good(Area::Configuration, name, format!("can be read; configures {slugs}"))
    }];
    match doctor::examine(config.providers, &config.transport, seed) {
        Ok(found) => looks.extend(found),
        // Only the files of [transport] can be in the way.
        Err(error) => looks.push(Look::bad(Area::Configuration, "transport", error.to_string(), "correct the path, or the file")),
    }
    (looks, GOOD)
}

fn mend(error: &ConfigError) -> &'static str {
    match error {
        ConfigError::Read { .. } => "name a file that is there (--config), or let `signoff init` write one",
        ConfigError::Syntax { .. } => "correct the line",
        ConfigError::Unset { unset, .. } if unset.0.len() > 1 => "set the variables, or switch their lines off with #",
        ConfigError::Unset { .. } => "set the variable, or switch the line off with #",
        ConfigError::Invalid { .. } => "correct the line; schemas/signoff/config.json and `signoff init` show what there is",
    }
}

/// Whether this program works on this machine.
fn harness(seed: u64) -> Vec<Look> {
    let bad = |about: &str, error: String, next: &str| vec![Look::bad(Area::Harness, about, error, next)];
    let report = "this is a defect of signoff: please report it";
    if let Err(error) = Catalogue::embedded() {
        return bad("catalogue", error.to_string(), report);
    }
    if let Err(error) = features::parse_all(&features::embedded()) {
        return bad("features", error.to_string(), report);
    }
    let stage = match stage::embedded(&[], seed) {
        Ok(stage) => stage,
        Err(error) => {
            return bad("simulators", error, "our simulators listen on a free port of 127.0.0.1: let the machine allow it");
        }
    };
    let looks = match doctor::examine(stage.targets.clone(), &stage.transport, seed) {
        Ok(looks) => looks,
        Err(error) => return bad("simulators", error.to_string(), report),
    };
    let problems: Vec<_> = looks.into_iter().filter(|look| look.health == Health::Bad).collect();
    if problems.is_empty() {
        return vec![Look::good(Area::Harness, "simulators", "our own targets answer on this machine")];
    }
    problems.into_iter().map(|look| Look { area: Area::Harness, ..look }).collect()
}

fn document(looks: &[Look], input: u8) -> io::Result<()> {
    let good = input == GOOD && looks.iter().all(|look| look.health != Health::Bad);
    writeln!(io::stdout(), "{:#}", json!({ "good": good, "looks": looks }))
}

fn print(looks: &[Look], globals: &Globals) -> io::Result<()> {
    let colored = super::colored(globals);
    let paint = |code: &str, text: &str| if colored { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_owned() };
    let mut out = io::stdout().lock();
    let mut area = None;
    let shown = looks.iter().filter(|look| !globals.quiet || look.health == Health::Bad);
    for look in shown {
        if area.replace(look.area) != Some(look.area) {
            writeln!(out, "{}", paint("1", title(look.area)))?;
        }
        let mark = match look.health {
            Health::Good => paint("1;32", "ok  "),
            Health::Note => paint("1;33", "note"),
            Health::Bad => paint("1;31", "bad "),
        };
        writeln!(out, "  {mark} {}: {}", look.about, in_short(&look.text))?;
        if let Some(next) = &look.next {
            writeln!(out, "       next: {next}")?;
        }
    }
    let problems = looks.iter().filter(|look| look.health == Health::Bad).count();
    match problems {
        0 => writeln!(out, "No problem was found."),
        1 => writeln!(out, "1 problem was found."),
        more => writeln!(out, "{more} problems were found."),
    }
}

fn title(area: Area) -> &'static str {
    match area {
        Area::Configuration => "Configuration",
        Area::Environment => "Environment",
        Area::Credentials => "Credentials",
        Area::Target => "Target",
        Area::Harness => "Harness",
    }
}

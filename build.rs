//! Tells how every step definition begins, so that a run compiles only the patterns that its features need; and rebuilds the
//! crate when a data file that the binary carries has changed: `include_dir!` does not tell cargo.
#![allow(clippy::print_stdout)] // cargo reads a build script's stdout

use std::error::Error;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() -> Result<(), Box<dyn Error>> {
    for folder in ["features", "schemas", "snapshots", "src/steps"] {
        println!("cargo::rerun-if-changed={folder}");
    }
    let mut table = String::new();
    for file in rust_files("src/steps")? {
        let text = fs::read_to_string(&file)?;
        let numbered = (1..).zip(text.lines());
        for (line, start) in numbered.filter_map(|(line, text)| Some((line, start(text)?))) {
            writeln!(table, "    ({:?}, {line}, {start:?}),", file.display().to_string())?;
        }
    }
    fs::write(Path::new(&env::var("OUT_DIR")?).join("starts.rs"), format!("&[\n{table}]\n"))?;
    Ok(())
}

fn rust_files(folder: &str) -> std::io::Result<Vec<PathBuf>> {
    let mut files = fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<std::io::Result<Vec<_>>>()?;
    files.retain(|file| file.extension().is_some_and(|ending| ending == "rs"));
    files.sort();
    Ok(files)
}

/// What every text begins with that the step definition on this line matches.
fn start(line: &str) -> Option<&str> {
    let attribute = ["#[given(", "#[when(", "#[then("].iter().find_map(|start| line.strip_prefix(start))?;
    let (_, expression) = attribute.split_once('"')?;
    // A parameter, an optional part, an alternative, an escape, or the end of the literal.
    let literal = &expression[..expression.find(['{', '(', '/', '\\', '"'])?];
    // The word before an alternative is one itself.
    let whole = expression[literal.len()..].starts_with('/').then(|| literal.rfind(' ').map_or(0, |space| space + 1));
    Some(&literal[..whole.unwrap_or(literal.len())])
}

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
    let (_, pattern) = attribute.split_once('"')?;
    let pattern = pattern.strip_prefix('^').unwrap_or(pattern);
    // A group, a class, an optional letter, or the end of the literal: of a pattern, or of a text that is no pattern.
    let literal = &pattern[..pattern.find(['(', '[', '?', '*', '+', '.', '{', '|', '\\', '$', '"'])?];
    // The last letter may be missing where one of these follows.
    let last = pattern[literal.len()..].starts_with(['?', '*', '{']).then(|| literal.char_indices().next_back()).flatten();
    Some(&literal[..last.map_or(literal.len(), |(at, _)| at)])
}

//! The house holds: imports point down, providers do not know each other, the trees are parallel, files stay small.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use signoff::providers::ALL;

/// The layers, the lowest first. A file imports from its own layer and from those before it.
const LAYERS: &[&[&str]] = &[
    &["core", "embedded"],
    &["signing", "ledger", "schema", "snapshot"],
    &["providers"],
    &["config", "transport", "simulator", "checkout"],
    &["world"],
    &["steps"],
    &["engine", "prover"],
    &["catalogue"],
    &["report"],
    &["cli"],
];

/// The rooms that never wait and never open a socket.
const SYNCHRONOUS: &[&str] =
    &["core", "embedded", "signing", "ledger", "schema", "snapshot", "providers", "config", "catalogue", "report"];

/// The feature files that a provider may have; it has those of which it published rules.
const STEMS: &[&str] = &["signing", "eligibility", "consent", "charges", "refunds", "notifications", "errors"];

pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

pub fn files_below(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if entry.is_dir() {
            found.extend(files_below(&entry, ending));
        } else if entry.extension().is_some_and(|e| e == ending) {
            found.push(entry);
        }
    }
    found
}

/// Every source file: its path below `src`, its room, and its text without the unit tests.
fn sources() -> Vec<(String, String, String)> {
    let source = root().join("src");
    let read = |path: PathBuf| {
        let name = path.strip_prefix(&source).unwrap().to_string_lossy().into_owned();
        let room = name.split(['/', '.']).next().unwrap().to_owned();
        let text = fs::read_to_string(&path).unwrap();
        (name, room, text.split("#[cfg(test)]").next().unwrap().to_owned())
    };
    files_below(&source, "rs").into_iter().map(read).collect()
}

fn layer(room: &str) -> Option<usize> {
    LAYERS.iter().position(|rooms| rooms.contains(&room))
}

/// The rooms that a text names behind `crate::`.
fn imports(text: &str) -> BTreeSet<&str> {
    let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
    let named = code.flat_map(|line| line.split("crate::").skip(1));
    named.map(|rest| rest.split(|c: char| !c.is_ascii_lowercase() && c != '_').next().unwrap()).collect()
}

#[test]
fn imports_point_down_only() {
    for (name, room, text) in sources() {
        let Some(mine) = layer(&room) else {
            assert!(["main", "lib"].contains(&room.as_str()), "{name} stands in no layer");
            continue;
        };
        for other in imports(&text) {
            let theirs = layer(other).unwrap_or_else(|| panic!("{name} imports {other}, which stands in no layer"));
            assert!(theirs <= mine, "{name} imports {other}, which stands above it");
        }
    }
}

#[test]
fn the_import_test_sees_what_it_looks_for() {
    let text = "use crate::engine::run;\n// crate::cli\nlet x = crate::report::json::write();";
    assert_eq!(imports(text), BTreeSet::from(["engine", "report"]));
    assert!(layer("providers") < layer("engine"));
}

#[test]
fn no_provider_knows_another() {
    for (name, _, text) in sources() {
        let Some(rest) = name.strip_prefix("providers/") else { continue };
        let house = rest.split('/').next().unwrap();
        for other in ALL.iter().map(|provider| provider.slug).filter(|slug| *slug != house) {
            let knows = text.split(|c: char| !c.is_alphanumeric() && c != '_').any(|word| word == other);
            assert!(!knows || name == "providers/mod.rs", "{name} names {other}");
        }
    }
}

#[test]
fn only_the_rooms_that_wait_are_asynchronous() {
    for (name, room, text) in sources() {
        let words = ["async ", ".await", "tokio::", "reqwest::", "axum::", "TcpListener", "TcpStream"];
        if SYNCHRONOUS.contains(&room.as_str()) {
            assert!(!words.iter().any(|word| text.contains(word)), "{name} waits or opens a socket");
        }
    }
}

/// True when the text holds a requirement's id with this prefix, e.g. `APL-A01`.
fn names(text: &str, prefix: &str) -> bool {
    text.split(prefix).skip(1).any(|rest| rest.starts_with(['A', 'B', 'C', 'D', 'E', 'S']))
}

#[test]
fn no_rust_file_names_a_requirement() {
    for (name, _, text) in sources() {
        let named = ["APL-", "ADY-", "JP-", "PP-"].into_iter().find(|prefix| names(&text, prefix));
        assert_eq!(named, None, "{name} names a requirement; the catalogue does that");
    }
}

#[test]
fn the_trees_are_parallel() {
    let slugs: BTreeSet<String> = ALL.iter().map(|provider| provider.slug.to_owned()).collect();
    for tree in ["features", "schemas", "snapshots", "tests/vectors", "src/providers"] {
        let entries = fs::read_dir(root().join(tree)).unwrap().map(|entry| entry.unwrap().path());
        let folders = entries.filter(|path| path.is_dir()).map(|path| path.file_name().unwrap().to_string_lossy().into_owned());
        let folders: BTreeSet<String> = folders.filter(|name| !["signoff", "common", "shop"].contains(&name.as_str())).collect();
        assert_eq!(folders, slugs, "the folders of {tree}");
    }
    for slug in slugs {
        let found = files_below(&root().join("features").join(&slug), "feature");
        let stems: BTreeSet<_> = found.iter().map(|path| path.file_stem().unwrap().to_string_lossy().into_owned()).collect();
        let known = STEMS.iter().map(|stem| (*stem).to_owned()).collect();
        assert!(!stems.is_empty() && stems.is_subset(&known), "the features of {slug}: {stems:?}");
        assert!(root().join("features").join(&slug).join("requirements.toml").is_file());
    }
}

#[test]
fn files_stay_small() {
    for path in files_below(&root().join("src"), "rs").into_iter().chain(files_below(&root().join("tests"), "rs")) {
        let lines = fs::read_to_string(&path).unwrap().lines().count();
        let limit = match path.file_name().unwrap().to_str().unwrap() {
            "main.rs" if path.starts_with(root().join("src")) => 30,
            _ => 400,
        };
        assert!(lines <= limit, "{} has {lines} lines", path.display());
    }
}

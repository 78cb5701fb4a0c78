//! README and the pages of `docs/`: every command runs and says what the page shows, every file fits, every link leads somewhere.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use regex::Regex;
use signoff::config::Config;
use signoff::core::subject::Subject;
use signoff::providers::ALL;

use crate::house::{files_below, root};

mod block;
pub mod desk;

use block::{Block, blocks};
use desk::Desk;

/// The pages, README first.
fn pages() -> Vec<PathBuf> {
    let mut pages = files_below(&root().join("docs"), "md");
    pages.sort();
    pages.insert(0, root().join("README.md"));
    pages
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap()
}

/// Runs a page of `docs/` from its first block to its last, in one folder.
fn follow(page: &str, mut desk: Desk) {
    for block in blocks(&read(&root().join(page))) {
        match block {
            Block::File { name, text } => desk.scene.write(&name, &text),
            Block::Console(commands) => commands.iter().for_each(|command| desk.run(command)),
            Block::Other { .. } => {}
        }
    }
}

#[test]
fn every_page_is_followed_by_a_test() {
    let followed = read(&root().join("tests/signoff/docs.rs"));
    for page in pages() {
        let name = page.strip_prefix(root()).unwrap().to_str().unwrap();
        let runs = blocks(&read(&page)).iter().any(|block| matches!(block, Block::Console(_)));
        assert!(!runs || followed.contains(&format!("follow(\"{name}\"")), "nobody follows {name}");
    }
}

#[test]
fn readme() {
    follow("README.md", Desk::empty());
}

#[test]
fn configure() {
    follow("docs/configure.md", Desk::empty());
}

#[test]
fn prove_sign_off() {
    follow("docs/prove-sign-off.md", Desk::configured());
}

#[test]
fn test_a_checkout() {
    follow("docs/test-a-checkout.md", Desk::empty());
}

#[test]
fn debug_a_signature() {
    follow("docs/debug-a-signature.md", Desk::empty());
}

#[test]
fn gate_ci() {
    follow("docs/gate-ci.md", Desk::empty());
}

#[test]
#[cfg(unix)]
fn read_a_report() {
    follow("docs/read-a-report.md", Desk::with_a_journal());
}

#[test]
fn write_a_requirement() {
    follow("docs/write-a-requirement.md", Desk::empty());
}

#[test]
fn every_configuration_in_a_page_can_be_read() {
    let mut seen = 0;
    for page in pages() {
        for block in blocks(&read(&page)) {
            let Block::Other { language, text } = block else { continue };
            assert!(["toml"].contains(&language.as_str()), "{}: a block of {language} is checked by nobody", page.display());
            let read = Config::parse(&text, "signoff.toml", &|_| Some("x".to_owned()));
            assert!(read.is_ok(), "{}: {}\n{text}", page.display(), read.unwrap_err());
            seen += 1;
        }
    }
    assert!(seen >= 3, "{seen}");
}

#[test]
fn every_link_leads_somewhere() {
    let link = Regex::new(r"\]\(([^)#]*)(?:#([^)]*))?\)").unwrap();
    let mut seen = 0;
    for page in pages() {
        for found in link.captures_iter(&read(&page)) {
            let target = match &found[1] {
                "" => page.clone(),
                path => page.parent().unwrap().join(path),
            };
            assert!(target.exists(), "{}: {} leads nowhere", page.display(), &found[0]);
            if let Some(place) = found.get(2) {
                let headings: BTreeSet<String> = read(&target).lines().filter(|line| line.starts_with('#')).map(anchor).collect();
                assert!(headings.contains(place.as_str()), "{}: {} has no such heading", page.display(), &found[0]);
            }
            seen += 1;
        }
    }
    assert!(seen >= 10, "{seen}");
}

/// The name under which a heading can be linked.
fn anchor(heading: &str) -> String {
    let text = heading.trim_start_matches('#').trim().to_lowercase();
    text.chars().filter(|c| c.is_alphanumeric() || " -_".contains(*c)).map(|c| if c == ' ' { '-' } else { c }).collect()
}

#[test]
fn the_table_of_subjects_is_that_of_the_providers() {
    let page = read(&root().join("README.md"));
    let titles = ALL.iter().map(|provider| provider.title).collect::<Vec<_>>().join(" | ");
    assert!(page.contains(&format!("| subject | what it is | {titles} |\n")), "{titles}");
    for subject in Subject::ALL {
        let row = page.lines().find(|line| line.starts_with(&format!("| `{subject}` |"))).unwrap();
        let cells = ALL.iter().map(|provider| if provider.has_room(subject) { "yes" } else { "-" });
        assert!(row.ends_with(&format!("| {} |", cells.collect::<Vec<_>>().join(" | "))), "not what the houses have: {row}");
    }
}

#[test]
fn the_table_of_keys_is_that_of_the_providers() {
    let page = read(&root().join("docs/configure.md"));
    for provider in ALL {
        let keys = |required: bool| {
            let keys = provider.keys.iter().filter(|key| key.required == required).map(|key| format!("`{}`", key.name));
            keys.collect::<Vec<_>>().join(", ")
        };
        let row = format!("| `[{}.endpoint]` | {} | {} |", provider.slug, keys(true), keys(false)).replace("|  |", "| |");
        assert!(page.contains(&row), "not in docs/configure.md: {row}");
    }
}

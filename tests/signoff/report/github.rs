//! Workflow commands, read as the runner of GitHub Actions reads them.

use std::collections::BTreeMap;

use signoff::report::{Report, github};

use super::{mixed, real};

/// Kind, properties and message.
type Command = (String, BTreeMap<String, String>, String);

/// Reads one line: `::kind name=value,..::message`, with the escapes of the documentation undone.
fn read(line: &str) -> Command {
    let (head, message) = line.strip_prefix("::").unwrap().split_once("::").unwrap();
    let (kind, properties) = head.split_once(' ').unwrap_or((head, ""));
    let data = |text: &str| text.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%");
    let value = |text: &str| data(&text.replace("%3A", ":").replace("%2C", ","));
    let properties = properties.split(',').map(|pair| pair.split_once('=').unwrap());
    (kind.to_owned(), properties.map(|(name, text)| (name.to_owned(), value(text))).collect(), data(message))
}

fn commands(text: &str) -> Vec<Command> {
    text.lines().map(read).collect()
}

#[test]
fn what_is_violated_is_an_error_at_its_line_and_what_is_open_a_warning() {
    let (mut run, mut conformance) = mixed();
    conformance.requirements[0].findings[0].finding.actual = "50%, a: b\n::error::forged\r\n".into();
    run.scenarios[1].feature = "amazon_pay_india/a, b: c.feature".into();
    let mut bytes = Vec::new();
    github::write(&mut bytes, &Report::new(&run, &conformance)).unwrap();
    let commands = commands(&String::from_utf8(bytes).unwrap());
    let kinds: Vec<_> = commands.iter().map(|(kind, properties, _)| (kind.as_str(), properties["title"].as_str())).collect();
    let expected = [
        ("error", "T-1 MUST is violated"),
        ("error", "T-3 MUST is violated"),
        ("warning", "1 requirement inconclusive"),
        ("warning", "1 requirement untested"),
        ("error", "signoff: NOT CONFORMANT"),
    ];
    assert_eq!(kinds, expected);
    let (_, place, message) = &commands[0];
    assert_eq!((place["file"].as_str(), place["line"].as_str()), ("features/amazon_pay_india/a, b: c.feature", "2"));
    assert!(message.ends_with("expected 10.00, got 50%, a: b\n::error::forged\r\n"), "{message:?}");
}

#[test]
fn a_real_run_has_one_error_for_each_violation() {
    let commands = commands(&real::text("github"));
    let errors = commands.iter().filter(|(kind, properties, _)| kind == "error" && properties.contains_key("file"));
    assert_eq!(errors.count(), real::having("violated").len());
    assert!(commands.last().unwrap().2.contains("Everything under test was built into signoff"));
}

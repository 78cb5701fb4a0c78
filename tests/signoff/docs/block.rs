//! The fenced blocks of a page.

/// A block.
#[derive(Debug)]
pub enum Block {
    /// Commands and what they print.
    Console(Vec<Command>),
    /// A file that the commands below it use: the info string names it.
    File { name: String, text: String },
    /// Anything else.
    Other { language: String, text: String },
}

/// A command of a console block.
#[derive(Debug, PartialEq, Eq)]
pub struct Command {
    /// As one types it.
    pub text: String,
    /// It goes on while the next ones run: it ended with `&`.
    pub stays: bool,
    /// The exit code that the page tells (`# ends with 1`), else 0.
    pub code: i32,
    /// The lines that the page shows of what it prints.
    pub shown: Vec<String>,
}

/// The blocks of a page in order; in a list they are indented.
pub fn blocks(page: &str) -> Vec<Block> {
    let mut found = Vec::new();
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        let Some(info) = line.trim_start().strip_prefix("```") else { continue };
        let indent = line.len() - line.trim_start().len();
        let inside: Vec<&str> =
            lines.by_ref().take_while(|line| line.trim() != "```").map(|line| line.get(indent..).unwrap_or_default()).collect();
        let (language, name) = info.split_once(' ').unwrap_or((info, ""));
        let text = || inside.join("\n") + "\n";
        found.push(match (language, name) {
            ("console", _) => Block::Console(commands(&inside)),
            (_, "") => Block::Other { language: language.to_owned(), text: text() },
            (_, name) => Block::File { name: name.to_owned(), text: text() },
        });
    }
    found
}

fn commands(lines: &[&str]) -> Vec<Command> {
    let mut commands: Vec<Command> = Vec::new();
    for line in lines {
        if let Some(typed) = line.strip_prefix("$ ") {
            let (text, remark) = typed.split_once("  # ends with ").unwrap_or((typed, "0"));
            let stays = text.strip_suffix(" &");
            let text = stays.unwrap_or(text).to_owned();
            commands.push(Command { text, stays: stays.is_some(), code: remark.trim().parse().unwrap(), shown: Vec::new() });
        } else if !line.trim().is_empty() {
            commands.last_mut().expect("output before any command").shown.push((*line).to_owned());
        }
    }
    commands
}

#[test]
fn a_page_is_cut_into_its_blocks() {
    let page = "text\n\n```console\n$ a b  # ends with 3\nout\n$ c &\n```\n\n1. x\n\n   ```toml f.toml\n   k = 1\n   ```\n```toml\n[t]\n```\n";
    let found = blocks(page);
    let command = |text: &str, stays, code, shown: &[&str]| Command {
        text: text.to_owned(),
        stays,
        code,
        shown: shown.iter().map(|line| (*line).to_owned()).collect(),
    };
    let Block::Console(commands) = &found[0] else { panic!("{found:?}") };
    assert_eq!(commands, &[command("a b", false, 3, &["out"]), command("c", true, 0, &[])]);
    assert!(matches!(&found[1], Block::File { name, text } if name == "f.toml" && text == "k = 1\n"), "{found:?}");
    assert!(matches!(&found[2], Block::Other { language, text } if language == "toml" && text == "[t]\n"), "{found:?}");
}

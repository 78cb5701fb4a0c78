//! The report for a person at a terminal: progress while it runs, and a summary whose last lines need no engineer.

pub use progress::Progress;
pub use summary::summary;

pub use super::words::in_short;

pub mod comparison;
mod progress;
mod summary;

/// How much is printed, and how.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// Only what went wrong.
    pub quiet: bool,
    /// Every scenario and every requirement that is not simply met.
    pub verbose: bool,
    /// Colours are used.
    pub color: bool,
    /// Progress rewrites its line: it goes to a terminal.
    pub live: bool,
}

impl Options {
    /// The options of a command line; progress goes to stderr.
    pub fn new(quiet: bool, verbose: bool, color: bool) -> Self {
        Self { quiet, verbose, color, live: std::io::IsTerminal::is_terminal(&std::io::stderr()) }
    }

    /// The text in bold.
    fn bold(&self, text: &str) -> String {
        self.paint("1", text)
    }

    fn paint(&self, code: &str, text: &str) -> String {
        if self.color { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_owned() }
    }
}

const RED: &str = "1;31";
const GREEN: &str = "1;32";
const YELLOW: &str = "1;33";
const DIM: &str = "2";

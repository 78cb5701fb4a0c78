//! The command line: one file per subcommand. Only here do errors become text and exit codes.

use std::io::{self, IsTerminal as _, Write as _};
use std::process::ExitCode;

use clap::{Parser, Subcommand, ValueEnum};

mod completions;
mod diagnose;
mod doctor;
mod document;
mod earlier;
mod evidence;
mod init;
mod lint;
mod report;
mod requirements;
mod run;
mod selftest;
mod sign;
mod signals;
mod signer;
mod simulate;
mod stage;
mod verify;
mod watch;

/// Everything after the program's name.
#[derive(Debug, Parser)]
#[command(name = "signoff", version, about, disable_help_subcommand = true)]
pub struct Cli {
    #[command(flatten)]
    globals: Globals,
    #[command(subcommand)]
    command: Command,
}

/// Flags that every subcommand takes.
#[derive(Debug, Clone, clap::Args)]
pub struct Globals {
    /// How the answer is printed on stdout
    #[arg(long, global = true, value_enum, default_value_t = Format::Human)]
    pub format: Format,
    /// When to colour the human output
    #[arg(long, global = true, value_enum, default_value_t = Color::Auto)]
    pub color: Color,
    /// Print only what went wrong
    #[arg(short, long, global = true)]
    pub quiet: bool,
    /// Print more: every scenario, not only those that did not pass
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub verbose: u8,
}

/// The form of what is printed on stdout.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people.
    Human,
    /// Exactly one JSON document; all else goes to stderr.
    Json,
    /// Only for `requirements`.
    Markdown,
}

/// When human output is coloured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal, unless `NO_COLOR` is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the suite
    Run(Box<run::Args>),
    /// Break every embedded target in every known way, and see that the checks notice
    Selftest(selftest::Args),
    /// Work on the reports of earlier runs
    Report(report::Args),
    /// Pack the evidence of a run as one signed archive, or check one
    Evidence(evidence::Args),
    /// Look for mistakes in feature files
    Lint(lint::Args),
    /// Print the catalogue with its scenarios, rules and faults
    Requirements(requirements::Args),
    /// Serve a provider's simulator until Ctrl-C
    Simulate(simulate::Args),
    /// Sign a request: one JSON document on stdin, one on stdout
    Sign(sign::Args),
    /// Check a signature: one JSON document on stdin, one on stdout
    Verify(verify::Args),
    /// Say which mistake explains a wrong signature: one JSON document on stdin, one on stdout
    Diagnose(diagnose::Args),
    /// Try a signer of any language with many requests, and find the smallest that it signs wrongly
    Signer(signer::Args),
    /// Write a commented signoff.toml to begin with
    Init,
    /// Look for what would stop a run: configuration, environment, credentials, targets, harness
    Doctor(doctor::Args),
    /// Print the completions of a shell
    Completions(completions::Args),
}

/// True when human output is coloured.
fn colored(globals: &Globals) -> bool {
    match globals.color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => std::env::var_os("NO_COLOR").is_none() && io::stdout().is_terminal(),
    }
}

/// Good, or nothing found.
pub const GOOD: u8 = 0;
/// Something is wrong with what was looked at.
pub const BAD: u8 = 1;
/// The command line or an input file cannot be used; nothing was run.
pub const USAGE: u8 = 2;

/// The harness itself failed.
pub const BROKEN: u8 = 70;

/// What became of a print to stdout: a reader that has seen enough (`| head`) is no error.
fn printed(result: io::Result<()>) -> Result<(), String> {
    match result {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(format!("could not print the result: {error}")),
        _ => Ok(()),
    }
}

/// Says on stderr what went wrong. Nobody may read a closed stderr; the exit code still tells.
fn complain(error: &str) {
    let _ = writeln!(io::stderr(), "error: {error}");
}

/// Says on stderr what deserves attention and is no error.
fn warn(warning: &str) {
    let _ = writeln!(io::stderr(), "warning: {warning}");
}

/// Reads the command line and carries it out.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    let globals = &cli.globals;
    if globals.format == Format::Markdown && !matches!(cli.command, Command::Requirements(_)) {
        complain("--format markdown is for requirements only");
        return ExitCode::from(USAGE);
    }
    ExitCode::from(match cli.command {
        Command::Run(args) => run::run(*args, globals),
        Command::Selftest(args) => selftest::run(&args, globals),
        Command::Report(args) => report::run(&args, globals),
        Command::Evidence(args) => evidence::run(&args, globals),
        Command::Lint(args) => lint::run(&args, globals),
        Command::Requirements(args) => requirements::run(&args, globals),
        Command::Simulate(args) => simulate::run(&args, globals),
        Command::Sign(args) => sign::run(&args, globals),
        Command::Verify(args) => verify::run(&args, globals),
        Command::Diagnose(args) => diagnose::run(&args, globals),
        Command::Signer(args) => signer::run(&args, globals),
        Command::Init => init::run(globals),
        Command::Doctor(args) => doctor::run(&args, globals),
        Command::Completions(args) => completions::run(&args),
    })
}

//! `signoff completions`.

use clap::CommandFactory as _;
use clap_complete::Shell;

use super::{BROKEN, Cli, GOOD};

/// The flags of `completions`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The shell that reads them
    #[arg(value_enum)]
    shell: Shell,
}

/// Prints the completions and returns the exit code.
pub fn run(args: &Args) -> u8 {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "signoff", &mut script);
    match super::printed(std::io::Write::write_all(&mut std::io::stdout().lock(), &script)) {
        Ok(()) => GOOD,
        Err(error) => {
            super::complain(&error);
            BROKEN
        }
    }
}

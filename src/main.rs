//! The `signoff` program.

use std::process::ExitCode;

fn main() -> ExitCode {
    signoff::cli::main()
}

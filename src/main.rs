//! The `signoff` program.

use std::process::ExitCode;

/// Every scenario makes and drops thousands of small values; with the system's allocator that is a quarter of its time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    signoff::cli::main()
}

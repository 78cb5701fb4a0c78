//! Rebuilds the crate when a data file that the binary carries has changed: `include_dir!` does not tell cargo.
#![allow(clippy::print_stdout)] // cargo reads a build script's stdout

fn main() {
    for folder in ["features", "schemas", "snapshots"] {
        println!("cargo::rerun-if-changed={folder}");
    }
}

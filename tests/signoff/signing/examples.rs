//! The example signers, one a language, and whether what runs them is installed.
#![allow(clippy::print_stderr)]

use std::process::{Command, Stdio};

/// Their folder.
pub const SIGNERS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/signers");

/// A language, the signer in it, how it is run, and a bug: what is replaced by what, and the mistake that this is.
pub struct Example {
    pub language: &'static str,
    pub program: &'static str,
    pub file: &'static str,
    pub bug: (&'static str, &'static str, &'static str),
    pub test: &'static [&'static str],
}

/// A correct one in each language.
pub const EXAMPLES: [Example; 3] = [
    Example {
        language: "python",
        program: "python3",
        file: "signer.py",
        bug: ("quote(text, safe=\"-._~\")", "quote(text, safe=\"-._~/\")", "slash_not_encoded"),
        test: &["python3", "-m", "unittest", "test_signoff_counterexample.py"],
    },
    Example {
        language: "node",
        program: "node",
        file: "signer.mjs",
        bug: (".replace(/[!'()*]/g", ".replace(/[!'()]/g", "star_not_encoded"),
        test: &["node", "--test", "signoff_counterexample.test.mjs"],
    },
    Example {
        language: "java",
        program: "java",
        file: "Signer.java",
        bug: ("new TreeMap<>(members).entrySet()", "members.entrySet()", "unsorted"),
        test: &["java", "SignoffCounterexample.java"],
    },
];

/// False, and told, where the program is missing; where CI requires it, that fails.
pub fn is_there(program: &str) -> bool {
    let there = Command::new(program).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok();
    assert!(there || std::env::var_os("SIGNOFF_REQUIRE_RUNTIMES").is_none(), "{program} is missing");
    if !there {
        eprintln!("skipped: {program} is missing");
    }
    there
}

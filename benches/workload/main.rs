//! A workload beside its bare pieces: n scenarios, each of which sends one signed request for a customer's instruments, asserts
//! the status, validates the body against its schema and asserts two values. One `signoff simulate` answers
//!
//! * `signoff run` with console, JSON and JUnit,
//! * the bare cucumber crate with reqwest, the same feature files and JUnit,
//! * a bare loop over hyper, the lower bound.
//!
//! Each is a process of its own and has 64 requests under way. The runs are interleaved, because only ratios of runs side by
//! side mean anything on a shared machine. `cargo bench --bench workload -- --quick` measures less; without `--bench`, as
//! under `cargo test --benches`, every program is run once with one scenario.
#![allow(missing_docs)]

use std::error::Error;
use std::ffi::OsStr;
use std::path::Path;

mod bare_cucumber;
mod bare_loop;
mod features;
mod measure;
mod message;
mod programs;
mod table;
mod target;

/// Requests under way at once.
const AT_ONCE: usize = 64;

type Result<T = ()> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

/// What is measured.
struct Plan {
    /// Numbers of scenarios.
    sizes: &'static [usize],
    /// Runs per program and size.
    runs: usize,
}

const FULL: Plan = Plan { sizes: &[1, 100, 1000, 5000], runs: 5 };
const QUICK: Plan = Plan { sizes: &[1, 100, 1000], runs: 1 };
const SMOKE: Plan = Plan { sizes: &[1], runs: 1 };

fn main() -> Result {
    let arguments: Vec<_> = std::env::args_os().skip(1).collect();
    let given: Vec<_> = arguments.iter().filter_map(|argument| argument.to_str()).collect();
    match given.as_slice() {
        [programs::CUCUMBER, config, features, junit] => bare_cucumber::run(Path::new(config), Path::new(features), junit),
        [programs::LOOP, config, count] => bare_loop::run(Path::new(config), count.parse()?),
        _ if !arguments.iter().any(|argument| argument == OsStr::new("--bench")) => bench(&SMOKE),
        flags if flags.contains(&"--quick") => bench(&QUICK),
        _ => bench(&FULL),
    }
}

fn bench(plan: &Plan) -> Result {
    let folder = tempfile::tempdir()?;
    let target = target::start(folder.path())?;
    let mut rows = Vec::new();
    for &size in plan.sizes {
        let work = programs::Work::new(folder.path(), &target.config, size)?;
        work.run()?; // The first run of anything also warms the machine's caches.
        let runs = (0..plan.runs).map(|_| work.run()).collect::<Result<Vec<_>>>()?;
        rows.push(table::Row { size, runs });
    }
    table::print(&mut std::io::stdout().lock(), &rows)?;
    Ok(())
}

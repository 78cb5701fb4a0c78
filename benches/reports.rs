//! What the reports of a long run cost: the record of a real run of everything embedded, its scenarios and exchanges repeated until
//! there are 10,000, written in every format at once as `signoff run` does. `cargo bench --bench reports`; without `--bench`, as under
//! `cargo test --benches`, the run is written as it is.
#![allow(missing_docs, clippy::print_stdout)]

use std::error::Error;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use signoff::catalogue::{Outcome, Status};
use signoff::report::saved::Saved;
use signoff::report::{self, Destination};

const FORMATS: [&str; 8] = ["json", "junit", "html", "markdown", "sarif", "github", "csv", "messages"];
const SCENARIOS: usize = 10_000;
/// How often each is measured.
const TIMES: usize = 5;

type Result<T = ()> = std::result::Result<T, Box<dyn Error>>;

fn main() -> Result {
    let folder = tempfile::tempdir()?;
    let measured = std::env::args().any(|argument| argument == "--bench");
    let path = folder.path().join("real.json");
    let mut run = Command::new(env!("CARGO_BIN_EXE_signoff"));
    run.args(["run", "--quiet", "--report", &format!("json={}", path.display())]).current_dir(&folder).stdout(Stdio::null());
    assert!(run.status()?.success(), "the run did not end with 0");
    let before = peak();
    let mut saved = Saved::load(&path)?;
    repeat(&mut saved, if measured { SCENARIOS } else { 0 });
    let scenarios = saved.run.scenarios.len();
    println!(
        "{scenarios} scenarios, {} exchanges; the record itself: {} MiB",
        saved.run.exchanges.len(),
        (peak() - before) >> 10
    );
    assert_eq!(saved.conformance.outcome, Outcome::Conformant);
    assert_eq!(saved.conformance.totals.get(&Status::Violated), Some(&0));
    println!("{:10} {:>9} {:>9} {:>12}", "format", "wall ms", "cpu ms", "bytes");
    for format in FORMATS {
        row(&saved, folder.path(), &[format], if measured { TIMES } else { 1 })?;
    }
    row(&saved, folder.path(), &FORMATS, if measured { TIMES } else { 1 })?;
    println!("peak of this process, the record included: {} MiB", peak() >> 10);
    Ok(())
}

/// Adds copies of scenarios, each with its own id, line and exchanges, until there are so many.
fn repeat(saved: &mut Saved, wanted: usize) {
    let (scenarios, exchanges) = (saved.run.scenarios.clone(), saved.run.exchanges.clone());
    let mut copies = 0;
    while saved.run.scenarios.len() < wanted {
        copies += 1;
        let other = |id: &str| format!("{id}c{copies}");
        for scenario in scenarios.iter().take(wanted - saved.run.scenarios.len()) {
            let mut copy = scenario.clone();
            copy.id = other(&copy.id);
            copy.line += 10_000 * copies;
            copy.exchanges = copy.exchanges.iter().map(|id| other(id)).collect();
            let mine = exchanges.iter().filter(|exchange| scenario.exchanges.contains(&exchange.id));
            saved.run.exchanges.extend(mine.map(|exchange| {
                let mut copy = exchange.clone();
                copy.id = other(&copy.id);
                copy
            }));
            let requirement = saved.conformance.requirements.iter_mut().find(|entry| entry.id == copy.requirement);
            requirement.into_iter().for_each(|entry| entry.scenarios.push(copy.id.clone()));
            saved.run.scenarios.push(copy);
        }
    }
}

/// Writes these formats at once, some times, and prints the best.
fn row(saved: &Saved, folder: &Path, formats: &[&str], times: usize) -> Result {
    let path = |format: &str| folder.join(format!("report.{format}"));
    let asked = |format: &&str| Destination::parse(&format!("{format}={}", path(format).display()));
    let destinations = formats.iter().map(asked).collect::<std::result::Result<Vec<_>, _>>()?;
    let (mut wall, mut cpu) = (f64::MAX, u64::MAX);
    for _ in 0..times {
        let files = report::open_all(&destinations)?;
        let (began, used) = (Instant::now(), cpu_ms());
        let problems = report::write_all(files, &saved.report());
        wall = wall.min(began.elapsed().as_secs_f64() * 1000.0);
        cpu = cpu.min(cpu_ms() - used);
        assert!(problems.is_empty(), "{problems:?}");
    }
    let bytes: u64 = formats.iter().map(|format| fs::metadata(path(format)).map_or(0, |file| file.len())).sum();
    let name = if formats.len() == 1 { formats[0] } else { "all" };
    println!("{name:10} {wall:>9.0} {cpu:>9} {bytes:>12}");
    Ok(())
}

/// User and system time of this process so far, in milliseconds; 0 where there is no /proc. A tick is 10 ms.
fn cpu_ms() -> u64 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks = |place: usize| fields.get(place).and_then(|field| field.parse::<u64>().ok()).unwrap_or_default();
    (ticks(11) + ticks(12)) * 10
}

/// The most memory that this process ever had, in KiB; 0 where there is no /proc.
fn peak() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or_default()
}

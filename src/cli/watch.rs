//! `signoff run --watch`: runs again when features or configuration change, until Ctrl-C.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use tokio::sync::watch;

/// How often the files are looked at. They are few, and looking works on every file system, also on those of containers and
/// of other machines, which tell nobody of changes.
const PERIOD: Duration = Duration::from_millis(250);

/// When each file was changed last, and how long it is; a missing file is in none.
type State = BTreeMap<PathBuf, (Option<SystemTime>, u64)>;

/// Runs, and again after each change, until `stop` turns true; returns the exit code of the last run. `run` gets the same signal.
pub fn watch(paths: &[PathBuf], stop: &watch::Receiver<bool>, mut run: impl FnMut() -> u8) -> u8 {
    loop {
        // What changes during the run is seen after it.
        let before = state(paths);
        let code = run();
        if *stop.borrow() {
            return code;
        }
        // Nobody may read a closed stderr; the watch goes on.
        let _ = writeln!(std::io::stderr(), "watching {} (exit code {code}); Ctrl-C ends", names(paths));
        if !changed(paths, &before, stop) {
            return code;
        }
    }
}

fn names(paths: &[PathBuf]) -> String {
    paths.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(", ")
}

/// Waits until the files are not as they were, and have come to rest; false at the end.
fn changed(paths: &[PathBuf], before: &State, stop: &watch::Receiver<bool>) -> bool {
    let mut last = state(paths);
    loop {
        if *stop.borrow() {
            return false;
        }
        std::thread::sleep(PERIOD);
        let now = state(paths);
        // An editor may write in several steps: the next look must find the same.
        if now != *before && now == last {
            return true;
        }
        last = now;
    }
}

fn state(paths: &[PathBuf]) -> State {
    let mut state = State::new();
    paths.iter().for_each(|path| add(path, &mut state));
    state
}

fn add(path: &Path, state: &mut State) {
    let Ok(facts) = fs::metadata(path) else { return };
    if !facts.is_dir() {
        state.insert(path.to_owned(), (facts.modified().ok(), facts.len()));
        return;
    }
    let entries = fs::read_dir(path).into_iter().flatten().flatten();
    entries.for_each(|entry| add(&entry.path(), state));
}

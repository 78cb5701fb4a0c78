//! Wall time and peak memory of a process.

use std::fs::{self, File};
use std::io::Read as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use crate::Result;

/// Nothing here takes longer than this unless it hangs.
const LIMIT: Duration = Duration::from_secs(120);
/// How often the memory is read: often enough for the end, where it is highest, and too seldom to disturb.
const INTERVAL: Duration = Duration::from_millis(4);

/// What a process took.
#[derive(Debug, Clone, Copy)]
pub struct Measured {
    /// From the start to the end of its output.
    pub wall: Duration,
    /// The peak of its resident memory in KiB; 0 where the system does not tell (`/proc` is Linux).
    pub peak_kib: u64,
}

/// Runs the command to its end. An exit code other than 0 or 3 (`signoff run`: not every requirement was tried) is an error.
pub fn measure(command: &mut Command, folder: &Path) -> Result<Measured> {
    let errors = folder.join("stderr");
    let began = Instant::now();
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(File::create(&errors)?).spawn()?;
    let watched = watch(&mut child, began);
    if watched.is_err() {
        let _ = child.kill();
    }
    let status = child.wait()?;
    let measured = watched?;
    match status.code() {
        Some(0 | 3) => Ok(measured),
        _ => Err(format!("{command:?} ended with {status}: {}", fs::read_to_string(errors)?).into()),
    }
}

/// Waits for the end of the output, which also tells the end of a short run exactly.
fn watch(child: &mut Child, began: Instant) -> Result<Measured> {
    let mut output = child.stdout.take().ok_or("the process has no output")?;
    let (tell, ended) = channel();
    std::thread::spawn(move || {
        let read = output.read_to_end(&mut Vec::new());
        tell.send(read.map(|_| began.elapsed()))
    });
    let mut peak_kib = 0;
    loop {
        peak_kib = peak(child.id()).unwrap_or(peak_kib);
        match ended.recv_timeout(INTERVAL) {
            Ok(wall) => return Ok(Measured { wall: wall?, peak_kib }),
            Err(RecvTimeoutError::Timeout) if began.elapsed() < LIMIT => {}
            Err(_) => return Err(format!("the process took longer than {LIMIT:?}").into()),
        }
    }
}

/// `VmHWM`, in KiB.
fn peak(process: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().trim_end_matches(" kB").parse().ok()
}

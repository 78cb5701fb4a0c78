//! A signer that is a program: JSON lines over stdin and stdout.

use std::process::Stdio;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::process::{Child, ChildStderr, ChildStdin, ChildStdout, Command};
use tokio::task::JoinHandle;
use tokio::time::timeout;

/// The longest answer that is read, in bytes.
const LONGEST: u64 = 4 * 1024 * 1024;
/// Bytes of stderr that are kept for an error.
const TAIL: usize = 2000;
/// How long a program that closed its stdout may take to end.
const GRACE: Duration = Duration::from_millis(500);

/// A program that is started when it is first asked, and kept.
#[derive(Debug)]
pub struct Process {
    command: Vec<String>,
    running: Option<Running>,
}

/// The program at work; killed when dropped.
#[derive(Debug)]
struct Running {
    child: Child,
    stdin: ChildStdin,
    stdout: BufReader<ChildStdout>,
    complaints: Arc<Mutex<Vec<u8>>>,
    drain: JoinHandle<()>,
}

impl Process {
    /// A program and its arguments.
    pub fn new(command: &[String]) -> Self {
        Self { command: command.to_vec(), running: None }
    }

    /// Writes lines and reads as many; starts the program if it is not at work. The answers end before the first that did
    /// not come, and the sentence says why.
    pub(super) async fn ask_all(&mut self, lines: &[&str], limit: Duration) -> (Vec<String>, Option<String>) {
        let running = match &mut self.running {
            Some(running) => running,
            none => match start(&self.command) {
                Ok(started) => none.insert(started),
                Err(problem) => return (Vec::new(), Some(problem)),
            },
        };
        let mut answers = Vec::with_capacity(lines.len());
        let problem = match running.exchange(lines, &mut answers, limit).await {
            Read::All => None,
            Read::End => Some(running.ending().await),
            Read::Nothing => Some(format!("the signer gave no answer within {limit:?} and was stopped{}", running.complaint())),
        };
        (answers, problem)
    }

    /// Kills the program; the next question starts it again.
    pub(super) fn stop(&mut self) {
        self.running = None;
    }
}

fn start(command: &[String]) -> Result<Running, String> {
    let (program, arguments) = command.split_first().ok_or("could not start the signer: its command is empty")?;
    let failed = |reason: String| format!("could not start the signer {program:?}: {reason}");
    let mut child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .map_err(|error| failed(error.to_string()))?;
    let (Some(stdin), Some(stdout), Some(stderr)) = (child.stdin.take(), child.stdout.take(), child.stderr.take()) else {
        return Err(failed("it has no pipes".to_owned()));
    };
    let complaints = Arc::default();
    let drain = tokio::spawn(drain(stderr, Arc::clone(&complaints)));
    Ok(Running { child, stdin, stdout: BufReader::new(stdout), complaints, drain })
}

/// Reads stderr to its end, so that the program never blocks on it, and keeps its last bytes.
async fn drain(mut stderr: ChildStderr, complaints: Arc<Mutex<Vec<u8>>>) {
    let mut chunk = [0; 1024];
    while let Ok(length @ 1..) = stderr.read(&mut chunk).await {
        let mut kept = complaints.lock().unwrap_or_else(PoisonError::into_inner);
        kept.extend_from_slice(&chunk[..length]);
        let excess = kept.len().saturating_sub(TAIL);
        kept.drain(..excess);
    }
}

/// How reading answers ended.
enum Read {
    /// As many came as were asked for.
    All,
    /// Before that there was no more output.
    End,
    /// One did not come in time.
    Nothing,
}

/// A whole line of output, without its end.
async fn line(stdout: &mut BufReader<ChildStdout>) -> Option<String> {
    let mut answer = Vec::new();
    stdout.take(LONGEST).read_until(b'\n', &mut answer).await.ok()?;
    answer.ends_with(b"\n").then(|| String::from_utf8_lossy(&answer).trim_end().to_owned())
}

impl Running {
    /// Reads while it writes, so that neither side waits for the other to empty a pipe.
    async fn exchange(&mut self, lines: &[&str], answers: &mut Vec<String>, limit: Duration) -> Read {
        let Self { stdin, stdout, .. } = self;
        let mut text = lines.join("\n");
        text.push('\n');
        let writing = async {
            // A program that no longer reads is noticed by what it no longer writes.
            let _ = stdin.write_all(text.as_bytes()).await;
            let _ = stdin.flush().await;
            std::future::pending().await
        };
        let reading = async {
            for _ in lines {
                match timeout(limit, line(stdout)).await {
                    Ok(Some(answer)) => answers.push(answer),
                    Ok(None) => return Read::End,
                    Err(_) => return Read::Nothing,
                }
            }
            Read::All
        };
        tokio::select! {
            read = reading => read,
            never = writing => never,
        }
    }

    /// Why there was no whole line: says how the program ended.
    async fn ending(&mut self) -> String {
        let status = timeout(GRACE, self.child.wait()).await;
        let _ = timeout(GRACE, &mut self.drain).await;
        let complaint = self.complaint();
        match status {
            Ok(Ok(status)) => format!("the signer ended without an answer ({status}){complaint}"),
            _ => format!("the signer closed its output, or wrote more than {LONGEST} bytes without a line feed{complaint}"),
        }
    }

    fn complaint(&self) -> String {
        let kept = self.complaints.lock().unwrap_or_else(PoisonError::into_inner);
        let text = String::from_utf8_lossy(&kept);
        let text = text.trim();
        if text.is_empty() { String::new() } else { format!("; its stderr ends with: {text}") }
    }
}

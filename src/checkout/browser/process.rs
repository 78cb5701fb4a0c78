//! The programs of the browser: found, started, and ended with us whatever happens to us.

use std::env;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};
use tokio::time::timeout;

use super::settings::BrowserError;

/// For the driver, until it says where it listens.
const STARTING: Duration = Duration::from_secs(20);
/// The driver takes a port that is free on IPv6, and ends when it is taken on IPv4: so often it is started anew.
const TRIES: usize = 8;
/// For all programs, to end.
const ENDING: Duration = Duration::from_secs(5);

/// Starts the driver with a folder of its own, and waits until our end of the pipe closes: when we drop it, or are gone.
/// The browser hangs at a pipe of the driver, and ends with it. Only the driver keeps our other pipe open, so we see it end.
const KEEPER: &str = r#"
folder=$1; shift
TMPDIR=$folder "$@" < /dev/null &
driver=$!
exec > /dev/null
read -r _
kill -KILL $driver
wait $driver
for try in 1 2 3 4 5 6 7 8 9 10; do
    rm -rf "$folder"
    sleep 0.1
    [ -e "$folder" ] || break
done
"#;

/// A running driver. Dropped, it ends with its browser and leaves nothing behind.
#[derive(Debug)]
pub struct Process {
    /// Where it listens.
    pub address: String,
    /// The folder of this browser, for its profile and whatever else it writes.
    pub folder: PathBuf,
    keeper: Child,
    lifeline: ChildStdin,
    /// Kept open: the driver may write more.
    _told: BufReader<ChildStdout>,
}

impl Process {
    /// Starts a driver at a free port.
    pub async fn start(driver: &Path) -> Result<Self, BrowserError> {
        let failed = |error: io::Error| BrowserError::Start(error.to_string());
        for _ in 0..TRIES {
            let started = timeout(STARTING, Self::try_start(driver)).await;
            let started = started.map_err(|_| BrowserError::Start("it took too long".to_owned()))?;
            if let Some(process) = started.map_err(failed)? {
                return Ok(process);
            }
        }
        Err(BrowserError::Start("it ended at once".to_owned()))
    }

    /// Starts a driver; none when it ends before it listens.
    async fn try_start(driver: &Path) -> io::Result<Option<Self>> {
        let folder = env::temp_dir().join(format!("signoff-browser-{:016x}", fastrand::u64(..)));
        fs::create_dir(&folder)?;
        let mut keeper = keeper(driver, &folder).spawn()?;
        let (Some(lifeline), Some(told)) = (keeper.stdin.take(), keeper.stdout.take()) else {
            return Err(io::Error::other("its pipes are missing"));
        };
        let mut told = BufReader::new(told);
        let address = port(&mut told).await?.map(|port| format!("http://127.0.0.1:{port}"));
        Ok(address.map(|address| Self { address, folder, keeper, lifeline, _told: told }))
    }

    /// Ends everything, and waits until it is gone.
    pub async fn end(self) {
        let Self { lifeline, mut keeper, .. } = self;
        drop(lifeline);
        // Whatever it exits with, or however long it takes: there is nothing more to do.
        let _ = timeout(ENDING, keeper.wait()).await;
    }
}

fn keeper(driver: &Path, folder: &Path) -> Command {
    let mut command = Command::new("/bin/sh");
    command.args(["-c", KEEPER, "sh"]).arg(folder).arg(driver).args(["--port=0"]);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    // Ctrl-C at the terminal is for us alone; the keeper ends after us.
    #[cfg(unix)]
    command.process_group(0);
    command
}

/// The port that the driver names when it listens; none when it ends before.
async fn port(told: &mut BufReader<ChildStdout>) -> io::Result<Option<u16>> {
    let mut line = String::new();
    while told.read_line(&mut line).await? > 0 {
        let port = line.split_once("started successfully on port ").map(|(_, rest)| rest.trim().trim_end_matches('.'));
        if let Some(port) = port.and_then(|port| port.parse().ok()) {
            return Ok(Some(port));
        }
        line.clear();
    }
    Ok(None)
}

//! The simulator that answers everybody.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use crate::message::PROVIDER;
use crate::{Result, programs};

/// A simulator in a process of its own; it ends with this value.
pub struct Target {
    process: Child,
    /// The configuration that reaches its one account.
    pub config: PathBuf,
}

/// Starts the simulator. The configuration is written without the control address, so that every scenario uses the one
/// account, as at a foreign target.
pub fn start(folder: &Path) -> Result<Target> {
    let config = folder.join("signoff.toml");
    let mut command = Command::new(programs::SIGNOFF);
    command.args(["simulate", "--provider", PROVIDER.slug, "--write-config"]).arg(&config);
    let process = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn()?;
    let mut target = Target { process, config };
    let stdout = target.process.stdout.as_mut().ok_or("the simulator has no output")?;
    if BufReader::new(stdout).read_line(&mut String::new())? == 0 {
        return Err("the simulator did not start".into());
    }
    let written = fs::read_to_string(&target.config)?;
    let kept: Vec<_> = written.lines().filter(|line| !line.starts_with("control_url")).collect();
    fs::write(&target.config, kept.join("\n"))?;
    Ok(target)
}

impl Drop for Target {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

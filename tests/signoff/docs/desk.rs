//! Where a page is followed: a folder, a shell that finds the program, and what the page takes for granted.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Stdio};
use std::time::Duration;

use super::block::Command;
use crate::cli::scene::{Ran, Scene};
use crate::house::root;

/// Requirements of every subject, and those that the faults of the pages violate.
const TRIED: &str = "@APL-A06 or @APL-A28 or @APL-E01 or @APL-S05 or @APL-C01 or @APL-B11 or @JP-A01";

/// A working directory, and the commands that go on there.
pub struct Desk {
    pub scene: Scene,
    /// Holds `signoff`, and a `cargo` that runs it.
    programs: Scene,
    staying: Vec<Child>,
}

impl Drop for Desk {
    fn drop(&mut self) {
        for child in &mut self.staying {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

impl Desk {
    /// An empty folder.
    pub fn empty() -> Self {
        Self::at(Scene::embedded())
    }

    fn at(scene: Scene) -> Self {
        let desk = Self { scene, programs: Scene::embedded(), staying: Vec::new() };
        desk.narrow("");
        desk.program("cargo", "[ \"$1 $2\" = 'run --' ] && shift 2 && exec signoff \"$@\"");
        desk
    }

    /// A run tries these scenarios, where a page does not select others: that a whole run is met, other tests show.
    fn narrow(&self, more: &str) {
        let signoff = assert_cmd::cargo::cargo_bin!("signoff").display().to_string();
        let script =
            format!("case \"$*\" in *--tags*) ;; run*) set -- \"$@\" --tags '{TRIED}' {more} ;; esac\nexec '{signoff}' \"$@\"");
        self.program("signoff", &script);
    }

    /// Puts a shell script before all other programs of that name.
    pub fn program(&self, name: &str, script: &str) {
        self.programs.write(name, &format!("#!/bin/sh\n{script}\n"));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            std::fs::set_permissions(self.programs.path(name), PermissionsExt::from_mode(0o755)).unwrap();
        }
    }

    /// A shell in the folder, which finds the programs.
    pub fn shell(&self, script: &str) -> std::process::Command {
        let mut shell = std::process::Command::new("bash");
        let paths = std::env::var_os("PATH").unwrap_or_default();
        let paths = std::iter::once(PathBuf::from(self.programs.folder.path())).chain(std::env::split_paths(&paths));
        shell.args(["-c", script]).current_dir(&self.scene.folder).stdin(Stdio::null());
        shell.env("PATH", std::env::join_paths(paths).unwrap());
        shell
    }

    /// A reader who has an endpoint, a shop and a signer, all good, and says so in `signoff.toml`.
    pub fn configured() -> Self {
        let mut desk = Self::empty();
        desk.simulate("--merchant");
        let signer = root().join("tests/data/signers/signer.py");
        let text = std::fs::read_to_string(desk.scene.path("signoff.toml")).unwrap();
        // A machine may be busy; that is no fault of the page.
        let more = format!("[transport]\ntimeout = \"60s\"\n[amazon_pay_india.signer]\ncommand = [\"python3\", {signer:?}]\n");
        desk.scene.write("signoff.toml", &format!("{text}\n{more}"));
        desk
    }

    /// A reader who has an endpoint only, and whose runs try nothing else; `flags` are those of the simulator.
    pub fn with_an_endpoint(flags: &str) -> Self {
        let mut desk = Self::empty();
        desk.simulate(flags);
        desk.narrow("--subject endpoint");
        desk
    }

    fn simulate(&mut self, flags: &str) {
        let text = format!("signoff simulate --provider amazon_pay_india --write-config signoff.toml {flags}");
        self.run(&Command { text, stays: true, code: 0, shown: Vec::new() });
    }

    /// A reader whose run was killed.
    #[cfg(unix)]
    pub fn with_a_journal() -> Self {
        let scene = crate::cli::journal::killed(&["--report", "json=report.json"]);
        std::fs::remove_file(scene.path("signoff.toml")).unwrap();
        Self::at(scene)
    }

    /// Types a command, and compares how it ends and what it prints with what the page shows.
    pub fn run(&mut self, command: &Command) {
        let text = if command.stays { format!("exec {}", command.text) } else { command.text.clone() };
        let mut shell = self.shell(&text);
        if command.stays {
            return self.start(shell);
        }
        let ran = Ran::new(shell.output().unwrap(), Duration::ZERO);
        assert_eq!(ran.code, command.code, "{}: {ran:#?}", command.text);
        let printed = format!("{}\n{}", ran.stdout, ran.stderr);
        for line in &command.shown {
            assert!(
                printed.lines().any(|one| one.trim_end() == line.trim_end()),
                "{} did not print {line:?}: {printed}",
                command.text
            );
        }
    }

    /// Starts a command that goes on; its first line says that it is ready.
    fn start(&mut self, mut shell: std::process::Command) {
        let mut child = shell.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        self.staying.push(child);
        assert!(!line.is_empty(), "it ended at once");
    }
}

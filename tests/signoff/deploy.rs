//! What users copy from `deploy/`: it keeps its published schema, and its scripts do what they say.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::docs::desk::Desk;
use crate::house::root;
use crate::packages::{printed, python};

fn text(name: &str) -> String {
    fs::read_to_string(root().join("deploy").join(name)).unwrap()
}

/// The scripts of a pipeline in order: what stands below a `|`, and commands of one line.
fn scripts(pipeline: &str) -> Vec<String> {
    let indent = |line: &str| line.len() - line.trim_start().len();
    let mut found = Vec::new();
    let mut lines = pipeline.lines().peekable();
    while let Some(line) = lines.next() {
        if let Some(command) = line.trim().strip_prefix("- signoff ") {
            found.push(format!("signoff {command}"));
        }
        if !["run: |", "- |"].contains(&line.trim()) {
            continue;
        }
        let mut script = String::new();
        while let Some(inside) = lines.next_if(|inside| indent(inside) > indent(line)) {
            script += inside.trim_start();
            script.push('\n');
        }
        found.push(script);
    }
    found
}

/// Runs the scripts of one job as its service does; returns the first exit code that is not 0, else 0.
#[allow(clippy::print_stdout)]
fn job(desk: &Desk, scripts: &[String], variables: &[(&str, &str)]) -> i32 {
    for script in scripts {
        let mut shell = desk.shell(&format!("set -eo pipefail\n{script}"));
        let output = shell.envs(variables.iter().copied()).output().unwrap();
        if !output.status.success() {
            println!("{script}\n{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
            return output.status.code().unwrap();
        }
    }
    0
}

fn outcome(desk: &Desk, report: &str) -> Value {
    let report: Value = serde_json::from_str(&fs::read_to_string(desk.scene.path(report)).unwrap()).unwrap();
    report["outcome"].clone()
}

/// Four parts and the job that joins them; returns the exit code of the last.
fn gitlab(desk: &Desk) -> i32 {
    let text = text("gitlab-ci.yml");
    assert!(text.contains("parallel: 4"));
    let (part, verdict) = text.split_once("\nsignoff:\n").unwrap();
    for number in ["1", "2", "3", "4"] {
        let code = job(desk, &scripts(part), &[("CI_NODE_INDEX", number), ("CI_NODE_TOTAL", "4")]);
        assert_eq!(code, 0, "part {number}");
    }
    job(desk, &scripts(verdict), &[])
}

#[test]
fn the_gitlab_jobs_run_all_parts_and_join_them() {
    let desk = Desk::with_an_endpoint("");
    assert_eq!(scripts(&text("gitlab-ci.yml")).len(), 3);
    assert_eq!((gitlab(&desk), outcome(&desk, "out/report.json")), (0, "conformant".into()));
    assert!(desk.scene.path("out/junit.xml").is_file());
}

#[test]
fn only_the_last_job_fails_when_something_is_violated() {
    let desk = Desk::with_an_endpoint("--fault charge_echo_wrong");
    assert_eq!((gitlab(&desk), outcome(&desk, "out/report.json")), (1, "violated".into()));
}

#[test]
fn the_github_workflow_takes_signoff_out_of_its_image_runs_all_parts_and_joins_them() {
    let desk = Desk::with_an_endpoint("");
    // A docker that knows one image.
    desk.program("docker", "case $1 in create) echo c1 ;; cp) cp \"$(command -v signoff)\" \"$3\" ;; esac");
    let text = text("github-actions.yml");
    assert!(text.contains("part: [1, 2, 3, 4]"));
    let (part, verdict) = text.split_once("\n  verdict:\n").unwrap();
    assert_eq!((scripts(part).len(), scripts(verdict).len()), (3, 2));
    let temp = desk.scene.folder.path().display().to_string();
    let (summary, path) = (format!("{temp}/summary.md"), format!("{temp}/path"));
    let usual = [
        ("RUNNER_TEMP", temp.as_str()),
        ("GITHUB_PATH", &path),
        ("GITHUB_STEP_SUMMARY", &summary),
        ("SIGNOFF_IMAGE", "registry.example.com/signoff"),
    ];
    for number in ["1", "2", "3", "4"] {
        let shard = format!("{number}/4");
        let code = job(&desk, &scripts(part), &[&usual[..], &[("PART", number), ("SHARD", &shard)]].concat());
        assert_eq!(code, 0, "part {number}");
    }
    assert_eq!((job(&desk, &scripts(verdict), &usual), outcome(&desk, "out/report.json")), (0, "conformant".into()));
    for file in ["out/report.html", "out/junit.xml", "out/signoff.sarif", "summary.md", "bin/signoff"] {
        assert!(desk.scene.path(file).metadata().unwrap().len() > 0, "{file} is empty");
    }
    assert!(fs::read_to_string(path).unwrap().contains("/bin"));
}

#[test]
fn the_indexed_job_counts_its_parts_from_one_and_joins_those_of_its_own_run() {
    for (faults, code, said) in [("", 0, "conformant"), ("--fault charge_echo_wrong", 1, "violated")] {
        let desk = Desk::with_an_endpoint(faults);
        // Parts of an earlier run stay in the claim.
        (1..=4).for_each(|part| desk.scene.write(&format!("reports/earlier/{part}.json"), "{}"));
        // The volumes are folders here.
        let here = desk.scene.folder.path().display().to_string();
        let text =
            text("kubernetes.yml").replace("/reports", &format!("{here}/reports")).replace("/config/", &format!("{here}/"));
        let jobs = scripts(&text);
        assert_eq!(jobs.len(), 1);
        let variables = |index: &'static str| [("JOB_COMPLETION_INDEX", index), ("RUN", "a-uid")];
        // The fifth is there before any part is.
        let ended = std::thread::scope(|scope| {
            let fifth = scope.spawn(|| job(&desk, &jobs, &variables("4")));
            for index in ["0", "1", "2", "3"] {
                assert!(!fifth.is_finished(), "it did not wait for part {index}");
                assert_eq!(job(&desk, &jobs, &variables(index)), 0, "{index}");
            }
            fifth.join().unwrap()
        });
        assert_eq!((ended, outcome(&desk, "reports/a-uid/report.json")), (code, said.into()));
    }
}

/// The sources of the `COPY` instructions that take from the repository.
fn copied() -> BTreeSet<String> {
    let dockerfile = text("Dockerfile");
    let copies = dockerfile.lines().filter_map(|line| line.strip_prefix("COPY ")).filter(|copy| !copy.starts_with("--from"));
    copies.flat_map(|copy| copy.split(' ').rev().skip(1).map(str::to_owned).collect::<Vec<_>>()).collect()
}

#[test]
fn the_image_is_built_from_what_is_there_and_cargo_accepts_it() {
    let folder = tempfile::tempdir().unwrap();
    for name in copied() {
        let source = root().join(&name);
        assert!(source.exists(), "{name} is not there");
        assert!(text("Dockerfile.dockerignore").lines().any(|line| line == format!("!{name}")), "{name} is ignored");
        let copy = Command::new("cp").arg("-r").arg(&source).arg(folder.path()).status().unwrap();
        assert!(copy.success());
    }
    // Every target of the manifest, and the lock file, must be among it.
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["metadata", "--locked", "--offline", "--format-version", "1", "--no-deps"]).current_dir(&folder);
    let metadata: Value = serde_json::from_str(&printed(&mut cargo)).unwrap();
    let targets = metadata["packages"][0]["targets"].as_array().unwrap();
    let bin = targets.iter().filter(|target| target["kind"][0] == "bin").map(|target| target["name"].as_str().unwrap());
    assert_eq!(bin.collect::<Vec<_>>(), ["signoff"]);
    for target in targets {
        assert!(Path::new(target["src_path"].as_str().unwrap()).exists(), "{target}");
    }
}

#[test]
fn nothing_that_is_built_into_the_program_is_left_out_of_the_image() {
    let build = fs::read_to_string(root().join("build.rs")).unwrap();
    let embedded = fs::read_to_string(root().join("src/embedded.rs")).unwrap();
    for folder in ["features", "schemas", "snapshots"] {
        assert_eq!(build.contains(folder) || embedded.contains(folder), copied().contains(folder), "{folder}");
    }
}

#[test]
fn the_image_runs_as_nobody_and_its_command_is_one_of_ours() {
    let dockerfile = text("Dockerfile");
    let stages: Vec<&str> = dockerfile.split("\nFROM ").skip(1).collect();
    assert_eq!(stages.len(), 4);
    let user = |stage: &str| stage.lines().filter_map(|line| line.strip_prefix("USER ")).next_back().map(str::to_owned);
    assert_eq!((user(stages[1]).as_deref(), user(stages[2]).as_deref()), (Some("10001:10001"), Some("10001:10001")));
    assert_eq!((stages[3].trim(), user(stages[3])), ("slim", None));
    assert!(dockerfile.contains("ENTRYPOINT [\"signoff\"]\nCMD [\"run\"]"));
}

#[test]
fn the_published_schemas_and_linters_find_nothing() {
    let path = |name: &str| root().join("deploy").join(name);
    let Some(mut check) = python("check-jsonschema") else { return };
    printed(check.args(["--builtin-schema", "vendor.github-workflows"]).arg(path("github-actions.yml")));
    printed(python("check-jsonschema").unwrap().args(["--builtin-schema", "vendor.gitlab-ci"]).arg(path("gitlab-ci.yml")));
    printed(python("kubernetes-validate").unwrap().arg("--strict").arg(path("kubernetes.yml")));
    printed(python("hadolint").unwrap().arg(path("Dockerfile")));
    let folder = tempfile::tempdir().unwrap();
    for file in ["github-actions.yml", "gitlab-ci.yml", "kubernetes.yml"] {
        for (number, script) in scripts(&text(file)).iter().enumerate() {
            let path = folder.path().join(format!("{file}-{number}.sh"));
            fs::write(&path, format!("#!/bin/bash\n{script}")).unwrap();
            printed(python("shellcheck").unwrap().arg(&path));
        }
    }
}

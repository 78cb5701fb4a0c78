//! The files of one real run with two planted faults, in every format.

use std::fs;
use std::sync::OnceLock;

use serde_json::Value;

use crate::cli::scene::Scene;

/// Format and file, but for JSON.
pub const FORMATS: [(&str, &str); 6] = [
    ("html", "report.html"),
    ("markdown", "report.md"),
    ("sarif", "report.sarif"),
    ("github", "report.github"),
    ("csv", "checklist.csv"),
    ("messages", "messages.ndjson"),
];

/// Asks a run for every format.
pub fn flags() -> Vec<String> {
    FORMATS.iter().flat_map(|(format, file)| ["--report".to_owned(), format!("{format}={file}")]).collect()
}

fn scene() -> &'static Scene {
    static SCENE: OnceLock<Scene> = OnceLock::new();
    SCENE.get_or_init(|| {
        let scene = Scene::embedded();
        let flags = flags();
        let faults = ["--fault", "amazon_pay_india:charge_echo_wrong", "--fault", "amazon_pay_india:signer_plus_for_space"];
        let arguments: Vec<&str> = flags.iter().map(String::as_str).chain(faults).collect();
        let ran = scene.run(&arguments);
        assert_eq!(ran.code, 1, "{ran:?}");
        scene
    })
}

/// One of the files.
pub fn text(format: &str) -> String {
    let (_, file) = FORMATS.iter().find(|(known, _)| *known == format).unwrap();
    fs::read_to_string(scene().path(file)).unwrap()
}

/// The JUnit report of the same run.
pub fn junit() -> String {
    fs::read_to_string(scene().path("junit.xml")).unwrap()
}

/// The JSON report of the same run.
pub fn json() -> Value {
    scene().report().0
}

/// Its requirements of one status.
pub fn having(status: &str) -> Vec<Value> {
    let entries = json()["requirements"].as_array().unwrap().clone();
    entries.into_iter().filter(|entry| entry["status"] == status).collect()
}

//! Signers that are programs: one that signs rightly, one with a mistake, and those that do not work at all.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::path::Path;
use std::time::Duration;

use serde_json::{Value, json};

use super::scene::{Ran, Report, Scene, catalogue, linked};
use crate::signing::examples::{EXAMPLES, SIGNERS, is_there};
use crate::transport::server::free;

/// A signer that is started on a busy machine may take long for its first answer.
fn config(script: &str) -> Value {
    json!({
        "transport": { "timeout": "20s" },
        "amazon_pay_india": { "signer": { "command": ["python3", "-c", script] } },
    })
}

/// A run with a signer that is this Python program.
fn run(script: &str) -> (Ran, Report) {
    let scene = Scene::with(&config(script));
    let ran = scene.run(&["--subject", "signer"]);
    (ran, scene.report())
}

/// The start of a program that uses, or changes, the signer of the examples.
fn with_signer(rest: &str) -> String {
    format!("import sys; sys.path.insert(0, {SIGNERS:?}); sys.dont_write_bytecode = True\nimport signer\n{rest}")
}

#[test]
fn a_right_one_of_any_language_meets_every_requirement() {
    for example in EXAMPLES.iter().filter(|example| is_there(example.program)) {
        let mut config = config("");
        config["amazon_pay_india"]["signer"]["command"] = json!([example.program, format!("{SIGNERS}/{}", example.file)]);
        let scene = Scene::with(&config);
        let ran = scene.run(&["--subject", "signer"]);
        assert_eq!(ran.code, 0, "{}: {ran:?}", example.language);
        assert_eq!(scene.report().having("met").len(), catalogue("signer").len(), "{}", example.language);
        assert!(ran.stdout.contains("were tried and hold"), "{}", ran.stdout);
    }
}

#[test]
fn one_mistake_violates_the_requirement_that_it_breaks() {
    let plus = "encode = signer.encode\nsigner.encode = lambda text: encode(text).replace('%20', '+')\nsigner.main()";
    let (ran, report) = run(&with_signer(plus));
    assert_eq!((ran.code, report.having("violated")), (1, linked("signer_plus_for_space", "signer")), "{ran:?}");
    assert!(ran.stdout.contains("signer's canonical_request"), "{}", ran.stdout);
}

#[test]
fn one_whose_port_is_closed_is_unreachable() {
    let url = format!("http://{}/sign", free());
    let scene = Scene::with(&json!({ "amazon_pay_india": { "signer": { "url": url } } }));
    let ran = scene.run(&["--subject", "signer"]);
    assert_eq!(ran.code, 4, "{ran:?}");
    scene.report().is_all_inconclusive("could not ask the signer");
}

#[test]
fn one_that_answered_is_not_unreachable_when_its_port_closes_behind_the_answer() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/sign", listener.local_addr().unwrap());
    let answers = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        drop(listener);
        let _ = stream.read(&mut [0; 8192]).unwrap();
        stream.write_all(b"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 2\r\n\r\nno").unwrap();
    });
    cannot_tell_with(&Scene::with(&json!({ "amazon_pay_india": { "signer": { "url": url } } })), "no JSON object");
    answers.join().unwrap();
}

/// The run ends 3, everything is inconclusive for a reason that holds `words`, and it did not take long.
fn cannot_tell(script: &str, words: &str) {
    cannot_tell_with(&Scene::with(&config(script)), words);
}

fn cannot_tell_with(scene: &Scene, words: &str) {
    let ran = scene.run(&["--subject", "signer"]);
    assert_eq!(ran.code, 3, "{ran:?}");
    scene.report().is_all_inconclusive(words);
    assert!(ran.stdout.contains(words), "{}", ran.stdout);
    // Asked once, not once per scenario.
    assert!(ran.took < Duration::from_secs(30), "{:?}", ran.took);
}

#[test]
fn one_that_hangs_is_stopped() {
    let mut config = config("");
    config["transport"]["timeout"] = json!("2s");
    config["amazon_pay_india"]["signer"]["command"] = json!(["sh", "-c", "echo $$ > process; exec sleep 600"]);
    let scene = Scene::with(&config);
    cannot_tell_with(&scene, "the signer gave no answer within 2s and was stopped");
    let process = fs::read_to_string(scene.path("process")).unwrap();
    let command = Path::new("/proc").join(process.trim()).join("cmdline");
    assert!(!fs::read_to_string(command).unwrap_or_default().contains("sleep"), "the process still lives");
}

#[test]
fn those_that_print_garbage() {
    cannot_tell("print('ready to sign')", "the signer answered with a line that is no JSON object: \"ready to sign\"");
    cannot_tell("print('[1]')", "no JSON object");
    cannot_tell("print('{\"id\":17}')", "the signer answered out of order: the id 17 to the id 0");
}

#[test]
fn those_that_crash() {
    cannot_tell("raise SystemExit('no such key store')", "exit status: 1); its stderr ends with: no such key store");
    cannot_tell(&with_signer("signer.sign = None\nsigner.main()"), "the signer answered the error");
}

#[test]
fn the_traceback_of_one_is_short_for_people_and_whole_for_programs() {
    let script = with_signer("def fails():\n    raise KeyError('no such key store')\nfails()");
    let scene = Scene::with(&config(&script));
    let ran = scene.run(&["--subject", "signer"]);
    assert_eq!(ran.code, 3, "{ran:?}");
    let short = "its stderr ends with: Traceback (most recent call last): … KeyError: 'no such key store'\n";
    assert!(ran.stdout.contains(short) && !ran.stdout.contains("in <module>"), "{}", ran.stdout);
    let whole = "Traceback (most recent call last):\n  File \"<string>\"";
    assert!(scene.report().requirements().any(|entry| entry["reason"].as_str().is_some_and(|why| why.contains(whole))));
    let doctor = scene.signoff(&["doctor"]);
    assert!(doctor.stdout.contains(short) && !doctor.stdout.contains("in <module>"), "{}", doctor.stdout);
}

#[test]
fn one_that_cannot_be_started() {
    let mut config = config("");
    config["amazon_pay_india"]["signer"]["command"] = json!(["./no-such-signer"]);
    let scene = Scene::with(&config);
    assert_eq!(scene.run(&["--subject", "signer"]).code, 3);
    scene.report().is_all_inconclusive("could not start the signer \"./no-such-signer\"");
}

#[test]
fn one_that_crashes_now_and_then_is_started_again() {
    let now_and_then = "for line in range(5):\n    text = sys.stdin.readline()\n    q = signer.json.loads(text)\n    \
                        print(signer.json.dumps({'id': q['id']} | signer.answer(q)), flush=True)";
    let (ran, report) = run(&with_signer(now_and_then));
    assert_eq!((ran.code, report.having("violated")), (3, vec![]), "{ran:?}");
    let outcomes = |wanted: &str| report.scenarios().filter(|scenario| scenario["outcome"] == wanted).count();
    assert!(outcomes("passed") > 10 && outcomes("inconclusive") > 1, "{ran:?}");
}

//! `signoff signer`: good and wrong signers in three languages, signers that do not work, unit tests that are written, vectors.

use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use signoff::providers::amazon_pay_india::{AMAZON_PAY_INDIA as APL, mistakes};
use signoff::schema;
use tempfile::TempDir;

use super::examples::{EXAMPLES, SIGNERS, is_there};

/// Exit code and stdout, or stderr where stdout is empty.
fn signer(folder: &TempDir, arguments: &[&str]) -> (i32, String) {
    let output = Command::new(assert_cmd::cargo::cargo_bin!("signoff"))
        .arg("signer")
        .args(arguments)
        .current_dir(folder.path())
        .output()
        .unwrap();
    let text = if output.stdout.is_empty() { output.stderr } else { output.stdout };
    (output.status.code().unwrap(), String::from_utf8(text).unwrap())
}

fn report(folder: &TempDir, arguments: &[&str]) -> (i32, Value) {
    let (code, text) = signer(folder, &[&["--format", "json"], arguments].concat());
    (code, serde_json::from_str(&text).unwrap_or_else(|_| panic!("{text}")))
}

/// A folder with a file.
fn folder(name: &str, text: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join(name), text).unwrap();
    folder
}

/// The names of all parameters or members.
fn parameters(request: &Value) -> Vec<String> {
    let body: serde_json::Map<String, Value> =
        request["body"].as_str().map(|body| serde_json::from_str(body).unwrap()).unwrap_or_default();
    let query = request["url"].as_str().unwrap().split_once('?').map_or("", |(_, query)| query);
    let asked = query.split('&').filter(|pair| !pair.is_empty()).map(|pair| pair.split('=').next().unwrap().to_owned());
    body.keys().cloned().chain(asked).collect()
}

#[test]
fn right_signers_of_every_language_are_good_and_open_forms_are_not_judged() {
    for example in EXAMPLES.iter().filter(|example| is_there(example.program)) {
        let folder = tempfile::tempdir().unwrap();
        let command = format!("{} '{SIGNERS}/{}'", example.program, example.file);
        let (code, report) = report(&folder, &["--exec", &command, "--cases", "600", "--seed", "5", "--timeout", "120"]);
        assert_eq!((code, &report["good"], &report["cases"]), (0, &json!(true), &json!(600)), "{}: {report}", example.language);
        let number = &report["open"]["number"];
        assert!(number["tried"].as_u64().unwrap() > 5, "{report}");
        // JavaScript does not keep a number's text; that is not judged.
        let differently = number["differently"].as_u64().unwrap();
        assert_eq!(differently > 0, example.language == "node", "{report}");
        assert_eq!(report["open"].get("no signature"), None);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "nothing is written");
    }
}

#[test]
fn a_bug_shrinks_to_a_small_request_is_named_and_kept_and_its_unit_test_runs() {
    for example in EXAMPLES.iter().filter(|example| is_there(example.program)) {
        let right = fs::read_to_string(format!("{SIGNERS}/{}", example.file)).unwrap();
        let (piece, wrong, mistake) = example.bug;
        assert_eq!(right.matches(piece).count(), 1, "{piece}");
        let folder = folder(example.file, &right.replace(piece, wrong));
        // The second word is for the unit test: not every language writes such a character as JSON does.
        let command = format!("{} {} '🙂 \"é'", example.program, example.file);
        let arguments = ["--exec", &command, "--timeout", "120", "--seed", "7", "--emit", example.language];
        let (code, found) = report(&folder, &arguments);
        assert_eq!((code, &found["good"]), (1, &json!(false)), "{found}");
        let counterexample = &found["counterexample"];
        assert_eq!(counterexample["diagnosis"]["causes"][0]["id"], mistake, "{found}");
        assert_eq!(counterexample["diagnosis"].get("alternatives"), None, "{found}");
        assert!(parameters(&counterexample["request"]).len() <= 3 + 2, "{found}");

        // Kept, in the form of a vector, and tried first: no new requests are needed.
        let kept = fs::read_to_string(folder.path().join("signer-regressions.json")).unwrap();
        schema::validate("signoff", "vectors", &serde_json::from_str(&kept).unwrap()).unwrap();
        let (code, again) = report(&folder, &["--exec", &command, "--timeout", "120", "--cases", "0"]);
        assert_eq!((code, &again["counterexample"]["request"]), (1, &counterexample["request"]), "{again}");

        let test = || {
            let run = Command::new(example.test[0]).args(&example.test[1..]).current_dir(folder.path()).output().unwrap();
            (run.status.success(), format!("{run:?}"))
        };
        let (passed, told) = test();
        assert!(!passed, "the wrong signer passes {told}");
        fs::write(folder.path().join(example.file), &right).unwrap();
        let (passed, told) = test();
        assert!(passed, "the right signer fails {told}");
        let (code, fixed) = report(&folder, &["--exec", &command, "--timeout", "120", "--cases", "0"]);
        assert_eq!((code, &fixed["regressions"]), (0, &json!(1)), "{fixed}");
    }
}

#[test]
fn people_are_told_what_to_do() {
    let right = fs::read_to_string(format!("{SIGNERS}/signer.py")).unwrap();
    let folder = folder(
        "signer.py",
        &right
            .replace("upper-case hex", "hex")
            .replace("return quote(", "return quote_plus(")
            .replace("import quote,", "import quote_plus,"),
    );
    let (code, told) = signer(&folder, &["--exec", "python3 signer.py", "--seed", "1", "--timeout", "120", "--emit", "json"]);
    assert_eq!(code, 1, "{told}");
    for words in [
        "not signed as published",
        "A space is encoded as a plus sign.",
        "first difference: canonical request",
        "--seed 1",
        "signer-regressions.json",
        "wrote signoff_counterexample.json",
    ] {
        assert!(told.contains(words), "{words:?} is not in {told}");
    }
    let vector: Value = serde_json::from_slice(&fs::read(folder.path().join("signoff_counterexample.json")).unwrap()).unwrap();
    schema::validate("signoff", "vectors", &vector).unwrap();
}

#[test]
fn go_source_is_formatted_and_runs() {
    let right = fs::read_to_string(format!("{SIGNERS}/signer.py")).unwrap();
    let folder = folder("signer.py", &right.replace("safe=\"-._~\"", "safe=\"-._~/\""));
    let (code, _) = signer(&folder, &["--exec", "python3 signer.py 🙂", "--timeout", "120", "--emit", "go"]);
    assert_eq!(code, 1);
    let name = "signoff_counterexample_test.go";
    let source = fs::read_to_string(folder.path().join(name)).unwrap();
    assert!(source.contains(r#"command := []string{"python3", "signer.py", "\U0001f642"}"#) && !source.contains('@'), "{source}");
    if !is_there("go") {
        return;
    }
    let go =
        |program: &str, arguments: &[&str]| Command::new(program).args(arguments).current_dir(folder.path()).output().unwrap();
    let listed = go("gofmt", &["-l", name]);
    assert!(listed.status.success() && listed.stdout.is_empty(), "{listed:?}");
    let wrong = go("go", &["test", name]);
    assert!(!wrong.status.success(), "the wrong signer passes {wrong:?}");
    assert!(String::from_utf8_lossy(&wrong.stdout).contains("the signature is not the published one"), "{wrong:?}");
    fs::write(folder.path().join("signer.py"), &right).unwrap();
    let passed = go("go", &["test", name]);
    assert!(passed.status.success(), "the right signer fails {passed:?}");
}

#[test]
fn a_signer_that_does_not_work_is_told_and_nothing_hangs() {
    let folder = folder("signer.py", &fs::read_to_string(format!("{SIGNERS}/signer.py")).unwrap());
    let unusable = [
        ("exec sleep 600", 2, "gave no answer within 1s and was stopped"),
        ("echo ready; cat", 2, "no JSON object"),
        ("exit 3", 2, "exit status: 3"),
        (r#"echo '{"id":17}'; cat"#, 2, "out of order: the id 17 to the id 1"),
        (r#"n=0; while read -r line; do n=$((n+1)); echo "{\"id\":$n,\"error\":\"no key\"}"; done"#, 2, "no key"),
    ];
    for (script, expected, words) in unusable {
        fs::write(folder.path().join("odd.sh"), script).unwrap();
        let began = Instant::now();
        let (code, told) = signer(&folder, &["--exec", "sh odd.sh", "--timeout", "1"]);
        assert_eq!(code, expected, "{script}: {told}");
        assert!(told.contains(words), "{script}: {told}");
        assert!(began.elapsed() < Duration::from_secs(60), "{script}");
    }
}

/// A test with the signer of the examples, which answers `line` by these Python lines.
fn odd(lines: &str, timeout: &str) -> (i32, Value) {
    let folder = folder("signer.py", &fs::read_to_string(format!("{SIGNERS}/signer.py")).unwrap());
    let start = "import sys, json, time; sys.path.insert(0, '.'); sys.dont_write_bytecode = True; import signer
for count, line in enumerate(sys.stdin):
    question = json.loads(line)
    answer = json.dumps({'id': question['id']} | signer.answer(question))
";
    fs::write(folder.path().join("odd.py"), format!("{start}{lines}\n")).unwrap();
    let found = report(&folder, &["--exec", "python3 odd.py", "--cases", "300", "--seed", "3", "--timeout", timeout]);
    assert!(found.0 == 1 || !folder.path().join("signer-regressions.json").exists(), "kept: {found:?}");
    found
}

#[test]
fn one_that_stumbles_and_is_right_when_it_is_asked_again_is_good() {
    for line in [
        "    if count == 200: time.sleep(600)\n    print(answer, flush=True)",
        "    if count == 200: sys.exit('lost the key')\n    print(answer, flush=True)",
        "    print('oops' if count == 200 else answer, flush=True)",
        "    print(answer[:-1] + ', \"error\": null}', flush=True)",
    ] {
        let (code, found) = odd(line, "5");
        assert_eq!((code, &found["good"], &found["cases"]), (0, &json!(true), &json!(300)), "{line}: {found}");
    }
}

#[test]
fn one_that_answers_out_of_order_is_told_so() {
    let held =
        "    if count == 200: held = answer\n    else: print(answer, flush=True)\n    if count == 201: print(held, flush=True)";
    let (code, found) = odd(held, "5");
    assert_eq!((code, &found["good"], &found["counterexample"]), (2, &json!(false), &Value::Null), "{found}");
    assert_eq!(found["problem"]["text"], "the signer answered out of order: the id 202 to the id 201", "{found}");
}

#[test]
fn where_it_cannot_be_told_how_a_request_is_signed_it_is_not_called_wrong() {
    let agent = "    agent = question['request']['headers']['x-amz-user-agent']\n";
    for (line, words) in [
        ("    if 'Agent' in agent: time.sleep(600)\n    print(answer, flush=True)", "gave no answer within 2s and was stopped"),
        (
            "    if 'Agent' in agent: sys.exit('lost the key')\n    print(answer, flush=True)",
            "its stderr ends with: lost the key",
        ),
        ("    print('oops' if 'Agent' in agent else answer, flush=True)", "no JSON object: \"oops\""),
        (
            "    if 'Agent' in agent: answer = json.dumps({'id': question['id'], 'error': 'bad agent'})\n    print(answer, flush=True)",
            "answered the error \"bad agent\"",
        ),
        (
            "    if 'Agent' in agent: answer = json.dumps({'id': question['id']})\n    print(answer, flush=True)",
            "holds neither an authorization nor an error",
        ),
        (
            "    if 'Agent' in agent: answer = answer[:-1] + ', \"headers\": {\"x-amz-date\": \"20200101T000000Z\"}}'\n    print(answer, flush=True)",
            "the signer changed x-amz-date",
        ),
    ] {
        let (code, found) = odd(&format!("{agent}{line}"), "2");
        assert_eq!((code, &found["good"], &found["counterexample"]), (2, &json!(false), &Value::Null), "{line}: {found}");
        assert!(found["problem"]["text"].as_str().unwrap().contains(words), "{line}: {found}");
        // It is the request to blame, not one that was on its way with it.
        assert!(found["problem"]["request"]["headers"]["x-amz-user-agent"].as_str().unwrap().contains("Agent"), "{found}");
    }
}

#[test]
fn one_that_hangs_while_a_request_is_made_smaller_is_asked_no_more() {
    let wrong = "    if '*' in agent and question['id'] > 135: time.sleep(600)\n    if 'Agent' in agent: answer = answer[:-3] + 'x\"}'\n    \
                 print(answer, flush=True)";
    let began = Instant::now();
    let (code, found) = odd(&format!("    agent = question['request']['headers']['x-amz-user-agent']\n{wrong}"), "2");
    assert_eq!((code, &found["problem"]), (1, &Value::Null), "{found}");
    assert!(began.elapsed() < Duration::from_secs(60), "{:?}", began.elapsed());
}

#[test]
fn what_it_cannot_use_is_exit_2_with_one_sentence() {
    let folder = folder("broken.json", "{}");
    let right = format!("python3 '{SIGNERS}/signer.py'");
    let cases: [(&[&str], &str); 8] = [
        (&[], "--exec"),
        (&["--exec", "a", "--url", "http://127.0.0.1:1"], "cannot be used with"),
        (&["--exec", "'open"], "is not closed"),
        (&["--url", "ftp://h.example"], "no http address"),
        (&["--provider", "ppro", "--exec", "cat"], "signs no requests"),
        (&["--exec", "cat", "--regressions", "broken.json"], "could not read broken.json"),
        (
            &["--exec", &right, "--cases", "0"],
            "nothing would be tried: --cases is 0, and signer-regressions.json holds no request",
        ),
        (&["--exec", "./no-such-signer"], "could not start the signer"),
    ];
    for (arguments, words) in cases {
        let (code, told) = signer(&folder, arguments);
        assert_eq!(code, 2, "{arguments:?}: {told}");
        assert!(told.contains(words), "{arguments:?}: {told}");
    }
}

struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

const SERVER: &str = r#"
import http.server, json, sys
sys.path.insert(0, sys.argv[1])
sys.dont_write_bytecode = True
import signer
if len(sys.argv) > 2:
    signer.encode = lambda text: signer.quote(text, safe="-._~/")
class Answer(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def do_POST(self):
        question = json.loads(self.rfile.read(int(self.headers["content-length"])))
        answer = json.dumps({"id": question["id"]} | signer.answer(question)).encode()
        self.send_response(200)
        self.send_header("content-length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)
    def log_message(self, *_):
        pass
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answer)
print(server.server_address[1], flush=True)
server.serve_forever()
"#;

fn serve(more: &[&str]) -> (Server, String) {
    use std::io::BufRead;
    let mut command = Command::new("python3");
    let mut child = command.args(["-c", SERVER, SIGNERS]).args(more).stdout(Stdio::piped()).spawn().unwrap();
    let mut port = String::new();
    std::io::BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut port).unwrap();
    (Server(child), format!("http://127.0.0.1:{}/sign", port.trim()))
}

#[test]
fn a_signer_may_be_an_address() {
    let folder = tempfile::tempdir().unwrap();
    let (_good, url) = serve(&[]);
    assert_eq!(signer(&folder, &["--url", &url, "--cases", "100", "--timeout", "60"]).0, 0);
    let (_bad, url) = serve(&["bug"]);
    for (language, test) in [
        ("python", &["python3", "-m", "unittest", "test_signoff_counterexample.py"][..]),
        ("node", EXAMPLES[1].test),
        ("java", EXAMPLES[2].test),
        ("go", &["go", "test", "signoff_counterexample_test.go"]),
    ] {
        if !is_there(test[0]) {
            continue;
        }
        let (code, told) = signer(&folder, &["--url", &url, "--timeout", "60", "--emit", language]);
        assert_eq!(code, 1, "{told}");
        let run = |folder: &Path| Command::new(test[0]).args(&test[1..]).current_dir(folder).output().unwrap();
        let failed = run(folder.path());
        assert!(!failed.status.success() && format!("{failed:?}").contains("published"), "{failed:?}");
    }
}

#[test]
fn vectors_are_exported_with_stages_flags_and_notes() {
    let folder = tempfile::tempdir().unwrap();
    let export = |name: &str| {
        let (code, told) = signer(&folder, &["--export", name]);
        assert_eq!(code, 0, "{told}");
        fs::read(folder.path().join(name)).unwrap()
    };
    let text = export("one.json");
    let file: Value = serde_json::from_slice(&text).unwrap();
    schema::validate("signoff", "vectors", &file).unwrap();
    let mut broken = file.clone();
    broken["vectors"][0]["hash"] = json!("ABC");
    assert!(schema::validate("signoff", "vectors", &broken).is_err());

    let notes = file["notes"].as_object().unwrap();
    for vector in file["vectors"].as_array().unwrap() {
        let document = json!({
            "request": vector["request"], "authorization": vector["authorization"],
            "access_key_id": file["access_key_id"], "secret_key": file["secret_key"],
        });
        assert_eq!((APL.documents.verify)(&document.to_string()), Ok(Ok(())), "{vector}");
        assert!(vector["authorization"].as_str().unwrap().ends_with(vector["signature"].as_str().unwrap()));
        assert!(vector["flags"].as_array().unwrap().iter().all(|flag| notes.contains_key(flag.as_str().unwrap())), "{vector}");
    }
    // Those that nothing settled shows, and what no generated request holds, are not caught.
    let missed: Vec<_> = mistakes::all().map(|mistake| mistake.cause.id).filter(|id| !notes.contains_key(*id)).collect();
    assert!(missed.len() <= 20, "{missed:?}");
    assert_eq!(text, export("two.json"), "the same seed makes the same file");
}

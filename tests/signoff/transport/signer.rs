//! Signers that are programs: good ones, and every way to go wrong.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use signoff::config::transport::TransportSettings;
use signoff::transport::client::Client;
use signoff::transport::signer::{Kind, Process, SignerLink};

use super::{block_on, server};

const LIMIT: Duration = Duration::from_secs(30);
/// Puts the question's id (its first member) into `$id`.
const ID: &str = "id=${line#*:}; id=${id%%[,\\}]*}";

fn shell(script: &str) -> SignerLink {
    SignerLink::Process(Process::new(&["sh".to_owned(), "-c".to_owned(), script.to_owned()]))
}

fn loop_over(body: &str) -> SignerLink {
    shell(&format!("while read -r line; do {ID}; {body}; done"))
}

fn ask(link: &mut SignerLink, line: &str) -> Result<String, String> {
    block_on(link.ask(line, LIMIT)).map(|answer| answer.to_string()).map_err(|trouble| trouble.text)
}

#[test]
fn one_process_answers_every_question() {
    let mut link = loop_over(r#"n=$((n+1)); echo "{\"id\":$id,\"n\":$n}""#);
    block_on(async {
        assert_eq!(link.ask(r#"{"id":7,"x":1}"#, LIMIT).await.unwrap().to_string(), r#"{"id":7,"n":1}"#);
        assert_eq!(link.ask(r#"{"id":8}"#, LIMIT).await.unwrap().to_string(), r#"{"id":8,"n":2}"#);
    });
}

#[test]
fn many_lines_are_asked_at_once_and_neither_side_waits() {
    let mut link = shell("while read -r line; do echo \"$line\"; done");
    let lines: Vec<String> = (0..2_000).map(|id| format!(r#"{{"id":{id},"text":"{}"}}"#, "x".repeat(1_000))).collect();
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let (answers, problem) = block_on(link.ask_all(&lines, LIMIT));
    assert_eq!(answers.iter().map(ToString::to_string).collect::<Vec<_>>(), lines);
    assert_eq!(problem, None);
}

#[test]
fn answers_come_in_the_order_of_the_questions_and_end_before_the_first_that_does_not() {
    let lines = [r#"{"id":1}"#, r#"{"id":2}"#, r#"{"id":3}"#];
    for (script, ids, out_of_order, why) in [
        ("echo $a; read -r b; read -r c; echo $b; echo $c", vec![1, 2, 3], false, ""),
        (
            "read -r b; read -r c; echo $a; echo $c; echo $b",
            vec![1],
            true,
            "the signer answered out of order: the id 3 to the id 2",
        ),
        ("echo $a; echo $a; read -r b; echo $b", vec![1], true, "the signer answered out of order: the id 1 to the id 2"),
        ("echo $a; echo '{}'; echo $a", vec![1], true, "the signer answered out of order: the id none to the id 2"),
        ("echo $a; echo log; echo $a", vec![1], false, "a line that is no JSON object: \"log\""),
        ("echo $a; exit 4", vec![1], false, "exit status: 4"),
        ("echo $a; read -r b; echo $b; exec sleep 60", vec![1, 2], false, "the signer gave no answer within 2s and was stopped"),
    ] {
        let script = format!("read -r a; {script}; sleep 9");
        let (answers, trouble) = block_on(shell(&script).ask_all(&lines, Duration::from_secs(2)));
        let told: Vec<_> = answers.iter().map(|answer| answer["id"].as_u64().unwrap()).collect();
        assert_eq!(told, ids, "{script}");
        let disordered = trouble.as_ref().is_some_and(|trouble| trouble.kind == Kind::OutOfOrder);
        let text = trouble.map(|trouble| trouble.text).unwrap_or_default();
        assert!(disordered == out_of_order && text.contains(why) && text.is_empty() == why.is_empty(), "{script}: {text}");
    }
}

#[test]
fn much_on_stderr_does_not_block() {
    let mut link = loop_over(r#"head -c 1000000 /dev/zero >&2; echo "{\"id\":$id}""#);
    assert_eq!(ask(&mut link, r#"{"id":1}"#).unwrap(), r#"{"id":1}"#);
}

#[test]
fn a_program_that_hangs_is_stopped_and_started_anew() {
    let mut link = loop_over(r#"case $line in *hang*) sleep 60;; esac; echo "{\"id\":$id}""#);
    block_on(async {
        let began = Instant::now();
        let silence = link.ask(r#"{"id":1,"hang":1}"#, Duration::from_millis(300)).await.unwrap_err();
        assert_eq!(silence.text, "the signer gave no answer within 300ms and was stopped");
        assert!(began.elapsed() < LIMIT);
        assert_eq!(link.ask(r#"{"id":2}"#, LIMIT).await.unwrap().to_string(), r#"{"id":2}"#);
    });
}

#[test]
fn a_crash_is_told_with_the_end_of_stderr_and_without_the_keys() {
    let mut link = shell("read -r line; echo \"bad key in $line\" >&2; exit 3");
    let crash = ask(&mut link, r#"{"id":1,"secret_key":"canary-secret"}"#).unwrap_err();
    assert!(
        crash.starts_with("the signer ended without an answer (exit status: 3); its stderr ends with: bad key in"),
        "{crash}"
    );
    assert!(crash.contains("[secret_key]") && !crash.contains("canary-secret"), "{crash}");
}

#[test]
fn answers_that_are_none_are_told() {
    let garbage = ask(&mut shell("read -r line; echo \"$line!\""), r#"{"id":1,"secret_key":"canary-secret"}"#).unwrap_err();
    assert!(garbage.contains("no JSON object") && !garbage.contains("canary-secret"), "{garbage}");
    let other = ask(&mut shell("read -r line; echo '{\"id\":99}'; sleep 9"), r#"{"id":1}"#).unwrap_err();
    assert_eq!(other, "the signer answered out of order: the id 99 to the id 1");
    let none = ask(&mut shell("read -r line; echo '{}'; sleep 9"), r#"{"id":1}"#).unwrap_err();
    assert_eq!(none, "the signer answered out of order: the id none to the id 1");
    let half = ask(&mut shell("read -r line; printf '{\"id\":1}'"), r#"{"id":1}"#).unwrap_err();
    assert!(half.starts_with("the signer ended without an answer (exit status: 0)"), "{half}");
}

#[test]
fn a_program_that_is_not_there_is_told() {
    let mut link = SignerLink::Process(Process::new(&["/no/such/signer".to_owned()]));
    let missing = ask(&mut link, r#"{"id":1}"#).unwrap_err();
    assert!(missing.starts_with("could not start the signer \"/no/such/signer\": "), "{missing}");
}

#[test]
fn dropping_the_link_kills_the_program() {
    block_on(async {
        let mut link = shell(r#"read -r line; echo "{\"id\":1,\"pid\":$$}"; exec sleep 60"#);
        let answer = link.ask(r#"{"id":1}"#, LIMIT).await.unwrap();
        let pid = answer["pid"].to_string();
        let alive = || Command::new("kill").args(["-0", &pid]).stderr(Stdio::null()).status().unwrap().success();
        assert!(alive());
        drop(link);
        let deadline = Instant::now() + LIMIT;
        while alive() {
            assert!(Instant::now() < deadline, "the program still runs");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    });
}

#[test]
fn an_address_is_asked_by_post() {
    let client = Client::new(&TransportSettings::default()).unwrap();
    let link = |address: String| SignerLink::Url { url: format!("http://{address}/sign"), client: client.clone() };
    let answer = "HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{\"id\":1}\n";
    assert_eq!(ask(&mut link(server::answering(answer)), r#"{"id":1}"#).unwrap(), r#"{"id":1}"#);
    let wrong = ask(&mut link(server::answering(answer)), r#"{"id":2}"#).unwrap_err();
    assert_eq!(wrong, "the signer answered out of order: the id 1 to the id 2");
    let broken = server::answering("HTTP/1.1 500 Internal Server Error\r\ncontent-length: 0\r\n\r\n");
    assert!(ask(&mut link(broken), r#"{"id":1}"#).unwrap_err().ends_with("HTTP status 500"));
}

//! Every way in which a request can fail, and that a good one goes out byte for byte.

use std::path::Path;
use std::thread::sleep;
use std::time::{Duration, Instant};

use signoff::config::transport::{ClientIdentity, Proxy, TransportSettings};
use signoff::core::http::{Request, Response};
use signoff::core::secret::Secret;
use signoff::transport::client::Client;
use signoff::transport::failure::{Cause, Failure, Phase};

use super::server;

const LIMIT: Duration = Duration::from_secs(2);

fn settings() -> TransportSettings {
    TransportSettings { timeout: LIMIT, body_cap: 1024 * 1024, ..TransportSettings::default() }
}

fn send(settings: &TransportSettings, request: &Request) -> Result<Response, Failure> {
    let client = Client::new(settings).unwrap();
    let began = Instant::now();
    let answer = super::block_on(client.send(request, LIMIT));
    assert!(began.elapsed() < LIMIT + Duration::from_secs(10), "the limit was not kept: {:?}", began.elapsed());
    answer
}

fn get(address: &str) -> Result<Response, Failure> {
    send(&settings(), &Request::new("GET", format!("http://{address}/v1?accessToken=canary")))
}

fn failure(address: &str) -> Failure {
    let failure = get(address).unwrap_err();
    let sentence = failure.to_string();
    assert!(sentence.contains(address) && !sentence.contains("canary"), "{sentence}");
    failure
}

#[test]
fn a_request_goes_out_byte_for_byte() {
    let query = "b=%7C&a='x'&c=a+b%20c&d=*~()!&&e==%c3%A9;/?:@";
    let mut request = Request::new("POST", format!("http://{}/v1/./p%2Fq?{query}", server::echo()).replace("/./", "/"));
    request.headers.push("X-Raw", "a  b\t|é ");
    request.headers.push("authorization", "AMZ+key:sig+/=");
    request.body = "{\"é\" : 1.0}".into();
    // The quotes of a query are rewritten by the URL library; everything else stands.
    assert!(matches!(send(&settings(), &request).unwrap_err().cause, Cause::Unsendable(_)));
    request.url = request.url.replace('\'', "%27");
    let answer = send(&settings(), &request).unwrap();
    let seen = String::from_utf8(answer.body).unwrap();
    let query = query.replace('\'', "%27");
    assert!(seen.starts_with(&format!("POST /v1/p%2Fq?{query} HTTP/1.1\r\n")), "{seen}");
    assert!(seen.contains("x-raw: a  b\t|é") && seen.contains("authorization: AMZ+key:sig+/=\r\n"), "{seen}");
    assert!(seen.ends_with("\r\n\r\n{\"é\" : 1.0}"), "{seen}");
    assert_eq!(answer.headers.iter().filter(|(name, _)| *name == "x-one").count(), 2);
}

#[test]
fn what_cannot_be_sent_as_it_is_is_not_sent() {
    let address = server::free();
    for (url, header) in [
        (format!("http://{address}/a/../b"), ("x", "1")),
        (format!("http://{address}/a?q=\"x\""), ("x", "1")),
        (format!("http://{address}/a?q=é"), ("x", "1")),
        (format!("http://{address}/"), ("x y", "1")),
        (format!("http://{address}/"), ("x", "a\r\nb: c")),
        ("nowhere".to_owned(), ("x", "1")),
    ] {
        let mut request = Request::new("GET", url.clone());
        request.headers.push(header.0, header.1);
        let failure = send(&settings(), &request).unwrap_err();
        assert!(matches!(failure.cause, Cause::Unsendable(_)), "{url}: {failure}");
        assert!(!failure.answered());
    }
}

#[test]
fn a_closed_port_refuses() {
    let failure = failure(&server::free());
    assert_eq!((&failure.cause, failure.answered()), (&Cause::Refused, false));
}

#[test]
fn an_unknown_name_has_no_address() {
    let failure = send(&settings(), &Request::new("GET", "https://signoff.invalid/")).unwrap_err();
    let slow_resolver = Cause::Timeout { phase: Phase::Connection, after: LIMIT / 2 };
    assert!(failure.cause == Cause::Dns || failure.cause == slow_resolver, "{failure}");
    assert_eq!(failure.host, "signoff.invalid:443");
}

#[test]
fn connections_that_end_before_a_head_are_reset() {
    let reset = server::serve(drop);
    let closed = server::answering("");
    let half_a_head = server::answering("HTTP/1.1 200 OK\r\ncontent-le");
    for address in [reset, closed, half_a_head] {
        let failure = failure(&address);
        assert_eq!((&failure.cause, failure.answered()), (&Cause::Reset, false), "{failure}");
    }
}

#[test]
fn silence_is_told_by_what_was_waited_for() {
    let silent = server::serve(|_stream| sleep(Duration::from_secs(20)));
    let within_the_body = server::serve(|mut stream| {
        server::read_request(&mut stream);
        std::io::Write::write_all(&mut stream, b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nab").unwrap();
        sleep(Duration::from_secs(20));
    });
    let silence = failure(&silent);
    assert_eq!((&silence.cause, silence.answered()), (&Cause::Timeout { phase: Phase::Response, after: LIMIT }, false));
    let silence = failure(&within_the_body);
    assert_eq!((&silence.cause, silence.answered()), (&Cause::Timeout { phase: Phase::Body, after: LIMIT }, true));
    let handshake = server::serve(|_stream| sleep(Duration::from_secs(20)));
    let silence = send(&settings(), &Request::new("GET", format!("https://{handshake}/"))).unwrap_err();
    assert_eq!(silence.cause, Cause::Timeout { phase: Phase::Connection, after: LIMIT / 2 });
}

#[test]
fn a_body_shorter_than_announced_is_truncated() {
    let failure = failure(&server::answering("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nabc"));
    assert_eq!((&failure.cause, failure.answered()), (&Cause::Truncated { received: 3 }, true));
}

#[test]
fn a_huge_body_is_capped() {
    let announced =
        server::answering([b"HTTP/1.1 200 OK\r\ncontent-length: 20000000\r\n\r\n", &*vec![b'x'; 20_000_000]].concat());
    let unannounced = server::answering([b"HTTP/1.1 200 OK\r\n\r\n", &*vec![b'x'; 20_000_000]].concat());
    for address in [announced, unannounced] {
        let failure = failure(&address);
        assert_eq!((&failure.cause, failure.answered()), (&Cause::TooLarge { cap: 1024 * 1024 }, true));
    }
}

#[test]
fn garbage_is_no_http() {
    let failure = failure(&server::answering("SSH-2.0-OpenSSH_9.9\r\n"));
    assert_eq!((&failure.cause, failure.answered()), (&Cause::InvalidHttp, false));
}

#[test]
fn pages_and_redirects_are_answers() {
    let page = get(&server::answering("HTTP/1.1 502 Bad Gateway\r\ncontent-length: 6\r\n\r\n<html>")).unwrap();
    assert_eq!((page.status, page.text().as_ref()), (502, "<html>"));
    let moved = format!("HTTP/1.1 302 Found\r\nlocation: http://{}/\r\ncontent-length: 0\r\n\r\n", server::free());
    assert_eq!(get(&server::answering(moved)).unwrap().status, 302);
}

#[test]
fn certificates_are_judged() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/tls");
    let (good, expired) = (server::tls("server.pem"), server::tls("expired.pem"));
    let trusting = |name: &str| TransportSettings { ca_file: Some(folder.join(name)), ..settings() };
    let tried = |settings: &TransportSettings, host: &str, address: &str| {
        let port = address.rsplit(':').next().unwrap();
        send(settings, &Request::new("GET", format!("https://{host}:{port}/")))
    };
    assert_eq!(tried(&trusting("server.pem"), "localhost", &good).unwrap().text(), "ok");
    for (settings, host, address, word) in [
        (settings(), "localhost", &good, "unknown issuer"),
        (trusting("expired.pem"), "localhost", &expired, "expired"),
        (trusting("server.pem"), "127.0.0.1", &good, "another host"),
    ] {
        let failure = tried(&settings, host, address).unwrap_err();
        assert!(matches!(&failure.cause, Cause::Tls(reason) if reason.contains(word)), "{failure}");
        assert!(!failure.answered());
    }
}

#[test]
fn proxies_are_used_for_all_but_this_machine() {
    let proxy = |address: &str| {
        let url = format!("http://{address}").parse().unwrap();
        let proxy = Proxy { url, username: "user".to_owned(), password: Secret::new("canary-password") };
        TransportSettings { proxy: Some(proxy), ..settings() }
    };
    let target = Request::new("GET", "https://sandbox.invalid/");
    let refusing = server::answering("HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n");
    for address in [server::free(), refusing] {
        let failure = send(&proxy(&address), &target).unwrap_err();
        let sentence = failure.to_string();
        assert!(matches!(&failure.cause, Cause::Proxy { proxy, .. } if *proxy == address), "{sentence}");
        assert!(!sentence.contains("canary"), "{sentence}");
    }
    let request = Request::new("GET", format!("http://{}/", server::answering("HTTP/1.1 204 No Content\r\n\r\n")));
    assert_eq!(send(&proxy(&server::free()), &request).unwrap().status, 204);
}

#[test]
fn files_that_hold_no_certificate_are_refused_before_anything_is_sent() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/tls");
    let refused = |settings: &TransportSettings| Client::new(settings).unwrap_err().to_string();
    let missing = TransportSettings { ca_file: Some(folder.join("missing.pem")), ..settings() };
    assert!(refused(&missing).contains("missing.pem"));
    let no_certificate = TransportSettings { ca_file: Some(folder.join("server.key")), ..settings() };
    assert!(refused(&no_certificate).contains("holds no certificate"));
    let identity = |certificate: &str, key: &str| {
        let files = ClientIdentity { certificate: folder.join(certificate), key: folder.join(key) };
        TransportSettings { client_identity: Some(files), ..settings() }
    };
    assert!(refused(&identity("server.pem", "expired.pem")).contains("private key"));
    assert!(Client::new(&identity("server.pem", "server.key")).is_ok());
}

//! What stands at the address is not the provider: nothing is violated, nothing is met, and the report says what happened.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::time::Duration;

use super::scene::{Ran, Scene, foreign_at};
use crate::transport::server::{answering, free, serve, tls};

/// Runs the endpoint's scenarios against `base_url`: the exit code is `code`, and everything is inconclusive for a reason
/// that holds `words`, on stdout, too.
fn judged(base_url: &str, code: i32, words: &str) -> Ran {
    let scene = Scene::with(&foreign_at(base_url));
    let ran = scene.run(&["--subject", "endpoint"]);
    assert_eq!(ran.code, code, "{ran:?}");
    let report = scene.report();
    report.is_all_inconclusive(words);
    assert_eq!(report.0["outcome"], "unproven");
    assert!(report.0["exchanges"].as_array().is_some_and(|exchanges| !exchanges.is_empty()), "what was tried is not shown");
    assert!(ran.stdout.contains(words) && ran.stdout.contains("NOT PROVEN"), "{}", ran.stdout);
    assert!(ran.took < Duration::from_secs(30), "{:?}", ran.took);
    ran
}

fn http(address: &str) -> String {
    format!("http://{address}")
}

#[test]
fn a_file_server() {
    let body = "<h1>Not Found</h1>";
    let head = "HTTP/1.0 404 Not Found\r\nServer: files\r\nContent-Type: text/html;charset=utf-8";
    let server = answering(format!("{head}\r\nContent-Length: {}\r\n\r\n{body}", body.len()));
    judged(&http(&server), 3, "not this provider? the first call was answered 404 with text/html");
    let server = answering("HTTP/1.0 501 Unsupported method\r\nContent-Type: text/plain\r\nContent-Length: 4\r\n\r\nsure");
    judged(&http(&server), 3, "not this provider? the first call was answered 501 with text/plain");
}

#[test]
fn a_web_site_that_answers_everything_with_a_page() {
    let page = "<!doctype html><title>Welcome</title>";
    let head = "HTTP/1.1 200 OK\r\nContent-Type: text/html";
    let server = answering(format!("{head}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{page}", page.len()));
    judged(&http(&server), 3, "not this provider? the first call was answered 200 with text/html");
}

#[test]
fn an_answer_that_is_no_json_only_for_how_it_is_written() {
    let of = |head: &str, body: &str| {
        let head = format!("HTTP/1.1 200 OK\r\nContent-Type: application/json{head}\r\nConnection: close");
        http(&answering(format!("{head}\r\nContent-Length: {}\r\n\r\n{body}", body.len())))
    };
    judged(&of("\r\nContent-Encoding: gzip", "\u{1f}"), 3, "encoded as gzip, which was not asked for");
    judged(&of("", "\u{feff}{}"), 3, "behind a byte order mark");
}

#[test]
fn a_redirect_is_not_followed() {
    let elsewhere = TcpListener::bind("127.0.0.1:0").unwrap();
    elsewhere.set_nonblocking(true).unwrap();
    let location = elsewhere.local_addr().unwrap();
    let server = answering(format!("HTTP/1.1 302 Found\r\nLocation: http://{location}/\r\nContent-Length: 0\r\n\r\n"));
    judged(&http(&server), 3, "answered 302");
    assert!(elsewhere.accept().is_err(), "somebody followed");
}

#[test]
fn a_closed_port() {
    let address = free();
    let ran = judged(&format!("http://{address}"), 4, "the connection was refused");
    assert!(ran.stdout.contains(&format!("GET http://{address}/v1/payments/instruments")), "{}", ran.stdout);
}

#[test]
fn a_name_that_nobody_has() {
    judged("http://nobody.localhost:1", 4, "nobody.localhost:1");
}

#[test]
fn a_server_that_never_answers() {
    let silent = TcpListener::bind("127.0.0.1:0").unwrap(); // connections wait in its queue
    judged(&format!("http://{}", silent.local_addr().unwrap()), 4, "gave up after 4s, waiting for the response");
}

#[test]
fn a_server_that_hangs_up() {
    judged(&http(&serve(drop)), 4, "the connection was closed before the response began");
}

#[test]
fn a_server_that_does_not_speak_http() {
    judged(&http(&answering("SSH-2.0-OpenSSH_9.9\r\n")), 4, "what came is no HTTP response");
}

#[test]
fn a_body_that_ends_too_early() {
    let server = answering("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{\"amazon");
    judged(&http(&server), 3, "the connection ended within the body, after 8 bytes");
}

#[test]
fn a_body_that_is_too_long() {
    let body = vec![b' '; 4 * 1024 * 1024 + 1];
    let head = format!("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n", body.len());
    judged(&http(&answering([head.as_bytes(), &body].concat())), 3, "the body is larger than 4194304 bytes");
}

#[test]
fn tls_on_one_side_only() {
    judged(&http(&tls("server.pem")), 4, "could not get an answer from");
    let plain = serve(|mut stream| {
        let _ = stream.read(&mut [0; 4096]).and_then(|_| stream.write(b"HTTP/1.1 400 Bad Request\r\n\r\n"));
    });
    judged(&format!("https://{plain}"), 4, "the TLS handshake failed");
}

#[test]
fn a_certificate_that_nobody_signed() {
    let server = tls("server.pem").replace("127.0.0.1", "localhost");
    judged(&format!("https://{server}"), 4, "the certificate is from an unknown issuer");
}

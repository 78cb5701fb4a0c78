//! What stands at the address of the payment page is not reached, or is no shop.

use std::net::TcpListener;
use std::time::Duration;

use serde_json::json;

use super::scene::{Ran, Scene};
use crate::transport::server::{answering, free, serve};

/// Runs the scenarios of page and backend for a shop at that address: the exit code is `code`, and a reason holds `words`.
fn judged(address: &str, code: i32, words: &str) -> Ran {
    let scene = Scene::with(&json!({
        "transport": { "timeout": "3s" },
        "amazon_pay_india": {
            "checkout": { "url": format!("http://{address}/pay?customer={{customer}}&amount={{amount}}&order={{order}}") },
            "shoppers": { "eligible": "u-1" },
            "merchant": {
                "listen": free(), "merchant_id": "A2XMNOQAN8MC64", "access_key_id": "key", "secret_key": "secret",
                "callback_url": "https://shop.example/return",
            },
        }
    }));
    let ran = scene.run(&["--subject", "checkout", "--subject", "merchant", "--name", "An eligible customer"]);
    assert_eq!(ran.code, code, "{ran:?}");
    scene.report().is_all_inconclusive(words);
    assert!(ran.stdout.contains(words) && ran.stdout.contains("NOT PROVEN"), "{}", ran.stdout);
    assert!(ran.took < Duration::from_secs(30), "{:?}", ran.took);
    ran
}

#[test]
fn a_closed_port() {
    let address = free();
    let ran = judged(&address, 4, "the connection was refused");
    assert!(
        ran.stdout.contains(&format!("no HTTP response to GET http://{address}/pay?customer={{customer}}&")),
        "{}",
        ran.stdout
    );
}

#[test]
fn a_server_that_never_answers() {
    let silent = TcpListener::bind("127.0.0.1:0").unwrap(); // connections wait in its queue
    judged(&silent.local_addr().unwrap().to_string(), 4, "gave up after 3s, waiting for the response");
}

#[test]
fn a_server_that_hangs_up() {
    judged(&serve(drop), 4, "the connection was closed before the response began");
}

#[test]
fn a_server_that_has_no_such_page_answers_all_the_same() {
    let text = "HTTP/1.1 404 Not Found\r\nContent-Type: text/plain\r\nContent-Length: 4\r\nConnection: close\r\n\r\nnone";
    judged(&answering(text), 3, "text/plain");
}

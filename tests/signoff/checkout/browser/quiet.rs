//! The browser asks no host by itself: a proxy that is set around it hears only of what a page leads to.

use std::env;
use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use axum::Router;
use axum::response::Html;
use axum::routing::get;
use signoff::checkout::browser::{BrowserSettings, Browsers};

use super::{LIMIT, block_on, settings, shop, turn, visit};
use crate::transport::server;

/// Tells a test that it is the program around which a proxy is set.
const PROXIED: &str = "SIGNOFF_TEST_PROXIED";
/// The browser's own questions came within three seconds when it asked them.
const LISTENED: Duration = Duration::from_secs(4);

/// The first line of whatever is asked of a proxy that answers nothing; its address.
fn proxy() -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let asked = Arc::new(Mutex::new(Vec::new()));
    let note = Arc::clone(&asked);
    thread::spawn(move || {
        for connection in listener.incoming() {
            let mut line = String::new();
            BufReader::new(connection.unwrap()).read_line(&mut line).unwrap_or_default();
            note.lock().unwrap().push(line.trim().to_owned());
        }
    });
    (address, asked)
}

async fn look_around(found: BrowserSettings) {
    let form = "<form><input name=user><input name=card autocomplete=cc-number><button>Pay</button></form>";
    let address = shop::open(Router::new().route("/", get(move || async move { Html(form) })));
    let port = server::tls("server.pem").rsplit(':').next().unwrap().parse().unwrap();
    let mapped = Browsers::new(BrowserSettings { all_hosts_at: Some(port), ..found.clone() }, 1);
    let mut customer = visit(&mapped, LIMIT).await;
    assert_eq!(customer.open("https://pay.example/").await.unwrap().text, "ok");
    drop(customer);
    mapped.end().await;

    let browsers = Browsers::new(found, 1);
    let mut customer = visit(&browsers, LIMIT).await;
    customer.open(&address).await.unwrap();
    tokio::time::sleep(LISTENED).await;
    customer.open("http://shop.invalid/").await.unwrap_err();
    drop(customer);
    browsers.end().await;
}

#[test]
fn a_proxy_hears_of_nothing_but_the_pages() {
    let Some(settings) = settings(LIMIT) else { return };
    if env::var_os(PROXIED).is_some() {
        return block_on(look_around(settings));
    }
    let _turn = turn();
    let (address, asked) = proxy();
    let name = "checkout::browser::quiet::a_proxy_hears_of_nothing_but_the_pages";
    let mut command = Command::new(env::current_exe().unwrap());
    command.args(["--exact", name]).env(PROXIED, "1").env_remove("no_proxy").env_remove("NO_PROXY");
    for variable in ["http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"] {
        command.env(variable, &address);
    }
    let output = command.output().unwrap();
    assert!(output.status.success(), "{output:?}");
    // A connection that is opened in advance and asks nothing tells nobody anything.
    let asked: Vec<_> = asked.lock().unwrap().iter().filter(|line| !line.is_empty()).cloned().collect();
    assert!(!asked.is_empty() && asked.iter().all(|line| line.contains("shop.invalid")), "{asked:?}");
}

//! Every https host at once.

use std::io::Write;
use std::net::TcpStream;
use std::time::{Duration, Instant};

use signoff::simulator::tls;

#[tokio::test]
async fn any_host_and_path_is_answered_by_a_page_that_names_them_and_scripts_are_empty() {
    let hosts = tls::start().unwrap();
    // Who opens a connection and says nothing holds nobody up.
    let mut mute = TcpStream::connect(hosts.address).unwrap();
    let _ = rustls::crypto::ring::default_provider().install_default();
    let builder = reqwest::Client::builder().tls_danger_accept_invalid_certs(true).no_proxy();
    let names = ["amazonpay.amazon.in", "assets.loginwithamazon.com"];
    let client = names.iter().fold(builder, |builder, name| builder.resolve(name, hosts.address)).build().unwrap();
    let get = async |url: &str| {
        let answer = client.get(url).send().await.unwrap();
        assert_eq!(answer.status(), 200);
        (answer.headers()["content-type"].to_str().unwrap().to_owned(), answer.text().await.unwrap())
    };
    let port = hosts.address.port();
    let (kind, page) = get(&format!("https://amazonpay.amazon.in:{port}/render_kfs?authToken=canary")).await;
    assert!(kind.starts_with("text/html") && page.contains("Key Fact Statement"), "{kind} {page}");
    assert!(page.contains(&format!("amazonpay.amazon.in:{port}/render_kfs")) && !page.contains("canary"), "{page}");
    let (kind, page) = get(&format!("https://amazonpay.amazon.in:{port}/%3Cscript%3E<b>")).await;
    assert!(!page.contains("<b>") && !page.contains("<script>"), "{kind} {page}");
    let (kind, script) = get(&format!("https://assets.loginwithamazon.com:{port}/sdk/eu/login1.js?a=1")).await;
    assert!(kind.starts_with("text/javascript") && script.is_empty(), "{kind} {script}");
    mute.write_all(b"GET / HTTP/1.1\r\n\r\n").unwrap();
    get(&format!("https://amazonpay.amazon.in:{port}/")).await;
}

#[test]
fn dropping_it_closes_its_socket_at_once() {
    let hosts = tls::start().unwrap();
    let (address, began) = (hosts.address, Instant::now());
    let _idle = TcpStream::connect(address).unwrap();
    drop(hosts);
    assert!(began.elapsed() < Duration::from_secs(10));
    assert!(TcpStream::connect(address).is_err());
}

//! A configured merchant: the program listens where it is told, and nowhere when no selected subject calls it.

use std::net::TcpListener;

use serde_json::json;

use super::scene::{Scene, foreign};
use crate::simulator::simulate::start;

#[test]
fn a_port_in_use_is_told_before_anything_is_sent() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let mut config = foreign();
    config["amazon_pay_india"]["merchant"] = json!({ "listen": address });
    let scene = Scene::with(&config);
    scene.run(&["--subject", "merchant"]).refused(&["amazon_pay_india.merchant.listen", &address, "could not listen"]);
    scene.run(&["--subject", "checkout"]).refused(&[&address]);
    assert_eq!(scene.run(&["--subject", "endpoint", "--tags", "@APL-A01"]).code, 0);

    config["amazon_pay_india"]["merchant"]["listen"] = json!("0.0.0.0:0");
    Scene::with(&config).run(&["--subject", "merchant"]).refused(&["amazon_pay_india.merchant.listen", "loopback"]);
}

#[test]
fn a_run_takes_the_configuration_that_simulate_writes() {
    let scene = Scene::embedded();
    let path = scene.path("signoff.toml");
    let (_simulator, _) = start(&["--provider", "amazon_pay_india", "--merchant", "--write-config", path.to_str().unwrap()]);
    assert_eq!(scene.run(&["--subject", "endpoint"]).code, 0);
}

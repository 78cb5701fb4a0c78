//! Shops that are no part of the program: Python backends that call the provider that a run plays for them.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};

use crate::transport::server::free;

const SHOPS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/shops");
/// The secret key of its account.
pub const SECRET: &str = "own-shop-secret-0123456789abcdefghij";
const AMAZON: &[(&str, &str)] = &[
    ("merchant_id", "A2XMNOQAN8MC64"),
    ("access_key_id", "own-shop-key"),
    ("secret_key", SECRET),
    ("callback_url", "https://shop.example/return"),
];
/// The account of a shop at Juspay.
pub const JUSPAY: &[(&str, &str)] = &[
    ("merchant_id", "own-shop"),
    ("api_key", SECRET),
    ("client_id", "own-shop-client"),
    ("return_url", "https://shop.example/return"),
    ("response_key", "own-shop-response-key"),
];

/// An open shop; it closes when this is dropped.
pub struct Shop {
    process: Child,
    pub address: String,
    /// Where it calls its provider.
    provider: String,
    account: &'static [(&'static str, &'static str)],
}

impl Drop for Shop {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Shop {
    /// Opens the shop of that name; its Amazon Pay will be at a free port.
    pub fn open(name: &str) -> Self {
        Self::open_as(name, "")
    }

    /// Opens one that does something otherwise than most.
    pub fn open_as(name: &str, is: &str) -> Self {
        Self::open_with(name, is, AMAZON)
    }

    /// Opens one with an account at another provider.
    pub fn open_with(name: &str, is: &str, account: &'static [(&'static str, &'static str)]) -> Self {
        let provider = free();
        let mut command = Command::new("python3");
        // Nothing compiled is left beside the shop.
        command.arg("-B").arg(format!("{SHOPS}/{name}/shop.py"));
        command.env("SHOP_IS", is);
        command.arg(format!("http://{provider}")).args(account.iter().map(|(_, value)| value));
        let mut process = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::inherit()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        assert!(line.starts_with("http://"), "the shop {name} did not open");
        Self { process, address: line.trim().to_owned(), provider, account }
    }

    /// The key `url` of its checkout.
    pub fn checkout(&self) -> String {
        format!("{}/pay?customer={{customer}}&amount={{amount}}&order={{order}}", self.address)
    }

    /// Its table `merchant`.
    pub fn merchant(&self) -> Value {
        // Whatever they do is done sooner, and what they must not do is waited for all this time.
        let mut merchant = json!({ "listen": self.provider, "works_within": "2s" });
        if self.account == AMAZON {
            merchant["signed_host"] = json!("amazonpay-sandbox.amazon.in");
        }
        for (name, value) in self.account {
            merchant[*name] = json!(value);
        }
        merchant
    }
}

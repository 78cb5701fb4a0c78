//! The command `signoff simulate`.

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::Value;
use signoff::config::Config;
use signoff::config::transport::TransportSettings;
use signoff::core::http::Request;
use signoff::providers::amazon_pay_india::auth::SCHEME;
use signoff::providers::amazon_pay_india::{AMAZON_PAY_INDIA as APL, mistakes};
use signoff::providers::{Credentials, Provider};
use signoff::signing::Account;
use signoff::signing::case::Case;
use signoff::signing::parts::Parts;
use signoff::transport::client::Client;

const LIMIT: Duration = Duration::from_secs(10);

pub struct Simulate(Child);

impl Drop for Simulate {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("signoff"));
    command.arg("simulate").args(arguments).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// Starts the command and reads its line.
pub fn start(arguments: &[&str]) -> (Simulate, Value) {
    let mut child = command(arguments).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
    (Simulate(child), serde_json::from_str(&line).unwrap())
}

#[test]
fn it_prints_one_line_and_writes_a_configuration() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("signoff.toml");
    let (_child, line) = start(&["--provider", "amazon_pay_india", "--write-config", path.to_str().unwrap()]);
    let members: Vec<_> = line.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(members, ["provider", "address", "control", "credentials", "customers"]);
    let keys: Vec<_> = line["credentials"].as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(keys, APL.keys.iter().map(|key| key.name).collect::<Vec<_>>());
    assert_eq!(line["customers"].as_object().unwrap().len(), APL.personas.len());

    let config = Config::load(&path).unwrap();
    let endpoint = config.providers[0].endpoint.as_ref().unwrap();
    assert_eq!(endpoint.base_url, line["address"].as_str().unwrap());
    assert_eq!(endpoint.credentials.get("secret_key"), line["credentials"]["secret_key"].as_str().unwrap());
    assert!(endpoint.control_url.as_deref().unwrap().starts_with(line["control"].as_str().unwrap()));
    assert_eq!(endpoint.customers.len(), APL.personas.len());
    assert!(endpoint.login.is_some());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }
}

#[test]
fn a_fault_is_named_alone_or_with_its_provider() {
    let unsigned = |fault: &str| {
        let (_child, line) = start(&["--provider", "amazon_pay_india", "--merchant", "--fault", fault]);
        let address = line["address"].as_str().unwrap();
        let request = Request::new("GET", format!("{address}/v1/payments/charge?txnIdType=MerchantTxnId&merchantId=M&txnId=1"));
        let client = Client::new(&TransportSettings::default()).unwrap();
        crate::transport::block_on(client.send(&request, LIMIT)).unwrap().status
    };
    assert_eq!(unsigned("shop_blank_page"), 401);
    for fault in ["signature_ignored", "amazon_pay_india:signature_ignored"] {
        assert_ne!(unsigned(fault), 401, "{fault}");
    }
}

#[test]
fn it_keeps_a_shop_when_it_is_asked_to() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("signoff.toml");
    let (_child, line) = start(&["--provider", "amazon_pay_india", "--merchant", "--write-config", path.to_str().unwrap()]);
    let members: Vec<_> = line.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(members, ["provider", "address", "control", "merchant_address", "credentials", "customers"]);
    let shop = line["merchant_address"].as_str().unwrap();

    let config = Config::load(&path).unwrap();
    let targets = &config.providers[0];
    let (checkout, merchant) = (targets.checkout.as_ref().unwrap(), targets.merchant.as_ref().unwrap());
    assert!(checkout.url.starts_with(shop) && !checkout.browser && !checkout.embedded);
    assert!(merchant.control_url.as_deref().unwrap().starts_with(line["control"].as_str().unwrap()));
    assert!(merchant.notification_url.as_deref().unwrap().starts_with(shop));
    assert!(merchant.refund_url.as_deref().unwrap().starts_with(shop));
    assert!(merchant.public_url.as_deref().unwrap().starts_with("https://"));
    assert_eq!(targets.shoppers.len(), APL.personas.len() + APL.shopper_personas.len());
    assert!(APL.capabilities.iter().all(|capability| targets.claims(capability)));

    let page = checkout.url.replace("{customer}", &targets.shoppers["eligible"][0]).replace("{amount}", "10.00");
    let client = Client::new(&TransportSettings::default()).unwrap();
    let request = Request::new("GET", page.replace("{order}", "o-1"));
    let answer = crate::transport::block_on(client.send(&request, LIMIT)).unwrap();
    assert!(answer.text().contains("Amazon Pay Later"), "{}", answer.text());
}

#[test]
fn a_refused_signature_is_told_on_stderr_with_its_cause_and_without_the_secret() {
    let (mut child, line) = start(&["--provider", "amazon_pay_india"]);
    let credentials: Credentials =
        line["credentials"].as_object().unwrap().iter().map(|(name, value)| (name.clone(), value.as_str().unwrap())).collect();
    let room = APL.signer.unwrap();
    let mut request = (room.plain)("charge_status").unwrap();
    let address = line["address"].as_str().unwrap();
    request.url = format!("{address}/v1/payments/charge?txnIdType=MerchantTxnId&merchantId=MID&txnId=order%201");
    let parts = Parts::of_request(&SCHEME, &request, None).unwrap();
    let (access_key_id, secret) = (credentials.get("access_key_id"), credentials.get("secret_key"));
    let case = Case::of_header(&SCHEME, &parts, Account { access_key_id, secret });
    let authorization = case.stages(&[&mistakes::find("plus_for_space").unwrap().cause]).1;
    request.headers.set("Authorization", authorization);
    let client = Client::new(&TransportSettings::default()).unwrap();
    assert_eq!(crate::transport::block_on(client.send(&request, LIMIT)).unwrap().status, 401);
    let mut told = String::new();
    BufReader::new(child.0.stderr.take().unwrap()).read_line(&mut told).unwrap();
    assert!(told.starts_with("401 ") && told.contains("GET /v1/payments/charge: "), "{told}");
    assert!(told.contains("A space is encoded as a plus sign.") && told.trim_end().lines().count() == 1, "{told}");
    assert!(!told.contains(secret) && !told.contains("order") && !told.contains('?'), "{told}");
}

/// Sends a request that is answered 401, and returns the line about it and what was answered.
fn told_of(provider: &'static Provider, request: impl FnOnce(&Value) -> Request) -> (String, Value) {
    let (mut child, line) = start(&["--provider", provider.slug]);
    let client = Client::new(&TransportSettings::default()).unwrap();
    let answer = crate::transport::block_on(client.send(&request(&line), LIMIT)).unwrap();
    assert_eq!(answer.status, 401, "{}: {}", provider.slug, answer.text());
    let mut told = String::new();
    BufReader::new(child.0.stderr.take().unwrap()).read_line(&mut told).unwrap();
    (told.trim_end().to_owned(), serde_json::from_slice(&answer.body).unwrap())
}

#[test]
fn a_401_that_is_about_no_signature_is_told_by_what_was_answered() {
    for provider in signoff::providers::ALL.iter().copied().filter(|provider| provider.signer.is_none()) {
        let open = provider.endpoints.iter().find(|endpoint| !endpoint.path.contains('{')).unwrap();
        let request = |line: &Value| {
            let mut request =
                Request::new(open.method, format!("{}{}?secret=canary", line["address"].as_str().unwrap(), open.path));
            request.headers.set("content-type", "application/json");
            request.headers.set("authorization", "Basic Y2FuYXJ5Og==");
            request.body = if open.method == "POST" { b"{}".to_vec() } else { Vec::new() };
            request
        };
        let (told, answer) = told_of(provider, request);
        let texts: Vec<_> = answer.as_object().unwrap().values().filter_map(Value::as_str).collect();
        let (head, why) = told.split_once(&format!(" {} {}: ", open.method, open.path)).unwrap_or_else(|| panic!("{told}"));
        assert!(head.starts_with("401 ") && texts.contains(&why) && !told.contains("canary"), "{told}: {answer}");
    }
}

#[test]
fn a_401_to_a_call_that_is_not_signed_blames_no_signature() {
    let request = |line: &Value| {
        let mut request = Request::new("POST", format!("{}/auth/o2/token", line["address"].as_str().unwrap()));
        request.headers.set("content-type", "application/json");
        request.body =
            br#"{"grant_type":"refresh_token","refresh_token":"Atzr|canary","client_id":"nobody","client_secret":"canary"}"#
                .to_vec();
        request
    };
    let (told, _) = told_of(&APL, request);
    assert_eq!(told, "401 invalid_client POST /auth/o2/token: The request could not be granted.");
}

#[test]
fn it_answers_though_nobody_reads_what_it_tells() {
    let (_child, line) = start(&["--provider", "amazon_pay_india"]);
    let mut request = (APL.signer.unwrap().plain)("charge_status").unwrap();
    request.url =
        format!("{}/v1/payments/charge?txnIdType=MerchantTxnId&merchantId=MID&txnId=1", line["address"].as_str().unwrap());
    let client = Client::new(&TransportSettings::default()).unwrap();
    // A pipe holds 64 KiB on most systems, and a line has about a hundred bytes.
    crate::transport::block_on(async {
        for _ in 0..1500 {
            assert_eq!(client.send(&request, LIMIT).await.unwrap().status, 401);
        }
    });
}

/// To look for the mistakes in a signature takes much longer than to answer.
#[test]
fn it_answers_before_it_looks_for_a_cause_and_counts_whom_it_had_no_time_for() {
    let (mut child, line) = start(&["--provider", "amazon_pay_india"]);
    let mut request = (APL.signer.unwrap().plain)("charge_status").unwrap();
    let text = |pointer: &str| line.pointer(pointer).unwrap().as_str().unwrap();
    request.url = format!("{}/v1/payments/charge?txnIdType=MerchantTxnId&merchantId=MID&txnId=1", text("/address"));
    request.headers.set("Authorization", format!("AMZ+{}:bm9uZSBvZiBvdXJz", text("/credentials/access_key_id")));
    let client = Client::new(&TransportSettings::default()).unwrap();
    crate::transport::block_on(async {
        for _ in 0..300 {
            assert_eq!(client.send(&request, LIMIT).await.unwrap().status, 401);
        }
    });
    let told = BufReader::new(child.0.stderr.take().unwrap()).lines().take(300).map(Result::unwrap);
    let counted = told.map_while(|line| (!line.starts_with("401 for ")).then_some(line)).count();
    assert!((1..200).contains(&counted), "{counted}");
}

#[cfg(unix)]
#[test]
fn it_ends_well_when_told_to() {
    for signal in ["-INT", "-TERM"] {
        let (mut child, _) = start(&["--provider", "amazon_pay_india"]);
        let told = Command::new("kill").args([signal, &child.0.id().to_string()]).status().unwrap();
        assert!(told.success());
        assert_eq!(child.0.wait().unwrap().code(), Some(0), "{signal}");
    }
}

#[test]
fn what_it_cannot_use_is_exit_2_with_one_sentence() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let cases: [(&[&str], &str); 10] = [
        (&["--provider", "nobody"], "nobody"),
        (&["--provider", "amazon_pay_india", "--fault", "nonsense"], "nonsense"),
        (&["--provider", "amazon_pay_india", "--fault", "adyen:charge_echo_wrong"], "adyen:charge_echo_wrong"),
        (&["--provider", "amazon_pay_india", "--fault", "shop_blank_page"], "--merchant serves one"),
        (&["--provider", "amazon_pay_india", "--fault", "signer_unsorted"], "would break nothing"),
        (
            &["--provider", "amazon_pay_india", "--merchant", "--fault", "amazon_pay_india:signer_unsorted"],
            "signoff run plants it",
        ),
        (&["--provider", "amazon_pay_india", "--listen", "0.0.0.0:0"], "loopback"),
        (&["--provider", "amazon_pay_india", "--listen", "nowhere"], "nowhere"),
        (&["--provider", "amazon_pay_india", "--listen", &address], &address),
        (&["--provider", "amazon_pay_india", "--write-config", "/no/such/folder/f.toml"], "/no/such/folder/f.toml"),
    ];
    for (arguments, named) in cases {
        let output = command(arguments).output().unwrap();
        let text = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {text}");
        assert!(output.stdout.is_empty() && text.contains(named), "{arguments:?}: {text}");
    }
}

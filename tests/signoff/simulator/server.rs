//! The simulator over sockets: its API, its control address, its tenants.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use serde_json::{Value, json};
use signoff::config::transport::TransportSettings;
use signoff::core::clock::Clock;
use signoff::core::http::{Request, Response};
use signoff::core::secret::Secret;
use signoff::providers::amazon_pay_india::AMAZON_PAY_INDIA as APL;
use signoff::providers::{Account, Draft, Faults};
use signoff::simulator::server::{self, BODY_CAP, Running, ServerError};
use signoff::transport::client::Client;
use signoff::transport::control::Control;
use signoff::transport::login;

use super::merchant::{Merchant, body, told};

const LIMIT: Duration = Duration::from_secs(10);

struct Wire {
    running: Running,
    client: Client,
}

impl Wire {
    fn start(faults: &[&str]) -> Self {
        let faults: Faults = faults.iter().copied().collect();
        let running = server::start(&APL, None, Clock::default(), 1, faults).unwrap();
        Self { running, client: Client::new(&TransportSettings::default()).unwrap() }
    }

    fn control(&self) -> Control {
        Control::new(&self.running.control).unwrap()
    }

    fn merchant(&self, account: &Account) -> Merchant {
        Merchant::new(account.clone(), &self.running.address, Timestamp::now())
    }

    async fn send(&self, merchant: &Merchant, draft: &Draft) -> Response {
        self.client.send(&merchant.request(draft), LIMIT).await.unwrap()
    }

    /// An order at the control address, as a stranger would write it.
    async fn order(&self, method: &str, path: &str, text: &str) -> (u16, Value) {
        let mut request = Request::new(method, format!("{}{path}", self.running.control));
        request.body = text.as_bytes().to_vec();
        let answer = self.client.send(&request, LIMIT).await.unwrap();
        (answer.status, Value::Object(body(&answer)))
    }
}

#[tokio::test]
async fn the_default_tenant_charges_refunds_and_refuses() {
    let wire = Wire::start(&[]);
    let merchant = wire.merchant(&wire.running.account);
    assert_eq!(wire.send(&merchant, &merchant.instruments("eligible", "10.00")).await.status, 200);
    let charge = body(&wire.send(&merchant, &merchant.charge("eligible", "10.00", "order-1")).await);
    assert_eq!(charge["status"], json!("CaptureApproved"));
    let status = wire.send(&merchant, &merchant.status("charge_status", "MerchantTxnId", "order-1")).await;
    assert_eq!(body(&status)["amazonChargeId"], charge["amazonChargeId"]);
    assert_eq!(wire.send(&merchant, &merchant.refund("order-1", "10.00", "refund-1")).await.status, 200);
    let excess = wire.send(&merchant, &merchant.refund("order-1", "0.01", "refund-2")).await;
    assert_eq!(told(&excess), (400, "ExcessRefundAmount".into()));
}

#[tokio::test]
async fn tenants_are_isolated() {
    let wire = Wire::start(&[]);
    let control = wire.control();
    let one = control.open(&wire.client, &Faults::default(), 5, false).await.unwrap();
    let other = control.open(&wire.client, &["limit_ignored"].into_iter().collect(), 5, false).await.unwrap();
    let merchants = [wire.merchant(&one.account), wire.merchant(&other.account), wire.merchant(&wire.running.account)];
    assert_ne!(merchants[0].token("eligible"), merchants[1].token("eligible"), "one seed, two tenants");
    for (merchant, beyond) in merchants.iter().zip([400, 200, 400]) {
        assert_eq!(wire.send(merchant, &merchant.charge("eligible", "1.00", "order-1")).await.status, 200, "ids are per tenant");
        assert_eq!(wire.send(merchant, &merchant.charge("eligible", "50001.00", "order-2")).await.status, beyond);
    }
    let stranger = Account { customers: other.account.customers.clone(), ..one.account.clone() };
    let merchant = wire.merchant(&stranger);
    let answer = wire.send(&merchant, &merchant.instruments("eligible", "1.00")).await;
    assert_eq!(told(&answer), (403, "InvalidAccessToken".into()), "a token of another tenant's customer");
}

#[tokio::test]
async fn a_watched_tenant_tells_the_faults_that_it_looked_for() {
    let wire = Wire::start(&[]);
    let control = wire.control();
    let watched = control.open(&wire.client, &Faults::default().watched(), 5, false).await.unwrap();
    let merchant = wire.merchant(&watched.account);
    assert_eq!(wire.send(&merchant, &merchant.instruments("eligible", "1.00")).await.status, 200);
    let asked = control.close(&wire.client, &watched.id).await.unwrap();
    assert!(asked.contains("refuse_everything"), "every request may be refused: {asked:?}");
    assert!(!asked.contains("limit_ignored"), "nothing was charged: {asked:?}");
    let unwatched = control.open(&wire.client, &Faults::default(), 5, false).await.unwrap();
    assert!(control.close(&wire.client, &unwatched.id).await.unwrap().is_empty());
}

#[tokio::test]
async fn the_control_moves_clocks_plants_faults_and_makes_outages() {
    let wire = Wire::start(&[]);
    let control = wire.control();
    let tenant = control.open(&wire.client, &Faults::default(), 9, false).await.unwrap();
    let mut merchant = wire.merchant(&tenant.account);
    let draft = merchant.instruments("eligible", "1.00");

    control.outage(&wire.client, &tenant.id, 1).await.unwrap();
    assert_eq!(wire.send(&merchant, &draft).await.status, 500);
    assert_eq!(wire.send(&merchant, &draft).await.status, 200);
    for requests in [9, 0] {
        control.outage(&wire.client, &tenant.id, requests).await.unwrap();
    }
    assert_eq!(wire.send(&merchant, &draft).await.status, 200, "it is over");

    control.plant(&wire.client, &tenant.id, &["refuse_everything"].into_iter().collect()).await.unwrap();
    assert_eq!(wire.send(&merchant, &draft).await.status, 401);
    control.plant(&wire.client, &tenant.id, &Faults::default()).await.unwrap();
    assert_eq!(wire.send(&merchant, &draft).await.status, 200);

    control.advance(&wire.client, &tenant.id, 1000).await.unwrap();
    assert_eq!(told(&wire.send(&merchant, &draft).await), (401, "AuthorizationExpired".into()));
    control.advance(&wire.client, &tenant.id, 3600).await.unwrap();
    merchant.now = Timestamp::now().checked_add(jiff::SignedDuration::from_secs(4600)).unwrap();
    assert_eq!(told(&wire.send(&merchant, &draft).await), (403, "InvalidAccessToken".into()));
    let renewed = login::renew(&wire.client, &tenant.login.unwrap(), &tenant.refresh_tokens["eligible"], LIMIT).await.unwrap();
    let draft = merchant.draft("instruments", json!({ "accessToken": renewed.expose(), "amount": "1.00" }));
    assert_eq!(wire.send(&merchant, &draft).await.status, 200);

    let untouched = wire.merchant(&wire.running.account);
    assert_eq!(wire.send(&untouched, &untouched.instruments("eligible", "1.00")).await.status, 200);

    control.close(&wire.client, &tenant.id).await.unwrap();
    assert_eq!(told(&wire.send(&merchant, &draft).await), (401, "AuthorizationFailed".into()), "a closed tenant is unknown");
}

#[tokio::test]
async fn the_control_refuses_what_it_does_not_know() {
    let wire = Wire::start(&["kyc_ignored"]);
    let cases = [
        ("POST", "/tenants", r#"{"faults":["no_such_fault"]}"#, 400, "no_such_fault"),
        ("POST", "/tenants", r#"{"fault":[]}"#, 400, "unknown field"),
        ("POST", "/tenants", "{", 400, "body"),
        ("POST", "/tenants/t9/clock", r#"{"advance_seconds":1}"#, 404, "t9"),
        ("POST", "/tenants/default/clock", r#"{"advance_seconds":"1"}"#, 400, "body"),
        ("PUT", "/tenants/default/faults", r#"{"faults":["nonsense"]}"#, 400, "nonsense"),
        ("POST", "/tenants/default/outage", r#"{"requests":-1}"#, 400, "body"),
        ("DELETE", "/tenants/default", "", 400, "default"),
        ("DELETE", "/tenants/t9", "", 404, "t9"),
        ("GET", "/tenants", "", 404, "GET /tenants"),
    ];
    for (method, path, text, status, named) in cases {
        let (answered, said) = wire.order(method, path, text).await;
        let error = said["error"].as_str().unwrap();
        assert_eq!(answered, status, "{method} {path} {text}: {error}");
        assert!(error.contains(named), "{method} {path}: {error}");
    }
    let (status, opened) = wire.order("POST", "/tenants", "").await;
    assert_eq!((status, opened["customers"].as_object().unwrap().len()), (200, APL.personas.len()));
    let account = account_of(&opened);
    let merchant = wire.merchant(&account);
    let charge = wire.send(&merchant, &merchant.charge("not_kyc", "1.00", "order-1")).await;
    assert_eq!(charge.status, 200, "new tenants inherit the server's own faults");
}

#[tokio::test]
async fn a_body_of_more_than_one_mebibyte_is_refused() {
    let wire = Wire::start(&[]);
    for (length, status) in [(BODY_CAP, 400), (BODY_CAP + 1, 413)] {
        let mut request = Request::new("POST", format!("{}/v1/payments/charge", wire.running.address));
        request.body = vec![b' '; length];
        assert_eq!(wire.client.send(&request, LIMIT).await.unwrap().status, status, "{length} bytes");
    }
}

#[test]
fn bytes_that_are_no_request_are_refused_and_the_server_lives() {
    let wire = Wire::start(&[]);
    let address = wire.running.address.trim_start_matches("http://").to_owned();
    let charge = "POST /v1/payments/charge HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\nconnection: close\r\n\r\n";
    let requests: [Vec<u8>; 5] = [
        b"\x16\x03\x01 hello\r\n\r\n".to_vec(),
        b"GET /v1/payments/instruments?accessToken=\xff HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n".to_vec(),
        b"GET / HTTP/1.1\r\nhost: x\r\nauthorization: AMZ+\xff:\xfe\r\nconnection: close\r\n\r\n".to_vec(),
        b"GET / HTTP/1.0\r\n\r\n".to_vec(),
        [charge.as_bytes(), b"\xff\xfe"].concat(),
    ];
    for bytes in requests {
        let mut stream = TcpStream::connect(&address).unwrap();
        stream.set_read_timeout(Some(LIMIT)).unwrap();
        stream.write_all(&bytes).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        let answer = String::from_utf8_lossy(&answer);
        assert!(answer.starts_with("HTTP/1.") && answer[9..].starts_with('4'), "{answer:?}");
    }
}

#[test]
fn it_listens_on_this_machine_only_and_tells_a_port_in_use() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap();
    let start = |listen| server::start(&APL, Some(listen), Clock::default(), 0, Faults::default());
    let error = start(address).unwrap_err();
    assert!(matches!(error, ServerError::Listen(..)), "{error}");
    assert!(error.to_string().contains(&address.to_string()), "{error}");
    let error = start("0.0.0.0:0".parse().unwrap()).unwrap_err();
    assert!(matches!(error, ServerError::NotLoopback(_)), "{error}");
    let unknown = server::start(&APL, None, Clock::default(), 0, ["nonsense"].into_iter().collect());
    assert!(unknown.unwrap_err().to_string().contains("nonsense"));
}

#[test]
fn dropping_it_closes_its_sockets_at_once() {
    let wire = Wire::start(&[]);
    let address = wire.running.address.trim_start_matches("http://").to_owned();
    let idle = TcpStream::connect(&address).unwrap();
    let began = Instant::now();
    drop(wire);
    assert!(began.elapsed() < Duration::from_secs(30), "an idle connection held it up");
    assert!(TcpStream::connect(&address).is_err());
    drop(idle);
}

fn account_of(opened: &Value) -> Account {
    let texts = |value: &Value| -> Vec<(String, String)> {
        let members = value.as_object().unwrap().iter();
        members.map(|(name, text)| (name.clone(), text.as_str().unwrap().to_owned())).collect()
    };
    Account {
        credentials: texts(&opened["credentials"]).into_iter().collect(),
        customers: texts(&opened["customers"]).into_iter().map(|(persona, token)| (persona, Secret::new(token))).collect(),
        ..Account::default()
    }
}

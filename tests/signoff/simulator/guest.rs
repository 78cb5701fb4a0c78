//! A merchant under test over sockets: it calls the simulator with its own keys, and the journal tells what it sent.

use std::time::Duration;

use jiff::Timestamp;
use serde_json::json;
use signoff::config::transport::TransportSettings;
use signoff::core::clock::Clock;
use signoff::core::http::Request;
use signoff::providers::amazon_pay_india::AMAZON_PAY_INDIA as APL;
use signoff::providers::amazon_pay_india::auth::{self, ResponseSignature};
use signoff::providers::{Account, Credentials, Faults};
use signoff::simulator::server::{self, Owner};
use signoff::transport::client::Client;
use signoff::transport::control::Control;

use super::merchant::Merchant;

const LIMIT: Duration = Duration::from_secs(10);
const HOST: &str = "https://sandbox.example";

fn credentials() -> Credentials {
    let keys = ["merchant_id", "access_key_id", "secret_key"].map(|key| (key, format!("guest-{key}")));
    keys.into_iter().chain([("callback_url", "https://guest.example/return".to_owned())]).collect()
}

#[tokio::test]
async fn it_signs_for_the_published_host_and_its_calls_are_written_down() {
    let owner = Owner::Merchant { credentials: credentials(), signed_host: Some("sandbox.example".into()) };
    let running = server::start_for(owner, &APL, None, Clock::default(), 1, Faults::default(), None).unwrap();
    assert_eq!((running.account.credentials.get("secret_key"), &running.shop), ("guest-secret_key", &None));
    let (control, client) = (Control::new(&running.control).unwrap(), Client::new(&TransportSettings::default()).unwrap());
    control.direct(&client, "default", "journey", &json!({ "persona": "needs_authentication" })).await.unwrap();

    let merchant = Merchant::new(Account { credentials: credentials(), ..Account::default() }, HOST, Timestamp::now());
    let members = json!({ "accessToken": "Atza|of-the-shop", "amount": "10.00", "chargeId": "c-1" });
    let signed = merchant.request(&merchant.draft("charge", members));
    let sent = Request { url: signed.url.replace(HOST, &running.address), ..signed.clone() };
    let answer = client.send(&sent, LIMIT).await.unwrap();
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(auth::verify_response(&signed, &answer, &credentials()), ResponseSignature::Valid);
    control.direct(&client, "default", "finish", &json!({ "charge": "c-1", "status": "Declined" })).await.unwrap();

    let calls = control.journal(&client, "default", 0).await.unwrap();
    assert_eq!(calls.len(), 1);
    assert_eq!((&calls[0].request.url, &calls[0].request.body, &calls[0].response.body), (&sent.url, &sent.body, &answer.body));

    let told = control.direct(&client, "default", "notification", &json!({ "about": "charge" })).await.unwrap();
    let message: serde_json::Value = serde_json::from_str(told["body"].as_str().unwrap()).unwrap();
    let certificate = client.send(&Request::new("GET", message["SigningCertURL"].as_str().unwrap()), LIMIT).await.unwrap();
    assert!(certificate.text().starts_with("-----BEGIN CERTIFICATE-----"));
}

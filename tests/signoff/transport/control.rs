//! The control address and the token endpoint of a real simulator.

use std::time::Duration;

use signoff::config::credentials::Login;
use signoff::config::transport::TransportSettings;
use signoff::core::clock::Clock;
use signoff::core::secret::Secret;
use signoff::providers::Faults;
use signoff::providers::amazon_pay_india::AMAZON_PAY_INDIA;
use signoff::simulator::server::{self, Running};
use signoff::transport::client::Client;
use signoff::transport::control::Control;
use signoff::transport::login;

use super::{block_on, server as bad};

fn simulator() -> (Running, Client) {
    let running = server::start(&AMAZON_PAY_INDIA, None, Clock::default(), 1, Faults::default()).unwrap();
    (running, Client::new(&TransportSettings::default()).unwrap())
}

#[test]
fn accounts_are_opened_changed_and_closed() {
    let (running, client) = simulator();
    let control = Control::new(&running.control).unwrap();
    block_on(async {
        let (one, other) = (
            control.open(&client, &Faults::default(), 7, false).await.unwrap(),
            control.open(&client, &Faults::default(), 8, false).await.unwrap(),
        );
        assert_ne!(one.account.credentials.get("secret_key"), other.account.credentials.get("secret_key"));
        let personas: Vec<_> = one.account.customers.iter().map(|(persona, _)| persona.as_str()).collect();
        assert!(personas.contains(&"eligible") && one.refresh_tokens.contains_key("eligible"));
        let known: Faults = ["refuse_everything"].into_iter().collect();
        control.plant(&client, &one.id, &known).await.unwrap();
        control.advance(&client, &one.id, 3600).await.unwrap();
        control.outage(&client, &one.id, 2).await.unwrap();
        let unknown: Faults = ["no_such_fault"].into_iter().collect();
        let refused = control.plant(&client, &one.id, &unknown).await.unwrap_err().to_string();
        assert!(
            refused.starts_with("could not plant faults: ") && refused.contains("400") && refused.contains("no_such_fault"),
            "{refused}"
        );
        control.close(&client, &one.id).await.unwrap();
        assert!(control.advance(&client, &one.id, 1).await.unwrap_err().to_string().contains("404"));
        assert!(!format!("{other:?}").contains(other.account.credentials.get("secret_key")));
    });
}

#[test]
fn what_is_no_control_address_is_told() {
    assert!(Control::new("https://sandbox.example/").unwrap_err().to_string().contains("not on this machine"));
    let page = bad::answering("HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\n<html>");
    let (_running, client) = simulator();
    let open = |address: &str| {
        let control = Control::new(&format!("http://{address}/")).unwrap();
        block_on(control.open(&client, &Faults::default(), 1, false)).unwrap_err().to_string()
    };
    assert_eq!(open(&page), "could not open an account at the simulator: what answers there is no control address");
    assert!(open("127.0.0.1:1").ends_with("the connection was refused"));
}

#[test]
fn tokens_are_renewed_and_refusals_name_the_code_alone() {
    let (running, client) = simulator();
    let limit = Duration::from_secs(5);
    block_on(async {
        let control = Control::new(&running.control).unwrap();
        let tenant = control.open(&client, &Faults::default(), 7, false).await.unwrap();
        let login = tenant.login.unwrap();
        let refresh = &tenant.refresh_tokens["eligible"];
        let token = login::renew(&client, &login, refresh, limit).await.unwrap();
        assert!(token.expose().starts_with("Atza|") && token != *refresh);
        let refused = login::renew(&client, &login, &Secret::new("Atzr|canary"), limit).await.unwrap_err();
        assert!(refused.contains("invalid_grant") && !refused.contains("canary"), "{refused}");
        let echo = format!("http://{}/", bad::echo());
        let odd = Login { token_url: echo, ..login };
        let refused = login::renew(&client, &odd, &Secret::new("Atzr|canary"), limit).await.unwrap_err();
        assert!(refused.contains("no access token") && !refused.contains("canary"), "{refused}");
    });
}

//! The reference merchant over sockets: a rented shop is paid by a plain HTTP client, as a customer's browser would.

use std::time::Duration;

use serde_json::{Value, json};
use signoff::config::transport::TransportSettings;
use signoff::core::clock::Clock;
use signoff::core::http::{Request, Response};
use signoff::providers::Faults;
use signoff::providers::amazon_pay_india::AMAZON_PAY_INDIA as APL;
use signoff::simulator::server::{self, Running};
use signoff::transport::client::Client;
use signoff::transport::control::{Control, ShopAddresses, Tenant};
use signoff::transport::journal::Call;

use crate::merchant::stage::{attempt, form};

const LIMIT: Duration = Duration::from_secs(10);

struct Town {
    _running: Running,
    client: Client,
    control: Control,
    tenant: Tenant,
    shop: ShopAddresses,
}

impl Town {
    async fn open(faults: &[&str]) -> Self {
        let running = server::start(&APL, None, Clock::default(), 1, Faults::default()).unwrap();
        let (control, client) = (Control::new(&running.control).unwrap(), Client::new(&TransportSettings::default()).unwrap());
        let tenant = control.open(&client, &faults.iter().copied().collect(), 7, true).await.unwrap();
        let shop = tenant.shop.clone().unwrap();
        Self { _running: running, client, control, tenant, shop }
    }

    async fn send(&self, request: Request) -> Response {
        self.client.send(&request, LIMIT).await.unwrap()
    }

    async fn get(&self, url: &str) -> String {
        self.send(Request::new("GET", url)).await.text().into_owned()
    }

    fn filled(template: &str, customer: &str, amount: &str, order: &str) -> String {
        template.replace("{customer}", customer).replace("{amount}", amount).replace("{order}", order)
    }

    /// The customer opens the checkout page and pays; where that leads.
    async fn pay(&self, customer: &str, amount: &str, order: &str) -> String {
        let page = self.get(&Self::filled(&self.shop.checkout, customer, amount, order)).await;
        let form = form(customer, amount, order, attempt(&page));
        let answer = self.send(Request { url: format!("{}/pay", self.shop.address), ..form }).await;
        assert_eq!(answer.status, 303, "{}", answer.text());
        let location = answer.headers.get("location").unwrap();
        if location.contains("://") { location.to_owned() } else { format!("{}/{location}", self.shop.address) }
    }

    async fn order(&self, order: &str) -> String {
        self.get(&format!("{}/orders/{order}", self.shop.address)).await
    }

    async fn advance(&self, seconds: i64) {
        self.control.advance(&self.client, &self.tenant.id, seconds).await.unwrap();
    }

    async fn direct(&self, direction: &str, argument: Value) -> Value {
        self.control.direct(&self.client, &self.tenant.id, direction, &argument).await.unwrap()
    }

    async fn calls(&self) -> Vec<Call> {
        self.control.journal(&self.client, &self.tenant.id, 0).await.unwrap()
    }

    async fn deliver(&self, told: &Value) -> u16 {
        let headers = told["headers"].as_object().unwrap().iter().map(|(name, value)| (name, value.as_str().unwrap())).collect();
        let body = told["body"].as_str().unwrap().as_bytes().to_vec();
        self.send(Request { headers, body, ..Request::new("POST", &self.shop.notifications) }).await.status
    }
}

fn operations(calls: &[Call]) -> Vec<String> {
    let name = |path: &str| path.rsplit('/').next().unwrap().to_owned();
    calls.iter().map(|call| format!("{} {}", call.request.method, name(call.request.path()))).collect()
}

#[tokio::test]
async fn an_order_is_paid_and_every_call_is_in_the_journal() {
    let town = Town::open(&[]).await;
    assert!(town.pay("eligible", "499.00", "o-1").await.starts_with(&town.shop.address));
    assert!(town.order("o-1").await.contains("Payment successful"));
    let calls = town.calls().await;
    assert_eq!(operations(&calls), ["GET instruments", "POST charge", "GET charge"]);
    assert!(calls.iter().all(|call| call.response.status == 200), "{calls:?}");
    assert!(String::from_utf8_lossy(&calls[1].request.body).contains("\"499.00\""));
}

#[tokio::test]
async fn a_pending_payment_is_polled_until_it_is_decided() {
    let town = Town::open(&[]).await;
    let location = town.pay("needs_authentication", "10.00", "o-1").await;
    assert!(location.starts_with("https://amazonpay-sandbox.amazon.in/"), "{location}");
    assert!(town.order("o-1").await.contains("Payment pending"));
    let before = town.calls().await;
    town.advance(80).await;
    let polled = town.calls().await[before.len()..].to_vec();
    assert_eq!(operations(&polled), ["GET charge"; 3], "after 15, 40 and 70 seconds");
    let gaps: Vec<_> = polled.windows(2).map(|pair| pair[1].at.duration_since(pair[0].at).as_secs()).collect();
    assert_eq!(gaps, [25, 30]);
    let finished = town.direct("finish", json!({ "status": "CaptureApproved" })).await;
    assert!(finished["chargeId"].is_string());
    assert!(town.order("o-1").await.contains("Payment pending"), "nobody told the shop yet");
    town.advance(35).await;
    assert!(town.order("o-1").await.contains("Payment successful"));
    let settled = town.calls().await.len();
    town.advance(600).await;
    assert_eq!(town.calls().await.len(), settled, "a final charge is asked for no more");
}

#[tokio::test]
async fn a_genuine_notification_is_acted_on_and_a_forged_one_is_not() {
    let town = Town::open(&[]).await;
    town.pay("needs_authentication", "10.00", "o-1").await;
    town.direct("finish", json!({ "status": "CaptureApproved" })).await;
    for forged in ["other_key", "altered", "elsewhere", "unsigned"] {
        let told = town.direct("notification", json!({ "about": "charge", "forged": forged })).await;
        let status = town.deliver(&told).await;
        assert!(status == 200 || (400..500).contains(&status), "{forged}: {status}");
        town.advance(0).await;
        assert!(town.order("o-1").await.contains("Payment pending"), "{forged}");
    }
    let told = town.direct("notification", json!({ "about": "charge" })).await;
    assert_eq!(town.deliver(&told).await, 200);
    town.advance(0).await;
    assert!(town.order("o-1").await.contains("Payment successful"));
}

#[tokio::test]
async fn the_back_office_refunds() {
    let town = Town::open(&[]).await;
    town.pay("eligible", "10.00", "o-1").await;
    town.direct("refunds_pending", json!({})).await;
    let refund = Town::filled(&town.shop.refunds, "", "4.00", "o-1");
    assert_eq!(town.send(Request::new("POST", refund)).await.status, 303);
    assert!(town.order("o-1").await.contains("Refund pending"));
    town.direct("finish_refund", json!({ "status": "Approved" })).await;
    town.advance(60).await;
    assert!(town.order("o-1").await.contains("Refund done"));
}

#[tokio::test]
async fn a_token_request_without_its_client_is_in_the_shops_own_journal() {
    let town = Town::open(&["shop_token_request_incomplete"]).await;
    town.direct("revoke_tokens", json!({ "for_good": false })).await;
    town.get(&Town::filled(&town.shop.checkout, "eligible", "10.00", "o-1")).await;
    let calls = town.calls().await;
    let renewals: Vec<_> = calls.iter().filter(|call| call.request.path() == "/auth/o2/token").collect();
    assert_eq!(renewals.len(), 1, "{:?}", operations(&calls));
    assert_eq!(renewals[0].response.status, 400);
}

#[tokio::test]
async fn what_the_provider_is_directed_to_say_is_what_the_customer_sees() {
    let town = Town::open(&[]).await;
    let reason = "Not on Sundays.";
    town.direct("ineligible", json!({ "code": "APL_SUNDAY", "reason": reason })).await;
    assert!(town.get(&Town::filled(&town.shop.checkout, "eligible", "10.00", "o-1")).await.contains(reason));
}

/// Bytes that a browser would not send, at every path of a shop.
fn odd_requests(shop: &str) -> Vec<Request> {
    let paths = [
        "/pay",
        "/orders/",
        "/orders/%ff",
        "/orders/..",
        "/return",
        "/link",
        "/linked",
        "/notifications",
        "/refunds",
        "//",
        "/x",
    ];
    let queries = [
        "",
        "?",
        "?customer=eligible",
        "?customer=%ff&amount=%00&order=%",
        "?order=o&order=p",
        "?amount=1e9&order=o&customer=eligible",
    ];
    let amounts = ["-1", "0", "0.001", "1,00", "99999999999999999999999999999999", "NaN"]
        .map(|amount| format!("?customer=eligible&order=o&amount={amount}"));
    let bodies: [&[u8]; 6] = [
        b"",
        b"\xff\xfe",
        b"{}",
        b"{\"Type\":\"Notification\"}",
        b"customer=eligible&amount=1&order=o&method=x",
        b"method=amazon_pay_later",
    ];
    let queries: Vec<_> = queries.iter().map(|query| (*query).to_owned()).chain(amounts).collect();
    let places = paths.iter().flat_map(|path| queries.iter().map(move |query| format!("{path}{query}")));
    let requests = places.flat_map(|place| {
        let ask = Request::new("GET", format!("{shop}{place}"));
        let posts =
            bodies.iter().map(|body| Request { method: "POST".into(), body: body.to_vec(), ..ask.clone() }).collect::<Vec<_>>();
        std::iter::once(ask.clone()).chain(posts)
    });
    requests.collect()
}

#[tokio::test]
async fn no_request_is_too_odd_for_a_shop() {
    let town = Town::open(&[]).await;
    let mut sent = 0;
    for request in odd_requests(&town.shop.address) {
        // The client sends no broken percent sequences; those that it does not send prove nothing.
        let Ok(answer) = town.client.send(&request, LIMIT).await else { continue };
        sent += 1;
        assert!(answer.status < 500, "{} {}: {}", request.method, request.url, answer.text());
    }
    assert!(sent > 500, "{sent}");
    town.advance(0).await;
    assert!(town.pay("eligible", "10.00", "o-9").await.starts_with(&town.shop.address), "the shop lives");
}

//! Shops over sockets, kept by a merchant of our own that shows what the shell does with each effect.

use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use signoff::config::transport::TransportSettings;
use signoff::core::clock::Clock;
use signoff::core::http::{Request, Response};
use signoff::providers::amazon_pay_india::AMAZON_PAY_INDIA as APL;
use signoff::providers::{Effect, Event, Faults, Merchant, MerchantRoom, Provider, ShopOpening};
use signoff::simulator::server::{self, Owner, Running};
use signoff::transport::client::Client;
use signoff::transport::control::{Control, ShopAddresses, Tenant};

const LIMIT: Duration = Duration::from_secs(10);

/// Asks the provider once per visit and once per timer; every timer sets the next one, twice as far away.
struct Probe {
    opening: ShopOpening,
    calls: u64,
    last_wait: i64,
}

impl Probe {
    fn call(&mut self, url: String) -> Effect {
        self.calls += 1;
        let mut request = Request::new("GET", url);
        request.headers.set("x-amz-client-id", self.opening.account.credentials.get("merchant_id"));
        Effect::Call { call: self.calls, request }
    }

    fn ask(&mut self, path: &str) -> Effect {
        self.call(format!("{}{path}", self.opening.provider_url))
    }

    fn wake(&mut self, seconds: i64) -> Effect {
        self.last_wait = seconds;
        Effect::Wake { timer: u64::try_from(seconds).unwrap(), after: SignedDuration::from_secs(seconds) }
    }

    fn asked(&mut self, visit: u64, request: &Request) -> Vec<Effect> {
        let reply = |text: String| Effect::Reply {
            visit,
            response: Response { body: text.into_bytes(), ..Response::json(200, &json!(0)) },
        };
        match request.path() {
            "/panic" => panic!("a defect of the merchant"),
            "/silent" => Vec::new(),
            "/poll" => vec![self.wake(15), reply("polling".into())],
            "/storm" => vec![self.wake(1), reply("storming".into())],
            "/elsewhere" => vec![self.call("http://203.0.113.1/".into()), reply("asked".into())],
            "/faults" => vec![reply(self.opening.faults.iter().collect::<Vec<_>>().join(","))],
            "/at-once" => vec![reply("early".into()), self.ask("/first"), self.ask("/second")],
            path => vec![reply(format!("{} {path} {}", request.method, request.query()))],
        }
    }
}

impl Merchant for Probe {
    fn handle(&mut self, event: Event, _: Timestamp) -> Vec<Effect> {
        match event {
            Event::Asked { visit, request } => self.asked(visit, &request),
            Event::Due { timer: 1 } => vec![self.ask("/storm"), self.wake(1)],
            Event::Due { timer } => vec![self.ask(&format!("/due/{timer}")), self.wake(2 * self.last_wait)],
            Event::Answered { request, answer: Ok(_), .. } if request.path().starts_with("/due") => vec![self.ask("/after")],
            Event::Answered { answer: Err(reason), .. } => vec![self.ask(&format!("/refused/{}", reason.len()))],
            Event::Answered { .. } => Vec::new(),
        }
    }

    fn plant(&mut self, faults: Faults) {
        self.opening.faults = faults;
    }
}

fn provider() -> &'static Provider {
    let open = |opening| -> Box<dyn Merchant> { Box::new(Probe { opening, calls: 0, last_wait: 0 }) };
    let room = MerchantRoom {
        option: "",
        link_account: "",
        own_hosts: &[],
        offer: None,
        unasked: true,
        pay: &["charge"],
        transfer: None,
        status: None,
        refund: &["refund"],
        refund_status: None,
        renew: None,
        apart: None,
        amount: |_| None,
        refund_of: |_, _| None,
        way_back: None,
        eligibility: |_| None,
        transactions: |_, _, _| Vec::new(),
        answer_readings: 1,
        of_another_account: |_, _| false,
        open,
    };
    Box::leak(Box::new(Provider { merchant: Some(Box::leak(Box::new(room))), ..APL }))
}

struct Street {
    running: Running,
    client: Client,
    control: Control,
}

impl Street {
    fn open() -> Self {
        let running = server::start(provider(), None, Clock::default(), 1, Faults::default()).unwrap();
        let control = Control::new(&running.control).unwrap();
        Self { running, client: Client::new(&TransportSettings::default()).unwrap(), control }
    }

    async fn rent(&self, seed: u64, faults: &[&str]) -> (Tenant, ShopAddresses) {
        let faults = faults.iter().copied().collect();
        let tenant = self.control.open(&self.client, &faults, seed, true).await.unwrap();
        let shop = tenant.shop.clone().unwrap();
        (tenant, shop)
    }

    async fn visit(&self, url: String) -> (u16, String) {
        let answer = self.client.send(&Request::new("GET", url), LIMIT).await.unwrap();
        (answer.status, answer.text().into_owned())
    }

    /// Seconds since `start` and path of every call.
    async fn calls(&self, tenant: &Tenant, start: Timestamp) -> Vec<(i64, String)> {
        let calls = self.control.journal(&self.client, &tenant.id, 0).await.unwrap();
        let numbers: Vec<_> = calls.iter().map(|call| call.number).collect();
        assert_eq!(numbers, (1..=u64::try_from(calls.len()).unwrap()).collect::<Vec<_>>());
        calls.iter().map(|call| (call.at.duration_since(start).as_secs(), call.request.path().to_owned())).collect()
    }
}

#[tokio::test]
async fn a_shop_stands_below_its_address_and_nowhere_else() {
    let street = Street::open();
    let (tenant, shop) = street.rent(1, &[]).await;
    let (other, _) = street.rent(2, &["kyc_ignored"]).await;
    assert!(shop.address.ends_with(&format!("/{}", tenant.id)) && other.shop.unwrap().address != shop.address);
    assert_eq!(shop.checkout, format!("{}/pay?customer={{customer}}&amount={{amount}}&order={{order}}", shop.address));
    assert!(shop.notifications.starts_with(&shop.address) && shop.refunds.starts_with(&shop.address));
    for (path, seen) in
        [("/pay?a=%7C&b", "GET /pay a=%7C&b"), ("/orders/o-1", "GET /orders/o-1 "), ("", "GET / "), ("/", "GET / ")]
    {
        assert_eq!(street.visit(format!("{}{path}", shop.address)).await, (200, seen.to_owned()));
    }
    let street_url = shop.address.rsplit_once('/').unwrap().0;
    for path in ["", "/", "/default/pay", "/t99/pay"] {
        assert_eq!(street.visit(format!("{street_url}{path}")).await.0, 404, "{path}");
    }
    street.control.close(&street.client, &tenant.id).await.unwrap();
    assert_eq!(street.visit(format!("{}/pay", shop.address)).await.0, 404);
}

#[tokio::test]
async fn faults_reach_the_shop_too() {
    let street = Street::open();
    let (tenant, shop) = street.rent(1, &["kyc_ignored"]).await;
    assert_eq!(street.visit(format!("{}/faults", shop.address)).await.1, "kyc_ignored");
    street.control.plant(&street.client, &tenant.id, &["funds_ignored"].into_iter().collect()).await.unwrap();
    assert_eq!(street.visit(format!("{}/faults", shop.address)).await.1, "funds_ignored");
}

#[tokio::test]
async fn calls_are_written_down_in_order_and_a_move_of_the_clock_waits_for_them() {
    let street = Street::open();
    let (tenant, shop) = street.rent(1, &[]).await;
    let (idle, _) = street.rent(2, &[]).await;
    let start = Timestamp::now();
    assert_eq!(street.visit(format!("{}/at-once", shop.address)).await.1, "early");
    street.control.advance(&street.client, &tenant.id, 0).await.unwrap();
    let paths: Vec<_> = street.calls(&tenant, start).await.into_iter().map(|(_, path)| path).collect();
    assert_eq!(paths, ["/first", "/second"]);
    assert!(street.calls(&idle, start).await.is_empty());

    let later = street.control.journal(&street.client, &tenant.id, 1).await.unwrap();
    assert_eq!(later.iter().map(|call| call.number).collect::<Vec<_>>(), [2]);
    assert_eq!((later[0].request.method.as_str(), later[0].response.status), ("GET", 404));
    assert_eq!(later[0].request.headers.get("x-amz-client-id"), Some(tenant.account.credentials.get("merchant_id")));
    assert!(later[0].response.text().contains("NotFound"));
}

#[tokio::test]
async fn a_move_of_the_clock_fires_each_timer_at_its_time_with_all_that_follows() {
    let street = Street::open();
    let (tenant, shop) = street.rent(1, &[]).await;
    let start = Timestamp::now();
    street.visit(format!("{}/poll", shop.address)).await;
    street.control.advance(&street.client, &tenant.id, 14).await.unwrap();
    assert!(street.calls(&tenant, start).await.is_empty());
    let began = Instant::now();
    street.control.advance(&street.client, &tenant.id, 100).await.unwrap();
    let due = |seconds| [(seconds, format!("/due/{}", (seconds + 15) / 2)), (seconds, "/after".to_owned())];
    assert_eq!(street.calls(&tenant, start).await, [due(15), due(45), due(105)].concat());
    assert!(began.elapsed() < Duration::from_secs(60), "the time was waited for");
    // What is left of the move counts as well: the next timer is due at 225 s.
    street.control.advance(&street.client, &tenant.id, 110).await.unwrap();
    assert_eq!(street.calls(&tenant, start).await.len(), 6);
    street.control.advance(&street.client, &tenant.id, 1).await.unwrap();
    assert_eq!(street.calls(&tenant, start).await.len(), 8);
}

#[tokio::test]
async fn timers_fire_in_real_time_too() {
    let street = Street::open();
    let (tenant, shop) = street.rent(1, &[]).await;
    street.visit(format!("{}/poll", shop.address)).await;
    street.control.advance(&street.client, &tenant.id, 14).await.unwrap();
    let began = Instant::now();
    while street.calls(&tenant, Timestamp::now()).await.is_empty() {
        assert!(began.elapsed() < LIMIT, "the timer never fired");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn a_shop_that_never_rests_is_told_and_leaves_the_others_alone() {
    let street = Street::open();
    let (tenant, shop) = street.rent(1, &[]).await;
    let (other, _) = street.rent(2, &[]).await;
    street.visit(format!("{}/storm", shop.address)).await;
    street.control.advance(&street.client, &other.id, 60).await.unwrap();
    let refused = street.control.advance(&street.client, &tenant.id, 5000).await.unwrap_err().to_string();
    assert!(refused.contains("did not come to rest"), "{refused}");
    street.control.close(&street.client, &tenant.id).await.unwrap();
}

#[tokio::test]
async fn a_shop_calls_this_machine_only() {
    let street = Street::open();
    let (tenant, shop) = street.rent(1, &[]).await;
    street.visit(format!("{}/elsewhere", shop.address)).await;
    street.control.advance(&street.client, &tenant.id, 0).await.unwrap();
    let calls = street.calls(&tenant, Timestamp::now()).await;
    assert_eq!(calls.len(), 1, "{calls:?}");
    assert!(calls[0].1.starts_with("/refused/"), "{calls:?}");
}

#[tokio::test]
async fn a_defect_of_the_merchant_is_an_answer_and_the_shop_lives() {
    let street = Street::open();
    let (_, shop) = street.rent(1, &[]).await;
    let silent = tokio::time::timeout(Duration::from_secs(10), street.visit(format!("{}/silent", shop.address)));
    let (silent, defect) = tokio::join!(silent, async {
        tokio::time::sleep(Duration::from_millis(100)).await;
        street.visit(format!("{}/panic", shop.address)).await
    });
    assert_eq!((silent.unwrap().0, defect.0), (500, 500), "whoever waits is told as well");
    assert_eq!(street.visit(format!("{}/pay", shop.address)).await.0, 200);
}

#[tokio::test]
async fn the_control_says_what_it_has_not() {
    let street = Street::open();
    let control = &street.control;
    let refused = control.journal(&street.client, "default", 0).await.unwrap_err().to_string();
    assert!(refused.contains("400") && refused.contains("only a tenant with a merchant"), "{refused}");
    let (tenant, _) = street.rent(1, &[]).await;
    for query in ["after", "after=", "after=-1", "after=x", "before=1", "after=1&after=2"] {
        let url = format!("{}/tenants/{}/journal?{query}", street.running.control, tenant.id);
        assert_eq!(street.visit(url).await.0, 400, "{query}");
    }
    for argument in [json!([]), json!("x"), json!(1)] {
        let refused = control.direct(&street.client, &tenant.id, "finish", &argument).await.unwrap_err().to_string();
        assert!(refused.contains("no JSON object"), "{refused}");
    }
    let refused = control.direct(&street.client, &tenant.id, "dance", &json!({})).await.unwrap_err().to_string();
    assert!(refused.contains("400") && refused.contains("dance"), "{refused}");
    let mut nobody = Request::new("POST", format!("{}/tenants", street.running.control));
    nobody.body = br#"{"shop":1}"#.to_vec();
    assert_eq!(street.client.send(&nobody, LIMIT).await.unwrap().status, 400);
}

#[tokio::test]
async fn the_default_tenant_has_a_shop_when_it_is_asked_for() {
    let running = server::start_for(Owner::Reference, provider(), None, Clock::default(), 1, Faults::default(), None).unwrap();
    let client = Client::new(&TransportSettings::default()).unwrap();
    let shop = running.shop.clone().unwrap();
    assert!(shop.address.ends_with("/default"));
    let answer = client.send(&Request::new("GET", format!("{}/at-once", shop.address)), LIMIT).await.unwrap();
    assert_eq!(answer.status, 200);
    let control = Control::new(&running.control).unwrap();
    control.advance(&client, "default", 0).await.unwrap();
    assert_eq!(control.journal(&client, "default", 0).await.unwrap().len(), 2);
}

#[test]
fn where_there_is_no_reference_merchant_there_is_no_shop() {
    let bare: &'static Provider = Box::leak(Box::new(Provider { merchant: None, ..APL }));
    let refused = server::start_for(Owner::Reference, bare, None, Clock::default(), 1, Faults::default(), None).unwrap_err();
    assert!(refused.to_string().contains("no reference merchant"), "{refused}");
}

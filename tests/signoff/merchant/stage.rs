//! The reference merchant and the simulator, joined without sockets: every effect is carried out at once, time stands still
//! until a test moves it.

use std::collections::{BTreeSet, HashMap, VecDeque};

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use signoff::core::http::{Request, Response};
use signoff::core::money::Money;
use signoff::ledger::{Charge, State};
use signoff::providers::amazon_pay_india::auth;
use signoff::providers::amazon_pay_india::notification::{SnsMessage, of_charge};
use signoff::providers::amazon_pay_india::simulator::keys::{CERTIFICATE_PATH, NOTIFIER, TOPIC_ARN, TestKey};
use signoff::providers::amazon_pay_india::{merchant, simulator};
use signoff::providers::{Account, Effect, Event, Merchant, Opening, ShopOpening, Simulator};

const PROVIDER: &str = "http://provider.test";
pub const SHOP: &str = "http://shop.test/t1";

/// Changes what the provider says; it is signed anew afterwards.
pub type Rewrite = fn(&Request, &mut u16, &mut Value);

pub struct Stage {
    shop: Box<dyn Merchant>,
    provider: Box<dyn Simulator>,
    pub account: Account,
    pub now: Timestamp,
    timers: BTreeSet<(Timestamp, u64)>,
    replies: HashMap<u64, Response>,
    visits: u64,
    /// What the merchant sent, and what it was answered.
    pub journal: Vec<(Request, Response)>,
    /// What the provider says instead.
    pub rewrite: Option<Rewrite>,
    /// Answers have a false signature.
    pub spoiled: bool,
    /// Answers have no signature.
    pub unsigned: bool,
    /// Every answer, the certificate as well, has this status and this body.
    pub garbled: Option<(u16, String)>,
}

impl Stage {
    /// A shop with these faults.
    pub fn with(faults: &[&str]) -> Self {
        let now: Timestamp = "2026-06-18T10:15:30Z".parse().unwrap();
        let (account, provider) = simulator::open(&Opening { seed: 7, now, ..Opening::default() });
        let opening = ShopOpening {
            account: account.clone(),
            provider_url: PROVIDER.into(),
            own_url: SHOP.into(),
            now,
            seed: 7,
            faults: faults.iter().copied().collect(),
        };
        let (timers, replies, journal) = (BTreeSet::new(), HashMap::new(), Vec::new());
        let shop = merchant::open(opening);
        let (rewrite, spoiled, unsigned, garbled) = (None, false, false, None);
        Self { shop, provider, account, now, timers, replies, visits: 0, journal, rewrite, spoiled, unsigned, garbled }
    }

    pub fn honest() -> Self {
        Self::with(&[])
    }

    /// Asks the shop several questions at once, and answers them in order.
    pub fn ask_all(&mut self, requests: Vec<Request>) -> Vec<Response> {
        let first = self.visits + 1;
        let mut events = VecDeque::new();
        for request in requests {
            self.visits += 1;
            events.push_back(Event::Asked { visit: self.visits, request });
        }
        self.carry_out(events);
        (first..=self.visits).map(|visit| self.replies.remove(&visit).expect("an answer")).collect()
    }

    pub fn ask(&mut self, request: Request) -> Response {
        self.ask_all(vec![request]).remove(0)
    }

    /// The page at a path of the shop, or at a whole address of its.
    pub fn get(&mut self, path: &str) -> String {
        let path = path.strip_prefix(SHOP).unwrap_or(path);
        self.ask(Request::new("GET", path)).text().into_owned()
    }

    /// The checkout page.
    pub fn checkout(&mut self, customer: &str, amount: &str, order: &str) -> String {
        self.get(&format!("/pay?customer={customer}&amount={amount}&order={order}"))
    }

    /// Opens the checkout page, chooses Amazon Pay Later, and pays; the address to which the customer is sent.
    pub fn pay(&mut self, customer: &str, amount: &str, order: &str) -> String {
        let page = self.checkout(customer, amount, order);
        let form = form(customer, amount, order, attempt(&page));
        location(&self.ask(form)).to_owned()
    }

    /// Moves the time, and lets every timer ring that is due.
    pub fn advance(&mut self, seconds: i64) {
        let end = self.now.checked_add(SignedDuration::from_secs(seconds)).unwrap();
        while let Some((at, timer)) = self.timers.first().copied().filter(|(at, _)| *at <= end) {
            self.timers.remove(&(at, timer));
            self.now = at;
            self.carry_out(VecDeque::from([Event::Due { timer }]));
        }
        self.now = end;
    }

    pub fn outage(&mut self, requests: u32) {
        self.provider.outage(requests);
    }

    /// How often an operation was called.
    pub fn calls(&self, operation: &str) -> usize {
        let (method, path) = operation.split_once(' ').unwrap();
        self.journal.iter().filter(|(request, _)| request.method == method && request.path() == path).count()
    }

    /// The chargeId of the latest charge that was sent.
    pub fn charge_id(&self) -> String {
        let mut calls = self.journal.iter().rev().map(|(request, _)| request);
        let charge = calls.find(|request| request.method == "POST" && request.path().ends_with("/charge"));
        let body: Value = serde_json::from_slice(&charge.unwrap().body).unwrap();
        body["chargeId"].as_str().unwrap().to_owned()
    }

    /// A genuine message about a charge, not yet delivered.
    pub fn notification(&self, charge: &str, key: &TestKey) -> SnsMessage {
        let amount = Money::parse("499.50", "INR").unwrap();
        let charge = Charge::new(charge, "S04-1", amount, State::Approved, self.now);
        let text = of_charge(&charge, self.account.credentials.get("merchant_id"), "n-1");
        let certificate = format!("{PROVIDER}{CERTIFICATE_PATH}");
        let mut message = SnsMessage::new("m-1", TOPIC_ARN, text, self.now.to_string(), &certificate);
        message.sign(key.key).unwrap();
        message
    }

    pub fn deliver(&mut self, message: &SnsMessage) -> u16 {
        self.ask(message.delivery("/notifications")).status
    }

    fn carry_out(&mut self, mut events: VecDeque<Event>) {
        while let Some(event) = events.pop_front() {
            for effect in self.shop.handle(event, self.now) {
                match effect {
                    Effect::Call { call, request } => {
                        let response = self.provider_says(&request);
                        self.journal.push((request.clone(), response.clone()));
                        events.push_back(Event::Answered { call, request, answer: Ok(response) });
                    }
                    Effect::Reply { visit, response } => {
                        assert!(self.replies.insert(visit, response).is_none(), "two answers to one question");
                    }
                    Effect::Wake { timer, after } => {
                        self.timers.insert((self.now.checked_add(after).unwrap(), timer));
                    }
                }
            }
        }
    }

    fn provider_says(&mut self, request: &Request) -> Response {
        // The provider is known by the name that the request gives it, wherever it was sent.
        let host = request.headers.get("host").unwrap_or(request.authority());
        let request = &Request { url: format!("http://{host}{}", request.target()), ..request.clone() };
        if let Some((status, text)) = &self.garbled {
            return Response { status: *status, headers: Default::default(), body: text.clone().into_bytes() };
        }
        if request.path() == CERTIFICATE_PATH {
            return Response { status: 200, headers: Default::default(), body: NOTIFIER.certificate.to_vec() };
        }
        let mut response = self.provider.respond(request, self.now);
        if let Some(rewrite) = self.rewrite {
            let mut body = serde_json::from_slice(&response.body).unwrap_or(json!({}));
            let mut status = response.status;
            rewrite(request, &mut status, &mut body);
            response = Response::json(status, &body);
            auth::sign_response(request, &mut response, self.account.credentials.get("secret_key"), self.now, "id-1");
        }
        if self.spoiled {
            response.headers.set("x-amz-signature", "A".repeat(64));
        }
        if self.unsigned {
            response.headers.remove("x-amz-signature");
        }
        response
    }
}

/// The form of the checkout page, Amazon Pay Later chosen.
pub fn form(customer: &str, amount: &str, order: &str, attempt: &str) -> Request {
    let body = format!("customer={customer}&amount={amount}&order={order}&attempt={attempt}&method=amazon_pay_later");
    let headers = [("content-type", "application/x-www-form-urlencoded")].into_iter().collect();
    Request { headers, body: body.into_bytes(), ..Request::new("POST", "/pay") }
}

/// The hidden number of the try, as the page carries it.
pub fn attempt(page: &str) -> &str {
    page.split("name=\"attempt\" value=\"").nth(1).map_or("", |rest| rest.split('"').next().unwrap())
}

pub fn location(response: &Response) -> &str {
    assert_eq!(response.status, 303, "{}", response.text());
    response.headers.get("location").unwrap()
}

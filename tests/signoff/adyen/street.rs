//! Adyen's reference merchant and the simulator, joined without sockets: every effect is carried out at once, time stands still
//! until a test moves it.

use std::collections::{BTreeSet, HashMap, VecDeque};

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use signoff::core::http::{Request, Response};
use signoff::providers::adyen::{merchant, simulator};
use signoff::providers::{Effect, Event, Merchant, Opening, ShopOpening, Simulator};

pub struct Street {
    shop: Box<dyn Merchant>,
    provider: Box<dyn Simulator>,
    now: Timestamp,
    timers: BTreeSet<(Timestamp, u64)>,
    replies: HashMap<u64, Response>,
    visits: u64,
    /// What the merchant sent, and what it was answered.
    pub journal: Vec<(Request, Response)>,
}

impl Street {
    pub fn honest() -> Self {
        let now: Timestamp = "2026-06-18T10:15:30Z".parse().unwrap();
        let (account, provider) = simulator::open(&Opening { seed: 7, now, ..Opening::default() });
        let shop = merchant::open(ShopOpening {
            account,
            provider_url: "http://provider.test".into(),
            own_url: "http://shop.test/t1".into(),
            now,
            seed: 7,
            faults: Default::default(),
        });
        let (timers, replies) = (BTreeSet::new(), HashMap::new());
        Self { shop, provider, now, timers, replies, visits: 0, journal: Vec::new() }
    }

    pub fn ask(&mut self, request: Request) -> Response {
        self.visits += 1;
        self.carry_out(Event::Asked { visit: self.visits, request });
        self.replies.remove(&self.visits).expect("an answer")
    }

    pub fn get(&mut self, path: &str) -> String {
        self.ask(Request::new("GET", path)).text().into_owned()
    }

    pub fn post(&mut self, path: &str) -> Response {
        self.ask(Request::new("POST", path))
    }

    /// Opens the checkout page, chooses Amazon Pay, and pays; the order's page.
    pub fn pay(&mut self, customer: &str, order: &str, more: &str) -> String {
        let query = format!("customer={customer}&amount=10.50&order={order}");
        self.get(&format!("/pay?{query}"));
        self.post(&format!("/pay?{query}&attempt=0&method=amazonpay{more}"));
        self.get(&format!("/orders/{order}"))
    }

    /// The provider's message, as it is directed, delivered; the status of the answer.
    pub fn told(&mut self, wanted: Value) -> u16 {
        let message = self.directs("notification", wanted).unwrap();
        let mut request = Request::new("POST", "/notifications");
        for (name, value) in message["headers"].as_object().unwrap() {
            request.headers.set(name, value.as_str().unwrap());
        }
        request.body = message["body"].as_str().unwrap().into();
        self.ask(request).status
    }

    pub fn directs(&mut self, direction: &str, argument: Value) -> Result<Value, String> {
        self.provider.direct(direction, &argument, self.now)
    }

    pub fn ends(&mut self, status: &str) {
        self.directs("finish", json!({ "status": status })).unwrap();
    }

    pub fn outage(&mut self, requests: u32) {
        self.provider.outage(requests);
    }

    pub fn advance(&mut self, seconds: i64) {
        let end = self.now.checked_add(SignedDuration::from_secs(seconds)).unwrap();
        while let Some((at, timer)) = self.timers.first().copied().filter(|(at, _)| *at <= end) {
            self.timers.remove(&(at, timer));
            self.now = at;
            self.carry_out(Event::Due { timer });
        }
        self.now = end;
    }

    /// The calls whose path ends so.
    pub fn calls(&self, path: &str) -> Vec<&Request> {
        self.journal.iter().map(|(request, _)| request).filter(|request| request.path().ends_with(path)).collect()
    }

    fn carry_out(&mut self, first: Event) {
        let mut events = VecDeque::from([first]);
        while let Some(event) = events.pop_front() {
            for effect in self.shop.handle(event, self.now) {
                match effect {
                    Effect::Call { call, request } => {
                        let response = self.provider.respond(&request, self.now);
                        self.journal.push((request.clone(), response.clone()));
                        events.push_back(Event::Answered { call, request, answer: Ok(response) });
                    }
                    Effect::Reply { visit, response } => {
                        self.replies.insert(visit, response);
                    }
                    Effect::Wake { timer, after } => {
                        self.timers.insert((self.now.checked_add(after).unwrap(), timer));
                    }
                }
            }
        }
    }
}

pub fn body(request: &Request) -> Value {
    serde_json::from_slice(&request.body).unwrap()
}

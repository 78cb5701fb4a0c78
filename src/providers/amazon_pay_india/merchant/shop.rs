//! The shop: its state, and the ways by which events come in and effects go out.

use std::collections::{BTreeMap, HashMap};

use jiff::{SignedDuration, Timestamp};

use crate::core::http::{Headers, Request, Response};
use crate::core::id::{self, Ids};
use crate::providers::amazon_pay_india::notification::SnsMessage;
use crate::providers::{Draft, Effect, Event, Faults, Merchant, ShopOpening};
use crate::signing::encoding;

use super::gateway::{Answer, Gateway};
use super::order::Order;
use super::pages;
use super::tokens::Tokens;
use super::transaction::Key;

/// One merchant with its customers and orders.
pub(super) struct Shop {
    /// The way to the provider.
    pub(super) gateway: Gateway,
    /// Where the shop is reached.
    pub(super) own_url: String,
    /// The only place from which a notification's certificate is taken.
    pub(super) certificate_url: String,
    /// The certificate, once it was fetched.
    pub(super) certificate: Option<Vec<u8>>,
    /// The tokens of the customers who linked their account.
    pub(super) wallet: HashMap<String, Tokens>,
    /// The customers who are about to link their account, by the `state` that names them.
    pub(super) linking: HashMap<String, String>,
    /// Every order, by the shop's own id.
    pub(super) orders: HashMap<String, Order>,
    /// The first statement of each customer; only faults look.
    pub(super) first_statements: BTreeMap<String, String>,
    /// What is broken.
    pub(super) faults: Faults,
    /// The time of the event under way.
    pub(super) now: Timestamp,
    /// The looks at pending transactions that are set.
    pub(super) timers: HashMap<u64, Key>,
    calls: HashMap<u64, Call>,
    effects: Vec<Effect>,
    last_number: u64,
}

/// What a call is for.
enum Call {
    /// To the provider's API or login service.
    Api(Errand),
    /// For the certificate of a notification that was asked by `visit`.
    Certificate { visit: u64, message: SnsMessage },
}

/// A message to the provider, and what its answer is for.
pub(super) struct Errand {
    /// The message.
    pub(super) draft: Draft,
    /// In whose name it is sent, when a customer's token goes with it.
    pub(super) customer: Option<String>,
    /// The token was renewed for it.
    pub(super) renewed: bool,
    /// What the answer is for.
    pub(super) task: Task,
}

/// What is done with an answer.
pub(super) enum Task {
    /// The checkout page of an order is shown.
    Offer { order: String, visit: u64 },
    /// A charge or refund was sent.
    Make(Key),
    /// Its status was asked.
    Ask(Key),
    /// A customer's token was renewed for an errand.
    Renew(Box<Errand>),
    /// A customer linked their account.
    Link { customer: String, visit: u64 },
    /// A fault asked what no honest merchant asks.
    Nothing,
}

impl Shop {
    /// A shop without orders; its customers are those who have a token.
    pub(super) fn open(opening: ShopOpening) -> Self {
        let wallet = Tokens::of_account(&opening.account, opening.now);
        let ids = Ids::new(&id::base36(id::hash(&format!("shop:{}", opening.seed))));
        let (credentials, login) = (opening.account.credentials, opening.account.login);
        Self {
            gateway: Gateway { base_url: opening.provider_url, credentials, login, ids },
            own_url: opening.own_url,
            certificate_url: opening.certificate_url,
            certificate: None,
            wallet,
            linking: HashMap::new(),
            orders: HashMap::new(),
            first_statements: BTreeMap::new(),
            faults: opening.faults,
            now: opening.now,
            timers: HashMap::new(),
            calls: HashMap::new(),
            effects: Vec::new(),
            last_number: 0,
        }
    }
}

impl Merchant for Shop {
    fn handle(&mut self, event: Event, now: Timestamp) -> Vec<Effect> {
        self.now = now;
        match event {
            Event::Asked { visit, .. } if self.faults.has("shop_ignore_everything") => self.reply(visit, pages::empty()),
            Event::Asked { visit, request } => self.asked(visit, &request),
            Event::Answered { call, request, answer } => self.answered(call, &request, answer),
            Event::Due { timer } => self.look(timer),
        }
        std::mem::take(&mut self.effects)
    }

    fn plant(&mut self, faults: Faults) {
        self.faults = faults;
    }
}

impl Shop {
    /// Takes a question to the room that answers it.
    fn asked(&mut self, visit: u64, request: &Request) {
        let form = Form::of(request);
        let order = request.path().strip_prefix("/orders/").and_then(encoding::decode);
        match (request.method.as_str(), request.path(), order) {
            ("GET", "/pay", _) => self.open_checkout(visit, &form),
            ("POST", "/pay", _) => self.pay(visit, &form),
            ("GET", "/return", _) => self.come_back(visit, form.get("order")),
            ("GET", "/link", _) => self.start_linking(visit, form.get("customer")),
            ("GET", "/linked", _) => self.finish_linking(visit, &form),
            ("POST", "/notifications", _) => self.receive(visit, request),
            ("POST", "/refunds", _) => self.refund(visit, &form),
            ("GET", _, Some(order)) => self.show_order(visit, &order),
            _ => self.reply(visit, pages::notice(404, "There is no such page.", &self.faults)),
        }
    }

    fn answered(&mut self, call: u64, request: &Request, answer: Result<Response, String>) {
        match self.calls.remove(&call) {
            Some(Call::Api(errand)) => {
                let answer = self.gateway.read(errand.draft.endpoint, request, answer, &self.faults);
                self.finish(errand, answer);
            }
            Some(Call::Certificate { visit, message }) => self.check_with(visit, &message, answer),
            None => {}
        }
    }

    /// Does what the answer was waited for.
    pub(super) fn settle(&mut self, task: Task, answer: Answer) {
        match task {
            Task::Offer { order, visit } => self.offered(&order, visit, &answer),
            Task::Make(key) => self.made(&key, answer),
            Task::Ask(key) => self.told(&key, answer),
            Task::Renew(errand) => self.renewed(*errand, answer),
            Task::Link { customer, visit } => self.linked(customer, visit, &answer),
            Task::Nothing => {}
        }
    }

    /// Sends a message as it stands.
    pub(super) fn send(&mut self, errand: Errand) {
        match self.gateway.request(&errand.draft, &self.faults, self.now) {
            Ok(request) => self.call(request, Call::Api(errand)),
            Err(_) => self.settle(errand.task, Answer::Silence),
        }
    }

    /// Fetches the certificate of a notification.
    pub(super) fn fetch_certificate(&mut self, visit: u64, url: &str, message: SnsMessage) {
        self.call(Request::new("GET", url), Call::Certificate { visit, message });
    }

    fn call(&mut self, request: Request, purpose: Call) {
        let call = self.number();
        self.calls.insert(call, purpose);
        self.effects.push(Effect::Call { call, request });
    }

    /// Sets a look at a pending transaction.
    pub(super) fn wake(&mut self, key: Key, after: SignedDuration) {
        let timer = self.number();
        self.timers.insert(timer, key);
        self.effects.push(Effect::Wake { timer, after });
    }

    /// Answers a question.
    pub(super) fn reply(&mut self, visit: u64, response: Response) {
        self.effects.push(Effect::Reply { visit, response });
    }

    /// Sends a customer elsewhere.
    pub(super) fn redirect(&mut self, visit: u64, location: impl Into<String>) {
        let headers: Headers = [("location", location.into())].into_iter().collect();
        self.reply(visit, Response { status: 303, headers, body: Vec::new() });
    }

    /// The address of an order's page.
    pub(super) fn order_url(&self, order: &str) -> String {
        format!("{}/orders/{}", self.own_url, encoding::encoded(order))
    }

    fn number(&mut self) -> u64 {
        self.last_number += 1;
        self.last_number
    }
}

/// The fields of a question: its query's, then its form's.
pub(super) struct Form(HashMap<String, String>);

impl Form {
    fn of(request: &Request) -> Self {
        let asked = url::form_urlencoded::parse(request.query().as_bytes()).into_owned();
        Self(asked.chain(request.form().unwrap_or_default()).collect())
    }

    /// The last value of that name; empty when there is none.
    pub(super) fn get(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }
}

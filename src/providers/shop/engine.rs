//! The shop: its state, and the ways by which events come in and effects go out.

use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp};

use crate::core::http::{Headers, Request, Response};
use crate::core::id::{self, Ids};
use crate::providers::{Draft, Effect, Endpoint, Event, Faults, Merchant, ShopOpening};
use crate::signing::encoding;

use super::answer::Answer;
use super::dialect::Dialect;
use super::form::Form;
use super::gateway::Gateway;
use super::order::Order;
use super::pages;
use super::transaction::Key;

/// One merchant with its customers and orders.
pub struct Shop<D: Dialect> {
    /// What its house remembers.
    pub house: D,
    /// The way to the provider.
    pub gateway: Gateway,
    /// Where the shop is reached.
    pub own_url: String,
    /// Every order, by the shop's own id.
    pub orders: HashMap<String, Order<D::Offer>>,
    /// What is broken.
    pub faults: Faults,
    /// The time of the event under way.
    pub now: Timestamp,
    /// What is waited for.
    pub(super) timers: HashMap<u64, Timer<D::Task>>,
    calls: HashMap<u64, Call<D>>,
    effects: Vec<Effect>,
    last_number: u64,
}

/// What a call is for.
enum Call<D: Dialect> {
    /// A message to the provider.
    Message(Box<Errand<D>>),
    /// Something of the house's that is no message.
    Other(D::Task),
}

/// What a timer was set for.
pub(super) enum Timer<T> {
    /// A look at a pending transaction.
    Look(Key),
    /// The house knows.
    House(T),
}

/// A message to the provider, and what its answer is for.
pub struct Errand<D: Dialect> {
    /// The message.
    pub draft: Draft,
    /// In whose name it is sent, where it is a customer's.
    pub customer: Option<String>,
    /// What it carries of the customer was renewed for it.
    pub renewed: bool,
    /// What the answer is for.
    pub task: Task<D::Task>,
}

/// What is done with an answer.
#[derive(Debug)]
pub enum Task<T> {
    /// The checkout page of an order is shown.
    Offer {
        /// The order.
        order: String,
        /// The question that it answers.
        visit: u64,
    },
    /// A charge or refund was sent.
    Make(Key),
    /// Its status was asked.
    Ask(Key),
    /// The house knows.
    House(T),
    /// A fault asked what no honest merchant asks.
    Nothing,
}

impl<D: Dialect> Shop<D> {
    /// A shop without orders.
    pub fn open(opening: ShopOpening, house: D) -> Self {
        let ids = Ids::new(&id::base36(id::hash(&format!("shop:{}", opening.seed))));
        let (credentials, login) = (opening.account.credentials, opening.account.login);
        Self {
            house,
            gateway: Gateway { base_url: opening.provider_url, credentials, login, ids },
            own_url: opening.own_url,
            orders: HashMap::new(),
            faults: opening.faults,
            now: opening.now,
            timers: HashMap::new(),
            calls: HashMap::new(),
            effects: Vec::new(),
            last_number: 0,
        }
    }
}

impl<D: Dialect> Merchant for Shop<D> {
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

impl<D: Dialect> Shop<D> {
    /// Takes a question to the room that answers it.
    fn asked(&mut self, visit: u64, request: &Request) {
        let form = Form::of(request);
        let order = request.path().strip_prefix("/orders/").and_then(encoding::decode);
        match (request.method.as_str(), request.path(), order) {
            ("GET", "/pay", _) => self.open_checkout(visit, &form),
            ("POST", "/pay", _) => self.pay(visit, &form),
            ("GET" | "POST", "/return", _) => self.come_back(visit, &form),
            ("POST", "/notifications", _) => self.receive(visit, request),
            ("POST", "/refunds", _) => self.refund(visit, &form),
            ("GET", _, Some(order)) => self.show_order(visit, &order),
            _ if D::asked(self, visit, request, &form) => {}
            _ => self.tell(visit, 404, "There is no such page."),
        }
    }

    fn answered(&mut self, call: u64, request: &Request, answer: Result<Response, String>) {
        match self.calls.remove(&call) {
            Some(Call::Message(errand)) => {
                let read = |response| D::read(self, errand.draft.endpoint, request, &response);
                let answer = answer.map_or(Answer::Silence, read);
                D::answered(self, *errand, answer);
            }
            Some(Call::Other(task)) => D::fetched(self, task, answer),
            None => {}
        }
    }

    /// Does what the answer to a message of this operation was waited for.
    pub fn settle(&mut self, answered: &Endpoint, task: Task<D::Task>, answer: Answer) {
        match task {
            Task::Offer { order, visit } => self.offered(&order, visit, &answer),
            Task::Make(key) => self.made(&key, answered, answer),
            Task::Ask(key) => self.told(&key, answer),
            Task::House(task) => D::settled(self, task, answer),
            Task::Nothing => {}
        }
    }

    /// Sends a message of the merchant's own, no customer's.
    pub fn send(&mut self, draft: Draft, task: Task<D::Task>) {
        D::send(self, Errand { draft, customer: None, renewed: false, task });
    }

    /// Sends a message in the name of a customer.
    pub(super) fn send_for(&mut self, customer: String, draft: Draft, task: Task<D::Task>) {
        D::send(self, Errand { draft, customer: Some(customer), renewed: false, task });
    }

    /// Sends a message as it stands.
    pub fn transmit(&mut self, errand: Errand<D>) {
        match D::request(self, &errand.draft) {
            Ok(request) => self.call(request, Call::Message(Box::new(errand))),
            Err(_) => self.settle(errand.draft.endpoint, errand.task, Answer::Silence),
        }
    }

    /// Sends a request that is no message to the provider's API.
    pub fn fetch(&mut self, request: Request, task: D::Task) {
        self.call(request, Call::Other(task));
    }

    fn call(&mut self, request: Request, purpose: Call<D>) {
        let call = self.number();
        self.calls.insert(call, purpose);
        self.effects.push(Effect::Call { call, request });
    }

    /// Sets a look at a pending transaction.
    pub(super) fn wake(&mut self, key: Key, after: SignedDuration) {
        self.set_timer(Timer::Look(key), after);
    }

    /// Lets the house do something later, by [`Dialect::due`].
    pub fn later(&mut self, task: D::Task, after: SignedDuration) {
        self.set_timer(Timer::House(task), after);
    }

    fn set_timer(&mut self, purpose: Timer<D::Task>, after: SignedDuration) {
        let timer = self.number();
        self.timers.insert(timer, purpose);
        self.effects.push(Effect::Wake { timer, after });
    }

    /// Answers a question.
    pub fn reply(&mut self, visit: u64, response: Response) {
        self.effects.push(Effect::Reply { visit, response });
    }

    /// Answers a question by a page that says one thing.
    pub fn tell(&mut self, visit: u64, status: u16, text: &str) {
        let page = self.page(status, "Shop", &pages::words(text));
        self.reply(visit, page);
    }

    /// Answers a question by a status alone.
    pub fn acknowledge(&mut self, visit: u64, status: u16) {
        self.reply(visit, Response { status, headers: Headers::default(), body: Vec::new() });
    }

    /// Sends a customer elsewhere.
    pub fn redirect(&mut self, visit: u64, location: impl Into<String>) {
        let headers: Headers = [("location", location.into())].into_iter().collect();
        self.reply(visit, Response { status: 303, headers, body: Vec::new() });
    }

    /// The address of an order's page.
    pub fn order_url(&self, order: &str) -> String {
        format!("{}/orders/{}", self.own_url, encoding::encoded(order))
    }

    fn number(&mut self) -> u64 {
        self.last_number += 1;
        self.last_number
    }
}

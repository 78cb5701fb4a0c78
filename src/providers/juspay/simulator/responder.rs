//! One merchant account: its state, and the order in which a request is checked.

use std::collections::HashMap;

use fastrand::Rng;
use jiff::Timestamp;
use serde_json::{Map, Value};

use super::arguments;
use super::order::Order;
use super::personas::{Persona, TABLE};
use super::refusal::{Refusal, invalid};
use super::stage::Stage;
use crate::core::http::{Request, Response};
use crate::core::random::{alphanumeric, hex};
use crate::core::secret::Secret;
use crate::ledger::Ledger;
use crate::providers::juspay::auth::{AUTHORIZATION, GATEWAY_REFERENCE, MERCHANT_ID, ORDER_DETAILS_KEY, api_key};
use crate::providers::juspay::endpoints::ENDPOINTS;
use crate::providers::juspay::errors::{ACCESS_DENIED, OUTAGE};
use crate::providers::juspay::merchant;
use crate::providers::merchant::PUBLIC_URL;
use crate::providers::{Account, Credentials, Faults, Opening, Simulator};

/// The orders, customers and keys of one merchant account.
pub(super) struct Responder {
    /// The merchant's ids and keys.
    pub(super) credentials: Credentials,
    /// By customer id and by wallet token.
    pub(super) customers: HashMap<String, &'static Persona>,
    /// Those whom the merchant made known, as it is told of them.
    pub(super) known: Vec<Value>,
    pub(super) ledger: Ledger,
    /// By the merchant's id.
    pub(super) orders: HashMap<String, Order>,
    /// What the merchant was told, oldest first.
    pub(super) outbox: Vec<Value>,
    pub(super) faults: Faults,
    pub(super) rng: Rng,
    /// So many requests are still to fail.
    pub(super) failing: u32,
    /// What the scenario directs.
    pub(super) stage: Stage,
}

impl Responder {
    /// An account with the given ids and keys, or with new ones; all that is new follows from the opening's seed.
    pub(super) fn open(opening: &Opening) -> (Account, Self) {
        let mut rng = Rng::with_seed(opening.seed);
        let credentials = opening.credentials.clone().unwrap_or_else(|| new_credentials(&mut rng));
        let keys = ["api_key", "merchant_id"].map(|key| credentials.get(key).to_owned()).to_vec();
        let mut account = Account { credentials: credentials.clone(), keys, ..Account::default() };
        let mut customers = HashMap::new();
        for persona in &TABLE {
            let id = format!("cth_{}", alphanumeric(&mut rng, 16));
            let wallet = format!("tk_{}", hex(&mut rng, 32));
            let token = if persona.linked { format!("{id}:{wallet}") } else { id.clone() };
            account.customers.push((persona.name.to_owned(), Secret::new(token)));
            customers.insert(id, persona);
            if persona.linked {
                customers.insert(wallet, persona);
            }
        }
        let responder = Self {
            credentials,
            customers,
            known: Vec::new(),
            ledger: Ledger::default(),
            orders: HashMap::new(),
            outbox: Vec::new(),
            faults: opening.faults.clone(),
            rng,
            failing: 0,
            stage: Stage::default(),
        };
        (account, responder)
    }
}

impl Simulator for Responder {
    fn respond(&mut self, request: &Request, now: Timestamp) -> Response {
        let operation = ENDPOINTS.iter().find(|endpoint| endpoint.method == request.method && endpoint.matches(request.path()));
        let Some(endpoint) = operation else { return self.respond_beside(request, now) };
        let arguments = arguments::of(endpoint, request);
        let outcome = self.admit(request).and_then(|()| {
            let arguments = arguments.as_ref().map_err(|_| invalid("body"))?;
            self.answer(endpoint.name, arguments, request, now)
        });
        match outcome {
            Ok(body) => Response::json(200, &body),
            Err(refusal) => {
                if let (true, Ok(arguments)) = (self.is_done_all_the_same(&refusal), &arguments) {
                    let _ = self.answer(endpoint.name, arguments, request, now);
                }
                self.refuse(refusal, arguments.ok().map(Value::Object).as_ref())
            }
        }
    }

    fn plant(&mut self, faults: Faults) {
        self.faults = faults;
    }

    fn outage(&mut self, requests: u32) {
        self.failing = requests;
    }

    fn direct(&mut self, direction: &str, argument: &Value, now: Timestamp) -> Result<Value, String> {
        self.carry_out(direction, argument, now)
    }
}

impl Responder {
    /// Answers what is no operation of ours: the calls about customers and their wallets.
    fn respond_beside(&mut self, request: &Request, now: Timestamp) -> Response {
        let (asked, method, path) = (arguments::beside(request), request.method.as_str(), request.path());
        let answer = self.admit(request).and_then(|()| {
            let answer = self.wallets(method, path, &asked).or_else(|| self.customers(method, path, &asked, now));
            answer.unwrap_or_else(|| Err(invalid("path")))
        });
        match answer {
            Ok(body) => Response::json(200, &body),
            Err(refusal) => self.refuse(refusal, None),
        }
    }

    /// The key comes first, and with it the merchant.
    fn admit(&mut self, request: &Request) -> Result<(), Refusal> {
        let key = request.headers.get(AUTHORIZATION).and_then(api_key);
        let known = key.is_some_and(|key| key == self.credentials.get("api_key"));
        let merchant = request.headers.get(MERCHANT_ID);
        let named = merchant.is_none_or(|merchant| merchant == self.credentials.get("merchant_id"));
        let of_eligibility = request.path().ends_with("/eligibility") && self.faults.has("eligibility_without_key");
        let admitted = (known && named) || of_eligibility || self.faults.has("key_ignored");
        if self.faults.has("refuse_everything") || !admitted {
            return Err(Refusal::Published(ACCESS_DENIED));
        }
        if self.failing > 0 {
            self.failing -= 1;
            return Err(Refusal::Published(OUTAGE));
        }
        Ok(())
    }

    fn answer(
        &mut self,
        operation: &str,
        arguments: &Map<String, Value>,
        request: &Request,
        now: Timestamp,
    ) -> Result<Value, Refusal> {
        match operation {
            "session" => self.session(arguments, now),
            "eligibility" => self.eligibility(arguments),
            "order" => self.create(arguments, request, now),
            "txn" => self.pay(arguments, now),
            "order_status" => self.order_status(text(arguments, "order_id"), now),
            "order_update" => self.update(arguments, now),
            "txn_refund" => self.refund_payment(arguments, now),
            _ => self.refund(arguments, request, now),
        }
    }
}

/// The text of an argument; empty when it has none.
pub(super) fn text<'a>(arguments: &'a Map<String, Value>, name: &str) -> &'a str {
    arguments.get(name).and_then(Value::as_str).unwrap_or_default()
}

/// An account at the beginning of time, for tests.
#[cfg(test)]
pub(super) fn opened() -> (Account, Responder) {
    let (faults, now) = (crate::providers::Faults::default(), Timestamp::UNIX_EPOCH);
    Responder::open(&Opening { seed: 7, now, faults, address: String::new(), credentials: None, signed_host: None })
}

fn new_credentials(rng: &mut Rng) -> Credentials {
    let pairs = [
        ("merchant_id", format!("merchant_{}", hex(rng, 8))),
        ("api_key", hex(rng, 30).to_uppercase()),
        ("client_id", format!("client_{}", hex(rng, 6))),
        ("return_url", format!("{PUBLIC_URL}/return")),
        (GATEWAY_REFERENCE, "amazonpaylater_test".to_owned()),
        ("response_key", hex(rng, 32).to_uppercase()),
        ("webhook_url", "https://shop.example/juspay".to_owned()),
        ("webhook_username", format!("hook{}", hex(rng, 8))),
        ("webhook_password", alphanumeric(rng, 24)),
        (ORDER_DETAILS_KEY, merchant::ORDER_DETAILS_KEY.to_owned()),
    ];
    pairs.into_iter().collect()
}

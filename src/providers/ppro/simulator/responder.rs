//! One merchant account: its state, and the order in which a request is checked.

use std::collections::HashSet;

use fastrand::Rng;
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use crate::core::http::{Request, Response};
use crate::core::random::alphanumeric;
use crate::ledger::{Ledger, Replay, Replays};
use crate::providers::compose;
use crate::providers::ppro::auth::{self, IDEMPOTENCY_KEY, MERCHANT_ID, REPLAYED};
use crate::providers::ppro::endpoints::{ENDPOINTS, unslashed};
use crate::providers::ppro::limits::KEY_LIFETIME;
use crate::providers::{Account, Credentials, Endpoint, Faults, Opening, Simulator};

use super::checks;
use super::payment::{Agreement, Payment};
use super::refusal::{self, Refusal, UNAUTHORIZED, bad_request, not_found};
use super::script::Script;

/// The books of one merchant account, and what is told of them.
pub(super) struct Responder {
    pub(super) credentials: Credentials,
    pub(super) ledger: Ledger,
    pub(super) payments: Vec<Payment>,
    pub(super) agreements: Vec<Agreement>,
    /// What was sent without being asked for, oldest first.
    pub(super) outbox: Vec<Value>,
    pub(super) faults: Faults,
    pub(super) rng: Rng,
    /// So many requests find the bucket empty.
    pub(super) limited: u64,
    /// What happens otherwise than the books say.
    pub(super) script: Script,
    /// Charges that were asked for in a final state; only faults look.
    pub(super) asked: HashSet<String>,
    replays: Replays<Response>,
    /// So many requests are still to fail.
    pub(super) failing: u32,
}

/// What an operation is given.
pub(super) struct Call {
    pub(super) endpoint: &'static Endpoint,
    parameters: Vec<(&'static str, String)>,
    /// The members of the body or the query.
    pub(super) asked: Value,
    pub(super) now: Timestamp,
}

impl Call {
    /// What the path says in that place.
    pub(super) fn parameter(&self, name: &str) -> &str {
        self.parameters.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| value.as_str())
    }
}

impl Responder {
    /// An account with the given keys, or with new ones; all that is new follows from the opening's seed.
    pub(super) fn open(opening: &Opening) -> (Account, Self) {
        let mut rng = Rng::with_seed(opening.seed);
        let credentials = opening.credentials.clone().unwrap_or_else(|| new_credentials(&mut rng));
        let keys = ["api_key", "merchant_id"].map(|name| credentials.get(name).to_owned()).to_vec();
        let account = Account { credentials: credentials.clone(), keys, ..Account::default() };
        let responder = Self {
            credentials,
            ledger: Ledger::default(),
            payments: Vec::new(),
            agreements: Vec::new(),
            outbox: Vec::new(),
            faults: opening.faults.clone(),
            rng,
            limited: 0,
            script: Script::default(),
            asked: HashSet::new(),
            replays: Replays::new(KEY_LIFETIME),
            failing: 0,
        };
        (account, responder)
    }

    /// A new id, e.g. `charge_` and 21 letters and digits.
    pub(super) fn new_id(&mut self, prefix: &str) -> String {
        format!("{prefix}_{}", alphanumeric(&mut self.rng, 21))
    }
}

impl Simulator for Responder {
    fn respond(&mut self, request: &Request, now: Timestamp) -> Response {
        self.sweep(now);
        let limited = self.limited > 0 && !self.faults.has("limit_ignored");
        self.limited = self.limited.saturating_sub(1);
        let answer = match limited {
            true => Err(Refusal { status: 429, message: "Too many requests" }),
            false => self.answer(request, now),
        };
        let mut response = answer.unwrap_or_else(|refusal| refusal::answer(refusal, now, &self.faults));
        if !(limited && self.faults.has("limit_without_headers")) {
            let remaining = if limited { "0" } else { "4" };
            for (name, value) in
                [("Remaining", remaining), ("Requested-Tokens", "1"), ("Burst-Capacity", "5"), ("Replenish-Rate", "5")]
            {
                response.headers.set(&format!("X-RateLimit-{name}"), value);
            }
        }
        response
    }

    fn plant(&mut self, faults: Faults) {
        self.faults = faults;
    }

    fn outage(&mut self, requests: u32) {
        self.failing = requests;
    }

    fn direct(&mut self, direction: &str, argument: &Value, now: Timestamp) -> Result<Value, String> {
        self.sweep(now);
        self.carry_out(direction, argument, now)
    }
}

impl Responder {
    /// The key is checked first, then the form, then whether the message was sent before, and last the books.
    fn answer(&mut self, request: &Request, now: Timestamp) -> Result<Response, Refusal> {
        let known = auth::bearer(request) == Some(self.credentials.get("api_key")) || self.faults.has("bearer_ignored");
        if !known || self.faults.has("refuse_everything") {
            return Err(UNAUTHORIZED);
        }
        if self.failing > 0 {
            self.failing -= 1;
            return Err(Refusal { status: 500, message: "Internal server error" });
        }
        let path = unslashed(request.path());
        let there = || ENDPOINTS.iter().filter(|endpoint| endpoint.matches(path));
        let Some(endpoint) = there().find(|endpoint| endpoint.method == request.method) else {
            return Err(if there().next().is_some() { METHOD_NOT_ALLOWED } else { not_found("There is no such operation") });
        };
        let merchant = request.headers.get(MERCHANT_ID);
        if merchant != Some(self.credentials.get("merchant_id")) && !(endpoint.name == "confirmation" && merchant.is_none()) {
            return Err(bad_request("Merchant-Id is missing or another"));
        }
        let key = request.headers.get(IDEMPOTENCY_KEY).filter(|_| request.method == "POST");
        let Some(key) = key.filter(|_| !self.faults.has("idempotency_key_ignored")) else {
            let answer = self.carry(endpoint, request, now)?;
            return Ok(self.staged(endpoint, answer, now));
        };
        let fingerprint = format!("{} {}", request.path(), String::from_utf8_lossy(&request.body));
        match self.replays.look(key, &fingerprint, now) {
            Replay::Same(response) => return Ok(replayed(response.clone(), &self.faults)),
            Replay::Other if !self.faults.has("other_body_accepted") => {
                return Err(Refusal { status: 409, message: "The idempotency key belongs to another request" });
            }
            Replay::Other | Replay::New => {}
        }
        let answer = self.carry(endpoint, request, now);
        match &answer {
            Ok(response) => self.replays.keep(key, &fingerprint, response.clone(), now),
            Err(refusal) if self.faults.has("refused_key_kept") => {
                let response = refusal::answer(*refusal, now, &self.faults);
                self.replays.keep(key, &fingerprint, response, now);
            }
            Err(_) => {}
        }
        answer.map(|answer| self.staged(endpoint, answer, now))
    }

    fn carry(&mut self, endpoint: &'static Endpoint, request: &Request, now: Timestamp) -> Result<Response, Refusal> {
        let members = compose::read(request).map_err(|_| bad_request("The message is no JSON object"))?;
        let asked = Value::Object(members);
        checks::form(endpoint, &asked, &self.faults)?;
        let parameters = endpoint.parameters(unslashed(request.path())).unwrap_or_default();
        let call = Call { endpoint, parameters, asked, now };
        let answer = match endpoint.name {
            "charge" => self.create_charge(&call)?,
            "search" => self.list_charges(&call),
            "agreement" => self.create_agreement(&call)?,
            "agreement_status" => self.read_agreement(&call)?,
            "agreement_confirmation" => self.confirm_agreement(&call)?,
            "agreement_charge" => self.charge_agreement(&call)?,
            "revocation" => self.revoke(&call)?,
            _ => self.operate(&call)?,
        };
        let created = endpoint.name == "charge" && self.faults.has("created_with_201");
        Ok(Response::json(if created { 201 } else { 200 }, &answer))
    }
}

const METHOD_NOT_ALLOWED: Refusal = Refusal { status: 405, message: "The method is not allowed here" };

/// So long does the simulator take to settle a refund.
pub(super) const SETTLEMENT: SignedDuration = SignedDuration::from_mins(1);

/// An answer that was given before.
fn replayed(mut response: Response, faults: &Faults) -> Response {
    if !faults.has("replay_header_missing") {
        response.headers.set(REPLAYED, "true");
    }
    response
}

fn new_credentials(rng: &mut Rng) -> Credentials {
    let pairs = [
        ("merchant_id", format!("merch_{}", alphanumeric(rng, 21))),
        ("api_key", alphanumeric(rng, 40)),
        ("webhook_secret", format!("whsec_{}", alphanumeric(rng, 32))),
        ("return_url", "https://shop.example/return".to_owned()),
    ];
    pairs.into_iter().collect()
}

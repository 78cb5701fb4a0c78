//! One merchant account: its state, and the order in which a request is checked.

use std::collections::HashMap;

use fastrand::Rng;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value};

use crate::core::http::{Request, Response};
use crate::core::json;
use crate::core::random::{alphanumeric, digits, hex};
use crate::core::secret::Secret;
use crate::ledger::{Ledger, Replay, Replays};
use crate::providers::adyen::auth::{self, API_KEY, IDEMPOTENCY_KEY, LONGEST_IDEMPOTENCY_KEY};
use crate::providers::adyen::endpoints::{ENDPOINTS, is_payment, unversioned};
use crate::providers::adyen::errors::{self, PublishedError};
use crate::providers::adyen::notification::Webhook;
use crate::providers::{Account, Credentials, Endpoint, Faults, Opening, Simulator};
use crate::schema;

use super::answer::{self, NO_OPERATION, Outcome};
use super::payment::Open;
use super::personas::{Persona, TABLE};
use super::staged::Staged;

/// Idempotency keys tell no call from another.
const EVERY_CALL: &str = "";

/// The books, shoppers and keys of one merchant account.
pub(super) struct Responder {
    pub(super) credentials: Credentials,
    pub(super) ledger: Ledger,
    pub(super) faults: Faults,
    /// Amazon's tokens, and whose they are.
    pub(super) tokens: HashMap<String, &'static Persona>,
    /// Stored payment methods, and the shopperReference for which each was stored.
    pub(super) stored: HashMap<String, String>,
    /// What is known of each payment beside the books.
    pub(super) open: HashMap<String, Open>,
    pub(super) outbox: Vec<Webhook>,
    /// The next request with an idempotency key finds it in use.
    pub(super) busy: bool,
    /// What was directed for a merchant under test.
    pub(super) staged: Staged,
    replays: Replays<Response>,
    rng: Rng,
    /// So many requests are still to fail.
    pub(super) failing: u32,
    /// The date of the last webhook that was composed for a merchant under test.
    pub(super) dated: Timestamp,
}

impl Responder {
    /// An account with the given ids and keys, or with new ones; all that is new follows from the opening's seed.
    pub(super) fn open(opening: &Opening) -> (Account, Self) {
        let mut rng = Rng::with_seed(opening.seed);
        let credentials = opening.credentials.clone().unwrap_or_else(|| new_credentials(&mut rng));
        let tokens: Vec<_> = TABLE.iter().map(|persona| (persona, alphanumeric(&mut rng, 32))).collect();
        let keys = [credentials.get("api_key"), credentials.get("merchant_account")].map(str::to_owned).to_vec();
        let customers = tokens.iter().map(|(persona, token)| (persona.name.to_owned(), Secret::new(token))).collect();
        let account = Account { credentials: credentials.clone(), customers, keys, ..Account::default() };
        let stored = credentials.get("stored_payment_method_id").to_owned();
        let responder = Self {
            ledger: Ledger::default(),
            faults: opening.faults.clone(),
            tokens: tokens.into_iter().map(|(persona, token)| (token, persona)).collect(),
            stored: [(stored, auth::shopper_reference(&credentials).to_owned())].into(),
            open: HashMap::new(),
            outbox: Vec::new(),
            busy: false,
            staged: Staged::default(),
            replays: Replays::new(SignedDuration::from_hours(24 * auth::IDEMPOTENCY_DAYS)),
            rng,
            failing: 0,
            dated: Timestamp::MIN,
            credentials,
        };
        (account, responder)
    }

    /// A new reference of a payment or a modification: 16 letters and digits.
    pub(super) fn psp_reference(&mut self) -> String {
        alphanumeric(&mut self.rng, 16).to_uppercase()
    }

    /// A new token of so many letters and digits.
    pub(super) fn token(&mut self, length: usize) -> String {
        alphanumeric(&mut self.rng, length)
    }
}

impl Simulator for Responder {
    fn respond(&mut self, request: &Request, now: Timestamp) -> Response {
        if let Some(error) = self.staged.refusal.filter(|_| request.path().ends_with("/payments")) {
            return answer::final_refusal(error, &self.faults);
        }
        let outcome = self.authenticate(request).and_then(|()| self.replay(request, now));
        outcome.unwrap_or_else(|error| {
            let refusal = answer::refusal(error, &self.faults);
            let pays = *error == errors::UNAUTHORIZED && request.path().ends_with("/payments");
            if pays && self.faults.has("unauthorised_pays") { self.pay_all_the_same(request, now, refusal) } else { refusal }
        })
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
    fn authenticate(&self, request: &Request) -> Result<(), &'static PublishedError> {
        let key = self.credentials.get("api_key");
        let known = request.headers.get(API_KEY) == Some(key) || auth::basic_password(request).is_some_and(|given| given == key);
        let refused = !known && !self.faults.has("api_key_ignored");
        if refused || self.faults.has("refuse_everything") { Err(&errors::UNAUTHORIZED) } else { Ok(()) }
    }

    /// What only a fault does: a payment that is refused is made, and its refusal has the result.
    fn pay_all_the_same(&mut self, request: &Request, now: Timestamp, refusal: Response) -> Response {
        let Ok(made) = self.answer(request, now) else { return refusal };
        let [made, mut told] = [made, refusal].map(|answer| serde_json::from_slice::<Value>(&answer.body).unwrap_or_default());
        told["resultCode"] = made["resultCode"].clone();
        Response::json(errors::UNAUTHORIZED.status, &told)
    }

    /// Answers as before what was asked before under this idempotency key, whichever call that was: a key is the whole company
    /// account's (IDEM). What is published says nothing of another body under it.
    fn replay(&mut self, request: &Request, now: Timestamp) -> Outcome {
        let Some(key) = request.headers.get(IDEMPOTENCY_KEY) else { return self.answer(request, now) };
        if key.len() > LONGEST_IDEMPOTENCY_KEY && !self.faults.has("long_key_accepted") {
            return Err(&errors::INVALID_FIELD);
        }
        if std::mem::take(&mut self.busy) {
            if self.faults.has("busy_key_forgotten") {
                self.replays = Replays::new(SignedDuration::ZERO);
            }
            return Err(&errors::IN_PROGRESS);
        }
        let known = match self.replays.look(key, EVERY_CALL, now) {
            Replay::Same(response) if !self.faults.has("keys_ignored") => Some(response.clone()),
            _ => None,
        };
        let known = known.map(|response| if self.faults.has("repetition_marked") { marked(&response) } else { response });
        let mut response = match known {
            Some(response) => response,
            None => {
                let response = self.answer(request, now)?;
                self.replays.keep(key, EVERY_CALL, response.clone(), now);
                response
            }
        };
        if !self.faults.has("key_echo_missing") {
            response.headers.set(IDEMPOTENCY_KEY, key);
        }
        Ok(response)
    }

    /// What cannot be read is refused first; then come the merchant account and the members, and last the books.
    fn answer(&mut self, request: &Request, now: Timestamp) -> Outcome {
        let path = unversioned(request.path());
        let endpoint = ENDPOINTS.iter().find(|endpoint| endpoint.method == request.method && endpoint.matches(path));
        let endpoint = endpoint.ok_or(NO_OPERATION)?;
        let members = json::object(&request.body).map_err(|_| &errors::UNREADABLE)?;
        if self.failing > 0 {
            self.failing -= 1;
            return Err(&errors::STORE_DOWN);
        }
        // The details of a payment name no merchant account: they belong to the payment.
        let merchant = members.get("merchantAccount").and_then(Value::as_str);
        let ours = merchant == Some(self.credentials.get("merchant_account")) || endpoint.name == "payment_details";
        if !ours && !self.faults.has("any_merchant_accepted") {
            return Err(&errors::INVALID_MERCHANT);
        }
        self.check(endpoint, &members)?;
        match endpoint.name {
            "payment_methods" => self.payment_methods(&members),
            "payment_details" => self.payment_details(&members, now),
            _ if is_payment(endpoint) => self.payment(&members, now),
            kind => {
                let payment_id = endpoint.parameters(path).and_then(|found| found.into_iter().next());
                self.modification(kind, &payment_id.map(|(_, id)| id).unwrap_or_default(), &members, now)
            }
        }
    }

    /// Checks the members against the published constraints; some that are missing have an error of their own.
    fn check(&self, endpoint: &Endpoint, members: &Map<String, Value>) -> Result<(), &'static PublishedError> {
        let missing = |name: &str| !members.contains_key(name);
        if missing("amount") && endpoint.amount.is_some() && endpoint.name != "payment_methods" {
            return Err(&errors::AMOUNT_MISSING);
        }
        let later = members.get("shopperInteraction").is_some_and(|interaction| interaction == "ContAuth");
        if is_payment(endpoint) && missing("returnUrl") && !later {
            return if self.faults.has("return_url_optional") { Ok(()) } else { Err(&errors::RETURN_URL_MISSING) };
        }
        let fits = schema::validate("adyen", &format!("{}.request", endpoint.name), &Value::Object(members.clone()));
        fits.map_err(|_| &errors::INVALID_FIELD)
    }
}

/// An answer with a member more.
fn marked(response: &Response) -> Response {
    let mut body: Value = serde_json::from_slice(&response.body).unwrap_or_default();
    body["repeated"] = true.into();
    Response { body: body.to_string().into_bytes(), ..response.clone() }
}

fn new_credentials(rng: &mut Rng) -> Credentials {
    let pairs = [
        ("api_key", format!("AQE{}", alphanumeric(rng, 60))),
        ("merchant_account", format!("Shop{}COM", digits(rng, 12))),
        ("hmac_key", hex(rng, 64)),
        ("previous_hmac_key", hex(rng, 64)),
        ("currency", "EUR".to_owned()),
        ("country", "DE".to_owned()),
        ("return_url", "https://shop.example/return".to_owned()),
        ("stored_payment_method_id", alphanumeric(rng, 16).to_uppercase()),
        ("shopper_reference", format!("shopper-{}", hex(rng, 8))),
    ];
    pairs.into_iter().collect()
}

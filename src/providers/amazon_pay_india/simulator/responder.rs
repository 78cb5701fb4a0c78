//! One merchant account: its state, and the order in which a request is checked.

use std::collections::HashSet;

use fastrand::Rng;
use jiff::Timestamp;
use serde_json::Value;

use crate::core::http::{Request, Response};
use crate::ledger::Ledger;
use crate::providers::amazon_pay_india::endpoints::ENDPOINTS;
use crate::providers::amazon_pay_india::messages::CLIENT_ID;
use crate::providers::merchant::PUBLIC_URL;
use crate::providers::{Account, Credentials, Endpoint, Faults, Opening, Simulator};

use super::arguments::Arguments;
use super::customers::Customers;
use super::random;
use super::refusal::{self, NO_OPERATION, Refusal, refuse};

/// The books, customers and keys of one merchant account.
pub(super) struct Responder {
    /// The merchant's ids, keys and safelisted callback URL.
    pub(super) credentials: Credentials,
    /// The merchant's client at Login with Amazon.
    pub(super) login: Credentials,
    pub(super) customers: Customers,
    pub(super) ledger: Ledger,
    pub(super) faults: Faults,
    pub(super) rng: Rng,
    /// Charges whose status was asked before; only the fault `status_changes_after_capture` looks.
    pub(super) asked: HashSet<String>,
    /// So many requests are still to fail.
    pub(super) failing: u32,
}

impl Responder {
    /// An account with new ids and keys, all from the opening's seed.
    pub(super) fn open(opening: &Opening) -> (Account, Self) {
        let mut rng = Rng::with_seed(opening.seed);
        let credentials: Credentials = [
            ("merchant_id", random::merchant_id(&mut rng)),
            ("access_key_id", random::uuid(&mut rng)),
            ("secret_key", random::alphanumeric(&mut rng, 40)),
            ("callback_url", format!("{PUBLIC_URL}/return")),
        ]
        .into_iter()
        .collect();
        let login: Credentials = [
            ("client_id", format!("amzn1.application-oa2-client.{}", random::hex(&mut rng, 32))),
            ("client_secret", random::hex(&mut rng, 64)),
        ]
        .into_iter()
        .collect();
        let keys = [credentials.get("access_key_id"), credentials.get("merchant_id"), login.get("client_id")];
        let keys = keys.map(str::to_owned).to_vec();
        let mut account = Account { credentials: credentials.clone(), login: login.clone(), keys, ..Account::default() };
        let customers = Customers::open(&mut rng, opening.now, &mut account);
        let (ledger, asked, faults) = (Ledger::default(), HashSet::new(), opening.faults.clone());
        (account, Self { credentials, login, customers, ledger, faults, rng, asked, failing: 0 })
    }
}

impl Simulator for Responder {
    fn respond(&mut self, request: &Request, now: Timestamp) -> Response {
        let operation = ENDPOINTS.iter().find(|endpoint| endpoint.method == request.method && endpoint.path == request.path());
        let outcome = match operation {
            _ if self.faults.has("refuse_everything") => Err(refuse("AuthorizationFailed")),
            None => Err(NO_OPERATION),
            Some(endpoint) if !endpoint.signed => return self.access_token(request, now),
            Some(endpoint) => self.answer(endpoint, request, now),
        };
        let response = match outcome {
            Ok(body) => Response::json(200, &body),
            Err(refusal) => refusal::answer(refusal, &self.faults),
        };
        self.seal(request, response, now)
    }

    fn plant(&mut self, faults: Faults) {
        self.faults = faults;
    }

    fn outage(&mut self, requests: u32) {
        self.failing = requests;
    }

    fn direct(&mut self, direction: &str, _argument: &Value, _now: Timestamp) -> Result<Value, String> {
        Err(format!("there is no direction {direction:?}"))
    }
}

impl Responder {
    /// What cannot be read is refused first; then come authentication, the merchant, the arguments, and last the customer
    /// and the books.
    fn answer(&mut self, endpoint: &Endpoint, request: &Request, now: Timestamp) -> Result<Value, Refusal> {
        let arguments = Arguments::read(request)?;
        self.authenticate(request, now)?;
        if self.failing > 0 {
            self.failing -= 1;
            return Err(refuse("InternalServerError"));
        }
        self.check_merchant(request, &arguments)?;
        arguments.check(endpoint, &self.faults)?;
        match endpoint.name {
            "instruments" => self.instruments(&arguments, now),
            "charge" => self.charge(&arguments, now),
            "charge_status" => self.charge_status(&arguments, now),
            "refund" => self.refund(&arguments, now),
            "refund_status" => self.refund_status(&arguments),
            _ => Err(NO_OPERATION),
        }
    }

    /// The merchant account of the header must be this one, and that of the arguments the same.
    fn check_merchant(&self, request: &Request, arguments: &Arguments) -> Result<(), Refusal> {
        let client = request.headers.get(CLIENT_ID);
        let named = arguments.given("merchantId");
        if named.is_some() && named != client && !self.faults.has("merchant_mismatch_ignored") {
            return Err(refuse("MerchantIdMismatch"));
        }
        if client != Some(self.credentials.get("merchant_id")) && !self.faults.has("unknown_merchant_accepted") {
            return Err(refuse("InvalidMerchantId"));
        }
        Ok(())
    }
}

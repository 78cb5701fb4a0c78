//! One merchant account: its state, and the order in which a request is checked.

use std::borrow::Cow;
use std::collections::HashSet;

use fastrand::Rng;
use jiff::Timestamp;
use serde_json::Value;

use crate::core::http::{Request, Response};
use crate::core::random::{alphanumeric, hex, uuid};
use crate::ledger::Ledger;
use crate::providers::amazon_pay_india::endpoints::ENDPOINTS;
use crate::providers::amazon_pay_india::messages::CLIENT_ID;
use crate::providers::amazon_pay_india::rules::tells_of_refund;
use crate::providers::merchant::PUBLIC_URL;
use crate::providers::{Account, Credentials, Endpoint, Faults, Opening, Simulator};

use super::arguments::Arguments;
use super::customers::Customers;
use super::directions::Directions;
use super::keys::{CERTIFICATE_PATH, FORGER, FORGERS_PATH, NOTIFIER};
use super::random;
use super::refusal::{self, NO_OPERATION, Refusal, refuse};
use super::scenes::{Scenes, Whose};

/// The books, customers and keys of one merchant account.
pub(super) struct Responder {
    /// The merchant's ids, keys and safelisted callback URL.
    pub(super) credentials: Credentials,
    /// The merchant's client at Login with Amazon.
    pub(super) login: Credentials,
    pub(super) customers: Customers,
    pub(super) ledger: Ledger,
    pub(super) faults: Faults,
    pub(super) directions: Directions,
    pub(super) rng: Rng,
    /// Charges whose status was asked before; only the fault `status_changes_after_capture` looks.
    pub(super) asked: HashSet<String>,
    /// So many requests are still to fail.
    pub(super) failing: u32,
    /// The scenarios that go on at the same time.
    pub(super) scenes: Scenes,
    /// To whom the last request belonged.
    whose: Whose,
    /// Where the API answers.
    pub(super) address: String,
    /// The host that is signed, when it is not that of the requests' URLs.
    signed_host: Option<String>,
}

impl Responder {
    /// An account with the given ids and keys, or with new ones; all that is new follows from the opening's seed.
    pub(super) fn open(opening: &Opening) -> (Account, Self) {
        let mut rng = Rng::with_seed(opening.seed);
        let credentials = opening.credentials.clone().unwrap_or_else(|| new_credentials(&mut rng));
        let login: Credentials =
            [("client_id", format!("amzn1.application-oa2-client.{}", hex(&mut rng, 32))), ("client_secret", hex(&mut rng, 64))]
                .into_iter()
                .collect();
        let keys = [credentials.get("access_key_id"), credentials.get("merchant_id"), login.get("client_id")];
        let mut keys = keys.map(str::to_owned).to_vec();
        let mut account = Account { credentials: credentials.clone(), login: login.clone(), ..Account::default() };
        let customers = Customers::open(&mut rng, opening.now, &mut account);
        // A request for a new token that forgets to name its client still belongs to somebody.
        keys.extend(account.refresh_tokens.iter().map(|(_, token)| token.expose().to_owned()));
        account.keys = keys;
        let responder = Self {
            credentials,
            login,
            customers,
            ledger: Ledger::default(),
            faults: opening.faults.clone(),
            directions: Directions::default(),
            rng,
            asked: HashSet::new(),
            failing: 0,
            scenes: Scenes::default(),
            whose: Whose::TheOnly,
            address: opening.address.clone(),
            signed_host: opening.signed_host.clone(),
        };
        (account, responder)
    }
}

impl Simulator for Responder {
    fn respond(&mut self, request: &Request, now: Timestamp) -> Response {
        if let Some(certificate) = certificate(request) {
            self.whose = Whose::Nobody;
            return certificate;
        }
        self.whose = self.scenes.whose(request);
        let scene = self.scenes.stage(&self.whose, request);
        self.play(scene.as_deref(), |responder| responder.reply(request, now))
    }

    fn scene(&self) -> Option<String> {
        self.whose.written()
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
    /// Does something as in a scene: what holds there takes the place of what holds for the whole account.
    pub(super) fn play<T>(&mut self, scene: Option<&str>, act: impl FnOnce(&mut Self) -> T) -> T {
        self.change(scene);
        let outcome = act(self);
        self.change(scene);
        outcome
    }

    fn change(&mut self, scene: Option<&str>) {
        if let Some(scene) = scene.and_then(|name| self.scenes.named(name)) {
            std::mem::swap(&mut self.directions, &mut scene.directions);
            std::mem::swap(&mut self.failing, &mut scene.failing);
            self.customers.change(&mut scene.guests);
        }
    }

    fn reply(&mut self, request: &Request, now: Timestamp) -> Response {
        let request = &*self.as_signed(request);
        let operation = ENDPOINTS.iter().find(|endpoint| endpoint.method == request.method && endpoint.matches(request.path()));
        let outcome = match operation {
            _ if self.faults.has("refuse_everything") => Err(refuse("AuthorizationFailed")),
            None => Err(NO_OPERATION),
            Some(endpoint) if !endpoint.signed => return self.access_token(request, now),
            Some(endpoint) => self.answer(endpoint, request, now),
        };
        // A refund is found on the path of charges, too (AP/section8/get_status_api).
        let of_refund = outcome.as_ref().is_ok_and(tells_of_refund);
        let answered = match operation.map_or("", |endpoint| endpoint.name) {
            "charge_status" if of_refund => "refund_status",
            name => name,
        };
        let response = match outcome {
            Ok(body) => Response::json(200, &body),
            Err(refusal) => refusal::answer(refusal, &self.faults),
        };
        self.seal(answered, request, response, now)
    }

    /// The request with the host that its sender signed.
    fn as_signed<'a>(&self, request: &'a Request) -> Cow<'a, Request> {
        let Some(host) = &self.signed_host else { return Cow::Borrowed(request) };
        let place = request.url.split_once("://").map_or(request.url.as_str(), |(_, rest)| rest);
        let url = format!("https://{host}{}", place.strip_prefix(request.authority()).unwrap_or_default());
        Cow::Owned(Request { url, ..request.clone() })
    }

    /// What cannot be read is refused first; then come authentication, the merchant, the arguments, and last the customer
    /// and the books.
    fn answer(&mut self, endpoint: &Endpoint, request: &Request, now: Timestamp) -> Result<Value, Refusal> {
        let mut arguments = Arguments::read(request)?;
        arguments.cut_decimals(&self.faults);
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

fn new_credentials(rng: &mut Rng) -> Credentials {
    let pairs = [
        ("merchant_id", random::merchant_id(rng)),
        ("access_key_id", uuid(rng)),
        ("secret_key", alphanumeric(rng, 40)),
        ("callback_url", format!("{PUBLIC_URL}/return")),
    ];
    pairs.into_iter().collect()
}

/// The certificate for which a request asks: that of genuine notifications, or that of forged ones.
fn certificate(request: &Request) -> Option<Response> {
    let key = match (request.method.as_str(), request.path()) {
        ("GET", CERTIFICATE_PATH) => &NOTIFIER,
        ("GET", FORGERS_PATH) => &FORGER,
        _ => return None,
    };
    let headers = [("content-type", "application/x-pem-file")].into_iter().collect();
    Some(Response { status: 200, headers, body: key.certificate.to_vec() })
}

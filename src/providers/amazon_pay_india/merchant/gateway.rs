//! The way to the provider: what is sent is composed and signed here, and no answer is believed whose signature is not right.

use jiff::Timestamp;
use serde_json::Value;

use crate::core::http::{Request, Response};
use crate::core::id::Ids;
use crate::providers::amazon_pay_india::auth::{self, ResponseSignature};
use crate::providers::amazon_pay_india::endpoints::SANDBOX_HOST;
use crate::providers::amazon_pay_india::{endpoints, messages};
use crate::providers::{Cause, Credentials, Draft, Endpoint, Faults, Refusal, Sender, Slot};

use super::defects;

/// What the provider said, as far as it may be believed.
pub(super) enum Answer {
    /// It accepted.
    Said(Value),
    /// It refused, and will not change its mind.
    Refused(Refusal),
    /// It said nothing that decides anything: no answer, an outage, or a signature that is not its own.
    Silence,
}

impl Answer {
    /// The refusal of a customer's token.
    pub(super) fn token_refused() -> Self {
        Self::Refused(Refusal { code: "InvalidAccessToken".to_owned(), message: String::new(), cause: Cause::Token })
    }
}

/// The merchant's account at the provider.
pub(super) struct Gateway {
    /// Where the API and Login with Amazon answer.
    pub(super) base_url: String,
    /// Merchant id, keys, callback URL.
    pub(super) credentials: Credentials,
    /// The merchant's client at Login with Amazon.
    pub(super) login: Credentials,
    /// Makes the ids of charges and refunds.
    pub(super) ids: Ids,
}

impl Gateway {
    /// A message of an operation, complete but for the customer's token.
    pub(super) fn draft(&self, operation: &str, slots: &[Slot<'_>], faults: &Faults) -> Draft {
        let endpoint = endpoints::named(operation);
        let mut draft = Draft::new(endpoint, messages::draft(endpoint, &self.credentials, &self.ids));
        slots.iter().for_each(|slot| messages::fill(&mut draft, slot));
        defects::spoil(&mut draft, faults);
        draft
    }

    /// A request for tokens: the merchant proves itself as a website does (AP/section8/access_token_api).
    pub(super) fn token_draft(&self, members: &[(&str, &str)], faults: &Faults) -> Draft {
        let endpoint = endpoints::named("access_token");
        let mut draft = Draft::new(endpoint, messages::draft(endpoint, &self.credentials, &self.ids));
        for (name, value) in members.iter().copied().chain(self.login.iter().map(|(name, value)| (name, value.expose()))) {
            draft.members.insert(name.to_owned(), Value::from(value));
        }
        defects::spoil(&mut draft, faults);
        draft
    }

    /// The signed request of a message. It names the published host wherever `base_url` leads.
    pub(super) fn request(&self, draft: &Draft, faults: &Faults, now: Timestamp) -> Result<Request, String> {
        let host = if faults.has("shop_host_other") { "amazonpay.example" } else { SANDBOX_HOST };
        let sender = Sender { base_url: &self.base_url, signed_host: Some(host), credentials: &self.credentials, now };
        let mut request = messages::compose(draft, &sender)?;
        if draft.endpoint.signed {
            request.headers.set("host", host);
            auth::sign(&mut request, &sender)?;
            defects::spoil_signed(&mut request, &sender, faults);
        }
        Ok(request)
    }

    /// Reads an answer. Login with Amazon signs nothing; of all others only those with a right signature count.
    pub(super) fn read(
        &self,
        endpoint: &Endpoint,
        request: &Request,
        answer: Result<Response, String>,
        faults: &Faults,
    ) -> Answer {
        let Ok(response) = answer else { return Answer::Silence };
        if endpoint.signed && !self.is_genuine(request, &response, faults) {
            return Answer::Silence;
        }
        if response.is_success() {
            return serde_json::from_slice(&response.body).map_or(Answer::Silence, Answer::Said);
        }
        let outage_decides = faults.has("shop_outage_taken_as_failure");
        match messages::refusal(&response) {
            Some(refusal) if refusal.cause == Cause::Fault && !outage_decides => Answer::Silence,
            Some(refusal) => Answer::Refused(refusal),
            // Login with Amazon refuses in the shape of OAuth 2.0.
            None if !endpoint.signed && (400..500).contains(&response.status) => Answer::token_refused(),
            None => Answer::Silence,
        }
    }

    fn is_genuine(&self, request: &Request, response: &Response, faults: &Faults) -> bool {
        let host = request.headers.get("host").unwrap_or(SANDBOX_HOST);
        let named = Request { url: format!("https://{host}{}", request.target()), ..request.clone() };
        let checked = || auth::verify_response(&named, response, &self.credentials);
        faults.has("shop_answers_unverified") || checked() == ResponseSignature::Valid
    }
}

//! The way to Amazon: what is sent is signed here, and no answer is believed whose signature is not right.

use crate::core::http::{Request, Response};
use crate::providers::amazon_pay_india::auth::{self, ResponseSignature};
use crate::providers::amazon_pay_india::endpoints::SANDBOX_HOST;
use crate::providers::amazon_pay_india::{AMAZON_PAY_INDIA, messages};
use crate::providers::shop::Answer;
use crate::providers::{Cause, Draft, Endpoint, Refusal};

use super::{Shop, defects};

/// The refusal of a customer's token.
pub(super) fn token_refused() -> Answer {
    Answer::Refused(Refusal { code: "InvalidAccessToken".to_owned(), message: String::new(), cause: Cause::Token })
}

/// The signed request of a message. It names the published host wherever the base URL leads.
pub(super) fn request(shop: &Shop, draft: &Draft) -> Result<Request, String> {
    let host = if shop.faults.has("shop_host_other") { "amazonpay.example" } else { SANDBOX_HOST };
    let sender = shop.gateway.sender(Some(host), defects::clock(shop.now, &shop.faults));
    let mut request = messages::compose(draft, &sender)?;
    if draft.endpoint.signed {
        defects::spoil_headers(&mut request, &shop.faults);
        request.headers.set("host", host);
        auth::sign(&mut request, &sender)?;
        defects::spoil_signed(&mut request, &sender, &shop.faults);
    }
    Ok(request)
}

/// Reads an answer. Login with Amazon signs nothing; of all others only those with a right signature count.
pub(super) fn read(shop: &Shop, endpoint: &Endpoint, request: &Request, response: &Response) -> Answer {
    let left_out = shop.faults.has("shop_charges_alone_verified") && !endpoint.name.starts_with("charge")
        || endpoint.name == "charge" && shop.faults.has("shop_charges_unverified")
        || endpoint.name == "refund_status" && shop.faults.has("shop_refund_statuses_unverified");
    if endpoint.signed && !left_out && !is_genuine(shop, request, response) {
        return Answer::Silence;
    }
    match Answer::read(&AMAZON_PAY_INDIA, response, &shop.faults) {
        // Login with Amazon refuses in the shape of OAuth 2.0.
        Answer::Silence if !endpoint.signed && (400..500).contains(&response.status) => token_refused(),
        answer => answer,
    }
}

fn is_genuine(shop: &Shop, request: &Request, response: &Response) -> bool {
    let host = request.headers.get("host").unwrap_or(SANDBOX_HOST);
    let named = Request { url: format!("https://{host}{}", request.target()), ..request.clone() };
    match auth::verify_response(&named, response, &shop.gateway.credentials) {
        ResponseSignature::Valid => true,
        ResponseSignature::Missing(_) if shop.faults.has("shop_unsigned_answers_believed") => true,
        _ => shop.faults.has("shop_answers_unverified"),
    }
}

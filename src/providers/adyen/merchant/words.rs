//! The words of the API about payments and refunds (SEED; RESULT), and which answers may be believed.

use serde_json::{Value, json};

use crate::core::http::Response;
use crate::providers::adyen::auth::TRANSIENT_ERROR;
use crate::providers::adyen::results::{self, Duty};
use crate::providers::adyen::{currencies, messages};
use crate::providers::shop::{Answer, Kind, Meaning, Standing, Transaction};
use crate::providers::{Cause, Faults, Refusal};

use super::text;

/// True when POST /paymentMethods lists Amazon Pay; none when it lists nothing at all.
pub(super) fn lists_amazon_pay(methods: &Value) -> Option<bool> {
    Some(methods["paymentMethods"].as_array()?.iter().any(|method| method["type"] == "amazonpay"))
}

/// What the checkout does for the result code of an answer.
pub(super) fn duty(told: &Value) -> Option<Duty> {
    results::find(text(&told["resultCode"])).map(|result| result.duty)
}

/// Where the transaction that is told of stands. A refund is only received: a webhook tells its end.
pub(super) fn standing(kind: Kind, told: &Value) -> Standing {
    match duty(told).filter(|_| kind == Kind::Charge) {
        Some(Duty::TellSuccess) => Standing::Done,
        Some(Duty::AskToContinue | Duty::TellError | Duty::OfferAnotherCard) => Standing::Failed,
        _ => Standing::Pending,
    }
}

/// True when an answer tells of this payment.
pub(super) fn concerns(transaction: &Transaction, told: &Value) -> bool {
    let amount = &told["amount"];
    let same = amount.is_null() || currencies::read(amount).is_some_and(|amount| amount.amount == transaction.amount);
    same && text(&told["merchantReference"]) == transaction.id
}

/// Where the shopper's browser goes on, for an action that is a redirect.
pub(super) fn pay_url(told: &Value) -> Option<String> {
    let action = &told["action"];
    (action["type"] == "redirect").then(|| text(&action["url"]).to_owned()).filter(|url| !url.is_empty())
}

/// Without `transient-error: true` a request that met another one, or a failure, is not repeated: a webhook decides (IDEM).
pub(super) fn meaning(refusal: &Refusal) -> Meaning {
    if refusal.cause == Cause::Fault || refusal.code == "704" { Meaning::Known } else { Meaning::Final }
}

/// Reads an answer; one that may change decides nothing, and its request is repeated.
pub(super) fn read(response: &Response, faults: &Faults) -> Answer {
    if response.is_success() {
        return serde_json::from_slice(&response.body).map_or(Answer::Silence, |told| Answer::Said(altered(told, faults)));
    }
    let Some(refusal) = messages::refusal(response) else { return Answer::Silence };
    let transient = response.headers.get(TRANSIENT_ERROR) == Some("true");
    let repeated = transient || (meaning(&refusal) == Meaning::Known && faults.has("shop_repeats_regardless"));
    if repeated { Answer::Silence } else { Answer::Refused(refusal) }
}

/// What a merchant makes of an answer that does not look at its result code, or does not know it.
fn altered(mut told: Value, faults: &Faults) -> Value {
    if told["resultCode"] == "Received" && faults.has("shop_received_taken_as_failed") {
        told["resultCode"] = json!("Error");
    }
    let paid = match duty(&told) {
        Some(Duty::AskToContinue | Duty::TellError | Duty::OfferAnotherCard) => faults.has("shop_refusal_taken_as_paid"),
        Some(Duty::CarryOutAction) => faults.has("shop_action_skipped"),
        _ => false,
    };
    if paid {
        told["resultCode"] = json!("Authorised");
    }
    told
}

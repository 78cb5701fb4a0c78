//! What PPRO says of charges, agreements and refunds (DH/api-object-payment-charge, -agreement; OA-charges).

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde_json::Value;

use crate::core::http::is_https_url;
use crate::providers::ppro::limits::CURRENCY;
use crate::providers::shop::{Kind, Question, Standing, Transaction};

use super::drafts::{self, told};
use super::{Shop, text};

/// The charge's id at PPRO, by the last answer about it: a charge, or the agreement that began with it. Empty before the first.
pub(super) fn charge_id(charge: &Transaction) -> &str {
    let first = text(told(&charge.told, "initialPaymentChargeId"));
    if first.is_empty() {
        Some(text(told(&charge.told, "id"))).filter(|id| id.starts_with("charge_")).unwrap_or("")
    } else {
        first
    }
}

/// The agreement that a charge began, or under which it was made.
pub(super) fn agreement_id(charge: &Transaction) -> &str {
    let named = text(told(&charge.told, "agreementId"));
    if named.is_empty() { Some(text(told(&charge.told, "id"))).filter(|id| id.starts_with("agr")).unwrap_or("") } else { named }
}

/// Where a transaction of this status stands. What is processed is not decided, and an agreement alone moves no money.
pub(super) fn standing(status: &str) -> Standing {
    match status {
        "CAPTURED" | "REFUND_PROCESSING" | "REFUNDED" => Standing::Done,
        "FAILED" | "DISCARDED" | "VOIDED" | "REVOKED_BY_CONSUMER" | "REVOKED_BY_MERCHANT" | "REVOKED_BY_PROVIDER" => {
            Standing::Failed
        }
        _ => Standing::Pending,
    }
}

/// True when an answer tells of this transaction: its id, the amount that was asked for, its currency.
pub(super) fn concerns(transaction: &Transaction, answer: &Value) -> bool {
    let id = text(told(answer, "id"));
    let asked = super::amount(&transaction.draft.members).and_then(cents);
    let is = |amount: &Value| asked.is_some() && amount.as_i64() == asked;
    match transaction.kind {
        Kind::Charge => {
            let authorized = is(told(answer, "authorizations.0.amount"));
            let captured = told(answer, "captures.0.amount");
            let same = authorized && (captured.is_null() || is(captured)) && text(told(answer, "currency")) == CURRENCY;
            id == charge_id(transaction) && same
        }
        Kind::Refund => id == text(told(&transaction.told, "id")) && is(told(answer, "amount")),
    }
}

/// How PPRO is asked about a transaction: by reading it, or by its own message under the same key as long as nothing was heard.
pub(super) fn question(shop: &Shop, transaction: &Transaction) -> Question {
    if transaction.told.is_null() {
        return Question::Again;
    }
    match transaction.kind {
        Kind::Charge => match charge_id(transaction) {
            "" => Question::Never,
            id => Question::Status(drafts::status(shop, "charge_status", &[("charge_id", id)])),
        },
        Kind::Refund => {
            let charge = transaction.draft.members.get("charge_id").map_or("", text);
            let ids = [("charge_id", charge), ("refund_id", text(told(&transaction.told, "id")))];
            Question::Status(drafts::status(shop, "refund_status", &ids))
        }
    }
}

/// Where the consumer confirms a charge or an agreement.
pub(super) fn pay_url(answer: &Value) -> Option<String> {
    Some(text(&redirect(answer)?["requestUrl"]).to_owned()).filter(|url| is_https_url(url))
}

/// True when the consumer is to be sent there by POST.
pub(super) fn is_posted(answer: &Value) -> bool {
    redirect(answer).is_some_and(|redirect| redirect["requestMethod"] == "POST")
}

fn redirect(answer: &Value) -> Option<&Value> {
    let methods = told(answer, "authenticationMethods").as_array()?;
    methods.iter().find(|method| method["type"] == "REDIRECT").map(|redirect| &redirect["details"])
}

fn cents(amount: Decimal) -> Option<i64> {
    (amount * Decimal::ONE_HUNDRED).to_i64()
}

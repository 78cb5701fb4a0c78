//! What Juspay's house says to the engine of the shop.

use maud::{Markup, html};
use rust_decimal::Decimal;
use serde_json::Value;

use crate::core::http::Request;
use crate::providers::juspay::JUSPAY;
use crate::providers::juspay::auth::RESPONSE_KEY;
use crate::providers::juspay::return_url::Returned;
use crate::providers::shop::pages::{statement, words as sentences};
use crate::providers::shop::{
    Access, Answer, Defect, Dialect, Errand, Form, Inquiry, Key, Kind, Meaning, Question, Receipt, Return, Standing, Transaction,
};
use crate::providers::{Draft, Endpoint, Provider, Refusal};

use super::offer::{self, Offer};
use super::{Juspay, OPTION, Order, Shop, defects, handover, notifications, words};

impl Dialect for Juspay {
    type Offer = Offer;
    /// An order whose customer is asked about late; only a fault does.
    type Task = String;

    const CURRENCY: &'static str = "INR";
    const SIGN: &'static str = "₹";
    const BRAND: (&'static str, &'static str) = ("Amazon Pay", "Amazon");
    const OPTION: (&'static str, &'static str, &'static str) = (OPTION, "amazon_pay_later", "Pay Later");
    const NEEDLESS_PAGE: &'static str = "https://sandbox.juspay.in/thank-you";
    const DEFECTS: &'static [Defect] = defects::MEMBERS;

    fn provider() -> &'static Provider {
        &JUSPAY
    }

    fn inquire(shop: &mut Shop, order: &str) -> Inquiry<Offer> {
        offer::inquire(shop, order)
    }

    fn offered(shop: &mut Shop, order: &str, answer: &Answer) -> Offer {
        offer::offered(shop, order, answer)
    }

    fn access(offer: &Offer) -> Access {
        offer.access()
    }

    fn id_member(kind: Kind, _operation: &Endpoint) -> &'static str {
        words::id_member(kind)
    }

    fn pay(shop: &mut Shop, order: &str, form: &Form) -> Draft {
        words::pay(shop, order, form)
    }

    fn next(shop: &Shop, transaction: &Transaction, answered: &Endpoint, told: &Value) -> Option<Draft> {
        words::next(shop, transaction, answered, told)
    }

    fn refusal_to_refund(shop: &Shop, charge: &Transaction, amount: Decimal) -> Option<String> {
        words::refusal_to_refund(shop, charge, amount)
    }

    fn refund(shop: &Shop, charge: &Transaction, amount: &str) -> Draft {
        words::refund(shop, charge, amount)
    }

    fn pay_url(told: &Value) -> Option<String> {
        words::pay_url(told)
    }

    fn standing(transaction: &Transaction, told: &Value) -> Standing {
        words::standing(transaction, told)
    }

    fn concerns(transaction: &Transaction, told: &Value) -> bool {
        words::concerns(transaction, told)
    }

    fn question(shop: &Shop, transaction: &Transaction) -> Question {
        words::question(shop, transaction)
    }

    fn concluded(shop: &mut Shop, key: &Key) {
        words::concluded(shop, key);
    }

    fn due(shop: &mut Shop, order: String) {
        offer::ask_late(shop, &order);
    }

    fn meaning(_kind: Kind, refusal: &Refusal) -> Meaning {
        words::meaning(refusal)
    }

    /// The address is signed; what it says is a reason to ask, once its signature is right.
    fn came_back(shop: &mut Shop, form: &Form) -> Return {
        let key = shop.gateway.credentials.get(RESPONSE_KEY);
        let genuine = Returned { parameters: form.fields().to_vec(), key: key.to_owned() }.check(None).is_ok();
        let named = |order: &&Order| order.charges.iter().any(|charge| charge.id == form.get("order_id"));
        match shop.orders.values().find(named) {
            Some(order) if genuine || shop.faults.has("shop_return_unverified") => Return::Ask(order.id.clone()),
            _ => Return::Refuse,
        }
    }

    fn receive(shop: &mut Shop, _visit: u64, request: &Request) -> Receipt {
        notifications::receive(shop, request)
    }

    fn details(shop: &Shop, order: &Order) -> Markup {
        offer::details(shop, order)
    }

    fn terms(shop: &Shop, order: &Order) -> Markup {
        html! {
            (offer::instalments(order))
            @if let Some(url) = shop.statement_before_paying(order) { (statement(&url, &shop.faults)) }
        }
    }

    fn aftermath(shop: &Shop, order: &Order) -> Markup {
        html! {
            @if let Some(url) = shop.statement_after_paying(order) { (statement(&url, &shop.faults)) }
            (handover::handover(shop, order))
        }
    }

    fn failure(shop: &Shop, order: &Order) -> Markup {
        let reason = order.payment().map(words::failure).filter(|_| !shop.faults.has("shop_failure_reason_missing"));
        sentences(&format!("No money was taken. {}", reason.unwrap_or_default()))
    }

    fn asked(shop: &mut Shop, visit: u64, request: &Request, _form: &Form) -> bool {
        let links = request.method == "GET" && request.path() == "/link";
        if links {
            shop.tell(visit, 200, "Amazon opens in the app and asks whether this shop may use your account.");
        }
        links
    }

    fn answered(shop: &mut Shop, errand: Errand<Self>, mut answer: Answer) {
        defects::misread(shop, &errand, &mut answer);
        handover::keep(shop, &errand, &answer);
        offer::answered(shop, errand, answer);
    }

    fn request(shop: &Shop, draft: &Draft) -> Result<Request, String> {
        let sender = shop.gateway.sender(None, shop.now);
        let mut request = (JUSPAY.compose)(draft, &sender)?;
        defects::spoil(draft, &mut request, sender.credentials.get("api_key"), &shop.faults);
        Ok(request)
    }
}

//! What PPRO's house says to the engine of the shop.

use maud::Markup;
use rust_decimal::Decimal;
use serde_json::Value;

use crate::core::http::{Request, Response};
use crate::providers::ppro::PPRO;
use crate::providers::shop::{
    Access, Answer, Defect, Dialect, Errand, Form, Inquiry, Key, Kind, Question, Receipt, Standing, Transaction,
};
use crate::providers::{Draft, Endpoint, Provider};

use super::customers::{self, Offer};
use super::{Order, Ppro, Shop, Task, defects, drafts, gateway, notifications, pages, refunds, text, words};

impl Dialect for Ppro {
    type Offer = Offer;
    type Task = Task;

    const CURRENCY: &'static str = "USD";
    const SIGN: &'static str = "$";
    const BRAND: (&'static str, &'static str) = ("Amazon Pay", "Amazon");
    const OPTION: (&'static str, &'static str, &'static str) = ("Amazon Pay", "amazon_pay", "Wallets");
    const NEEDLESS_PAGE: &'static str = "https://amazon.example/thank-you";
    const DEFECTS: &'static [Defect] = defects::MEMBERS;

    fn provider() -> &'static Provider {
        &PPRO
    }

    fn inquire(shop: &mut Shop, order: &str) -> Inquiry<Offer> {
        Inquiry::Known(customers::offer(shop, order))
    }

    fn offered(_: &mut Shop, _: &str, _: &Answer) -> Offer {
        Offer::Nothing
    }

    fn access(offer: &Offer) -> Access {
        offer.access()
    }

    fn id_member(_: Kind, operation: &Endpoint) -> &'static str {
        drafts::id_member(operation.name)
    }

    fn pay(shop: &mut Shop, order: &str, _: &Form) -> Draft {
        match shop.orders.get(order).is_some_and(customers::subscribes) {
            true => drafts::agreement(shop, order),
            false => drafts::charge(shop, order),
        }
    }

    fn refund(shop: &Shop, charge: &Transaction, amount: &str) -> Draft {
        drafts::refund(shop, charge, amount)
    }

    fn refusal_to_refund(shop: &Shop, charge: &Transaction, _amount: Decimal) -> Option<String> {
        refunds::refusal(shop, charge)
    }

    fn pay_url(told: &Value) -> Option<String> {
        words::pay_url(told)
    }

    fn is_posted(shop: &Shop, told: &Value) -> bool {
        words::is_posted(told) && !shop.faults.has("shop_sent_by_get")
    }

    fn standing(_: &Transaction, told: &Value) -> Standing {
        words::standing(text(drafts::told(told, "status")))
    }

    fn concerns(transaction: &Transaction, told: &Value) -> bool {
        words::concerns(transaction, told)
    }

    fn question(shop: &Shop, transaction: &Transaction) -> Question {
        words::question(shop, transaction)
    }

    fn concluded(shop: &mut Shop, key: &Key) {
        shop.follow(key);
    }

    fn due(shop: &mut Shop, task: Task) {
        if let Task::Refund { order, amount } = task {
            shop.refund_again(&order, amount);
        }
    }

    /// Whoever confirms does so soon; of those who take longer a webhook tells.
    fn patience(_: &Draft) -> i64 {
        300
    }

    fn receive(shop: &mut Shop, _: u64, request: &Request) -> Receipt {
        notifications::receive(shop, request)
    }

    fn is_named(transaction: &Transaction, id: &str) -> bool {
        let known =
            [words::charge_id(transaction), words::agreement_id(transaction), text(drafts::told(&transaction.told, "id"))];
        !id.is_empty() && known.contains(&id)
    }

    fn sign(order: &Order) -> &'static str {
        customers::sign(&order.customer)
    }

    fn details(shop: &Shop, order: &Order) -> Markup {
        pages::details(shop, order)
    }

    fn terms(shop: &Shop, order: &Order) -> Markup {
        pages::terms(shop, order)
    }

    fn aftermath(shop: &Shop, order: &Order) -> Markup {
        pages::aftermath(shop, order)
    }

    fn asked(shop: &mut Shop, visit: u64, request: &Request, form: &Form) -> bool {
        match (request.method.as_str(), request.path()) {
            ("POST", "/recurring") => shop.bill(visit, form),
            ("POST", "/revoke") => shop.revoke(visit, form.get("order")),
            _ => return false,
        }
        true
    }

    fn settled(shop: &mut Shop, task: Task, answer: Answer) {
        match task {
            Task::Bill { order, agreement, visit } => shop.may_bill(&order, &agreement, visit, &answer),
            Task::Revoked { order, visit } => shop.revoked(&order, visit, &answer),
            Task::Refund { .. } => {}
        }
    }

    fn answered(shop: &mut Shop, errand: Errand<Self>, answer: Answer) {
        gateway::answered(shop, errand, answer);
    }

    fn request(shop: &Shop, draft: &Draft) -> Result<Request, String> {
        gateway::request(shop, draft)
    }

    fn read(shop: &Shop, endpoint: &Endpoint, request: &Request, response: &Response) -> Answer {
        gateway::read(shop, endpoint, request, response)
    }
}

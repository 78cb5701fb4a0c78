//! What Amazon's house says to the engine of the shop.

use maud::{Markup, html};
use serde_json::Value;

use crate::core::http::{Request, Response};
use crate::providers::amazon_pay_india::{AMAZON_PAY_INDIA, endpoints};
use crate::providers::shop::pages::statement;
use crate::providers::shop::{
    Access, Answer, Defect, Dialect, Errand, Form, Inquiry, Kind, Meaning, Question, Receipt, Standing, Transaction,
};
use crate::providers::{Draft, Endpoint, Provider, Refusal, Slot};

use super::offer::{self, Offer};
use super::{Amazon, OPTION, Order, Shop, Task, defects, gateway, notifications, tokens, words};

impl Dialect for Amazon {
    type Offer = Offer;
    type Task = Task;

    const CURRENCY: &'static str = "INR";
    const SIGN: &'static str = "₹";
    const BRAND: (&'static str, &'static str) = ("Amazon Pay", "Amazon");
    const OPTION: (&'static str, &'static str, &'static str) = (OPTION, "amazon_pay_later", "Pay Later");
    const NEEDLESS_PAGE: &'static str = "https://amazonpay.amazon.in/thank-you";
    const BEHIND: &'static [(&'static str, &'static str)] = defects::BEHIND;
    const DEFECTS: &'static [Defect] = defects::MEMBERS;

    fn provider() -> &'static Provider {
        &AMAZON_PAY_INDIA
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

    fn pay(shop: &mut Shop, order: &str, _form: &Form) -> Draft {
        let amount = shop.orders.get(order).map_or("", |order| &order.amount);
        shop.draft(endpoints::named("charge"), &[Slot::Amount(amount)])
    }

    fn refund(shop: &Shop, charge: &Transaction, amount: &str) -> Draft {
        let earlier = Slot::Earlier { by: "", sent: &charge.draft, answer: &Value::Null };
        shop.draft(endpoints::named("refund"), &[Slot::Amount(amount), earlier])
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

    fn meaning(kind: Kind, refusal: &Refusal) -> Meaning {
        words::meaning(kind, refusal)
    }

    fn patience(draft: &Draft) -> i64 {
        words::patience(draft)
    }

    fn receive(shop: &mut Shop, visit: u64, request: &Request) -> Receipt {
        notifications::receive(shop, visit, request)
    }

    fn details(shop: &Shop, order: &Order) -> Markup {
        offer::details(shop, order)
    }

    fn terms(shop: &Shop, order: &Order) -> Markup {
        html! { @if let Some(url) = shop.statement_before_paying(order) { (statement(&url, &shop.faults)) } }
    }

    fn aftermath(shop: &Shop, order: &Order) -> Markup {
        html! { @if let Some(url) = shop.statement_after_paying(order) { (statement(&url, &shop.faults)) } }
    }

    fn asked(shop: &mut Shop, visit: u64, request: &Request, form: &Form) -> bool {
        match (request.method.as_str(), request.path()) {
            ("GET", "/link") => shop.start_linking(visit, form.get("customer")),
            ("GET", "/linked") => shop.finish_linking(visit, form),
            _ => return false,
        }
        true
    }

    fn settled(shop: &mut Shop, task: Task, answer: Answer) {
        match task {
            Task::Renew(errand) => shop.renewed(*errand, answer),
            Task::Link { customer, visit } => shop.linked(customer, visit, &answer),
            Task::Certificate { .. } => {}
        }
    }

    fn fetched(shop: &mut Shop, task: Task, answer: Result<Response, String>) {
        if let Task::Certificate { visit, message } = task {
            let receipt = notifications::check_with(shop, &message, answer);
            shop.take(visit, receipt);
        }
    }

    fn send(shop: &mut Shop, errand: Errand<Self>) {
        tokens::send(shop, errand);
    }

    fn answered(shop: &mut Shop, errand: Errand<Self>, answer: Answer) {
        tokens::answered(shop, errand, answer);
    }

    fn request(shop: &Shop, draft: &Draft) -> Result<Request, String> {
        gateway::request(shop, draft)
    }

    fn read(shop: &Shop, endpoint: &Endpoint, request: &Request, response: &Response) -> Answer {
        gateway::read(shop, endpoint, request, response)
    }
}

//! What Adyen's house says to the engine of the shop.

use jiff::SignedDuration;
use maud::{Markup, html};
use serde_json::Value;

use crate::core::http::{Request, Response};
use crate::providers::adyen::{ADYEN, endpoints, messages};
use crate::providers::shop::{
    Access, Answer, Defect, Dialect, Form, Inquiry, Key, Kind, Meaning, Question, Receipt, Return, Standing, Transaction,
};
use crate::providers::{Draft, Endpoint, Provider, Refusal, Slot};

use super::{Adyen, OPTION, Order, Shop, Task, defects, pages, payment, stored, text, webhooks, words};

impl Dialect for Adyen {
    /// Amazon Pay is listed for the shopper's country and currency.
    type Offer = bool;
    type Task = Task;

    const CURRENCY: &'static str = "EUR";
    const SIGN: &'static str = "€";
    const BRAND: (&'static str, &'static str) = ("Amazon Pay", "Amazon");
    const OPTION: (&'static str, &'static str, &'static str) = (OPTION, "amazonpay", "Pay with a wallet");
    const NEEDLESS_PAGE: &'static str = "https://checkoutshopper-test.adyen.com/";
    const DEFECTS: &'static [Defect] = defects::MEMBERS;

    fn provider() -> &'static Provider {
        &ADYEN
    }

    fn inquire(shop: &mut Shop, order: &str) -> Inquiry<bool> {
        let amount = shop.orders.get(order).map_or("", |order| &order.amount);
        Inquiry::Ask(shop.draft(endpoints::named("payment_methods"), &[Slot::Amount(amount)]))
    }

    fn offered(shop: &mut Shop, _order: &str, answer: &Answer) -> bool {
        let listed = matches!(answer, Answer::Said(methods) if words::lists_amazon_pay(methods) == Some(true));
        listed || shop.faults.has("shop_offered_everywhere")
    }

    fn access(offer: &bool) -> Access {
        if *offer { Access::Granted } else { Access::Absent }
    }

    fn id_member(_kind: Kind, _operation: &Endpoint) -> &'static str {
        "reference"
    }

    fn pay(shop: &mut Shop, order: &str, form: &Form) -> Draft {
        payment::pay(shop, order, form)
    }

    fn refund(shop: &Shop, charge: &Transaction, amount: &str) -> Draft {
        payment::refund(shop, charge, amount)
    }

    fn pay_url(told: &Value) -> Option<String> {
        words::pay_url(told)
    }

    fn standing(transaction: &Transaction, told: &Value) -> Standing {
        words::standing(transaction.kind, told)
    }

    fn concerns(transaction: &Transaction, told: &Value) -> bool {
        words::concerns(transaction, told)
    }

    /// There is no status to ask for: what was not answered is sent again under its key, and a webhook tells the rest.
    fn question(_shop: &Shop, transaction: &Transaction) -> Question {
        if transaction.known { Question::Never } else { Question::Again }
    }

    fn meaning(_kind: Kind, refusal: &Refusal) -> Meaning {
        words::meaning(refusal)
    }

    fn concluded(shop: &mut Shop, key: &Key) {
        payment::capture(shop, key);
    }

    fn due(shop: &mut Shop, task: Task) {
        if let Task::Acknowledge(visit) = task {
            shop.acknowledge(visit, 200);
        }
    }

    fn came_back(shop: &mut Shop, form: &Form) -> Return {
        let order = form.get("order").to_owned();
        let brought = ["redirectResult", "threeDSResult"].into_iter().find(|name| !form.get(name).is_empty());
        match brought {
            Some(name) => Return::Confirm(order, payment::details(shop, (name, form.get(name)))),
            None => Return::Ask(order),
        }
    }

    fn receive(shop: &mut Shop, visit: u64, request: &Request) -> Receipt {
        let receipt = webhooks::receive(shop, request);
        if shop.faults.has("shop_webhook_after_its_work") && webhooks::is_of_capture(request) {
            shop.later(Task::Acknowledge(visit), SignedDuration::from_secs(15));
            return Receipt::Later;
        }
        if shop.faults.has("shop_captures_before_answering") {
            return webhooks::capture_first(shop, visit, receipt);
        }
        receipt
    }

    fn is_named(transaction: &Transaction, id: &str) -> bool {
        transaction.id == id || text(&transaction.told["pspReference"]) == id
    }

    fn details(_shop: &Shop, _order: &Order) -> Markup {
        html! {}
    }

    fn terms(shop: &Shop, _order: &Order) -> Markup {
        pages::terms(shop)
    }

    fn aftermath(shop: &Shop, order: &Order) -> Markup {
        pages::aftermath(shop, order)
    }

    fn failure(shop: &Shop, order: &Order) -> Markup {
        pages::failure(shop, order)
    }

    fn asked(shop: &mut Shop, visit: u64, request: &Request, form: &Form) -> bool {
        match (request.method.as_str(), request.path()) {
            ("POST", "/recurring") => stored::charge(shop, visit, form),
            _ => return false,
        }
        true
    }

    fn settled(shop: &mut Shop, task: Task, answer: Answer) {
        let Task::Capture(payment) = task else { return };
        if let Answer::Said(told) = answer {
            shop.house.captures.insert(payment, text(&told["pspReference"]).to_owned());
        }
        std::mem::take(&mut shop.house.unanswered).into_iter().for_each(|visit| shop.acknowledge(visit, 200));
    }

    fn request(shop: &Shop, draft: &Draft) -> Result<Request, String> {
        let mut request = messages::compose(draft, &shop.gateway.sender(None, shop.now))?;
        defects::spoil_request(shop, &mut request);
        Ok(request)
    }

    fn read(shop: &Shop, _endpoint: &Endpoint, _request: &Request, response: &Response) -> Answer {
        words::read(response, &shop.faults)
    }
}

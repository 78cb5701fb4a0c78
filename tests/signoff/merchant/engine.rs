//! What the engine does for providers that work otherwise than the one whose merchant is tested beside this: no status to ask
//! for, a second message for one charge, a confirmation on the way back, notifications that decide and that undo.

use jiff::{SignedDuration, Timestamp};
use maud::{Markup, html};
use serde_json::{Value, json};
use signoff::core::http::{Request, Response};
use signoff::providers::amazon_pay_india::{AMAZON_PAY_INDIA, endpoints};
use signoff::providers::shop::{
    Access, Answer, Dialect, Form, Inquiry, Kind, News, Order, Question, Receipt, Return, Shop, Standing, Transaction,
};
use signoff::providers::{Account, Draft, Effect, Endpoint, Event, Merchant, Provider, ShopOpening, Slot};

/// A provider of the test's own, which borrows names of operations.
struct Toy {
    /// A charge has a second message.
    two_messages: bool,
    /// What is not acknowledged is sent again.
    again: bool,
}

impl Dialect for Toy {
    type Offer = ();
    type Task = ();

    const CURRENCY: &'static str = "USD";
    const SIGN: &'static str = "$";
    const BRAND: (&'static str, &'static str) = ("Toy", "Toy");
    const OPTION: (&'static str, &'static str, &'static str) = ("Toy Pay", "toy", "Toys");
    const NEEDLESS_PAGE: &'static str = "https://toy.example/";

    fn provider() -> &'static Provider {
        &AMAZON_PAY_INDIA
    }

    fn inquire(_: &mut Shop<Self>, _: &str) -> Inquiry<()> {
        Inquiry::Known(())
    }

    fn offered(_: &mut Shop<Self>, _: &str, _: &Answer) {}

    fn access((): &()) -> Access {
        Access::Granted
    }

    fn id_member(kind: Kind, _: &Endpoint) -> &'static str {
        if kind == Kind::Charge { "chargeId" } else { "refundId" }
    }

    fn pay(shop: &mut Shop<Self>, _: &str, _: &Form) -> Draft {
        shop.draft(endpoints::named("charge"), &[])
    }

    fn refund(shop: &Shop<Self>, charge: &Transaction, amount: &str) -> Draft {
        let earlier = Slot::Earlier { by: "", sent: &charge.draft, answer: &Value::Null };
        shop.draft(endpoints::named("refund"), &[Slot::Amount(amount), earlier])
    }

    fn next(shop: &Shop<Self>, _: &Transaction, answered: &Endpoint, _: &Value) -> Option<Draft> {
        let wanted = shop.house.two_messages && answered.name == "charge";
        wanted.then(|| shop.draft(endpoints::named("charge_status"), &[]))
    }

    fn pay_url(told: &Value) -> Option<String> {
        told["url"].as_str().map(str::to_owned)
    }

    fn standing(_: &Transaction, told: &Value) -> Standing {
        match told["is"].as_str() {
            Some("done") => Standing::Done,
            Some("failed") => Standing::Failed,
            _ => Standing::Pending,
        }
    }

    fn concerns(_: &Transaction, _: &Value) -> bool {
        true
    }

    fn question(shop: &Shop<Self>, transaction: &Transaction) -> Question {
        if shop.house.again && !transaction.known { Question::Again } else { Question::Never }
    }

    fn came_back(shop: &mut Shop<Self>, form: &Form) -> Return {
        match form.get("proof") {
            "" => Return::Refuse,
            _ => Return::Confirm(form.get("order").to_owned(), shop.draft(endpoints::named("charge_status"), &[])),
        }
    }

    fn receive(shop: &mut Shop<Self>, _: u64, request: &Request) -> Receipt {
        let form = Form::of(request);
        let kind = if form.get("of") == "refund" { Kind::Refund } else { Kind::Charge };
        let orders = shop.orders.values();
        let mut all = orders.flat_map(|order| if kind == Kind::Charge { &order.charges } else { &order.refunds });
        let Some(id) = all.next().map(|found| found.id.clone()) else { return Receipt::Idle };
        let claim = if form.get("is") == "done" { Standing::Done } else { Standing::Failed };
        Receipt::Genuine(News { kind, id, claim, decides: true, reopens: !form.get("undo").is_empty() })
    }

    fn details(_: &Shop<Self>, _: &Order<()>) -> Markup {
        html! {}
    }

    fn asked(shop: &mut Shop<Self>, visit: u64, request: &Request, form: &Form) -> bool {
        if request.path() != "/again" {
            return false;
        }
        shop.orders.insert("o2".to_owned(), Order::new("o2", form.get("customer"), "3.00"));
        let draft = shop.draft(endpoints::named("charge"), &[]);
        shop.charge_by("o2", draft, visit);
        true
    }

    fn request(_: &Shop<Self>, draft: &Draft) -> Result<Request, String> {
        Ok(Request::new("POST", format!("http://toy.test/{}", draft.endpoint.name)))
    }
}

/// A shop, and what the provider says next.
struct Stage {
    shop: Shop<Toy>,
    says: Vec<Option<Value>>,
    sent: Vec<String>,
    timers: Vec<u64>,
    visits: u64,
    now: Timestamp,
}

impl Stage {
    fn open(two_messages: bool, again: bool, says: &[Option<Value>]) -> Self {
        let opening = ShopOpening {
            account: Account::default(),
            provider_url: "http://toy.test".into(),
            own_url: "http://shop.test".into(),
            now: Timestamp::UNIX_EPOCH,
            seed: 1,
            faults: ["shop_none"].into_iter().collect(),
        };
        let shop = Shop::open(opening, Toy { two_messages, again });
        let says = says.iter().rev().cloned().collect();
        Self { shop, says, sent: Vec::new(), timers: Vec::new(), visits: 0, now: Timestamp::UNIX_EPOCH }
    }

    /// Hands an event to the shop, and all that follows; the answer to the question, when there was one.
    fn take(&mut self, event: Event) -> Option<Response> {
        let mut reply = None;
        for effect in self.shop.handle(event, self.now) {
            match effect {
                Effect::Reply { response, .. } => reply = Some(response),
                Effect::Wake { timer, .. } => self.timers.push(timer),
                Effect::Call { call, request } => {
                    self.sent.push(request.path().trim_start_matches('/').to_owned());
                    let said = self.says.pop().expect("nothing more is asked");
                    let answer = said.map(|body| Response::json(200, &body)).ok_or_else(|| "no answer".to_owned());
                    reply = self.take(Event::Answered { call, request, answer }).or(reply);
                }
            }
        }
        reply
    }

    fn ask(&mut self, method: &str, path: &str) -> Response {
        self.visits += 1;
        let visit = self.visits;
        self.take(Event::Asked { visit, request: Request::new(method, path) }).expect("an answer")
    }

    fn pay(&mut self) -> String {
        self.ask("GET", "/pay?customer=c&amount=10.00&order=o1");
        let answer = self.ask("POST", "/pay?customer=c&amount=10.00&order=o1&attempt=0&method=toy");
        answer.headers.get("location").unwrap().to_owned()
    }

    fn ring(&mut self) {
        self.now = self.now.checked_add(SignedDuration::from_secs(15)).unwrap();
        for timer in std::mem::take(&mut self.timers) {
            self.take(Event::Due { timer });
        }
    }

    fn order(&mut self, id: &str) -> String {
        self.ask("GET", &format!("/orders/{id}")).text().into_owned()
    }
}

#[test]
fn without_a_status_the_answer_counts_and_nobody_asks_again() {
    let mut stage = Stage::open(false, false, &[Some(json!({ "is": "done" }))]);
    assert!(stage.pay().ends_with("/orders/o1"));
    assert!(stage.order("o1").contains("Payment successful") && stage.order("o1").contains("$10.00"));
    assert_eq!((stage.sent.as_slice(), stage.timers.len()), (&["charge".to_owned()][..], 0));
}

#[test]
fn a_charge_may_take_two_messages() {
    let mut stage = Stage::open(true, false, &[Some(json!({})), Some(json!({ "url": "https://toy.example/pay" }))]);
    assert_eq!(stage.pay(), "https://toy.example/pay");
    assert_eq!(stage.sent, ["charge", "charge_status"]);
    assert!(stage.order("o1").contains("Toy has not decided yet"));
}

#[test]
fn what_is_not_acknowledged_is_sent_again() {
    let mut stage = Stage::open(false, true, &[None, None, Some(json!({ "is": "failed" }))]);
    stage.pay();
    stage.ring();
    assert!(stage.order("o1").contains("Payment pending"));
    stage.ring();
    assert!(stage.order("o1").contains("Payment failed"));
    assert_eq!(stage.sent, ["charge", "charge", "charge"]);
}

#[test]
fn the_way_back_is_confirmed_or_refused() {
    let mut stage = Stage::open(false, false, &[Some(json!({})), Some(json!({ "is": "done" }))]);
    stage.pay();
    assert_eq!(stage.ask("GET", "/return?order=o1").status, 400);
    assert!(stage.order("o1").contains("Payment pending"));
    assert_eq!(stage.ask("GET", "/return?order=o1&proof=p").status, 303);
    assert!(stage.order("o1").contains("Payment successful"));
}

#[test]
fn notifications_decide_once_and_undo_only_when_they_say_so() {
    let mut stage = Stage::open(false, false, &[Some(json!({})), Some(json!({}))]);
    stage.pay();
    for _ in 0..2 {
        assert_eq!(stage.ask("POST", "/notifications?of=charge&is=done").status, 200);
    }
    assert_eq!(stage.ask("POST", "/notifications?of=charge&is=failed").status, 200);
    assert!(stage.order("o1").contains("Payment successful") && stage.order("o1").contains("Shipped 1 time<"));
    assert_eq!(stage.ask("POST", "/refunds?order=o1&amount=10.00").status, 303);
    stage.ask("POST", "/notifications?of=refund&is=done");
    assert!(stage.order("o1").contains("Refund done"));
    assert_eq!(stage.ask("POST", "/refunds?order=o1&amount=1.00").status, 409);
    stage.ask("POST", "/notifications?of=refund&is=failed&undo=1");
    assert!(stage.order("o1").contains("Refund failed"));
    stage.ask("POST", "/notifications?of=refund&is=done");
    assert!(stage.order("o1").contains("Refund failed"), "a late copy of the first message changes nothing");
}

#[test]
fn a_house_charges_without_a_customer() {
    let mut stage = Stage::open(false, false, &[Some(json!({ "is": "done" }))]);
    assert_eq!(stage.ask("POST", "/again?customer=c").status, 303);
    assert!(stage.order("o2").contains("$3.00") && stage.order("o2").contains("Payment successful"));
}

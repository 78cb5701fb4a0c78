//! What a house says to the engine: which messages it sends, how it reads the answers, and its part of the page.

use maud::{Markup, html};
use rust_decimal::Decimal;
use serde_json::Value;

use crate::core::http::{Request, Response};
use crate::providers::{Draft, Endpoint, Provider, Refusal};

use super::answer::Answer;
use super::engine::{Errand, Shop};
use super::form::Form;
use super::gateway::Defect;
use super::order::Order;
use super::pages::words;
use super::transaction::{Key, Kind, Standing, Transaction};

/// How one provider is paid with. The value itself is what the house remembers beside the engine: tokens, linked accounts.
pub trait Dialect: Send + Sized + 'static {
    /// What the provider says of a customer and an amount, and what keeps it from saying anything.
    type Offer: Send;
    /// What the house does with the answers to messages of its own.
    type Task: Send;

    /// The currency of its orders.
    const CURRENCY: &'static str;
    /// Its sign, as it stands before an amount.
    const SIGN: &'static str;
    /// Whose logo the option shows, and who decides on a payment: `Amazon Pay`, `Amazon`.
    const BRAND: (&'static str, &'static str);
    /// The option's name, the value with which a form names it, and the heading above it.
    const OPTION: (&'static str, &'static str, &'static str);
    /// A page of the provider's on which a customer who has paid has nothing to do; a fault sends them there.
    const NEEDLESS_PAGE: &'static str;
    /// What planted faults add to every page: styles and scripts that work behind the HTML's back.
    const BEHIND: &'static [(&'static str, &'static str)] = &[];
    /// How planted faults change messages.
    const DEFECTS: &'static [Defect] = &[];

    /// The provider that is paid with.
    fn provider() -> &'static Provider;

    // What is offered.

    /// How it is found out whether the customer of an order may pay with the option.
    fn inquire(shop: &mut Shop<Self>, order: &str) -> Inquiry<Self::Offer>;

    /// Reads the answer to such a question.
    fn offered(shop: &mut Shop<Self>, order: &str, answer: &Answer) -> Self::Offer;

    /// What an offer means for the customer.
    fn access(offer: &Self::Offer) -> Access;

    // How money moves.

    /// The member that holds the merchant's id of a charge or refund, in the message of this operation.
    fn id_member(kind: Kind, operation: &Endpoint) -> &'static str;

    /// The message that charges an order, as this form asks for it.
    fn pay(shop: &mut Shop<Self>, order: &str, form: &Form) -> Draft;

    /// The message that gives this amount of a charge back.
    fn refund(shop: &Shop<Self>, charge: &Transaction, amount: &str) -> Draft;

    /// Why the provider takes no refund of this charge, or none of this much, where it does not.
    fn refusal_to_refund(_shop: &Shop<Self>, _charge: &Transaction, _amount: Decimal) -> Option<String> {
        None
    }

    /// Another message that belongs to the same charge or refund, after the answer to a message of that operation.
    fn next(_shop: &Shop<Self>, _transaction: &Transaction, _answered: &Endpoint, _told: &Value) -> Option<Draft> {
        None
    }

    /// Where the customer finishes a charge, by the answer to it.
    fn pay_url(_told: &Value) -> Option<String> {
        None
    }

    /// True when the customer is sent there by a form that is posted.
    fn is_posted(_shop: &Shop<Self>, _told: &Value) -> bool {
        false
    }

    /// Where the transaction that an answer tells of stands, whichever it is.
    fn standing(transaction: &Transaction, told: &Value) -> Standing;

    /// True when an answer tells of this transaction: its id, its amount, its currency.
    fn concerns(transaction: &Transaction, told: &Value) -> bool;

    /// How the provider is asked about a transaction.
    fn question(shop: &Shop<Self>, transaction: &Transaction) -> Question;

    /// What a refusal of a transaction's message, or of a question about it, means.
    fn meaning(_kind: Kind, _refusal: &Refusal) -> Meaning {
        Meaning::Final
    }

    /// Does what follows when a charge or a refund became final, for example to capture what was authorised.
    fn concluded(_shop: &mut Shop<Self>, _key: &Key) {}

    /// Does what the house waited for, by [`Shop::later`].
    fn due(_shop: &mut Shop<Self>, _task: Self::Task) {}

    /// For how many seconds a pending transaction is asked about.
    fn patience(_draft: &Draft) -> i64 {
        900
    }

    /// What the address says by which a customer comes back. It is not believed.
    fn came_back(_shop: &mut Shop<Self>, form: &Form) -> Return {
        Return::Ask(form.get("order").to_owned())
    }

    /// Checks a notification by the provider's signature and reads it.
    fn receive(shop: &mut Shop<Self>, visit: u64, request: &Request) -> Receipt;

    /// True when the provider, or the merchant, knows a transaction by this id.
    fn is_named(transaction: &Transaction, id: &str) -> bool {
        transaction.id == id
    }

    // The house's part of the pages.

    /// The sign of the currency that an order is paid in.
    fn sign(_order: &Order<Self::Offer>) -> &'static str {
        Self::SIGN
    }

    /// What stands below the option's name: what the provider said, or what keeps it from saying anything.
    fn details(shop: &Shop<Self>, order: &Order<Self::Offer>) -> Markup;

    /// What the customer agrees to, directly above the button.
    fn terms(_shop: &Shop<Self>, _order: &Order<Self::Offer>) -> Markup {
        html! {}
    }

    /// What else stands on the page of an order.
    fn aftermath(_shop: &Shop<Self>, _order: &Order<Self::Offer>) -> Markup {
        html! {}
    }

    /// What a customer reads of a payment that failed, beside that it did.
    fn failure(_shop: &Shop<Self>, _order: &Order<Self::Offer>) -> Markup {
        words("No money was taken.")
    }

    // The house's own ways.

    /// Answers what only this house is asked, for example to link an account; false when it is not.
    fn asked(_shop: &mut Shop<Self>, _visit: u64, _request: &Request, _form: &Form) -> bool {
        false
    }

    /// Reads the answer to a message or a call of the house's own.
    fn settled(_shop: &mut Shop<Self>, _task: Self::Task, _answer: Answer) {}

    /// Reads the answer to a request of the house's own that is no message to the provider's API.
    fn fetched(_shop: &mut Shop<Self>, _task: Self::Task, _answer: Result<Response, String>) {}

    /// Sends a message; here what a customer must bring is put in.
    fn send(shop: &mut Shop<Self>, errand: Errand<Self>) {
        shop.transmit(errand);
    }

    /// Passes an answer on; here a message may be sent a second time.
    fn answered(shop: &mut Shop<Self>, errand: Errand<Self>, answer: Answer) {
        shop.settle(errand.draft.endpoint, errand.task, answer);
    }

    /// The request of a message.
    fn request(shop: &Shop<Self>, draft: &Draft) -> Result<Request, String> {
        let sender = shop.gateway.sender(None, shop.now);
        let mut request = (Self::provider().compose)(draft, &sender)?;
        Self::provider().sign(&mut request, &sender)?;
        Ok(request)
    }

    /// Reads an answer, as far as it may be believed.
    fn read(shop: &Shop<Self>, _endpoint: &Endpoint, _request: &Request, response: &Response) -> Answer {
        Answer::read(Self::provider(), response, &shop.faults)
    }
}

/// How it is found out whether a customer may pay.
#[derive(Debug)]
pub enum Inquiry<O> {
    /// Nobody need be asked.
    Known(O),
    /// The provider is asked.
    Ask(Draft),
}

/// What an offer means for the customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// They may pay.
    Granted,
    /// The provider says that they may not.
    Denied,
    /// It does not say.
    Open,
    /// The provider does not have it for them: it is not shown.
    Absent,
}

/// How the provider is asked about a transaction.
#[derive(Debug)]
pub enum Question {
    /// By this message.
    Status(Draft),
    /// By the message that made it, as long as it has not acknowledged that: a second one with the same id moves no money.
    Again,
    /// It has no such operation: its answer to the message itself counts, and then its notifications.
    Never,
}

/// What a refusal means for a transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meaning {
    /// There is none, and there will be none.
    Final,
    /// The provider knows none of that id.
    Unknown,
    /// The provider knows one of that id already.
    Known,
}

/// What is done about a customer who comes back.
#[derive(Debug)]
pub enum Return {
    /// The status of this order's charge is asked.
    Ask(String),
    /// This message tells the provider what the customer brings; its answer says how this order's charge stands.
    Confirm(String, Draft),
    /// Nothing: the address is not the provider's.
    Refuse,
}

/// What became of a notification.
#[derive(Debug)]
pub enum Receipt {
    /// It is not taken, and answered with this status.
    Refused(u16),
    /// It is genuine, and tells nothing that concerns this shop.
    Idle,
    /// It is genuine.
    Genuine(News),
    /// The house must look something up, and calls [`Shop::take`] then.
    Later,
}

/// What a genuine notification tells.
#[derive(Debug)]
pub struct News {
    /// Of a charge or a refund.
    pub kind: Kind,
    /// The merchant's id of it, or the provider's.
    pub id: String,
    /// How it claims that the transaction stands.
    pub claim: Standing,
    /// The provider lets notifications decide; else each is a reason to ask.
    pub decides: bool,
    /// What was final before is not any more.
    pub reopens: bool,
}

//! The integrator that we play, and what the subjects `checkout` and `merchant` need of a provider.

use jiff::{SignedDuration, Timestamp};
use rust_decimal::Decimal;
use serde_json::{Map, Value};

use super::{Account, Credentials, Endpoint, Faults};
use crate::core::http::{Request, Response};

/// What testing an integrator's page and backend needs of a provider.
pub struct MerchantRoom {
    /// The name under which the payment option stands on a checkout page.
    pub option: &'static str,
    /// The name of the button with which a customer links their account; empty where none are linked.
    pub link_account: &'static str,
    /// By which label the host names of the provider's own pages are known.
    pub own_hosts: &'static [&'static str],
    /// The operation that asks whether a customer may pay; none where nobody need be asked.
    pub offer: Option<&'static str>,
    /// A merchant may know the answer by itself, and asks for nothing before a payment.
    pub unasked: bool,
    /// The operations that charge: each begins a payment and names its amount.
    pub pay: &'static [&'static str],
    /// The operation that moves the money, where those of `pay` only open an order; none where they do both.
    pub transfer: Option<&'static str>,
    /// The operation that asks for the status of a charge; none where notifications tell it.
    pub status: Option<&'static str>,
    /// The operations that give money back.
    pub refund: &'static [&'static str],
    /// The operation that asks for the status of a refund; none where notifications tell it.
    pub refund_status: Option<&'static str>,
    /// The operation that renews a customer's token, where there is one.
    pub renew: Option<&'static str>,
    /// How the names of the events begin that a merchant may take at an address of their own; none where all come to one.
    pub apart: Option<&'static str>,
    /// The amount in the members of a message, in major units.
    pub amount: fn(&Map<String, Value>) -> Option<Decimal>,
    /// The charge that a refund is of, by whichever id: from its members and its answer.
    pub refund_of: fn(&Map<String, Value>, &Value) -> Option<String>,
    /// How a customer comes back; without it the stage direction `way_back` tells the address.
    pub way_back: Option<WayBack>,
    /// What the answer to [`Self::offer`] says: may this customer pay?
    pub eligibility: fn(&Value) -> Option<bool>,
    /// The transactions that a call to an operation is about, by whichever id: from its arguments and its answer.
    pub transactions: fn(&Endpoint, &Map<String, Value>, &Value) -> Vec<String>,
    /// In how many ways an answer can be signed that agree with everything published; the direction `sign_answers_as` takes their
    /// numbers from 0, which is the usual one. 1 where answers are signed in one way or not at all.
    pub answer_readings: usize,
    /// True for a request of another account of the merchant's, which is none of ours to judge.
    pub of_another_account: fn(&Request, &Credentials) -> bool,
    /// Opens a reference merchant.
    pub open: fn(ShopOpening) -> Box<dyn Merchant>,
}

/// The published address by which a customer comes back from a charge with these members, of this order, with this result (empty
/// for none).
pub type WayBack = fn(&Map<String, Value>, &str, &str) -> Option<String>;

impl MerchantRoom {
    /// True when a call of this operation takes the customer's money.
    pub fn moves_money(&self, operation: &str) -> bool {
        self.transfer.map_or_else(|| self.pay.contains(&operation), |transfer| transfer == operation)
    }

    /// What steps and features call an operation, whatever its name: `offer`, `charge`, `status`, `refund`, `refund_status` or
    /// `renewal`.
    pub fn role(&self, operation: &str) -> Option<&'static str> {
        if self.pay.contains(&operation) {
            return Some("charge");
        }
        if self.refund.contains(&operation) {
            return Some("refund");
        }
        let roles =
            [("offer", self.offer), ("status", self.status), ("refund_status", self.refund_status), ("renewal", self.renew)];
        roles.iter().find(|(_, name)| *name == Some(operation)).map(|(role, _)| *role)
    }
}

/// The address under which every reference merchant is published; a path below it is reached below the shop's own address.
pub const PUBLIC_URL: &str = "https://shop.example/apl";
/// The payment page of every reference merchant, below its own address.
pub const CHECKOUT: &str = "/pay?customer={customer}&amount={amount}&order={order}";
/// Where every reference merchant takes notifications, below its own address.
pub const NOTIFICATIONS: &str = "/notifications";
/// Where the back office of every reference merchant asks for a refund, below its own address.
pub const REFUNDS: &str = "/refunds?order={order}&amount={amount}";
/// Where the back office of every reference merchant charges a customer anew, without them, below its own address.
pub const RECURRING: &str = "/recurring?customer={customer}&amount={amount}&order={order}";

/// What a reference merchant is given.
#[derive(Debug, Clone)]
pub struct ShopOpening {
    /// Its account at the provider, with its customers' tokens and refresh tokens.
    pub account: Account,
    /// Where the provider's API and its login service answer, without a slash at the end.
    pub provider_url: String,
    /// Where the shop itself is reached, without a slash at the end.
    pub own_url: String,
    /// When it opens: its customers' tokens are taken as issued now.
    pub now: Timestamp,
    /// Everything random about the shop follows from it.
    pub seed: u64,
    /// What is broken.
    pub faults: Faults,
}

/// What reaches a merchant.
#[derive(Debug, Clone)]
pub enum Event {
    /// A customer, the provider's notification service or the back office asks; `visit` names the question.
    Asked {
        /// Unique among the shop's questions.
        visit: u64,
        /// The request, its path below the shop's own address.
        request: Request,
    },
    /// A call to the provider ended.
    Answered {
        /// As named by [`Effect::Call`].
        call: u64,
        /// The request as it was sent.
        request: Request,
        /// The response, or one sentence on why there is none.
        answer: Result<Response, String>,
    },
    /// A time that the merchant waited for has come.
    Due {
        /// As named by [`Effect::Wake`].
        timer: u64,
    },
}

/// What a merchant wants done.
#[derive(Debug, Clone)]
pub enum Effect {
    /// A call to the provider, or a look at a certificate.
    Call {
        /// Unique among the shop's calls.
        call: u64,
        /// Sent as it stands.
        request: Request,
    },
    /// The answer to a question.
    Reply {
        /// As named by [`Event::Asked`].
        visit: u64,
        /// The answer.
        response: Response,
    },
    /// A look at the clock, later.
    Wake {
        /// Unique among the shop's timers.
        timer: u64,
        /// From now.
        after: SignedDuration,
    },
}

/// A reference merchant: state and event in, state and effects out. Whoever runs it carries the effects out.
pub trait Merchant: Send {
    /// Takes one event at the shop's own time.
    fn handle(&mut self, event: Event, now: Timestamp) -> Vec<Effect>;

    /// Replaces the planted faults.
    fn plant(&mut self, faults: Faults);
}

//! The way to the provider: the merchant's account there, and the messages that are drafted for it.

use jiff::Timestamp;
use serde_json::Value;

use crate::core::id::Ids;
use crate::core::member;
use crate::providers::{Credentials, Draft, Endpoint, Faults, Sender, Slot};

use super::dialect::Dialect;
use super::engine::Shop;

/// How a planted fault changes what is sent: the fault, the operation, the member (dotted where it stands deeper), and what
/// becomes of it (null when there is none; `None` leaves it out). An integrator has no such thing.
pub type Defect = (&'static str, &'static str, &'static str, fn(&Value) -> Option<Value>);

/// Minor units as who reckons in binary fractions gets them and cuts off the rest: 19.99 times 100 is 1998.9999999999998.
pub fn cut(minor: &Value) -> Option<Value> {
    let major = minor.as_f64().unwrap_or_default() / 100.0;
    #[expect(clippy::cast_possible_truncation, reason = "the mistake itself")]
    Some(Value::from((major * 100.0) as i64))
}

/// The merchant's account at the provider.
pub struct Gateway {
    /// Where the provider's API and its login service answer.
    pub base_url: String,
    /// The values of the provider's endpoint table.
    pub credentials: Credentials,
    /// The merchant's client at the provider's login service.
    pub login: Credentials,
    /// Makes the ids of charges and refunds.
    pub ids: Ids,
}

impl Gateway {
    /// Who sends, and when; `signed_host` where it is not that of the base URL.
    pub fn sender<'a>(&'a self, signed_host: Option<&'a str>, now: Timestamp) -> Sender<'a> {
        Sender { base_url: &self.base_url, signed_host, credentials: &self.credentials, now }
    }
}

impl<D: Dialect> Shop<D> {
    /// A message of an operation, with these values filled in.
    pub fn draft(&self, endpoint: &'static Endpoint, slots: &[Slot<'_>]) -> Draft {
        let mut draft = self.unfinished(endpoint, slots);
        self.spoil(&mut draft);
        draft
    }

    /// The same where members are to come yet; what completes it calls [`Self::spoil`], once.
    pub fn unfinished(&self, endpoint: &'static Endpoint, slots: &[Slot<'_>]) -> Draft {
        let provider = D::provider();
        let mut draft = Draft::new(endpoint, (provider.draft)(endpoint, &self.gateway.credentials, &self.gateway.ids));
        slots.iter().for_each(|slot| (provider.fill)(&mut draft, slot));
        draft
    }

    /// A message of an operation, with these members added or replaced.
    pub fn draft_with<'a>(&self, endpoint: &'static Endpoint, members: impl Iterator<Item = (&'a str, &'a str)>) -> Draft {
        let mut draft = self.unfinished(endpoint, &[]);
        members.for_each(|(name, value)| member::set(&mut draft.members, name, value.into()));
        self.spoil(&mut draft);
        draft
    }

    /// Changes a message that is complete, as planted faults do.
    pub fn spoil(&self, draft: &mut Draft) {
        spoil(D::DEFECTS, draft, &self.faults);
    }
}

fn spoil(defects: &[Defect], draft: &mut Draft, faults: &Faults) {
    for (_, _, name, change) in defects.iter().filter(|(fault, of, ..)| *of == draft.endpoint.name && faults.has(fault)) {
        match change(member::of(&draft.members, name).unwrap_or(&Value::Null)) {
            Some(value) => member::set(&mut draft.members, name, value),
            None => member::remove(&mut draft.members, name),
        }
    }
}

//! Whose a call of a merchant is. A backend at a user's may still work when the scenario that caused it is over: what it does then
//! is not the next one's.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use serde_json::Value;

use super::Heard;

/// Until then a backend has charged that does so at all.
const LATEST: Duration = Duration::from_secs(60);

/// To whom a call belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// To the scenario that heard it.
    Ours,
    /// To one before it.
    Anothers,
    /// That cannot be told.
    Open,
}

/// The scenario that hears a call.
#[derive(Debug, Clone, Copy)]
pub struct Listener<'a> {
    /// The provider of the merchant.
    pub provider: &'static str,
    /// Its id.
    pub scenario: &'a str,
    /// Only its merchant's calls are heard, or what tells whose they are told it already.
    pub sure: bool,
    /// Its customer did something for which a merchant charges.
    pub paid: bool,
}

/// What is known of transactions and orders, for all scenarios of a run.
#[derive(Debug, Default)]
pub struct Belongings(Mutex<Known>);

#[derive(Debug, Default)]
struct Known {
    /// Every transaction that a merchant began, by whichever id, and the scenario that saw it first; an empty name for none.
    transactions: HashMap<String, String>,
    /// The orders at users' own merchants, and the scenario of each.
    orders: Vec<(String, String)>,
    /// What is over, by provider.
    past: HashMap<&'static str, Past>,
}

/// The scenarios that are over at a user's own merchant.
#[derive(Debug, Default)]
struct Past {
    /// The number of the last call that they heard.
    read: u64,
    /// When each was over whose customer paid, and whose charge had not come yet.
    awaited: Vec<Instant>,
}

impl Belongings {
    /// Notes whose order that is.
    pub fn order(&self, order: &str, scenario: &str) {
        self.lock().orders.push((order.to_owned(), scenario.to_owned()));
    }

    /// The number of the last call that a scenario heard at this provider's merchant.
    pub fn read(&self, provider: &str) -> u64 {
        self.lock().past.get(provider).map_or(0, |past| past.read)
    }

    /// Notes that a scenario is over that heard this many calls; a charge may still come for which its customer paid.
    pub fn leave(&self, provider: &'static str, read: u64, awaits_charge: bool) {
        let mut known = self.lock();
        let past = known.past.entry(provider).or_default();
        past.read = past.read.max(read);
        past.awaited.extend(awaits_charge.then(Instant::now));
    }

    /// Notes a call that came when no scenario was there.
    pub fn between(&self, provider: &'static str, heard: &Heard) {
        let mut known = self.lock();
        let owner = known.order_in(heard, "").filter(|_| heard.is("charge"));
        if heard.moves_money && owner.is_none() {
            known.late(provider);
        }
        known.note(heard, owner.as_deref().unwrap_or_default());
    }

    /// Whose a call is. What is ours is so from now on, and what is another's is that one's.
    pub fn whose(&self, heard: &Heard, listener: Listener<'_>) -> Whose {
        let mut known = self.lock();
        let Some(owner) = known.owner(heard, listener) else { return Whose::Open };
        known.note(heard, &owner);
        if owner == listener.scenario { Whose::Ours } else { Whose::Anothers }
    }

    fn lock(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Known {
    /// The scenario to which a call belongs; none when that cannot be told.
    fn owner(&mut self, heard: &Heard, listener: Listener<'_>) -> Option<String> {
        let is_charge = heard.is("charge");
        let named = self.order_in(heard, listener.scenario).filter(|_| is_charge);
        let seen = named.or_else(|| self.seen_by(heard, listener.scenario));
        match seen {
            Some(owner) => Some(owner),
            None if heard.moves_money && !listener.sure => self.of_nameless(listener).map(str::to_owned),
            None => Some(listener.scenario.to_owned()),
        }
    }

    /// The scenario whose order a call names: this one, if any of them is its own.
    fn order_in(&self, heard: &Heard, scenario: &str) -> Option<String> {
        let text = Value::Object(heard.members.clone()).to_string();
        let named = || self.orders.iter().filter(|(order, _)| text.contains(order.as_str())).map(|(_, of)| of);
        named().find(|of| *of == scenario).or_else(|| named().next()).cloned()
    }

    /// The scenario that saw what a call is about: this one, if it saw any of it. A charge is new as long as one of its ids is: a
    /// merchant may give all of them the same reference, but the provider names each.
    fn seen_by(&self, heard: &Heard, scenario: &str) -> Option<String> {
        let of_ids: Vec<_> = ids(heard).iter().map(|id| self.transactions.get(id)).collect();
        let is_new = heard.is("charge") && of_ids.contains(&None);
        let mut seen = of_ids.into_iter().flatten();
        let first = seen.clone().next();
        let own = seen.find(|of| *of == scenario);
        own.or(first.filter(|_| !is_new)).cloned()
    }

    /// Whose a payment is that names no order, and that nobody saw.
    fn of_nameless<'a>(&mut self, listener: Listener<'a>) -> Option<&'a str> {
        let is_first = !self.past.contains_key(listener.provider);
        match (listener.paid, self.late(listener.provider)) {
            (false, true) => Some(""),
            (true, false) => Some(listener.scenario),
            (false, false) if is_first => Some(listener.scenario),
            _ => None,
        }
    }

    /// A payment came; true when one may be meant that an earlier scenario caused, of which one less is to come now.
    fn late(&mut self, provider: &str) -> bool {
        let Some(past) = self.past.get_mut(provider) else { return false };
        past.awaited.retain(|over| over.elapsed() < LATEST);
        let awaited = !past.awaited.is_empty();
        past.awaited.drain(..usize::from(awaited));
        awaited
    }

    fn note(&mut self, heard: &Heard, owner: &str) {
        for id in &heard.transactions {
            self.transactions.entry(id.clone()).or_insert_with(|| owner.to_owned());
        }
    }
}

/// The ids by which a call is known to be about something: what gives money back is about the charge, whatever it calls itself.
fn ids(heard: &Heard) -> &[String] {
    heard.refund_of.as_ref().map_or(heard.transactions.as_slice(), std::slice::from_ref)
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use serde_json::json;

    use super::*;
    use crate::core::http::{Request, Response};
    use crate::providers::adyen::ADYEN;
    use crate::providers::juspay::JUSPAY;

    /// A call with this body that is answered with this reference of the provider's.
    fn call(path: &str, body: &Value, reference: &str) -> Heard {
        let request =
            Request { body: body.to_string().into_bytes(), ..Request::new("POST", format!("http://127.0.0.1/v71{path}")) };
        let answer = Response::json(200, &json!({ "pspReference": reference }));
        Heard::read(&ADYEN, "x1", Timestamp::UNIX_EPOCH, &request, answer)
    }

    fn charge(reference: &str, own: &str) -> Heard {
        call("/payments", &json!({ "reference": own }), reference)
    }

    fn in_scenario(scenario: &str, paid: bool) -> Listener<'_> {
        Listener { provider: "adyen", scenario, sure: false, paid }
    }

    #[test]
    fn a_charge_that_names_an_earlier_order_is_not_this_scenarios() {
        let all = Belongings::default();
        all.order("o-1", "first");
        all.order("o-2", "second");
        let whose = |own: &str, scenario: &str| all.whose(&charge(own, own), in_scenario(scenario, true));
        assert_eq!(whose("o-1-1", "second"), Whose::Anothers);
        assert_eq!(whose("o-1-2", "first"), Whose::Ours);
        assert_eq!(whose("o-2-1 after o-1", "second"), Whose::Ours);
    }

    #[test]
    fn what_follows_from_an_earlier_charge_is_not_this_scenarios() {
        let all = Belongings::default();
        assert_eq!(all.whose(&charge("P1", "one"), in_scenario("first", true)), Whose::Ours);
        for path in ["/payments/P1/captures", "/payments/P1/refunds"] {
            let late = || call(path, &json!({ "reference": "mine" }), "M1");
            assert_eq!(all.whose(&late(), in_scenario("second", true)), Whose::Anothers, "{path}");
            assert_eq!(all.whose(&late(), in_scenario("first", true)), Whose::Ours, "{path}");
        }
        assert_eq!(all.whose(&charge("P2", "two"), in_scenario("second", true)), Whose::Ours);
        let refund = call("/payments/P2/refunds", &json!({ "reference": "mine" }), "M2");
        assert_eq!(all.whose(&refund, in_scenario("second", true)), Whose::Ours, "its own reference is the same by chance");
    }

    #[test]
    fn a_reference_that_all_charges_have_makes_none_of_them_anothers() {
        let all = Belongings::default();
        for (scenario, reference) in [("first", "P1"), ("second", "P2"), ("second", "P3")] {
            assert_eq!(all.whose(&charge(reference, "constant"), in_scenario(scenario, true)), Whose::Ours);
        }
        assert_eq!(all.whose(&charge("P1", "constant"), in_scenario("second", true)), Whose::Anothers, "it is sent again");
        assert_eq!(all.whose(&charge("P2", "constant"), in_scenario("second", true)), Whose::Ours);
    }

    #[test]
    fn a_charge_without_a_name_is_its_scenarios_as_long_as_no_other_one_may_have_caused_it() {
        let all = Belongings::default();
        assert_eq!(all.whose(&charge("P1", "1"), in_scenario("first", false)), Whose::Ours, "the first one charges on view");
        all.leave("adyen", 1, false);
        assert_eq!(all.whose(&charge("P2", "2"), in_scenario("second", true)), Whose::Ours);
        assert_eq!(all.whose(&charge("P3", "3"), in_scenario("second", false)), Whose::Open);
        all.leave("adyen", 2, true);
        assert_eq!((all.read("adyen"), all.read("ppro")), (2, 0));
        assert_eq!(all.whose(&charge("P4", "4"), in_scenario("third", true)), Whose::Open, "another one is to come");
        assert_eq!(all.whose(&charge("P5", "5"), in_scenario("third", true)), Whose::Ours, "it came");
        all.leave("adyen", 3, true);
        assert_eq!(all.whose(&charge("P6", "6"), in_scenario("fourth", false)), Whose::Anothers);
        assert_eq!(all.whose(&charge("P7", "7"), in_scenario("fourth", true)), Whose::Ours);
        assert_eq!(all.whose(&call("/payments/P6/captures", &json!({}), "C6"), in_scenario("fourth", true)), Whose::Anothers);
    }

    #[test]
    fn an_order_that_is_opened_with_the_page_is_no_payment_yet() {
        let all = Belongings::default();
        all.leave("juspay", 1, true);
        let opens = |id: &str| {
            let request = Request { body: format!("order_id={id}").into(), ..Request::new("POST", "http://127.0.0.1/orders") };
            Heard::read(&JUSPAY, "x1", Timestamp::UNIX_EPOCH, &request, Response::json(200, &json!({ "order_id": id })))
        };
        let listener = Listener { provider: "juspay", ..in_scenario("second", false) };
        assert!(opens("1001").is("charge") && all.whose(&opens("1001"), listener) == Whose::Ours);
    }

    #[test]
    fn what_comes_between_scenarios_is_no_scenarios() {
        let all = Belongings::default();
        all.leave("adyen", 1, true);
        all.between("adyen", &charge("P1", "1"));
        assert_eq!(all.whose(&charge("P2", "2"), in_scenario("second", true)), Whose::Ours, "none is to come any more");
        assert_eq!(all.whose(&call("/payments/P1/captures", &json!({}), "C1"), in_scenario("second", true)), Whose::Anothers);
    }

    #[test]
    fn where_the_simulator_tells_whose_it_is_nothing_is_open() {
        let all = Belongings::default();
        all.leave("adyen", 1, true);
        let listener = Listener { sure: true, ..in_scenario("second", true) };
        assert_eq!(all.whose(&charge("P1", "1"), listener), Whose::Ours);
    }
}

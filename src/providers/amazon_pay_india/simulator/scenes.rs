//! Scenarios that one merchant serves at the same time. Each has customers of its own, and directions that hold for it alone;
//! a call of the merchant belongs to the scene of its customer. What cannot be told is said to be nobody's for sure.

use std::collections::{BTreeSet, HashMap, HashSet};

use serde::Deserialize;

use crate::core::http::Request;

use super::acquaintances::Acquaintances;
use super::arguments::Arguments;
use super::customers::Guests;
use super::directions::Directions;

/// Members that hold a token.
const TOKENS: &[&str] = &["accessToken", "refresh_token", "code"];
/// Members that hold the id of a charge or a refund.
const TRANSACTIONS: &[&str] = &["chargeId", "txnId", "refundId"];

/// What holds for one scenario.
#[derive(Default)]
pub(super) struct Scene {
    /// What was directed in it.
    pub(super) directions: Directions,
    /// In which state its customers are.
    pub(super) guests: Guests,
    /// So many of its requests are still to fail.
    pub(super) failing: u32,
    customers: BTreeSet<String>,
}

/// A scenario begins; without a name it is alone.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Begin {
    scene: Option<String>,
    #[serde(default)]
    customers: BTreeSet<String>,
}

/// The scenarios that go on at the same time; none while one is alone.
#[derive(Default)]
pub(super) struct Scenes {
    /// A merchant under test tells of scenarios; our own shops have an account each.
    counts: bool,
    /// What is known of tokens.
    pub(super) acquaintances: Acquaintances,
    open: HashMap<String, Scene>,
    /// The scene of each charge and refund, by whichever id; an empty name for one that was alone.
    transactions: HashMap<String, String>,
    /// The same of each order.
    orders: HashMap<String, String>,
}

/// To whom a call belongs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Whose {
    /// The scenario that is alone.
    TheOnly,
    /// The scene of that name, which is open.
    Scene(String),
    /// None that is open: something earlier is still looked after.
    Nobody,
    /// That cannot be told.
    Unknown,
}

impl Whose {
    /// As a journal tells it.
    pub(super) fn written(&self) -> Option<String> {
        match self {
            Self::TheOnly | Self::Unknown => None,
            Self::Scene(name) => Some(name.clone()),
            Self::Nobody => Some(String::new()),
        }
    }
}

impl Scenes {
    /// Opens a scene with customers of its own; whoever has them yet is over. Without a name every other one is over.
    pub(super) fn begin(&mut self, Begin { scene, customers }: Begin) {
        self.counts = true;
        self.acquaintances.conclude();
        match scene {
            None => self.open.clear(),
            Some(name) => {
                self.open.retain(|_, open| open.customers.is_disjoint(&customers));
                self.open.insert(name, Scene { customers, ..Scene::default() });
            }
        }
    }

    /// A scenario is over.
    pub(super) fn end(&mut self, scene: Option<&str>) {
        match scene {
            Some(name) => drop(self.open.remove(name)),
            None => self.acquaintances.conclude(),
        }
    }

    /// The scene of that name.
    pub(super) fn named(&mut self, name: &str) -> Option<&mut Scene> {
        self.open.get_mut(name)
    }

    /// A customer came for an order.
    pub(super) fn came(&mut self, scene: Option<&str>, customer: &str, order: &str) {
        self.orders.insert(order.to_owned(), scene.unwrap_or_default().to_owned());
        if scene.is_none() {
            self.acquaintances.came(customer);
        }
    }

    /// What was booked under the merchant's id has this id of ours, too.
    pub(super) fn booked(&mut self, id: &str, provider_id: &str) {
        let whose = self.transactions.get(id).cloned().unwrap_or_default();
        self.transactions.insert(provider_id.to_owned(), whose);
    }

    /// True for a charge or refund of the scene.
    pub(super) fn has(&self, scene: Option<&str>, id: &str) -> bool {
        scene.is_none_or(|name| self.transactions.get(id).is_some_and(|whose| whose == name))
    }

    /// To whom a request belongs: by the charge or refund that it is about, by the order that it names, and by its token. Where
    /// these disagree it cannot be told.
    pub(super) fn whose(&mut self, request: &Request) -> Whose {
        if !self.counts {
            return Whose::TheOnly;
        }
        let arguments = Arguments::read_login(request).unwrap_or_default();
        let tokens: Vec<_> = TOKENS.iter().filter_map(|name| arguments.given(name)).collect();
        let ids: Vec<_> = TRANSACTIONS.iter().filter_map(|name| arguments.given(name)).filter(|id| !id.is_empty()).collect();
        let whose = self.vote(request, &tokens, &ids);
        // What nobody knows disturbs nobody a second time, unless a customer may be behind it.
        if whose != Whose::Unknown || tokens.is_empty() {
            for id in ids {
                self.transactions.entry(id.to_owned()).or_insert_with(|| whose.written().unwrap_or_default());
            }
        }
        whose
    }

    fn vote(&mut self, request: &Request, tokens: &[&str], ids: &[&str]) -> Whose {
        if self.open.is_empty() {
            tokens.iter().for_each(|token| self.acquaintances.saw(token));
            return Whose::TheOnly;
        }
        let holder = tokens.iter().find_map(|token| self.acquaintances.holder(token)).map(|customer| self.scene_of(customer));
        let body = String::from_utf8_lossy(&request.body);
        let is_named = |order: &String| request.url.contains(order.as_str()) || body.contains(order.as_str());
        let of_ids = ids.iter().filter_map(|id| self.transactions.get(*id)).map(|name| self.if_open(name));
        let of_orders = self.orders.iter().filter(|(order, _)| is_named(order)).map(|(_, name)| self.if_open(name));
        let votes: HashSet<&str> = of_ids.chain(of_orders).collect();
        match (votes.len(), votes.iter().next().copied().or(holder)) {
            // An order of an earlier scenario is looked after, whoever's it was.
            (0 | 1, Some("")) => Whose::Nobody,
            (0 | 1, Some(name)) if holder.is_none_or(|holder| holder == name) => Whose::Scene(name.to_owned()),
            _ => Whose::Unknown,
        }
    }

    /// The scene of the customer for whom a request is, whatever it is about: in their state it is answered.
    pub(super) fn stage(&self, whose: &Whose, request: &Request) -> Option<String> {
        match whose {
            Whose::TheOnly => None,
            Whose::Scene(name) => Some(name.clone()),
            Whose::Nobody | Whose::Unknown => {
                let arguments = Arguments::read_login(request).ok()?;
                let tokens = TOKENS.iter().filter_map(|name| arguments.given(name));
                let customer = tokens.into_iter().find_map(|token| self.acquaintances.holder(token))?;
                Some(self.scene_of(customer).to_owned()).filter(|name| !name.is_empty())
            }
        }
    }

    fn scene_of(&self, customer: &str) -> &str {
        self.open.iter().find(|(_, scene)| scene.customers.contains(customer)).map_or("", |(name, _)| name)
    }

    fn if_open<'a>(&self, name: &'a str) -> &'a str {
        if self.open.contains_key(name) { name } else { "" }
    }
}

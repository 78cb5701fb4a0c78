//! Which customer of a merchant under test a token stands for. The merchant brings tokens that nobody issued here; who holds
//! one shows while that customer alone is at the shop, and is believed when it has shown twice.

use std::collections::{BTreeMap, BTreeSet, HashMap};

/// A token that shows so often with the same customer is theirs.
const SURE: u32 = 2;

/// What was learned of the merchant's tokens.
#[derive(Default)]
pub(super) struct Acquaintances {
    /// Tokens that were issued here for one that the merchant brought.
    issued: HashMap<String, String>,
    /// Whose a token is that the merchant brought, and how often that has shown.
    holders: BTreeMap<String, (String, u32)>,
    /// The customers of the scenario that is alone at the shop.
    present: BTreeSet<String>,
    /// The tokens that the merchant used meanwhile.
    seen: BTreeSet<String>,
    /// One token stands for several customers: nothing can be told from it.
    indistinct: bool,
}

impl Acquaintances {
    /// A token was issued here for one that the merchant brought.
    pub(super) fn issued(&mut self, token: &str, brought: &str) {
        let root = self.root(brought).to_owned();
        self.issued.insert(token.to_owned(), root);
    }

    /// A customer is there, in the scenario that is alone at the shop.
    pub(super) fn came(&mut self, customer: &str) {
        self.present.insert(customer.to_owned());
    }

    /// The merchant used a token while one scenario was alone at the shop.
    pub(super) fn saw(&mut self, token: &str) {
        let root = self.root(token).to_owned();
        self.seen.insert(root);
    }

    /// The customer for whom a token stands, as far as that is sure.
    pub(super) fn holder(&self, token: &str) -> Option<&str> {
        self.sure().find(|(root, _)| *root == self.root(token)).map(|(_, customer)| customer)
    }

    /// Everyone who is told from the others by their token.
    pub(super) fn known(&self) -> BTreeSet<&str> {
        self.sure().map(|(_, customer)| customer).collect()
    }

    /// The scenario that was alone is over: what did it show?
    pub(super) fn conclude(&mut self) {
        let (mut present, mut seen) = (std::mem::take(&mut self.present), std::mem::take(&mut self.seen));
        if present.len() > 1 {
            // Whoever is known already is left out, and the new one is told by what remains.
            let known: Vec<_> = self.sure().map(|(root, customer)| (root.to_owned(), customer.to_owned())).collect();
            for (root, customer) in known {
                if seen.contains(&root) && present.remove(&customer) {
                    seen.remove(&root);
                }
            }
        }
        let (Some(customer), true) = (present.first(), present.len() == 1) else { return };
        let used = !seen.is_empty();
        // An earlier customer's order may still be looked after.
        seen.retain(|root| self.holders.get(root).is_none_or(|(holder, _)| holder == customer));
        match (seen.pop_first(), seen.is_empty()) {
            (None, _) => self.indistinct |= used,
            (Some(root), true) => {
                self.holders.retain(|known, (holder, _)| *known == root || holder != customer);
                self.holders.entry(root).or_insert_with(|| (customer.clone(), 0)).1 += 1;
            }
            (Some(_), false) => self.holders.retain(|_, (holder, _)| holder != customer),
        }
    }

    fn root<'a>(&'a self, token: &'a str) -> &'a str {
        self.issued.get(token).map_or(token, String::as_str)
    }

    fn sure(&self) -> impl Iterator<Item = (&str, &str)> {
        let sure = self.holders.iter().filter(|(_, (_, times))| *times >= SURE && !self.indistinct);
        sure.map(|(root, (customer, _))| (root.as_str(), customer.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scenario(all: &mut Acquaintances, customers: &[&str], tokens: &[&str]) {
        customers.iter().for_each(|customer| all.came(customer));
        tokens.iter().for_each(|token| all.saw(token));
        all.conclude();
    }

    /// The customers of a scenario, and the tokens that were used in it.
    type Scenario<'a> = (&'a [&'a str], &'a [&'a str]);

    fn after(scenarios: &[Scenario<'_>]) -> Vec<String> {
        let mut all = Acquaintances::default();
        scenarios.iter().for_each(|(customers, tokens)| scenario(&mut all, customers, tokens));
        all.known().into_iter().map(str::to_owned).collect()
    }

    #[test]
    fn a_token_that_showed_twice_with_one_customer_alone_is_theirs() {
        assert_eq!(after(&[(&["u"], &["t"])]), [""; 0]);
        assert_eq!(after(&[(&["u"], &["t"]), (&["u"], &["t"])]), ["u"]);
        assert_eq!(after(&[(&["u"], &["t"]), (&["u"], &[]), (&["u"], &["t"])]), ["u"]);
    }

    #[test]
    fn who_brings_another_token_each_time_is_never_known() {
        assert_eq!(after(&[(&["u"], &["1"]), (&["u"], &["2"]), (&["u"], &["3"])]), [""; 0]);
        assert_eq!(after(&[(&["u"], &["1", "2"]), (&["u"], &["1", "2"])]), [""; 0]);
        assert_eq!(after(&[(&["u"], &["1"]), (&["u"], &["1"]), (&["u"], &["2"])]), [""; 0]);
    }

    #[test]
    fn one_token_for_all_tells_nobody_apart() {
        assert_eq!(after(&[(&["u"], &["t"]), (&["u"], &["t"]), (&["v"], &["t"])]), [""; 0]);
        assert_eq!(after(&[(&["u"], &["t"]), (&["v"], &["t"]), (&["u"], &["t"]), (&["u"], &["t"])]), [""; 0]);
    }

    #[test]
    fn an_earlier_customers_order_is_no_contradiction() {
        let u: Scenario<'_> = (&["u"], &["t"]);
        assert_eq!(after(&[u, u, (&["v"], &["t", "w"]), (&["v"], &["w"])]), ["u", "v"]);
    }

    #[test]
    fn of_two_customers_the_one_who_is_known_shows_the_other() {
        let (u, both): (Scenario<'_>, Scenario<'_>) = ((&["u"], &["t"]), (&["u", "v"], &["t", "w"]));
        assert_eq!(after(&[u, u, both, both]), ["u", "v"]);
        assert_eq!(after(&[both, both, both]), [""; 0]);
    }

    #[test]
    fn a_token_that_was_issued_here_stands_for_whom_it_was_issued() {
        let mut all = Acquaintances::default();
        for access in ["a1", "a2"] {
            all.came("u");
            all.saw("refresh");
            all.issued(access, "refresh");
            all.saw(access);
            all.conclude();
        }
        all.issued("a3", "a2");
        assert_eq!((all.holder("a1"), all.holder("a3"), all.holder("refresh")), (Some("u"), Some("u"), Some("u")));
        assert_eq!(all.holder("other"), None);
    }
}

//! The customer's Key Fact Statement: whoever is eligible is shown theirs before they pay, on every transaction.

use crate::signing::encoding::encoded;

use super::offer::Offer;
use super::{Order, Shop};

/// Shown by the fault that shows a statement where there is none.
const NOBODYS: &str = "https://amazonpay.amazon.in/render_kfs?authToken=none&payload=none&iv=none";

impl Shop {
    /// The address of the statement that the checkout page shows.
    pub(super) fn statement_before_paying(&self, order: &Order) -> Option<String> {
        let has = |fault| self.faults.has(fault);
        match &order.offer {
            _ if has("shop_statement_missing") || has("shop_statement_after_paying") => None,
            Some(Offer::Eligible { .. }) if has("shop_statement_first_time_only") && self.has_charged(&order.customer) => None,
            Some(Offer::Eligible { statement, .. }) => Some(self.altered(&order.customer, statement)),
            Some(Offer::Ineligible { .. }) if has("shop_statement_for_ineligible") => Some(NOBODYS.to_owned()),
            _ => None,
        }
    }

    /// The address of the statement that the order's page shows: none.
    pub(super) fn statement_after_paying(&self, order: &Order) -> Option<String> {
        let late = self.faults.has("shop_statement_after_paying");
        late.then(|| self.house.first_statements.get(&order.customer).cloned()).flatten()
    }

    /// The address as it came; faults make another one of it.
    fn altered(&self, customer: &str, statement: &str) -> String {
        let has = |fault| self.faults.has(fault);
        let other = || self.house.first_statements.iter().find(|(name, _)| *name != customer);
        let (place, query) = statement.split_once('?').unwrap_or((statement, ""));
        match () {
            () if has("shop_statement_other_customers") => other().map_or(statement, |(_, url)| url).to_owned(),
            () if has("shop_statement_cached") => {
                self.house.first_statements.get(customer).map_or(statement, |url| url).to_owned()
            }
            () if has("shop_statement_query_dropped") => place.to_owned(),
            () if has("shop_statement_reencoded") => format!("{place}?{}", encoded(query)),
            () => statement.to_owned(),
        }
    }

    fn has_charged(&self, customer: &str) -> bool {
        self.orders.values().any(|order| order.customer == customer && !order.charges.is_empty())
    }
}

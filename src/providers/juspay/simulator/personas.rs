//! Customers in known states: what the eligibility call says of them and how their payments end.

use crate::providers::juspay::ineligibility::INELIGIBILITIES;
use crate::providers::juspay::statuses::{CHARGED, FAILED, OrderStatus, PENDING};

/// One state.
#[derive(Clone, Copy)]
pub(super) struct Persona {
    /// The name by which features and configurations call it.
    pub(super) name: &'static str,
    /// What Amazon says of a customer who may not pay.
    pub(super) ineligible: Option<&'static str>,
    /// The account is linked: there is a wallet token.
    pub(super) linked: bool,
    /// They may pay in instalments, too.
    pub(super) emi: bool,
    /// How a payment ends.
    pub(super) payment: &'static OrderStatus,
}

const ELIGIBLE: Persona = Persona { name: "eligible", ineligible: None, linked: true, emi: true, payment: &CHARGED };

const OTHERS: [Persona; 5] = [
    ELIGIBLE,
    Persona { name: "linking_required", linked: false, ..ELIGIBLE },
    Persona { name: "needs_authentication", payment: &PENDING, ..ELIGIBLE },
    Persona { name: "declined", payment: &FAILED, ..ELIGIBLE },
    Persona { name: "emi_ineligible", emi: false, ..ELIGIBLE },
];

/// Every state; the first is the plain customer.
pub(super) const TABLE: [Persona; OTHERS.len() + INELIGIBILITIES.len()] = {
    let mut table = [ELIGIBLE; OTHERS.len() + INELIGIBILITIES.len()];
    let mut row = 0;
    while row < table.len() {
        table[row] = if row < OTHERS.len() {
            OTHERS[row]
        } else {
            let case = INELIGIBILITIES[row - OTHERS.len()];
            Persona { name: case.persona, ineligible: Some(case.gateway_message), payment: &FAILED, ..ELIGIBLE }
        };
        row += 1;
    }
    table
};

/// The names of all states.
pub const PERSONAS: &[&str] = &{
    let mut names = [""; TABLE.len()];
    let mut row = 0;
    while row < TABLE.len() {
        names[row] = TABLE[row].name;
        row += 1;
    }
    names
};

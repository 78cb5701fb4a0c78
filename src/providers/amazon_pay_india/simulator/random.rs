//! Ids in the forms that the provider's samples show.

use fastrand::Rng;

use crate::core::random::{alphanumeric, digits};

/// A merchant id, e.g. `A2XMNOQAN8MC64`.
pub(super) fn merchant_id(rng: &mut Rng) -> String {
    format!("A{}", alphanumeric(rng, 13).to_uppercase())
}

/// Amazon's id of a sandbox charge, e.g. `S04-9469628-4357128`.
pub(super) fn charge_id(rng: &mut Rng) -> String {
    format!("S04-{}-{}", digits(rng, 7), digits(rng, 7))
}

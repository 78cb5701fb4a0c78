//! Ids and tokens in the forms that the provider's samples show; everything follows from the account's seed.

use std::iter::repeat_with;

use fastrand::Rng;

/// `count` letters and digits.
pub(super) fn alphanumeric(rng: &mut Rng, count: usize) -> String {
    repeat_with(|| rng.alphanumeric()).take(count).collect()
}

/// `count` decimal digits.
pub(super) fn digits(rng: &mut Rng, count: usize) -> String {
    repeat_with(|| rng.digit(10)).take(count).collect()
}

/// `count` lower-case hex digits.
pub(super) fn hex(rng: &mut Rng, count: usize) -> String {
    repeat_with(|| rng.digit(16)).take(count).collect()
}

/// The form of access key ids and request ids: 8-4-4-4-12 hex digits.
pub(super) fn uuid(rng: &mut Rng) -> String {
    [8, 4, 4, 4, 12].map(|count| hex(rng, count)).join("-")
}

/// A merchant id, e.g. `A2XMNOQAN8MC64`.
pub(super) fn merchant_id(rng: &mut Rng) -> String {
    format!("A{}", alphanumeric(rng, 13).to_uppercase())
}

/// Amazon's id of a sandbox charge, e.g. `S04-9469628-4357128`.
pub(super) fn charge_id(rng: &mut Rng) -> String {
    format!("S04-{}-{}", digits(rng, 7), digits(rng, 7))
}

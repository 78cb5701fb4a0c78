//! Random texts; everything follows from the generator's seed.

use std::iter::repeat_with;

use fastrand::Rng;

/// `count` letters and digits.
pub fn alphanumeric(rng: &mut Rng, count: usize) -> String {
    repeat_with(|| rng.alphanumeric()).take(count).collect()
}

/// `count` decimal digits.
pub fn digits(rng: &mut Rng, count: usize) -> String {
    repeat_with(|| rng.digit(10)).take(count).collect()
}

/// `count` lower-case hex digits.
pub fn hex(rng: &mut Rng, count: usize) -> String {
    repeat_with(|| rng.digit(16)).take(count).collect()
}

/// A UUID of version 4: five groups of 8, 4, 4, 4 and 12 hex digits, two of which are given.
pub fn uuid(rng: &mut Rng) -> String {
    let [first, second, third, fourth, last] = [8, 4, 3, 3, 12].map(|count| hex(rng, count));
    let variant = char::from_digit(rng.u32(8..12), 16).unwrap_or('8');
    format!("{first}-{second}-4{third}-{variant}{fourth}-{last}")
}

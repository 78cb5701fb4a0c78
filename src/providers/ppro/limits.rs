//! What Amazon Pay takes at PPRO, and for how long (SEED1; DH/amazon-pay).

use jiff::{SignedDuration, Span, Timestamp, tz::TimeZone};

/// The payment method.
pub const METHOD: &str = "AMAZON_PAY";
/// The one country of its consumers.
pub const COUNTRY: &str = "US";
/// The one currency.
pub const CURRENCY: &str = "USD";
/// The least amount of a charge, in cents.
pub const LEAST: i64 = 50;
/// The greatest amount of a charge, in cents; it can vary by customer.
pub const MOST: i64 = 2_000_000;
/// So long may a consumer take to confirm; then the charge is discarded.
pub const AUTHENTICATION_WINDOW: SignedDuration = SignedDuration::from_hours(1);
/// So long is an idempotency key remembered (RF/api-idempotency).
pub const KEY_LIFETIME: SignedDuration = SignedDuration::from_hours(24);

/// True while a charge of that time may be refunded: for six months.
pub fn refundable(charged: Timestamp, now: Timestamp) -> bool {
    let end = charged.to_zoned(TimeZone::UTC).checked_add(Span::new().months(6));
    end.is_ok_and(|end| now <= end.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_charge_is_refunded_within_six_months() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let charged = at("2026-01-31T10:00:00Z");
        assert!(refundable(charged, charged) && refundable(charged, at("2026-07-31T10:00:00Z")));
        assert!(!refundable(charged, at("2026-07-31T10:00:01Z")));
    }
}

//! The states of charges and agreements, and which may follow which (DH/api-object-payment-charge, -agreement).

/// Every status of a charge.
pub const CHARGE: &[&str] = &[
    "AUTHORIZATION_PROCESSING",
    "AUTHORIZATION_ASYNC",
    "AUTHENTICATION_PENDING",
    "CAPTURE_PENDING",
    "CAPTURE_PROCESSING",
    "CAPTURED",
    "REFUND_PROCESSING",
    "REFUNDED",
    "VOID_PROCESSING",
    "VOIDED",
    "DISCARD_PROCESSING",
    "DISCARDED",
    "FAILED",
];

/// Every status of an agreement.
pub const AGREEMENT: &[&str] = &[
    "INITIALIZING",
    "AUTHORIZATION_PROCESSING",
    "AUTHENTICATION_PENDING",
    "ACTIVE",
    "FAILED",
    "REVOKED_BY_CONSUMER",
    "REVOKED_BY_MERCHANT",
    "REVOKED_BY_PROVIDER",
];

/// Every status of a refund.
pub const REFUND: &[&str] = &["REFUNDED", "PENDING", "FAILED"];

/// One state and those that follow it at once.
type Row = (&'static str, &'static [&'static str]);

/// The published steps of a charge, and those that follow from the enum of its states. A discard that comes to nothing
/// returns to where it came from, so [`DISCARD_RETURNS`] are steps for none but a charge that is first seen there.
const CHARGE_STEPS: &[Row] = &[
    (
        "AUTHORIZATION_PROCESSING",
        &["AUTHENTICATION_PENDING", "AUTHORIZATION_ASYNC", "CAPTURE_PENDING", "CAPTURE_PROCESSING", "FAILED"],
    ),
    (
        "AUTHENTICATION_PENDING",
        &["AUTHORIZATION_ASYNC", "CAPTURE_PENDING", "CAPTURE_PROCESSING", "DISCARD_PROCESSING", "DISCARDED", "FAILED"],
    ),
    ("AUTHORIZATION_ASYNC", &["CAPTURE_PENDING", "CAPTURE_PROCESSING", "DISCARD_PROCESSING", "FAILED"]),
    ("CAPTURE_PENDING", &["CAPTURE_PROCESSING", "VOID_PROCESSING", "DISCARD_PROCESSING"]),
    ("DISCARD_PROCESSING", &["DISCARDED"]),
    ("CAPTURE_PROCESSING", &["CAPTURED", "CAPTURE_PENDING", "FAILED"]),
    ("VOID_PROCESSING", &["VOIDED", "CAPTURE_PENDING"]),
    ("CAPTURED", &["REFUND_PROCESSING"]),
    ("REFUND_PROCESSING", &["REFUNDED", "CAPTURED"]),
    ("REFUNDED", &["REFUND_PROCESSING"]),
];

const DISCARD_RETURNS: &[&str] = &["AUTHENTICATION_PENDING", "AUTHORIZATION_ASYNC", "CAPTURE_PENDING"];

/// The published steps of an agreement.
const AGREEMENT_STEPS: &[Row] = &[
    ("INITIALIZING", &["AUTHORIZATION_PROCESSING", "AUTHENTICATION_PENDING", "ACTIVE"]),
    ("AUTHORIZATION_PROCESSING", &["AUTHENTICATION_PENDING", "ACTIVE", "FAILED"]),
    ("AUTHENTICATION_PENDING", &["ACTIVE", "FAILED"]),
    ("ACTIVE", &["REVOKED_BY_CONSUMER", "REVOKED_BY_MERCHANT", "REVOKED_BY_PROVIDER"]),
];

/// True when what an operation makes may be seen in the state `to` after it was seen in `from`: whoever asks now and then
/// may miss the states between. What is neither charge nor agreement has no published steps.
pub fn reaches(operation: &str, from: &str, to: &str) -> bool {
    if from == to {
        return true;
    }
    match operation {
        "agreement" => closure(AGREEMENT_STEPS, from, to),
        "charge" | "agreement_charge" if from == "DISCARD_PROCESSING" => {
            let returned = DISCARD_RETURNS.iter().any(|start| *start == to || closure(CHARGE_STEPS, start, to));
            returned || closure(CHARGE_STEPS, from, to)
        }
        "charge" | "agreement_charge" => closure(CHARGE_STEPS, from, to),
        _ => true,
    }
}

/// True when a path of one step or more leads from one state to the other.
fn closure(steps: &[Row], from: &str, to: &str) -> bool {
    let mut seen = vec![from];
    let mut next = 0;
    while let Some(state) = seen.get(next).copied() {
        let followers = steps.iter().find(|(known, _)| *known == state).map_or(&[][..], |(_, followers)| *followers);
        if followers.contains(&to) {
            return true;
        }
        seen.extend(followers.iter().filter(|follower| !seen.contains(follower)).collect::<Vec<_>>());
        next += 1;
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states_between_may_be_missed() {
        for (from, to) in [
            ("AUTHENTICATION_PENDING", "CAPTURED"),
            ("AUTHORIZATION_PROCESSING", "REFUNDED"),
            ("CAPTURE_PENDING", "VOIDED"),
            ("CAPTURED", "REFUNDED"),
            ("REFUNDED", "CAPTURED"),
            ("DISCARD_PROCESSING", "CAPTURED"),
            ("DISCARD_PROCESSING", "AUTHENTICATION_PENDING"),
            ("VOIDED", "VOIDED"),
        ] {
            assert!(reaches("charge", from, to), "{from} to {to}");
        }
    }

    #[test]
    fn nothing_leaves_an_end_and_nothing_runs_back() {
        for end in ["DISCARDED", "FAILED", "VOIDED"] {
            for other in CHARGE.iter().filter(|other| **other != end) {
                assert!(!reaches("charge", end, other), "{end} to {other}");
            }
        }
        for back in ["AUTHENTICATION_PENDING", "AUTHORIZATION_ASYNC", "CAPTURE_PENDING", "FAILED", "DISCARDED", "VOIDED"] {
            assert!(!reaches("charge", "CAPTURED", back), "{back}");
        }
        assert!(!reaches("charge", "CAPTURE_PENDING", "AUTHENTICATION_PENDING"));
        assert!(!reaches("charge", "CAPTURED", "SUCCESS"));
    }

    #[test]
    fn a_revoked_agreement_stays_revoked() {
        assert!(reaches("agreement", "INITIALIZING", "REVOKED_BY_MERCHANT"));
        assert!(!reaches("agreement", "REVOKED_BY_MERCHANT", "ACTIVE") && !reaches("agreement", "ACTIVE", "FAILED"));
    }

    #[test]
    fn the_steps_name_listed_states_only() {
        for (steps, listed) in [(CHARGE_STEPS, CHARGE), (AGREEMENT_STEPS, AGREEMENT)] {
            let named = steps.iter().flat_map(|(from, followers)| followers.iter().chain([from]));
            assert_eq!(named.filter(|state| !listed.contains(state)).count(), 0);
        }
    }
}

//! Why a customer may not pay: what Amazon says, which the eligibility call passes on, and what Juspay's own page shows for it.

/// One case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ineligibility {
    /// The name by which features and configurations call the customer.
    pub persona: &'static str,
    /// The members `gateway_error_code` and `gateway_error_message`: Amazon's sentence; its code is not passed on.
    pub gateway_message: &'static str,
    /// What Juspay's page shows (<https://juspay.io/in/docs/payment-method-integrations/express-checkout-api/amazonpaylater-integration/amazon-paylater>).
    pub shown: &'static str,
}

/// The six published texts of Juspay's page, in its order.
pub const SHOWN: [&str; 6] = [
    "Complete your registration on Amazon app",
    "Your KYC has expired, complete KYC on Amazon app",
    "Your account is not eligible for this transaction",
    "Check your available credit on the Amazon app",
    FALLBACK,
    "You have insufficient credit for this transaction",
];

/// Shown for whatever else Amazon says.
pub const FALLBACK: &str = "Amazon Pay Later is unavailable for this transaction";

/// A case for each text. Which sentence of Amazon's leads to which text is published for none of them: the pairs are inferred.
pub const INELIGIBILITIES: &[Ineligibility] = &[
    row(
        "unregistered",
        "You are not registered with Amazon Pay Later. Please complete your registration on the Amazon app.",
        SHOWN[0],
    ),
    row("kyc_expired", "Your KYC has expired, please update on the Amazon app.", SHOWN[1]),
    row("account_ineligible", "Your account is not eligible for this transaction.", SHOWN[2]),
    row("standing_instruction_exceeded", "Your standing instructions do not cover the current purchase.", SHOWN[3]),
    row("unavailable", "Amazon Pay Later is unavailable for this transaction.", FALLBACK),
    row("insufficient_credit", "Your Amazon Pay Later credit is not available at this merchant.", SHOWN[5]),
    row("otherwise_ineligible", "Something else is in the way.", FALLBACK),
];

const fn row(persona: &'static str, gateway_message: &'static str, shown: &'static str) -> Ineligibility {
    Ineligibility { persona, gateway_message, shown }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_published_text_has_a_case() {
        for text in SHOWN {
            assert!(INELIGIBILITIES.iter().any(|case| case.shown == text), "{text}");
        }
        assert!(INELIGIBILITIES.iter().all(|case| SHOWN.contains(&case.shown) && !case.gateway_message.is_empty()));
    }
}

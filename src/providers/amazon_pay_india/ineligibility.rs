//! Why a customer cannot pay with Amazon Pay Later: the published codes and their exact reasons (SEED).

/// One published reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ineligibility {
    /// The member `ineligibilityCode`.
    pub code: &'static str,
    /// The member `ineligibilityReason`, which the customer is shown as it stands.
    pub reason: &'static str,
}

/// Every published reason. Two codes share one sentence.
pub const INELIGIBILITIES: &[Ineligibility] = &[
    Ineligibility {
        code: "APL_UNREGISTERED_ACCOUNT",
        reason: "You are not registered with Amazon Pay Later. Please complete your registration on the Amazon app.",
    },
    Ineligibility { code: "APL_KYC_EXPIRED", reason: "Your KYC has expired, please update on the Amazon app." },
    Ineligibility { code: "APL_UNAVAILABLE", reason: "Amazon Pay Later is unavailable for this transaction." },
    Ineligibility {
        code: "APL_ONE_MONTH_INSTALLMENT_UNAVAILABLE",
        reason: "Amazon Pay Later is unavailable for this transaction.",
    },
    Ineligibility {
        code: "APL_STANDING_INSTRUCTION_EXCEEDED",
        reason: "Your standing instructions do not cover the current purchase.",
    },
    Ineligibility { code: "APL_INSUFFICIENT_CREDIT", reason: "Your Amazon Pay Later credit is not available at this merchant." },
];

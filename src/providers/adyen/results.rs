//! The result codes of a payment, and what a checkout must do for each (SEED; RESULT:
//! <https://docs.adyen.com/online-payments/build-your-integration/payment-result-codes>).

/// One value of `resultCode`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ResultCode {
    /// The value.
    pub code: &'static str,
    /// What the checkout does when it reads it.
    pub duty: Duty,
}

/// What the checkout does for a result code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Duty {
    /// Tell the shopper that the payment succeeded; with manual capture the merchant captures it.
    TellSuccess,
    /// Ask whether to continue with the order or to choose another payment method.
    AskToContinue,
    /// Tell that there was an error.
    TellError,
    /// Back to the payment page: another card.
    OfferAnotherCard,
    /// Carry the action of the answer out, then send its outcome to /payments/details.
    CarryOutAction,
    /// Tell that the order is being processed, and wait for the webhook.
    WaitForWebhook,
    /// Nothing is published for Amazon Pay.
    Unpublished,
}

/// Every published code (OAS71).
pub const RESULT_CODES: &[ResultCode] = &[
    result("Authorised", Duty::TellSuccess),
    result("Cancelled", Duty::AskToContinue),
    result("Error", Duty::TellError),
    result("Refused", Duty::OfferAnotherCard),
    result("RedirectShopper", Duty::CarryOutAction),
    result("IdentifyShopper", Duty::CarryOutAction),
    result("ChallengeShopper", Duty::CarryOutAction),
    result("Pending", Duty::WaitForWebhook),
    result("Received", Duty::WaitForWebhook),
    result("AuthenticationFinished", Duty::Unpublished),
    result("AuthenticationNotRequired", Duty::Unpublished),
    result("PartiallyAuthorised", Duty::Unpublished),
    result("PresentToShopper", Duty::Unpublished),
    result("Success", Duty::Unpublished),
];

/// The published code of that value.
pub fn find(code: &str) -> Option<&'static ResultCode> {
    RESULT_CODES.iter().find(|result| result.code == code)
}

impl ResultCode {
    /// True when the payment came to nothing, though the answer is one of success.
    pub fn declines(&self) -> bool {
        matches!(self.duty, Duty::AskToContinue | Duty::TellError | Duty::OfferAnotherCard)
    }
}

const fn result(code: &'static str, duty: Duty) -> ResultCode {
    ResultCode { code, duty }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_stands_once_and_three_decline() {
        for result in RESULT_CODES {
            assert_eq!(RESULT_CODES.iter().filter(|other| other.code == result.code).count(), 1, "{}", result.code);
        }
        let declining: Vec<_> = RESULT_CODES.iter().filter(|result| result.declines()).map(|result| result.code).collect();
        assert_eq!(declining, ["Cancelled", "Error", "Refused"]);
        assert_eq!(find("authorised"), None);
    }
}

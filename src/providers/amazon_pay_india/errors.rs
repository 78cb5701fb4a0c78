//! The published errors (AP/section8/status_codes; SEED: the "Get Instruments API" page).

/// One published way to refuse: the answer's status and the two members of its body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PublishedError {
    /// The HTTP status.
    pub status: u16,
    /// The member `code`.
    pub code: &'static str,
    /// The member `message`.
    pub message: &'static str,
    /// The arguments of which the message speaks; none of one that fits any.
    pub about: &'static [&'static str],
}

/// Every published error. A code with several messages has several rows, the general one first.
pub const ERRORS: &[PublishedError] = &[
    row(400, "InvalidArguments", "The value of an argument is invalid."),
    PublishedError {
        about: &["instrumentTypes", "selectedPaymentInstrumentType"],
        ..row(400, "InvalidArguments", INSTRUMENT_TYPES_MESSAGE)
    },
    PublishedError { about: &["amount"], ..row(400, "InvalidArguments", AMOUNT_MESSAGE) },
    row(400, "MerchantIdMismatch", "Specified merchant id does not match with x-amz-client-id header value."),
    row(400, "InvalidMerchantId", "Specified merchant ID does not exist."),
    row(400, "InvalidChargeId", "Specified charge ID does not exist."),
    row(400, "InvalidRefundId", "Specified refund ID does not exist."),
    row(400, "InvalidCallbackUrl", "Specified callback URL is not on approved list."),
    row(400, "NonKYCAccount", "Specified account is not KYC compliant."),
    row(400, "InsufficientFunds", "Charge could not be processed due to insufficient funds."),
    row(400, "InsufficientLoadLimit", "Charge could not be processed due to insufficient load limit."),
    row(400, "DuplicateChargeId", "Specified charge id has already been processed."),
    row(400, "DuplicateRefundId", "Specified refund id has already been processed."),
    row(400, "ExcessRefundAmount", "Specified refund amount exceeds allowable limit."),
    row(400, "ChargeNotApproved", "Specified charge id is not approved."),
    row(401, "AuthorizationExpired", "Specified signature has expired."),
    row(401, "AuthorizationFailed", "Specified signature is invalid."),
    row(403, "InvalidAccessToken", "Merchant is not authorized. The access token may be either malformed or unusable."),
    row(500, "InternalServerError", "An internal server error has occurred. Try your request again later."),
];

/// The message of `InvalidArguments` for an instrument type that does not exist (SEED).
pub const INSTRUMENT_TYPES_MESSAGE: &str =
    "instrumentTypes must be one of following: [AmazonPayBalance, AmazonPayLater, Card, UPI]";

/// The message of `InvalidArguments` for an amount that is too small (SEED).
pub const AMOUNT_MESSAGE: &str = "amount must be greater than or equal to 0.01";

/// The published rows of a code, the general one first; none for a code that is not published.
pub fn published(code: &str) -> impl Iterator<Item = &'static PublishedError> {
    ERRORS.iter().filter(move |error| error.code == code)
}

const fn row(status: u16, code: &'static str, message: &'static str) -> PublishedError {
    PublishedError { status, code, message, about: &[] }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_one_status_and_its_messages_differ() {
        for error in ERRORS {
            let rows: Vec<_> = published(error.code).collect();
            assert!(rows.iter().all(|row| row.status == error.status), "{} has several statuses", error.code);
            assert_eq!(rows.iter().filter(|row| row.message == error.message).count(), 1, "{} stands twice", error.code);
        }
        assert_eq!(published("NoSuchCode").count(), 0);
    }
}

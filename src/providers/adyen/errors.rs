//! The published errors that are refusals of a request (ERR; OAS71).

/// One way to refuse: the members of a `ServiceError`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PublishedError {
    /// The HTTP status, which the body repeats.
    pub status: u16,
    /// The member `errorCode`.
    pub code: &'static str,
    /// The member `message`.
    pub message: &'static str,
    /// The member `errorType`: internal, validation, security or configuration.
    pub kind: &'static str,
}

/// No or a wrong API key.
pub const UNAUTHORIZED: PublishedError = error(401, "000", "HTTP Status Response - Unauthorized", "security");
/// The merchant account of somebody else.
pub const INVALID_MERCHANT: PublishedError = error(403, "901", "Invalid Merchant Account", "security");
/// A body that is no JSON.
pub const UNREADABLE: PublishedError = error(400, "702", "Unexpected input, malformed JSON", "validation");
/// A message without amount.
pub const AMOUNT_MISSING: PublishedError = error(422, "100", "Required object 'amount' is not provided.", "validation");
/// A payment without returnUrl.
pub const RETURN_URL_MISSING: PublishedError = error(422, "14_030", "Return URL is missing.", "validation");
/// A payment method that cannot be used.
pub const INVALID_METHOD: PublishedError = error(422, "14_007", "Invalid payment method data", "validation");
/// A value that cannot be used.
pub const INVALID_FIELD: PublishedError = error(422, "187", "A field is invalid", "validation");
/// A payment that does not exist.
pub const UNKNOWN_PAYMENT: PublishedError = error(422, "167", "Original pspReference required for this operation", "validation");
/// The same idempotency key is in use; also published with the status 409.
pub const IN_PROGRESS: PublishedError = error(422, "704", "request already processed or in progress", "validation");
/// The store of idempotency keys does not answer.
pub const STORE_DOWN: PublishedError = error(503, "703", "required resource temporarily unavailable", "internal");

/// Every one of them.
pub const PUBLISHED: &[PublishedError] = &[
    UNAUTHORIZED,
    INVALID_MERCHANT,
    UNREADABLE,
    AMOUNT_MISSING,
    RETURN_URL_MISSING,
    INVALID_METHOD,
    INVALID_FIELD,
    UNKNOWN_PAYMENT,
    IN_PROGRESS,
    STORE_DOWN,
];

const fn error(status: u16, code: &'static str, message: &'static str, kind: &'static str) -> PublishedError {
    PublishedError { status, code, message, kind }
}

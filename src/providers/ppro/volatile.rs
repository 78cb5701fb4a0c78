//! What differs from run to run in a body, and what a snapshot shows instead.

/// Member and replacement: ids, times, and addresses that hold an id.
pub const VOLATILE: &[(&str, &str)] = &[
    ("id", "[id]"),
    ("agreementId", "[agreement id]"),
    ("initialPaymentChargeId", "[charge id]"),
    ("merchantCaptureReference", "[reference]"),
    ("merchantVoidReference", "[reference]"),
    ("merchantRefundReference", "[reference]"),
    ("merchantPaymentAgreementReference", "[reference]"),
    ("requestUrl", "[redirect url]"),
    ("createdAt", "[time]"),
    ("updatedAt", "[time]"),
    ("startDate", "[time]"),
];

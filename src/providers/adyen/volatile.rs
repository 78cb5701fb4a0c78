//! What differs from run to run in a body, and what a snapshot shows instead.

/// Member and replacement: references, tokens and ids of the account.
pub const VOLATILE: &[(&str, &str)] = &[
    ("pspReference", "[psp reference]"),
    ("paymentPspReference", "[payment's psp reference]"),
    ("merchantReference", "[reference]"),
    ("reference", "[reference]"),
    ("paymentReference", "[payment's reference]"),
    ("merchantAccount", "[merchant account]"),
    ("merchantId", "[merchant id]"),
    ("storeId", "[store id]"),
    ("publicKeyId", "[public key id]"),
    ("url", "[url]"),
    ("token", "[token]"),
    ("authorisationToken", "[token]"),
    ("paymentData", "[payment data]"),
];

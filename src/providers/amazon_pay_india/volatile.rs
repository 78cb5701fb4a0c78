//! What differs from run to run in a body, and what a snapshot shows instead.

/// Member and replacement: ids, times and amounts of the run, and URLs that carry a customer's data.
pub const VOLATILE: &[(&str, &str)] = &[
    ("access_token", "[access token]"),
    ("refresh_token", "[refresh token]"),
    ("merchantId", "[merchant id]"),
    ("chargeId", "[charge id]"),
    ("amazonChargeId", "[amazon charge id]"),
    ("refundId", "[refund id]"),
    ("amazonRefundId", "[amazon refund id]"),
    ("requestedAmount", "[amount]"),
    ("approvedAmount", "[amount]"),
    ("amount", "[amount]"),
    ("refundedFee", "[amount]"),
    ("availableCredit", "[amount]"),
    ("customData", "[custom data]"),
    ("createTime", "[time]"),
    ("updateTime", "[time]"),
    ("amazonPayUrl", "[pay url]"),
    ("keyFactStatementUrl", "[statement url]"),
];

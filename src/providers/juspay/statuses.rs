//! The published states of orders and refunds (developer.juspay.in/v2.0/docs/transaction-status-codes, /reference/instant-refund).

/// One state of an order.
#[derive(Debug, PartialEq, Eq)]
pub struct OrderStatus {
    /// The member `status`.
    pub name: &'static str,
    /// The member `status_id`.
    pub id: i64,
    /// Which of several attempts' states the order shows: the highest.
    pub precedence: u8,
}

/// The order exists, nothing was paid.
pub const NEW: OrderStatus = row("NEW", 10, 0);
/// As [`NEW`], in the answer of older API versions to its creation.
pub const CREATED: OrderStatus = row("CREATED", 1, 0);
/// Paid.
pub const CHARGED: OrderStatus = row("CHARGED", 21, 3);
/// The customer has yet to agree.
pub const PENDING: OrderStatus = row("PENDING_VBV", 23, 2);
/// The bank refused.
pub const FAILED: OrderStatus = row("AUTHORIZATION_FAILED", 27, 1);
/// Given back by Juspay itself.
pub const AUTO_REFUNDED: OrderStatus = row("AUTO_REFUNDED", 36, 3);
/// There is no such order.
pub const NOT_FOUND: OrderStatus = row("NOT_FOUND", 40, 0);

/// Every state whose id is published.
pub const ORDER_STATUSES: &[OrderStatus] = &[
    NEW,
    CREATED,
    row("STARTED", 20, 2),
    CHARGED,
    row("JUSPAY_DECLINED", 22, 1),
    PENDING,
    row("VBV_SUCCESSFUL", 24, 2),
    row("AUTHENTICATION_FAILED", 26, 1),
    FAILED,
    row("AUTHORIZING", 28, 2),
    row("COD_INITIATED", 29, 2),
    row("VOIDED", 31, 3),
    row("VOID_INITIATED", 32, 3),
    row("CAPTURE_INITIATED", 33, 3),
    row("CAPTURE_FAILED", 34, 3),
    row("VOID_FAILED", 35, 3),
    AUTO_REFUNDED,
    NOT_FOUND,
];

/// Why a payment failed, as our simulator tells it in the order: no page lists such texts. Empty for any other state.
pub fn reason(status: &OrderStatus) -> &'static str {
    match status.id {
        22 => "The payment method was refused by Juspay.",
        26 => "The payment was not confirmed by the customer.",
        27 => "The payment was refused by the lending partner.",
        _ => "",
    }
}

/// The states of a refund; the first one only may still change.
pub const REFUND_STATUSES: [&str; 4] = ["PENDING", "SUCCESS", "FAILURE", "MANUAL_REVIEW"];

/// The state of a refund whose money does not move.
pub const REFUND_FAILED: &str = "FAILURE";

/// The published id of a state.
pub fn id_of(name: &str) -> Option<i64> {
    ORDER_STATUSES.iter().find(|status| status.name == name).map(|status| status.id)
}

/// The state that has this published id.
pub fn name_of(id: i64) -> Option<&'static str> {
    ORDER_STATUSES.iter().find(|status| status.id == id).map(|status| status.name)
}

const fn row(name: &'static str, id: i64, precedence: u8) -> OrderStatus {
    OrderStatus { name, id, precedence }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_ids_stand_once() {
        for (place, status) in ORDER_STATUSES.iter().enumerate() {
            let twins = |other: &&OrderStatus| other.name == status.name || other.id == status.id;
            assert_eq!(ORDER_STATUSES.iter().filter(twins).count(), 1, "{place}: {status:?}");
        }
        assert_eq!((id_of("CHARGED"), id_of("AUTO_REFUNDED"), id_of("AUTHORIZED")), (Some(21), Some(36), None));
        assert_eq!((name_of(21), name_of(36), name_of(7)), (Some("CHARGED"), Some("AUTO_REFUNDED"), None));
    }
}

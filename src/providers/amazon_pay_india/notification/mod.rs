//! Notifications: Amazon SNS messages that tell how a charge or a refund ended (AP/section5/using_instant_payment_notification).

use thiserror::Error;

mod notice;
mod sns;

pub use notice::{COMPLETED, Kind, Notice, of_charge, of_refund};
pub use sns::{CONTENT_TYPE, SnsMessage, is_amazons_certificate};

/// Why a notification is not believed.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum NotificationError {
    /// The body is no SNS message, or its text no notification of this provider.
    #[error("could not read the notification: {0}")]
    Unreadable(String),
    /// A type or signature version of which nothing is known here.
    #[error("could not check the notification: {0}")]
    Unsupported(&'static str),
    /// The certificate is none, or not that of an RSA key.
    #[error("could not use the certificate of the notification")]
    Certificate,
    /// The signature is missing or another one.
    #[error("the signature of the notification does not match")]
    Signature,
    /// The key cannot sign.
    #[error("could not sign the notification: the key is not usable")]
    Key,
}

//! The keys that sign our simulator's notifications. See `README.md` here: they open nothing.

/// An RSA key and its certificate.
#[derive(Debug)]
pub struct TestKey {
    /// PKCS #8, DER.
    pub key: &'static [u8],
    /// X.509, PEM: as it is served.
    pub certificate: &'static [u8],
}

/// Signs genuine notifications.
pub static NOTIFIER: TestKey = TestKey { key: include_bytes!("notifier.key.der"), certificate: include_bytes!("notifier.pem") };

/// Signs forged ones.
pub static FORGER: TestKey = TestKey { key: include_bytes!("forger.key.der"), certificate: include_bytes!("forger.pem") };

/// Where the simulator serves the certificate of [`NOTIFIER`].
pub const CERTIFICATE_PATH: &str = "/SimpleNotificationService-signoff.pem";

/// Where it serves that of [`FORGER`].
pub const FORGERS_PATH: &str = "/SimpleNotificationService-forger.pem";

/// The topic in whose name the simulator notifies.
pub const TOPIC_ARN: &str = "arn:aws:sns:eu-west-1:000000000000:signoff-amazon-pay";

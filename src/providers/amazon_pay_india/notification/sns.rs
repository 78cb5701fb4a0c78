//! The envelope: an Amazon SNS message, signed as SNS publishes it (version 2: RSA with SHA-256 over named lines).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ring::rand::SystemRandom;
use ring::signature::{RSA_PKCS1_SHA256, RsaKeyPair};
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject;
use serde::{Deserialize, Serialize};
use webpki::EndEntityCert;
use webpki::ring::RSA_PKCS1_2048_8192_SHA256;

use super::NotificationError;
use crate::core::http::{Headers, Request};

/// The content type under which a notification arrives, although it is JSON (AP/section5/using_instant_payment_notification).
pub const CONTENT_TYPE: &str = "text/plain; charset=UTF-8";

/// The only type that tells of a transaction; the others are about the subscription.
const NOTIFICATION: &str = "Notification";
/// RSA with SHA-256. Version 1 is SHA-1, which nobody should believe any more.
const SIGNATURE_VERSION: &str = "2";

/// An SNS message as it is delivered; members that are not signed and not needed are left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct SnsMessage {
    /// `Notification`.
    #[serde(rename = "Type")]
    pub kind: String,
    /// Unique; the same in every delivery of one message.
    pub message_id: String,
    /// Whom SNS sends it for.
    pub topic_arn: String,
    /// Seldom there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// What Amazon Pay says, as JSON text; see [`super::Notice`].
    pub message: String,
    /// RFC 3339, milliseconds.
    pub timestamp: String,
    /// `2`.
    #[serde(default)]
    pub signature_version: String,
    /// Base64.
    #[serde(default)]
    pub signature: String,
    /// Where the certificate of the signature is.
    #[serde(rename = "SigningCertURL", default)]
    pub signing_cert_url: String,
}

impl SnsMessage {
    /// A message of this text, not yet signed. `timestamp` is RFC 3339.
    pub fn new(message_id: &str, topic_arn: &str, message: String, timestamp: String, signing_cert_url: &str) -> Self {
        Self {
            kind: NOTIFICATION.to_owned(),
            message_id: message_id.to_owned(),
            topic_arn: topic_arn.to_owned(),
            subject: None,
            message,
            timestamp,
            signature_version: SIGNATURE_VERSION.to_owned(),
            signature: String::new(),
            signing_cert_url: signing_cert_url.to_owned(),
        }
    }

    /// Reads the body of a delivery; checks nothing yet.
    pub fn read(body: &[u8]) -> Result<Self, NotificationError> {
        serde_json::from_slice(body).map_err(|error| NotificationError::Unreadable(error.to_string()))
    }

    /// Signs it with an RSA key (PKCS #8, DER).
    pub fn sign(&mut self, key: &[u8]) -> Result<(), NotificationError> {
        let key = RsaKeyPair::from_pkcs8(key).map_err(|_| NotificationError::Key)?;
        let mut signature = vec![0; key.public().modulus_len()];
        let signed = key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), self.string_to_sign().as_bytes(), &mut signature);
        signed.map_err(|_| NotificationError::Key)?;
        self.signature = STANDARD.encode(signature);
        Ok(())
    }

    /// Checks the signature against a certificate (PEM). Whether the certificate may be trusted is for its address to say, see
    /// [`is_amazons_certificate`]: SNS publishes no chain.
    pub fn verify(&self, certificate: &[u8]) -> Result<(), NotificationError> {
        if self.kind != NOTIFICATION {
            return Err(NotificationError::Unsupported("only the type Notification tells of transactions"));
        }
        if self.signature_version != SIGNATURE_VERSION {
            return Err(NotificationError::Unsupported("only signature version 2 is believed"));
        }
        let certificate = CertificateDer::from_pem_slice(certificate).map_err(|_| NotificationError::Certificate)?;
        let certificate = EndEntityCert::try_from(&certificate).map_err(|_| NotificationError::Certificate)?;
        let signature = STANDARD.decode(&self.signature).map_err(|_| NotificationError::Signature)?;
        let checked = certificate.verify_signature(RSA_PKCS1_2048_8192_SHA256, self.string_to_sign().as_bytes(), &signature);
        checked.map_err(|_| NotificationError::Signature)
    }

    /// The headers of its delivery.
    pub fn headers(&self) -> Headers {
        let headers = [
            ("content-type", CONTENT_TYPE),
            ("x-amz-sns-message-type", &self.kind),
            ("x-amz-sns-message-id", &self.message_id),
            ("x-amz-sns-topic-arn", &self.topic_arn),
        ];
        headers.into_iter().collect()
    }

    /// The body of its delivery.
    pub fn body(&self) -> String {
        // An object of texts is always written.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Its delivery to a receiver's address.
    pub fn delivery(&self, url: &str) -> Request {
        Request { headers: self.headers(), body: self.body().into_bytes(), ..Request::new("POST", url) }
    }

    /// Name and value of each signed member on lines of their own, in the alphabetical order of the names.
    fn string_to_sign(&self) -> String {
        let members = [
            ("Message", Some(&self.message)),
            ("MessageId", Some(&self.message_id)),
            ("Subject", self.subject.as_ref()),
            ("Timestamp", Some(&self.timestamp)),
            ("TopicArn", Some(&self.topic_arn)),
            ("Type", Some(&self.kind)),
        ];
        members.iter().filter_map(|(name, value)| value.map(|value| format!("{name}\n{value}\n"))).collect()
    }
}

/// True for an address at which only Amazon's own certificates stand: https, host `sns.<region>.amazonaws.com` (or `.cn`), a
/// `.pem`.
pub fn is_amazons_certificate(url: &str) -> bool {
    let Some((host, path)) = url.strip_prefix("https://").and_then(|rest| rest.split_once('/')) else { return false };
    let host = host.strip_suffix(".cn").unwrap_or(host);
    let region = host.strip_prefix("sns.").and_then(|rest| rest.strip_suffix(".amazonaws.com")).unwrap_or_default();
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    !region.is_empty() && region.chars().all(plain) && path.ends_with(".pem") && !path.contains(['?', '#'])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::providers::amazon_pay_india::simulator::keys::{FORGER, NOTIFIER, TestKey};

    fn signed(key: &TestKey) -> SnsMessage {
        let text = "{\"NotificationType\":\"ChargeNotification\"}".to_owned();
        let certificate_url = "https://sns.eu-west-1.amazonaws.com/a.pem";
        let mut message = SnsMessage::new("m-1", "arn:aws:sns:t", text, "2026-06-18T10:15:30.000Z".into(), certificate_url);
        message.sign(key.key).unwrap();
        message
    }

    #[test]
    fn a_genuine_message_verifies_after_its_delivery() {
        let sent = signed(&NOTIFIER).delivery("https://shop.example/ipn");
        assert_eq!(sent.headers.get("x-amz-sns-message-id"), Some("m-1"));
        assert_eq!(SnsMessage::read(&sent.body).unwrap().verify(NOTIFIER.certificate), Ok(()));
        let mut titled = SnsMessage { subject: Some("News".into()), ..signed(&NOTIFIER) };
        titled.sign(NOTIFIER.key).unwrap();
        assert_eq!(titled.verify(NOTIFIER.certificate), Ok(()));
    }

    #[test]
    fn every_altered_member_is_noticed() {
        let changes: [fn(&mut SnsMessage); 9] = [
            |message| message.kind.push('s'),
            |message| message.message_id.push('2'),
            |message| message.topic_arn.push('2'),
            |message| message.subject = Some(String::new()),
            |message| message.message = message.message.replace("Charge", "Refund"),
            |message| message.timestamp = message.timestamp.replace("2026", "2027"),
            |message| message.signature_version = "1".into(),
            |message| message.signature.clear(),
            |message| message.signature.replace_range(..1, if message.signature.starts_with('A') { "B" } else { "A" }),
        ];
        for (number, change) in changes.iter().enumerate() {
            let mut message = signed(&NOTIFIER);
            change(&mut message);
            assert!(message.verify(NOTIFIER.certificate).is_err(), "change {number} was not noticed");
        }
    }

    #[test]
    fn another_key_and_another_certificate_are_noticed() {
        assert_eq!(signed(&FORGER).verify(NOTIFIER.certificate), Err(NotificationError::Signature));
        assert_eq!(signed(&NOTIFIER).verify(FORGER.certificate), Err(NotificationError::Signature));
        for none in [&b""[..], b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", NOTIFIER.key] {
            assert_eq!(signed(&NOTIFIER).verify(none), Err(NotificationError::Certificate));
        }
        assert!(SnsMessage::read(b"{\"Type\":\"Notification\"}").is_err());
        assert_eq!(signed(&NOTIFIER).sign(b"no key"), Err(NotificationError::Key));
    }

    #[test]
    fn only_addresses_of_amazon_hold_its_certificates() {
        let (host, path) = ("https://sns.us-east-1.amazonaws.com", "/SimpleNotificationService-1.pem");
        assert!(is_amazons_certificate(&format!("{host}{path}")) && is_amazons_certificate(&format!("{host}.cn{path}")));
        for other in [
            format!("http://sns.us-east-1.amazonaws.com{path}"),
            format!("{host}.evil.example{path}"),
            format!("{host}@evil.example{path}"),
            format!("{host}:8443{path}"),
            format!("https://sns.amazonaws.com{path}"),
            format!("https://sns..amazonaws.com{path}"),
            format!("https://a.sns.us-east-1.amazonaws.com{path}"),
            format!("https://evil.example/{host}{path}"),
            format!("{host}/?.pem"),
            host.to_owned(),
        ] {
            assert!(!is_amazons_certificate(&other), "{other}");
        }
    }
}

//! How this provider's messages are signed.

use std::sync::{Arc, LazyLock};

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use thiserror::Error;

use super::endpoints::HOSTS;
use super::messages::CLIENT_ID;
use super::mistakes;
pub use super::response_signature::{
    ANSWER_READINGS, ResponseSignature, response_signature, sign_again, sign_response, verify_answer, verify_response,
};
use crate::core::http::Request;
use crate::providers::{Credentials, Key, Sender};
use crate::signing::Scheme;
use crate::signing::key::{KeyCache, SigningKey};
use crate::signing::mac::Stages;
use crate::signing::parts::{Parts, PartsError};
use crate::signing::recipe::Recipe;
use crate::signing::verify;

/// The endpoint table of `signoff.toml`.
pub const KEYS: &[Key] = &[
    Key { name: "merchant_id", about: "the merchant's id", secret: false, required: true },
    Key { name: "access_key_id", about: "names the secret key", secret: false, required: true },
    Key { name: "secret_key", about: "signs requests", secret: true, required: true },
    Key {
        name: "callback_url",
        about: "where customers come back to; safelisted by Amazon (several, with spaces between them)",
        secret: false,
        required: true,
    },
];

/// When a message was signed, `YYYYMMDDTHHMMSSZ` (AP/section8/api_reference).
pub const DATE: &str = "x-amz-date";
/// For how many seconds from [`DATE`] the signature is valid (AP/section8/api_reference).
pub const EXPIRES: &str = "x-amz-expires";
/// The validity that we put on a request, in seconds: what most integrators send (no maximum is published).
pub const USUAL_EXPIRES: &str = "900";
/// Only [`Scheme::algorithm`] is known (AP/section8/api_reference).
pub const ALGORITHM: &str = "x-amz-algorithm";
/// Of a response; unique (AP/section8/api_reference).
pub const REQUEST_ID: &str = "x-amz-request-id";
/// Access key id and signature (AP/section8/api_reference).
pub const AUTHORIZATION: &str = "Authorization";

/// AP/section1/create_canonical_request, /create_string_sign, /calculate_signature; AP/section8/api_reference.
pub static SCHEME: Scheme = Scheme {
    algorithm: "AWS4-HMAC-SHA384",
    key_prefix: "AWS4",
    region: "eu-west-1",
    service: "AmazonPay",
    terminator: "aws4_request",
    request_headers: &[ALGORITHM, "x-amz-client-id", DATE, EXPIRES, "x-amz-source", "x-amz-user-agent", "x-amz-user-ip"],
    response_headers: &[ALGORITHM, DATE, REQUEST_ID],
    date_header: DATE,
    algorithm_header: ALGORITHM,
    body_methods: &["POST", "PUT"],
    authorization_prefixes: &["AMZ+", "AMZ "],
    hosts: &HOSTS,
    mistakes: &mistakes::TABLES,
    minutes_ahead: 5 * 60 + 30,
};

/// Why a request's signature is refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SignatureRefusal {
    /// A part is missing or cannot be read.
    #[error(transparent)]
    Parts(#[from] PartsError),
    /// No `Authorization`, or not in a published form.
    #[error("could not read the authorization: it is not AMZ+<access key id>:<signature>")]
    Authorization,
    /// Another algorithm than the published one.
    #[error("could not check the signature: {ALGORITHM} is not {}", SCHEME.algorithm)]
    Algorithm,
    /// Not a real instant in the published form.
    #[error("could not read {DATE}: it is no UTC time of the form YYYYMMDDTHHMMSSZ")]
    Date,
    /// Not a positive whole number.
    #[error("could not read {EXPIRES}: it is no positive whole number of seconds")]
    Expires,
    /// The signature is another one.
    #[error("the signature does not match")]
    Mismatch,
}

/// Where customers may come back to: an account safelists one address or several.
pub fn safelisted(credentials: &Credentials) -> impl Iterator<Item = &str> {
    credentials.get("callback_url").split_whitespace()
}

/// True when a request is of another account of the merchant's, such as that of Amazon Pay Balance: both its client id and its
/// access key are others. One of them alone is a mistake.
pub fn is_of_another_account(request: &Request, credentials: &Credentials) -> bool {
    let client = request.headers.get(CLIENT_ID).filter(|id| !id.is_empty());
    let key = request.headers.get(AUTHORIZATION).and_then(|value| verify::read_authorization(&SCHEME, value));
    let differ = |(client, (key, _)): (&str, (&str, &str))| {
        client != credentials.get("merchant_id") && key != credentials.get("access_key_id")
    };
    client.zip(key).is_some_and(differ)
}

/// Puts `Authorization` on a request that carries the seven `x-amz-*` headers.
pub fn sign(request: &mut Request, sender: &Sender<'_>) -> Result<(), String> {
    let stages = stages(request, sender.credentials.get("secret_key"), sender.signed_host).map_err(|error| error.to_string())?;
    let access_key_id = sender.credentials.get("access_key_id");
    request.headers.set(AUTHORIZATION, verify::authorization(&SCHEME, access_key_id, &stages.signature));
    Ok(())
}

/// Every stage of a request's signature. Refuses what has no published form (nulls, doubled names); does not judge the values.
pub fn stages(request: &Request, secret: &str, signed_host: Option<&str>) -> Result<Stages, PartsError> {
    let parts = Parts::of_request(&SCHEME, request, signed_host)?.without_nulls()?;
    Ok(Stages::with_key(&SCHEME, &parts, &key(secret, &parts.date), &Recipe::RIGHT))
}

/// Checks a request's signature, `AMZ+` and `AMZ ` alike, in constant time. Whether it has expired is judged by [`validity`].
pub fn verify_request(request: &Request, secret: &str, signed_host: Option<&str>) -> Result<(), SignatureRefusal> {
    let header = request.headers.get(AUTHORIZATION).ok_or(SignatureRefusal::Authorization)?;
    let (_, signature) = verify::read_authorization(&SCHEME, header).ok_or(SignatureRefusal::Authorization)?;
    let parts = Parts::of_request(&SCHEME, request, signed_host)?;
    check_values(request)?;
    let right = verify::is_signature_of(&SCHEME, &parts, &key(secret, &parts.date), signature);
    if right { Ok(()) } else { Err(SignatureRefusal::Mismatch) }
}

/// Judges the signed headers' values: the published algorithm, a real instant, a positive number of seconds.
pub fn check_values(request: &Request) -> Result<(), SignatureRefusal> {
    if request.headers.get(ALGORITHM) != Some(SCHEME.algorithm) {
        return Err(SignatureRefusal::Algorithm);
    }
    validity(request).map(|_| ())
}

/// From when, and for how many seconds, a request's signature is valid.
pub fn validity(request: &Request) -> Result<(Timestamp, i64), SignatureRefusal> {
    let from = request.headers.get(DATE).and_then(read_date).ok_or(SignatureRefusal::Date)?;
    let seconds = request.headers.get(EXPIRES).and_then(read_seconds).ok_or(SignatureRefusal::Expires)?;
    Ok((from, seconds))
}

/// The form of [`EXPIRES`]: a positive whole number.
pub fn read_seconds(text: &str) -> Option<i64> {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|seconds| digits && *seconds > 0)
}

/// The form of [`DATE`]: UTC, whole seconds.
pub fn format_date(time: Timestamp) -> String {
    time.strftime("%Y%m%dT%H%M%SZ").to_string()
}

/// Reads what [`format_date`] writes, and nothing else.
pub fn read_date(text: &str) -> Option<Timestamp> {
    let time = DateTime::strptime("%Y%m%dT%H%M%SZ", text).ok()?.to_zoned(TimeZone::UTC).ok()?.timestamp();
    (format_date(time) == text).then_some(time)
}

/// The key of that secret and day; derived once.
pub(super) fn key(secret: &str, date: &str) -> Arc<SigningKey> {
    static KEYS: LazyLock<KeyCache> = LazyLock::new(|| KeyCache::new(&SCHEME, 1024));
    KEYS.get(secret, date)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn status_request() -> Request {
        let url = "https://amazonpay-sandbox.amazon.in/v1/payments/charge?merchantId=MID&txnId=order_1&txnIdType=MerchantTxnId";
        let headers = [
            ("X-Amz-Client-Id", "MID"),
            ("x-amz-source", "Browser"),
            ("x-amz-user-ip", "127.0.0.1"),
            ("x-amz-user-agent", "Vitest"),
            (ALGORITHM, SCHEME.algorithm),
            (DATE, "20260920T010203Z"),
            (EXPIRES, "900"),
        ];
        Request { headers: headers.into_iter().collect(), ..Request::new("GET", url) }
    }

    fn signed(scheme: &str) -> Request {
        let mut request = status_request();
        let signature = "QA0ePVcNn1hyvsAUQ4GSbn8gkajaVqW_7OPUZVjhCMKV4qKjStncm6Ym80uai9C2";
        request.headers.set(AUTHORIZATION, format!("{scheme}ACCESS:{signature}"));
        request
    }

    #[test]
    fn writes_the_known_answer_and_reads_it_in_both_forms() {
        let credentials = [("access_key_id", "ACCESS"), ("secret_key", "SECRET")].into_iter().collect();
        let sender = Sender { base_url: "", signed_host: None, credentials: &credentials, now: Timestamp::UNIX_EPOCH };
        let mut request = status_request();
        sign(&mut request, &sender).unwrap();
        assert_eq!(request.headers.get(AUTHORIZATION), signed("AMZ+").headers.get(AUTHORIZATION));
        for form in ["AMZ+", "AMZ "] {
            assert_eq!(verify_request(&signed(form), "SECRET", None), Ok(()), "{form:?}");
        }
        assert_eq!(verify_request(&signed("amz+"), "SECRET", None), Err(SignatureRefusal::Authorization));
        assert_eq!(verify_request(&signed("AMZ+"), "secret", None), Err(SignatureRefusal::Mismatch));
        assert_eq!(verify_request(&signed("AMZ+"), "SECRET", Some("other.example")), Err(SignatureRefusal::Mismatch));
    }

    #[test]
    fn another_account_has_another_client_and_another_key() {
        let account = [("merchant_id", "MID"), ("access_key_id", "ACCESS")].into_iter().collect();
        let is_anothers = |client: &str, authorization: &str| {
            let mut request = status_request();
            request.headers.set(CLIENT_ID, client);
            request.headers.set(AUTHORIZATION, authorization);
            is_of_another_account(&request, &account)
        };
        assert!(is_anothers("BALANCE", "AMZ+OTHER:s"));
        for (client, authorization) in [
            ("MID", "AMZ+ACCESS:s"),
            ("BALANCE", "AMZ+ACCESS:s"),
            ("MID", "AMZ+OTHER:s"),
            ("", "AMZ+OTHER:s"),
            ("BALANCE", "OTHER"),
        ] {
            assert!(!is_anothers(client, authorization), "{client} {authorization}");
        }
    }

    #[test]
    fn dates_are_real_instants_in_one_form() {
        assert_eq!(read_date("20260228T235959Z").map(|time| time.to_string()).as_deref(), Some("2026-02-28T23:59:59Z"));
        for bad in [
            "",
            "20260229T000000Z",
            "20260228T240000Z",
            "20260228T235960Z",
            "2026-02-28T23:59:59Z",
            "20260228T235959",
            "020260228T235959Z",
        ] {
            assert_eq!(read_date(bad), None, "{bad:?} was read");
        }
    }

    #[test]
    fn validity_is_a_positive_whole_number_of_seconds() {
        let mut request = status_request();
        assert_eq!(validity(&request).map(|(_, seconds)| seconds), Ok(900));
        for bad in ["0", "-1", "+1", "1.5", "", "99999999999999999999"] {
            request.headers.set(EXPIRES, bad);
            assert_eq!(validity(&request), Err(SignatureRefusal::Expires), "{bad:?}");
        }
    }
}

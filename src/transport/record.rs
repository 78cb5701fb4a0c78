//! What is kept of an exchange: redacted while it is recorded, so that no report can leak.

use serde::{Deserialize, Serialize};

use super::fields::Fields;
use super::redact::Redactor;
use crate::core::http::{Exchange, Headers};

/// The most bytes of a body that are kept.
const KEPT: usize = 64 * 1024;

/// One exchange, redacted.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ExchangeRecord {
    /// Unique within the run.
    pub id: String,
    /// RFC 3339, UTC.
    pub at: String,
    /// Until the whole answer was read.
    pub duration_ms: f64,
    /// As sent.
    pub request: RequestRecord,
    /// As received.
    pub response: Option<ResponseRecord>,
    /// Why there is no response.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

/// A request, redacted.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RequestRecord {
    /// `GET`, `POST`, ...
    pub method: String,
    /// Absolute.
    pub url: String,
    /// Name and value.
    pub headers: Fields,
    /// Empty when there was none.
    pub body: String,
}

/// A response, redacted.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ResponseRecord {
    /// The HTTP status.
    pub status: u16,
    /// Name and value.
    pub headers: Fields,
    /// As text.
    pub body: String,
}

impl Redactor {
    /// The record of an exchange. Bodies that are no UTF-8 become lossy text; long ones are cut, with a note of their size.
    pub fn exchange(&self, exchange: &Exchange) -> ExchangeRecord {
        let request = &exchange.request;
        ExchangeRecord {
            id: exchange.id.clone(),
            at: exchange.at.to_string(),
            duration_ms: exchange.duration_ms,
            request: RequestRecord {
                method: request.method.clone(),
                url: self.text(&request.url),
                headers: self.headers(&request.headers),
                body: self.body(&request.body),
            },
            response: exchange.answer.as_ref().ok().map(|response| ResponseRecord {
                status: response.status,
                headers: self.headers(&response.headers),
                body: self.body(&response.body),
            }),
            error: exchange.answer.as_ref().err().map(|error| self.text(error)),
        }
    }

    /// All are looked through as lines of one text, because looking through each, short as most are, has its price; unless something
    /// reaches from one to the next.
    fn headers(&self, headers: &Headers) -> Fields {
        let labels: Vec<_> = headers.iter().map(|(name, _)| self.label(name)).collect();
        let names = || headers.iter().map(|(name, _)| name);
        let told = || headers.iter().zip(&labels).map(|((_, value), label)| label.as_deref().unwrap_or(value));
        let text = self.text(&told().collect::<Vec<_>>().join("\n"));
        if text.split('\n').count() == labels.len() && !told().any(|value| value.contains('\n')) {
            return names().zip(text.split('\n')).collect();
        }
        let alone = headers.iter().zip(&labels).map(|((_, value), label)| label.clone().unwrap_or_else(|| self.text(value)));
        names().zip(alone).collect()
    }

    /// Redacts first and cuts then: no half of a secret can stay at the cut.
    fn body(&self, bytes: &[u8]) -> String {
        let mut text = self.text(&String::from_utf8_lossy(bytes));
        if bytes.len() > KEPT {
            let end = (0..=KEPT.min(text.len())).rev().find(|end| text.is_char_boundary(*end));
            text.truncate(end.unwrap_or_default());
            text.push_str(&format!(" [cut: {} bytes in all]", bytes.len()));
        }
        text
    }
}

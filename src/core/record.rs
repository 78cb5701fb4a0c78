//! An exchange as reports show it: redacted text.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

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
    pub headers: BTreeMap<String, String>,
    /// Empty when there was none.
    pub body: String,
}

/// A response, redacted.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ResponseRecord {
    /// The HTTP status.
    pub status: u16,
    /// Name and value.
    pub headers: BTreeMap<String, String>,
    /// As text.
    pub body: String,
}

/// What a foreign target's snapshot showed; it is no verdict.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SnapshotNote {
    /// The answer differs: name and diff.
    Drift(String),
    /// There was none, or an update was asked for: the file that was written.
    Written(String),
}

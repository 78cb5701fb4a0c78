//! The messages of the API: well-formed drafts and their requests.

use serde_json::{Map, Value};

use crate::core::http::Request;
use crate::core::id::Ids;
use crate::providers::{Credentials, Draft, Endpoint, Sender};

/// Members, parameters and headers whose values are never recorded.
pub const SENSITIVE: &[&str] = &[];

/// A well-formed message of an operation.
pub fn draft(_endpoint: &'static Endpoint, _credentials: &Credentials, _ids: &Ids) -> Map<String, Value> {
    Map::new()
}

/// The unsigned request of a draft.
pub fn compose(draft: &Draft, sender: &Sender<'_>) -> Result<Request, String> {
    Ok(Request::new(draft.endpoint.method, format!("{}{}", sender.base_url, draft.endpoint.path)))
}

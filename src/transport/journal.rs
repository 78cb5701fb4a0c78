//! What a merchant sent to one of our simulators, as its control address tells it.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::core::http::{Headers, Request, Response};

/// One call of a merchant and its answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// From 1, in the order of arrival.
    pub number: u64,
    /// When it arrived, by the account's own clock.
    pub at: Timestamp,
    /// The scene that it belongs to; none when it may be anyone's, an empty name when it is no open one's.
    pub scene: Option<String>,
    /// As it arrived.
    pub request: Request,
    /// As it was answered.
    pub response: Response,
}

/// Some of an account's calls, as JSON: bodies in base64.
#[derive(Serialize, Deserialize)]
pub struct Page {
    calls: Vec<WrittenCall>,
    /// There are later ones.
    pub more: bool,
}

#[derive(Serialize, Deserialize)]
struct WrittenCall {
    number: u64,
    at: Timestamp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    scene: Option<String>,
    request: WrittenRequest,
    response: WrittenResponse,
}

#[derive(Serialize, Deserialize)]
struct WrittenRequest {
    method: String,
    url: String,
    headers: Vec<(String, String)>,
    body: String,
}

#[derive(Serialize, Deserialize)]
struct WrittenResponse {
    status: u16,
    headers: Vec<(String, String)>,
    body: String,
}

impl Page {
    /// Writes these calls.
    pub fn write<'a>(calls: impl Iterator<Item = &'a Call>, more: bool) -> Self {
        Self { calls: calls.map(WrittenCall::from).collect(), more }
    }

    /// Reads the calls; none when a body is no base64.
    pub fn read(self) -> Option<Vec<Call>> {
        self.calls.into_iter().map(WrittenCall::read).collect()
    }
}

impl From<&Call> for WrittenCall {
    fn from(Call { number, at, scene, request, response }: &Call) -> Self {
        let headers = |headers: &Headers| headers.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        Self {
            number: *number,
            at: *at,
            scene: scene.clone(),
            request: WrittenRequest {
                method: request.method.clone(),
                url: request.url.clone(),
                headers: headers(&request.headers),
                body: STANDARD.encode(&request.body),
            },
            response: WrittenResponse {
                status: response.status,
                headers: headers(&response.headers),
                body: STANDARD.encode(&response.body),
            },
        }
    }
}

impl WrittenCall {
    fn read(self) -> Option<Call> {
        let Self { number, at, scene, request, response } = self;
        let request = Request {
            method: request.method,
            url: request.url,
            headers: request.headers.into_iter().collect(),
            body: STANDARD.decode(request.body).ok()?,
        };
        let response = Response {
            status: response.status,
            headers: response.headers.into_iter().collect(),
            body: STANDARD.decode(response.body).ok()?,
        };
        Some(Call { number, at, scene, request, response })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn call() -> Call {
        let mut request = Request::new("POST", "http://127.0.0.1:1/v1?a=%7C");
        request.headers.push("a", "1");
        request.headers.push("A", "2");
        request.body = vec![0, 255, b'{'];
        let at = "2026-03-01T10:00:00.25Z".parse().unwrap();
        Call { number: 3, at, scene: Some("one".into()), request, response: Response::json(200, &json!({})) }
    }

    #[test]
    fn a_call_is_read_as_it_was_written() {
        let written = serde_json::to_value(Page::write([call()].iter(), true)).unwrap();
        assert_eq!(written["calls"][0]["at"], "2026-03-01T10:00:00.25Z");
        assert_eq!(written["calls"][0]["request"]["headers"], json!([["a", "1"], ["A", "2"]]));
        let page: Page = serde_json::from_value(written).unwrap();
        assert!(page.more);
        assert_eq!(page.read(), Some(vec![call()]));
    }

    #[test]
    fn a_body_that_is_no_base64_is_not_read() {
        let mut page = Page::write([call()].iter(), false);
        page.calls[0].response.body = "%".to_owned();
        assert_eq!(page.read(), None);
    }
}

//! The way of a browser to a page, from its network log.

use serde_json::Value;

/// Where a browser was sent on the way to a page.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Trace {
    /// The addresses to which it was sent, each as it was given.
    pub hops: Vec<String>,
    /// The last address that it asked for.
    pub address: Option<String>,
    /// The HTTP status of the last answer.
    pub status: Option<u16>,
    /// Why there was no answer, e.g. `net::ERR_CONNECTION_REFUSED`.
    pub failure: Option<String>,
    request: Option<String>,
}

impl Trace {
    /// Reads the entries of chromedriver's log `performance` for the page in this frame.
    pub fn of(entries: &Value, frame: &str) -> Self {
        let mut trace = Self::default();
        for entry in entries.as_array().into_iter().flatten() {
            let Some(entry) = entry["message"].as_str().and_then(|text| serde_json::from_str::<Value>(text).ok()) else {
                continue;
            };
            let (event, at) = (&entry["message"]["params"], entry["message"]["method"].as_str().unwrap_or_default());
            let is_page = event["type"] == "Document" && event["frameId"] == frame;
            match at {
                "Network.requestWillBeSent" if is_page => trace.ask(event),
                "Network.responseReceived" if is_page => trace.status = status(&event["response"]),
                "Network.loadingFailed" if text(&event["requestId"]) == trace.request => {
                    trace.failure = text(&event["errorText"])
                }
                _ => {}
            }
        }
        trace
    }

    fn ask(&mut self, event: &Value) {
        let address = text(&event["request"]["url"]);
        let before = &event["redirectResponse"];
        let headers = before["headers"].as_object().into_iter().flatten();
        let location = headers.filter(|(name, _)| name.eq_ignore_ascii_case("location")).find_map(|(_, value)| text(value));
        match (before.is_object(), self.address.is_some()) {
            (true, _) => self.hops.extend(location.or_else(|| address.clone())),
            // The page itself went on: by a script, or by `<meta http-equiv="refresh">`.
            (false, true) => self.hops.extend(address.clone()),
            (false, false) => {}
        }
        self.address = address;
        self.request = text(&event["requestId"]);
        (self.status, self.failure) = (None, None);
    }
}

fn text(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned)
}

fn status(response: &Value) -> Option<u16> {
    response["status"].as_u64().and_then(|status| u16::try_from(status).ok())
}

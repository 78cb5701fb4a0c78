//! The way of a browser to a page, from its network log.

use serde_json::Value;

/// The page of a browser that nobody uses yet.
const BLANK: &str = "about:blank";

/// Where a browser was sent on the way to a page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Trace {
    /// The addresses to which it was sent, each as it was given.
    pub hops: Vec<String>,
    /// The addresses that it asked for by POST, each as it was given.
    pub posted: Vec<String>,
    /// The last address that it asked for.
    pub address: Option<String>,
    /// The HTTP status of the last answer.
    pub status: Option<u16>,
    /// Its content type.
    pub kind: Option<String>,
    /// Why there was no answer, e.g. `net::ERR_CONNECTION_REFUSED`.
    pub failure: Option<String>,
    /// How often a page was asked for, redirects included.
    pub asked: usize,
    /// So many bytes of the page have come.
    pub received: u64,
    /// The last request.
    request: Option<String>,
    /// The same, until its answer is shown.
    pending: Option<String>,
}

impl Trace {
    /// Adds the entries of chromedriver's log `performance` for the page in this frame.
    pub fn add(&mut self, entries: &Value, frame: &str) {
        for entry in entries.as_array().into_iter().flatten() {
            let Some(entry) = entry["message"].as_str().and_then(|text| serde_json::from_str::<Value>(text).ok()) else {
                continue;
            };
            let event = &entry["message"]["params"];
            let is_page = event["type"] == "Document" && event["frameId"] == frame;
            match entry["message"]["method"].as_str().unwrap_or_default() {
                "Network.requestWillBeSent" if is_page => self.ask(event),
                "Network.responseReceived" if is_page => {
                    (self.status, self.kind) = (status(&event["response"]), text(&event["response"]["mimeType"]));
                }
                "Network.dataReceived" if text(&event["requestId"]) == self.request => {
                    self.received += event["dataLength"].as_u64().unwrap_or_default();
                }
                "Network.loadingFailed" if self.is_pending() && text(&event["requestId"]) == self.pending => {
                    self.failure = text(&event["errorText"]);
                    self.pending = None;
                }
                // A new customer's browser: what was before is nobody's.
                "Page.frameNavigated" if event["frame"]["id"] == frame && event["frame"]["url"] == BLANK => {
                    *self = Self::default()
                }
                "Page.frameNavigated" if text(&event["frame"]["loaderId"]) == self.pending => self.pending = None,
                _ => {}
            }
        }
    }

    /// True while a page was asked for and is not shown yet.
    pub fn is_pending(&self) -> bool {
        self.pending.is_some()
    }

    fn ask(&mut self, event: &Value) {
        let address = text(&event["request"]["url"]);
        let before = &event["redirectResponse"];
        let headers = before["headers"].as_object().into_iter().flatten();
        let location = headers.filter(|(name, _)| name.eq_ignore_ascii_case("location")).find_map(|(_, value)| text(value));
        let given = location.or_else(|| address.clone());
        if event["request"]["method"] == "POST" {
            self.posted.extend(given.clone());
        }
        // Without an answer that sent it on, the page itself went on: by a script, or by `<meta http-equiv="refresh">`.
        if before.is_object() || self.address.is_some() {
            self.hops.extend(given);
        }
        self.asked += 1;
        (self.address, self.request, self.received) = (address, text(&event["requestId"]), 0);
        self.pending.clone_from(&self.request);
        (self.status, self.kind, self.failure) = (None, None, None);
    }
}

fn text(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned)
}

fn status(response: &Value) -> Option<u16> {
    response["status"].as_u64().and_then(|status| u16::try_from(status).ok())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn trace(events: &[(&str, Value)]) -> Trace {
        let entry = |(name, event): &(&str, Value)| {
            let mut event = event.clone();
            event["requestId"] = json!("r1");
            let domain = if *name == "frameNavigated" { "Page" } else { "Network" };
            json!({ "message": json!({ "message": { "method": format!("{domain}.{name}"), "params": event } }).to_string() })
        };
        let mut trace = Trace::default();
        trace.add(&Value::Array(events.iter().map(entry).collect()), "main");
        trace
    }

    fn asks(address: &str, location: Option<&str>) -> (&'static str, Value) {
        let mut event = json!({ "type": "Document", "frameId": "main", "request": { "url": address, "method": "GET" } });
        if let Some(location) = location {
            event["redirectResponse"] = json!({ "headers": { "Location": location } });
        }
        ("requestWillBeSent", event)
    }

    #[test]
    fn hops_are_told_as_they_were_given() {
        let answered = ("responseReceived", json!({ "type": "Document", "frameId": "main", "response": { "status": 200 } }));
        let inner = ("requestWillBeSent", json!({ "type": "Document", "frameId": "inner", "request": { "url": "http://b/" } }));
        let way = [
            asks("http://a/", None),
            asks("http://a/x?a=%27", Some("x?a='")),
            inner,
            answered.clone(),
            asks("http://c/", None),
            answered,
        ];
        let told = trace(&way);
        assert_eq!(told.hops, ["x?a='", "http://c/"]);
        assert_eq!((told.address.as_deref(), told.status, told.asked), (Some("http://c/"), Some(200), 3));
        assert!(told.is_pending());
    }

    #[test]
    fn an_earlier_customers_way_is_not_told() {
        let blank = ("frameNavigated", json!({ "frame": { "id": "main", "url": "about:blank", "loaderId": "r0" } }));
        let told = trace(&[asks("http://a/", None), asks("http://b/", None), blank, asks("http://c/", None)]);
        assert_eq!((told.hops.as_slice(), told.address.as_deref(), told.asked), (&[][..], Some("http://c/"), 1));
    }

    #[test]
    fn what_is_posted_is_told() {
        let (mut form, mut onward) = (asks("http://a/pay", None), asks("http://b/x?a=%27", Some("http://b/x?a='")));
        (form.1["request"]["method"], onward.1["request"]["method"]) = (json!("POST"), json!("POST"));
        assert_eq!(trace(&[form, onward, asks("http://c/", None)]).posted, ["http://a/pay", "http://b/x?a='"]);
    }

    #[test]
    fn a_failure_is_told() {
        let told = trace(&[asks("http://a/", None), ("loadingFailed", json!({ "errorText": "net::ERR_EMPTY_RESPONSE" }))]);
        assert_eq!((told.failure.as_deref(), told.is_pending()), (Some("net::ERR_EMPTY_RESPONSE"), false));
        assert_eq!(trace(&[]), Trace::default());
    }
}

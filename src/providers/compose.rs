//! From a draft to its request, and from a request to its members, as most providers carry them.

use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use serde_json::{Map, Value};
use url::form_urlencoded;

use super::{Draft, Endpoint};
use crate::core::http::{Headers, Request};
use crate::core::json;

const FORM: &str = "application/x-www-form-urlencoded";
const MULTIPART: &str = "multipart/form-data";
/// Stands in no amount, id or address that we send.
const BOUNDARY: &str = "signoff-7d1f3c52b8e94a06";

impl Endpoint {
    /// True when a request to this path addresses the operation: `/orders/o1` that of `/orders/{order_id}`.
    pub fn matches(&self, path: &str) -> bool {
        self.path == path || (self.path.contains('{') && self.parameters(path).is_some())
    }

    /// What a path says in the places of the operation's `{names}`, decoded; `None` for the path of another operation.
    pub fn parameters(&self, path: &str) -> Option<Vec<(&'static str, String)>> {
        let (mut published, mut found) = (self.path.split('/'), path.split('/'));
        let mut parameters = Vec::new();
        loop {
            match (published.next(), found.next()) {
                (None, None) => return Some(parameters),
                (Some(segment), Some(text)) => match placeholder(segment) {
                    Some(name) if !text.is_empty() => {
                        parameters.push((name, percent_decode_str(text).decode_utf8_lossy().into_owned()));
                    }
                    _ if segment == text => {}
                    _ => return None,
                },
                _ => return None,
            }
        }
    }
}

impl Draft {
    /// The request: members that the path names stand there; of a GET or DELETE the rest is the query, else the body, written as
    /// the header `content-type` says: JSON, a form, or a form of several parts. The draft's headers replace the `usual` ones,
    /// and one that is empty leaves its own out.
    pub fn compose(&self, base_url: &str, usual: Headers) -> Result<Request, String> {
        let (path, members) = self.placed()?;
        let mut request = Request { headers: usual, ..Request::new(self.endpoint.method, format!("{base_url}{path}")) };
        let in_query = matches!(self.endpoint.method, "GET" | "DELETE");
        if !in_query && request.headers.get("content-type").is_none() {
            request.headers.set("content-type", "application/json");
        }
        for (name, value) in self.headers.iter() {
            match value {
                "" => request.headers.remove(name),
                value => request.headers.set(name, value),
            }
        }
        match (&self.body, request.headers.get("content-type").map(media_type).as_deref()) {
            (Some(body), _) => request.body = body.clone().into_bytes(),
            (None, _) if in_query && members.is_empty() => {}
            (None, _) if in_query => request.url = format!("{}?{}", request.url, form(&members)?),
            (None, Some(FORM)) => request.body = form(&members)?.into_bytes(),
            (None, Some(MULTIPART)) => {
                request.headers.set("content-type", format!("{MULTIPART}; boundary={BOUNDARY}"));
                request.body = multipart(&members)?.into_bytes();
            }
            (None, _) => {
                request.body = serde_json::to_vec(&members).map_err(|error| format!("could not write the body: {error}"))?;
            }
        }
        Ok(request)
    }

    /// The path with its parameters, and the members that do not stand in it.
    fn placed(&self) -> Result<(String, Map<String, Value>), String> {
        let mut members = self.members.clone();
        let segments = self.path.split('/').map(|segment| match placeholder(segment) {
            None => Ok(segment.to_owned()),
            Some(name) => match members.shift_remove(name) {
                Some(value) => Ok(utf8_percent_encode(&printed(name, &value)?, NON_ALPHANUMERIC).to_string()),
                None => Err(format!("could not write the path {}: there is no {name}", self.path)),
            },
        });
        let segments = segments.collect::<Result<Vec<_>, String>>()?;
        Ok((segments.join("/"), members))
    }
}

/// The members of a request, whatever its values: those of its query, form or JSON body. The sentence says why it cannot be read.
pub fn read(request: &Request) -> Result<Map<String, Value>, String> {
    let kind = request.headers.get("content-type").unwrap_or("application/json");
    let pairs: Vec<(String, String)> = match media_type(kind).as_str() {
        _ if matches!(request.method.as_str(), "GET" | "DELETE") => {
            form_urlencoded::parse(request.query().as_bytes()).into_owned().collect()
        }
        _ if request.body.is_empty() => Vec::new(),
        FORM => form_urlencoded::parse(&request.body).into_owned().collect(),
        MULTIPART => parts(kind, &request.body)?,
        "application/json" => return json::object(&request.body).map_err(|error| error.to_string()),
        other => return Err(format!("could not read a body of the type {other}")),
    };
    let mut members = Map::new();
    for (name, value) in pairs {
        if members.insert(name.clone(), Value::String(value)).is_some() {
            return Err(format!("the name {name:?} is doubled"));
        }
    }
    Ok(members)
}

fn placeholder(segment: &str) -> Option<&str> {
    segment.strip_prefix('{')?.strip_suffix('}')
}

/// What stands before its parameters; its case means nothing (RFC 9110, section 8.3.1).
fn media_type(value: &str) -> String {
    value.split(';').next().unwrap_or(value).trim().to_ascii_lowercase()
}

fn form(members: &Map<String, Value>) -> Result<String, String> {
    let mut form = form_urlencoded::Serializer::new(String::new());
    for (name, value) in members {
        form.append_pair(name, &printed(name, value)?);
    }
    Ok(form.finish())
}

fn multipart(members: &Map<String, Value>) -> Result<String, String> {
    let mut body = String::new();
    for (name, value) in members {
        let value = printed(name, value)?;
        body.push_str(&format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"));
    }
    Ok(body + "--" + BOUNDARY + "--\r\n")
}

/// The fields of a form of several parts; files are none of this field's business.
fn parts(kind: &str, body: &[u8]) -> Result<Vec<(String, String)>, String> {
    let unreadable = || "could not read the form".to_owned();
    let boundary = kind.split(';').find_map(|part| part.trim().strip_prefix("boundary=")).ok_or_else(unreadable)?;
    let body = std::str::from_utf8(body).map_err(|_| unreadable())?;
    let (body, _) = body.rsplit_once(&format!("--{}--", boundary.trim_matches('"'))).ok_or_else(unreadable)?;
    let field = |part: &str| {
        let (head, value) = part.strip_prefix("\r\n")?.split_once("\r\n\r\n")?;
        let (_, rest) = head.split_once("name=\"")?;
        Some((rest.split_once('"')?.0.to_owned(), value.strip_suffix("\r\n")?.to_owned()))
    };
    let separator = format!("--{}", boundary.trim_matches('"'));
    body.split(&separator).skip(1).map(|part| field(part).ok_or_else(unreadable)).collect()
}

fn printed(name: &str, value: &Value) -> Result<String, String> {
    match value {
        Value::String(text) => Ok(text.clone()),
        Value::Number(_) | Value::Bool(_) => Ok(value.to_string()),
        _ => Err(format!("could not write {name}: it is neither text nor number")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const REFUND: Endpoint = Endpoint {
        name: "refund",
        method: "POST",
        path: "/orders/{order_id}/refunds",
        other_path: None,
        signed: false,
        amount: None,
        refers_to: None,
    };
    const STATUS: Endpoint = Endpoint { name: "status", method: "GET", path: "/orders/{order_id}", ..REFUND };

    fn composed(endpoint: &'static Endpoint, headers: &[(&str, &str)]) -> Request {
        let members = json!({ "order_id": "o/1", "amount": "1.00", "note": "a b&c" }).as_object().unwrap().clone();
        let draft = Draft { headers: headers.iter().copied().collect(), ..Draft::new(endpoint, members) };
        draft.compose("http://h", [("x-key", "k")].into_iter().collect()).unwrap()
    }

    #[test]
    fn a_path_is_told_by_its_form() {
        assert!(REFUND.matches("/orders/o1/refunds") && !REFUND.matches("/orders/o1") && !REFUND.matches("/orders//refunds"));
        assert!(!REFUND.matches("/orders/o1/refunds/r") && !REFUND.matches("/order/o1/refunds"));
        assert_eq!(REFUND.parameters("/orders/o%2F1/refunds"), Some(vec![("order_id", "o/1".to_owned())]));
    }

    #[test]
    fn every_way_to_carry_members_is_read_as_it_was_written() {
        let rest = json!({ "amount": "1.00", "note": "a b&c" });
        for kind in ["application/json", FORM, MULTIPART] {
            let request = composed(&REFUND, &[("Content-Type", kind)]);
            assert_eq!(request.url, "http://h/orders/o%2F1/refunds");
            assert_eq!(read(&request).map(Value::Object), Ok(rest.clone()), "{kind}");
        }
        let request = composed(&STATUS, &[]);
        assert_eq!((request.url.as_str(), request.body.len()), ("http://h/orders/o%2F1?amount=1.00&note=a+b%26c", 0));
        assert_eq!(read(&request).map(Value::Object), Ok(rest));
    }

    #[test]
    fn headers_are_replaced_or_left_out() {
        assert_eq!(composed(&REFUND, &[]).headers.get("x-key"), Some("k"));
        assert_eq!(composed(&REFUND, &[("X-Key", "other")]).headers.get("x-key"), Some("other"));
        assert_eq!(composed(&REFUND, &[("X-Key", "")]).headers.get("x-key"), None);
    }

    #[test]
    fn what_cannot_be_written_or_read_is_told() {
        let draft = Draft::new(&STATUS, Map::new());
        assert!(draft.compose("http://h", Headers::default()).unwrap_err().contains("order_id"));
        let mut request = composed(&REFUND, &[("Content-Type", FORM)]);
        request.body = b"a=1&a=2".to_vec();
        assert!(read(&request).unwrap_err().contains("doubled"));
        request.headers.set("content-type", "text/plain");
        assert!(read(&request).is_err());
        request.headers.set("content-type", MULTIPART);
        assert!(read(&request).is_err());
    }
}

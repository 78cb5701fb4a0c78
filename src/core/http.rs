//! One request, its response, and both together as an exchange.

use std::borrow::Cow;

use jiff::Timestamp;

/// Header fields in the order sent; names compare without regard to case.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Headers(Vec<(String, String)>);

impl Headers {
    /// The first value of `name`.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, v)| v.as_str())
    }

    /// Replaces every value of `name` by this one.
    pub fn set(&mut self, name: &str, value: impl Into<String>) {
        match self.0.iter_mut().find(|(n, _)| n.eq_ignore_ascii_case(name)) {
            Some(entry) => entry.1 = value.into(),
            None => self.0.push((name.to_owned(), value.into())),
        }
    }

    /// Adds a value beside any that is there.
    pub fn push(&mut self, name: impl Into<String>, value: impl Into<String>) {
        self.0.push((name.into(), value.into()));
    }

    /// Takes every value of `name` out.
    pub fn remove(&mut self, name: &str) {
        self.0.retain(|(n, _)| !n.eq_ignore_ascii_case(name));
    }

    /// Names and values in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(n, v)| (n.as_str(), v.as_str()))
    }
}

impl<N: Into<String>, V: Into<String>> FromIterator<(N, V)> for Headers {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(pairs: I) -> Self {
        Self(pairs.into_iter().map(|(n, v)| (n.into(), v.into())).collect())
    }
}

/// A request as it goes over the wire.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// `GET`, `POST`, ...
    pub method: String,
    /// Absolute, query included, percent-encoded as sent.
    pub url: String,
    /// Without the ones that the transport adds (`Host`, `Content-Length`).
    pub headers: Headers,
    /// The bytes of the body; empty when there is none.
    pub body: Vec<u8>,
}

impl Request {
    /// A request without headers and body.
    pub fn new(method: impl Into<String>, url: impl Into<String>) -> Self {
        Self { method: method.into(), url: url.into(), headers: Headers::default(), body: Vec::new() }
    }

    /// Host and, where the URL names one, port: `127.0.0.1:4100`.
    pub fn authority(&self) -> &str {
        let rest = self.behind_scheme();
        rest.split(['/', '?', '#']).next().unwrap_or(rest)
    }

    /// The path as sent, `/` when the URL has none.
    pub fn path(&self) -> &str {
        let rest = &self.behind_scheme()[self.authority().len()..];
        let path = rest.split(['?', '#']).next().unwrap_or(rest);
        if path.is_empty() { "/" } else { path }
    }

    /// The query as sent, without `?`; empty when there is none.
    pub fn query(&self) -> &str {
        let rest = self.behind_scheme();
        let rest = rest.split('#').next().unwrap_or(rest);
        rest.split_once('?').map_or("", |(_, query)| query)
    }

    /// Path and query, as the first line of the request has them.
    pub fn target(&self) -> String {
        match self.query() {
            "" => self.path().to_owned(),
            query => format!("{}?{query}", self.path()),
        }
    }

    /// The fields of a body that says it is a form, decoded; none for another body.
    pub fn form(&self) -> Option<Vec<(String, String)>> {
        let kind = self.headers.get("content-type")?.split(';').next()?.trim();
        let fields = || url::form_urlencoded::parse(&self.body).into_owned().collect();
        kind.eq_ignore_ascii_case("application/x-www-form-urlencoded").then(fields)
    }

    fn behind_scheme(&self) -> &str {
        self.url.split_once(':').and_then(|(_, rest)| rest.strip_prefix("//")).unwrap_or(&self.url)
    }
}

/// A response as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Response {
    /// The HTTP status.
    pub status: u16,
    /// As received.
    pub headers: Headers,
    /// The bytes of the body.
    pub body: Vec<u8>,
}

impl Response {
    /// A response with a JSON body.
    pub fn json(status: u16, body: &serde_json::Value) -> Self {
        let headers = [("content-type", "application/json")].into_iter().collect();
        Self { status, headers, body: serde_json::to_vec(body).unwrap_or_default() }
    }

    /// The body as text; bytes that are no UTF-8 are replaced.
    pub fn text(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(&self.body)
    }

    /// True for 2xx.
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }
}

/// One request and what became of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Exchange {
    /// Unique within a run, e.g. `x17`.
    pub id: String,
    /// When the request was sent.
    pub at: Timestamp,
    /// Until the whole answer was read.
    pub duration_ms: f64,
    /// As sent.
    pub request: Request,
    /// As received, or one sentence on why there is no answer.
    pub answer: Result<Response, String>,
}

/// The host of an absolute URL.
pub fn host(url: &str) -> Option<String> {
    url::Url::parse(url).ok()?.host_str().map(str::to_owned)
}

/// True for an absolute https URL with a host.
pub fn is_https_url(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once("://") else { return false };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default();
    let plain = !text.contains(|c: char| c.is_whitespace() || c.is_control());
    scheme.eq_ignore_ascii_case("https") && plain && host.starts_with(|c: char| c.is_alphanumeric() || c == '[')
}

/// What stands behind the scheme of a header `Authorization`; the case of a scheme means nothing (RFC 9110, section 11.1).
pub fn credentials<'h>(header: &'h str, scheme: &str) -> Option<&'h str> {
    let (given, rest) = header.split_once(' ')?;
    given.eq_ignore_ascii_case(scheme).then(|| rest.trim_start_matches(' '))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_url_is_split_as_it_was_sent() {
        let request = Request::new("GET", "http://127.0.0.1:4100/v1/x?a=%7C&b=#frag");
        assert_eq!((request.authority(), request.path(), request.query()), ("127.0.0.1:4100", "/v1/x", "a=%7C&b="));
        let bare = Request::new("GET", "https://shop.example");
        assert_eq!((bare.authority(), bare.path(), bare.query()), ("shop.example", "/", ""));
    }

    #[test]
    fn a_form_is_read_where_the_body_says_it_is_one() {
        let mut request = Request { body: b"a=1+%7C&b=".to_vec(), ..Request::new("POST", "https://shop.example") };
        assert_eq!(request.form(), None);
        request.headers.set("Content-Type", "application/json");
        assert_eq!(request.form(), None);
        request.headers.set("Content-Type", "application/x-www-form-urlencoded; charset=utf-8");
        let fields = [("a", "1 |"), ("b", "")].map(|(name, value)| (name.to_owned(), value.to_owned()));
        assert_eq!(request.form(), Some(fields.to_vec()));
    }

    #[test]
    fn header_names_have_no_case() {
        let mut headers: Headers = [("X-Amz-Date", "1")].into_iter().collect();
        headers.set("x-amz-date", "2");
        assert_eq!(headers.iter().collect::<Vec<_>>(), [("X-Amz-Date", "2")]);
        headers.remove("X-AMZ-DATE");
        assert_eq!(headers.get("x-amz-date"), None);
    }

    #[test]
    fn https_urls_are_told_from_others() {
        for url in
            ["https://amazonpay.amazon.in/render_kfs?authToken=1", "HTTPS://a.example", "https://[::1]:8443/x", "https://u@h/"]
        {
            assert!(is_https_url(url), "{url}");
        }
        for url in ["http://a.example", "//a.example", "/render_kfs", "https:///x", "https://", "https://a b", "https://?x", ""] {
            assert!(!is_https_url(url), "{url}");
        }
    }

    #[test]
    fn the_case_of_a_scheme_means_nothing() {
        for header in ["Basic a2V5Og==", "basic a2V5Og==", "BASIC  a2V5Og=="] {
            assert_eq!(credentials(header, "Basic"), Some("a2V5Og=="), "{header}");
        }
        for header in ["Basic", "Basica2V5Og==", "Bearer a2V5Og==", "", " Basic k"] {
            assert_eq!(credentials(header, "Basic"), None, "{header}");
        }
    }
}

//! The cookies of one visit to one shop.

use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimeParser;

use crate::core::http::Response;

/// The cookies of one host. Domains and `Secure` do not matter: no other host is asked.
#[derive(Debug, Clone, Default)]
pub struct Jar(Vec<Cookie>);

#[derive(Debug, Clone)]
struct Cookie {
    name: String,
    value: String,
    path: String,
}

impl Jar {
    /// Keeps what a response sets, and drops what it ends; `path` is that of the request.
    pub fn keep(&mut self, response: &Response, path: &str, now: Timestamp) {
        let headers = response.headers.iter().filter(|(name, _)| name.eq_ignore_ascii_case("set-cookie"));
        for (_, header) in headers {
            let Some((cookie, ended)) = read(header, path, now) else { continue };
            self.0.retain(|kept| (&kept.name, &kept.path) != (&cookie.name, &cookie.path));
            if !ended {
                self.0.push(cookie);
            }
        }
    }

    /// The header `Cookie` for a request to `path`, the longest paths first; none when no cookie is for it.
    pub fn header(&self, path: &str) -> Option<String> {
        let is_for = |cookie: &&Cookie| {
            let rest = path.strip_prefix(&cookie.path);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/') || cookie.path.ends_with('/'))
        };
        let mut cookies: Vec<&Cookie> = self.0.iter().filter(is_for).collect();
        cookies.sort_by_key(|cookie| std::cmp::Reverse(cookie.path.len()));
        let pairs: Vec<String> = cookies.iter().map(|cookie| format!("{}={}", cookie.name, cookie.value)).collect();
        (!pairs.is_empty()).then(|| pairs.join("; "))
    }
}

/// A cookie, and whether it is over already.
fn read(header: &str, path: &str, now: Timestamp) -> Option<(Cookie, bool)> {
    let mut parts = header.split(';').map(str::trim);
    let (name, value) = parts.next()?.split_once('=')?;
    let folder = path.rsplit_once('/').map(|(folder, _)| folder).filter(|folder| !folder.is_empty()).unwrap_or("/");
    let mut cookie = Cookie { name: name.trim().to_owned(), value: value.trim().to_owned(), path: folder.to_owned() };
    let (mut age, mut expires) = (None, None);
    for (key, value) in parts.filter_map(|part| part.split_once('=')) {
        match key.to_ascii_lowercase().as_str() {
            "path" if value.starts_with('/') => cookie.path = value.to_owned(),
            "max-age" => age = value.parse::<i64>().ok(),
            "expires" => expires = DateTimeParser::new().relaxed_weekday(true).parse_timestamp(value.replace('-', " ")).ok(),
            _ => {}
        }
    }
    let ended = age.map_or_else(|| expires.is_some_and(|end| end <= now), |age| age <= 0);
    (!cookie.name.is_empty()).then_some((cookie, ended))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn jar(set: &[&str]) -> Jar {
        let mut jar = Jar::default();
        for header in set {
            let headers = [("Set-Cookie", *header)].into_iter().collect();
            jar.keep(&Response { status: 200, headers, body: Vec::new() }, "/shop/pay", Timestamp::now());
        }
        jar
    }

    #[test]
    fn cookies_go_back_to_their_paths() {
        let jar = jar(&["a=1", "b=2; Path=/; HttpOnly", "c=3; path=/shop/orders", "no pair", "=x"]);
        assert_eq!(jar.header("/shop/pay").unwrap(), "a=1; b=2");
        assert_eq!(jar.header("/shop/orders/1").unwrap(), "c=3; a=1; b=2");
        assert_eq!(jar.header("/shopping").unwrap(), "b=2");
    }

    #[test]
    fn a_later_cookie_replaces_or_ends_an_earlier_one() {
        assert_eq!(jar(&["a=1", "a=2; Max-Age=60"]).header("/shop/").unwrap(), "a=2");
        for end in ["Max-Age=0", "max-age=-1", "Expires=Thu, 01 Jan 1970 00:00:00 GMT", "expires=Thu, 01-Jan-1970 00:00:00 GMT"] {
            assert_eq!(jar(&["a=1", &format!("a=; {end}")]).header("/shop/pay"), None, "{end}");
        }
        let lasting = jar(&["a=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=60", "b=1; Expires=whenever"]);
        assert_eq!(lasting.header("/shop/pay").unwrap(), "a=1; b=1");
    }
}

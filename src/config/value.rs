//! Values of `signoff.toml` and the types they become.

use std::net::SocketAddr;
use std::time::Duration;

use toml::de::DeValue;
use url::Url;

use super::reader::{Place, Result, Table};
use super::target::is_loopback;
use crate::core::secret::Secret;

/// A value that knows its place.
pub(super) struct Value<'a> {
    pub place: Place<'a>,
    pub toml: DeValue<'a>,
}

impl<'a> Value<'a> {
    /// An error about this value.
    pub fn fault<T>(&self, problem: impl Into<String>) -> Result<T> {
        self.place.fault(problem)
    }

    /// A text with its variables filled in; never empty.
    pub fn text(&self) -> Result<String> {
        match self.expanded()? {
            Err(name) => self.place.unset(name),
            Ok(text) if text.is_empty() => self.fault("must not be empty"),
            Ok(text) => Ok(text),
        }
    }

    /// A text, or `None` when it is empty or reads a variable that is not set.
    pub fn given_text(&self) -> Result<Option<String>> {
        Ok(self.expanded()?.ok().filter(|text| !text.is_empty()))
    }

    /// `true` or `false`.
    pub fn boolean(&self) -> Result<bool> {
        self.toml.as_bool().map_or_else(|| self.wrong_kind("true or false"), Ok)
    }

    /// A whole number above 0.
    pub fn positive(&self) -> Result<usize> {
        let number = self.toml.as_integer().and_then(|n| usize::from_str_radix(n.as_str(), n.radix()).ok());
        number.filter(|number| *number > 0).map_or_else(|| self.wrong_kind("a whole number above 0"), Ok)
    }

    /// A duration such as `"10s"`; never zero.
    pub fn duration(&self) -> Result<Duration> {
        let duration = parse_duration(&self.text()?);
        duration.map_or_else(|| self.fault("must be a duration such as \"500ms\", \"10s\" or \"2m\""), Ok)
    }

    /// An address to listen on, e.g. `127.0.0.1:8443`.
    pub fn socket_address(&self) -> Result<SocketAddr> {
        self.text()?.parse().or_else(|_| self.fault("must be an IP address and a port, e.g. \"127.0.0.1:8443\""))
    }

    /// An absolute http or https URL.
    pub fn url(&self) -> Result<Url> {
        match Url::parse(&self.text()?) {
            Ok(url) if matches!(url.scheme(), "http" | "https") && url.fragment().is_none() => Ok(url),
            _ => self.fault("must be an http or https URL"),
        }
    }

    /// An http or https URL as it is written, in which each of these names stands between braces, and no other.
    pub fn url_template(&self, names: &[&str]) -> Result<String> {
        self.url()?;
        let text = self.text()?;
        if let Some(name) = names.iter().find(|name| !text.contains(&format!("{{{name}}}"))) {
            return self.fault(format!("must hold the placeholder {{{name}}}"));
        }
        let rest = names.iter().fold(text.clone(), |rest, name| rest.replace(&format!("{{{name}}}"), ""));
        if rest.contains(['{', '}']) {
            return self.fault(format!("holds a placeholder that is none of {{{}}}", names.join("}, {")));
        }
        Ok(text)
    }

    /// A host, perhaps with a port, as it stands in a URL.
    pub fn host(&self) -> Result<String> {
        let text = self.text()?;
        if text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-:[]".contains(&byte)) {
            return Ok(text);
        }
        self.fault("must be a host without scheme and path, e.g. \"api.example.com\" or \"127.0.0.1:8443\"")
    }

    /// A URL to which secrets are sent: plain http only to this machine, no user name or password of its own.
    pub fn guarded_url(&self) -> Result<Url> {
        let url = self.url()?;
        if !url.username().is_empty() || url.password().is_some() {
            return self.fault("must be a URL without user name and password");
        }
        if url.scheme() == "http" && !is_loopback(url.as_str()) {
            return self.fault("would send secrets in the clear; use https (plain http is for loopback hosts only)");
        }
        Ok(url)
    }

    /// A guarded URL to which the paths of operations are added: no query, no slash at the end.
    pub fn base_url(&self) -> Result<String> {
        let url = self.guarded_url()?;
        match url.query() {
            None => Ok(url.as_str().trim_end_matches('/').to_owned()),
            Some(_) => self.fault("must be a URL without a query"),
        }
    }

    /// A URL on this machine.
    pub fn loopback_url(&self) -> Result<String> {
        let url = self.guarded_url()?;
        if is_loopback(url.as_str()) {
            return Ok(url.into());
        }
        self.fault("must be a URL on this machine, e.g. \"http://127.0.0.1:4100/\"")
    }

    /// Texts, at least one.
    pub fn texts(&self) -> Result<Vec<String>> {
        let Some(items) = self.toml.as_array() else { return self.wrong_kind("an array of texts") };
        if items.is_empty() {
            return self.fault("must not be empty");
        }
        let items = items.iter().map(|item| Value { place: self.place.clone(), toml: item.get_ref().clone() });
        items.map(|item| item.text()).collect()
    }

    /// A table.
    pub fn table(self) -> Result<Table<'a>> {
        match self.toml {
            DeValue::Table(entries) => Ok(Table::new(self.place, entries)),
            _ => self.wrong_kind("a table"),
        }
    }

    /// An error about a value of the wrong type.
    pub fn wrong_kind<T>(&self, wanted: &str) -> Result<T> {
        self.fault(format!("must be {wanted}, not a value of type {}", self.toml.type_str()))
    }

    /// The text with its variables filled in, or the name of the first one that is not set.
    fn expanded(&self) -> Result<std::result::Result<String, String>> {
        let Some(mut rest) = self.toml.as_str() else { return self.wrong_kind("a text") };
        let mut text = String::with_capacity(rest.len());
        while let Some((before, after)) = rest.split_once("${") {
            let name = after.split_once('}').filter(|(name, _)| is_variable(name));
            let Some((name, after)) = name else { return self.fault("holds a \"${\" that is no variable such as ${NAME}") };
            let Some(value) = (self.place.source.env)(name) else { return Ok(Err(name.to_owned())) };
            text.push_str(before);
            text.push_str(&value);
            self.place.source.brought.borrow_mut().push((self.place.path.clone(), Secret::new(value)));
            rest = after;
        }
        text.push_str(rest);
        Ok(Ok(text))
    }
}

/// The variables that a text reads.
pub(super) fn variables(text: &str) -> impl Iterator<Item = &str> {
    let names = text.split("${").skip(1).filter_map(|rest| rest.split_once('}'));
    names.map(|(name, _)| name).filter(|name| is_variable(name))
}

fn is_variable(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

fn parse_duration(text: &str) -> Option<Duration> {
    let digits = text.trim_end_matches(|c: char| c.is_ascii_lowercase());
    let number: u64 = digits.parse().ok().filter(|number| (1..=86_400_000).contains(number))?;
    match &text[digits.len()..] {
        "ms" => Some(Duration::from_millis(number)),
        "s" => Some(Duration::from_secs(number)),
        "m" => Some(Duration::from_secs(number * 60)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_have_a_unit_and_are_never_zero() {
        assert_eq!(parse_duration("500ms"), Some(Duration::from_millis(500)));
        assert_eq!(parse_duration("10s"), Some(Duration::from_secs(10)));
        assert_eq!(parse_duration("2m"), Some(Duration::from_secs(120)));
        for text in ["", "s", "10", "0s", "-1s", "1.5s", "10 s", "10h", "10S", "99999999999999999999s"] {
            assert_eq!(parse_duration(text), None, "{text:?} was read");
        }
    }
}

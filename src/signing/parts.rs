//! What is signed of a message, read from it as it was sent.

use std::borrow::Cow;

use serde_json::{Map, Value};
use thiserror::Error;

use super::{Scheme, encoding};
use crate::core::http::{Request, Response};
use crate::core::json::{self, JsonError};

/// Decoded names and values of a query.
pub type Query<'a> = Vec<(Cow<'a, str>, Cow<'a, str>)>;

/// The parts of a message that are signed, decoded, in the order in which they were sent.
#[derive(Debug, Clone)]
pub struct Parts<'a> {
    /// `GET`, `POST`, ...
    pub method: &'a str,
    /// The host, with the port where the URL names one.
    pub host: &'a str,
    /// The path as sent.
    pub path: &'a str,
    /// The query; empty for a method whose body is signed.
    pub query: Query<'a>,
    /// The signed headers: lower-case names, values as sent.
    pub headers: Vec<(&'static str, &'a str)>,
    /// The headers that are not signed.
    pub other_headers: Vec<(&'a str, &'a str)>,
    /// The members of the JSON body; empty for a method whose query is signed.
    pub body: Cow<'a, Map<String, Value>>,
    /// The time of the signature, `YYYYMMDDTHHMMSSZ`; its first eight characters begin the scope.
    pub date: Cow<'a, str>,
    /// The query exactly as sent.
    pub sent_query: &'a str,
    /// The body exactly as sent; empty for a method whose query is signed.
    pub sent_body: &'a str,
}

/// Why a message cannot be signed, nor its signature be checked. Names are given, values never.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PartsError {
    /// Not an absolute http(s) URL.
    #[error("could not use the url: {0}")]
    Url(&'static str),
    /// A broken percent sequence, or no UTF-8.
    #[error("could not decode the query parameter {0:?}: a broken percent sequence")]
    Encoding(String),
    /// Undefined by the published rules.
    #[error("could not sign the query: parameter {0:?} is there twice")]
    DoubledParameter(String),
    /// Undefined by the published rules.
    #[error("could not sign the headers: {0:?} is there twice")]
    DoubledHeader(String),
    /// Undefined by the published rules.
    #[error("could not sign the body: member {0:?} is there twice")]
    DoubledMember(String),
    /// Undefined by the published rules.
    #[error("could not sign the body: member {0:?} is null")]
    Null(String),
    /// Its literal text is signed, and the JSON reader does not keep that of an exponent.
    #[error("could not sign the body: member {0:?} holds a number with an exponent; write its digits out")]
    Exponent(String),
    /// A signed header that is not there.
    #[error("could not sign the headers: {0} is missing")]
    MissingHeader(&'static str),
    /// The body is no JSON object.
    #[error("could not sign the body: it is no JSON object (line {line}, column {column})")]
    Body {
        /// Counted from 1.
        line: usize,
        /// Counted from 1.
        column: usize,
    },
}

impl<'a> Parts<'a> {
    /// Reads a request; `signed_host` replaces the host of its URL.
    pub fn of_request(scheme: &Scheme, request: &'a Request, signed_host: Option<&'a str>) -> Result<Self, PartsError> {
        check_url(request)?;
        let signs_body = scheme.body_methods.contains(&request.method.as_str());
        let (headers, other_headers) = split_headers(scheme, request)?;
        let date = headers.iter().find(|(name, _)| *name == scheme.date_header);
        Ok(Self {
            method: &request.method,
            host: signed_host.unwrap_or_else(|| request.authority()),
            path: request.path(),
            query: if signs_body { Vec::new() } else { query(request.query())? },
            body: Cow::Owned(if signs_body { members(&request.body)? } else { Map::new() }),
            date: Cow::Borrowed(date.map_or("", |(_, value)| *value)),
            headers,
            other_headers,
            sent_query: request.query(),
            sent_body: if signs_body { std::str::from_utf8(&request.body).unwrap_or_default() } else { "" },
        })
    }

    /// Reads the response to `request`: the same place, the response's own date, headers and members. The algorithm is
    /// always signed as the scheme's, whether the response names it or not.
    pub fn of_response(scheme: &Scheme, request: &'a Request, response: &'a Response) -> Result<Self, PartsError> {
        Self::of_answer(scheme, request, response, || members(&response.body).map(Cow::Owned))
    }

    /// As [`Parts::of_response`], where the members of the response were perhaps read before.
    pub fn of_answer(
        scheme: &Scheme,
        request: &'a Request,
        response: &'a Response,
        members: impl FnOnce() -> Result<Cow<'a, Map<String, Value>>, PartsError>,
    ) -> Result<Self, PartsError> {
        check_url(request)?;
        let signs_body = scheme.body_methods.contains(&request.method.as_str());
        let value = |name: &'static str| match response.headers.get(name) {
            _ if name == scheme.algorithm_header => Ok((name, scheme.algorithm)),
            Some(value) => Ok((name, value)),
            None => Err(PartsError::MissingHeader(name)),
        };
        Ok(Self {
            method: &request.method,
            host: request.authority(),
            path: request.path(),
            query: if signs_body { Vec::new() } else { query(request.query())? },
            headers: scheme.response_headers.iter().map(|name| value(name)).collect::<Result<_, _>>()?,
            other_headers: Vec::new(),
            body: members()?,
            date: Cow::Borrowed(response.headers.get(scheme.date_header).unwrap_or_default()),
            sent_query: request.query(),
            sent_body: std::str::from_utf8(&response.body).unwrap_or_default(),
        })
    }

    /// Refuses nulls at any depth: how they are signed is not published.
    pub fn without_nulls(self) -> Result<Self, PartsError> {
        match self.null() {
            Some(name) => Err(PartsError::Null(name.to_owned())),
            None => Ok(self),
        }
    }

    /// The first member that is null, or holds one.
    pub fn null(&self) -> Option<&str> {
        self.member(&Value::is_null)
    }

    /// The first member for which `is` holds, or that holds a value for which it does.
    pub fn member(&self, is: &dyn Fn(&Value) -> bool) -> Option<&str> {
        self.body.iter().find(|(_, value)| holds(value, is)).map(|(name, _)| name.as_str())
    }
}

/// The decoded parameters of a query; a parameter without `=` has an empty value.
pub fn query(text: &str) -> Result<Query<'_>, PartsError> {
    let decoded = text.split('&').filter(|part| !part.is_empty()).map(|part| {
        let (name, value) = part.split_once('=').unwrap_or((part, ""));
        let pair = encoding::decode(name).zip(encoding::decode(value));
        pair.ok_or_else(|| PartsError::Encoding(name.to_owned()))
    });
    let pairs = decoded.collect::<Result<Vec<_>, _>>()?;
    match doubled(pairs.iter().map(|(name, _)| name.as_ref())) {
        Some(name) => Err(PartsError::DoubledParameter(name.to_owned())),
        None => Ok(pairs),
    }
}

/// The members of a JSON object; none for an empty text. A doubled name is an error, the literal text of numbers stays.
pub fn members(body: &[u8]) -> Result<Map<String, Value>, PartsError> {
    if body.is_empty() {
        return Ok(Map::new());
    }
    let members = json::object(body).map_err(|error| match error {
        JsonError::Doubled(name) => PartsError::DoubledMember(name),
        JsonError::NoObject { line, column } => PartsError::Body { line, column },
        _ => PartsError::Body { line: 0, column: 0 },
    })?;
    match members.iter().find(|(_, value)| holds(value, &has_exponent)) {
        Some((name, _)) => Err(PartsError::Exponent(name.clone())),
        None => Ok(members),
    }
}

/// The first name that is there twice.
pub fn doubled<'n>(names: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    let mut names: Vec<_> = names.collect();
    names.sort_unstable();
    names.windows(2).find(|pair| pair[0] == pair[1]).map(|pair| pair[0])
}

fn check_url(request: &Request) -> Result<(), PartsError> {
    let url = request.url.as_str();
    if !(url.starts_with("https://") || url.starts_with("http://")) {
        Err(PartsError::Url("it starts with neither https:// nor http://"))
    } else if request.authority().is_empty() {
        Err(PartsError::Url("it names no host"))
    } else if request.authority().contains('@') {
        Err(PartsError::Url("it holds a user name"))
    } else if url.bytes().any(|byte| byte <= b' ' || byte == 0x7f) {
        Err(PartsError::Url("it holds a blank or a control character"))
    } else {
        Ok(())
    }
}

type Split<'a> = (Vec<(&'static str, &'a str)>, Vec<(&'a str, &'a str)>);

fn split_headers<'a>(scheme: &Scheme, request: &'a Request) -> Result<Split<'a>, PartsError> {
    let (mut signed, mut others) = (Vec::with_capacity(scheme.request_headers.len()), Vec::new());
    for (name, value) in request.headers.iter() {
        match scheme.request_headers.iter().find(|known| known.eq_ignore_ascii_case(name)) {
            Some(known) => signed.push((*known, value)),
            None => others.push((name, value)),
        }
    }
    if let Some(name) = doubled(signed.iter().map(|(name, _)| *name)) {
        return Err(PartsError::DoubledHeader(name.to_owned()));
    }
    match scheme.request_headers.iter().find(|known| !signed.iter().any(|(name, _)| name == *known)) {
        Some(missing) => Err(PartsError::MissingHeader(missing)),
        None => Ok((signed, others)),
    }
}

/// True when `is` holds for the value or for one inside it.
fn holds(value: &Value, is: &dyn Fn(&Value) -> bool) -> bool {
    is(value)
        || match value {
            Value::Array(items) => items.iter().any(|item| holds(item, is)),
            Value::Object(members) => members.values().any(|member| holds(member, is)),
            _ => false,
        }
}

fn has_exponent(value: &Value) -> bool {
    matches!(value, Value::Number(number) if number.as_str().contains(['e', 'E']))
}

//! Wrong steps, longer than a line.

use std::borrow::Cow;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::civil::{Date, DateTime};
use jiff::{Span, ToSpan};
use serde_json::{Map, Value};
use zeroize::Zeroizing;

use crate::signing::canonical::{self, Pairs};
use crate::signing::key::Scope;
use crate::signing::parts::Parts;
use crate::signing::recipe::Recipe;
use crate::signing::rewriting::{json, sorted};
use crate::signing::{Account, Scheme, encoding};

/// Host and path, and the query as it is usually sent.
pub fn place_with_query(parts: &Parts<'_>, host: &str, path: &str, text: &mut String) {
    text.extend([host, path]);
    let mut separator = '?';
    for (name, value) in &parts.query {
        text.push(separator);
        encoding::encode(name, text);
        text.push('=');
        encoding::encode(value, text);
        separator = '&';
    }
}

/// With the port of https, where the URL names none.
pub fn host_with_port<'p>(parts: &'p Parts<'_>) -> Cow<'p, str> {
    if parts.host.contains(':') { Cow::Borrowed(parts.host) } else { Cow::Owned(format!("{}:443", parts.host)) }
}

/// The other one, where a published host is named.
pub fn other_host<'p>(scheme: &Scheme, parts: &'p Parts<'_>) -> Cow<'p, str> {
    let other = scheme.hosts.iter().find(|host| **host != parts.host && scheme.hosts.contains(&parts.host));
    Cow::Borrowed(other.copied().unwrap_or(parts.host))
}

/// What stands between the slashes, encoded.
pub fn path_segments_encoded<'p>(parts: &'p Parts<'_>) -> Cow<'p, str> {
    Cow::Owned(parts.path.split('/').map(encoding::encoded).collect::<Vec<_>>().join("/"))
}

/// The parameters as they stand in the URL.
pub fn query_not_decoded<'p>(parts: &'p Parts<'_>) -> Pairs<'p> {
    if parts.query.is_empty() {
        return Vec::new();
    }
    let sent = parts.sent_query.split('&').filter(|part| !part.is_empty());
    sent.map(|part| part.split_once('=').unwrap_or((part, ""))).map(|(name, value)| (name.into(), value.into())).collect()
}

/// The parameters as a form is read: `+` is a space, `%2B` a plus sign.
pub fn query_of_a_form<'p>(parts: &'p Parts<'_>) -> Pairs<'p> {
    let read = |text: Cow<'p, str>| {
        let spaced = text.replace('+', " ");
        encoding::decode(&spaced).map(|text| text.into_owned()).map_or(text, Cow::Owned)
    };
    query_not_decoded(parts).into_iter().map(|(name, value)| (read(name), read(value))).collect()
}

/// With the content type; with the host when no content type is sent.
pub fn headers_and_one_more<'p>(parts: &'p Parts<'_>) -> Pairs<'p> {
    let mut pairs = canonical::header_pairs(parts);
    let content_type = parts.other_headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("content-type"));
    let (name, value) = content_type.map_or(("host", parts.host), |(_, value)| ("content-type", *value));
    pairs.push((name.into(), value.into()));
    pairs
}

/// `X-Amz-Date`.
pub fn headers_capitalised<'p>(parts: &'p Parts<'_>) -> Pairs<'p> {
    let capitalised = |word: &str| {
        let (first, rest) = word.split_at_checked(1).unwrap_or((word, ""));
        first.to_ascii_uppercase() + rest
    };
    let name = |name: &str| name.split('-').map(capitalised).collect::<Vec<_>>().join("-");
    canonical::header_pairs(parts).into_iter().map(|(old, value)| (name(&old).into(), value)).collect()
}

/// Runs of spaces as one.
pub fn headers_with_single_spaces<'p>(parts: &'p Parts<'_>) -> Pairs<'p> {
    let single = |value: &str| value.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    canonical::header_pairs(parts).into_iter().map(|(name, value)| (name, single(&value).into())).collect()
}

/// `name:value`, each with a line feed behind it, as AWS asks for.
pub fn headers_as_lines(parts: &Parts<'_>, recipe: &Recipe, text: &mut String) {
    let mut raw = Recipe { marks: [":", "\n", "\n"], ..*recipe };
    raw.encode_header.times = 0;
    canonical::header_line(parts, &raw, text);
}

/// Without the zeros at the end of the fraction.
pub fn shortened(number: &str) -> String {
    if number.contains('.') { number.trim_end_matches('0').trim_end_matches('.').to_owned() } else { number.to_owned() }
}

/// `1.0` for `1`.
pub fn with_decimal(number: &str) -> String {
    if number.contains('.') { number.to_owned() } else { format!("{number}.0") }
}

/// `1.00` for `1`; what has more decimals keeps them.
pub fn with_two_decimals(number: &str) -> String {
    let (whole, decimals) = number.split_once('.').unwrap_or((number, ""));
    format!("{whole}.{decimals:0<2}")
}

/// The body as JSON without spaces; nothing for a request without body.
pub fn body(parts: &Parts<'_>) -> String {
    if parts.sent_body.is_empty() { String::new() } else { json(&parts.body) }
}

/// As [`body`], sorted at every depth.
pub fn sorted_body(parts: &Parts<'_>) -> String {
    let sorted = sorted(&Value::Object(parts.body.clone()));
    if parts.sent_body.is_empty() { String::new() } else { json(&sorted) }
}

/// `{k=v, k2=v2}`, sorted by name.
pub fn object_sorted(members: &Map<String, Value>, recipe: &Recipe) -> String {
    let mut sorted: Vec<_> = members.iter().collect();
    sorted.sort_by_key(|(name, _)| name.as_str());
    format!("{{{}}}", canonical::joined(sorted, ["=", ", "], recipe))
}

/// `2026-01-15T09:30:00Z`.
pub fn extended_time(date: &str) -> Cow<'_, str> {
    read(date).map_or(Cow::Borrowed(date), |time| Cow::Owned(time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()))
}

/// A time some while later.
pub fn moved(date: &str, by: Span) -> Cow<'_, str> {
    let moved = read(date).and_then(|time| time.checked_add(by).ok());
    moved.map_or(Cow::Borrowed(date), |time| Cow::Owned(time.strftime("%Y%m%dT%H%M%SZ").to_string()))
}

fn read(date: &str) -> Option<DateTime> {
    DateTime::strptime("%Y%m%dT%H%M%SZ", date).ok()
}

/// The day some days later.
pub fn day_moved(time: &str, days: i64) -> Cow<'_, str> {
    let moved = day(time).and_then(|day| day.checked_add(days.days()).ok());
    moved.map_or(Cow::Borrowed(Scope::day(time)), |day| Cow::Owned(day.strftime("%Y%m%d").to_string()))
}

/// `2026-01-15`.
pub fn day_with_dashes(time: &str) -> Cow<'_, str> {
    day(time).map_or(Cow::Borrowed(Scope::day(time)), |day| Cow::Owned(day.strftime("%Y-%m-%d").to_string()))
}

/// Java's pattern `YYYYMMdd`: the year to which the week belongs, weeks beginning on Sunday.
pub fn week_year_day(time: &str) -> Cow<'_, str> {
    let Some(day) = day(time) else { return Cow::Borrowed(Scope::day(time)) };
    let to_saturday = 6 - day.weekday().to_sunday_zero_offset();
    let year = day.checked_add(i64::from(to_saturday).days()).map_or(day.year(), |saturday| saturday.year());
    Cow::Owned(format!("{year:04}{}", day.strftime("%m%d")))
}

fn day(time: &str) -> Option<Date> {
    Date::strptime("%Y%m%d", Scope::day(time)).ok()
}

/// The four steps, the first with the day before.
pub fn steps_of_day_before<'s>(scope: &'s Scope<'_>) -> Vec<Cow<'s, str>> {
    let mut steps = scope.steps();
    if let Some(first) = steps.first_mut() {
        *first = day_moved(&scope.date, -1);
    }
    steps
}

/// Its bytes, where it is base64.
pub fn secret_from_base64(account: &Account<'_>) -> Zeroizing<Vec<u8>> {
    Zeroizing::new(STANDARD.decode(account.secret).unwrap_or_else(|_| account.secret.as_bytes().to_vec()))
}

/// Padded by the rule that adds four marks where none is needed.
pub fn padded(text: String) -> String {
    let marks = 4 - text.len() % 4;
    text + &"=".repeat(marks)
}

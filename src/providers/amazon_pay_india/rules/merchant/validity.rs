//! Since when, and for how long, a merchant's signatures are valid (AP/section8/api_reference).

use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use super::reading::{header, signed_request};
use crate::core::finding::{Finding, Verdict};
use crate::providers::Judged;
use crate::providers::amazon_pay_india::auth::{self, DATE, EXPIRES};
use crate::schema::brief;

/// How far a merchant's clock may be from ours: less than any time zone, and more than any clock that is set.
const CLOCKS_DIFFER: SignedDuration = SignedDuration::from_mins(15);
/// In minutes.
const HOUR: i64 = 60;
/// The zone that is farthest ahead of UTC, in minutes.
const FARTHEST_ZONE: i64 = 14 * HOUR;

/// `x-amz-date` is a real instant in the published form, and UTC. That it is the one in the signature, the signature's rule shows.
pub fn request_date(judged: &Judged<'_>) -> Verdict {
    let form = "a UTC time of the form YYYYMMDDTHHMMSSZ";
    let given = when_given(judged, DATE, form, |value| auth::read_date(value).is_some());
    let date = header(&judged.exchange.request, DATE).and_then(auth::read_date).filter(|_| given == Verdict::Passed);
    date.map_or(given, |date| in_utc(date, judged.exchange.at))
}

/// Nobody signs in the future: a time that is ahead of when the request came is that of a zone, or of a clock that goes wrong. One
/// that is behind it may be that of a request that waited.
fn in_utc(date: Timestamp, came: Timestamp) -> Verdict {
    let ahead = date.duration_since(came);
    let minutes = ahead.as_mins();
    let zone = (minutes + 15) / 30 * 30;
    if ahead <= CLOCKS_DIFFER {
        Verdict::Passed
    } else if (HOUR..=FARTHEST_ZONE).contains(&zone) && (minutes - zone).abs() < 3 {
        let expected = format!("a UTC time, not ahead of {}", auth::format_date(came));
        let zone = format!("the time of a zone {}:{:02} hours ahead of UTC", zone / HOUR, zone % HOUR);
        Verdict::Broken(Finding::new(place(DATE), expected, format!("{}, {zone}", auth::format_date(date))))
    } else {
        Verdict::Unclear(format!("{DATE} is {minutes} min ahead of when the request came: two clocks differ"))
    }
}

/// `x-amz-expires` is a positive whole number.
pub fn request_validity(judged: &Judged<'_>) -> Verdict {
    let form = "a positive whole number of seconds";
    when_given(judged, EXPIRES, form, |value| auth::read_seconds(value).is_some())
}

fn when_given(judged: &Judged<'_>, name: &str, expected: &str, holds: impl Fn(&str) -> bool) -> Verdict {
    match signed_request(judged).and_then(|request| header(request, name)) {
        None => Verdict::NotApplicable,
        Some(value) if holds(value) => Verdict::Passed,
        Some(value) => Verdict::Broken(Finding::new(place(name), expected, brief(&json!(value)))),
    }
}

fn place(name: &str) -> String {
    format!("request header {name}")
}

#[cfg(test)]
mod tests {
    use super::super::super::fixture::{Case, assert_broken, assert_not_applicable, assert_passed, assert_unclear, merchant};
    use super::*;

    fn charge() -> Case {
        merchant("charge", |_| {})
    }

    #[test]
    fn the_date_is_a_real_instant() {
        let rule = "request_date";
        assert_passed(charge().judge_sent(rule));
        for wrong in ["2026-09-20T01:02:03Z", "20260229T000000Z", "20260920T010203", "1789870000"] {
            assert_broken(charge().with_header(DATE, wrong).judge_sent(rule), "request header x-amz-date");
        }
        assert_not_applicable(charge().with_header(DATE, "").judge_sent(rule));
        assert_not_applicable(merchant("access_token", |_| {}).with_header(DATE, "today").judge_sent(rule));
    }

    /// The requests of these tests come at midnight.
    #[test]
    fn the_date_is_utc() {
        let judge = |date: &str| charge().with_header(DATE, date).judge_sent("request_date");
        for near in ["19700101T000000Z", "19700101T001500Z", "19691231T190000Z", "19691201T000000Z"] {
            assert_passed(judge(near));
        }
        for zone in ["19700101T053000Z", "19700101T052830Z", "19700101T053059Z", "19700101T010000Z", "19700101T140000Z"] {
            assert_broken(judge(zone), "request header x-amz-date");
        }
        for other in ["19700101T001600Z", "19700101T003000Z", "19700101T051500Z", "19700101T143000Z", "20260101T000000Z"] {
            assert_unclear(judge(other));
        }
    }

    #[test]
    fn the_validity_is_a_positive_whole_number() {
        let rule = "request_validity";
        assert_passed(charge().judge_sent(rule));
        for wrong in ["0", "-1", "+900", "1.5", "900s"] {
            assert_broken(charge().with_header(EXPIRES, wrong).judge_sent(rule), "request header x-amz-expires");
        }
        assert_not_applicable(charge().with_header(EXPIRES, "").judge_sent(rule));
        assert_not_applicable(merchant("access_token", |_| {}).with_header(EXPIRES, "0").judge_sent(rule));
    }
}

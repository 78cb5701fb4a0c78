//! How long texts may be, wherever they stand (OA; CONV).

use serde_json::Value;

use crate::core::finding::Verdict;
use crate::providers::Judged;
use crate::providers::sent::finding;

/// The most characters of a text.
const TEXT: usize = 512;
/// The most labels, characters of a label's name, and of its text.
const LABELS: (usize, usize, usize) = (50, 50, 200);

/// Labels and texts keep within their lengths.
pub fn lengths_kept(judged: &Judged<'_>) -> Verdict {
    if judged.endpoint.is_none() || judged.exchange.request.method != "POST" {
        return Verdict::NotApplicable;
    }
    match judged.sent() {
        Err(why) => Verdict::Unclear(why.to_owned()),
        Ok(members) => excess(members, "").map_or(Verdict::Passed, |(place, expected, actual)| {
            Verdict::Broken(finding(judged, &place, expected, &Value::from(actual)))
        }),
    }
}

/// The first member that is too long: its place, what it may be, and how long it is.
fn excess(value: &Value, place: &str) -> Option<(String, &'static str, usize)> {
    let inside = |name: &str| if place.is_empty() { name.to_owned() } else { format!("{place}.{name}") };
    match value {
        Value::String(text) => {
            let length = text.chars().count();
            (length > TEXT).then(|| (place.to_owned(), "at most 512 characters", length))
        }
        Value::Array(elements) => {
            let mut all = elements.iter().enumerate();
            all.find_map(|(index, element)| excess(element, &inside(&index.to_string())))
        }
        Value::Object(members) => members.iter().find_map(|(name, value)| {
            let labels = if name == "labels" { too_many(value, &inside(name)) } else { None };
            labels.or_else(|| excess(value, &inside(name)))
        }),
        _ => None,
    }
}

fn too_many(labels: &Value, place: &str) -> Option<(String, &'static str, usize)> {
    let labels = labels.as_object()?;
    let (most, name, text) = LABELS;
    if labels.len() > most {
        return Some((place.to_owned(), "at most 50 labels", labels.len()));
    }
    labels.iter().find_map(|(label, value)| {
        let (label, length) = (label.chars().count(), value.as_str().map_or(0, |text| text.chars().count()));
        let named = (label > name).then(|| (place.to_owned(), "names of at most 50 characters", label));
        named.or_else(|| (length > text).then(|| (place.to_owned(), "texts of at most 200 characters", length)))
    })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::super::fixture::{assert_broken, assert_not_applicable, assert_passed, assert_unclear, merchant, set};

    #[test]
    fn texts_have_a_length() {
        let rule = "lengths_kept";
        assert_passed(merchant("charge", set("consumer.name", "x".repeat(512))).judge(rule));
        assert_passed(merchant("charge", set("consumer.name", "ß".repeat(512))).judge(rule));
        assert_broken(merchant("charge", set("consumer.name", "x".repeat(513))).judge(rule), "request body consumer.name");
        assert_not_applicable(merchant("charge_status", |_| {}).judge(rule));
        assert_unclear(merchant("charge", |_| {}).with_sent_body("{").judge(rule));
    }

    #[test]
    fn labels_have_their_own() {
        let labels = |count: usize, name: usize, text: usize| -> Value {
            let pairs = (0..count).map(|index| (format!("{index:0>name$}"), json!("x".repeat(text))));
            Value::Object(pairs.collect())
        };
        let judge = |labels: Value| merchant("refund", set("labels", labels)).judge("lengths_kept");
        assert_passed(judge(labels(50, 50, 200)));
        for wrong in [labels(51, 2, 1), labels(1, 51, 1), labels(1, 2, 201)] {
            assert_broken(judge(wrong), "request body labels");
        }
    }
}

//! JSON objects that a page holds for its scripts and for an app.

use serde_json::Value;

use crate::checkout::page::Page;
use crate::schema::brief;

/// So many characters of a page are looked through for objects.
const LONGEST: usize = 200_000;

/// Every JSON object in the page's scripts and data, those within others included.
pub(super) fn of_page(page: &Page) -> Vec<Value> {
    let texts = page.data.iter().map(String::as_str).chain(page.scripts.iter().map(|script| script.text()));
    let outermost: Vec<_> = texts.filter(|text| text.len() <= LONGEST).flat_map(of_text).collect();
    let mut all = Vec::new();
    outermost.iter().for_each(|object| gather(object, &mut all));
    all
}

fn gather(value: &Value, into: &mut Vec<Value>) {
    match value {
        Value::Object(members) => {
            into.push(value.clone());
            members.values().for_each(|inner| gather(inner, into));
        }
        Value::Array(elements) => elements.iter().for_each(|inner| gather(inner, into)),
        _ => {}
    }
}

/// The outermost objects of a text.
fn of_text(text: &str) -> Vec<Value> {
    let (mut found, mut rest) = (Vec::new(), text);
    while let Some(start) = rest.find('{') {
        let mut stream = serde_json::Deserializer::from_str(&rest[start..]).into_iter::<Value>();
        let read = stream.next().and_then(Result::ok).filter(Value::is_object);
        let end = if read.is_some() { stream.byte_offset() } else { 1 };
        found.extend(read);
        rest = &rest[start + end..];
    }
    found
}

/// The first member that differs, as given and as shown, of an object that is like the one given: it has a text of the other's
/// in the same place.
pub(super) fn difference(given: &Value, shown: &Value) -> Option<(String, String, String)> {
    let is_alike = leaves(given, "")
        .iter()
        .any(|(path, value)| value.as_str().is_some_and(|text| text.len() > 8) && shown.pointer(path) == Some(value));
    let differs = || {
        let all = leaves(given, "");
        let changed = all.iter().find(|(path, value)| shown.pointer(path) != Some(value));
        let more = || leaves(shown, "").into_iter().find(|(path, _)| given.pointer(path).is_none());
        let (path, value) = changed.cloned().or_else(more)?;
        let print = |value: Option<&Value>| value.map_or_else(|| "none".to_owned(), brief);
        let expected = if given.pointer(&path).is_some() { brief(&value) } else { "none".to_owned() };
        Some((path.trim_start_matches('/').replace('/', "."), expected, print(shown.pointer(&path))))
    };
    if is_alike { differs() } else { None }
}

/// Every value that holds no others, with its JSON pointer.
fn leaves(value: &Value, path: &str) -> Vec<(String, Value)> {
    let escaped = |name: &str| name.replace('~', "~0").replace('/', "~1");
    match value {
        Value::Object(members) => {
            members.iter().flat_map(|(name, value)| leaves(value, &format!("{path}/{}", escaped(name)))).collect()
        }
        Value::Array(elements) => {
            elements.iter().enumerate().flat_map(|(place, value)| leaves(value, &format!("{path}/{place}"))).collect()
        }
        _ => vec![(path.to_owned(), value.clone())],
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn objects_are_found_in_any_text() {
        let text = "f({\"a\":{\"b\":1}}); if (x) { y } var z = {\"c\":[{}]}";
        assert_eq!(of_text(text), [json!({ "a": { "b": 1 } }), json!({ "c": [{}] })]);
        assert_eq!(of_text("{ {{ no"), [] as [Value; 0]);
    }

    #[test]
    fn objects_within_others_are_found() {
        let data = vec![r#"{"state":{"sessions":[{"sdk_payload":{"requestId":"1"}}]}}"#.to_owned()];
        let found = of_page(&Page { data, ..Page::default() });
        assert_eq!((found.len(), found.contains(&json!({ "requestId": "1" }))), (4, true));
    }

    #[test]
    fn what_was_changed_is_told() {
        let given = json!({ "id": "0123456789", "inner": { "amount": "1.00" } });
        let with = |amount: Value| json!({ "id": "0123456789", "inner": { "amount": amount } });
        let told = |shown: &Value| difference(&given, shown).map(|(name, ..)| name);
        assert_eq!(told(&with(json!(1))).as_deref(), Some("inner.amount"));
        assert_eq!(told(&json!({ "id": "0123456789" })).as_deref(), Some("inner.amount"));
        let mut more = given.clone();
        more["more"] = json!(1);
        assert_eq!(told(&more).as_deref(), Some("more"));
        assert_eq!((told(&given), told(&json!({ "id": "another text" }))), (None, None));
    }
}

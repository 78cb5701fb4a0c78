//! Members of a JSON document by dotted names: `amount.value`, `captures.0.amount`.
//!
//! A name that stands as it is, dots and all, goes before its parts: some APIs have such flat names. An element of an array is named by its
//! place, or when it is read also by a member with a text: `methods.type=wallet.balance`.

use serde_json::{Map, Value};

/// The member of that name.
pub fn at<'a>(value: &'a Value, name: &str) -> Option<&'a Value> {
    match value {
        Value::Object(members) => of(members, name),
        Value::Array(elements) => {
            let (index, rest) = name.split_once('.').map_or((name, None), |(index, rest)| (index, Some(rest)));
            let element = match index.split_once('=') {
                Some((name, text)) => elements.iter().find(|element| element[name] == text)?,
                None => elements.get(index.parse::<usize>().ok()?)?,
            };
            rest.map_or(Some(element), |rest| at(element, rest))
        }
        _ => None,
    }
}

/// The member of that name among these.
pub fn of<'a>(members: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    members.get(name).or_else(|| name.split_once('.').and_then(|(first, rest)| at(members.get(first)?, rest)))
}

/// Sets a member: inside the object or array that its first part names, or else under the whole name.
pub fn set(members: &mut Map<String, Value>, name: &str, value: Value) {
    let inside = name.split_once('.').filter(|_| !members.contains_key(name));
    match inside.and_then(|(first, rest)| Some((members.get_mut(first)?, rest))) {
        Some((Value::Object(inner), rest)) => set(inner, rest, value),
        Some((Value::Array(elements), rest)) => set_in(elements, rest, value),
        _ => {
            members.insert(name.to_owned(), value);
        }
    }
}

/// Takes a member out.
pub fn remove(members: &mut Map<String, Value>, name: &str) {
    if members.shift_remove(name).is_some() {
        return;
    }
    let Some((first, rest)) = name.split_once('.') else { return };
    match members.get_mut(first) {
        Some(Value::Object(inner)) => remove(inner, rest),
        Some(Value::Array(elements)) => {
            let (index, rest) = rest.split_once('.').unwrap_or((rest, ""));
            let element = index.parse::<usize>().ok().and_then(|index| elements.get_mut(index));
            if let Some(inner) = element.and_then(Value::as_object_mut) {
                remove(inner, rest);
            }
        }
        _ => {}
    }
}

fn set_in(elements: &mut [Value], name: &str, value: Value) {
    let (index, rest) = name.split_once('.').unwrap_or((name, ""));
    let element = index.parse::<usize>().ok().and_then(|index| elements.get_mut(index));
    match element {
        Some(Value::Object(inner)) if !rest.is_empty() => set(inner, rest, value),
        Some(element) if rest.is_empty() => *element = value,
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn document() -> Map<String, Value> {
        let document = json!({ "amount": { "value": 1 }, "captures": [{ "amount": 2 }], "metadata.X:id": "a" });
        document.as_object().unwrap().clone()
    }

    #[test]
    fn a_member_is_found_by_its_parts_or_by_its_whole_name() {
        let document = document();
        for (name, value) in [("amount.value", json!(1)), ("captures.0.amount", json!(2)), ("metadata.X:id", json!("a"))] {
            assert_eq!(of(&document, name), Some(&value), "{name}");
        }
        let listed =
            json!({ "methods": [{ "type": "card" }, { "type": "wallet", "balance": 1 }, { "type": "wallet", "balance": 2 }] });
        assert_eq!(at(&listed, "methods.type=wallet.balance"), Some(&json!(1)));
        assert_eq!(at(&listed, "methods.type=bank.balance"), None);
        for name in ["amount.currency", "captures.1.amount", "captures.x", "metadata", "amount.value.x"] {
            assert_eq!(of(&document, name), None, "{name}");
        }
    }

    #[test]
    fn a_member_is_set_and_taken_out_where_it_stands() {
        let mut changed = document();
        for name in ["amount.value", "amount.amount", "captures.0.amount", "metadata.X:id", "udf.1", "new"] {
            set(&mut changed, name, json!("set"));
            assert_eq!(of(&changed, name), Some(&json!("set")), "{name}");
        }
        assert_eq!((changed.len(), changed["amount"].as_object().unwrap().len()), (5, 2));
        for name in ["amount.value", "captures.0.amount", "metadata.X:id", "udf.1", "none.at.all"] {
            remove(&mut changed, name);
            assert_eq!(of(&changed, name), None, "{name}");
        }
    }
}

//! The canonical request: METHOD, host+path, query line, header line and body line.

use std::borrow::Cow;
use std::fmt::Write;

use serde_json::{Map, Value};

use super::parts::Parts;
use super::recipe::Recipe;

/// Names and flattened values of one line.
pub type Pairs<'p> = Vec<(&'p str, Cow<'p, str>)>;

/// The members of a nested object in the order in which they are written.
type Order = for<'v> fn(&'v Map<String, Value>) -> Vec<(&'v String, &'v Value)>;

/// The canonical request of `parts`.
pub fn request(parts: &Parts<'_>, recipe: &Recipe) -> String {
    let mut text = String::with_capacity(1024);
    text.push_str(parts.method);
    text.push('\n');
    (recipe.place)(parts, &mut text);
    text.push('\n');
    line((recipe.query)(parts, recipe), recipe.encode, recipe, &mut text);
    text.push('\n');
    line((recipe.headers)(parts), recipe.encode_header, recipe, &mut text);
    text.push('\n');
    line((recipe.body)(parts, recipe), recipe.encode, recipe, &mut text);
    (recipe.finish_request)(parts, &mut text);
    text
}

/// Appends `name=value&name=value`.
fn line(mut pairs: Pairs<'_>, encode_value: fn(&str, &mut String), recipe: &Recipe, text: &mut String) {
    (recipe.sort)(&mut pairs);
    let mut separator = "";
    for (name, value) in pairs.iter().filter(|(_, value)| (recipe.keeps)(value)) {
        text.push_str(separator);
        (recipe.encode)(name, text);
        text.push('=');
        encode_value(value, text);
        separator = "&";
    }
}

/// Sorts by name, in the order of the code units: capital letters before small ones.
pub fn sort(pairs: &mut Pairs<'_>) {
    // Most names differ in the first byte already, which is cheaper to look at than the whole.
    let first = |name: &str| name.as_bytes().first().copied();
    pairs.sort_unstable_by(|(one, _), (other, _)| first(one).cmp(&first(other)).then_with(|| one.cmp(other)));
}

/// The parameters of the query.
pub fn query_pairs<'p>(parts: &'p Parts<'_>) -> Pairs<'p> {
    parts.query.iter().map(|(name, value)| (name.as_ref(), Cow::Borrowed(value.as_ref()))).collect()
}

/// The signed headers.
pub fn header_pairs<'p>(parts: &'p Parts<'_>) -> Pairs<'p> {
    parts.headers.iter().map(|(name, value)| (*name, Cow::Borrowed(*value))).collect()
}

/// The members of the body, flattened; nulls are left out.
pub fn body_pairs<'p>(parts: &'p Parts<'_>, recipe: &Recipe) -> Pairs<'p> {
    let mut pairs = Vec::with_capacity(parts.body.len());
    for (name, value) in parts.body.iter().filter(|(_, value)| !value.is_null()) {
        pairs.push((name.as_str(), (recipe.flatten)(value)));
    }
    pairs
}

/// A member's value as one text: strings as they are, the literal text of numbers, `{k=v, k2=v2}` in document order,
/// `[a, b]` (AP/section1/create_canonical_request; POS/section1/cancel_dqr).
pub fn flatten(value: &Value) -> Cow<'_, str> {
    flatten_in(value, |members| members.iter().collect())
}

/// As [`flatten`], but the members of objects in the order of Java's `HashMap`: the other reading of the samples.
pub fn flatten_as_hash_map(value: &Value) -> Cow<'_, str> {
    flatten_in(value, hash_map_order)
}

fn flatten_in(value: &Value, order: Order) -> Cow<'_, str> {
    match value {
        Value::String(text) => Cow::Borrowed(text),
        Value::Number(number) => Cow::Borrowed(number.as_str()),
        Value::Bool(true) => Cow::Borrowed("true"),
        Value::Bool(false) => Cow::Borrowed("false"),
        Value::Null => Cow::Borrowed("null"),
        Value::Array(items) => {
            let items: Vec<_> = items.iter().map(|item| flatten_in(item, order)).collect();
            Cow::Owned(format!("[{}]", items.join(", ")))
        }
        Value::Object(members) => {
            let mut text = String::from("{");
            let mut separator = "";
            for (name, member) in order(members) {
                // Writing to a String never fails.
                let _ = write!(text, "{separator}{name}={}", flatten_in(member, order));
                separator = ", ";
            }
            text.push('}');
            Cow::Owned(text)
        }
    }
}

/// Java's `HashMap` iterates by bucket; the table doubles when it is filled to more than three quarters.
fn hash_map_order(members: &Map<String, Value>) -> Vec<(&String, &Value)> {
    let mut buckets: u32 = 16;
    while members.len() * 4 > buckets as usize * 3 {
        buckets *= 2;
    }
    let mut ordered: Vec<_> = members.iter().collect();
    ordered.sort_by_key(|(name, _)| {
        let hash = name.encode_utf16().fold(0_u32, |hash, unit| hash.wrapping_mul(31).wrapping_add(u32::from(unit)));
        (hash ^ (hash >> 16)) & (buckets - 1)
    });
    ordered
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Value {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn numbers_keep_their_literal_text() {
        for literal in ["1.0", "10.50", "0", "-0", "123456789012345678901234567890.10"] {
            assert_eq!(flatten(&read(literal)), literal);
        }
    }

    #[test]
    fn objects_keep_document_order_and_lists_their_items() {
        let nested = read(r#"{"b":"1","a":[true,{"k":"v"}],"c":{}}"#);
        assert_eq!(flatten(&nested), "{b=1, a=[true, {k=v}], c={}}");
    }

    #[test]
    fn the_order_of_javas_hash_map() {
        let detail = read(r#"{"storeIdType":"T","storeId":"S1","terminalId":"T9"}"#);
        assert_eq!(flatten_as_hash_map(&detail), "{storeIdType=T, terminalId=T9, storeId=S1}");
    }
}

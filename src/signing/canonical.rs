//! The canonical request: METHOD, host+path, query line, header line and body line.

use std::borrow::Cow;

use serde_json::{Map, Value};

use super::encoding::Encoding;
use super::parts::Parts;
use super::recipe::Recipe;
use super::{Scheme, encoding};

/// Names and flattened values of one line.
pub type Pairs<'p> = Vec<(Cow<'p, str>, Cow<'p, str>)>;

/// The canonical request of `parts`.
pub fn request(scheme: &Scheme, parts: &Parts<'_>, recipe: &Recipe) -> String {
    let mut text = String::with_capacity(1024);
    text.push_str(&(recipe.method)(parts.method));
    text.push_str(recipe.feed);
    (recipe.place)(parts, &(recipe.host)(scheme, parts), &(recipe.path)(parts), &mut text);
    for line in [recipe.query_line, recipe.header_line, recipe.body_line] {
        text.push_str(recipe.feed);
        let start = text.len();
        line(parts, recipe, &mut text);
        if recipe.encodes_lines {
            let line = text.split_off(start);
            encoding::encode(&line, &mut text);
        }
    }
    (recipe.finish_request)(parts, &mut text);
    text
}

/// Appends `name=value&name=value`.
pub fn line(mut pairs: Pairs<'_>, encode_value: Encoding, recipe: &Recipe, text: &mut String) {
    (recipe.sort)(&mut pairs);
    let [equals, between, end] = recipe.marks;
    let mut separator = "";
    for (name, value) in pairs.iter().filter(|(_, value)| (recipe.keeps)(value)) {
        text.push_str(separator);
        if recipe.names {
            recipe.encode_name.write(name, text);
            text.push_str(equals);
        }
        encode_value.write(value, text);
        separator = between;
    }
    if !separator.is_empty() {
        text.push_str(end);
    }
}

/// Appends the signed headers.
pub fn header_line(parts: &Parts<'_>, recipe: &Recipe, text: &mut String) {
    let mut pairs = (recipe.headers)(parts);
    if let Some(ending) = recipe.left_out {
        pairs.retain(|(name, _)| !name.ends_with(ending));
    }
    line(pairs, recipe.encode_header, recipe, text);
}

/// Sorts by name, in the order of the code units: capital letters before small ones.
pub fn sort(pairs: &mut Pairs<'_>) {
    // Most names differ in the first byte already, which is cheaper to look at than the whole.
    let first = |name: &str| name.as_bytes().first().copied();
    pairs.sort_unstable_by(|(one, _), (other, _)| first(one).cmp(&first(other)).then_with(|| one.cmp(other)));
}

/// The parameters of the query.
pub fn query_pairs<'p>(parts: &'p Parts<'_>) -> Pairs<'p> {
    parts.query.iter().map(|(name, value)| (Cow::Borrowed(name.as_ref()), Cow::Borrowed(value.as_ref()))).collect()
}

/// The signed headers.
pub fn header_pairs<'p>(parts: &'p Parts<'_>) -> Pairs<'p> {
    parts.headers.iter().map(|(name, value)| (Cow::Borrowed(*name), Cow::Borrowed(*value))).collect()
}

/// The members of the body, flattened; nulls are left out.
pub fn body_pairs<'p>(parts: &'p Parts<'_>, recipe: &Recipe) -> Pairs<'p> {
    let mut pairs = Vec::with_capacity(parts.body.len());
    for (name, value) in parts.body.iter() {
        match (value, recipe.null) {
            (Value::Null, None) => {}
            (Value::Null, Some(text)) => pairs.push((Cow::Borrowed(name.as_str()), Cow::Borrowed(text))),
            _ => pairs.push((Cow::Borrowed(name.as_str()), flatten(value, recipe))),
        }
    }
    pairs
}

/// A value as one text: strings as they are, the literal text of numbers, `{k=v, k2=v2}` in document order,
/// `[a, b]` (AP/section1/create_canonical_request; POS/section1/cancel_dqr).
pub fn flatten<'v>(value: &'v Value, recipe: &Recipe) -> Cow<'v, str> {
    match value {
        Value::String(text) => Cow::Borrowed(text),
        Value::Number(number) => (recipe.number)(number),
        Value::Bool(value) => Cow::Borrowed(recipe.boolean[usize::from(*value)]),
        Value::Null => Cow::Borrowed("null"),
        Value::Array(items) => Cow::Owned((recipe.array)(items, recipe)),
        Value::Object(members) => Cow::Owned((recipe.object)(members, recipe)),
    }
}

/// `[a, b]`.
pub fn flatten_array(items: &[Value], recipe: &Recipe) -> String {
    format!("[{}]", listed(items, ", ", recipe))
}

/// The items with this mark between.
pub fn listed(items: &[Value], mark: &str, recipe: &Recipe) -> String {
    items.iter().map(|item| flatten(item, recipe)).collect::<Vec<_>>().join(mark)
}

/// `{k=v, k2=v2}`, the members in document order.
pub fn flatten_object(members: &Map<String, Value>, recipe: &Recipe) -> String {
    format!("{{{}}}", joined(members, ["=", ", "], recipe))
}

/// As [`flatten_object`], but the members in the order of Java's `HashMap`: the other reading of the samples.
pub fn flatten_object_as_hash_map(members: &Map<String, Value>, recipe: &Recipe) -> String {
    format!("{{{}}}", joined(hash_map_order(members), ["=", ", "], recipe))
}

/// Members with these marks behind the name and between the members.
pub fn joined<'v>(members: impl IntoIterator<Item = (&'v String, &'v Value)>, marks: [&str; 2], recipe: &Recipe) -> String {
    let mut text = String::new();
    let mut separator = "";
    for (name, member) in members {
        text.extend([separator, name, marks[0], &flatten(member, recipe)]);
        separator = marks[1];
    }
    text
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
            assert_eq!(flatten(&read(literal), &Recipe::RIGHT), literal);
        }
    }

    #[test]
    fn objects_keep_document_order_and_lists_their_items() {
        let nested = read(r#"{"b":"1","a":[true,{"k":"v"}],"c":{}}"#);
        assert_eq!(flatten(&nested, &Recipe::RIGHT), "{b=1, a=[true, {k=v}], c={}}");
    }

    #[test]
    fn the_order_of_javas_hash_map() {
        let detail = read(r#"{"storeIdType":"T","storeId":"S1","terminalId":"T9"}"#);
        assert_eq!(flatten(&detail, &Recipe::HASH_MAP), "{storeIdType=T, terminalId=T9, storeId=S1}");
    }
}

//! What a run leaves open: requirements with the same reason together, and the keys of the configuration that would settle them.

use std::collections::{BTreeMap, BTreeSet};

use super::Report;
use crate::catalogue::Status;

/// Requirements that share a status and a reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Open<'a> {
    /// What is known of them.
    pub status: Status,
    /// Why they are open.
    pub reason: &'a str,
    /// Their ids.
    pub ids: Vec<&'a str>,
    /// What to write into `signoff.toml` to learn more, ordered, each with its table.
    pub keys: BTreeSet<String>,
}

/// The requirements of one status by reason, ordered by reason. What was met as a whole is not open.
pub fn grouped<'a>(report: &Report<'a>, status: Status) -> Vec<Open<'a>> {
    let mut groups: BTreeMap<&str, Open<'a>> = BTreeMap::new();
    for entry in report.having(status).filter(|entry| status != Status::Met || !entry.is_whole()) {
        let reason = entry.reason.as_deref().unwrap_or("no reason is known");
        let group = groups.entry(reason).or_insert_with(|| Open { status, reason, ids: Vec::new(), keys: BTreeSet::new() });
        group.ids.push(&entry.id);
        group.keys.extend(keys(reason).iter().map(|key| within(&entry.provider, key)));
    }
    groups.into_values().collect()
}

/// Everything that is unproven: what the same keys would settle stands together, and what is most comes first.
pub fn unproven<'a>(report: &Report<'a>) -> Vec<Open<'a>> {
    let mut groups: Vec<Open<'a>> = Vec::new();
    for group in [Status::Inconclusive, Status::Untested].into_iter().flat_map(|status| grouped(report, status)) {
        let same = |other: &&mut Open<'a>| !group.keys.is_empty() && (other.status, &other.keys) == (group.status, &group.keys);
        match groups.iter_mut().find(same) {
            Some(other) => other.ids.extend(group.ids),
            None => groups.push(group),
        }
    }
    groups.iter_mut().for_each(|group| group.ids.sort_unstable());
    groups.sort_by_key(|group| std::cmp::Reverse(group.ids.len()));
    groups
}

/// A key with the provider's table before it, where the reason does not name it.
fn within(provider: &str, key: &str) -> String {
    match key.split('.').next() {
        Some(table) if table == provider => key.to_owned(),
        _ if key.starts_with("browser ") => format!("{provider}.checkout.{key}"),
        _ => format!("{provider}.{key}"),
    }
}

/// The keys that a reason names: `(key NAME)`, `(key NAME ..)` but not where only ours have one, `[TABLE] has no key NAME`,
/// `use NAME = VALUE`, `[TABLE] is not configured`.
fn keys(reason: &str) -> Vec<String> {
    let ends = |rest: &str| rest.find([' ', ')', ',', ';']).unwrap_or(rest.len());
    let mut keys: Vec<String> = Vec::new();
    for (at, _) in reason.match_indices("key ") {
        let rest = &reason[at + "key ".len()..];
        let name = &rest[..ends(rest)];
        match reason[..at].strip_suffix("] has no ").and_then(|before| Some(&before[before.rfind('[')? + 1..])) {
            Some(table) => keys.push(format!("{table}.{name}")),
            None if name.contains(['.', '_']) && !rest[name.len()..].starts_with(';') => keys.push(name.to_owned()),
            None => {}
        }
    }
    let table = reason.split_once("] is not configured").and_then(|(before, _)| Some(&before[before.rfind('[')? + 1..]));
    let setting = reason.split("; use ").skip(1).filter(|rest| rest.contains(" = ")).filter_map(|rest| rest.split(';').next());
    keys.extend(table.into_iter().chain(setting).map(str::to_owned));
    keys
}

/// Ids with runs of consecutive numbers drawn together: `A01 to A04, A07`.
pub fn ranges(ids: &[&str]) -> String {
    let mut runs: Vec<(&str, &str)> = Vec::new();
    for id in ids {
        match runs.last_mut() {
            Some((_, last)) if follows(last, id) => *last = id,
            _ => runs.push((id, id)),
        }
    }
    let texts = runs.into_iter().map(|(first, last)| match (first == last, follows(first, last)) {
        (true, _) => first.to_owned(),
        (false, true) => format!("{first}, {last}"),
        (false, false) => format!("{first} to {last}"),
    });
    texts.collect::<Vec<_>>().join(", ")
}

/// True when the second id has the next number of the same stem.
fn follows(first: &str, second: &str) -> bool {
    let split = |id: &str| {
        let stem = id.trim_end_matches(|c: char| c.is_ascii_digit()).to_owned();
        let number = id[stem.len()..].parse::<u64>().ok();
        (stem, number)
    };
    let ((stem, number), (other, next)) = (split(first), split(second));
    stem == other && number.zip(next).is_some_and(|(number, next)| number.checked_add(1) == Some(next))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn consecutive_ids_are_drawn_together() {
        assert_eq!(ranges(&["A01", "A02", "A03", "A05", "A06", "B07", "X"]), "A01 to A03, A05, A06, B07, X");
        assert_eq!(ranges(&[]), "");
    }

    #[test]
    fn a_reason_names_the_keys_that_would_settle_it() {
        for (reason, expected) in [
            ("no customer in the state \"declined\" is given (key customers.declined)", &["customers.declined"][..]),
            ("none is given (key customers.a); none is given (key customers.b); 1 of 2 ran", &["customers.a", "customers.b"]),
            ("this target has no control address to move its clock (key control_url; only ours have one)", &[]),
            ("scripts build this; use browser = true; 1 of 2 scenarios ran", &["browser = true"]),
            ("[house.signer] is not configured (--subject endpoint leaves it out)", &["house.signer"]),
            ("credentials refused: no key was accepted", &[]),
            ("[house.merchant] has no key refund_url; 1 of 2 scenarios ran", &["house.merchant.refund_url"]),
            ("[house.merchant] has no key refund_url", &["house.merchant.refund_url"]),
        ] {
            assert_eq!(keys(reason), expected, "{reason}");
        }
        for (key, expected) in [
            ("customers.declined", "house.customers.declined"),
            ("house.shoppers.a", "house.shoppers.a"),
            ("browser = true", "house.checkout.browser = true"),
        ] {
            assert_eq!(within("house", key), expected);
        }
    }
}

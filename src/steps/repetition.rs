//! Requests that are sent again: how often, how long after, and under which key.

use std::collections::HashMap;

use cucumber::{then, when};
use jiff::SignedDuration;

use super::merchant::all_heard;
use crate::core::finding::Finding;
use crate::world::{Heard, Step, World, unclear};

/// The last charge, as often as it was sent.
fn repetitions(world: &World) -> Step<Vec<&Heard>> {
    let charge = world.last_heard("charge")?;
    let same = |heard: &&Heard| heard.is("charge") && heard.members == charge.members;
    Ok(world.journey()?.heard.iter().filter(same).collect())
}

#[when("the charge was sent again")]
fn was_sent_again(world: &mut World) -> Step {
    match repetitions(world)?.len() {
        0 | 1 => unclear("the merchant did not send the charge again"),
        _ => Ok(()),
    }
}

#[then("the charge is not sent again")]
fn is_not_sent_again(world: &mut World) -> Step {
    let times = repetitions(world)?.len();
    world.check(times == 1, || Finding::new("the merchant's calls", "the charge once", format!("{times} times")))
}

#[then("the charge is sent again at growing intervals")]
fn grow(world: &mut World) -> Step {
    let times: Vec<_> = repetitions(world)?.iter().map(|heard| heard.at).collect();
    let between: Vec<SignedDuration> = times.windows(2).map(|pair| pair[1].duration_since(pair[0])).collect();
    growing(world, "the charge", &between)
}

/// Jitter may let one interval be shorter than the one before, and a slow answer may make any one of them long.
pub(super) fn growing(world: &mut World, what: &str, between: &[SignedDuration]) -> Step {
    if between.len() < 3 {
        return unclear(format!("{what} was sent {} times, which shows no intervals", between.len() + 1));
    }
    let actual = between.iter().map(|one| format!("{} s", one.as_secs())).collect::<Vec<_>>().join(", ");
    world.check(grow_longer(between), || Finding::new("the merchant's calls", "growing intervals", actual))
}

/// True when the usual interval of the last half is longer than that of the first, by more than a second.
fn grow_longer(between: &[SignedDuration]) -> bool {
    let half = between.len() / 2;
    let usual = |part: &[SignedDuration]| {
        let mut part = part.to_vec();
        part.sort_unstable();
        part.get(part.len() / 2).copied().unwrap_or_default()
    };
    usual(&between[between.len() - half..]) > usual(&between[..half]) + SignedDuration::from_secs(1)
}

#[then(regex = r#"^the "([^"]*)" of every call is used again only to repeat it$"#)]
fn keys_are_of_one_call(world: &mut World, header: String) -> Step {
    let mut first: HashMap<&str, &Heard> = HashMap::new();
    let mut again = None;
    let calls = world.journeys.iter().flat_map(|journey| &journey.heard);
    for (key, heard) in calls.filter_map(|heard| Some((heard.headers.get(&header)?, heard))) {
        let before = *first.entry(key).or_insert(heard);
        let named = |heard: &Heard| heard.endpoint.map_or("a call", |endpoint| endpoint.name);
        if (named(before), &before.members) != (named(heard), &heard.members) {
            again = Some(format!("a {} under the key of a {}", named(heard), named(before)));
        }
    }
    if first.len() < 2 && again.is_none() {
        return unclear(format!("the merchant sent {} keys", first.len()));
    }
    let place = format!("request header {}", &*header);
    world.check(again.is_none(), || Finding::new(place, "a new key for a new request", again.unwrap_or_default()))
}

#[then(regex = r#"^the "([^"]*)" of a ([A-Za-z0-9_-]+) is used again only to repeat it$"#)]
fn keys_are_new(world: &mut World, header: String, operation: String) -> Step {
    let mut first: HashMap<&str, &Heard> = HashMap::new();
    let mut again = false;
    let calls = all_heard(world, &operation).filter_map(|heard| Some((heard.headers.get(&header)?, heard)));
    for (key, heard) in calls {
        again |= first.insert(key, heard).is_some_and(|before| before.members != heard.members);
    }
    if first.len() < 2 && !again {
        return unclear(format!("the merchant sent {} {operation} with {}", first.len(), &*header));
    }
    let place = format!("{operation}, request header {}", &*header);
    world.check(!again, || Finding::new(place, "a new key for a new request", "the key of another request"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_slow_answer_is_no_growth_and_one_fast_one_no_end_of_it() {
        let grows = |seconds: &[i64]| grow_longer(&seconds.iter().map(|one| SignedDuration::from_secs(*one)).collect::<Vec<_>>());
        assert!(grows(&[15, 25, 30]));
        assert!(grows(&[15, 25, 30, 35, 40, 45, 15]));
        assert!(grows(&[20, 25, 30, 35, 40, 45, 50]));
        assert!(!grows(&[15, 15, 15]));
        assert!(!grows(&[15, 15, 15, 15, 15, 15, 19]));
        assert!(!grows(&[40, 30, 20, 10]));
    }
}

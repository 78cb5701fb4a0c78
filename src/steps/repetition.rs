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

/// True when the usual interval of the later half is longer than the shortest before it. A slow answer makes one interval long, and
/// somebody who asks meanwhile makes one short; at some length intervals may stay.
fn grow_longer(between: &[SignedDuration]) -> bool {
    let (first, later) = between.split_at(between.len() / 2);
    let mut later = later.to_vec();
    later.sort_unstable();
    let usual = later.get(later.len().saturating_sub(1) / 2);
    first.iter().min().is_some_and(|shortest| usual > Some(&(*shortest + *shortest / 10 + SignedDuration::from_millis(100))))
}

#[then(regex = r#"^the "([^"]*)" of every call is used again only to repeat it$"#)]
fn keys_are_of_one_call(world: &mut World, header: String) -> Step {
    let mut first: HashMap<&str, &Heard> = HashMap::new();
    let mut again = None;
    // On a GET a key means nothing.
    let posted = |heard: &&Heard| heard.endpoint.is_none_or(|endpoint| endpoint.method != "GET");
    let calls = world.journeys.iter().flat_map(|journey| &journey.heard).filter(posted);
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
    fn one_slow_answer_is_no_growth_and_one_question_between_no_end_of_it() {
        let grows =
            |seconds: &[f64]| grow_longer(&seconds.iter().map(|one| SignedDuration::from_secs_f64(*one)).collect::<Vec<_>>());
        for growing in [
            &[15.0, 25.0, 30.0][..],
            &[15.0, 25.0, 20.0],
            &[15.0, 60.0, 30.0, 45.0],
            &[15.0, 25.0, 30.0, 35.0, 40.0, 45.0, 15.0],
            &[15.0, 25.0, 30.0, 30.0, 30.0, 30.0, 30.0, 30.0],
            &[1.0, 1.25, 1.5, 1.75, 2.0],
        ] {
            assert!(grows(growing), "{growing:?}");
        }
        for constant in [
            &[15.0, 15.0, 15.0][..],
            &[15.0, 15.0, 19.0],
            &[15.0, 15.0, 15.0, 40.0],
            &[15.0, 40.0, 15.0, 15.0, 15.0],
            &[15.2, 15.0, 15.9, 15.4, 16.1, 15.0, 15.8],
            &[0.2, 0.18, 0.25, 0.22],
            &[40.0, 30.0, 20.0, 10.0],
        ] {
            assert!(!grows(constant), "{constant:?}");
        }
    }
}

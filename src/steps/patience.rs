//! What a merchant does when something has to be tried again, or need not be.

use cucumber::{then, when};
use jiff::SignedDuration;

use super::merchant::all_heard;
use crate::core::finding::Finding;
use crate::core::member;
use crate::world::{Heard, SHORT, STEP, Step, World, unclear};

const CALLS: &str = "the merchant's calls";

/// The charges of this order, oldest first.
fn charges(world: &World) -> Step<Vec<&Heard>> {
    Ok(world.journey()?.heard.iter().filter(|heard| heard.is("charge")).collect())
}

#[when("the answer to the charge got lost")]
fn answer_lost(world: &mut World) -> Step {
    match charges(world)?.first().is_some_and(|charge| charge.response.status >= 500) {
        true => Ok(()),
        false => unclear("the scenario needs a charge that is answered by a failure of the provider"),
    }
}

/// Either the same message under its own key, or a question; under another key, or none, it may charge twice.
#[then(regex = r#"^the charge is repeated under its "([^"]*)", or asked for, within ([0-9]+) seconds$"#)]
async fn repeated_or_asked(world: &mut World, header: String, seconds: i64) -> Step {
    let acts = |world: &World| {
        let reads = ["status", "search"].iter().any(|operation| all_heard(world, operation).next().is_some());
        reads || charges(world).is_ok_and(|charges| charges.len() > 1)
    };
    let rented = world.shop().await?.rented;
    let acted = if rented { world.passes(seconds).await.map(|()| acts(world))? } else { world.waits_for(STEP, acts).await? };
    let charges = charges(world)?;
    let keys: Vec<_> = charges.iter().map(|charge| charge.headers.get(&header).filter(|key| !key.is_empty())).collect();
    let Some((first, rest)) = keys.split_first() else { return unclear("no charge came") };
    let place = format!("charge, request header {}", &*header);
    let strange = rest.iter().find(|key| key.is_none() || *key != first);
    let (holds, actual) = (strange.is_none(), if strange.is_some_and(|key| key.is_none()) { "none" } else { "a new one" });
    world.check(holds, || Finding::new(place, "the same key when it is sent again", actual))?;
    if !acted && !rented {
        return unclear("the charge was neither repeated nor asked for while we waited; this clock is real");
    }
    world.check(acted, || Finding::new(CALLS, "the charge again, or a question about it", "neither"))
}

/// Where the merchant's clock cannot be moved, a short while stands for the time.
pub(super) async fn lets_pass(world: &mut World, seconds: i64) -> Step {
    let rented = world.shop().await?.rented;
    world.passes(if rented { seconds } else { seconds.min(SHORT) }).await
}

#[then(regex = "^no further charge is sent within ([0-9]+) seconds$")]
async fn no_further_charge(world: &mut World, seconds: i64) -> Step {
    lets_pass(world, seconds).await?;
    let times = charges(world)?.len();
    if times == 0 {
        return unclear("no charge came");
    }
    world.check(times == 1, || Finding::new(CALLS, "one charge", format!("{times} charges")))
}

/// It is one call since the shop was asked for it.
#[then(regex = "^no further ([A-Za-z0-9_-]+) follows within ([0-9]+) seconds$")]
async fn none_follows(world: &mut World, operation: String, seconds: i64) -> Step {
    let count = |world: &World| -> Step<usize> {
        let journey = world.journey()?;
        Ok(journey.heard[journey.before..].iter().filter(|heard| heard.is(&operation)).count())
    };
    let before = count(world)?;
    lets_pass(world, seconds).await?;
    let times = before + count(world)?;
    if times == 0 {
        return unclear(format!("no {operation} came"));
    }
    world.check(times == 1, || Finding::new(CALLS, format!("one {operation}"), times.to_string()))
}

#[then(regex = r#"^the customer is sent to "([^"]*)" of another charge than before$"#)]
fn sent_to_another(world: &mut World, path: String) -> Step {
    let charges = charges(world)?;
    let targets: Vec<_> = charges.iter().filter_map(|charge| member::at(&charge.json, &path)?.as_str()).collect();
    let (Some(first), Some(last)) = (targets.first(), targets.last()) else {
        return unclear(format!("the provider that we play gave no {}", &*path));
    };
    let (first, last, several) = ((*first).to_owned(), (*last).to_owned(), charges.len() > 1);
    world.check(several, || Finding::new(CALLS, "a new charge for a new try", "none"))?;
    if first == last {
        return unclear("the provider that we play gave the same address twice");
    }
    let page = world.page()?;
    let goes = |wanted: &str| page.hops.iter().chain([&page.address]).any(|address| address == wanted);
    let (holds, actual) = (goes(&last), if goes(&first) { first } else { page.address.clone() });
    world.check(holds, || Finding::new("the way of the customer", last, actual))
}

/// Nobody has to try again; whoever does waits as long as the provider wants.
#[then(regex = "^the refund is tried again after ([0-9]+) to ([0-9]+) seconds, if at all$")]
fn refund_waits(world: &mut World, least: i64, most: i64) -> Step {
    let times: Vec<_> = all_heard(world, "refund").map(|refund| refund.at).collect();
    let [first, second, ..] = times.as_slice() else {
        return unclear("the merchant did not try the refund again of its own accord");
    };
    let waited = second.duration_since(*first).as_secs();
    let holds = (least..=most).contains(&waited);
    world.check(holds, || Finding::new(CALLS, format!("a refund {least} to {most} s later"), format!("after {waited} s")))
}

#[then(regex = "^the merchant slows down after every answer ([0-9]+)$")]
fn slows_down(world: &mut World, status: u16) -> Step {
    let heard = &world.journey()?.heard;
    let next = |place: usize| heard[place + 1..].iter().find(|next| next.endpoint == heard[place].endpoint);
    let limited = (0..heard.len()).filter(|place| heard[*place].response.status == status);
    let waits: Vec<_> = limited.filter_map(|place| Some(next(place)?.at.duration_since(heard[place].at))).collect();
    if waits.len() < 2 {
        return unclear(format!("the merchant asked again {} times after {status}, which shows nothing", waits.len()));
    }
    let second = SignedDuration::from_secs(1);
    let holds = waits.iter().all(|wait| *wait >= second) && waits.last() > waits.first().map(|first| *first + second).as_ref();
    let actual = waits.iter().map(|wait| format!("{} s", wait.as_secs())).collect::<Vec<_>>().join(", ");
    world.check(holds, || Finding::new(CALLS, "growing waits of a second or more", actual))
}

/// A charge that is held for the merchant may be captured by one that claims to do so.
#[when(regex = r#"^the charge leaves the capture to the provider: no "([^"]*)", or "([^"]*)" is not claimed$"#)]
fn left_to_provider(world: &mut World, held: String, capability: String) -> Step {
    let claims = world.claims(&capability)?;
    let is_held = member::of(&world.last_heard("charge")?.members, &held).is_some_and(|value| *value == false);
    match claims && is_held {
        true => unclear("the merchant captures by itself, as it claims to"),
        false => Ok(()),
    }
}

#[then(regex = "^no ([A-Za-z0-9_-]+) and no ([A-Za-z0-9_-]+) is sent$")]
fn none_sent(world: &mut World, one: String, other: String) -> Step {
    let found = [one, other].map(String::from).into_iter().find(|operation| all_heard(world, operation).next().is_some());
    let actual = found.clone().unwrap_or_default();
    world.check(found.is_none(), || Finding::new(CALLS, "neither", format!("a {actual}")))
}

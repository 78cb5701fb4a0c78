//! What all calls of a merchant's backend have in common, and what must not leave it.

use cucumber::then;

use super::checkout::rendered;
use super::patience::lets_pass;
use crate::checkout::visit::Visit;
use crate::core::finding::Finding;
use crate::world::{Heard, Step, World, unclear};

/// What is asked so many seconds after a page came is told from what is never asked.
const LATE: i64 = 4;

/// Orders of a guest have nothing in common: only those whose calls name the same customer are compared.
#[then(regex = r#"^every call of an order, and of the same "([^"]*)", has the same "([^"]*)", where it is sent$"#)]
fn same_header(world: &mut World, member: String, header: String) -> Step {
    let mut known: Vec<(&str, &str)> = Vec::new();
    let (mut count, mut differs) = (0, None);
    for journey in &world.journeys {
        let customer = journey.heard.iter().map(|heard| heard.argument(&member)).find(|id| !id.is_empty());
        let customer = customer.unwrap_or(&journey.order);
        for value in journey.heard.iter().filter_map(|heard: &Heard| heard.headers.get(&header)) {
            count += 1;
            match known.iter().find(|(id, _)| *id == customer) {
                None => known.push((customer, value)),
                Some((_, first)) if *first != value => differs = Some((format!("{first:?} in every call"), value.to_owned())),
                Some(_) => {}
            }
        }
    }
    if count < 2 {
        return unclear(format!("{count} calls came with {header}"));
    }
    match differs {
        None => Ok(()),
        Some((expected, actual)) => Err(world.violated(Finding::new(format!("request header {header}"), expected, actual))),
    }
}

#[then(regex = "^the ([A-Za-z0-9_-]+) was asked before the option was shown$")]
async fn asked_before(world: &mut World, operation: String) -> Step {
    super::checkout::offered(world)?;
    let asked = |world: &World| world.journey().is_ok_and(|journey| journey.heard.iter().any(|heard| heard.is(&operation)));
    let (rented, is_heard) = world.shop().await.map(|shop| (shop.rented, shop.is_heard()))?;
    if is_heard && !asked(world) {
        lets_pass(world, LATE).await?;
    }
    let asks = asked(world);
    let journey = world.journey()?;
    if journey.heard.iter().any(|heard| heard.is(&operation) && heard.at <= journey.seen_at) {
        return Ok(());
    }
    if journey.heard.is_empty() && !rented {
        return unclear("the page never asked the simulator");
    }
    // What a browser shows may have come to the page by a script, at any time before it is looked at.
    if asks && matches!(journey.visit, Visit::Browsing(_)) {
        return unclear(format!("the {operation} was asked about when the page was shown; whether before is open"));
    }
    let actual = if asks { "one that came after" } else { "none" };
    Err(world.violated(Finding::new("the merchant's calls", format!("the {operation} before the page is shown"), actual)))
}

/// What a page loads later, or an app is given, is not seen.
#[then(regex = r#"^nothing that the customer was sent holds the key "([^"]*)"$"#)]
async fn holds_no_key(world: &mut World, key: String) -> Step {
    let provider = world.provider()?;
    if world.shop().await?.credentials.get(&key).is_empty() {
        return unclear(format!("the merchant's {} is not known (key {}.merchant.{})", &*key, provider.slug, &*key));
    }
    rendered(world)?;
    let leaked = world.journeys.iter().any(|journey| journey.leaked.contains(&*key));
    world.check(!leaked, || Finding::new("the pages of the shop", format!("nothing of the merchant's {}", &*key), "the key"))
}

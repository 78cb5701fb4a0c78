//! How a customer comes back to the shop from the provider's page, and what the merchant makes of the address.

use cucumber::{then, when};
use serde_json::json;

use super::delivery::variant;
use super::shop::direct;
use crate::core::finding::Finding;
use crate::world::{Step, World, unclear};

#[when(regex = "^the customer comes back from ([A-Za-z0-9_-]+)$")]
async fn comes_back(world: &mut World, _whose: String) -> Step {
    returns(world, "", None).await
}

#[when(regex = r#"^the customer comes back from ([A-Za-z0-9_-]+) with the result "([^"]*)"$"#)]
async fn comes_back_with(world: &mut World, _whose: String, result: String) -> Step {
    returns(world, &result, None).await
}

#[when(regex = r#"^the customer comes back from ([A-Za-z0-9_-]+) by an address that is "([^"]*)"$"#)]
async fn comes_back_by(world: &mut World, _whose: String, forgery: String) -> Step {
    returns(world, "", Some(&variant(&forgery))).await
}

/// Opens the way back from the last charge, as the provider's page does when the customer is done there.
async fn returns(world: &mut World, result: &str, forged: Option<&str>) -> Step {
    let charge = world.last_heard("charge")?;
    let order = world.journey()?.order.clone();
    let published = match world.room()?.way_back {
        Some(_) if forged.is_some() => return unclear("the way back from this provider is not signed"),
        Some(way_back) => way_back(&charge.members, &order, result),
        None => {
            let mut argument = json!({ "id": charge.transactions.first(), "order": order, "result": result });
            if let Some(forged) = forged {
                argument["forged"] = forged.into();
            }
            direct(world, "way_back", argument).await?["url"].as_str().map(str::to_owned)
        }
    };
    let Some(published) = published else { return unclear("the charge names no address to come back to") };
    let provider = world.provider()?;
    let url = world.shop().await?.addresses.reached(provider, &published)?;
    world.act(async |visit| visit.open(&url).await.map(drop)).await
}

/// True when the merchant asked for the status of the charge after the last thing that happened.
fn asked(world: &World) -> Step<bool> {
    let (charge, journey) = (world.last_heard("charge")?, world.journey()?);
    Ok(journey.heard[journey.before..].iter().any(|heard| heard.asks_of(charge)))
}

#[when("the merchant acted on the return")]
fn acted(world: &mut World) -> Step {
    match asked(world)? {
        true => Ok(()),
        false => unclear("the merchant did not ask for the status when the customer came back"),
    }
}

/// To ask for the status is how a merchant that does not look at signatures stays safe; what else it does for a forged address
/// is seen only at our own shop.
#[then("the merchant did not act on the return")]
async fn did_not_act(world: &mut World) -> Step {
    let acted = asked(world)?;
    if acted && !world.shop().await?.rented {
        return unclear("the merchant asked for the status after a forged return; what for is open");
    }
    world.check(!acted, || Finding::new("the merchant's calls", "nothing after a forged return", "a status was asked for"))
}

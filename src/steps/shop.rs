//! What happens at a shop: what its customers do, and what the provider does meanwhile.

use std::rc::Rc;

use cucumber::{given, when};
use serde_json::{Value, json};

use crate::checkout::finders::Part;
use crate::core::http::Request;
use crate::core::member;
use crate::core::money;
use crate::world::{AMOUNT, Step, World, unclear};

#[given(regex = r#"^the customer "([^"]*)" at the checkout$"#)]
#[when(regex = r#"^the customer "([^"]*)" is at the checkout$"#)]
async fn at_checkout(world: &mut World, persona: String) -> Step {
    world.enter(&persona, AMOUNT).await
}

#[given(regex = r#"^the customer "([^"]*)" at the checkout with an order of "([^"]*)"$"#)]
async fn at_checkout_with(world: &mut World, persona: String, amount: String) -> Step {
    world.enter(&persona, &amount).await
}

#[when("the customer starts another order")]
async fn another_order(world: &mut World) -> Step {
    let (persona, amount) = world.journey().map(|journey| (journey.persona.clone(), journey.amount.clone()))?;
    world.enter(&persona, &amount).await
}

/// Money is moved only where the backend was seen to talk to the provider that we play; where nothing need be asked before a payment,
/// only where that provider is configured to listen.
async fn is_ours(world: &mut World) -> Step {
    let room = world.room()?;
    if room.offer.is_some() && !room.unasked {
        return world.last_heard("offer").map(drop);
    }
    match world.shop().await?.is_heard() {
        true => Ok(()),
        false => unclear("nobody listens to what the merchant asks the provider, so no payment is tried"),
    }
}

#[when("the customer pays")]
async fn pays(world: &mut World) -> Step {
    is_ours(world).await?;
    world
        .pays(async |visit| {
            visit.choose().await?;
            visit.pay().await.map(drop)
        })
        .await?;
    world.works("charge").await
}

#[when("the customer clicks twice to pay")]
async fn pays_twice(world: &mut World) -> Step {
    is_ours(world).await?;
    world
        .pays(async |visit| {
            visit.choose().await?;
            visit.pay_twice().await.map(drop)
        })
        .await
}

#[when("the customer tries again")]
async fn tries_again(world: &mut World) -> Step {
    world.act(async |visit| visit.press(Part::Retry).await.map(drop)).await?;
    pays(world).await
}

#[when("the customer starts to link the account")]
async fn links(world: &mut World) -> Step {
    let seen = world.seen()?;
    world.current()?.looked = Some(seen);
    world.act(async |visit| visit.press(Part::LinkAccount).await.map(drop)).await
}

#[when("the customer reloads the page")]
#[when("the customer looks at the order")]
async fn reloads(world: &mut World) -> Step {
    world.act(async |visit| visit.reload().await.map(drop)).await?;
    let seen = world.seen()?;
    world.current()?.looked = Some(seen);
    Ok(())
}

#[when("the customer opens the order again")]
async fn opens_again(world: &mut World) -> Step {
    let entrance = world.journey()?.entrance.clone();
    world.act(async |visit| visit.open(&entrance).await.map(drop)).await
}

#[when(regex = "^([0-9]+) seconds pass at the shop$")]
async fn seconds_pass(world: &mut World, seconds: i64) -> Step {
    world.passes(seconds).await
}

#[when(regex = r#"^the shop refunds "([^"]*)"$"#)]
#[when(regex = r#"^the shop is asked to refund "([^"]*)"$"#)]
async fn refunds(world: &mut World, amount: String) -> Step {
    let provider = world.provider()?;
    let order = world.journey()?.order.clone();
    world.current()?.amount_asked = money::decimal(&amount).ok();
    let url = world.shop().await?.addresses.refunds(provider, &order, &amount)?;
    world.meanwhile(async |world| world.request(Request::new("POST", url)).await.map(drop)).await?;
    world.works("refund").await
}

/// A stage direction to the provider that we play.
pub(super) async fn direct(world: &mut World, direction: &str, argument: Value) -> Step<Value> {
    let (session, provider) = (Rc::clone(&world.session), world.provider()?);
    world.shop().await?.direct(&session, provider, direction, argument).await
}

#[given(regex = r#"^the provider answers the code "([^"]*)" and the reason "([^"]*)"$"#)]
async fn finds_ineligible(world: &mut World, code: String, reason: String) -> Step {
    direct(world, "ineligible", json!({ "code": *code, "reason": *reason })).await.map(drop)
}

#[given("the provider does not list the option")]
async fn lists_no_more(world: &mut World) -> Step {
    direct(world, "unlisted", json!({})).await.map(drop)
}

#[given(regex = r#"^the provider grants a credit of "([^"]*)"$"#)]
async fn grants(world: &mut World, amount: String) -> Step {
    direct(world, "credit", json!({ "amount": *amount })).await.map(drop)
}

#[given(regex = r#"^the provider refuses charges with "([^"]*)"$"#)]
#[when(regex = r#"^the provider begins to refuse charges with "([^"]*)"$"#)]
async fn refuses_charges(world: &mut World, code: String) -> Step {
    direct(world, "refuse_charges", json!({ "code": *code })).await.map(drop)
}

#[when("the provider accepts charges again")]
async fn accepts_charges(world: &mut World) -> Step {
    direct(world, "refuse_charges", json!({ "code": null })).await.map(drop)
}

#[given("the provider keeps refunds pending")]
#[when("the provider begins to keep refunds pending")]
async fn keeps_refunds_pending(world: &mut World) -> Step {
    direct(world, "refunds_pending", json!({})).await.map(drop)
}

#[when(regex = "^the provider signs its answers to the ([A-Za-z0-9_-]+) falsely$")]
async fn signs_falsely(world: &mut World, operation: String) -> Step {
    direct(world, "spoil_signatures", json!({ "operation": &*operation })).await?;
    world.shop().await?.spoiled.push(operation);
    Ok(())
}

#[when(regex = r#"^the provider misreports "([^"]*)" as "([^"]*)"$"#)]
async fn misreports(world: &mut World, member: String, value: String) -> Step {
    direct(world, "misreport", json!({ "member": *member, "value": *value })).await.map(drop)
}

#[when("the provider revokes the tokens")]
async fn revokes(world: &mut World) -> Step {
    direct(world, "revoke_tokens", json!({ "for_good": false })).await.map(drop)
}

#[when("the provider revokes the tokens for good")]
async fn revokes_for_good(world: &mut World) -> Step {
    direct(world, "revoke_tokens", json!({ "for_good": true })).await.map(drop)
}

#[when(regex = r#"^the payment ends as "([^"]*)"$"#)]
#[when(regex = r#"^the payment comes to "([^"]*)"$"#)]
async fn payment_ends(world: &mut World, status: String) -> Step {
    ends(world, ("finish", "charge"), &status).await
}

#[when(regex = r#"^the refund ends as "([^"]*)"$"#)]
async fn refund_ends(world: &mut World, status: String) -> Step {
    ends(world, ("finish_refund", "refund"), &status).await
}

/// Ends the customer's last charge or refund; without one the provider knows which is meant.
async fn ends(world: &mut World, (direction, about): (&str, &str), status: &str) -> Step {
    let id = world.last_heard(about).ok().and_then(|heard| heard.transactions.first().cloned());
    let mut argument = json!({ "status": status });
    if let Some(id) = id {
        argument[about] = json!(id);
    }
    direct(world, direction, argument).await.map(drop)
}

#[when("the provider fails whatever the shop asks")]
async fn fails(world: &mut World) -> Step {
    outage(world, u32::MAX).await
}

#[when("the provider works again")]
async fn works(world: &mut World) -> Step {
    outage(world, 0).await
}

async fn outage(world: &mut World, requests: u32) -> Step {
    let (session, provider) = (Rc::clone(&world.session), world.provider()?);
    world.shop().await?.outage(&session, provider, requests).await
}

// What a scenario takes for granted before it judges.

#[given("the option is offered")]
#[when("the option is offered")]
fn is_offered(world: &mut World) -> Step {
    super::checkout::offered(world).map(drop)
}

/// A merchant that does not believe what it was answered offers nothing.
#[given("the option can be chosen")]
fn can_be_chosen(world: &mut World) -> Step {
    match &super::checkout::option(world)?.disabled {
        None => Ok(()),
        Some(why) => unclear(format!("the page does not offer what the provider that we play granted: {why}")),
    }
}

#[given("the provider found the customer eligible")]
#[when("the provider found the customer eligible")]
fn found_eligible(world: &mut World) -> Step {
    found(world, true)
}

#[given("the provider found the customer ineligible")]
fn found_ineligible(world: &mut World) -> Step {
    found(world, false)
}

/// The provider that we play knows what it answered; the page must have asked it.
fn found(world: &World, eligible: bool) -> Step {
    match super::checkout::eligibility(world)? {
        Some(enabled) if enabled == eligible => Ok(()),
        _ => unclear("the provider that we play answered otherwise than this scenario needs"),
    }
}

#[given("the provider knew the customer")]
fn knew_customer(world: &mut World) -> Step {
    super::checkout::eligibility(world).map(drop)
}

#[when(regex = r#"^the charge was answered "([^"]*)"$"#)]
fn charge_answered(world: &mut World, status: String) -> Step {
    answered_with(world, "charge", &status)
}

fn answered_with(world: &World, operation: &str, status: &str) -> Step {
    match member::at(world.answered(operation)?, world.provider()?.status).and_then(Value::as_str) {
        Some(found) if found == status => Ok(()),
        found => unclear(format!("the scenario needs a {operation} with status {status}, it has {}", found.unwrap_or("none"))),
    }
}

#[when(regex = r#"^the status was answered "([^"]*)"$"#)]
fn status_answered(world: &mut World, status: String) -> Step {
    answered_with(world, "status", &status)
}

/// Whatever the merchant asked for since the customer paid, the provider did not refuse it; what it does not know does not count.
#[when("the payment was accepted")]
fn payment_accepted(world: &mut World) -> Step {
    world.answered("charge")?;
    let journey = world.journey()?;
    let known = journey.heard[journey.before..].iter().filter(|heard| heard.endpoint.is_some());
    match known.filter_map(|heard| heard.refusal.as_ref()).next() {
        Some(refusal) => unclear(format!("the provider refused what the merchant asked for: {}", refusal.code)),
        None => Ok(()),
    }
}

#[when(regex = r#"^the charge was refused with "([^"]*)"$"#)]
fn charge_refused(world: &mut World, code: String) -> Step {
    match &world.last_heard("charge")?.refusal {
        Some(refusal) if refusal.code == *code => Ok(()),
        _ => unclear(format!("the scenario needs a charge that is refused with {code}")),
    }
}

#[when("the merchant sent a charge")]
fn charge_sent(world: &mut World) -> Step {
    world.last_heard("charge").map(drop)
}

#[when(regex = r#"^the refund was answered "([^"]*)"$"#)]
fn refund_answered(world: &mut World, status: String) -> Step {
    answered_with(world, "refund", &status)
}

#[when("a refund was sent")]
fn refund_sent(world: &mut World) -> Step {
    world.answered("refund").map(drop)
}

#[when(regex = "^the merchant asked for the ([A-Za-z0-9_-]+)$")]
fn asked_for(world: &mut World, operation: String) -> Step {
    world.last_heard(&operation).map(drop)
}

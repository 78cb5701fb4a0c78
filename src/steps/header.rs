//! Headers: those that a request is sent with, and those that its answer must have.

use cucumber::{then, when};

use super::draft::well_formed;
use crate::core::finding::Finding;
use crate::providers::Draft;
use crate::world::{Step, World, unclear};

#[when(regex = r#"^the merchant sends a new ([A-Za-z0-9_-]+) with the header "([^"]*)" set to "([^"]*)"$"#)]
async fn sends_with_header(world: &mut World, operation: String, header: String, value: String) -> Step {
    let mut draft = well_formed(world, &operation).await?;
    draft.headers.set(&header, value);
    world.send(draft).await
}

#[when(regex = r#"^the merchant sends a new ([A-Za-z0-9_-]+) without the header "([^"]*)"$"#)]
async fn sends_without_header(world: &mut World, operation: String, header: String) -> Step {
    sends_with_header(world, operation, header, String::new()).await
}

#[when(regex = r#"^the merchant sends the same ([A-Za-z0-9_-]+) again with the header "([^"]*)" set to "([^"]*)"$"#)]
async fn sends_again_with_header(world: &mut World, operation: String, header: String, value: String) -> Step {
    let mut draft = world.accepted(&operation)?.draft.clone();
    draft.headers.set(&header, value);
    world.send(draft).await
}

#[when(regex = "^the merchant sends a new ([A-Za-z0-9_-]+) twice at once$")]
async fn sends_twins(world: &mut World, operation: String) -> Step {
    let draft: Draft = well_formed(world, &operation).await?;
    world.send_twins(draft).await
}

#[then(regex = r#"^the answer has the header "([^"]*)"$"#)]
fn has_header(world: &mut World, header: String) -> Step {
    let found = world.judgeable()?.headers.get(&header).is_some_and(|value| !value.is_empty());
    world.check(found, || Finding::new(format!("response header {header}"), "present", "absent"))
}

/// For a scenario that let the provider limit: anywhere else a 429 says nothing.
#[then(regex = r#"^the request is limited, and the headers "([^"]*)" say how$"#)]
fn is_limited(world: &mut World, headers: String) -> Step {
    let response = world.response()?;
    let status = response.status;
    let missing = headers.split(", ").find(|name| response.headers.get(name).is_none()).map(str::to_owned);
    world.check(status == 429, || Finding::new("response status", "429", status.to_string()))?;
    let place = format!("response header {}", missing.as_deref().unwrap_or_default());
    world.check(missing.is_none(), || Finding::new(place, "present", "absent"))
}

#[then(regex = r#"^the header "([^"]*)" is "([^"]*)"$"#)]
fn header_is(world: &mut World, header: String, wanted: String) -> Step {
    compare(world, &header, &wanted)
}

#[then(regex = r#"^the header "([^"]*)" repeats the request's$"#)]
fn header_repeats(world: &mut World, header: String) -> Step {
    let Some(wanted) = world.last()?.draft.headers.get(&header).map(str::to_owned) else {
        return unclear(format!("the request was sent without a header {header} of the scenario"));
    };
    compare(world, &header, &wanted)
}

fn compare(world: &mut World, header: &str, wanted: &str) -> Step {
    let found = world.judgeable()?.headers.get(header).map(str::to_owned);
    let actual = found.as_deref().unwrap_or("absent").to_owned();
    world.check(found.as_deref() == Some(wanted), || Finding::new(format!("response header {header}"), wanted, actual))
}

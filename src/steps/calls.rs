//! What all calls of a merchant's backend have in common, and what must not leave it.

use cucumber::then;

use super::checkout::rendered;
use super::text::Text;
use crate::core::finding::Finding;
use crate::world::{Heard, Step, World, keys_in, unclear};

#[then(expr = "every call about the customer has the same {text}, where it is sent")]
fn same_header(world: &mut World, header: Text) -> Step {
    let persona = world.journey()?.persona.clone();
    let journeys = world.journeys.iter().filter(|journey| journey.persona == persona);
    let values: Vec<_> =
        journeys.flat_map(|journey| &journey.heard).filter_map(|heard: &Heard| heard.headers.get(&header)).collect();
    if values.len() < 2 {
        return unclear(format!("{} calls came with {header}", values.len()));
    }
    let other = values.iter().find(|value| **value != values[0]).map(|other| (*other).to_owned());
    let expected = format!("{:?} in every call", values[0]);
    world.check(other.is_none(), || Finding::new(format!("request header {header}"), expected, other.unwrap_or_default()))
}

#[then(expr = "the {word} was asked before the option was shown")]
async fn asked_before(world: &mut World, operation: String) -> Step {
    super::checkout::offered(world)?;
    let rented = world.shop().await?.rented;
    let heard = &world.journey()?.heard;
    if heard.iter().any(|heard| heard.is(&operation)) {
        return Ok(());
    }
    if heard.is_empty() && !rented {
        return unclear("the page never asked the simulator");
    }
    Err(world.violated(Finding::new("the merchant's calls", format!("the {operation} before the page is shown"), "none")))
}

/// What a page loads later, or an app is given, is not seen.
#[then(expr = "nothing that the customer was sent holds the key {text}")]
async fn holds_no_key(world: &mut World, key: Text) -> Step {
    let provider = world.provider()?;
    let account = world.shop().await?.credentials.clone();
    if account.get(&key).is_empty() {
        return unclear(format!("the merchant's {} is not known (key {}.merchant.{})", &*key, provider.slug, &*key));
    }
    let page = rendered(world)?;
    let scripts = page.scripts.iter().map(|script| script.text()).chain(page.data.iter().map(String::as_str));
    let on_page = scripts.chain([page.text.as_str()]).any(|text| keys_in(provider, &account, text).contains(&&*key));
    let leaked = on_page || world.journeys.iter().any(|journey| journey.leaked.contains(&*key));
    world.check(!leaked, || Finding::new("the pages of the shop", format!("nothing of the merchant's {}", &*key), "the key"))
}

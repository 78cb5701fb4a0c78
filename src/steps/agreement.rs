//! What a page says of an agreement, and of a failure that is nobody's business.

use cucumber::then;

use super::checkout::{certain, rendered};
use super::standing::standing;
use crate::checkout::standing::Standing;
use crate::checkout::wording;
use crate::core::finding::Finding;
use crate::world::{Step, World, unclear};

/// The words are not published: what nobody finds on a page of somebody else's may stand there otherwise.
#[then(regex = r#"^nothing is agreed yet, and the page tells the amount and one of "([^"]*)"$"#)]
async fn tells_terms(world: &mut World, words: String) -> Step {
    let rented = world.shop().await?.rented;
    let journey = world.journey()?;
    if journey.heard.iter().any(|heard| heard.is("charge")) {
        return Err(world.violated(Finding::new("the merchant's calls", "nothing before the customer agreed", "an agreement")));
    }
    let (amount, page) = (journey.amount.clone(), rendered(world)?);
    let text = page.text.to_lowercase();
    let told = words.split(", ").any(|word| text.contains(word)) && text.replace(',', "").contains(&amount);
    certain(page, told)?;
    if !told && !rented {
        return unclear(format!("the page shows none of {}", &*words));
    }
    world.check(told, || Finding::new("checkout page", format!("{amount} and one of {}", &*words), "no such terms"))
}

#[then(regex = r#"^the page tells a way to end the agreement: one of "([^"]*)"$"#)]
async fn tells_end(world: &mut World, words: String) -> Step {
    let rented = world.shop().await?.rented;
    let page = rendered(world)?;
    let text = page.text.to_lowercase();
    let told = words.split(", ").any(|word| text.contains(word));
    certain(page, told)?;
    if !told && !rented {
        return unclear(format!("the page shows none of {}", &*words));
    }
    world.check(told, || Finding::new("checkout page", format!("one of {}", &*words), "none of them"))
}

/// What an earlier page of a failed payment told as well is the shop's usual wording.
#[then(regex = r#"^the page tells none of "([^"]*)" that it did not tell of the failure before$"#)]
fn tells_no_more(world: &mut World, words: String) -> Step {
    match standing(world)? {
        Standing::Failed => {}
        other => return unclear(format!("the order should be shown as failed by now, and is shown as {other}")),
    }
    let [.., before, now] = world.journeys.as_slice() else { return unclear("the scenario needs an earlier failure") };
    let texts = [&before.left, &now.visit.page().text].map(|text| text.to_lowercase());
    let is_new = |word: &&str| wording::holds(&texts[1], word) && !wording::holds(&texts[0], word);
    let found = words.split(", ").find(is_new).map(str::to_owned);
    certain(world.page()?, found.is_some())?;
    let actual = found.clone().unwrap_or_default();
    world.check(found.is_none(), || Finding::new("the order as the customer sees it", "a general decline", format!("{actual:?}")))
}

//! What the customer reads of a payment's end.

use cucumber::then;

use super::checkout::{certain, rendered, said};
use super::standing::{ORDER, STILL_PENDING, is_silent, standing, told};
use crate::checkout::standing::Standing;
use crate::checkout::wording;
use crate::core::finding::Finding;
use crate::world::{STEP, Step, World, unclear};

/// For how long a merchant elsewhere may show a payment as pending is published nowhere, unless it was told of its end.
#[then(regex = r#"^the customer reads that the payment is "([^"]*)"$"#)]
async fn reads(world: &mut World, wanted: String) -> Step {
    let rented = world.shop().await?.rented;
    let keys = world.page_keys()?;
    let (expected, known) = match &*wanted {
        "paid" => (Standing::Paid, &keys.paid),
        "failed" => (Standing::Failed, &keys.failed),
        "pending" => (Standing::Pending, &keys.pending),
        other => return unclear(format!("a payment is never {other:?}")),
    };
    let told_of = rented || !world.deliveries.is_empty();
    let known = rented || !known.is_empty() && (told_of || !keys.pending.is_empty());
    rendered(world)?;
    world.comes_to(STEP, |world| world.standing().as_ref() == Ok(&expected)).await?;
    match standing(world) {
        Ok(found) if found == expected => Ok(()),
        Ok(Standing::Pending) if !told_of => unclear(STILL_PENDING),
        Ok(found) => {
            told(world, &found).await?;
            Err(world.violated(Finding::new(ORDER, expected.to_string(), found.to_string())))
        }
        Err(_) if known && is_silent(world) => {
            let text = format!("{:?}", world.page()?.text);
            Err(world.violated(Finding::new(ORDER, expected.to_string(), text)))
        }
        Err(why) => Err(why),
    }
}

/// The page must speak of the payment at all.
#[then(regex = r#"^the text "([^"]*)" of the ([A-Za-z0-9_-]+) is not shown$"#)]
fn is_kept_back(world: &mut World, path: String, operation: String) -> Step {
    let texts = said(world, &operation, &path)?;
    standing(world)?;
    let page = rendered(world)?;
    let shown = texts.iter().any(|text| wording::holds(&page.text, text));
    certain(page, shown)?;
    let expected = format!("nothing of {:?}", texts[0]);
    world.check(!shown, || Finding::new(ORDER, expected, "these words"))
}

/// The words of a reason are published nowhere: the provider's own are known for sure, any others are for the eye.
#[then(regex = r#"^the customer reads the reason "([^"]*)" of the ([A-Za-z0-9_-]+)$"#)]
async fn reads_reason(world: &mut World, path: String, operation: String) -> Step {
    let reasons: Vec<_> = said(world, &operation, &path)?.into_iter().filter(|text| !text.is_empty()).collect();
    let Some(reason) = reasons.first().cloned() else { return unclear(format!("the provider that we play said no {path}")) };
    let page = rendered(world)?;
    let holds = reasons.iter().any(|reason| wording::holds(&page.text, reason));
    certain(page, holds)?;
    if !holds && !world.shop().await?.rented {
        return unclear(format!("the page does not say {reason:?}; whether it gives the reason in other words is for the eye"));
    }
    world.check(holds, || Finding::new(ORDER, format!("the reason {reason:?}"), "none"))
}

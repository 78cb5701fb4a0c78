//! What a page offers: the option with what the provider said of it, in one published wording or another, and other choices.

use cucumber::gherkin;
use cucumber::{given, then};
use rust_decimal::Decimal;

use super::checkout::{COVERED, certain, decided, missing_before_paying, option, rendered, said, ways};
use crate::checkout::page::{Button, Page, PaymentOption};
use crate::checkout::tree::Role;
use crate::checkout::{amount, wording};
use crate::core::finding::Finding;
use crate::core::money;
use crate::world::{Step, World, unclear};

/// The first cells of a step's table.
fn listed(step: &gherkin::Step) -> Vec<String> {
    let rows = step.table.iter().flat_map(|table| &table.rows);
    rows.filter_map(|row| row.first().cloned()).collect()
}

fn holds_any(page: &Page, texts: &[String]) -> bool {
    texts.iter().any(|text| wording::holds(&page.text, text))
}

/// A page that shows what the provider said has no need of these texts: the scenario is not run.
#[given(regex = r#"^the page shows one of these texts, not the text "([^"]*)" of the ([A-Za-z0-9_-]+)$"#)]
fn has_shown(world: &mut World, path: String, operation: String, #[step] step: &gherkin::Step) -> Step {
    let own = said(world, &operation, &path)?;
    let page = rendered(world)?;
    if holds_any(page, &listed(step)) {
        return Ok(());
    }
    world.moot = holds_any(page, &own) && certain(page, true).is_ok();
    unclear("the page shows none of these texts, so others may stand here as well")
}

#[then(regex = r#"^the page shows one of these texts, or the text "([^"]*)" of the ([A-Za-z0-9_-]+)$"#)]
fn shows_any(world: &mut World, path: String, operation: String, #[step] step: &gherkin::Step) -> Step {
    let texts = listed(step);
    let own = said(world, &operation, &path)?;
    let page = rendered(world)?;
    let holds = holds_any(page, &texts) || holds_any(page, &own);
    decided(world, holds)?;
    let actual = wording::nearest(&page.text, &own[0]).map_or_else(|| "nothing like it".to_owned(), |found| format!("{found:?}"));
    world.check(holds, || Finding::new("checkout page, the reason", format!("a published text, or {:?}", own[0]), actual))
}

#[then("the option is hidden or cannot be chosen")]
fn not_selectable(world: &mut World) -> Step {
    let page = rendered(world)?;
    let option = page.option.as_ref().filter(|option| option.visible);
    let way = option.and_then(PaymentOption::offered_by);
    certain(page, way.is_some())?;
    if option.is_some_and(|option| option.covered) {
        return unclear(COVERED);
    }
    if way == Some(Role::Link) && !ways(world).contains(&Role::Link) {
        return unclear("a link has the option's name; whether it chooses the option is not known");
    }
    world.check(way.is_none(), || Finding::new("checkout page, the option", "hidden, or greyed out", "can be chosen"))
}

#[then(regex = r#"^the option shows the amount "([^"]*)" of the ([A-Za-z0-9_-]+)$"#)]
async fn shows_amount(world: &mut World, path: String, operation: String) -> Step {
    let wanted: Vec<_> = said(world, &operation, &path)?.iter().filter_map(|text| money::decimal(text).ok()).collect();
    let holds = |text: &str| amount::all(text).iter().any(|amount| wanted.contains(amount));
    let Some(page) = missing_before_paying(world, |page| holds(&page.text)).await? else {
        return match holds(&option(world)?.text) {
            true => Ok(()),
            false => {
                unclear("the amount stands on the page, but not within the option; whether it is the option's is for the eye")
            }
        };
    };
    let text = page.option.map(|option| option.text).unwrap_or_default();
    let expected = wanted.first().map(Decimal::to_string).unwrap_or_default();
    Err(world.violated(Finding::new("checkout page, the option", format!("the amount {expected}"), format!("{text:?}"))))
}

/// The choices of the page whose names hold this one.
fn choices<'a>(page: &'a Page, name: &str) -> (Vec<&'a Button>, Vec<&'a Button>) {
    let wanted = wording::letters(name);
    page.choices.iter().filter(|choice| choice.visible).partition(|choice| wording::letters(&choice.name).contains(&wanted))
}

#[given(regex = r#"^the choice "([^"]*)" can be made$"#)]
fn can_be_made(world: &mut World, name: String) -> Step {
    match choices(rendered(world)?, &name).0.iter().any(|choice| choice.disabled.is_none()) {
        true => Ok(()),
        false => unclear(format!("the page offers no choice {:?}", &*name)),
    }
}

#[then(regex = r#"^the choice "([^"]*)" cannot be made, and another can$"#)]
fn cannot_be_made(world: &mut World, name: String) -> Step {
    let page = rendered(world)?;
    let (named, others) = choices(page, &name);
    let (open, another) =
        (named.iter().any(|choice| choice.disabled.is_none()), others.iter().any(|choice| choice.disabled.is_none()));
    certain(page, true)?;
    let place = format!("checkout page, the choice {:?}", &*name);
    world.check(!open, || Finding::new(&place, "hidden, or cannot be made", "can be made"))?;
    world.check(another, || Finding::new("checkout page", "another way to pay", "none"))
}

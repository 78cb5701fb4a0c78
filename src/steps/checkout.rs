//! What the customer sees on the checkout page.
//!
//! A reader that only read the HTML cannot know what style sheets and scripts make of it: then nothing is judged.

use cucumber::then;
use serde_json::Value;

use crate::checkout::page::{Doubt, Page, PaymentOption};
use crate::checkout::tree::Role;
use crate::checkout::visit::bare;
use crate::checkout::{amount, wording};
use crate::core::finding::{Finding, Verdict};
use crate::core::member;
use crate::core::money;
use crate::world::{Heard, Step, World, unclear};

/// The page, when it shows anything at all.
pub(super) fn rendered(world: &World) -> Step<&Page> {
    let page = world.page()?;
    match page.doubt {
        Some(Doubt::Elsewhere) => unclear(format!("the customer was sent to {}; {}", bare(&page.address), Doubt::Elsewhere)),
        Some(Doubt::Scripted) if page.text.is_empty() => unclear(Doubt::Scripted.to_string()),
        _ if page.text.is_empty() => unclear("the page shows nothing"),
        _ => Ok(page),
    }
}

/// What was `seen` may be judged: nothing that the reader does not know decides it.
pub(super) fn certain(page: &Page, seen: bool) -> Step {
    match page.doubt {
        Some(doubt @ (Doubt::Scripted | Doubt::Elsewhere)) => unclear(doubt.to_string()),
        Some(doubt @ Doubt::Styled) if seen => unclear(doubt.to_string()),
        _ => Ok(()),
    }
}

/// What is not `found` may be judged: nothing on the page stands where it is not read.
pub(super) fn unframed(page: &Page, found: bool) -> Step {
    match page.framed && !found {
        true => unclear("a part of the page is a frame (iframe), and what stands in frames is not read"),
        false => Ok(()),
    }
}

pub(super) const COVERED: &str =
    "something that stays on the screen, such as a banner or a dialog, lies over it; turn it off for the test";

/// The payment option as the customer sees it.
pub(super) fn option(world: &World) -> Step<&PaymentOption> {
    let page = rendered(world)?;
    certain(page, page.option.is_some())?;
    match page.option.as_ref().filter(|option| option.visible) {
        Some(option) => Ok(option),
        None => unclear("the page shows no option for this method (key checkout.page.option finds it)"),
    }
}

/// The method stands on the page as an option; by its name alone only where a customer of this scenario could choose it.
pub(super) fn offered(world: &World) -> Step {
    let page = rendered(world)?;
    let is_known = || ways(world).iter().any(|way| *way != Role::Other);
    match page.option.as_ref().is_none_or(|option| !option.visible) && is_known() && named(world)? == Named::AsBefore {
        true => certain(page, true),
        false => option(world).map(drop),
    }
}

/// What the customers of this scenario could choose the method with when they came.
pub(super) fn ways(world: &World) -> Vec<Role> {
    world.journeys.iter().filter_map(|journey| journey.offered_by).collect()
}

/// The page holds the method's name, whatever for.
pub(super) fn is_named(world: &World, page: &Page) -> Step<bool> {
    Ok(wording::holds(&page.text.to_lowercase(), &world.room()?.option.to_lowercase()))
}

/// How often a page holds the method's name, next to the page of a customer of this scenario who could choose it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Named {
    /// Never.
    Not,
    /// Less often: what is left may be a footer's.
    Less,
    /// As often, or there was no such customer.
    AsBefore,
}

pub(super) fn named(world: &World) -> Step<Named> {
    let name = world.room()?.option.to_lowercase();
    let count = |text: &str| wording::places(&text.to_lowercase(), &name).len();
    let before = world.journeys.iter().filter(|journey| journey.offered_by.is_some() && !journey.left.is_empty());
    let before = before.map(|journey| count(&journey.left)).min().unwrap_or(1);
    Ok(match count(&rendered(world)?.text) {
        0 => Named::Not,
        now if now < before => Named::Less,
        _ => Named::AsBefore,
    })
}

/// That something was `found` on the page, or was not, may be judged. What is missing needs a page on which the method is
/// offered, all of which is read.
pub(super) fn decided(world: &World, found: bool) -> Step {
    let page = rendered(world)?;
    if found && is_named(world, page)? {
        return certain(page, true);
    }
    offered(world)?;
    certain(page, found)?;
    unframed(page, found)
}

/// What the provider that we play last said of the customer; none when it said nothing of the kind.
pub(super) fn eligibility(world: &World) -> Step<Option<bool>> {
    let answer = world.answered("offer")?;
    Ok((world.room()?.eligibility)(answer))
}

/// A text of every answer to an operation that this page was made of, the last one first.
pub(super) fn said(world: &World, operation: &str, path: &str) -> Step<Vec<String>> {
    world.answered(operation)?;
    let journey = world.journey()?;
    let all = |heard: &[Heard]| -> Vec<String> {
        let answers = heard.iter().rev().filter(|heard| heard.is(operation) && heard.response.is_success());
        answers.filter_map(|heard| member::at(&heard.json, path).and_then(printed)).collect()
    };
    let of_this_page = all(&journey.heard[journey.before..]);
    let found = if of_this_page.is_empty() { all(&journey.heard) } else { of_this_page };
    if found.is_empty() { unclear(format!("the provider that we play said no {path}")) } else { Ok(found) }
}

fn printed(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned).or_else(|| value.is_number().then(|| value.to_string()))
}

/// What stands on the page in place of these words.
fn instead(page: &Page, words: &str) -> String {
    wording::nearest(&page.text, words).map_or_else(|| "nothing like it".to_owned(), |found| format!("{found:?}"))
}

/// A verdict, as a step tells it.
pub(super) fn judge(world: &mut World, verdict: Verdict) -> Step {
    match verdict {
        Verdict::Passed | Verdict::NotApplicable => Ok(()),
        Verdict::Broken(finding) => Err(world.violated(finding)),
        Verdict::Unclear(why) => unclear(why),
    }
}

/// True when something is there on the page, at the latest once the customer has chosen the option: many a page tells more then.
pub(super) async fn comes_with_choice(world: &mut World, is_there: impl Fn(&Page) -> bool) -> Step<bool> {
    let found = is_there(rendered(world)?);
    decided(world, found)?;
    let option = rendered(world)?.option.as_ref().filter(|option| option.visible && !option.chosen && !found);
    match option {
        Some(option) if option.covered => return unclear(COVERED),
        Some(option) if option.disabled.is_none() => {}
        _ => return Ok(found),
    }
    world.chooses().await?;
    if charged_just_now(world)? {
        return Ok(false);
    }
    let page = rendered(world)?;
    let found = is_there(page);
    certain(page, found)?;
    unframed(page, found).map(|()| found)
}

/// The merchant charged when the customer last did something.
fn charged_just_now(world: &World) -> Step<bool> {
    let journey = world.journey()?;
    Ok(journey.heard[journey.before..].iter().any(|heard| heard.moves_money))
}

/// The page as it was before the payment, when something did not come there: neither with the choice of the option, nor in a
/// further step towards the payment. Whether there is one shows when the customer goes on: the merchant charges, or it does not.
pub(super) async fn missing_before_paying(world: &mut World, is_there: impl Fn(&Page) -> bool) -> Step<Option<Page>> {
    let opened = rendered(world)?.clone();
    if comes_with_choice(world, &is_there).await? {
        return Ok(None);
    }
    let can_pay = opened.option.as_ref().is_some_and(|option| option.offered_by().is_some());
    if !can_pay || eligibility(world)? != Some(true) || charged_just_now(world)? {
        return Ok(Some(opened));
    }
    let before = rendered(world)?.clone();
    world.pays(async |visit| visit.pay().await.map(drop)).await?;
    if charged_just_now(world)? {
        return Ok(Some(before));
    }
    let page = rendered(world)?;
    match is_there(page) && page.pay.as_ref().is_some_and(|button| button.visible) {
        true => certain(page, true).map(|()| None),
        false => unclear("the button leads to a further step before the payment, and what stands there is not known"),
    }
}

/// The customer reads these words before they pay.
pub(super) async fn shows(world: &mut World, words: &str) -> Step {
    match missing_before_paying(world, |page| wording::holds(&page.text, words)).await? {
        None => Ok(()),
        Some(page) => Err(world.violated(Finding::new("checkout page", format!("{words:?}"), instead(&page, words)))),
    }
}

/// The amounts right behind a label, wherever it stands.
fn behind<'a>(page: &'a Page, label: &str) -> impl Iterator<Item = &'a str> {
    let label = label.to_owned();
    let ends = page.text.match_indices(&*label).map(|(at, label)| at + label.len()).collect::<Vec<_>>();
    ends.into_iter().map(|end| page.text[end..].trim_start())
}

#[then(regex = r#"^the page shows "([^"]*)" directly before the amount "([^"]*)" of the ([A-Za-z0-9_-]+)$"#)]
async fn shows_before_amount(world: &mut World, label: String, path: String, operation: String) -> Step {
    let said = said(world, &operation, &path)?;
    let is_said =
        |rest: &str| amount::leading(rest).is_some_and(|shown| said.iter().any(|said| money::decimal(said) == Ok(shown)));
    let Some(page) = missing_before_paying(world, |page| behind(page, &label).any(is_said)).await? else { return Ok(()) };
    certain(&page, behind(&page, &label).next().is_some())?;
    let shown = behind(&page, &label).next().map(|rest| rest.split(' ').take(2).collect::<Vec<_>>().join(" "));
    let actual = shown.map_or_else(|| instead(&page, &label), |shown| format!("{:?} before {shown:?}", &*label));
    Err(world.violated(Finding::new("checkout page", format!("{:?} before {}", &*label, said.join(" or ")), actual)))
}

#[then(regex = r#"^the page shows the text "([^"]*)" of the ([A-Za-z0-9_-]+) next to the option$"#)]
fn shows_answer(world: &mut World, path: String, operation: String) -> Step {
    let said = said(world, &operation, &path)?;
    let page = rendered(world)?;
    let within = |text: &str| said.iter().any(|words| wording::holds(text, words));
    let by_option = page.option.as_ref().is_none_or(|option| within(&option.text));
    let holds = within(&page.text);
    decided(world, holds)?;
    if holds && !by_option {
        return unclear("the reason stands on the page, but not within the option; whether it is next to it is for the eye");
    }
    let (expected, actual) = (format!("{:?}", said[0]), instead(page, &said[0]));
    world.check(holds, || Finding::new("checkout page, the option's reason", expected, actual))
}

/// True for addresses that are one and the same to a browser.
pub(super) fn same_address(one: &str, other: &str) -> bool {
    one == other || url::Url::parse(one).is_ok_and(|one| url::Url::parse(other).is_ok_and(|other| one == other))
}

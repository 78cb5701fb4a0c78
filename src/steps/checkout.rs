//! What the customer sees on the checkout page.
//!
//! A reader that only read the HTML cannot know what style sheets and scripts make of it: then nothing is judged.

use cucumber::then;
use serde_json::Value;

use super::text::Text;
use crate::checkout::page::{Doubt, Page, PaymentOption};
use crate::checkout::standing::Standing;
use crate::checkout::wording;
use crate::core::finding::Finding;
use crate::core::member;
use crate::core::money;
use crate::world::{Heard, Step, World, unclear};

/// The page, when it shows anything at all.
pub(super) fn rendered(world: &World) -> Step<&Page> {
    let page = world.page()?;
    match page.doubt {
        Some(Doubt::Scripted) if page.text.is_empty() => unclear(Doubt::Scripted.to_string()),
        _ if page.text.is_empty() => unclear("the page shows nothing"),
        _ => Ok(page),
    }
}

/// What was `seen` may be judged: nothing that the reader does not know decides it.
pub(super) fn certain(page: &Page, seen: bool) -> Step {
    match page.doubt {
        Some(doubt @ Doubt::Scripted) => unclear(doubt.to_string()),
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

/// The method stands on the page: as an option, or by its name alone, which nobody can choose.
pub(super) fn offered(world: &World) -> Step {
    let page = rendered(world)?;
    if is_named(world, page)? { certain(page, true) } else { option(world).map(drop) }
}

fn is_named(world: &World, page: &Page) -> Step<bool> {
    Ok(wording::letters(&page.text).contains(&wording::letters(world.room()?.option)))
}

/// What the provider that we play last said of the customer; none when it said nothing of the kind.
pub(super) fn eligibility(world: &World) -> Step<Option<bool>> {
    let answer = world.answered("offer")?;
    Ok((world.room()?.eligibility)(answer))
}

/// How the order stands, as far as the page tells.
pub(super) fn standing(world: &World) -> Step<Standing> {
    let page = rendered(world)?;
    match world.standing()? {
        Standing::Unclear(why) => {
            certain(page, false)?;
            unclear(why)
        }
        standing => certain(page, true).map(|()| standing),
    }
}

/// True when the page says that the refund is done.
pub(super) fn refunded(world: &World) -> Step<bool> {
    let page = rendered(world)?;
    let done = world.journey()?.finders.standings.refunded(page);
    certain(page, done).map(|()| done)
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

pub(super) fn shows(world: &mut World, place: &str, words: &str) -> Step {
    offered(world)?;
    let page = rendered(world)?;
    let holds = wording::holds(&page.text, words);
    certain(page, holds)?;
    unframed(page, holds)?;
    let actual = instead(page, words);
    world.check(holds, || Finding::new(place, format!("{words:?}"), actual))
}

#[then(expr = "the option is labelled {text}")]
fn labelled(world: &mut World, wanted: Text) -> Step {
    let label = option(world)?.label.clone();
    world.check(label == *wanted, || {
        Finding::new("checkout page, the option's label", format!("{:?}", &*wanted), format!("{label:?}"))
    })
}

/// No spelling of the section's heading is published, nor how a heading is made.
#[then(expr = "the option stands in the section {text}")]
fn in_section(world: &mut World, wanted: Text) -> Step {
    let Some(section) = option(world)?.section.clone() else {
        return unclear("no heading is found above the option");
    };
    let holds = wording::letters(&section).contains(&wording::letters(&wanted));
    let expected = format!("{:?}", &*wanted);
    world.check(holds, || Finding::new("checkout page, the option's section", expected, format!("{section:?}")))
}

/// The customer chooses the option first: many a page lets nobody pay before.
#[then(expr = "the option can be chosen and paid with")]
async fn can_be_paid_with(world: &mut World) -> Step {
    if option(world)?.covered {
        return unclear(COVERED);
    }
    if let Some(why) = option(world)?.disabled.clone() {
        return Err(world.violated(Finding::new("checkout page, the option", "can be chosen", why)));
    }
    world.act(async |visit| visit.choose().await.map(drop)).await?;
    let page = rendered(world)?;
    let Some(button) = page.pay.clone() else {
        return unclear("the page shows no button to pay with (key checkout.page.pay finds it)");
    };
    certain(page, button.visible)?;
    if button.covered {
        return unclear(COVERED);
    }
    let why = button.disabled.clone().or_else(|| (!button.visible).then(|| "hidden".to_owned()));
    let place = format!("checkout page, the button {:?}", button.name);
    world.check(why.is_none(), || Finding::new(place, "can be pressed", why.unwrap_or_default()))
}

#[then(expr = "the option is shown and cannot be chosen")]
fn cannot_be_chosen(world: &mut World) -> Step {
    let page = rendered(world)?;
    let place = "checkout page, the option";
    let named = is_named(world, page)?;
    let option = page.option.as_ref().filter(|option| option.visible);
    certain(page, named || option.is_some())?;
    unframed(page, named || option.is_some())?;
    match option.map(|option| option.disabled.is_some()) {
        Some(true) if option.is_some_and(|option| option.covered) => unclear(COVERED),
        // Where nothing but its name stands, there is nothing to choose.
        None if named => Ok(()),
        None => Err(world.violated(Finding::new(place, "shown, greyed out", "not shown"))),
        Some(disabled) => world.check(disabled, || Finding::new(place, "cannot be chosen", "can be chosen")),
    }
}

#[then(expr = "the option is not shown")]
fn is_not_shown(world: &mut World) -> Step {
    let page = rendered(world)?;
    let shown = is_named(world, page)? || page.option.as_ref().is_some_and(|option| option.visible);
    certain(page, shown)?;
    world.check(!shown, || Finding::new("checkout page, the option", "not shown", "shown"))
}

#[then(expr = "the option shows a picture named {text}")]
fn shows_picture(world: &mut World, name: Text) -> Step {
    let images = option(world)?.images.clone();
    if images.iter().any(|image| wording::letters(image).contains(&wording::letters(&name))) {
        return Ok(());
    }
    if !images.is_empty() {
        return unclear(format!("the option shows pictures, but none is named {name}: {}", images.join(", ")));
    }
    Err(world.violated(Finding::new("checkout page, the option", format!("a picture named {:?}", &*name), "no picture")))
}

#[then(expr = "the page has the button {text}")]
fn has_button(world: &mut World, name: Text) -> Step {
    offered(world)?;
    let page = rendered(world)?;
    let found = pressable(page).any(|found| wording::normalised(found) == *name);
    certain(page, found)?;
    unframed(page, found)?;
    world.check(found, || Finding::new("checkout page", format!("a button {:?}", &*name), "none that can be pressed"))
}

#[then(expr = "the page has no button {text}")]
fn has_no_button(world: &mut World, name: Text) -> Step {
    offered(world)?;
    let page = rendered(world)?;
    let letters = wording::letters(&name);
    let buttons = page.buttons.iter().filter(|button| button.visible).map(|button| button.name.as_str());
    let links = page.links.iter().filter(|link| link.at.is_some()).map(|link| link.text.as_str());
    let found = buttons.chain(links).any(|found| wording::letters(found) == letters);
    certain(page, found)?;
    world.check(!found, || Finding::new("checkout page", format!("no button {:?}", &*name), "one"))
}

/// How a customer is asked to link an account once more is nowhere published.
#[then(expr = "the customer is asked to link the account again")]
#[then(expr = "the customer is asked to link the account")]
async fn asked_to_link(world: &mut World) -> Step {
    let rented = world.shop().await?.rented;
    offered(world)?;
    let page = rendered(world)?;
    let found = pressable(page).any(|name| wording::letters(name).contains("link"));
    certain(page, found)?;
    if !found && !rented {
        return unclear("nothing on the page is called after linking an account");
    }
    world.check(found, || Finding::new("checkout page", "a way to link the account again", "none"))
}

/// The names of buttons and links that can be pressed, were it not for a banner.
fn pressable(page: &Page) -> impl Iterator<Item = &str> {
    let buttons = page.buttons.iter().filter(|button| button.visible && (button.disabled.is_none() || button.covered));
    let links = page.links.iter().filter(|link| link.clickable || link.covered).map(|link| link.text.as_str());
    buttons.map(|button| button.name.as_str()).chain(links)
}

#[then(expr = "the page shows {text} directly before the amount {text} of the {word}")]
fn shows_before_amount(world: &mut World, label: Text, path: Text, operation: String) -> Step {
    let said = said(world, &operation, &path)?;
    option(world)?;
    let page = rendered(world)?;
    let after: Vec<_> = page.text.match_indices(&*label).map(|(at, label)| page.text[at + label.len()..].trim_start()).collect();
    certain(page, !after.is_empty())?;
    let is_said =
        |rest: &str| leading_amount(rest).is_some_and(|shown| said.iter().any(|said| money::decimal(said) == Ok(shown)));
    let holds = after.iter().any(|rest| is_said(rest));
    unframed(page, holds)?;
    let shown = after.first().map(|rest| rest.split(' ').take(2).collect::<Vec<_>>().join(" "));
    let actual = shown.map_or_else(|| instead(page, &label), |shown| format!("{:?} before {shown:?}", &*label));
    world.check(holds, || Finding::new("checkout page", format!("{:?} before {}", &*label, said.join(" or ")), actual))
}

/// What may stand between a label and its amount.
const BETWEEN: &[char] = &[':', ' ', '(', '-', '\u{2013}', '\u{2014}', '\u{20b9}'];
/// The zeros of India's scripts; the other digits follow each.
const ZEROS: &[u32] = &[0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66];

/// The amount with which a text begins, whatever the sign of its currency, its digits and its separators.
fn leading_amount(text: &str) -> Option<rust_decimal::Decimal> {
    let text = text.trim_start_matches(BETWEEN);
    let text = ["INR", "Rs.", "Rs"].iter().find_map(|sign| text.strip_prefix(sign)).unwrap_or(text).trim_start();
    let written: String = text.chars().map(latin).take_while(|c| c.is_ascii_digit() || matches!(c, '.' | ',')).collect();
    let written = written.trim_end_matches(['.', ',']);
    let is_cents = |rest: &str| matches!(rest.len(), 1 | 2) && rest.bytes().all(|digit| digit.is_ascii_digit());
    // No separator of thousands stands before the last two digits, so such a comma is a decimal one.
    let digits = match written.rsplit_once(',').filter(|(_, rest)| is_cents(rest)) {
        Some((whole, cents)) => format!("{}.{cents}", whole.replace(['.', ','], "")),
        None => written.replace(',', ""),
    };
    money::decimal(&digits).ok()
}

fn latin(digit: char) -> char {
    let value = ZEROS.iter().find_map(|zero| u32::from(digit).checked_sub(*zero).filter(|value| *value < 10));
    value.and_then(|value| char::from_digit(value, 10)).unwrap_or(digit)
}

#[then(expr = "the page shows the text {text} of the {word} next to the option")]
fn shows_answer(world: &mut World, path: Text, operation: String) -> Step {
    offered(world)?;
    let said = said(world, &operation, &path)?;
    let page = rendered(world)?;
    let within = |text: &str| said.iter().any(|words| wording::holds(text, words));
    let by_option = page.option.as_ref().is_none_or(|option| within(&option.text));
    let holds = within(&page.text);
    certain(page, holds)?;
    unframed(page, holds)?;
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_is_read_as_customers_write_it() {
        for (text, amount) in [
            ("\u{20b9}1,234.50 left", "1234.50"),
            (": \u{20b9} 1,23,450.00", "123450.00"),
            ("Rs. 1000", "1000"),
            ("INR 1.234,50", "1234.50"),
            ("(\u{20b9}50,000)", "50000"),
            ("\u{2013} \u{20b9}\u{967},\u{968}\u{969}\u{96a}.\u{96b}\u{966}", "1234.50"),
            ("\u{20b9}12.", "12"),
        ] {
            assert_eq!(leading_amount(text), money::decimal(amount).ok(), "{text}");
        }
        for text in ["", "none", "\u{20b9}", "of \u{20b9}5"] {
            assert_eq!(leading_amount(text), None, "{text}");
        }
    }
}

//! What the customer sees on the checkout page.
//!
//! A reader that only read the HTML cannot know what style sheets and scripts make of it: then nothing is judged.

use cucumber::{given, then};
use serde_json::Value;

use super::text::Text;
use crate::checkout::page::{Button, Doubt, Link, Page, PaymentOption, Script};
use crate::checkout::standing::Standing;
use crate::checkout::wording;
use crate::core::finding::Finding;
use crate::core::money;
use crate::world::{Step, World, unclear};

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
fn certain(page: &Page, seen: bool) -> Step {
    match page.doubt {
        Some(doubt @ Doubt::Scripted) => unclear(doubt.to_string()),
        Some(doubt @ Doubt::Styled) if seen => unclear(doubt.to_string()),
        _ => Ok(()),
    }
}

/// The payment option as the customer sees it.
pub(super) fn offered(world: &World) -> Step<&PaymentOption> {
    let page = rendered(world)?;
    certain(page, page.option.is_some())?;
    match page.option.as_ref().filter(|option| option.visible) {
        Some(option) => Ok(option),
        None => unclear("the page shows no option for this method (key checkout.page.option finds it)"),
    }
}

/// What the provider that we play last said of the customer; none when it said nothing of the kind.
pub(super) fn eligibility(world: &World) -> Step<Option<bool>> {
    let answer = world.answered("instruments")?;
    Ok(world.provider()?.merchant.and_then(|room| (room.eligibility)(answer)))
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

/// A text of the last answer to Get Instruments.
fn said<'a>(world: &'a World, path: &str) -> Step<&'a str> {
    let found = world.answered("instruments")?.pointer(&format!("/{}", path.replace('.', "/"))).and_then(Value::as_str);
    found.map_or_else(|| unclear(format!("the provider that we play said no {path}")), Ok)
}

/// What stands on the page in place of these words.
fn instead(page: &Page, words: &str) -> String {
    wording::nearest(&page.text, words).map_or_else(|| "nothing like it".to_owned(), |found| format!("{found:?}"))
}

fn shows(world: &mut World, place: &str, words: &str) -> Step {
    offered(world)?;
    let page = rendered(world)?;
    let holds = wording::holds(&page.text, words);
    certain(page, holds)?;
    let actual = instead(page, words);
    world.check(holds, || Finding::new(place, format!("{words:?}"), actual))
}

#[then(expr = "the option is labelled {text}")]
fn labelled(world: &mut World, wanted: Text) -> Step {
    let label = offered(world)?.label.clone();
    world.check(label == *wanted, || {
        Finding::new("checkout page, the option's label", format!("{:?}", &*wanted), format!("{label:?}"))
    })
}

#[then(expr = "the option stands in the section {text}")]
fn in_section(world: &mut World, wanted: Text) -> Step {
    let section = offered(world)?.section.clone();
    let actual = section.as_ref().map_or_else(|| "no section with a heading".to_owned(), |section| format!("{section:?}"));
    let holds = section.is_some_and(|section| wording::holds(&section, &wanted));
    world.check(holds, || Finding::new("checkout page, the option's section", format!("{:?}", &*wanted), actual))
}

#[then(expr = "the option can be chosen and paid with")]
fn can_be_paid_with(world: &mut World) -> Step {
    let disabled = offered(world)?.disabled.clone();
    if let Some(why) = disabled {
        return Err(world.violated(Finding::new("checkout page, the option", "can be chosen", why)));
    }
    let Some(button) = world.page()?.pay.clone() else {
        return unclear("the page shows no button to pay with (key checkout.page.pay finds it)");
    };
    certain(rendered(world)?, button.visible)?;
    let why = button.disabled.clone().or_else(|| (!button.visible).then(|| "hidden".to_owned()));
    let place = format!("checkout page, the button {:?}", button.name);
    world.check(why.is_none(), || Finding::new(place, "can be pressed", why.unwrap_or_default()))
}

#[then(expr = "the option is shown and cannot be chosen")]
fn cannot_be_chosen(world: &mut World) -> Step {
    let page = rendered(world)?;
    certain(page, page.option.is_some())?;
    let place = "checkout page, the option";
    match page.option.as_ref().filter(|option| option.visible) {
        None => Err(world.violated(Finding::new(place, "shown, greyed out", "not shown"))),
        Some(option) => {
            let holds = option.disabled.is_some();
            world.check(holds, || Finding::new(place, "cannot be chosen", "can be chosen"))
        }
    }
}

#[then(expr = "the option shows a picture named {text}")]
fn shows_picture(world: &mut World, name: Text) -> Step {
    let images = offered(world)?.images.clone();
    let holds = images.iter().any(|image| wording::letters(image).contains(&wording::letters(&name)));
    let actual = if images.is_empty() { "no picture".to_owned() } else { images.join(", ") };
    world.check(holds, || Finding::new("checkout page, the option", format!("a picture named {:?}", &*name), actual))
}

#[then(expr = "the page has the button {text}")]
fn has_button(world: &mut World, name: Text) -> Step {
    let page = rendered(world)?;
    let found = named(page, &name);
    certain(page, found)?;
    world.check(found, || Finding::new("checkout page", format!("a button {:?}", &*name), "none that can be pressed"))
}

#[then(expr = "the page has no button {text}")]
fn has_no_button(world: &mut World, name: Text) -> Step {
    offered(world)?;
    let page = rendered(world)?;
    let found = named(page, &name);
    certain(page, found)?;
    world.check(!found, || Finding::new("checkout page", format!("no button {:?}", &*name), "one that can be pressed"))
}

/// True when a button or a link of that name can be pressed.
fn named(page: &Page, name: &str) -> bool {
    let button = |button: &Button| button.visible && button.disabled.is_none() && wording::normalised(&button.name) == name;
    page.buttons.iter().any(button) || page.links.iter().any(|link| link.clickable && link.text == name)
}

#[then(expr = "the page shows {text} directly before the amount {text} of the instruments")]
fn shows_before_amount(world: &mut World, label: Text, path: Text) -> Step {
    let said = said(world, &path)?.to_owned();
    offered(world)?;
    let page = rendered(world)?;
    let after = wording::find(&page.text, &label).map(|at| page.text[at + label.len()..].trim_start());
    certain(page, after.is_some())?;
    let shown = after.map(|rest| rest.split(' ').take(2).collect::<Vec<_>>().join(" "));
    let holds = after.is_some_and(|rest| money::decimal(&said).ok() == leading_amount(rest));
    let actual = shown.map_or_else(|| instead(page, &label), |shown| format!("{:?} before {shown:?}", &*label));
    world.check(holds, || Finding::new("checkout page", format!("{:?} before {said}", &*label), actual))
}

/// The amount with which a text begins, whatever the sign of its currency and its separators.
fn leading_amount(text: &str) -> Option<rust_decimal::Decimal> {
    let text = text.trim_start_matches([':', ' ', '\u{20b9}']);
    let text = ["INR", "Rs.", "Rs"].iter().find_map(|sign| text.strip_prefix(sign)).unwrap_or(text).trim_start();
    let digits: String =
        text.chars().take_while(|c| c.is_ascii_digit() || matches!(c, '.' | ',')).filter(|c| *c != ',').collect();
    money::decimal(digits.trim_end_matches('.')).ok()
}

#[then(expr = "the page shows the text {text} of the instruments")]
fn shows_answer(world: &mut World, path: Text) -> Step {
    let words = said(world, &path)?.to_owned();
    shows(world, "checkout page, the option's reason", &words)
}

#[then(expr = "the page shows the sentence {text}")]
fn shows_sentence(world: &mut World, words: Text) -> Step {
    shows(world, "checkout page", &words)
}

#[given(expr = "the page has shown the sentence {text}")]
fn has_shown_sentence(world: &mut World, words: Text) -> Step {
    match wording::holds(&rendered(world)?.text, &words) {
        true => Ok(()),
        false => unclear("the page does not show the sentence even now"),
    }
}

#[then(expr = "nothing was charged yet, and the page shows the sentence {text}")]
fn shows_sentence_first(world: &mut World, words: Text) -> Step {
    world.answered("instruments")?;
    if world.journey()?.heard.iter().any(|heard| heard.is("charge")) {
        return Err(world.violated(Finding::new("the merchant's calls", "no charge before the customer agreed", "a charge")));
    }
    shows(world, "checkout page", &words)
}

#[then(expr = "the words {text} of {text} link to {text} of the instruments")]
fn words_link(world: &mut World, words: Text, sentence: Text, path: Text) -> Step {
    let target = said(world, &path)?.to_owned();
    let page = rendered(world)?;
    let Some(from) = wording::find(&page.text, &sentence) else {
        certain(page, false)?;
        return unclear(format!("the page does not show the sentence {:?}", &*sentence));
    };
    certain(page, true)?;
    let within = |link: &&Link| link.at.is_some_and(|at| (from..from + sentence.len()).contains(&at));
    let link = page.links.iter().filter(within).find(|link| wording::holds(&link.text, &words)).cloned();
    let place = format!("checkout page, the words {:?}", &*words);
    match link {
        None => Err(world.violated(Finding::new(place, format!("a link to {target}"), "no link with these words"))),
        Some(link) if !link.clickable => {
            Err(world.violated(Finding::new(place, "a link that can be clicked", "one that cannot")))
        }
        Some(link) => world.check(link.target == target, || Finding::new(place, format!("a link to {target}"), link.target)),
    }
}

#[then(expr = "the page shows no link {text}")]
fn shows_no_link(world: &mut World, words: Text) -> Step {
    offered(world)?;
    let page = rendered(world)?;
    let link = page.links.iter().find(|link| link.at.is_some() && wording::holds(&link.text, &words)).cloned();
    certain(page, link.is_some())?;
    world.check(link.is_none(), || {
        let target = link.map(|link| link.target).unwrap_or_default();
        Finding::new("checkout page", format!("no link {:?}", &*words), format!("a link to {target}"))
    })
}

#[then(expr = "the link {text} opens {text} of the instruments")]
async fn link_opens(world: &mut World, words: Text, path: Text) -> Step {
    let target = said(world, &path)?.to_owned();
    let page = rendered(world)?;
    let Some(link) = page.links.iter().find(|link| link.at.is_some() && wording::holds(&link.text, &words)).cloned() else {
        return unclear(format!("the page shows no link {:?}", &*words));
    };
    world.act(async |visit| visit.follow(&link).await.map(drop)).await?;
    let opened = world.page()?.address.clone();
    let holds = same_address(&opened, &target);
    world.check(holds, || Finding::new(format!("checkout page, a click on {:?}", &*words), target, opened))
}

/// True for addresses that are one and the same to a browser.
pub(super) fn same_address(one: &str, other: &str) -> bool {
    one == other || url::Url::parse(one).is_ok_and(|one| url::Url::parse(other).is_ok_and(|other| one == other))
}

#[then(expr = "linking starts at {text} or with a script of {text}")]
fn linking_starts(world: &mut World, address: Text, scripts: Text) -> Step {
    let page = world.page()?;
    let there = page.address.starts_with(&*address) || page.hops.iter().any(|hop| hop.starts_with(&*address));
    let holds = there || !addresses(page, &scripts).is_empty();
    let actual = format!("the customer is at {}", page.address.split('?').next().unwrap_or_default());
    world.check(holds, || Finding::new("the way to link the account", format!("{address} or a script of {scripts}"), actual))
}

#[then(expr = "a script of {text} is {text}")]
fn script_is(world: &mut World, origin: Text, wanted: Text) -> Step {
    let found = addresses(world.page()?, &origin);
    if found.is_empty() {
        return unclear(format!("no script of {origin} is on the page"));
    }
    let holds = found.iter().all(|address| *address == *wanted);
    world.check(holds, || Finding::new("the page's scripts", wanted, found.join(", ")))
}

/// The addresses of an origin that the scripts name or are loaded from.
fn addresses(page: &Page, origin: &str) -> Vec<String> {
    let ends = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '`' | '<' | '>' | ')' | ';');
    let named = |text: &str| -> Vec<String> {
        let starts = text.match_indices(origin).map(|(at, _)| &text[at..]);
        starts.map(|rest| rest.split(ends).next().unwrap_or_default().to_owned()).collect()
    };
    page.scripts.iter().flat_map(|script| named(script.text())).collect()
}

#[then(expr = "the scripts call {text} with {text}")]
fn scripts_call(world: &mut World, function: Text, argument: Text) -> Step {
    let page = world.page()?;
    let plain = |text: &str| text.replace('"', "'").split_whitespace().collect::<String>();
    let inline = page.scripts.iter().filter(|script| matches!(script, Script::Inline(_))).map(|script| plain(script.text()));
    let calls: Vec<String> = inline.flat_map(|text| calls_of(&text, &function)).collect();
    let bundles = page.scripts.iter().filter(|script| matches!(script, Script::External(_))).count();
    if calls.is_empty() && bundles != 1 {
        return unclear(format!("no script in the page calls {function}; another file may do so"));
    }
    let holds = calls.iter().any(|call| *call == plain(&argument));
    let actual = if calls.is_empty() { "no call".to_owned() } else { calls.join(", ") };
    world.check(holds, || Finding::new("the page's scripts", format!("{function}({argument})"), actual))
}

/// What stands between the brackets of each call, in a text without white space.
fn calls_of(text: &str, function: &str) -> Vec<String> {
    let call = format!("{function}(");
    let arguments = text.match_indices(&call).map(|(at, found)| &text[at + found.len()..]);
    arguments.map(|rest| rest.split(')').next().unwrap_or_default().to_owned()).collect()
}

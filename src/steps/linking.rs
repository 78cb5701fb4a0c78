//! How linking an account starts: the button for it, where it leads, and what the scripts there do.

use cucumber::then;

use super::checkout::{certain, comes_with_choice, decided, judge, rendered};
use crate::checkout::linking::{Linking, called};
use crate::checkout::page::{Page, Script};
use crate::checkout::visit::bare;
use crate::checkout::wording::{self, letters};
use crate::core::finding::{Finding, Verdict};
use crate::world::{Step, World, unclear};

#[then(regex = r#"^the page has the button "([^"]*)"$"#)]
async fn has_button(world: &mut World, name: String) -> Step {
    let found = comes_with_choice(world, |page| called(page, true).any(|found| wording::normalised(found) == *name)).await?;
    world.check(found, || Finding::new("checkout page", format!("a button {:?}", &*name), "none that can be pressed"))
}

/// A button that is called otherwise may be the same one.
#[then(regex = r#"^the page has no button "([^"]*)"$"#)]
async fn has_no_button(world: &mut World, name: String) -> Step {
    let is_it = |page: &Page| called(page, false).any(|found| letters(found) == letters(&name)) || finds_one(page, false);
    let found = comes_with_choice(world, is_it).await?;
    if let Some(other) =
        most_like(world.page()?, Linking::Surely).or(most_like(world.page()?, Linking::Perhaps)).filter(|_| !found)
    {
        return unclear(format!("the page shows {other:?}, which may be the same button"));
    }
    world.check(!found, || Finding::new("checkout page", format!("no button {:?}", &*name), "one"))
}

#[then("the customer is not asked to link the account")]
async fn not_asked_to_link(world: &mut World) -> Step {
    let is_asked = |page: &Page| most_like(page, Linking::Surely).is_some() || finds_one(page, false);
    let surely = comes_with_choice(world, is_asked).await?;
    if let Some(other) = most_like(world.page()?, Linking::Perhaps).filter(|_| !surely) {
        return unclear(format!("the page shows {other:?}; whether it links the account is for the eye"));
    }
    world.check(!surely, || Finding::new("checkout page", "no way to link the account", "one"))
}

/// The name of a button that is called so, or nearly so, after linking an account.
fn most_like(page: &Page, linking: Linking) -> Option<&str> {
    called(page, false).find(|name| Linking::of(name) == linking)
}

/// The button that links an account is found, as configured or by its published name.
fn finds_one(page: &Page, usable: bool) -> bool {
    page.link_account.as_ref().is_some_and(|button| button.visible && (!usable || button.disabled.is_none() || button.covered))
}

/// How a customer is asked to link an account once more is nowhere published. What stood there before, when the account was
/// linked, does not ask for it.
#[then("the customer is asked to link the account again")]
#[then("the customer is asked to link the account")]
async fn asked_to_link(world: &mut World) -> Step {
    let rented = world.shop().await?.rented;
    let page = rendered(world)?;
    let stood = |name: &str| world.journeys.iter().any(|journey| wording::holds(&journey.left, name));
    let names = || called(page, true).filter(|name| !stood(name));
    let surely = names().any(|name| Linking::of(name) == Linking::Surely) || finds_one(page, true);
    decided(world, surely)?;
    if let Some(near) = called(page, true).find(|name| Linking::of(name) > Linking::No).filter(|_| !surely) {
        return unclear(format!("the page shows {near:?}; whether it asks to link the account is for the eye"));
    }
    if !surely && !rented {
        return unclear("nothing on the page is called after linking an account (key checkout.page.link_account finds it)");
    }
    world.check(surely, || Finding::new("checkout page", "a way to link the account again", "none"))
}

/// Where linking starts is published for the script only; what leads anywhere else is not known to be wrong.
#[then(regex = r#"^linking starts at "([^"]*)" or with a script of "([^"]*)"$"#)]
fn linking_starts(world: &mut World, address: String, scripts: String) -> Step {
    let (page, journey) = (world.page()?, world.journey()?);
    let before = journey.looked.as_ref().map(|seen| seen.text.as_str());
    let verdict = starts(page, &journey.entrance, before, &address, &scripts);
    if verdict != Verdict::Passed {
        certain(page, false)?;
    }
    judge(world, verdict)
}

/// The customer pressed the button at this `entrance`, on a page with the text `before`.
fn starts(page: &Page, entrance: &str, before: Option<&str>, address: &str, scripts: &str) -> Verdict {
    let there = page.address.starts_with(address) || page.hops.iter().any(|hop| hop.starts_with(address));
    let stays = page.address.split('#').next() == entrance.split('#').next();
    let actual = bare(&page.address);
    match addresses(page, scripts).is_empty() {
        _ if there => Verdict::Passed,
        false if !stays => Verdict::Passed,
        false => Verdict::Unclear(format!("a script of {scripts} is on the page, but the button is not seen to do anything")),
        true if stays && before.is_some_and(|before| before != page.text) => {
            Verdict::Unclear("the button opens something within the page; whether linking starts there is not known".to_owned())
        }
        true if !stays && page.status.is_none_or(|status| status < 400) => {
            Verdict::Unclear(format!("the button leads to {actual}; whether linking starts there is not known"))
        }
        true => {
            let expected = format!("{address} or a script of {scripts}");
            Verdict::Broken(Finding::new("the way to link the account", expected, format!("the customer is at {actual}")))
        }
    }
}

#[then(regex = r#"^a script of "([^"]*)" is "([^"]*)"$"#)]
fn script_is(world: &mut World, origin: String, wanted: String) -> Step {
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

#[then(regex = r#"^the scripts call "([^"]*)" with "([^"]*)"$"#)]
fn scripts_call(world: &mut World, function: String, argument: String) -> Step {
    let page = world.page()?;
    let plain = |text: &str| text.replace('"', "'").split_whitespace().collect::<String>();
    let inline = page.scripts.iter().filter(|script| matches!(script, Script::Inline(_))).map(|script| plain(script.text()));
    let calls: Vec<String> = inline.flat_map(|text| calls_of(&text, &function)).collect();
    let bundles = page.scripts.iter().filter(|script| matches!(script, Script::External(_))).count();
    if calls.is_empty() && bundles != 1 {
        return unclear(format!("no script in the page calls {function}; another file may do so"));
    }
    if calls.iter().any(|call| letters(call) == letters(&argument)) {
        return Ok(());
    }
    if calls.iter().any(|call| !is_another(call, &plain(&argument))) {
        return unclear(format!("the scripts call {function} with {}; what that is is not known", calls.join(", ")));
    }
    let actual = if calls.is_empty() { "no call".to_owned() } else { calls.join(", ") };
    Err(world.violated(Finding::new("the page's scripts", format!("{function}({argument})"), actual)))
}

/// True for another member of the same object: `a.b['c']` or `a.b.c`. A variable may hold anything.
fn is_another(call: &str, wanted: &str) -> bool {
    let object = wanted.split('[').next().unwrap_or_default();
    call.strip_prefix(object).is_some_and(|member| member.starts_with("['") || member.starts_with('.'))
}

/// What stands between the brackets of each call, in a text without white space.
fn calls_of(text: &str, function: &str) -> Vec<String> {
    let call = format!("{function}(");
    let arguments = text.match_indices(&call).map(|(at, found)| &text[at + found.len()..]);
    arguments.map(|rest| rest.split(')').next().unwrap_or_default().to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_button_starts_linking_when_it_does_something() {
        let sdk = "https://assets.loginwithamazon.com/";
        let page = |address: &str, text: &str, loads_sdk: bool| Page {
            address: address.to_owned(),
            text: text.to_owned(),
            status: Some(200),
            scripts: if loads_sdk { vec![Script::External(format!("{sdk}sdk/eu/login1.js"))] } else { Vec::new() },
            ..Page::default()
        };
        let told = |page: Page| starts(&page, "https://shop.example/pay", Some("Checkout"), "https://www.amazon.in/", sdk);
        let is_unclear = |page: Page| matches!(told(page), Verdict::Unclear(_));
        assert_eq!(told(page("https://www.amazon.in/ap/oa?x=1", "", false)), Verdict::Passed);
        assert_eq!(told(page("https://shop.example/link", "Linking", true)), Verdict::Passed);
        assert!(is_unclear(page("https://shop.example/pay", "Checkout", true)), "a dead button beside the script");
        assert!(is_unclear(page("https://shop.example/pay", "Checkout Link your account?", false)), "a dialog");
        assert!(is_unclear(page("https://shop.example/account", "Account", false)), "another page");
        assert!(matches!(told(page("https://shop.example/pay#", "Checkout", false)), Verdict::Broken(_)), "a dead button");
    }

    #[test]
    fn only_another_domain_is_another() {
        let wanted = "amazon.Login.amazonDomain['in']";
        for other in ["amazon.Login.amazonDomain['uk']", "amazon.Login.amazonDomain.uk"] {
            assert!(is_another(other, wanted), "{other}");
        }
        for open in ["domain", "amazon.Login.amazonDomain[domain]", "'in'", "t.config.domain"] {
            assert!(!is_another(open, wanted), "{open}");
        }
        for same in ["amazon.Login.amazonDomain.in", "amazon.Login.amazonDomain['in']"] {
            assert_eq!(letters(same), letters(wanted));
        }
    }
}

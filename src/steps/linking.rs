//! How linking an account starts: where its button leads, and what the scripts there do.

use cucumber::then;

use super::checkout::certain;
use super::text::Text;
use crate::checkout::page::{Page, Script};
use crate::core::finding::Finding;
use crate::world::{Step, World, unclear};

/// Where linking starts is published for the script only; what leads anywhere else is not known to be wrong.
#[then(expr = "linking starts at {text} or with a script of {text}")]
fn linking_starts(world: &mut World, address: Text, scripts: Text) -> Step {
    let page = world.page()?;
    let there = page.address.starts_with(&*address) || page.hops.iter().any(|hop| hop.starts_with(&*address));
    if there || !addresses(page, &scripts).is_empty() {
        return Ok(());
    }
    certain(page, false)?;
    let stays = page.address.split('#').next() == world.journey()?.entrance.split('#').next();
    let actual = page.address.split('?').next().unwrap_or_default().to_owned();
    if !stays && page.status.is_none_or(|status| status < 400) {
        return unclear(format!("the button leads to {actual}; whether linking starts there is not known"));
    }
    let expected = format!("{address} or a script of {scripts}");
    Err(world.violated(Finding::new("the way to link the account", expected, format!("the customer is at {actual}"))))
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

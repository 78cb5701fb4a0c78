//! How a customer is sent to where a charge is finished.

use cucumber::{given, then};
use serde_json::{Value, json};

use super::checkout::{certain, same_address, unframed};
use super::shop::direct;
use crate::checkout::page::{Doubt, Page};
use crate::checkout::visit::bare;
use crate::core::finding::Finding;
use crate::core::http::host;
use crate::core::member;
use crate::world::{Step, World, unclear};

#[given(regex = r#"^the provider wants its customers sent by "([^"]*)"$"#)]
async fn wants_customers_sent(world: &mut World, method: String) -> Step {
    direct(world, "send_by", json!({ "method": *method })).await.map(drop)
}

#[then(regex = r#"^the customer is sent to "([^"]*)" of the ([A-Za-z0-9_-]+)$"#)]
fn sent_to(world: &mut World, member: String, operation: String) -> Step {
    sent(world, &member, &operation, None)
}

#[then(regex = r#"^the customer is sent by "([^"]*)" to "([^"]*)" of the ([A-Za-z0-9_-]+)$"#)]
fn sent_by(world: &mut World, method: String, member: String, operation: String) -> Step {
    sent(world, &member, &operation, Some(&method))
}

fn sent(world: &mut World, member: &str, operation: &str, method: Option<&str>) -> Step {
    let Some(target) = member::at(world.answered(operation)?, member).and_then(Value::as_str).map(str::to_owned) else {
        return unclear(format!("the provider that we play gave no {member}"));
    };
    let page = world.page()?;
    let ways = ways(page, &target);
    let holds = ways.iter().any(|way| method.is_none_or(|method| method == *way));
    let actual = page.hops.last().unwrap_or(&page.address).clone();
    match page.doubt {
        _ if holds => {}
        // What stands elsewhere is not read; only of the address itself more is known.
        Some(Doubt::Elsewhere) if host(&page.address) == host(&target) => {}
        Some(Doubt::Elsewhere) => return unclear(format!("the customer was sent to {}; {}", bare(&actual), Doubt::Elsewhere)),
        _ => {
            certain(page, false)?;
            unframed(page, false)?;
        }
    }
    let expected = method.map_or_else(|| target.clone(), |method| format!("{target}, by {method}"));
    let actual = ways.first().map_or(actual, |way| format!("{target}, by {way}"));
    world.check(holds, || Finding::new("the way of the customer", expected, actual))
}

/// The methods by which a customer was sent to an address, or goes there from the page that they see.
fn ways(page: &Page, target: &str) -> Vec<&'static str> {
    let is_there = |address: &String| same_address(address, target);
    let method = |post: bool| if post { "POST" } else { "GET" };
    let was_sent = page.hops.iter().chain([&page.address]).any(is_there);
    let sent = was_sent.then(|| method(page.posted.iter().any(is_there)));
    let forms = page.forms.iter().filter(|form| is_there(&form.action)).map(|form| method(form.post));
    let links = page.links.iter().filter(|link| link.clickable && is_there(&link.target)).map(|_| method(false));
    sent.into_iter().chain(forms).chain(links).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checkout::page::Form;

    const THERE: &str = "https://amazon.example/pay/1";

    #[test]
    fn a_customer_is_sent_by_a_redirect_or_goes_by_a_form() {
        let there = Page { address: THERE.to_owned(), ..Page::default() };
        assert_eq!(ways(&there, THERE), ["GET"]);
        assert_eq!(ways(&Page { posted: vec![THERE.to_owned()], ..there }, THERE), ["POST"]);
        for (post, method) in [(true, "POST"), (false, "GET")] {
            let forms = vec![Form { action: THERE.to_owned(), post }, Form { action: "/else".to_owned(), post }];
            assert_eq!(ways(&Page { forms, ..Page::default() }, THERE), [method]);
        }
        assert_eq!(ways(&Page::default(), THERE), [""; 0]);
    }
}

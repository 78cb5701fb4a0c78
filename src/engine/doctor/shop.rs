//! The integrator's page and backend: what can be seen of them without buying anything.

use std::collections::{BTreeMap, BTreeSet};
use std::net::{SocketAddr, TcpListener};

use super::network::origin;
use super::{Area, Look};
use crate::checkout::browser::BrowserSettings;
use crate::config::target::{CheckoutTarget, MerchantTarget, ProviderTargets, filled_address};
use crate::core::http::Request;
use crate::simulator::server::ServerError;
use crate::world::Session;

/// Looks at page and backend; origins that are `down` are left alone.
pub async fn look(session: &Session, targets: &ProviderTargets, down: &BTreeSet<String>, looks: &mut Vec<Look>) {
    let slug = targets.provider.slug;
    if let Some(merchant) = targets.merchant.as_ref().filter(|merchant| !merchant.embedded) {
        looks.extend(backend(slug, merchant));
    }
    if let Some(checkout) = targets.checkout.as_ref().filter(|checkout| !checkout.url.is_empty()) {
        looks.extend(missing_shoppers(targets));
        if let Err(reason) = session.manner(targets.provider, session.settings.step_timeout) {
            looks.push(Look::bad(Area::Configuration, format!("{slug}.checkout.page"), reason, "correct the selector"));
        }
        if checkout.browser {
            looks.push(browser(session));
        }
        if !origin(&checkout.url).is_some_and(|origin| down.contains(&origin)) {
            looks.push(page(session, targets, checkout).await);
        }
    }
}

/// The states in which nobody is given; where there is nobody at all, the page says so.
fn missing_shoppers(targets: &ProviderTargets) -> Option<Look> {
    let provider = targets.provider;
    let states = provider.personas.iter().chain(provider.shopper_personas);
    let missing: Vec<_> = states.filter(|state| !targets.shoppers.contains_key(**state)).copied().collect();
    let text = format!("no shopper is given in the states {}: their scenarios will be inconclusive", missing.join(", "));
    let next = "name a customer of your shop for each state that should be tried";
    let place = format!("{}.shoppers", provider.slug);
    (!missing.is_empty() && !targets.shoppers.is_empty()).then(|| Look::note(Area::Configuration, place, text, next))
}

fn browser(session: &Session) -> Look {
    match BrowserSettings::find(session.settings.step_timeout) {
        Ok(found) => Look::good(Area::Harness, "browser", format!("{} with {}", found.browser.display(), found.driver.display())),
        Err(error) => Look::bad(Area::Harness, "browser", error.to_string(), "install it, or leave browser = true out"),
    }
}

/// Opens the page as a customer would, and pays nothing.
async fn page(session: &Session, targets: &ProviderTargets, checkout: &CheckoutTarget) -> Look {
    let slug = targets.provider.slug;
    let key = format!("{slug}.checkout.url");
    let Some((_, shopper)) = targets.shoppers.iter().find_map(|(state, any)| Some((state, any.first()?))) else {
        let next = "name a customer of your shop for each state that should be tried";
        return Look::bad(Area::Configuration, format!("{slug}.shoppers"), "there is no shopper, so no page can be opened", next);
    };
    if targets.merchant.as_ref().is_some_and(|merchant| merchant.listen.is_some()) {
        // Without its provider a backend fails, or asks somebody else about the customer, and may act on the answer.
        let text = "its host answers; the page is opened in a run, while our simulator listens for the backend";
        return Look::good(Area::Target, key, text);
    }
    let order = session.ids.next("o");
    let url = filled_address(&checkout.url, &[("{customer}", shopper), ("{amount}", "10.00"), ("{order}", &order)]);
    let next = "open it in a browser: it must be the page on which the customer chooses how to pay";
    match session.client.send(&Request::new("GET", url), session.settings.step_timeout).await {
        Err(failure) => Look::bad(Area::Target, key, failure.to_string(), next),
        Ok(answer) if answer.status >= 400 => Look::bad(Area::Target, key, format!("the page answers {}", answer.status), next),
        Ok(answer) if answer.status >= 300 => {
            let next = "if it leads to a page of login, a run sees that one: let the page open without it";
            Look::note(Area::Target, key, format!("the page leads elsewhere ({})", answer.status), next)
        }
        Ok(answer) => Look::good(Area::Target, key, format!("the page answers {}", answer.status)),
    }
}

/// Whether our simulators can listen for the backends, each at an address of its own.
pub fn addresses(targets: &[ProviderTargets]) -> Vec<Look> {
    let mut named: BTreeMap<SocketAddr, Vec<String>> = BTreeMap::new();
    for targets in targets {
        if let Some(address) = targets.merchant.as_ref().and_then(|merchant| merchant.listen) {
            named.entry(address).or_default().push(format!("{}.merchant.listen", targets.provider.slug));
        }
    }
    named.into_iter().map(|(address, keys)| self::address(address, &keys)).collect()
}

fn address(address: SocketAddr, keys: &[String]) -> Look {
    let names = keys.join(", ");
    // Port 0 is a free one each time.
    if keys.len() > 1 && address.port() != 0 {
        let text = format!("all of them name {address}, where only one of our simulators can listen");
        return Look::bad(
            Area::Configuration,
            names,
            text,
            "give each of them a port of its own, and let its backend call that one",
        );
    }
    if !address.ip().is_loopback() {
        let next = "name 127.0.0.1 and a port, where a backend on this machine finds it";
        return Look::bad(Area::Configuration, names, ServerError::NotLoopback(address).to_string(), next);
    }
    match TcpListener::bind(address) {
        Ok(_) => Look::good(Area::Environment, names, format!("{address} is free for our simulator")),
        Err(error) => {
            let next = "end what listens there, or choose another address";
            Look::bad(Area::Environment, names, format!("cannot listen on {address}: {error}"), next)
        }
    }
}

/// What cannot be tried of the backend.
fn backend(slug: &str, merchant: &MerchantTarget) -> Vec<Look> {
    let given = [("notification_url", merchant.notification_url.is_some()), ("refund_url", merchant.refund_url.is_some())];
    let missing = given.into_iter().filter(|(_, given)| !given).map(|(name, _)| {
        Look::note(
            Area::Configuration,
            format!("{slug}.merchant.{name}"),
            "is not given: what needs it will be inconclusive",
            "give it, if your backend has it",
        )
    });
    missing.collect()
}

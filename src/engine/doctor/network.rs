//! The way to every address of the configuration: one request without credentials, and what stood in its way.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimeParser;
use url::Url;

use super::{Area, Look};
use crate::config::target::{ProviderTargets, SignerTarget, is_loopback};
use crate::config::transport::TransportSettings;
use crate::core::http::{Request, Response};
use crate::transport::failure::{Cause, Failure, Phase};
use crate::world::Session;

/// Signed requests are good for minutes; a clock that is this far off is one to be set, in seconds.
const SKEW: i64 = 60;

/// Variables that other programs take a proxy from.
const PROXY_VARIABLES: [&str; 4] = ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"];

/// Asks every origin once; returns those that gave no answer.
pub async fn look(
    session: &Session,
    targets: &[ProviderTargets],
    transport: &TransportSettings,
    looks: &mut Vec<Look>,
) -> BTreeSet<String> {
    let origins = origins(targets);
    let far = origins.keys().any(|origin| !is_loopback(origin));
    let variable = PROXY_VARIABLES.into_iter().find(|name| std::env::var_os(name).is_some());
    if let Some(name) = variable.filter(|_| far && transport.proxy.is_none()) {
        let text = format!("the variable {name} is set; proxies of the environment are not used");
        looks.push(Look::note(Area::Environment, "transport.proxy", text, "if targets are behind it, set transport.proxy"));
    }
    let mut down = BTreeSet::new();
    for (origin, Named { keys, for_browser, of_provider }) in origins {
        let began = Timestamp::now();
        match session.client.send(&Request::new("GET", format!("{origin}/")), session.settings.step_timeout).await {
            Err(Failure { cause: Cause::Tls(_) | Cause::NoTls(_), .. }) if for_browser => {
                let text = format!("{origin} is visited by the browser, whose trust is its own");
                looks.push(Look::good(Area::Environment, keys, text));
                down.insert(origin);
            }
            Err(failure) if !failure.answered() => {
                looks.push(in_the_way(&failure, &keys));
                down.insert(origin);
            }
            Err(_) => looks.push(Look::good(Area::Environment, keys, format!("{origin} answers"))),
            Ok(answer) => {
                let scheme = if origin.starts_with("https:") { " over TLS" } else { "" };
                let text = format!("{origin} answers{scheme} ({})", answer.status);
                looks.push(Look::good(Area::Environment, keys, text));
                looks.extend(of_provider.then(|| clock(&answer, began, &origin)));
            }
        }
    }
    down
}

/// Scheme, host and port of a URL that a request can be sent to.
pub fn origin(url: &str) -> Option<String> {
    let url = Url::parse(url).ok()?;
    url.has_host().then(|| url.origin().ascii_serialization())
}

/// Who names an origin.
struct Named {
    /// The keys, separated by commas.
    keys: String,
    /// Only a real browser goes there.
    for_browser: bool,
    /// Signed requests go there, and so its clock counts; that of a shop, or of what caches its pages, does not.
    of_provider: bool,
}

/// Every origin that the configuration names.
fn origins(targets: &[ProviderTargets]) -> BTreeMap<String, Named> {
    let mut origins: BTreeMap<String, Named> = BTreeMap::new();
    for ProviderTargets { provider, endpoint, signer, checkout, merchant, .. } in targets {
        let endpoint = endpoint.iter().flat_map(|endpoint| {
            let login = endpoint.login.iter().map(|login| ("login.token_url", login.token_url.as_str()));
            std::iter::once(("endpoint.base_url", endpoint.base_url.as_str())).chain(login)
        });
        let signer = signer.iter().filter_map(|signer| match signer {
            SignerTarget::Url(url) => Some(("signer.url", url.as_str())),
            SignerTarget::Command(_) | SignerTarget::Embedded => None,
        });
        let page = checkout.iter().map(|checkout| ("checkout.url", checkout.url.as_str()));
        let merchant = merchant.iter().flat_map(|merchant| {
            let notifications = merchant.notification_url.iter().map(|url| ("merchant.notification_url", url.as_str()));
            let apart = merchant.tokenisation_url.iter().map(|url| ("merchant.tokenisation_url", url.as_str()));
            let refunds = merchant.refund_url.iter().map(|url| ("merchant.refund_url", url.as_str()));
            let recurring = merchant.recurring_url.iter().map(|url| ("merchant.recurring_url", url.as_str()));
            notifications.chain(apart).chain(refunds).chain(recurring)
        });
        for (key, url) in endpoint.chain(signer).chain(page).chain(merchant) {
            let Some(origin) = origin(url) else { continue };
            let named = origins.entry(origin).or_insert(Named { keys: String::new(), for_browser: true, of_provider: false });
            named.keys.push_str(&format!("{}{}.{key}", if named.keys.is_empty() { "" } else { ", " }, provider.slug));
            named.of_provider |= key == "endpoint.base_url";
            named.for_browser &= key == "checkout.url" && checkout.as_ref().is_some_and(|checkout| checkout.browser);
        }
    }
    origins
}

fn in_the_way(failure: &Failure, keys: &str) -> Look {
    let text = failure.to_string();
    let bad = |next: &str| Look::bad(Area::Environment, keys, text.clone(), next);
    match &failure.cause {
        Cause::Dns => {
            bad("check the name of the host, and that this machine can look names up (behind a proxy: transport.proxy)")
        }
        Cause::Refused => bad("nothing listens there: check the port, or start what should listen"),
        Cause::Unreachable(_) | Cause::Timeout { phase: Phase::Connection, .. } => {
            bad("check the network, the firewall, and whether a proxy is needed (transport.proxy)")
        }
        Cause::Tls(_) => bad("check that this is the right host; transport.ca_file trusts a company's own issuer, \
                              transport.client_certificate is for hosts that ask for one"),
        Cause::NoTls(_) => {
            bad("install the certificates of well-known issuers (Debian: ca-certificates), or name some in transport.ca_file")
        }
        Cause::Proxy { .. } => bad("check transport.proxy, its user name and password, and that it lets this host through"),
        Cause::Unsendable(_) => Look::bad(Area::Configuration, keys, text.clone(), "check the address"),
        Cause::Timeout { .. } | Cause::Reset | Cause::InvalidHttp | Cause::Truncated { .. } | Cause::TooLarge { .. } => {
            Look::bad(
                Area::Target,
                keys,
                text.clone(),
                "something listens there, and does not answer as HTTP does: check host, port and scheme",
            )
        }
    }
}

/// What the answer's date says of our clock.
fn clock(answer: &Response, began: Timestamp, origin: &str) -> Look {
    let ended = Timestamp::now();
    let date = answer.headers.get("date").and_then(|date| DateTimeParser::new().parse_timestamp(date).ok());
    let Some(date) = date else {
        let text = format!("{origin} tells no time, so the clock could not be compared");
        return Look::good(Area::Environment, "clock", text);
    };
    // A cache tells how long ago it was dated.
    let age: i64 = answer.headers.get("age").and_then(|age| age.trim().parse().ok()).unwrap_or_default();
    let told = date.as_second().saturating_add(age);
    // The answer was sent between the two.
    let ahead = began.as_second().saturating_sub(told);
    let behind = told.saturating_sub(ended.as_second());
    let text = |seconds: i64, side: &str| format!("this machine's clock is {seconds} seconds {side} that of {origin}");
    let next = "set the clock (e.g. timedatectl set-ntp true): signatures carry the time and would be refused";
    match (ahead, behind) {
        (ahead, _) if ahead > SKEW => Look::bad(Area::Environment, "clock", text(ahead, "ahead of"), next),
        (_, behind) if behind > SKEW => Look::bad(Area::Environment, "clock", text(behind, "behind"), next),
        _ => Look::good(Area::Environment, "clock", format!("agrees with that of {origin}")),
    }
}

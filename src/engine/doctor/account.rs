//! The merchant's keys and the customers' tokens, tried with a first well-formed call; and the signer.

use std::collections::BTreeSet;

use super::network::origin;
use super::{Area, Look};
use crate::config::credentials::Customer;
use crate::config::target::{EndpointTarget, ProviderTargets, SignerTarget, is_production};
use crate::core::secret::Secret;
use crate::engine::probe::{FirstCall, first_call};
use crate::providers::{Faults, Provider};
use crate::world::{Link, Session, Stop, conversation};

/// Tries keys and tokens of the endpoint, and the signer; origins that are `down` are left alone.
pub async fn look(session: &Session, targets: &ProviderTargets, down: &BTreeSet<String>, looks: &mut Vec<Look>) {
    let is_down = |url: &str| origin(url).is_some_and(|origin| down.contains(&origin));
    if let Some(endpoint) = &targets.endpoint {
        looks.extend(configured(endpoint));
        if !is_down(&endpoint.base_url) {
            self::endpoint(session, endpoint, looks).await;
        }
    }
    match &targets.signer {
        None => {}
        Some(SignerTarget::Url(url)) if is_down(url) => {}
        Some(_) => looks.push(signer(session, targets.provider).await),
    }
}

/// What the configuration says of the endpoint, and leaves out.
fn configured(endpoint: &EndpointTarget) -> Vec<Look> {
    let provider = endpoint.provider;
    let mut looks = Vec::new();
    if is_production(endpoint) {
        let text = format!("{} is a production host: a run refuses the scenarios that move money", endpoint.base_url);
        let next = "select the rest with --tags \"not @moves-money\", or name the sandbox";
        looks.push(Look::note(Area::Configuration, format!("{}.endpoint.base_url", provider.slug), text, next));
    }
    let missing: Vec<_> =
        provider.personas.iter().filter(|persona| !endpoint.customers.contains_key(**persona)).copied().collect();
    if !missing.is_empty() && endpoint.control_url.is_none() {
        let text = format!("no customer is given in the states {}: their scenarios will be inconclusive", missing.join(", "));
        let next = "give a token for each state that your sandbox account has";
        looks.push(Look::note(Area::Configuration, format!("{}.customers", provider.slug), text, next));
    }
    looks
}

async fn endpoint(session: &Session, endpoint: &EndpointTarget, looks: &mut Vec<Look>) {
    let provider = endpoint.provider;
    let key = |name: &str| format!("{}.{name}", provider.slug);
    let mut link = match Link::open(session, provider, &Faults::default(), session.seed).await {
        Ok(link) => link,
        Err(no_way) => {
            let next = "check control_url, which only a simulator of ours has, and that it still runs";
            looks.push(Look::bad(Area::Target, key("endpoint.control_url"), no_way.reason, next));
            return;
        }
    };
    let merchant = first_call(session, provider, &link, None).await;
    let goes_on = matches!(merchant, FirstCall::Accepted | FirstCall::Token(_));
    looks.push(merchant_look(provider, merchant));
    // An account of our own simulators has customers of its own.
    if goes_on && endpoint.control_url.is_none() {
        for (persona, customer) in endpoint.customers.iter() {
            looks.extend(self::customer(session, &mut link, provider, (persona, customer)).await);
        }
    }
    link.close(session).await;
}

/// What the call without a customer showed.
fn merchant_look(provider: &Provider, showed: FirstCall) -> Look {
    let key = |name: &str| format!("{}.{name}", provider.slug);
    match showed {
        FirstCall::Accepted | FirstCall::Token(_) => {
            Look::good(Area::Credentials, key("endpoint"), "the merchant's credentials are accepted")
        }
        FirstCall::Credentials(reason) => {
            let keys = provider.keys.iter().filter(|key| key.required).map(|key| key.name).collect::<Vec<_>>().join(", ");
            let next = format!("check {keys}: all of the same account, and of this environment (sandbox or production)");
            Look::bad(Area::Credentials, key("endpoint"), reason, next)
        }
        FirstCall::Strange(reason) => {
            let next = format!("check that base_url is {}, e.g. {}", provider.title, provider.sandbox);
            Look::bad(Area::Target, key("endpoint.base_url"), reason, next)
        }
        FirstCall::Unreachable(reason) => {
            Look::bad(Area::Target, key("endpoint.base_url"), reason, "the host answers, but not this call: ask who runs it")
        }
    }
}

/// Renews the customer's token, and tries it where the first call carries one and it should not be refused.
async fn customer(
    session: &Session,
    link: &mut Link,
    provider: &'static Provider,
    (persona, customer): (&str, &Customer),
) -> Option<Look> {
    let key = format!("{}.customers.{persona}", provider.slug);
    let bad = |reason: String, next: &str| Some(Look::bad(Area::Credentials, key.clone(), reason, next));
    let token = match link.token(session, persona, session.settings.step_timeout).await {
        Ok(token) => token,
        Err(Stop::Unclear(reason) | Stop::Violated(reason)) => {
            return bad(reason, "check [login], or let the customer link the account again");
        }
    };
    if !carries_token(session, provider, link, &token) || provider.refused_personas.contains(&persona) {
        return None;
    }
    match first_call(session, provider, link, Some(&token)).await {
        FirstCall::Token(reason) => bad(
            reason,
            match customer {
                Customer::Token(_) => {
                    "the token is too old or another merchant's: give a new one, or { refresh_token = \"..\" } where there is a [login]"
                }
                Customer::Refresh(_) => "the renewed token is refused, too: let the customer link the account again",
            },
        ),
        FirstCall::Credentials(reason) | FirstCall::Strange(reason) | FirstCall::Unreachable(reason) => {
            Some(Look::note(Area::Credentials, key, reason, "a run may find its scenarios inconclusive: try it"))
        }
        FirstCall::Accepted => Some(Look::good(Area::Credentials, key, "the token is accepted")),
    }
}

/// True when the provider's first call is about a customer, if one is known.
fn carries_token(session: &Session, provider: &Provider, link: &Link, token: &Secret) -> bool {
    let asked = |token| (provider.probe)(token, &link.credentials, &session.ids).endpoint.name;
    asked(Some(token)) != asked(None)
}

async fn signer(session: &Session, provider: &'static Provider) -> Look {
    let key = format!("{}.signer", provider.slug);
    match conversation::probe(session, provider, &Faults::default()).await {
        Ok(()) => Look::good(Area::Target, key, "signs a plain request"),
        Err(trouble) => {
            let next = "start it by hand, give it one line of JSON, and see what it answers";
            Look::bad(Area::Target, key, trouble.text, next)
        }
    }
}

//! The first well-formed call to every target: a target that refuses it, or never answers, is not judged.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use cucumber::gherkin::{Feature, Scenario};

use super::record::TargetState;
use super::{features, recorder};
use crate::config::target::{ProviderTargets, filled_address, shown_address};
use crate::core::http::{Exchange, Request, Response};
use crate::core::secret::Secret;
use crate::core::subject::Subject;
use crate::providers::{self, Cause, Faults, Provider};
use crate::transport::failure::{Cause as Missed, Failure};
use crate::transport::redact::Redactor;
use crate::transport::signer::{Kind, Trouble};
use crate::world::turns::Wish;
use crate::world::{Link, Session, Shop, conversation};

const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// What the first calls showed, per provider, subject and planted fault.
#[derive(Debug, Default)]
pub struct Readiness {
    states: HashMap<(String, Subject, Option<String>), TargetState>,
    subjects: HashMap<String, Subject>,
}

impl Readiness {
    /// Why the scenario cannot be tried.
    pub fn obstacle(&self, feature: &Feature, scenario: &Scenario) -> Option<&str> {
        let subject = *self.subjects.get(features::requirement(feature, scenario))?;
        let fault = recorder::fault(scenario).map(str::to_owned);
        self.states.get(&(features::provider(feature, scenario).to_owned(), subject, fault))?.obstacle()
    }

    /// The state of a target without planted faults.
    pub fn state(&self, provider: &Provider, subject: Subject) -> TargetState {
        self.states.get(&(provider.slug.to_owned(), subject, None)).cloned().unwrap_or_default()
    }
}

/// Probes every target that the features address, once per planted fault.
pub async fn all(session: &Session, features: &[Feature]) -> Readiness {
    let facts = &session.settings.requirements;
    let mut readiness =
        Readiness { subjects: facts.iter().map(|(id, facts)| (id.clone(), facts.subject)).collect(), states: HashMap::new() };
    for feature in features {
        for scenario in &feature.scenarios {
            let slug = features::provider(feature, scenario);
            let Some(provider) = providers::find(slug) else { continue };
            let Some(subject) = readiness.subjects.get(features::requirement(feature, scenario)).copied() else { continue };
            let fault = recorder::fault(scenario).map(str::to_owned);
            let key = (slug.to_owned(), subject, fault.clone());
            if let Entry::Vacant(place) = readiness.states.entry(key) {
                place.insert(probe(session, provider, subject, fault.as_deref()).await);
            }
        }
    }
    readiness
}

async fn probe(session: &Session, provider: &'static Provider, subject: Subject, fault: Option<&str>) -> TargetState {
    let faults = session.settings.faults.with(fault).of(provider.slug);
    match subject {
        Subject::Endpoint => endpoint(session, provider, &faults).await,
        Subject::Signer => match conversation::probe(session, provider, &faults).await {
            Ok(()) => TargetState::Ready,
            Err(Trouble { text, kind: Kind::Unreachable }) => TargetState::Unreachable(text),
            Err(Trouble { text, .. }) => TargetState::Refused(text),
        },
        Subject::Checkout | Subject::Merchant => page(session, provider).await,
    }
}

async fn endpoint(session: &Session, provider: &'static Provider, faults: &Faults) -> TargetState {
    let limit = session.settings.step_timeout;
    let mut link = match Link::open(session, provider, faults, session.seed.wrapping_add(session.number())).await {
        Ok(link) => link,
        Err(no_way) if no_way.silent => return TargetState::Unreachable(no_way.reason),
        Err(no_way) => return TargetState::Refused(no_way.reason),
    };
    let token = link.any_token(session, limit).await;
    let showed = first_call(session, provider, &link, token.as_ref()).await;
    link.close(session).await;
    showed.into()
}

/// A first visit to a user's payment page, through which their backend is driven, too: any customer of theirs, a new order. A page
/// of ours is rented when it is needed.
async fn page(session: &Session, provider: &Provider) -> TargetState {
    let Some(targets) = session.targets(provider) else { return TargetState::Ready };
    let Some(checkout) = targets.checkout.as_ref().filter(|checkout| !checkout.url.is_empty()) else { return TargetState::Ready };
    let Some((state, customer)) = targets.shoppers.iter().find_map(|(state, any)| Some((state, any.first()?))) else {
        return TargetState::Ready;
    };
    let order = session.ids.next("o");
    let announced = announce(session, targets, state, customer, &order).await;
    let values = [("{customer}", customer.as_str()), ("{amount}", "1.00"), ("{order}", &order)];
    let request = Request::new("GET", filled_address(&checkout.url, &values));
    let answer = session.client.send(&request, session.settings.step_timeout).await;
    // A browser has its own trust.
    let untrusted = |failure: &Failure| checkout.browser && matches!(failure.cause, Missed::Tls(_) | Missed::NoTls(_));
    if let Some(shop) = announced {
        if answer.as_ref().map_or_else(untrusted, |_| true) {
            // What cannot be tried is signed as usual.
            let _ = shop.settle_reading(session, targets).await;
        }
        shop.close(session, targets.provider).await;
    }
    match answer {
        Err(failure) if !failure.answered() && !untrusted(&failure) => {
            let tried = Redactor::new(&targets.hidden, &[]).text(&shown_address(&checkout.url));
            TargetState::Unreachable(format!("no HTTP response to GET {tried}: {failure}"))
        }
        _ => TargetState::Ready,
    }
}

/// Tells the provider that we play who is coming: a backend whose customer's token is refused may ask them to link again. None
/// where it cannot be told.
async fn announce(session: &Session, targets: &ProviderTargets, state: &str, customer: &str, order: &str) -> Option<Shop> {
    let provider = targets.provider;
    let customers = [(state.to_owned(), vec![customer.to_owned()])].into_iter().collect();
    let wish = Wish { provider: provider.slug, alone: true, customers, ..Wish::default() };
    let shop = Shop::open(session, provider, &Faults::default(), session.seed, &wish).await.ok()?;
    // Without an answer nobody is known to the provider, and the page says so itself.
    let _ = shop.announce(session, provider, state, customer, order).await;
    Some(shop)
}

/// What a first well-formed call showed; each sentence says what was tried or answered.
pub(super) enum FirstCall {
    /// It was accepted, or refused for a reason that the call itself has.
    Accepted,
    /// The customer's token was refused; the merchant's credentials were not.
    Token(String),
    /// The merchant's credentials were refused.
    Credentials(String),
    /// Something else answered, or not as the provider does.
    Strange(String),
    /// There was no HTTP response.
    Unreachable(String),
}

impl From<FirstCall> for TargetState {
    fn from(showed: FirstCall) -> Self {
        match showed {
            FirstCall::Accepted | FirstCall::Token(_) => Self::Ready,
            FirstCall::Credentials(reason) | FirstCall::Strange(reason) => Self::Refused(reason),
            FirstCall::Unreachable(reason) => Self::Unreachable(reason),
        }
    }
}

/// Makes the first well-formed call, for a customer's token when there is one.
pub(super) async fn first_call(session: &Session, provider: &Provider, link: &Link, token: Option<&Secret>) -> FirstCall {
    let draft = (provider.probe)(token, &link.credentials, &session.ids);
    let sender = link.sender();
    let signed = (provider.compose)(&draft, &sender).and_then(|mut request| {
        provider.sign(&mut request, &sender)?;
        Ok(request)
    });
    let request = match signed {
        Err(reason) => return FirstCall::Strange(reason),
        Ok(request) => request,
    };
    let tried = format!("{} {}", request.method, request.url.split('?').next().unwrap_or_default());
    let at = session.clock.now();
    let began = std::time::Instant::now();
    let answer = session.client.send(&request, session.settings.step_timeout).await;
    let showed = match &answer {
        Ok(response) => read(provider, response, token.is_some(), link),
        Err(failure) if failure.answered() => FirstCall::Strange(format!("not this provider? {tried}: {failure}")),
        Err(failure) => FirstCall::Unreachable(format!("no HTTP response to {tried}: {failure}")),
    };
    let duration_ms = began.elapsed().as_secs_f64() * 1000.0;
    let id = format!("x{}", session.number());
    let exchange = Exchange { id, at, duration_ms, request, answer: answer.map_err(|failure| failure.to_string()) };
    session.keep(link.record(&exchange));
    showed
}

/// What the answer to the first well-formed call says of the target.
fn read(provider: &Provider, response: &Response, with_token: bool, link: &Link) -> FirstCall {
    let strange = |text: String| FirstCall::Strange(link.redact(&text));
    match (provider.refusal)(response) {
        _ if response.status == 429 => strange("the target limits the rate of requests (429)".to_owned()),
        Some(refusal) => match refusal.cause {
            Cause::Credentials => {
                FirstCall::Credentials(link.redact(&format!("credentials refused: {} {}", response.status, refusal.code)))
            }
            Cause::Token => FirstCall::Token(link.redact(&format!("token refused: {} {}", response.status, refusal.code))),
            Cause::Request if !with_token && response.status < 500 => FirstCall::Accepted,
            Cause::Request | Cause::Fault => {
                strange(format!("the first well-formed call was refused: {} {}", response.status, refusal.code))
            }
        },
        None if response.is_success()
            && serde_json::from_slice(&response.body).is_ok_and(|json| (provider.recognises)(&json)) =>
        {
            FirstCall::Accepted
        }
        None => {
            let kind = response.headers.get("content-type").unwrap_or("no content type");
            let written = match response.headers.get("content-encoding") {
                Some(encoding) => format!(", encoded as {encoding}, which was not asked for"),
                None if response.body.starts_with(BYTE_ORDER_MARK) => {
                    " behind a byte order mark, which no JSON may have".to_owned()
                }
                None => String::new(),
            };
            strange(format!("not this provider? the first call was answered {} with {kind}{written}", response.status))
        }
    }
}

//! The state of one scenario.

use std::rc::Rc;
use std::time::Instant;

use serde_json::Value;

use super::conversation::Conversation;
use super::listening::Paying;
use super::turns::Wish;
use super::{Delivery, Evidence, Journey, Link, Session, Shop, Step, Stop, unclear};
use crate::core::finding::{Finding, Verdict};
use crate::core::http::{Exchange, Request, Response};
use crate::core::id::{Ids, hash};
use crate::core::secret::Secret;
use crate::core::subject::Subject;
use crate::providers::{Draft, Endpoint, Faults, Judged, Provider, Refusal, Slot};
use crate::transport::record::ExchangeRecord;

/// One request of this scenario with its answer.
#[derive(Debug)]
pub struct Sent {
    /// The message as drafted: its members before they became a query or a body.
    pub draft: Draft,
    /// The id of its exchange.
    pub exchange: String,
    /// The response, or one sentence on why there is none.
    pub answer: Result<Response, String>,
    /// The response's body as JSON.
    pub json: Option<Value>,
    /// What an answer of success says when the provider declined all the same.
    pub declined: Option<Refusal>,
}

/// The state of one scenario. Cucumber moves it often, from step to step and within each, so what is large is boxed.
#[derive(Debug, cucumber::World)]
#[world(init = Self::new)]
pub struct World {
    /// What all scenarios of this thread share.
    pub session: Rc<Session>,
    /// Ids that nothing else in this run has.
    pub(super) ids: Ids,
    pub(super) seed: u64,
    /// The provider whose folder the feature stands in; set before the first step.
    pub(super) provider: Option<&'static Provider>,
    /// The requirement that the scenario judges.
    pub requirement: String,
    /// What is broken on purpose.
    pub faults: Faults,
    /// The customer, once the scenario has one: persona and token.
    pub customer: Option<(String, Secret)>,
    /// The scenario let the provider fail: an answer that says so is what it waits for.
    pub outage: bool,
    /// Every request, oldest first.
    pub sent: Vec<Sent>,
    /// The conversation with an embedded or external signer.
    pub(crate) signing: Box<Conversation>,
    link: Option<Box<Link>>,
    /// The merchant under test, once the scenario needs one.
    pub(crate) shop: Option<Box<Shop>>,
    /// The ways of its customers, oldest first.
    pub(crate) journeys: Vec<Journey>,
    /// The notifications that were sent to it.
    pub(crate) deliveries: Vec<Delivery>,
    /// Ids of the exchanges of customers and of the merchant.
    pub(super) overheard: Vec<String>,
    /// Their records, for the evidence folder.
    pub(super) keepsakes: Vec<ExchangeRecord>,
    /// The scenario's id within the run.
    pub(super) key: String,
    /// Whom it needs at a user's own merchant.
    pub(super) wish: Box<Wish>,
    /// What is wrong, and the exchange that shows it where that is not the last one.
    finding: Option<Box<(Finding, Option<String>)>>,
    /// `Then` steps that passed without judging anything.
    pub(crate) unjudged: usize,
    /// What the scenario is about does not happen at this target.
    pub(crate) moot: bool,
    pub(super) verdicts: Vec<(String, usize, Verdict)>,
    /// What the customers did to be charged.
    pub(super) paying: Paying,
    pub(super) began: Instant,
}

impl World {
    fn new() -> Self {
        let session = Session::current();
        Self {
            ids: session.ids.clone(),
            seed: session.seed,
            session,
            provider: None,
            requirement: String::new(),
            faults: Faults::default(),
            customer: None,
            outage: false,
            sent: Vec::new(),
            signing: Box::default(),
            link: None,
            shop: None,
            journeys: Vec::new(),
            deliveries: Vec::new(),
            overheard: Vec::new(),
            keepsakes: Vec::new(),
            key: String::new(),
            wish: Box::default(),
            finding: None,
            unjudged: 0,
            moot: false,
            verdicts: Vec::new(),
            paying: Paying::default(),
            began: Instant::now(),
        }
    }

    /// Tells the world which scenario it is the state of. Everything random of it follows from the run's seed and `key`.
    pub fn begin(&mut self, key: &str, provider: Option<&'static Provider>, requirement: &str, fault: Option<&str>) {
        let part = hash(key);
        self.ids = self.session.ids.of_part(part);
        self.seed = self.session.seed.wrapping_add(part);
        self.provider = provider;
        self.key = key.to_owned();
        self.requirement = requirement.to_owned();
        let planted = &self.session.settings.faults;
        let faults = planted.with(fault).of(provider.map_or("", |provider| provider.slug));
        self.faults = if planted.is_watched() { faults.watched() } else { faults };
    }

    /// Tells the world who comes in its scenario, by the texts of its steps: a customer's state stands there in quotes. Only at a
    /// user's own merchant it makes a difference, and so do the tags `@serial` (nobody else may be there) and `@last`.
    pub fn expect<'a>(&mut self, steps: impl Iterator<Item = &'a str>, tags: &[String]) {
        let Some(targets) = self.provider.and_then(|provider| self.session.targets(provider)) else { return };
        if targets.merchant.as_ref().is_none_or(|merchant| merchant.listen.is_none()) {
            return;
        }
        let quoted = steps.flat_map(|step| step.split('"').skip(1).step_by(2));
        let given = quoted.filter_map(|state| Some((state.to_owned(), targets.shoppers.get(state)?.clone())));
        let is = |name: &str| tags.iter().any(|tag| tag == name);
        let (alone, last) = (is("serial"), is("last"));
        *self.wish = Wish { provider: targets.provider.slug, alone, last, customers: given.collect() };
    }

    /// The provider of this scenario.
    pub fn provider(&self) -> Step<&'static Provider> {
        self.provider.map_or_else(|| unclear("the feature stands in no provider's folder"), Ok)
    }

    /// Keeps what is wrong with the target; for `Then` steps only.
    pub fn violated(&mut self, finding: Finding) -> Stop {
        let text = format!("{}: expected {}, got {}", finding.place, finding.expected, finding.actual);
        let shown_by = self.shown_by(&finding);
        self.finding = Some(Box::new((finding, shown_by)));
        Stop::Violated(text)
    }

    /// The exchange of a call of the merchant's, where the place of the finding begins with the operation.
    fn shown_by(&self, finding: &Finding) -> Option<String> {
        let (operation, _) = finding.place.split_once(',')?;
        let call = self.journeys.last()?.heard.iter().rev().find(|heard| heard.is(operation))?;
        Some(call.exchange.clone())
    }

    /// `Ok` when `holds`, else the finding.
    pub fn check(&mut self, holds: bool, finding: impl FnOnce() -> Finding) -> Step {
        if holds { Ok(()) } else { Err(self.violated(finding())) }
    }

    /// The endpoint under test as this scenario sees it: at our own simulators a merchant account of its own.
    pub async fn link(&mut self) -> Step<&mut Link> {
        if self.link.is_none() {
            let provider = self.provider()?;
            let link = Link::open(&self.session, provider, &self.faults, self.seed).await;
            let link = link.map_err(|no_way| Stop::Unclear(no_way.reason))?;
            self.link = Some(Box::new(link));
        }
        self.link.as_deref_mut().map_or_else(|| unclear("there is no endpoint"), Ok)
    }

    /// A well-formed message of the operation, new ids, this customer's token.
    pub async fn draft(&mut self, operation: &str) -> Step<Draft> {
        let provider = self.provider()?;
        let Some(endpoint) = provider.endpoint(operation) else {
            return unclear(format!("{} has no operation {operation:?}", provider.title));
        };
        let ids = self.ids.clone();
        let members = (provider.draft)(endpoint, &self.link().await?.credentials, &ids);
        let mut draft = Draft::new(endpoint, members);
        if let Some((_, token)) = &self.customer {
            (provider.fill)(&mut draft, &Slot::Customer(token.expose()));
        }
        Ok(draft)
    }

    /// Composes, signs and sends a message, and keeps the answer. Where the operation has two published paths, the second is
    /// tried when there is nothing at the first.
    pub async fn send(&mut self, mut draft: Draft) -> Step {
        let (path, other) = self.paths(draft.endpoint);
        draft.path = path;
        let Some(other) = other else { return self.send_once(draft).await };
        self.send_once(draft.clone()).await?;
        if self.response().is_ok_and(|response| matches!(response.status, 404 | 405)) {
            self.send_once(Draft { path: other, ..draft }).await?;
        }
        Ok(())
    }

    /// The paths where an operation may be: the one where it was accepted before, else all that are published.
    fn paths(&self, endpoint: &'static Endpoint) -> (&'static str, Option<&'static str>) {
        match self.accepted(endpoint.name) {
            Ok(sent) => (sent.draft.path, None),
            Err(_) => (endpoint.path, endpoint.other_path),
        }
    }

    async fn send_once(&mut self, draft: Draft) -> Step {
        let request = self.composed(&draft).await?;
        self.exchange(draft, request).await
    }

    async fn composed(&mut self, draft: &Draft) -> Step<Request> {
        let provider = self.provider()?;
        let sender = self.link().await?.sender();
        let mut request = (provider.compose)(draft, &sender).map_err(Stop::Unclear)?;
        if draft.endpoint.signed {
            provider.sign(&mut request, &sender).map_err(Stop::Unclear)?;
        }
        Ok(request)
    }

    /// Sends a request as it stands, and keeps the answer.
    pub async fn exchange(&mut self, draft: Draft, request: Request) -> Step {
        let limit = self.time_left()?;
        let session = Rc::clone(&self.session);
        let exchange = session.exchange(request, limit).await;
        self.take(draft, exchange).await
    }

    /// Sends a message twice at the same time, and keeps both answers.
    pub async fn send_twins(&mut self, draft: Draft) -> Step {
        let request = self.composed(&draft).await?;
        let limit = self.time_left()?;
        let session = Rc::clone(&self.session);
        let twins = futures::join!(session.exchange(request.clone(), limit), session.exchange(request, limit));
        self.take(draft.clone(), twins.0).await?;
        self.take(draft, twins.1).await
    }

    /// Judges an exchange by the rules, and keeps it.
    async fn take(&mut self, draft: Draft, exchange: Exchange) -> Step {
        let provider = self.provider()?;
        let session = Rc::clone(&self.session);
        let link = self.link().await?;
        let judged = Judged::new(&exchange, Some(draft.endpoint), &link.credentials);
        let verdicts = session.judge(provider, Subject::Endpoint, &judged);
        let json = judged.into_json();
        let recorded = link.record(&exchange);
        self.verdicts.extend(verdicts.into_iter().map(|(rule, verdict)| (exchange.id.clone(), rule, verdict)));
        session.keep(recorded);
        let succeeded = exchange.answer.as_ref().is_ok_and(Response::is_success);
        let declined = json.as_ref().filter(|_| succeeded).and_then(provider.declined);
        self.sent.push(Sent { draft, exchange: exchange.id, answer: exchange.answer, json, declined });
        Ok(())
    }

    /// Time that the scenario has left, at most one step's.
    pub fn time_left(&self) -> Step<std::time::Duration> {
        let settings = &self.session.settings;
        match settings.scenario_timeout.checked_sub(self.began.elapsed()) {
            Some(left) if !left.is_zero() => Ok(left.min(settings.step_timeout)),
            _ => unclear(format!("the scenario took longer than {:?}", settings.scenario_timeout)),
        }
    }

    /// The last request of an operation that the target accepted.
    pub fn accepted(&self, operation: &str) -> Step<&Sent> {
        last_accepted(&self.sent, operation)
    }

    /// The last accepted request of an operation before the last request.
    pub fn earlier(&self, operation: &str) -> Step<&Sent> {
        let before = self.sent.split_last().map_or(&[][..], |(_, before)| before);
        last_accepted(before, operation)
    }

    /// What the scenario leaves behind, once it is over.
    pub async fn finish(&mut self) -> Evidence {
        self.takes_leave().await;
        let files = self.leave_keepsake().await;
        let (finding, shown_by) = self.finding.take().map(|found| *found).unzip();
        let mut evidence = Evidence {
            files,
            exchanges: self.sent.iter().map(|sent| sent.exchange.clone()).chain(self.overheard.drain(..)).collect(),
            finding,
            shown_by: shown_by.flatten(),
            unjudged: self.unjudged,
            moot: self.moot,
            verdicts: std::mem::take(&mut self.verdicts),
            redactor: None,
            asked: self.faults.is_watched().then(|| self.faults.asked()),
        };
        if let Some(link) = self.link.take() {
            evidence.redactor = link.redactor.clone();
            evidence.redact();
            evidence.note_asked(link.close(&self.session).await);
        }
        if let Some(shop) = self.shop.take() {
            evidence.redactor = shop.redactor.clone();
            evidence.redact();
            if let Some(provider) = self.provider {
                evidence.note_asked(shop.close(&self.session, provider).await);
            }
        }
        if evidence.redactor.is_none() {
            evidence.redactor = self.provider.and_then(|provider| self.session.signer_redactor(provider));
            evidence.redact();
        }
        evidence
    }
}

fn last_accepted<'a>(sent: &'a [Sent], operation: &str) -> Step<&'a Sent> {
    let found = sent.iter().rev().find(|sent| sent.draft.endpoint.name == operation && sent.is_success());
    found.map_or_else(|| unclear(format!("no {operation} was accepted before")), Ok)
}

impl Sent {
    /// True for a 2xx answer that declines nothing.
    pub fn is_success(&self) -> bool {
        self.declined.is_none() && self.answer.as_ref().is_ok_and(Response::is_success)
    }
}

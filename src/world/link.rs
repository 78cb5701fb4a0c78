//! The endpoint under test as one scenario sees it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use serde_json::Value;

use crate::config::credentials::{Customer, Login};
use crate::config::target::EndpointTarget;
use crate::core::http::Exchange;
use crate::core::secret::Secret;
use crate::providers::{Credentials, Faults, Provider, Sender};
use crate::transport::control::{Control, ControlError, Tenant};
use crate::transport::login;
use crate::transport::record::ExchangeRecord;
use crate::transport::redact::Redactor;

use super::{Session, Step, Stop, unclear};

/// A scenario's way to the endpoint: the configured account, or at our own simulators an account of its own.
#[derive(Debug)]
pub struct Link {
    /// Scheme, host and port.
    pub base_url: String,
    /// The merchant account.
    pub credentials: Credentials,
    /// Our own, in this process.
    pub embedded: bool,
    provider: &'static Provider,
    customers: Arc<BTreeMap<String, Customer>>,
    login: Option<Login>,
    tenant: Option<(Control, Tenant)>,
    /// How far our clock was moved with the account's.
    shift_seconds: i64,
    /// Tokens that were renewed, by what they are called in a report.
    renewed: Vec<(String, Secret)>,
    /// Takes this account's secrets out of texts, when this run keeps texts.
    pub(super) redactor: Option<Arc<Redactor>>,
}

/// Why there is no way to an endpoint.
#[derive(Debug)]
pub struct NoWay {
    /// In a sentence.
    pub reason: String,
    /// Nothing at all answers at its control address.
    pub silent: bool,
}

impl From<ControlError> for NoWay {
    fn from(error: ControlError) -> Self {
        let silent = matches!(&error, ControlError::Failed { failure, .. } if !failure.answered());
        Self { reason: error.to_string(), silent }
    }
}

impl Link {
    /// Opens the way to the provider's endpoint; the keys of a rented account follow from `seed`.
    pub async fn open(session: &Session, provider: &Provider, faults: &Faults, seed: u64) -> Result<Self, NoWay> {
        let target = session.targets(provider).and_then(|targets| targets.endpoint.as_ref());
        let none = || NoWay { reason: format!("no endpoint is configured for {}", provider.slug), silent: false };
        let target = target.ok_or_else(none)?;
        let mut link = match &target.control_url {
            Some(url) => Self::rent(session, target, url, faults, seed).await?,
            None => Self::configured(target),
        };
        if session.settings.keep_exchanges {
            // The configured account is the same in every scenario; a rented one has its own secrets.
            link.redactor = Some(match link.tenant {
                None => session.redactor(provider, || link.redactor()),
                Some(_) => Arc::new(link.redactor()),
            });
        }
        Ok(link)
    }

    fn configured(target: &EndpointTarget) -> Self {
        Self {
            base_url: target.base_url.clone(),
            credentials: target.credentials.clone(),
            embedded: target.embedded,
            provider: target.provider,
            customers: Arc::clone(&target.customers),
            login: target.login.clone(),
            tenant: None,
            shift_seconds: 0,
            renewed: Vec::new(),
            redactor: None,
        }
    }

    async fn rent(
        session: &Session,
        target: &EndpointTarget,
        url: &str,
        faults: &Faults,
        seed: u64,
    ) -> Result<Self, ControlError> {
        let control = Control::new(url)?;
        let tenant = control.open(&session.client, faults, seed, false).await?;
        let customers = tenant.account.customers.iter().map(|(p, token)| (p.clone(), Customer::Token(token.clone())));
        Ok(Self {
            credentials: tenant.account.credentials.clone(),
            customers: Arc::new(customers.collect()),
            tenant: Some((control, tenant)),
            ..Self::configured(target)
        })
    }

    /// Every secret of the account, by what it is called in a report.
    fn labelled(&self) -> impl Iterator<Item = (String, Secret)> {
        let keys = labelled(self.provider, &self.credentials);
        let tokens = self.customers.iter().map(|(persona, customer)| match customer {
            Customer::Token(secret) => (format!("{persona} token"), secret.clone()),
            Customer::Refresh(secret) => (format!("{persona} refresh token"), secret.clone()),
        });
        let login = self.login.iter().map(|login| ("client_secret".to_owned(), login.client_secret.clone()));
        keys.into_iter().chain(tokens).chain(login).chain(self.renewed.iter().cloned())
    }

    fn redactor(&self) -> Redactor {
        Redactor::new(&self.labelled().collect::<Vec<_>>(), self.provider.sensitive)
    }

    /// Who sends, where to and when.
    pub fn sender(&self) -> Sender<'_> {
        let now = Timestamp::now();
        let now = now.checked_add(jiff::SignedDuration::from_secs(self.shift_seconds)).unwrap_or(now);
        Sender { base_url: &self.base_url, signed_host: None, credentials: &self.credentials, now }
    }

    /// The token of the customer in that state, renewed where the configuration gives a refresh token.
    pub async fn token(&mut self, session: &Session, persona: &str, limit: Duration) -> Step<Secret> {
        let refresh = match self.customers.get(persona) {
            Some(Customer::Token(token)) => return Ok(token.clone()),
            Some(Customer::Refresh(refresh)) => refresh.clone(),
            None => return unclear(format!("no customer in the state {persona:?} is given (key customers.{persona})")),
        };
        let Some(login) = &self.login else {
            return unclear(format!("customer {persona} has a refresh token, but there is no login table to renew it"));
        };
        let renew = async || login::renew(&session.client, login, &refresh, limit).await;
        let token = session.token(self.provider.slug, persona, renew).await.map_err(Stop::Unclear)?;
        self.renewed.push((format!("{persona} token"), token.clone()));
        if self.redactor.is_some() {
            self.redactor = Some(Arc::new(self.redactor()));
        }
        Ok(token)
    }

    /// The token of a customer in good standing, else of anyone who has one.
    pub async fn any_token(&mut self, session: &Session, limit: Duration) -> Option<Secret> {
        let eligible = self.customers.contains_key("eligible").then_some("eligible");
        let persona = eligible.or_else(|| self.customers.keys().map(String::as_str).next())?.to_owned();
        self.token(session, &persona, limit).await.ok()
    }

    /// Moves the account's clock forward, and ours with it; needs a control address.
    pub async fn advance(&mut self, session: &Session, seconds: i64) -> Step {
        let (control, tenant) = self.control("to move the clock")?;
        control.advance(&session.client, &tenant.id, seconds).await?;
        self.shift_seconds += seconds;
        Ok(())
    }

    /// Lets the provider fail the next requests; needs a control address.
    pub async fn outage(&self, session: &Session, requests: u32) -> Step {
        let (control, tenant) = self.control("to have an outage")?;
        Ok(control.outage(&session.client, &tenant.id, requests).await?)
    }

    /// Gives a stage direction to the provider; needs a control address.
    pub async fn direct(&self, session: &Session, direction: &str, argument: &Value) -> Step<Value> {
        let (control, tenant) = self.control("for what happens at the provider")?;
        Ok(control.direct(&session.client, &tenant.id, direction, argument).await?)
    }

    fn control(&self, purpose: &str) -> Step<(&Control, &Tenant)> {
        match &self.tenant {
            Some((control, tenant)) => Ok((control, tenant)),
            None => unclear(format!(
                "this target has no control address {purpose} (key control_url; only our own simulators have one)"
            )),
        }
    }

    /// The redacted record of an exchange, when this run keeps them.
    pub fn record(&self, exchange: &Exchange) -> Option<ExchangeRecord> {
        self.redactor.as_ref().map(|redactor| redactor.exchange(exchange))
    }

    /// `text` without this account's secrets.
    pub fn redact(&self, text: &str) -> String {
        self.redactor.as_ref().map_or_else(|| text.to_owned(), |redactor| redactor.text(text))
    }

    /// Gives the account back; returns the faults that it was watched for, or `None` when nobody can tell.
    pub async fn close(self, session: &Session) -> Option<BTreeSet<String>> {
        let (control, tenant) = self.tenant.as_ref()?;
        // A simulator that has gone away needs no goodbye.
        control.close(&session.client, &tenant.id).await.ok()
    }
}

/// The secrets among an account's keys, by what they are called in a report.
pub(super) fn labelled(provider: &Provider, credentials: &Credentials) -> Vec<(String, Secret)> {
    let secret = |name: &str| provider.keys.iter().any(|key| key.secret && key.name == name);
    let keys = credentials.iter().filter(|(name, _)| secret(name));
    keys.map(|(name, value)| (name.to_owned(), value.clone())).collect()
}

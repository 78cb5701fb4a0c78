//! The merchant under test as one scenario sees it: its page, its backend, and the provider that we play for it.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::config::target::{MerchantTarget, ProviderTargets};
use crate::core::secret::Secret;
use crate::providers::{Credentials, Faults, Provider};
use crate::transport::control::{Control, ControlError};
use crate::transport::journal::Call;
use crate::transport::redact::Redactor;

use super::addresses::{Addresses, given};
use super::link::labelled;
use super::turns::{Turn, Wish};
use super::{Session, Step, Stop, unclear};

/// The tenant of a simulator that a user's own merchant calls.
const OWN_TENANT: &str = "default";

/// A scenario's way to the merchant: a shop of its own at our simulators, else the configured one.
#[derive(Debug)]
pub struct Shop {
    /// Where it is reached.
    pub addresses: Addresses,
    /// The host that the merchant signs with, when it is not the simulator's.
    pub signed_host: Option<String>,
    /// The account with which the merchant signs.
    pub credentials: Credentials,
    /// Our own reference merchant, alone with this scenario.
    pub rented: bool,
    control: Option<(Control, String)>,
    shift_seconds: i64,
    /// The operations whose answers are signed falsely.
    pub spoiled: Vec<String>,
    /// The number of the last call that was read.
    pub(super) read: u64,
    secrets: Vec<(String, Secret)>,
    /// Takes this account's secrets out of texts, when this run keeps texts.
    pub(super) redactor: Option<Arc<Redactor>>,
    /// At a user's own merchant: whose customers are told from this scenario's, or who waits for its end.
    turn: Option<Turn>,
    /// The name by which the simulator tells this scenario from others at the same merchant.
    scene: Option<String>,
    /// The simulator learns whose tokens the merchant brings.
    tells_apart: bool,
    /// The calls that came before the scenario.
    pub(super) before: Vec<Call>,
    /// A call came that may be this scenario's or another's.
    pub(super) mixed: bool,
}

impl Shop {
    /// Opens the way to the provider's merchant; whatever is random about a rented one follows from `seed`. The sentence says
    /// why there is no way.
    pub async fn open(
        session: &Session,
        provider: &'static Provider,
        faults: &Faults,
        seed: u64,
        wish: &Wish,
    ) -> Result<Self, String> {
        let none = || format!("no checkout and no merchant is configured for {}", provider.slug);
        let targets = session.targets(provider).ok_or_else(none)?;
        let mut shop = match (&targets.merchant, &targets.checkout) {
            (Some(MerchantTarget { control_url: Some(url), listen: None, .. }), _) => {
                Self::rent(session, url, faults, seed).await.map_err(|error| error.to_string())?
            }
            (None, None) => return Err(none()),
            _ => Self::configured(session, targets, wish).await?,
        };
        if session.settings.keep_exchanges {
            shop.secrets.extend(labelled(provider, &shop.credentials));
            shop.redactor = Some(Arc::new(Redactor::new(&shop.secrets, provider.sensitive)));
        }
        Ok(shop)
    }

    async fn rent(session: &Session, url: &str, faults: &Faults, seed: u64) -> Result<Self, ControlError> {
        let control = Control::new(url)?;
        let tenant = control.open(&session.client, faults, seed, true).await?;
        let tokens = tenant.account.customers.iter().map(|(persona, token)| (format!("{persona} token"), token.clone()));
        let refresh = tenant.refresh_tokens.iter().map(|(persona, token)| (format!("{persona} refresh token"), token.clone()));
        let login = tenant.login.iter().map(|login| ("client_secret".to_owned(), login.client_secret.clone()));
        let secrets = tokens.chain(refresh).chain(login).collect();
        let addresses = tenant.shop.ok_or(ControlError::Unexpected { task: "rent a shop" })?;
        Ok(Self {
            addresses: Addresses::rented(addresses),
            credentials: tenant.account.credentials,
            rented: true,
            control: Some((control, tenant.id)),
            secrets,
            ..Self::blank()
        })
    }

    /// The user's own merchant.
    async fn configured(session: &Session, targets: &ProviderTargets, wish: &Wish) -> Result<Self, String> {
        let turn = session.turns.take(wish).await;
        let addresses = Addresses::configured(targets.checkout.as_ref(), targets.merchant.as_ref());
        let Some(merchant) = &targets.merchant else {
            return Ok(Self { addresses, turn: Some(turn), secrets: targets.hidden.clone(), ..Self::blank() });
        };
        let control = match &merchant.control_url {
            Some(url) => Some((Control::new(url).map_err(|error| error.to_string())?, OWN_TENANT.to_owned())),
            None => None,
        };
        let mut shop = Self {
            addresses,
            signed_host: merchant.signed_host.clone(),
            credentials: merchant.credentials.clone(),
            control,
            secrets: targets.hidden.clone(),
            ..Self::blank()
        };
        if shop.is_heard() {
            shop.begin(session, targets.provider, &turn).await.map_err(|stop| stop.to_string())?;
        }
        shop.read = session.belongings.read(targets.provider.slug);
        let before = shop.calls(session).await.map_err(|stop| stop.to_string())?;
        shop.mixed = false;
        // While others are there, what came before is theirs.
        shop.before = if turn.alone { before } else { Vec::new() };
        shop.turn = Some(turn);
        Ok(shop)
    }

    fn blank() -> Self {
        Self {
            addresses: Addresses::default(),
            signed_host: None,
            credentials: Credentials::default(),
            rented: false,
            control: None,
            shift_seconds: 0,
            spoiled: Vec::new(),
            read: 0,
            secrets: Vec::new(),
            redactor: None,
            turn: None,
            scene: None,
            tells_apart: false,
            before: Vec::new(),
            mixed: false,
        }
    }

    /// Tells the simulator that a scenario begins, and who comes in it unless it is alone.
    async fn begin(&mut self, session: &Session, provider: &Provider, turn: &Turn) -> Step {
        let scene = (!turn.alone).then(|| format!("s{}", session.number()));
        let wanted = match &scene {
            Some(name) => json!({ "scene": name, "customers": turn.customers.values().collect::<Vec<_>>() }),
            None => json!({}),
        };
        let told = self.direct(session, provider, "begin", wanted).await?;
        (self.scene, self.tells_apart) = (scene, told["scenes"] == true);
        match session.reading(provider) {
            None | Some(0) => Ok(()),
            Some(reading) => self.sign_answers_as(session, provider, reading).await,
        }
    }

    /// The shop's own name of this scenario's customer in that state.
    pub fn customer(&self, session: &Session, provider: &Provider, persona: &str) -> Step<String> {
        match self.turn.as_ref().and_then(|turn| turn.customers.get(persona)) {
            Some(customer) => Ok(customer.clone()),
            None if self.scene.is_some() => {
                let key = format!("{}.shoppers.{persona}", provider.slug);
                unclear(format!("the scenario has no customer in the state {persona:?} (key {key})"))
            }
            None => session.customer(provider, persona),
        }
    }

    /// What the merchant asked the provider since the last look, oldest first.
    pub async fn calls(&mut self, session: &Session) -> Step<Vec<Call>> {
        let Some((control, tenant)) = &self.control else { return Ok(Vec::new()) };
        let calls = control.journal(&session.client, tenant, self.read).await?;
        self.read = calls.last().map_or(self.read, |call| call.number);
        let Some(scene) = &self.scene else { return Ok(calls) };
        self.mixed |= calls.iter().any(|call| call.scene.is_none());
        Ok(calls.into_iter().filter(|call| call.scene.as_ref().is_none_or(|of| of == scene)).collect())
    }

    /// True where the simulator tells which of the merchant's calls are this scenario's.
    pub(super) fn tells_whose(&self) -> bool {
        self.scene.is_some()
    }

    /// Nothing more can be told by what the merchant asks: from now on one scenario is there at a time.
    pub(super) fn mistrust(&self, session: &Session, provider: &Provider) -> Stop {
        session.turns.mistrust(provider.slug);
        Stop::Unclear(
            "the merchant asked something that neither token, charge nor order tells to be one customer's, while several were there"
                .to_owned(),
        )
    }

    /// Waits until nothing is under way at a shop of our own.
    pub async fn settle(&self, session: &Session) -> Step {
        match self.control.as_ref().filter(|_| self.rented) {
            Some((control, tenant)) => Ok(control.advance(&session.client, tenant, 0).await?),
            None => Ok(()),
        }
    }

    /// True when the provider that we play hears the merchant.
    pub fn is_heard(&self) -> bool {
        self.control.is_some()
    }

    /// Gives a stage direction to the provider that we play.
    pub async fn direct(&self, session: &Session, provider: &Provider, direction: &str, argument: Value) -> Step<Value> {
        let (control, tenant) = given(self.control.as_ref(), provider, "merchant", "listen")?;
        let mut argument = argument;
        if let (Some(scene), Some(members)) = (&self.scene, argument.as_object_mut()) {
            members.insert("scene".to_owned(), json!(scene));
        }
        Ok(control.direct(&session.client, tenant, direction, &argument).await?)
    }

    /// Tells the provider that we play who comes now, in which state and for which order; a rented shop's customers are known.
    pub async fn announce(&self, session: &Session, provider: &Provider, persona: &str, customer: &str, order: &str) -> Step {
        if self.rented || !self.is_heard() {
            return Ok(());
        }
        let mut coming = json!({ "persona": persona });
        if self.tells_apart {
            (coming["customer"], coming["order"]) = (json!(customer), json!(order));
        }
        self.direct(session, provider, "journey", coming).await.map(drop)
    }

    /// Moves the shop's clock and the provider's; only our own shop has one that moves.
    pub async fn advance(&mut self, session: &Session, seconds: i64) -> Step {
        let Some((control, tenant)) = self.control.as_ref().filter(|_| self.rented) else {
            return unclear(format!("the merchant's clock cannot be moved by {seconds} s"));
        };
        control.advance(&session.client, tenant, seconds).await?;
        self.shift_seconds += seconds;
        Ok(())
    }

    /// Lets the merchant's next `requests` requests meet an outage.
    pub async fn outage(&self, session: &Session, provider: &Provider, requests: u32) -> Step {
        if self.scene.is_some() {
            return self.direct(session, provider, "outage", json!({ "requests": requests })).await.map(drop);
        }
        let (control, tenant) = given(self.control.as_ref(), provider, "merchant", "listen")?;
        Ok(control.outage(&session.client, tenant, requests).await?)
    }

    /// Lets the provider take so many seconds for every answer to the merchant.
    pub async fn slow(&self, session: &Session, provider: &Provider, seconds: u32) -> Step {
        let (control, tenant) = given(self.control.as_ref(), provider, "merchant", "listen")?;
        Ok(control.slow(&session.client, tenant, seconds).await?)
    }

    /// The time at the shop.
    pub fn now(&self) -> Timestamp {
        let now = Timestamp::now();
        now.checked_add(SignedDuration::from_secs(self.shift_seconds)).unwrap_or(now)
    }

    /// Learns a secret that a message brought.
    pub fn learn<'a>(&mut self, found: impl Iterator<Item = (&'a str, &'a str)>) {
        let Some(redactor) = &self.redactor else { return };
        let known = self.secrets.len();
        for (label, secret) in found {
            if !self.secrets.iter().any(|(_, known)| known.expose() == secret) {
                self.secrets.push((label.to_owned(), Secret::new(secret)));
            }
        }
        if self.secrets.len() > known {
            self.redactor = Some(Arc::new(redactor.and(&self.secrets[known..])));
        }
    }

    /// Gives the shop back; returns the faults that it was watched for, or `None` when nobody can tell.
    pub async fn close(self, session: &Session, provider: &Provider) -> Option<BTreeSet<String>> {
        if let (Some(_), true) = (&self.turn, self.tells_apart) {
            // Who cannot be told from others now is alone the next time.
            let told = self.direct(session, provider, "end", json!({})).await.unwrap_or_default();
            let known = told["known"].as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned);
            session.turns.learn(provider.slug, known.collect());
        }
        let (control, tenant) = self.control.as_ref().filter(|_| self.rented)?;
        // A simulator that has gone away needs no goodbye.
        control.close(&session.client, tenant).await.ok()
    }
}

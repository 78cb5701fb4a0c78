//! The merchant under test as one scenario sees it: its page, its backend, and the provider that we play for it.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use url::Url;

use crate::config::target::{CheckoutTarget, MerchantTarget, ProviderTargets, filled_address};
use crate::core::secret::Secret;
use crate::providers::{Credentials, Faults, Provider};
use crate::transport::control::{Control, ControlError};
use crate::transport::journal::Call;
use crate::transport::redact::Redactor;

use super::link::labelled;
use super::turns::{Turn, Wish};
use super::{Session, Step, Stop, unclear};

/// The tenant of a simulator that a user's own merchant calls.
const OWN_TENANT: &str = "default";

/// A scenario's way to the merchant: a shop of its own at our simulators, else the configured one.
#[derive(Debug)]
pub struct Shop {
    /// The checkout page, with the placeholders `{customer}`, `{amount}` and `{order}`.
    checkout: Option<String>,
    notifications: Option<String>,
    refunds: Option<String>,
    recurring: Option<String>,
    /// The published address that stands for `address`.
    public_url: Option<String>,
    /// Where the shop is reached in place of `public_url`.
    address: Option<String>,
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
    read: u64,
    secrets: Vec<(String, Secret)>,
    sensitive: &'static [&'static str],
    /// Takes this account's secrets out of texts, when this run keeps texts.
    pub(super) redactor: Option<Arc<Redactor>>,
    /// At a user's own merchant: whose customers are told from this scenario's, or who waits for its end.
    turn: Option<Turn>,
    /// The name by which the simulator tells this scenario from others at the same merchant.
    scene: Option<String>,
    /// The simulator learns whose tokens the merchant brings.
    tells_apart: bool,
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
            shop.sensitive = provider.sensitive;
            shop.renew_redactor();
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
            checkout: Some(addresses.checkout),
            notifications: Some(addresses.notifications),
            refunds: Some(addresses.refunds),
            recurring: Some(addresses.recurring),
            public_url: Some(addresses.public_url),
            address: Some(addresses.address),
            credentials: tenant.account.credentials,
            rented: true,
            control: Some((control, tenant.id)),
            secrets,
            ..Self::blank()
        })
    }

    /// The user's own merchant. Calls that an earlier scenario caused are passed over.
    async fn configured(session: &Session, targets: &ProviderTargets, wish: &Wish) -> Result<Self, String> {
        let turn = session.turns.take(wish).await;
        let checkout = targets.checkout.as_ref().map(|CheckoutTarget { url, .. }| url.clone());
        let Some(merchant) = &targets.merchant else {
            return Ok(Self { checkout, turn: Some(turn), secrets: targets.hidden.clone(), ..Self::blank() });
        };
        let control = match &merchant.control_url {
            Some(url) => Some((Control::new(url).map_err(|error| error.to_string())?, OWN_TENANT.to_owned())),
            None => None,
        };
        let mut shop = Self {
            checkout,
            notifications: merchant.notification_url.clone(),
            refunds: merchant.refund_url.clone(),
            recurring: merchant.recurring_url.clone(),
            public_url: merchant.public_url.clone(),
            signed_host: merchant.signed_host.clone(),
            credentials: merchant.credentials.clone(),
            control,
            secrets: targets.hidden.clone(),
            ..Self::blank()
        };
        if shop.is_heard() {
            shop.begin(session, targets.provider, &turn).await.map_err(|stop| stop.to_string())?;
        }
        shop.turn = Some(turn);
        shop.calls(session).await.map_err(|stop| stop.to_string())?;
        shop.mixed = false;
        Ok(shop)
    }

    fn blank() -> Self {
        Self {
            checkout: None,
            notifications: None,
            refunds: None,
            recurring: None,
            public_url: None,
            address: None,
            signed_host: None,
            credentials: Credentials::default(),
            rented: false,
            control: None,
            shift_seconds: 0,
            spoiled: Vec::new(),
            read: 0,
            secrets: Vec::new(),
            sensitive: &[],
            redactor: None,
            turn: None,
            scene: None,
            tells_apart: false,
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
        Ok(())
    }

    /// The shop's own name of this scenario's customer in that state.
    pub fn customer(&self, session: &Session, provider: &Provider, persona: &str) -> Step<String> {
        match self.turn.as_ref().and_then(|turn| turn.customers.get(persona)) {
            Some(customer) => Ok(customer.clone()),
            None if self.scene.is_some() => unclear(format!("the scenario has no customer in the state {persona:?}")),
            None => session.customer(provider, persona),
        }
    }

    /// The address of the checkout page for a customer's order.
    pub fn checkout(&self, provider: &Provider, customer: &str, amount: &str, order: &str) -> Step<String> {
        let template = given(self.checkout.as_ref(), provider, "checkout", "url")?;
        Ok(filled_address(template, &[("{customer}", customer), ("{amount}", amount), ("{order}", order)]))
    }

    /// Where the back office asks for a refund.
    pub fn refunds(&self, provider: &Provider, order: &str, amount: &str) -> Step<String> {
        let template = given(self.refunds.as_ref(), provider, "merchant", "refund_url")?;
        Ok(filled_address(template, &[("{order}", order), ("{amount}", amount)]))
    }

    /// Where the back office charges a customer anew, without them.
    pub fn recurring(&self, provider: &Provider, customer: &str, amount: &str, order: &str) -> Step<String> {
        let template = given(self.recurring.as_ref(), provider, "merchant", "recurring_url")?;
        Ok(filled_address(template, &[("{customer}", customer), ("{amount}", amount), ("{order}", order)]))
    }

    /// Where the merchant takes notifications.
    pub fn notifications(&self, provider: &Provider) -> Step<&String> {
        given(self.notifications.as_ref(), provider, "merchant", "notification_url")
    }

    /// The published address that rules about the scheme judge where the merchant is reached on this machine.
    pub fn public_url(&self, provider: &Provider) -> Step<&String> {
        given(self.public_url.as_ref(), provider, "merchant", "public_url")
    }

    /// Where a published address of the shop is reached; nobody else is ever asked.
    pub fn reached(&self, provider: &Provider, published: &str) -> Step<String> {
        let checkout = given(self.checkout.as_ref(), provider, "checkout", "url")?;
        let origin = |url: &str| Url::parse(url).ok().map(|url| url.origin().ascii_serialization());
        if origin(published) == origin(checkout) {
            return Ok(published.to_owned());
        }
        let own = self.address.clone().or_else(|| origin(checkout)).unwrap_or_default();
        let below = self.public_url.as_ref().and_then(|public| published.strip_prefix(public.trim_end_matches('/')));
        match below.filter(|path| path.is_empty() || path.starts_with(['/', '?', '#'])) {
            Some(path) => Ok(format!("{own}{path}")),
            None => unclear(format!(
                "{published} is no address of the shop under test (key {}.merchant.public_url says which addresses are)",
                provider.slug
            )),
        }
    }

    /// What the merchant asked the provider since the last look, oldest first.
    pub async fn calls(&mut self, session: &Session) -> Step<Vec<Call>> {
        let Some((control, tenant)) = &self.control else { return Ok(Vec::new()) };
        let calls = control.journal(&session.client, tenant, self.read).await.map_err(failed)?;
        self.read = calls.last().map_or(self.read, |call| call.number);
        let Some(scene) = &self.scene else { return Ok(calls) };
        self.mixed |= calls.iter().any(|call| call.scene.is_none());
        Ok(calls.into_iter().filter(|call| call.scene.as_ref().is_none_or(|of| of == scene)).collect())
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
            Some((control, tenant)) => control.advance(&session.client, tenant, 0).await.map_err(failed),
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
        control.direct(&session.client, tenant, direction, &argument).await.map_err(failed)
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
        control.advance(&session.client, tenant, seconds).await.map_err(failed)?;
        self.shift_seconds += seconds;
        Ok(())
    }

    /// Lets the merchant's next `requests` requests meet an outage.
    pub async fn outage(&self, session: &Session, provider: &Provider, requests: u32) -> Step {
        if self.scene.is_some() {
            return self.direct(session, provider, "outage", json!({ "requests": requests })).await.map(drop);
        }
        let (control, tenant) = given(self.control.as_ref(), provider, "merchant", "listen")?;
        control.outage(&session.client, tenant, requests).await.map_err(failed)
    }

    /// The time at the shop.
    pub fn now(&self) -> Timestamp {
        let now = Timestamp::now();
        now.checked_add(SignedDuration::from_secs(self.shift_seconds)).unwrap_or(now)
    }

    /// Learns a secret that a message brought.
    pub fn learn(&mut self, label: &str, secret: &str) {
        if self.redactor.is_some() && !self.secrets.iter().any(|(_, known)| known.expose() == secret) {
            self.secrets.push((label.to_owned(), Secret::new(secret)));
            self.renew_redactor();
        }
    }

    fn renew_redactor(&mut self) {
        self.redactor = Some(Arc::new(Redactor::new(&self.secrets, self.sensitive)));
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

/// The value of a key that only some scenarios need.
fn given<'a, T>(value: Option<&'a T>, provider: &Provider, table: &str, key: &str) -> Step<&'a T> {
    value.map_or_else(|| unclear(format!("[{}.{table}] has no key {key}", provider.slug)), Ok)
}

fn failed(error: ControlError) -> Stop {
    Stop::Unclear(error.to_string())
}

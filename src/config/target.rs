//! What is under test and where it is.

use std::collections::BTreeMap;
use std::sync::Arc;

use url::{Host, Url};

use super::credentials::{self, Customer, Login};
pub use super::hidden::shown_address;
use super::reader::{Result, Table};
use super::shop;
pub use super::shop::{CheckoutTarget, MerchantTarget, PageKeys, filled_address};
use super::value::Value;
use crate::core::secret::Secret;
use crate::core::subject::Subject;
use crate::providers::{Account, Credentials, Provider};

/// The targets of one provider: `[<provider>.*]`.
#[derive(Debug, Clone)]
pub struct ProviderTargets {
    /// The provider.
    pub provider: &'static Provider,
    /// Its API.
    pub endpoint: Option<EndpointTarget>,
    /// The integrator's signing code.
    pub signer: Option<SignerTarget>,
    /// The integrator's payment page.
    pub checkout: Option<CheckoutTarget>,
    /// The integrator's backend.
    pub merchant: Option<MerchantTarget>,
    /// Persona and the shop's own ids of customers in that state, any one of whom will do.
    pub shoppers: BTreeMap<String, Vec<String>>,
    /// What the target claims to be able to do.
    pub capabilities: BTreeMap<String, Capability>,
    /// Secrets that stand in addresses and in the signer's command, each with the path of its key.
    pub hidden: Vec<(String, Secret)>,
}

impl ProviderTargets {
    /// Our own targets: a simulator's default account, reached and controlled at these addresses, the embedded signer and the
    /// reference merchant, with everything that a target can claim.
    pub fn embedded(provider: &'static Provider, base_url: &str, control_url: &str, account: &Account) -> Self {
        let customers = account.customers.iter().map(|(persona, token)| (persona.clone(), Customer::Token(token.clone())));
        // Our shops call their customers by these names.
        let personas = provider.personas.iter().chain(provider.shopper_personas).filter(|_| provider.merchant.is_some());
        let shoppers = personas.map(|persona| ((*persona).to_owned(), vec![(*persona).to_owned()]));
        Self {
            provider,
            endpoint: Some(EndpointTarget {
                provider,
                base_url: base_url.to_owned(),
                credentials: account.credentials.clone(),
                customers: Arc::new(customers.collect()),
                login: None,
                control_url: Some(control_url.to_owned()),
                embedded: true,
            }),
            signer: provider.signer.map(|_| SignerTarget::Embedded),
            checkout: provider.merchant.map(|_| CheckoutTarget {
                url: String::new(),
                browser: false,
                all_hosts_at: None,
                page: PageKeys::default(),
                embedded: true,
            }),
            merchant: provider.merchant.map(|_| MerchantTarget::embedded(control_url)),
            shoppers: shoppers.collect(),
            capabilities: provider.capabilities.iter().map(|name| ((*name).to_owned(), Capability::Flag(true))).collect(),
            hidden: Vec::new(),
        }
    }

    /// Every secret with the path of its key, for redaction.
    pub fn secrets(&self) -> Vec<(String, Secret)> {
        credentials::secrets(self)
    }

    /// True when the file has a target for this subject.
    pub fn configures(&self, subject: Subject) -> bool {
        match subject {
            Subject::Endpoint => self.endpoint.is_some(),
            Subject::Signer => self.signer.is_some(),
            Subject::Checkout => self.checkout.is_some(),
            Subject::Merchant => self.merchant.is_some(),
        }
    }

    /// True when the capability is claimed: `true`, or any value.
    pub fn claims(&self, capability: &str) -> bool {
        self.capabilities.get(capability).is_some_and(|claim| *claim != Capability::Flag(false))
    }

    /// The names under capabilities that the provider's house does not know; a requirement of the user's own may.
    pub fn strange_capabilities(&self) -> impl Iterator<Item = &str> {
        self.capabilities.keys().map(String::as_str).filter(|name| !self.provider.capabilities.contains(name))
    }
}

/// A provider's API under test: `[<provider>.endpoint]`, with its customers and its login.
#[derive(Debug, Clone)]
pub struct EndpointTarget {
    /// The provider.
    pub provider: &'static Provider,
    /// Scheme, host, port and perhaps a path, without a slash at the end.
    pub base_url: String,
    /// The values of the provider's own keys.
    pub credentials: Credentials,
    /// Persona and token.
    pub customers: Arc<BTreeMap<String, Customer>>,
    /// What renews tokens.
    pub login: Option<Login>,
    /// The control address of one of our own simulators; a target without one is foreign.
    pub control_url: Option<String>,
    /// Our own simulator in this process.
    pub embedded: bool,
}

/// The integrator's signing code: `[<provider>.signer]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SignerTarget {
    /// Our own.
    Embedded,
    /// A program and its arguments, speaking JSON lines on stdin and stdout.
    Command(Vec<String>),
    /// An address that answers a posted line.
    Url(String),
}

/// A claim in `[<provider>.capabilities]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Capability {
    /// It is there, or it is not.
    Flag(bool),
    /// It is there, in this form.
    Text(String),
}

/// True when charges at this target move real money.
pub fn is_production(target: &EndpointTarget) -> bool {
    let Ok(url) = Url::parse(&target.base_url) else { return false };
    let host = url.host_str().unwrap_or_default().trim_end_matches('.');
    target.provider.production_hosts.iter().any(|production| names(production, host))
}

/// True when the pattern is the host, or `*` and its end.
fn names(pattern: &str, host: &str) -> bool {
    let host = host.to_ascii_lowercase();
    pattern.strip_prefix('*').map_or(host == pattern, |end| host.ends_with(end))
}

/// True for a URL whose host is this machine.
pub fn is_loopback(url: &str) -> bool {
    match Url::parse(url).as_ref().map(Url::host) {
        Ok(Some(Host::Ipv4(address))) => address.is_loopback(),
        Ok(Some(Host::Ipv6(address))) => address.is_loopback(),
        Ok(Some(Host::Domain(name))) => name == "localhost" || name.ends_with(".localhost"),
        _ => false,
    }
}

pub(super) fn read(provider: &'static Provider, mut table: Table<'_>) -> Result<ProviderTargets> {
    let endpoint = endpoint(provider, &mut table)?;
    let keys = endpoint.as_ref().map(|endpoint| &endpoint.credentials);
    let targets = ProviderTargets {
        provider,
        signer: table.optional("signer", signer)?,
        checkout: table.optional("checkout", shop::checkout)?,
        merchant: table.optional("merchant", |value| shop::merchant(provider, value, keys))?,
        endpoint,
        shoppers: table.optional("shoppers", |value| shoppers(provider, value))?.unwrap_or_default(),
        capabilities: table.optional("capabilities", capabilities)?.unwrap_or_default(),
        hidden: Vec::new(),
    };
    table.finish()?;
    Ok(targets)
}

fn endpoint(provider: &'static Provider, table: &mut Table<'_>) -> Result<Option<EndpointTarget>> {
    let login = table.optional("login", |value| credentials::login(provider, value.table()?))?;
    let has_login = login.is_some();
    let customers = table.optional("customers", |value| credentials::customers(provider, value.table()?, has_login))?;
    let Some(value) = table.take("endpoint") else {
        if has_login || customers.is_some() {
            return table.fault(format!("needs [{}.endpoint], where its customers are known", provider.slug));
        }
        return Ok(None);
    };
    let mut table = value.table()?;
    let target = EndpointTarget {
        provider,
        base_url: table.required("base_url", |value| value.base_url())?,
        credentials: credentials::read(provider, &mut table, |key| key.required)?,
        customers: Arc::new(customers.unwrap_or_default()),
        login,
        control_url: table.optional("control_url", |value| value.loopback_url())?,
        embedded: false,
    };
    table.finish()?;
    Ok(Some(target))
}

fn signer(value: Value<'_>) -> Result<SignerTarget> {
    let mut table = value.table()?;
    let command = table.optional("command", |value| value.texts())?;
    let url = table.optional("url", |value| value.guarded_url())?;
    let target = match (command, url) {
        (Some(command), None) => SignerTarget::Command(command),
        (None, Some(url)) => SignerTarget::Url(url.into()),
        _ => return table.fault("needs either command or url"),
    };
    table.finish()?;
    Ok(target)
}

fn shoppers(provider: &'static Provider, value: Value<'_>) -> Result<BTreeMap<String, Vec<String>>> {
    let mut shoppers = BTreeMap::new();
    for (persona, value) in value.table()?.drain() {
        credentials::check_persona(&[provider.personas, provider.shopper_personas], provider, &persona, &value)?;
        let customers = if value.toml.is_array() { value.texts()? } else { vec![value.text()?] };
        shoppers.insert(persona, customers);
    }
    Ok(shoppers)
}

fn capabilities(value: Value<'_>) -> Result<BTreeMap<String, Capability>> {
    let read = |value: Value<'_>| match (value.toml.as_bool(), value.toml.is_str()) {
        (Some(flag), _) => Ok(Capability::Flag(flag)),
        (None, true) => value.text().map(Capability::Text),
        (None, false) => value.wrong_kind("true, false or a text"),
    };
    value.table()?.drain().into_iter().map(|(name, value)| Ok((name, read(value)?))).collect()
}

//! The integrator's shop under test: its payment page and its backend.

use std::net::SocketAddr;
use std::time::Duration;

use super::credentials;
use super::reader::{Result, Table};
use super::value::Value;
use crate::providers::{Credentials, Provider};
use crate::signing::encoding::encoded;

/// The integrator's payment page: `[<provider>.checkout]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckoutTarget {
    /// With the placeholders `{customer}`, `{amount}` and `{order}`; empty where each scenario rents its own shop.
    pub url: String,
    /// Looked at with a real browser.
    pub browser: bool,
    /// In the browser every host name leads to this port of this machine; only for our own pages.
    pub all_hosts_at: Option<u16>,
    /// How its elements are found.
    pub page: PageKeys,
    /// Our own, in this process.
    pub embedded: bool,
}

/// The address that a template stands for, its placeholders filled in: `("{order}", "o-1")`.
pub fn filled_address(template: &str, values: &[(&str, &str)]) -> String {
    values.iter().fold(template.to_owned(), |url, (name, value)| url.replace(name, &encoded(value)))
}

/// How elements of a payment page are found: `[<provider>.checkout.page]`. An element is named by a CSS selector, or by
/// `name:` and its accessible name; one that is not given is looked for under its usual names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PageKeys {
    /// The payment option.
    pub option: Option<String>,
    /// The button that pays.
    pub pay: Option<String>,
    /// The button with which a customer links their account.
    pub link_account: Option<String>,
    /// What lets a customer try a failed payment again.
    pub retry: Option<String>,
    /// What a customer ticks to agree to later payments.
    pub consent: Option<String>,
    /// The texts by which the customer knows that a payment succeeded; none for the usual ones.
    pub paid: Vec<String>,
    /// Those by which they know that it is not decided yet.
    pub pending: Vec<String>,
    /// Those by which they know that it failed.
    pub failed: Vec<String>,
    /// Those by which they know that a refund is done.
    pub refunded: Vec<String>,
}

/// The integrator's backend: `[<provider>.merchant]`. A file gives exactly one of `listen` and `control_url`; where we listen,
/// the control address follows when the simulator was started.
#[derive(Debug, Clone)]
pub struct MerchantTarget {
    /// Where our simulator listens for it.
    pub listen: Option<SocketAddr>,
    /// The control address of one of our own simulators that plays the merchant, too.
    pub control_url: Option<String>,
    /// The host that it signs with, when it is not that of `listen`.
    pub signed_host: Option<String>,
    /// The address that the published rules about hosts and schemes judge.
    pub public_url: Option<String>,
    /// Where it takes notifications.
    pub notification_url: Option<String>,
    /// Where it takes those that have an address of their own, when that is another one ([`crate::providers::MerchantRoom::apart`]).
    pub tokenisation_url: Option<String>,
    /// Where its back office asks for a refund; with the placeholders `{order}` and `{amount}`.
    pub refund_url: Option<String>,
    /// Where its back office charges a customer anew, without them; with the placeholders `{customer}`, `{amount}` and `{order}`.
    pub recurring_url: Option<String>,
    /// It answers, and does its work a while later: then it is done. What must not happen is waited for as long.
    pub works_within: Duration,
    /// Its account at the provider: the provider's own keys of this table, else those of the endpoint table. All required
    /// ones are there when it is reached by `listen`.
    pub credentials: Credentials,
    /// Our own, in this process.
    pub embedded: bool,
}

impl MerchantTarget {
    /// Of one that does not say how long it works.
    pub const USUAL_WORK: Duration = Duration::from_secs(4);

    /// Our own reference merchant, of which each scenario rents one at this control address.
    pub(super) fn embedded(control_url: &str) -> Self {
        Self {
            listen: None,
            control_url: Some(control_url.to_owned()),
            signed_host: None,
            public_url: None,
            notification_url: None,
            tokenisation_url: None,
            refund_url: None,
            recurring_url: None,
            works_within: Self::USUAL_WORK,
            credentials: Credentials::default(),
            embedded: true,
        }
    }
}

pub(super) fn checkout(value: Value<'_>) -> Result<CheckoutTarget> {
    let mut table = value.table()?;
    let target = CheckoutTarget {
        url: table.required("url", |value| value.url_template(&["customer", "amount", "order"]))?,
        browser: table.optional("browser", |value| value.boolean())?.unwrap_or(false),
        all_hosts_at: None,
        page: table.optional("page", page)?.unwrap_or_default(),
        embedded: false,
    };
    table.finish()?;
    Ok(target)
}

fn page(value: Value<'_>) -> Result<PageKeys> {
    let mut table = value.table()?;
    let mut texts = |key: &str| Ok(table.optional(key, |value| value.texts())?.unwrap_or_default());
    let (paid, pending, failed, refunded) = (texts("paid")?, texts("pending")?, texts("failed")?, texts("refunded")?);
    let mut element = |key: &str| table.optional(key, |value| value.text());
    let (option, pay) = (element("option")?, element("pay")?);
    let (link_account, retry, consent) = (element("link_account")?, element("retry")?, element("consent")?);
    table.finish()?;
    Ok(PageKeys { option, pay, link_account, retry, consent, paid, pending, failed, refunded })
}

/// `usual` are the keys of the endpoint table, when there is one.
pub(super) fn merchant(provider: &'static Provider, value: Value<'_>, usual: Option<&Credentials>) -> Result<MerchantTarget> {
    let mut table = value.table()?;
    let listen = table.optional("listen", |value| value.socket_address())?;
    let control_url = table.optional("control_url", |value| value.loopback_url())?;
    if listen.is_some() == control_url.is_some() {
        return table.fault("needs either listen or control_url");
    }
    let apart = provider.merchant.and_then(|room| room.apart);
    let mut address = |key: &str| table.optional(key, |value| value.url().map(String::from));
    let (public_url, notification_url) = (address("public_url")?, address("notification_url")?);
    let tokenisation_url = apart.map(|_| address("tokenisation_url")).transpose()?.flatten();
    let target = MerchantTarget {
        credentials: account(provider, &mut table, usual, listen.is_some())?,
        listen,
        control_url,
        signed_host: table.optional("signed_host", |value| value.host())?,
        public_url,
        notification_url,
        tokenisation_url,
        refund_url: table.optional("refund_url", |value| value.url_template(&["order", "amount"]))?,
        recurring_url: table.optional("recurring_url", |value| value.url_template(&["customer", "amount", "order"]))?,
        works_within: table.optional("works_within", |value| value.duration())?.unwrap_or(MerchantTarget::USUAL_WORK),
        embedded: false,
    };
    table.finish()?;
    Ok(target)
}

fn account(
    provider: &'static Provider,
    table: &mut Table<'_>,
    usual: Option<&Credentials>,
    required: bool,
) -> Result<Credentials> {
    let mut account = credentials::read(provider, table, |_| false)?;
    for key in provider.keys {
        let usual = usual.map_or("", |usual| usual.get(key.name));
        match account.get(key.name) {
            "" if !usual.is_empty() => account.set(key.name, usual),
            "" if required && key.required => {
                let problem = format!("is missing, and no [{}.endpoint] has it", provider.slug);
                return table.fault_at(key.name, problem);
            }
            _ => {}
        }
    }
    Ok(account)
}

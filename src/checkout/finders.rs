//! How the parts of a payment page are found: as configured, or under their usual names.

use scraper::Selector;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::standing::Standings;
use super::wording::{letters, normalised};
use crate::config::target::PageKeys;

/// What usually begins the name of the button that pays.
const PAY: &[&str] = &["pay", "place order", "place your order", "proceed", "continue", "confirm", "buy"];
/// What usually begins the name of what lets a customer pay again.
const RETRY: &[&str] = &["try again", "retry"];
/// What usually begins the name of what a customer ticks to agree that their payment method is kept.
/// Who agrees may agree to terms as well.
const CONSENT: &[&str] = &["store", "save", "remember", "keep", "i consent", "i agree"];

/// A part of a payment page that a customer uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// The payment option under test.
    Option,
    /// The button with which a customer links their account.
    LinkAccount,
    /// The button that pays.
    Pay,
    /// What lets a customer try a failed payment again.
    Retry,
    /// What a customer ticks to agree to later payments.
    Consent,
}

impl Part {
    /// The key that says how it is found.
    pub fn key(self) -> &'static str {
        match self {
            Self::Option => "option",
            Self::LinkAccount => "link_account",
            Self::Pay => "pay",
            Self::Retry => "retry",
            Self::Consent => "consent",
        }
    }

    /// What it is, in words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Option => "payment option",
            Self::LinkAccount => "button that links an account",
            Self::Pay => "button that pays",
            Self::Retry => "way to try again",
            Self::Consent => "box to tick for later payments",
        }
    }
}

/// How one part is found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finder {
    /// The first element that meets this CSS selector.
    Css(String),
    /// By its accessible name; case and white space do not count.
    Name(String),
    /// By these letters and digits anywhere in its name, or as its value or id.
    Containing(String),
    /// By one of these beginnings of its name, in lower case.
    Starting(&'static [&'static str]),
}

/// A key of the page that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("could not read {key} = {text:?}: it is no CSS selector, and no `name:` with a name")]
pub struct FinderError {
    /// The key.
    pub key: &'static str,
    /// What it says.
    pub text: String,
}

/// How the parts of one page are found, and how it tells where a payment stands.
#[derive(Debug, Clone)]
pub struct Finders {
    /// The letters and digits of the option's published name.
    pub name: String,
    /// The payment option.
    pub option: Finder,
    /// What links an account.
    pub link_account: Finder,
    /// What pays.
    pub pay: Finder,
    /// What tries again.
    pub retry: Finder,
    /// What agrees to later payments.
    pub consent: Finder,
    /// The texts that tell where a payment stands.
    pub standings: Standings,
}

impl Finders {
    /// The usual ones for an option and a linking button of these names.
    pub fn usual(option: &str, link_account: &str) -> Self {
        Self {
            name: letters(option),
            option: Finder::Containing(letters(option)),
            link_account: Finder::Name(link_account.to_owned()),
            pay: Finder::Starting(PAY),
            retry: Finder::Starting(RETRY),
            consent: Finder::Starting(CONSENT),
            standings: Standings::default(),
        }
    }

    /// The usual ones, but for what is configured.
    pub fn configured(option: &str, link_account: &str, keys: &PageKeys) -> Result<Self, FinderError> {
        let usual = Self::usual(option, link_account);
        let finders = usual.with(Part::Option, keys.option.as_deref())?.with(Part::Pay, keys.pay.as_deref())?;
        let finders = finders.with(Part::LinkAccount, keys.link_account.as_deref())?.with(Part::Retry, keys.retry.as_deref())?;
        let finders = finders.with(Part::Consent, keys.consent.as_deref())?;
        let standings = Standings::default().with(keys);
        Ok(Self { standings, ..finders })
    }

    /// Finds a part as configured: by `name:` and an accessible name, or by a CSS selector.
    pub fn with(mut self, part: Part, text: Option<&str>) -> Result<Self, FinderError> {
        let Some(text) = text else { return Ok(self) };
        let finder = match text.strip_prefix("name:").map(normalised) {
            Some(name) if !name.is_empty() => Some(Finder::Name(name)),
            Some(_) => None,
            None => Selector::parse(text).ok().map(|_| Finder::Css(text.to_owned())),
        };
        let finder = finder.ok_or_else(|| FinderError { key: part.key(), text: text.to_owned() })?;
        match part {
            Part::Option => self.option = finder,
            Part::LinkAccount => self.link_account = finder,
            Part::Pay => self.pay = finder,
            Part::Retry => self.retry = finder,
            Part::Consent => self.consent = finder,
        }
        Ok(self)
    }

    /// How a part is found.
    pub fn of(&self, part: Part) -> &Finder {
        match part {
            Part::Option => &self.option,
            Part::LinkAccount => &self.link_account,
            Part::Pay => &self.pay,
            Part::Retry => &self.retry,
            Part::Consent => &self.consent,
        }
    }

    /// The configured CSS selectors, which only the reader of a page can try.
    pub fn selectors(&self) -> impl Iterator<Item = (Part, &str)> {
        let all = [Part::Option, Part::LinkAccount, Part::Pay, Part::Retry, Part::Consent];
        all.into_iter().filter_map(|part| match self.of(part) {
            Finder::Css(selector) => Some((part, selector.as_str())),
            _ => None,
        })
    }
}

//! How the parts of a payment page are found: as configured, or under their usual names.

use scraper::Selector;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::names::Names;
use super::standing::Standings;
use super::tree::{Element, Role, Tree};
use super::wording::{letters, normalised};
use crate::config::target::PageKeys;

/// What usually begins the name of the button that pays.
const PAY: &[&str] = &["pay", "place order", "place your order", "proceed", "continue", "confirm", "buy"];
/// What begins like that, and pays nothing: the name of a section, or the way back to the shop.
const NO_PAY: &[&str] = &["pay later", "continue shopping", "continue browsing"];
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

    /// Finds the element that a customer uses for a part.
    pub fn find(&self, part: Part, tree: &Tree, names: &Names<'_>) -> Option<usize> {
        let finder = self.of(part);
        if matches!(finder, Finder::Css(_)) {
            let (place, _) = tree.elements().find(|(_, element)| element.parts.contains(&part))?;
            return Some(control_in(tree, names, place, part));
        }
        self.ranked(part, tree, names).into_iter().min().map(|(_, place)| place)
    }

    /// Other elements that may as well be this part: those that come as close.
    pub fn rivals(&self, part: Part, tree: &Tree, names: &Names<'_>) -> Vec<usize> {
        let ranked = self.ranked(part, tree, names);
        let Some((best, found)) = ranked.iter().min().copied() else { return Vec::new() };
        ranked.into_iter().filter(|(rank, place)| *rank == best && *place != found).map(|(_, place)| place).collect()
    }

    /// What may be a part, with how well it fits.
    fn ranked(&self, part: Part, tree: &Tree, names: &Names<'_>) -> Vec<(Rank, usize)> {
        let finder = self.of(part);
        let candidates = tree.elements().filter(|(place, element)| is_candidate(part, element, names.labelled(*place)));
        let form =
            if part == Part::Pay { self.find(Part::Option, tree, names).and_then(|option| tree.form_of(option)) } else { None };
        let ranked = candidates.filter_map(|(place, element)| {
            let name = names.name(place);
            let rank = finder.rank(element, &name)?;
            let is_else = part == Part::Pay && matches!(finder, Finder::Starting(_)) && opens_only(tree, place, element, &name);
            // Many a link speaks of the option, and chooses nothing.
            if is_else || (part == Part::Option && element.role() == Role::Link && rank > 0) {
                return None;
            }
            let place = names.labelled(place).unwrap_or(place);
            let element = tree.element(place)?;
            let elsewhere = form.is_some() && tree.form_of(place) != form;
            let anothers = part == Part::Pay && !letters(&name).contains(&self.name);
            // What can be seen goes before what cannot, the option's own form before another, a choice before a button, what
            // names the option before what does not, a closer name before a longer one.
            Some(((!is_shown(tree, names, place), elsewhere, part.strangeness(element), anothers, rank), place))
        });
        ranked.collect()
    }
}

/// How little an element fits: hidden, in another form, of a strange kind, not named for the option, by a name less close.
type Rank = (bool, bool, u8, bool, usize);

/// True for what looks like a button that pays by the beginning of its name, and opens a section, or leads back to the shop.
fn opens_only(tree: &Tree, place: usize, element: &Element, name: &str) -> bool {
    let is_heading = |around: usize| tree.element(around).is_some_and(|element| element.role() == Role::Heading);
    let name = name.to_lowercase();
    let is_named = NO_PAY.iter().any(|start| name.starts_with(start));
    is_named || element.attribute("aria-expanded").is_some() || tree.around(place).any(is_heading)
}

impl Part {
    /// How little an element's kind fits this part; less is better.
    fn strangeness(self, element: &Element) -> u8 {
        match (self, element.role()) {
            (Self::Option, Role::Choice) => 0,
            (Self::Option, Role::Button) => 1,
            (Self::Option, Role::Link) => 3,
            (Self::Option, _) => 2,
            (Self::Pay, Role::Link) => 2,
            (Self::Pay, _) if !element.submits() => 1,
            _ => 0,
        }
    }
}

impl Finder {
    /// How closely an element's name fits; less is closer.
    fn rank(&self, element: &Element, name: &str) -> Option<usize> {
        match self {
            Self::Css(_) => None,
            Self::Name(wanted) => (!wanted.is_empty() && name.to_lowercase() == wanted.to_lowercase()).then_some(0),
            Self::Starting(starts) => {
                let name = name.to_lowercase();
                let is_whole = |rest: &str| !rest.starts_with(char::is_alphanumeric);
                starts.iter().position(|start| name.strip_prefix(start).is_some_and(is_whole))
            }
            Self::Containing(wanted) => {
                let given = letters(name);
                let told = ["value", "id"].into_iter().filter_map(|key| element.attribute(key));
                match given.contains(wanted.as_str()) {
                    true => Some(given.len() - wanted.len()),
                    false => told.map(letters).any(|told| told == *wanted).then_some(usize::MAX),
                }
            }
        }
    }
}

/// True when the control itself or one of its labels can be seen: many pages draw their own in place of the browser's.
pub fn is_shown(tree: &Tree, names: &Names<'_>, control: usize) -> bool {
    let label_shown = || names.labels(control).iter().any(|label| tree.is_visible(*label));
    tree.is_visible(control) || (tree.element(control).is_some_and(|element| element.role() == Role::Choice) && label_shown())
}

fn is_candidate(part: Part, element: &Element, labelled: Option<usize>) -> bool {
    match (part, element.role()) {
        (Part::Consent, role) => role == Role::Choice,
        (Part::Option, Role::Choice | Role::Link) | (_, Role::Button) => true,
        (Part::Option, _) => labelled.is_some(),
        (_, Role::Link) => true,
        _ => false,
    }
}

/// A selector may name what stands around the control.
fn control_in(tree: &Tree, names: &Names<'_>, place: usize, part: Part) -> usize {
    let is_control = |element: &Element| is_candidate(part, element, None);
    if tree.element(place).is_some_and(is_control) {
        return place;
    }
    let found =
        |is: &dyn Fn(&Element) -> bool| tree.elements_below(place).find(|(_, element)| is(element)).map(|(place, _)| place);
    let inside = || found(&|element| is_control(element) && element.role() != Role::Link).or_else(|| found(&is_control));
    names.labelled(place).or_else(inside).unwrap_or(place)
}

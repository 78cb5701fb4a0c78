//! Buttons by which a customer links an account: whether one is called so.

use super::page::{Button, Page};

/// How surely a name is that of a button that links an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Linking {
    /// It is no such name: `LinkedIn`, `Copy link`.
    No,
    /// It speaks of linking, and of an account; which, and whether to link it, is open.
    Perhaps,
    /// It asks for nothing else.
    Surely,
}

/// What such a name consists of.
const WORDS: &[&str] = &[
    "link", "relink", "re", "account", "accounts", "your", "my", "the", "an", "it", "amazon", "pay", "later", "wallet", "again",
    "now", "to", "for", "with",
];
const LINK: &[&str] = &["link", "relink"];
const ACCOUNT: &[&str] = &["account", "accounts", "amazon", "wallet"];

impl Linking {
    /// What a name says.
    pub fn of(name: &str) -> Self {
        let name = name.to_lowercase();
        let words: Vec<&str> = name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
        let holds = |any: &[&str]| words.iter().any(|word| any.contains(word));
        match holds(LINK) {
            true if words.iter().all(|word| WORDS.contains(word)) => Self::Surely,
            true if holds(ACCOUNT) => Self::Perhaps,
            _ => Self::No,
        }
    }
}

/// The names and the texts of the buttons and links that a customer sees on a page; `usable` leaves out those that cannot be pressed,
/// were it not for a banner.
pub fn called(page: &Page, usable: bool) -> impl Iterator<Item = &str> {
    let is_called = move |button: &&Button| button.visible && (!usable || button.disabled.is_none() || button.covered);
    let buttons = page.buttons.iter().filter(is_called).flat_map(|button| [button.name.as_str(), button.text.as_str()]);
    let links = page.links.iter().filter(move |link| if usable { link.clickable || link.covered } else { link.at.is_some() });
    buttons.chain(links.map(|link| link.text.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checkout::finders::Finders;

    #[test]
    fn a_button_is_called_by_its_name_and_by_its_text() {
        let html = "<button aria-label='Link Account for Amazon Pay Later'>Link Account</button><button disabled>Later</button>";
        let page = crate::checkout::html::page(html, &Finders::usual("Amazon Pay Later", "Link Account")).unwrap();
        assert_eq!(called(&page, true).collect::<Vec<_>>(), ["Link Account for Amazon Pay Later", "Link Account"]);
        assert!(called(&page, false).any(|name| name == "Later"));
    }

    #[test]
    fn a_name_asks_for_a_link_or_does_not() {
        for (name, linking) in [
            ("Link", Linking::Surely),
            ("Link Account", Linking::Surely),
            ("Link your Amazon account", Linking::Surely),
            ("Re-link your account", Linking::Surely),
            ("Link Account for Amazon Pay Later", Linking::Surely),
            ("Link another bank account", Linking::Perhaps),
            ("LinkedIn", Linking::No),
            ("Follow us on LinkedIn", Linking::No),
            ("Copy link", Linking::No),
            ("Unlink account", Linking::No),
            ("Linked account", Linking::No),
            ("Account", Linking::No),
            ("", Linking::No),
        ] {
            assert_eq!(Linking::of(name), linking, "{name}");
        }
    }
}

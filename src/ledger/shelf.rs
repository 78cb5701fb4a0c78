//! Entries that are found by the merchant's id and by the provider's.

use std::collections::HashMap;

/// How a caller names a charge or a refund.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reference<'a> {
    /// By the id that the merchant chose.
    Merchant(&'a str),
    /// By the id that the provider gave.
    Provider(&'a str),
}

/// What stands on a shelf.
pub(super) trait Entry {
    /// The id that the merchant chose.
    fn id(&self) -> &str;
    /// The id that the provider gave.
    fn provider_id(&self) -> &str;
}

/// Entries of one kind, oldest first; both ids are unique.
#[derive(Debug, Clone)]
pub(super) struct Shelf<T> {
    entries: Vec<T>,
    by_merchant: HashMap<String, usize>,
    by_provider: HashMap<String, usize>,
}

impl<T> Default for Shelf<T> {
    fn default() -> Self {
        Self { entries: Vec::new(), by_merchant: HashMap::new(), by_provider: HashMap::new() }
    }
}

impl<T: Entry> Shelf<T> {
    /// True when one of the entry's ids is taken.
    pub(super) fn collides(&self, entry: &T) -> bool {
        self.by_merchant.contains_key(entry.id()) || self.by_provider.contains_key(entry.provider_id())
    }

    /// Puts an entry up whose ids are free.
    pub(super) fn add(&mut self, entry: T) {
        self.by_merchant.insert(entry.id().to_owned(), self.entries.len());
        self.by_provider.insert(entry.provider_id().to_owned(), self.entries.len());
        self.entries.push(entry);
    }

    pub(super) fn get(&self, reference: Reference<'_>) -> Option<&T> {
        self.entries.get(self.place(reference)?)
    }

    pub(super) fn get_mut(&mut self, reference: Reference<'_>) -> Option<&mut T> {
        let place = self.place(reference)?;
        self.entries.get_mut(place)
    }

    /// The youngest entry for which `is` holds.
    pub(super) fn latest(&self, is: impl Fn(&T) -> bool) -> Option<&T> {
        self.entries.iter().rev().find(|entry| is(entry))
    }

    fn place(&self, reference: Reference<'_>) -> Option<usize> {
        match reference {
            Reference::Merchant(id) => self.by_merchant.get(id).copied(),
            Reference::Provider(id) => self.by_provider.get(id).copied(),
        }
    }
}

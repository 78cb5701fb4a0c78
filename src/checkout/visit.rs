//! One customer's way through a shop: read from its HTML, or in a real browser.

mod browsing;
mod cookies;
mod form;
mod reading;
mod showing;
mod travel;
pub mod trouble;

use std::sync::Arc;
use std::time::Duration;

pub use browsing::Browsing;
pub use reading::Reading;
pub use showing::Shots;
pub use trouble::{Trouble, bare};

use super::browser::Rented;
use super::finders::{Finders, Part};
use super::page::{Link, Page};
use crate::core::clock::Clock;
use crate::core::http::Exchange;
use crate::transport::client::Client;

/// How a customer visits a shop.
#[derive(Debug, Clone)]
pub struct Manner {
    /// How the parts of its pages are found.
    pub finders: Arc<Finders>,
    /// For one action, with all redirects.
    pub limit: Duration,
    /// The most bytes that are read of one page in a browser; read from HTML, the client's `transport.body_cap` holds.
    pub cap: usize,
    /// Tells when an exchange was made.
    pub clock: Clock,
}

/// One customer's way through a shop, from page to page. Each action ends within the limit, and leaves the customer on the
/// page that it led to; after a trouble the page before stays.
#[derive(Debug)]
pub enum Visit {
    /// Read from its HTML. Only the shop's own host is asked; sent elsewhere, the customer stands before an empty page with
    /// that address.
    Reading(Box<Reading>),
    /// In a real browser, which goes wherever it is sent.
    Browsing(Box<Browsing>),
}

impl Visit {
    /// A visit that reads HTML with this client.
    pub fn reading(client: Client, manner: Manner) -> Self {
        Self::Reading(Box::new(Reading::new(client, manner)))
    }

    /// A visit in this browser.
    pub fn browsing(browser: Rented, manner: Manner) -> Self {
        Self::Browsing(Box::new(Browsing::new(browser, manner)))
    }

    /// The page on which the customer is; an empty one before the first.
    pub fn page(&self) -> &Page {
        match self {
            Self::Reading(visit) => visit.page(),
            Self::Browsing(visit) => visit.page(),
        }
    }

    /// Opens an address.
    pub async fn open(&mut self, address: &str) -> Result<&Page, Trouble> {
        match self {
            Self::Reading(visit) => visit.open(address).await?,
            Self::Browsing(visit) => visit.open(address).await?,
        }
        Ok(self.page())
    }

    /// Loads the page again; one that a form led to, by sending that form again.
    pub async fn reload(&mut self) -> Result<&Page, Trouble> {
        match self {
            Self::Reading(visit) => visit.reload().await?,
            Self::Browsing(visit) => visit.reload().await?,
        }
        Ok(self.page())
    }

    /// Looks once more. The page is loaded again, unless that could send a form again.
    pub async fn look_again(&mut self) -> Result<&Page, Trouble> {
        match self {
            Self::Reading(visit) => visit.look_again().await?,
            Self::Browsing(visit) => visit.look_again().await?,
        }
        Ok(self.page())
    }

    /// Chooses the payment option, unless it is the chosen one.
    pub async fn choose(&mut self) -> Result<&Page, Trouble> {
        match self {
            Self::Reading(visit) => visit.choose().await?,
            Self::Browsing(visit) => visit.choose().await?,
        }
        Ok(self.page())
    }

    /// Presses a part of the page.
    pub async fn press(&mut self, part: Part) -> Result<&Page, Trouble> {
        match self {
            Self::Reading(visit) => visit.press(part).await?,
            Self::Browsing(visit) => visit.press(part).await?,
        }
        Ok(self.page())
    }

    /// Presses the button that pays.
    pub async fn pay(&mut self) -> Result<&Page, Trouble> {
        self.press(Part::Pay).await
    }

    /// Presses the button that pays twice, the second time before an answer is there.
    pub async fn pay_twice(&mut self) -> Result<&Page, Trouble> {
        match self {
            Self::Reading(visit) => visit.press_twice(Part::Pay).await?,
            Self::Browsing(visit) => visit.press_twice(Part::Pay).await?,
        }
        Ok(self.page())
    }

    /// Follows a link of the page; a new window becomes the customer's.
    pub async fn follow(&mut self, link: &Link) -> Result<&Page, Trouble> {
        match self {
            Self::Reading(visit) => visit.follow(link).await?,
            Self::Browsing(visit) => visit.follow(link).await?,
        }
        Ok(self.page())
    }

    /// The HTTP exchanges since the last call, without ids, in the order in which they ended; a browser tells none.
    pub fn take_exchanges(&mut self) -> Vec<Exchange> {
        match self {
            Self::Reading(visit) => visit.take_exchanges(),
            Self::Browsing(_) => Vec::new(),
        }
    }

    /// What the page looks like in the browser; none when it is only read.
    pub async fn shots(&mut self) -> Result<Option<Shots>, Trouble> {
        match self {
            Self::Reading(_) => Ok(None),
            Self::Browsing(visit) => visit.shots().await.map(Some),
        }
    }
}

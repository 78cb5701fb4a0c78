//! Browsers that are used again: starting one takes longer than visiting many pages.

use std::ops::Deref;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::{Browser, BrowserError, BrowserSettings};

/// A few browsers, started when needed. All of them are used on one async runtime.
#[derive(Debug, Clone)]
pub struct Browsers {
    settings: BrowserSettings,
    places: Arc<Semaphore>,
    idle: Idle,
}

type Idle = Arc<Mutex<Vec<Arc<Browser>>>>;

/// A browser in one customer's hands; it goes back when this is dropped.
#[derive(Debug)]
pub struct Rented {
    /// It may be used again.
    pub fit: bool,
    browser: Arc<Browser>,
    idle: Idle,
    _place: OwnedSemaphorePermit,
}

impl Browsers {
    /// At most `most` browsers at a time.
    pub fn new(settings: BrowserSettings, most: usize) -> Self {
        Self { settings, places: Arc::new(Semaphore::new(most.max(1))), idle: Idle::default() }
    }

    /// A browser as new. Waits for one when all are in use.
    pub async fn rent(&self) -> Result<Rented, BrowserError> {
        let place = Arc::clone(&self.places).acquire_owned().await;
        let place = place.map_err(|_| BrowserError::Start("the browsers have ended".to_owned()))?;
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let as_new = match idle {
            Some(browser) => browser.reset().await.ok().map(|()| browser),
            None => None,
        };
        let browser = match as_new {
            Some(browser) => browser,
            None => Arc::new(Browser::start(&self.settings).await?),
        };
        Ok(Rented { fit: true, browser, idle: Arc::clone(&self.idle), _place: place })
    }

    /// Ends all browsers that nobody uses, and waits until they are gone.
    pub async fn end(&self) {
        let idle = std::mem::take(&mut *self.idle.lock().unwrap_or_else(PoisonError::into_inner));
        for browser in idle.into_iter().filter_map(Arc::into_inner) {
            browser.end().await;
        }
    }
}

impl Deref for Rented {
    type Target = Browser;

    fn deref(&self) -> &Browser {
        &self.browser
    }
}

impl Drop for Rented {
    fn drop(&mut self) {
        if self.fit {
            self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(Arc::clone(&self.browser));
        }
    }
}

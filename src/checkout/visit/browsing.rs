//! A visit in a real browser.

use std::time::Instant;

use serde_json::{Value, json};
use url::Url;

use super::Manner;
use super::travel::same_host;
use super::trouble::{Trouble, bare};
use crate::checkout::browser::{DriverError, Rented, Trace, element_id};
use crate::checkout::finders::Part;
use crate::checkout::model;
use crate::checkout::page::{Doubt, Link, Page};
use crate::checkout::tree::Tree;

/// How often a customer is sent on.
const HOPS: usize = 10;
/// Between the clicks of a double click, in milliseconds.
const DOUBLE_CLICK: u64 = 50;
/// How much later answers come during a double click, in milliseconds: the page must still be there for the second one.
const SLOW: u64 = 300;

/// A visit in a real browser.
#[derive(Debug)]
pub struct Browsing {
    pub(super) browser: Rented,
    pub(super) manner: Manner,
    pub(super) tree: Tree,
    pub(super) page: Page,
    pub(super) window: String,
    /// A click may have led to the page by a form.
    clicked: bool,
}

impl Browsing {
    /// A visit that has not begun.
    pub fn new(browser: Rented, manner: Manner) -> Self {
        let window = browser.home.clone();
        Self { browser, manner, tree: Tree::default(), page: Page::default(), window, clicked: false }
    }

    pub(super) fn page(&self) -> &Page {
        &self.page
    }

    pub(super) async fn open(&mut self, address: &str) -> Result<(), Trouble> {
        if !["http://", "https://"].iter().any(|scheme| address.starts_with(scheme)) {
            return Err(Trouble::NoAddress(address.to_owned()));
        }
        self.clicked = false;
        let began = Instant::now();
        let opened = self.browser.driver.post("url", json!({ "url": address })).await;
        self.arrive(opened, address, began, true).await
    }

    pub(super) async fn reload(&mut self) -> Result<(), Trouble> {
        if self.is_away() {
            return Ok(());
        }
        self.clicked = false;
        let (began, address) = (Instant::now(), self.page.address.clone());
        let opened = self.browser.driver.post("refresh", json!({})).await;
        self.arrive(opened, &address, began, true).await
    }

    pub(super) async fn look_again(&mut self) -> Result<(), Trouble> {
        if self.clicked { self.look().await } else { self.reload().await }
    }

    pub(super) async fn choose(&mut self) -> Result<(), Trouble> {
        self.look().await?;
        let option = self.page.option.as_ref().ok_or(Trouble::Missing(Part::Option))?;
        if option.chosen {
            return Ok(());
        }
        match option.disabled.clone().or_else(|| (!option.visible).then(|| "it is hidden".to_owned())) {
            Some(why) => Err(Trouble::Unusable { what: option.label.clone(), why }),
            None => self.press(Part::Option).await,
        }
    }

    pub(super) async fn press(&mut self, part: Part) -> Result<(), Trouble> {
        let place = self.handle(part).await?;
        self.click(place, part.words()).await
    }

    /// A double click while answers are slow.
    pub(super) async fn press_twice(&mut self, part: Part) -> Result<(), Trouble> {
        let place = self.handle(part).await?;
        let element = self.element(place, part.words()).await?;
        let (began, leads) = (Instant::now(), self.leads(place));
        self.slow_down(SLOW).await?;
        let (down, up) = (json!({ "type": "pointerDown", "button": 0 }), json!({ "type": "pointerUp", "button": 0 }));
        self.clicked = true;
        let clicks = json!([
            { "type": "pointerMove", "duration": 0, "x": 0, "y": 0, "origin": element },
            down, up, { "type": "pause", "duration": DOUBLE_CLICK }, down, up,
        ]);
        let mouse = json!({ "type": "pointer", "id": "mouse", "parameters": { "pointerType": "mouse" }, "actions": clicks });
        let clicked = self.browser.driver.post("actions", json!({ "actions": [mouse] })).await;
        self.slow_down(0).await?;
        let address = self.page.address.clone();
        self.arrive(clicked, &address, began, leads).await
    }

    pub(super) async fn follow(&mut self, link: &Link) -> Result<(), Trouble> {
        let place = model::find_link(&self.tree, link).ok_or_else(|| Trouble::NoLink(link.text.clone()))?;
        self.click(place, &link.text).await
    }

    /// What a customer clicks to use a part of the page as it is now.
    async fn handle(&mut self, part: Part) -> Result<usize, Trouble> {
        self.look().await?;
        model::find_handle(&self.tree, &self.manner.finders, part).ok_or(Trouble::Missing(part))
    }

    /// Clicks an element, and goes where that leads: in a new window, too.
    async fn click(&mut self, place: usize, what: &str) -> Result<(), Trouble> {
        let element = self.element(place, what).await?;
        let (began, address, leads) = (Instant::now(), self.page.address.clone(), self.leads(place));
        let before = self.browser.windows().await.map_err(|error| self.gone(&error))?;
        let id = element_id(&element).unwrap_or_default();
        self.clicked = true;
        let clicked = self.browser.driver.post(&format!("element/{id}/click"), json!({})).await;
        if let Err(DriverError::Refused { name, .. }) = &clicked
            && let Some(why) = unusable(name)
        {
            return Err(Trouble::Unusable { what: what.to_owned(), why: why.to_owned() });
        }
        let after = self.browser.windows().await.map_err(|error| self.gone(&error))?;
        if let Some(new) = after.into_iter().find(|window| !before.contains(window)) {
            self.browser.enter(&new).await.map_err(|error| self.gone(&error))?;
            self.window = new;
        }
        self.arrive(clicked, &address, began, leads).await
    }

    /// True when a click on the element leads to another page, as far as its HTML tells.
    fn leads(&self, place: usize) -> bool {
        self.tree.element(place).is_some_and(|element| match element.attribute("href") {
            Some(target) => !["#", "javascript:"].iter().any(|inside| target.trim_start().to_lowercase().starts_with(inside)),
            None => element.submits() && self.tree.form_of(place).is_some(),
        })
    }

    /// The browser's own reference to an element that was read.
    pub(super) async fn element(&mut self, place: usize, what: &str) -> Result<Value, Trouble> {
        let script = "const node = window.__signoff.nodes[arguments[0]]; node.scrollIntoViewIfNeeded(); return node";
        let element = self.browser.driver.run(script, json!([place])).await;
        let gone = || Trouble::Unusable { what: what.to_owned(), why: "the page has changed".to_owned() };
        match element {
            Ok(element) if element_id(&element).is_some() => Ok(element),
            Ok(_) | Err(DriverError::Refused { .. }) => Err(gone()),
            Err(error) => Err(self.gone(&error)),
        }
    }

    async fn slow_down(&mut self, milliseconds: u64) -> Result<(), Trouble> {
        let conditions = json!({ "offline": false, "latency": milliseconds, "downloadThroughput": -1, "uploadThroughput": -1 });
        let set = self.browser.driver.devtools("Network.emulateNetworkConditions", conditions).await;
        set.map(drop).map_err(|error| self.gone(&error))
    }

    /// Waits until the page to which an action led is at rest, and reads it.
    async fn arrive(
        &mut self,
        done: Result<Value, DriverError>,
        address: &str,
        began: Instant,
        leads: bool,
    ) -> Result<(), Trouble> {
        if done.as_ref().is_err_and(DriverError::is_timeout) {
            // It may hang for good.
            self.browser.fit = false;
            return Err(Trouble::Timeout { what: format!("opening {}", bare(address)), after: self.manner.limit });
        }
        let mut trace = Trace::default();
        // A browser that is still busy with a page says nothing of it.
        let busy = |trouble| match trouble {
            Trouble::Timeout { after, .. } => Trouble::Timeout { what: format!("opening {}", bare(address)), after },
            other => other,
        };
        let at_rest = self.travel(&mut trace, began, leads).await.map_err(busy)?;
        if trace.received > self.manner.cap as u64 {
            return Err(self.too_large(address));
        }
        let mut report = match &done {
            Ok(_) => self.report().await.map_err(busy)?,
            Err(error) => return self.failed(error, trace, address),
        };
        if trace.failure.is_some() || report.address.starts_with("chrome-error:") {
            let error = DriverError::Refused { name: String::new(), message: "the browser shows an error".to_owned() };
            return self.failed(&error, trace, address);
        }
        if trace.is_pending() {
            return Err(Trouble::Timeout { what: format!("opening {}", bare(address)), after: began.elapsed() });
        }
        if trace.hops.len() > HOPS {
            return Err(Trouble::RedirectLoop { hops: trace.hops });
        }
        if !at_rest {
            report.incidents.push(format!("the page did not come to rest within {:?}", began.elapsed()));
        }
        self.settle(report, Some(trace)).await
    }

    /// The browser may have much to do with the page yet.
    fn too_large(&mut self, address: &str) -> Trouble {
        self.browser.fit = false;
        Trouble::TooLarge { address: address.to_owned(), cap: self.manner.cap }
    }

    /// Reads the page again as it is now.
    async fn look(&mut self) -> Result<(), Trouble> {
        if self.is_away() {
            return Ok(());
        }
        let report = self.report().await?;
        self.settle(report, None).await
    }

    /// Why an action at this address led to no page. Sent to another host that cannot be reached from here, the customer is there all the
    /// same: the addresses of the provider that we play are the real one's.
    fn failed(&mut self, error: &DriverError, trace: Trace, at: &str) -> Result<(), Trouble> {
        let DriverError::Refused { message, .. } = error else { return Err(self.gone(error)) };
        let reason = trace.failure.unwrap_or_else(|| message.trim_start_matches("unknown error: ").to_owned());
        let address = trace.address.unwrap_or_else(|| at.to_owned());
        match reason.as_str() {
            "net::ERR_TOO_MANY_REDIRECTS" => Err(Trouble::RedirectLoop { hops: trace.hops }),
            "net::ERR_ABORTED" => {
                let kind = trace.kind.unwrap_or_else(|| "a download, or nothing at all".to_owned());
                Err(Trouble::NotHtml { address, kind, status: trace.status, hops: trace.hops })
            }
            _ if is_of_another_host(&address, at) => {
                let (hops, posted) = (trace.hops, trace.posted);
                self.tree = Tree::default();
                self.page = Page { address, hops, posted, doubt: Some(Doubt::Elsewhere), ..Page::default() };
                Ok(())
            }
            _ => Err(Trouble::NoAnswer { address, reason }),
        }
    }

    /// True when the customer is where nothing can be seen.
    fn is_away(&self) -> bool {
        self.page.doubt == Some(Doubt::Elsewhere)
    }

    /// The browser cannot be used again.
    pub(super) fn gone(&mut self, error: &DriverError) -> Trouble {
        self.browser.fit = false;
        match error.is_timeout() {
            true => Trouble::Timeout { what: "the browser".to_owned(), after: self.manner.limit },
            false => Trouble::BrowserGone(error.to_string()),
        }
    }
}

fn is_of_another_host(address: &str, at: &str) -> bool {
    Url::parse(address).is_ok_and(|url| !same_host(&url, at))
}

/// Why an element was not clicked, for the errors of WebDriver that tell.
fn unusable(name: &str) -> Option<&'static str> {
    match name {
        "element click intercepted" => Some("something lies over it"),
        "element not interactable" => Some("it cannot be seen"),
        "stale element reference" | "no such element" => Some("the page has changed"),
        _ => None,
    }
}

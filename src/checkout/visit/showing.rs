//! What a browser shows: when it is at rest, what stands there, and the evidence of it.

use std::time::{Duration, Instant};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde_json::{Value, json};

use super::browsing::Browsing;
use super::trouble::Trouble;
use crate::checkout::browser::{DriverError, Trace, element_id};
use crate::checkout::finders::Part;
use crate::checkout::model;
use crate::checkout::page::Page;
use crate::checkout::tree::{Disabled, Element, Node, Tree};

/// Waits until the page is at rest.
const REST: &str = include_str!("../browser/rest.js");
/// Reads what the page shows.
const READ: &str = include_str!("../browser/read.js");
/// Before the page is asked again whether it is there.
const AGAIN: Duration = Duration::from_millis(20);
/// After what leads to another page was used, the browser may not have asked for that page yet.
const DEPARTURE: Duration = Duration::from_millis(500);
/// Nor before it has answered so often since then: on a busy machine everything takes longer.
const ANSWERS: usize = 8;
/// The tallest page that is pictured, in pixels.
const TALLEST: f64 = 8000.0;

/// What `read.js` tells.
#[derive(Deserialize)]
pub(super) struct Report {
    pub address: String,
    kind: String,
    pub incidents: Vec<String>,
    /// None when the page is too large.
    tree: Option<Vec<Node>>,
}

/// What a page looked like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shots {
    /// The whole page, as PNG.
    pub page_png: Vec<u8>,
    /// The payment option, as PNG, when it can be seen.
    pub option_png: Option<Vec<u8>>,
    /// The accessibility tree, as Chromium tells it.
    pub accessibility_json: String,
    /// The visible text.
    pub text: String,
}

impl Browsing {
    /// Waits until the page to which the customer is on the way is shown and at rest, for half of the time at most; false
    /// when it is not by then. `leads`: what the customer used leads to another page, unless a script keeps it from doing so.
    pub(super) async fn travel(&mut self, trace: &mut Trace, began: Instant, leads: bool) -> Result<bool, Trouble> {
        let (end, arrived) = (began + self.manner.limit / 2, Instant::now());
        let mut answers = 0;
        loop {
            self.browser.trace(&self.window, trace).await.map_err(|error| self.gone(&error))?;
            let asked = trace.asked;
            if trace.received > self.manner.cap as u64 {
                return Ok(false);
            }
            if !trace.is_pending() && self.rest(end).await? {
                self.browser.trace(&self.window, trace).await.map_err(|error| self.gone(&error))?;
                answers += 1;
                let may_leave = leads && asked == 0 && (arrived.elapsed() < DEPARTURE || answers < ANSWERS);
                if trace.asked == asked && !may_leave {
                    return Ok(true);
                }
            }
            if Instant::now() > end {
                return Ok(false);
            }
            tokio::time::sleep(AGAIN).await;
        }
    }

    /// True when the page is at rest before `end`; false as well when it leaves for another one.
    async fn rest(&mut self, end: Instant) -> Result<bool, Trouble> {
        let left = end.saturating_duration_since(Instant::now()).as_millis() as u64;
        match self.browser.driver.post("execute/async", json!({ "script": REST, "args": [left] })).await {
            Ok(at_rest) => Ok(at_rest == true),
            Err(DriverError::Refused { .. }) => Ok(false),
            Err(error) => Err(self.gone(&error)),
        }
    }

    /// What the page shows now.
    pub(super) async fn report(&mut self) -> Result<Report, Trouble> {
        let arguments = json!([self.manner.finders.selectors().collect::<Vec<_>>(), self.manner.cap]);
        let mut read = self.browser.driver.run(READ, arguments.clone()).await;
        if matches!(read, Err(DriverError::Refused { .. })) {
            // The page left while it was read; the next one is waited for.
            tokio::time::sleep(AGAIN).await;
            read = self.browser.driver.run(READ, arguments).await;
        }
        let read = read.map_err(|error| self.gone(&error))?;
        serde_json::from_value(read).map_err(|error| self.gone(&DriverError::Gone(format!("it told no page: {error}"))))
    }

    /// Makes the report the customer's page; `trace` is the way to it, none when the customer has not moved.
    pub(super) async fn settle(&mut self, report: Report, trace: Option<Trace>) -> Result<(), Trouble> {
        let Report { address, kind, incidents, tree } = report;
        if !kind.contains("html") {
            let Trace { status, hops, .. } = trace.unwrap_or_default();
            return Err(Trouble::NotHtml { address, kind, status, hops });
        }
        let nodes = tree.ok_or_else(|| Trouble::TooLarge { address: address.clone(), cap: self.manner.cap })?;
        self.tree = Tree::new(nodes);
        self.ask_accessibility(Part::Option).await?;
        self.ask_accessibility(Part::Pay).await?;
        let (hops, posted, status) = match trace {
            Some(trace) => (trace.hops, trace.posted, trace.status),
            None => (std::mem::take(&mut self.page.hops), std::mem::take(&mut self.page.posted), self.page.status),
        };
        self.page = Page { address, hops, posted, status, incidents, ..model::page(&self.tree, &self.manner.finders) };
        Ok(())
    }

    /// Asks the accessibility tree whether a part that looks usable is disabled. It knows more than HTML and ARIA tell only of
    /// elements of a page's own, and where `aria-owns` puts one elsewhere.
    async fn ask_accessibility(&mut self, part: Part) -> Result<(), Trouble> {
        let is_own = |element: &Element| element.tag.contains('-') || element.attribute("aria-owns").is_some();
        if !self.tree.elements().any(|(_, element)| is_own(element)) {
            return Ok(());
        }
        let found = model::find(&self.tree, &self.manner.finders, part);
        let open = |place: &usize| self.tree.element(*place).is_some_and(|element| element.disabled.is_none());
        let Some(place) = found.filter(open) else { return Ok(()) };
        let asked = self.accessibility(place).await;
        let node = asked.or_else(|error| match error {
            DriverError::Refused { .. } => Ok(Value::Null),
            error => Err(self.gone(&error)),
        })?;
        let mut properties = node["nodes"][0]["properties"].as_array().into_iter().flatten();
        let is_disabled = properties.any(|property| property["name"] == "disabled" && property["value"]["value"] == true);
        if let Some(element) = self.tree.element_mut(place).filter(|_| is_disabled) {
            element.disabled = Some(Disabled::Accessibility);
        }
        Ok(())
    }

    async fn accessibility(&self, place: usize) -> Result<Value, DriverError> {
        let node = json!({ "expression": format!("window.__signoff.nodes[{place}]") });
        let node = self.browser.driver.devtools("Runtime.evaluate", node).await?;
        let wanted = json!({ "objectId": node["result"]["objectId"], "fetchRelatives": false });
        self.browser.driver.devtools("Accessibility.getPartialAXTree", wanted).await
    }

    /// Pictures of the page as it is now.
    pub(super) async fn shots(&mut self) -> Result<Shots, Trouble> {
        let option = model::find_whole_option(&self.tree, &self.manner.finders).filter(|place| self.tree.is_visible(*place));
        let option_png = match option {
            Some(place) => Some(self.element_shot(place).await?),
            None => None,
        };
        let driver = &self.browser.driver;
        let shot = async {
            let metrics = driver.devtools("Page.getLayoutMetrics", json!({})).await?;
            let size = |name: &str| metrics["cssContentSize"][name].as_f64().unwrap_or_default();
            let clip = json!({ "x": 0, "y": 0, "width": size("width"), "height": size("height").min(TALLEST), "scale": 1 });
            let picture = json!({ "format": "png", "captureBeyondViewport": true, "clip": clip });
            let picture = driver.devtools("Page.captureScreenshot", picture).await?;
            let accessibility = driver.devtools("Accessibility.getFullAXTree", json!({})).await?;
            Ok((decoded(&picture["data"]), accessibility.to_string()))
        };
        let (page_png, accessibility_json) = shot.await.map_err(|error: DriverError| self.gone(&error))?;
        Ok(Shots { page_png, option_png, accessibility_json, text: self.page.text.clone() })
    }

    async fn element_shot(&mut self, place: usize) -> Result<Vec<u8>, Trouble> {
        let element = self.element(place, Part::Option.words()).await?;
        let path = format!("element/{}/screenshot", element_id(&element).unwrap_or_default());
        self.browser.driver.get(&path).await.map(|shot| decoded(&shot)).map_err(|error| self.gone(&error))
    }
}

fn decoded(base64: &Value) -> Vec<u8> {
    STANDARD.decode(base64.as_str().unwrap_or_default()).unwrap_or_default()
}

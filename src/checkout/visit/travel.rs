//! How a visit that reads HTML gets from a request to the page that it leads to.

use std::time::Instant;

use url::Url;

use super::reading::Reading;
use super::trouble::Trouble;
use crate::checkout::page::{Doubt, Page};
use crate::checkout::tree::{Element, Tree};
use crate::checkout::{html, model};
use crate::core::http::{Exchange, Request, Response};
use crate::transport::failure::Failure;

/// A page that sends the customer on after so many seconds is not waited for.
const SOON: f32 = 10.0;
/// How often a customer is sent on.
const HOPS: usize = 10;

/// A request, and what became of it in both forms.
pub(super) type Sent = (Exchange, Result<Response, Failure>);

impl Reading {
    /// Sends a request, and follows its answer as far as it stays at that host.
    pub(super) async fn go(&mut self, request: Request) -> Result<(), Trouble> {
        let deadline = Instant::now() + self.manner.limit;
        let answer = self.exchange(&request, deadline).await;
        let answer = self.record(answer)?;
        self.arrive(request, answer, deadline).await
    }

    /// Follows an answer to the page that it leads to.
    pub(super) async fn arrive(&mut self, mut request: Request, mut answer: Response, deadline: Instant) -> Result<(), Trouble> {
        let (mut hops, mut posted) = (Vec::new(), Vec::new());
        loop {
            let (tree, onward) = match location(&answer) {
                Some(address) => (Tree::default(), Some(address)),
                None => self.read(&request, &answer, &hops)?,
            };
            let Some(address) = onward else {
                self.settle(request, answer.status, tree, hops);
                self.page.posted = posted;
                return Ok(());
            };
            hops.push(address.clone());
            if hops.len() > HOPS {
                return Err(Trouble::RedirectLoop { hops });
            }
            let next =
                Url::parse(&request.url).and_then(|url| url.join(&address)).map_err(|_| Trouble::NoAddress(address.clone()))?;
            let onward = onwards(&request, answer.status, next.clone());
            if onward.method == "POST" {
                posted.push(address.clone());
            }
            if !same_host(&next, &request.url) {
                self.leave(&address, &next, hops);
                self.page.posted = posted;
                return Ok(());
            }
            request = onward;
            let sent = self.exchange(&request, deadline).await;
            answer = self.record(sent)?;
        }
    }

    /// Sends a request as a browser does: with the cookies, and with where it comes from.
    pub(super) async fn exchange(&self, request: &Request, deadline: Instant) -> Sent {
        let mut request = request.clone();
        request.headers.set("accept", "text/html,application/xhtml+xml");
        if let Some(cookies) = self.jar.header(request.path()) {
            request.headers.set("cookie", cookies);
        }
        if let Some(origin) = Url::parse(&self.page.address).ok().filter(|url| same_host(url, &request.url)) {
            request.headers.set("referer", origin.as_str());
            if request.method == "POST" {
                request.headers.set("origin", origin.origin().ascii_serialization());
            }
        }
        let (at, began) = (self.manner.clock.now(), Instant::now());
        let answer = self.client.send(&request, deadline.saturating_duration_since(began)).await;
        let duration_ms = began.elapsed().as_secs_f64() * 1000.0;
        let told = answer.clone().map_err(|failure| failure.to_string());
        (Exchange { id: String::new(), at, duration_ms, request, answer: told }, answer)
    }

    /// Keeps an exchange and the cookies that it brought.
    pub(super) fn record(&mut self, (exchange, answer): Sent) -> Result<Response, Trouble> {
        let answer = answer.map_err(|failure| Trouble::of(failure, &exchange.request.url));
        if let Ok(answer) = &answer {
            self.jar.keep(answer, exchange.request.path(), self.manner.clock.now());
        }
        self.exchanges.push(exchange);
        answer
    }

    /// The tree of a page, and where the page sends the customer at once; to itself, it only wants to be looked at again.
    fn read(&self, request: &Request, answer: &Response, hops: &[String]) -> Result<(Tree, Option<String>), Trouble> {
        let kind = answer.headers.get("content-type").unwrap_or("text/html").to_ascii_lowercase();
        if !kind.contains("html") && !answer.body.is_empty() {
            let kind = kind.split(';').next().unwrap_or_default().trim().to_owned();
            let (address, status, hops) = (request.url.clone(), Some(answer.status), hops.to_vec());
            return Err(Trouble::NotHtml { address, kind, status, hops });
        }
        let tree = html::tree(&answer.text(), &self.manner.finders);
        let tree = tree.map_err(|why| Trouble::Unreadable { address: request.url.clone(), why })?;
        let page = Url::parse(&request.url).ok();
        let is_itself = |address: &String| page.as_ref().is_some_and(|page| page.join(address).is_ok_and(|there| there == *page));
        let told = answer.headers.get("refresh").and_then(soon).or_else(|| refresh(&tree));
        Ok((tree, told.filter(|address| !is_itself(address))))
    }

    fn settle(&mut self, request: Request, status: u16, tree: Tree, hops: Vec<String>) {
        let (address, status, doubt) = (request.url.clone(), Some(status), html::doubt(&tree));
        self.page = Page { address, hops, status, doubt, ..model::page(&tree, &self.manner.finders) };
        self.tree = tree;
        self.request = Some(request);
    }

    /// Sent to another host, the customer is gone: nothing is asked there.
    pub(super) fn leave(&mut self, given: &str, url: &Url, hops: Vec<String>) {
        let address = if Url::parse(given).is_ok() { given.to_owned() } else { url.as_str().to_owned() };
        self.page = Page { address, hops, doubt: Some(Doubt::Elsewhere), ..Page::default() };
        self.tree = Tree::default();
        self.request = None;
    }
}

/// A request for a page.
pub(super) fn get(mut url: Url) -> Request {
    url.set_fragment(None);
    Request::new("GET", url)
}

pub(super) fn same_host(url: &Url, other: &str) -> bool {
    let place = |url: &Url| Some((url.host_str()?.to_owned(), url.port_or_known_default()?));
    Url::parse(other).is_ok_and(|other| place(url).is_some() && place(url) == place(&other))
}

fn location(answer: &Response) -> Option<String> {
    let sends_on = [301, 302, 303, 307, 308].contains(&answer.status);
    answer.headers.get("location").filter(|_| sends_on).map(str::to_owned)
}

/// The request that follows a redirect.
fn onwards(request: &Request, status: u16, url: Url) -> Request {
    match status {
        307 | 308 => Request { url: get(url).url, ..request.clone() },
        _ => get(url),
    }
}

/// Where a page sends the customer by itself soon, by `<meta http-equiv="refresh" content="0; url=..">`.
fn refresh(tree: &Tree) -> Option<String> {
    let is_refresh = |(_, element): &(usize, &Element)| element.tag == "meta" && element.word("http-equiv") == "refresh";
    let (_, meta) = tree.elements().find(is_refresh)?;
    soon(meta.attribute("content")?)
}

/// The address of a `refresh`, such as `0; url=..`, that comes soon.
fn soon(told: &str) -> Option<String> {
    let (delay, target) = told.split_once([';', ','])?;
    let (name, address) = target.split_once('=')?;
    let soon = delay.trim().parse::<f32>().is_ok_and(|seconds| seconds <= SOON) && name.trim().eq_ignore_ascii_case("url");
    soon.then(|| address.trim().trim_matches(['"', '\'']).to_owned())
}

//! A visit that reads HTML: one HTTP request after the other, as a browser without scripts would make them.

use std::time::Instant;

use futures::future::join;
use url::Url;

use super::Manner;
use super::cookies::Jar;
use super::form::Submission;
use super::travel::{get, same_host};
use super::trouble::Trouble;
use crate::checkout::finders::Part;
use crate::checkout::model;
use crate::checkout::page::{Doubt, Link, Page};
use crate::checkout::tree::{Role, Tree};
use crate::core::http::{Exchange, Request};
use crate::transport::client::Client;

/// A visit that reads HTML.
#[derive(Debug)]
pub struct Reading {
    pub(super) client: Client,
    pub(super) manner: Manner,
    pub(super) jar: Jar,
    pub(super) tree: Tree,
    pub(super) page: Page,
    /// What led to the page.
    pub(super) request: Option<Request>,
    pub(super) exchanges: Vec<Exchange>,
}

impl Reading {
    /// A visit that has not begun.
    pub fn new(client: Client, manner: Manner) -> Self {
        let (jar, tree, page) = (Jar::default(), Tree::default(), Page::default());
        Self { client, manner, jar, tree, page, request: None, exchanges: Vec::new() }
    }

    pub(super) fn page(&self) -> &Page {
        &self.page
    }

    pub(super) fn take_exchanges(&mut self) -> Vec<Exchange> {
        std::mem::take(&mut self.exchanges)
    }

    pub(super) async fn open(&mut self, address: &str) -> Result<(), Trouble> {
        let url = Url::parse(address).ok().filter(|url| ["http", "https"].contains(&url.scheme()));
        let url = url.ok_or_else(|| Trouble::NoAddress(address.to_owned()))?;
        self.go(get(url)).await
    }

    pub(super) async fn reload(&mut self) -> Result<(), Trouble> {
        let request = self.request.clone().ok_or_else(|| Trouble::NoAddress(self.page.address.clone()))?;
        self.go(request).await
    }

    pub(super) async fn look_again(&mut self) -> Result<(), Trouble> {
        let is_sent = self.request.as_ref().is_none_or(|request| request.method != "GET");
        if is_sent { Ok(()) } else { self.reload().await }
    }

    pub(super) async fn choose(&mut self) -> Result<(), Trouble> {
        let place = self.find(Part::Option)?;
        let option = self.page.option.as_ref().ok_or(Trouble::Missing(Part::Option))?;
        if option.chosen {
            return Ok(());
        }
        let why = option.disabled.clone().or_else(|| (!option.visible).then(|| "it is hidden".to_owned()));
        if let Some(why) = why {
            return Err(Trouble::Unusable { what: option.label.clone(), why });
        }
        match self.tree.element(place).map(|element| (element.role(), element.tag.as_str())) {
            Some((Role::Choice, "input" | "option")) => self.set(place),
            _ => return self.use_part(Part::Option, place).await,
        }
        Ok(())
    }

    pub(super) async fn press(&mut self, part: Part) -> Result<(), Trouble> {
        let place = self.find(part)?;
        if self.tree.element(place).is_some_and(|element| element.role() == Role::Choice && element.tag == "input") {
            self.check_usable(part, place)?;
            self.set(place);
            return Ok(());
        }
        self.use_part(part, place).await
    }

    /// Sends the same form twice, the second before the answer to the first is there; the customer sees the second's.
    pub(super) async fn press_twice(&mut self, part: Part) -> Result<(), Trouble> {
        let place = self.find(part)?;
        self.check_usable(part, place)?;
        let request = self.submission(place)?;
        if !Url::parse(&request.url).is_ok_and(|url| same_host(&url, &self.page.address)) {
            return self.use_part(part, place).await;
        }
        let deadline = Instant::now() + self.manner.limit;
        let (first, second) = join(self.exchange(&request, deadline), self.exchange(&request, deadline)).await;
        // What became of the first is evidence only.
        let _ = self.record(first);
        let answer = self.record(second)?;
        self.arrive(request, answer, deadline).await
    }

    pub(super) async fn follow(&mut self, link: &Link) -> Result<(), Trouble> {
        model::find_link(&self.tree, link).ok_or_else(|| Trouble::NoLink(link.text.clone()))?;
        if !link.clickable {
            return Err(Trouble::Unusable { what: link.text.clone(), why: "a click does not reach it".to_owned() });
        }
        self.lead(&link.target).await
    }

    fn find(&self, part: Part) -> Result<usize, Trouble> {
        model::find(&self.tree, &self.manner.finders, part).ok_or(Trouble::Missing(part))
    }

    fn check_usable(&self, part: Part, place: usize) -> Result<(), Trouble> {
        let element = self.tree.element(place).ok_or(Trouble::Missing(part))?;
        let unreachable = || (!element.clickable).then(|| "a click does not reach it".to_owned());
        match element.disabled.map(|why| why.to_string()).or_else(unreachable) {
            Some(why) => Err(Trouble::Unusable { what: part.words().to_owned(), why }),
            None => Ok(()),
        }
    }

    async fn use_part(&mut self, part: Part, place: usize) -> Result<(), Trouble> {
        self.check_usable(part, place)?;
        let element = self.tree.element(place).ok_or(Trouble::Missing(part))?;
        match element.attribute("href").filter(|_| ["a", "area"].contains(&element.tag.as_str())).map(str::to_owned) {
            Some(target) => self.lead(&target).await,
            None if element.submits() => {
                let request = self.submission(place)?;
                let target = request.url.clone();
                self.enter(request, &target).await
            }
            None => Err(Trouble::NeedsBrowser(part.words().to_owned())),
        }
    }

    /// Chooses an input or an option, and nothing else of its group.
    fn set(&mut self, place: usize) {
        let group = |tree: &Tree, place: usize| {
            let element = tree.element(place)?;
            let list = (element.tag == "option").then(|| tree.nearest(place, "select")).flatten();
            let is_single = list.is_none_or(|list| tree.element(list).is_some_and(|list| list.attribute("multiple").is_none()));
            let is_radio = element.word("type") == "radio" || list.is_some();
            let name = element.attribute("name").map(str::to_owned);
            (is_radio && is_single).then(|| (list, tree.form_of(place), name))
        };
        let mine = group(&self.tree, place);
        let others =
            (0..self.tree.nodes().len()).filter(|other| *other == place || (mine.is_some() && group(&self.tree, *other) == mine));
        for other in others.collect::<Vec<_>>() {
            if let Some(element) = self.tree.element_mut(other) {
                element.chosen = other == place;
            }
        }
        self.page.option = model::page(&self.tree, &self.manner.finders).option;
    }

    /// The address that is meant by one on this page.
    fn resolve(&self, address: &str) -> Result<Url, Trouble> {
        let unreadable = || Trouble::NoAddress(address.to_owned());
        let page = Url::parse(&self.page.address).map_err(|_| unreadable())?;
        let base = self.tree.elements().find_map(|(_, element)| element.attribute("href").filter(|_| element.tag == "base"));
        let base = base.and_then(|base| page.join(base).ok()).unwrap_or(page);
        base.join(address.trim()).map_err(|_| unreadable())
    }

    async fn lead(&mut self, target: &str) -> Result<(), Trouble> {
        let url = self.resolve(target)?;
        let within = target.trim_start().starts_with('#');
        if within && self.page.doubt != Some(Doubt::Scripted) {
            // Nothing on this page listens to the click.
            return Ok(());
        }
        if within || url.scheme() == "javascript" {
            return Err(Trouble::NeedsBrowser("a link within the page".to_owned()));
        }
        self.enter(get(url), target).await
    }

    /// Sends a request that the page leads to, unless it leads to another host.
    async fn enter(&mut self, request: Request, target: &str) -> Result<(), Trouble> {
        match Url::parse(&request.url).ok().filter(|url| !same_host(url, &self.page.address)) {
            Some(elsewhere) => {
                self.leave(target, &elsewhere, Vec::new());
                if request.method == "POST" {
                    self.page.posted = vec![self.page.address.clone()];
                }
                Ok(())
            }
            None => self.go(request).await,
        }
    }

    fn submission(&self, button: usize) -> Result<Request, Trouble> {
        let form = Submission::by(button, &self.tree)?;
        let mut url = if form.action.is_empty() { self.resolve(&self.page.address)? } else { self.resolve(&form.action)? };
        if !form.post {
            url.set_query(Some(&form.fields));
            return Ok(get(url));
        }
        let mut request = Request { method: "POST".to_owned(), ..get(url) };
        request.headers.set("content-type", "application/x-www-form-urlencoded");
        request.body = form.fields.into_bytes();
        Ok(request)
    }
}

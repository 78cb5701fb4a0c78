//! STUB
use std::time::Duration;
use jiff::Timestamp;
use super::finders::{Finders, Part};
use super::page::{Button, Link, Page};
use super::standing::Standing;
use super::{html, model};
use super::tree::Tree;
use crate::core::http::{Exchange, Request};
use crate::transport::client::Client;
use thiserror::Error;
#[derive(Debug, Error)]
#[error("{0}")]
/// x
pub struct Trouble(pub String);
#[derive(Debug, Default)]
/// x
pub struct Shots { /// x
 pub page: Vec<u8>, /// x
 pub option: Option<Vec<u8>>, /// x
 pub accessibility: serde_json::Value }
#[derive(Debug)]
/// x
pub struct Visit { client: Client, finders: Finders, page: Page, tree: Tree, seen: Vec<Exchange>, last: Option<Request> }
type R<T=()> = Result<T, Trouble>;
#[allow(missing_docs)]
impl Visit {
    pub fn html(client: Client, finders: Finders) -> Self { Self { client, finders, page: Page::default(), tree: Tree::default(), seen: vec![], last: None } }
    pub async fn open(&mut self, url: &str, limit: Duration) -> R { self.go(Request::new("GET", url), limit).await }
    pub async fn reload(&mut self, limit: Duration) -> R { let u = self.page.address.clone(); self.open(&u, limit).await }
    async fn go(&mut self, mut request: Request, limit: Duration) -> R {
        let host = url::Url::parse(&request.url).unwrap().host_str().unwrap().to_owned();
        let mut hops = vec![];
        for _ in 0..10 {
            let answer = self.client.send(&request, limit).await;
            self.seen.push(Exchange { id: String::new(), at: Timestamp::now(), duration_ms: 0.0, request: request.clone(), answer: answer.as_ref().map(Clone::clone).map_err(|e| e.to_string()) });
            let answer = answer.map_err(|e| Trouble(e.to_string()))?;
            if (300..400).contains(&answer.status) {
                let to = answer.headers.get("location").unwrap_or_default().to_owned();
                hops.push(to.clone());
                let next = url::Url::parse(&request.url).unwrap().join(&to).unwrap();
                if next.host_str() != Some(&host) { self.page = Page { address: to, hops, ..Page::default() }; return Ok(()); }
                request = Request::new("GET", next.to_string());
                continue;
            }
            self.tree = html::tree(&answer.text(), &self.finders);
            self.page = Page { address: request.url.clone(), hops, status: Some(answer.status), doubt: html::doubt(&self.tree), ..model::page(&self.tree, &self.finders) };
            return Ok(());
        }
        Err(Trouble("loop".into()))
    }
    fn form(&self) -> R<Request> {
        let pay = model::find(&self.tree, &self.finders, Part::Pay).ok_or_else(|| Trouble("the page shows no button to pay with".into()))?;
        let form = self.tree.nearest(pay, "form").ok_or_else(|| Trouble("no form".into()))?;
        let option = model::find(&self.tree, &self.finders, Part::Option);
        if option.is_none_or(|o| self.tree.element(o).unwrap().disabled.is_some()) { return Err(Trouble("the option cannot be chosen".into())); }
        let mut body = url::form_urlencoded::Serializer::new(String::new());
        for (place, e) in self.tree.elements_below(form) {
            if e.tag != "input" || e.attribute("name").is_none() || e.disabled.is_some() { continue; }
            let radio = e.word("type") == "radio";
            if radio && Some(place) != option { continue; }
            body.append_pair(e.attribute("name").unwrap(), e.attribute("value").unwrap_or("on"));
        }
        let action = self.tree.element(form).unwrap().attribute("action").unwrap_or("").to_owned();
        let url = url::Url::parse(&self.page.address).unwrap().join(&action).unwrap();
        let mut r = Request::new("POST", url.to_string());
        r.headers.set("content-type", "application/x-www-form-urlencoded");
        r.body = body.finish().into_bytes();
        Ok(r)
    }
    pub async fn pay(&mut self, limit: Duration) -> R { let r = self.form()?; self.last = Some(r.clone()); self.go(r, limit).await }
    pub async fn pay_twice(&mut self, limit: Duration) -> R { let r = self.form()?; self.last = Some(r.clone());
        let _ = futures::join!(self.client.send(&r, limit), self.client.send(&r, limit)); self.go(r, limit).await }
    pub async fn resubmit(&mut self, limit: Duration) -> R { let r = self.last.clone().unwrap(); self.go(r, limit).await }
    pub async fn retry(&mut self, limit: Duration) -> R { self.press_part(Part::Retry, limit).await }
    async fn press_part(&mut self, part: Part, limit: Duration) -> R {
        let at = model::find(&self.tree, &self.finders, part).ok_or_else(|| Trouble(format!("no {}", part.key())))?;
        let href = self.tree.element(at).unwrap().attribute("href").unwrap_or("").to_owned();
        let url = url::Url::parse(&self.page.address).unwrap().join(&href).unwrap();
        self.open(url.as_str(), limit).await
    }
    pub async fn press(&mut self, _name: &str, limit: Duration) -> R { self.press_part(Part::LinkAccount, limit).await }
    pub async fn follow(&mut self, _link: &Link, _limit: Duration) -> R<String> { Err(Trouble("only in a browser".into())) }
    pub fn page(&self) -> &Page { &self.page }
    pub fn knows_failure(&self) -> bool { false }
    pub fn standing(&self) -> Standing { self.finders.standings.of(&self.page) }
    pub fn refunded(&self) -> bool { self.page.text.contains("Refund done") }
    pub fn offers_retry(&self) -> bool { model::find(&self.tree, &self.finders, Part::Retry).is_some() }
    pub fn pay_button(&self) -> Option<&Button> { self.page.buttons.iter().find(|b| b.name.starts_with("Pay")) }
    pub fn take_exchanges(&mut self) -> Vec<Exchange> { std::mem::take(&mut self.seen) }
}

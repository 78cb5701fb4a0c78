//! One customer's way through the shop, and what the merchant asked the provider meanwhile.

use std::collections::BTreeSet;
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use rust_decimal::Decimal;

use super::heard::Heard;
use super::keepsake::{Keepsake, Pages};
use super::listening::Paying;
use super::{STEP, Seen, Shop, Step, Stop, World, unclear};
use crate::checkout::amount;
use crate::checkout::finders::Finders;
use crate::checkout::page::PaymentOption;
use crate::checkout::tree::Role;
use crate::checkout::visit::{Trouble, Visit};
use crate::core::http::{Exchange, Request, Response};
use crate::core::money;
use crate::transport::record::ExchangeRecord;

/// A request is on its way before a rented shop's clock moves.
const HEAD_START: Duration = Duration::from_millis(50);
/// An answer that a rented shop gives at all is there by then.
const PATIENCE: Duration = Duration::from_secs(5);

/// What an order costs where nobody says it, in the currency of its provider.
pub const AMOUNT: &str = "499.00";

/// So many seconds are waited for, at a merchant whose clock cannot be moved.
pub const SHORT: i64 = 10;

/// One customer's way through the shop.
#[derive(Debug)]
pub struct Journey {
    /// The customer's state.
    pub persona: String,
    /// The order's id at the shop.
    pub order: String,
    /// What the order costs.
    pub amount: String,
    /// The address at which the customer came.
    pub entrance: String,
    /// How the parts of its pages are found.
    pub finders: Arc<Finders>,
    /// The customer's window.
    pub visit: Visit,
    /// What the merchant asked the provider since the customer came, oldest first.
    pub heard: Vec<Heard>,
    /// How many of them there were before the last thing that happened.
    pub before: usize,
    /// When the customer saw what the page shows now, by the shop's clock.
    pub seen_at: Timestamp,
    /// The secret keys of the merchant's account that the customer was sent, by their names.
    pub leaked: BTreeSet<&'static str>,
    /// What the customer saw last, once another one has come.
    pub left: String,
    /// Every page that the customer saw; none where no evidence is kept.
    pub pages: Pages,
    /// What the page told when a step last let the customer look at it.
    pub looked: Option<Seen>,
    /// How often the shop was asked to charge the customer anew.
    pub renewals: usize,
    /// What the shop was last asked to give back, or to charge anew.
    pub amount_asked: Option<Decimal>,
    /// The page showed what the order costs when the customer came.
    pub shows_amount: bool,
    /// The amounts that it showed then.
    pub amounts: Vec<Decimal>,
    /// What the customer could choose the payment option with then.
    pub offered_by: Option<Role>,
}

impl World {
    /// The merchant under test as this scenario sees it.
    pub async fn shop(&mut self) -> Step<&mut Shop> {
        if self.shop.is_none() {
            let provider = self.provider()?;
            let shop = Shop::open(&self.session, provider, &self.faults, self.seed, &self.wish).await.map_err(Stop::Unclear)?;
            // Whoever waited for a turn has its time before it.
            self.began = Instant::now();
            self.shop = Some(Box::new(shop));
            self.takes_note_of_the_past(provider);
        }
        self.shop.as_deref_mut().map_or_else(|| unclear("there is no shop"), Ok)
    }

    /// Opens the checkout page as the customer in that state, for a new order.
    pub async fn enter(&mut self, persona: &str, amount: &str) -> Step {
        let provider = self.provider()?;
        let session = Rc::clone(&self.session);
        let order = self.ids.next("o");
        let manner = session.manner(provider, self.time_left()?).map_err(Stop::Unclear)?;
        let finders = Arc::clone(&manner.finders);
        let key = self.key.clone();
        let shop = self.shop().await?;
        if !shop.rented {
            session.belongings.order(&order, &key);
        }
        let customer = shop.customer(&session, provider, persona)?;
        shop.announce(&session, provider, persona, &customer, &order).await?;
        let url = shop.addresses.checkout(provider, &customer, amount, &order)?;
        let (persona, amount, entrance) = (persona.to_owned(), amount.to_owned(), url.clone());
        let (seen_at, leaked, shows_amount) = (Timestamp::now(), BTreeSet::new(), false);
        // A browser serves one customer at a time: the one before leaves.
        if let Some(before) = self.journeys.last_mut() {
            before.left = before.visit.page().text.clone();
            before.visit = Visit::reading(session.client.clone(), manner.clone());
        }
        let visit = session.visit(provider, manner).await.map_err(Stop::Unclear)?;
        let journey = Journey {
            persona,
            order,
            amount,
            entrance,
            finders,
            visit,
            heard: Vec::new(),
            before: 0,
            seen_at,
            leaked,
            left: String::new(),
            pages: Pages::default(),
            looked: None,
            renewals: 0,
            amount_asked: None,
            shows_amount,
            amounts: Vec::new(),
            offered_by: None,
        };
        self.journeys.push(journey);
        self.act(async |visit| visit.open(&url).await.map(drop)).await?;
        let journey = self.current()?;
        let page = journey.visit.page();
        journey.amounts = amount::all(&page.text);
        journey.shows_amount = money::decimal(&journey.amount).is_ok_and(|amount| journey.amounts.contains(&amount));
        journey.offered_by = page.option.as_ref().and_then(PaymentOption::offered_by);
        Ok(())
    }

    /// Lets the customer do something, and listens to what the merchant asks the provider meanwhile.
    pub async fn act(&mut self, action: impl AsyncFnOnce(&mut Visit) -> Result<(), Trouble>) -> Step {
        let journey = self.current()?;
        journey.before = journey.heard.len();
        self.goes_on(action).await
    }

    /// Lets the customer choose the payment option; some merchants charge then.
    pub async fn chooses(&mut self) -> Step {
        if self.paying == Paying::No {
            self.paying = Paying::Possibly;
        }
        self.act(async |visit| visit.choose().await.map(drop)).await
    }

    /// Lets the customer press the button that pays.
    pub async fn pays(&mut self, action: impl AsyncFnOnce(&mut Visit) -> Result<(), Trouble>) -> Step {
        self.paying = Paying::Awaited;
        self.act(action).await
    }

    /// Lets the customer do something that belongs to what happened last.
    pub async fn goes_on(&mut self, action: impl AsyncFnOnce(&mut Visit) -> Result<(), Trouble>) -> Step {
        self.time_left()?;
        let journey = self.current()?;
        let outcome = action(&mut journey.visit).await;
        if self.session.settings.evidence.is_some()
            && let Some(journey) = self.journeys.last_mut()
        {
            journey.pages.note(journey.visit.page());
        }
        if let (Some(shop), Some(journey)) = (self.shop.as_deref(), self.journeys.last_mut()) {
            journey.seen_at = shop.now();
        }
        self.look_for_keys_on_page();
        self.hear().await?;
        outcome.map_err(|trouble| Stop::Unclear(trouble.to_string()))
    }

    /// Lets something happen that is not the customer's doing, and listens as well.
    pub async fn meanwhile<T>(&mut self, happening: impl AsyncFnOnce(&mut Self) -> Step<T>) -> Step<T> {
        if let Some(journey) = self.journeys.last_mut() {
            journey.before = journey.heard.len();
        }
        let outcome = happening(self).await;
        self.hear().await?;
        outcome
    }

    /// Sends a request that is no customer's: of the back office, or a notification.
    pub async fn request(&mut self, request: Request) -> Step<Result<Response, String>> {
        let limit = self.time_left()?;
        let exchange = Rc::clone(&self.session).exchange(request, limit).await;
        let answer = exchange.answer.clone();
        self.keep(exchange);
        Ok(answer)
    }

    /// Sends such a request while time passes at the shop; none when it is not answered in that time.
    pub async fn request_while(&mut self, request: Request, seconds: i64) -> Step<Option<Result<Response, String>>> {
        let (session, left) = (Rc::clone(&self.session), self.time_left()?);
        let limit = left.min(Duration::from_secs(seconds.unsigned_abs()));
        let began = Instant::now();
        let shop = self.shop().await?;
        let rented = shop.rented;
        let (exchange, passed) = if rented {
            let passing = async {
                tokio::time::sleep(HEAD_START).await;
                shop.advance(&session, seconds).await
            };
            tokio::join!(session.exchange(request, limit.min(PATIENCE)), passing)
        } else {
            (session.exchange(request, limit).await, Ok(()))
        };
        passed?;
        let late = exchange.answer.is_err() && (rented || began.elapsed() >= Duration::from_secs(seconds.unsigned_abs()));
        let answer = exchange.answer.clone();
        self.keep(exchange);
        self.hear().await?;
        Ok((!late).then_some(answer))
    }

    /// Lets time pass at the shop, and listens. Where its clock cannot be moved, so does a short time.
    pub async fn passes(&mut self, seconds: i64) -> Step {
        if seconds <= SHORT && !self.shop().await?.rented {
            let until = Instant::now() + Duration::from_secs(seconds.unsigned_abs());
            return self.meanwhile(async |world| world.waits_for(STEP, |_| Instant::now() >= until).await.map(drop)).await;
        }
        let session = Rc::clone(&self.session);
        self.meanwhile(async |world| world.shop().await?.advance(&session, seconds).await).await
    }

    /// Keeps the redacted record of an exchange between others.
    pub(super) fn keep(&mut self, exchange: Exchange) {
        let record = self.recorded(&exchange);
        if self.session.settings.evidence.is_some() {
            self.keepsakes.extend(record.clone());
        }
        self.session.keep(record);
        self.overheard.push(exchange.id);
    }

    /// The redacted record of an exchange, when this run keeps them.
    pub(super) fn recorded(&self, exchange: &Exchange) -> Option<ExchangeRecord> {
        let redactor = self.shop.as_ref().and_then(|shop| shop.redactor.clone());
        redactor.map(|redactor| redactor.exchange(exchange))
    }

    /// Leaves what the customer saw in the evidence folder; the paths of the files, or one sentence on why there are none.
    pub(super) async fn leave_keepsake(&mut self) -> Result<Vec<String>, String> {
        let (Some(root), Some(journey)) = (self.session.settings.evidence.clone(), self.journeys.last_mut()) else {
            return Ok(Vec::new());
        };
        // A browser that is gone shows nothing any more.
        let shots = journey.visit.shots().await.unwrap_or_default();
        let text = self.journeys.iter().map(|journey| journey.pages.story(&journey.persona)).collect::<Vec<_>>().join("\n");
        let keepsake = Keepsake { text, shots, exchanges: std::mem::take(&mut self.keepsakes) };
        let redactor = self.shop.as_ref().and_then(|shop| shop.redactor.clone());
        keepsake.write(&root, &self.key, redactor.as_deref()).map_err(|error| format!("could not keep evidence: {error}"))
    }
}

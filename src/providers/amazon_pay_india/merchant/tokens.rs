//! Customers' tokens: each is renewed before it turns stale, and when it is refused; when that does not help, the customer links
//! their account anew (AP/section8/access_token_api; SEED: InvalidAccessToken).

use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use crate::core::secret::Secret;
use crate::providers::amazon_pay_india::{endpoints, messages};
use crate::providers::shop::{self, Answer, Form};
use crate::providers::{Account, Cause, Draft, Slot};

use super::gateway::token_refused;
use super::{Errand, Shop, Task, pages, text};

/// Access tokens live for 60 minutes (SEED); one is renewed a little earlier, so that none turns stale on its way.
const RENEWED_AFTER: SignedDuration = SignedDuration::from_mins(55);

/// What stands for a customer who linked their account.
pub(super) struct Tokens {
    access: Secret,
    /// Empty when it cannot be renewed.
    refresh: Secret,
    since: Timestamp,
}

impl Tokens {
    /// The tokens of an account's customers, by customer.
    pub(super) fn of_account(account: &Account, now: Timestamp) -> HashMap<String, Self> {
        let refresh = |customer: &str| {
            let found = account.refresh_tokens.iter().find(|(name, _)| name == customer);
            found.map(|(_, token)| token.clone()).unwrap_or_default()
        };
        let tokens = |(name, access): &(String, Secret)| {
            let tokens = Self { access: access.clone(), refresh: refresh(name), since: now };
            (name.clone(), tokens)
        };
        account.customers.iter().map(tokens).collect()
    }

    /// Reads the answer to a token request. A refresh token stays good when no new one comes.
    fn read(told: &Value, refresh: &Secret, now: Timestamp) -> Self {
        let new = Secret::new(text(&told["refresh_token"]));
        let refresh = if new.is_empty() { refresh.clone() } else { new };
        Self { access: Secret::new(text(&told["access_token"])), refresh, since: now }
    }
}

/// Sends a message, in the name of its customer where it has one.
pub(super) fn send(shop: &mut Shop, mut errand: Errand) {
    let Some(customer) = &errand.customer else { return shop.transmit(errand) };
    let Some(tokens) = shop.house.wallet.get(customer) else {
        return shop.settle(errand.draft.endpoint, errand.task, token_refused());
    };
    let old = shop.now.duration_since(tokens.since) > RENEWED_AFTER;
    if old && !errand.renewed && !shop.faults.has("shop_stale_token_sent") {
        return shop.renew(errand);
    }
    messages::fill(&mut errand.draft, &Slot::Customer(tokens.access.expose()));
    shop.transmit(errand);
}

/// Passes an answer on, unless the customer's token was refused and can be renewed.
pub(super) fn answered(shop: &mut Shop, errand: Errand, answer: Answer) {
    let refused = matches!(&answer, Answer::Refused(refusal) if refusal.cause == Cause::Token);
    if refused && errand.customer.is_some() && !errand.renewed && !shop.faults.has("shop_token_not_renewed") {
        return shop.renew(errand);
    }
    shop.settle(errand.draft.endpoint, errand.task, answer);
}

impl Shop {
    fn renew(&mut self, errand: Errand) {
        let tokens = errand.customer.as_ref().and_then(|customer| self.house.wallet.get(customer));
        let refresh = tokens.map(|tokens| tokens.refresh.expose()).filter(|token| !token.is_empty());
        let Some(refresh) = refresh else {
            return self.settle(errand.draft.endpoint, errand.task, token_refused());
        };
        let draft = self.token_draft(&[("refresh_token", refresh)]);
        self.send(draft, shop::Task::House(Task::Renew(Box::new(errand))));
    }

    /// A request for tokens: the merchant proves itself as a website does (AP/section8/access_token_api).
    fn token_draft(&self, members: &[(&str, &str)]) -> Draft {
        let login = self.gateway.login.iter().map(|(name, value)| (name, value.expose()));
        self.draft_with(endpoints::named("access_token"), members.iter().copied().chain(login))
    }

    /// Sends what the token was renewed for.
    pub(super) fn renewed(&mut self, errand: Errand, answer: Answer) {
        let tokens = errand.customer.as_ref().and_then(|customer| self.house.wallet.get_mut(customer));
        match (answer, tokens) {
            (Answer::Said(told), Some(tokens)) => {
                *tokens = Tokens::read(&told, &tokens.refresh, self.now);
                send(self, Errand { renewed: true, ..errand });
            }
            (answer, _) => self.settle(errand.draft.endpoint, errand.task, answer),
        }
    }

    /// Shows the page on which a customer links their account. `state` comes back and names them; nobody can guess it.
    pub(super) fn start_linking(&mut self, visit: u64, customer: &str) {
        let state = self.gateway.ids.next("link");
        self.house.linking.insert(state.clone(), customer.to_owned());
        let client = self.gateway.login.get("client_id");
        let page = pages::link(self, client, &state, &self.linked_url());
        self.reply(visit, page);
    }

    /// The customer comes back from Amazon with a code that is good for one pair of tokens.
    pub(super) fn finish_linking(&mut self, visit: u64, form: &Form) {
        let Some(customer) = self.house.linking.remove(form.get("state")) else {
            return self.tell(visit, 400, "This link was not started here.");
        };
        let redirect = self.linked_url();
        let members = [("grant_type", "authorization_code"), ("code", form.get("code")), ("redirect_uri", &redirect)];
        let draft = self.token_draft(&members);
        self.send(draft, shop::Task::House(Task::Link { customer, visit }));
    }

    /// Keeps the tokens of a customer who linked their account.
    pub(super) fn linked(&mut self, customer: String, visit: u64, answer: &Answer) {
        match answer {
            Answer::Said(told) => {
                self.house.wallet.insert(customer, Tokens::read(told, &Secret::default(), self.now));
                self.tell(visit, 200, "Your Amazon account is linked.");
            }
            _ => self.tell(visit, 502, "Your Amazon account could not be linked. Please try again."),
        }
    }

    fn linked_url(&self) -> String {
        format!("{}/linked", self.own_url)
    }
}

//! The account's customers and the tokens that stand for them.

use std::collections::HashMap;

use fastrand::Rng;
use jiff::{SignedDuration, Timestamp};

use crate::core::secret::Secret;
use crate::providers::{Account, Faults};

use super::personas::{self, Persona, Token};
use super::random::alphanumeric;
use super::refusal::{Refusal, refuse};

/// Access tokens turn stale this long after they were issued (SEED).
pub(super) const TOKEN_LIFE: SignedDuration = SignedDuration::from_mins(60);

/// One customer.
pub(super) struct Customer {
    /// Their state.
    pub(super) persona: &'static Persona,
    /// Their Key Fact Statement.
    pub(super) statement_url: String,
}

/// All customers with their tokens.
#[derive(Default)]
pub(super) struct Customers {
    customers: Vec<Customer>,
    access: HashMap<String, Issued>,
    links: HashMap<String, Link>,
    codes: HashMap<String, usize>,
}

struct Issued {
    customer: usize,
    at: Timestamp,
}

/// What a refresh token stands for.
#[derive(Clone, Copy)]
pub(super) struct Link {
    customer: usize,
    /// Linked on a website, so that only the holder of the client's secret may renew it.
    pub(super) web: bool,
}

impl Customers {
    /// One customer in each state; their tokens are written into `account`.
    pub(super) fn open(rng: &mut Rng, now: Timestamp, account: &mut Account) -> Self {
        let mut customers = Self::default();
        for (number, persona) in personas::TABLE.iter().enumerate() {
            customers.customers.push(Customer { persona, statement_url: statement_url(rng) });
            let name = || persona.name.to_owned();
            if persona.token == Token::Foreign {
                account.customers.push((name(), Secret::new(token(rng, "Atza"))));
                continue;
            }
            let age =
                if persona.token == Token::Stale { TOKEN_LIFE + SignedDuration::from_mins(1) } else { SignedDuration::ZERO };
            let issued = now.checked_sub(age).unwrap_or(now);
            account.customers.push((name(), Secret::new(customers.issue(rng, number, issued))));
            account.refresh_tokens.push((name(), Secret::new(customers.link(rng, number, true))));
            let code = alphanumeric(rng, 20);
            customers.codes.insert(code.clone(), number);
            account.codes.push((name(), Secret::new(code)));
        }
        customers
    }

    /// The customer for whom a token stands.
    pub(super) fn holder(&self, token: &str, now: Timestamp, faults: &Faults) -> Result<&Customer, Refusal> {
        let number = match self.access.get(token) {
            Some(issued) if now.duration_since(issued.at) < TOKEN_LIFE => Some(issued.customer),
            Some(issued) if faults.has("stale_token_accepted") => Some(issued.customer),
            None if faults.has("token_ignored") => Some(0),
            _ => None,
        };
        number.and_then(|number| self.customers.get(number)).ok_or_else(|| refuse("InvalidAccessToken"))
    }

    /// What a refresh token stands for.
    pub(super) fn linked(&self, refresh_token: &str) -> Option<Link> {
        self.links.get(refresh_token).copied()
    }

    /// A new access token of a linked customer.
    pub(super) fn renew(&mut self, rng: &mut Rng, link: Link, now: Timestamp) -> String {
        self.issue(rng, link.customer, now)
    }

    /// Access and refresh token for an authorization code, which is good for one use.
    pub(super) fn redeem(&mut self, rng: &mut Rng, code: &str, web: bool, now: Timestamp) -> Option<(String, String)> {
        let customer = self.codes.remove(code)?;
        Some((self.issue(rng, customer, now), self.link(rng, customer, web)))
    }

    fn issue(&mut self, rng: &mut Rng, customer: usize, at: Timestamp) -> String {
        let token = token(rng, "Atza");
        self.access.insert(token.clone(), Issued { customer, at });
        token
    }

    fn link(&mut self, rng: &mut Rng, customer: usize, web: bool) -> String {
        let token = token(rng, "Atzr");
        self.links.insert(token.clone(), Link { customer, web });
        token
    }
}

fn token(rng: &mut Rng, kind: &str) -> String {
    format!("{kind}|{}", alphanumeric(rng, 64))
}

fn statement_url(rng: &mut Rng) -> String {
    let (token, payload, iv) = (alphanumeric(rng, 40), alphanumeric(rng, 64), alphanumeric(rng, 16));
    format!("https://amazonpay.amazon.in/render_kfs?authToken={token}&payload={payload}&iv={iv}")
}

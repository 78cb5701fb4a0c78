//! The account's customers and the tokens that stand for them.

use std::collections::{HashMap, HashSet};

use fastrand::Rng;
use jiff::{SignedDuration, Timestamp};

use crate::core::secret::Secret;
use crate::providers::{Account, Faults};

use super::personas::{self, Persona, Token};
use super::refusal::{Refusal, refuse};
use crate::core::random::alphanumeric;

/// Access tokens turn stale this long after they were issued (SEED).
pub(super) const TOKEN_LIFE: SignedDuration = SignedDuration::from_mins(60);

/// All customers with their tokens.
#[derive(Default)]
pub(super) struct Customers {
    access: HashMap<String, Issued>,
    links: HashMap<String, Link>,
    codes: HashMap<String, Whose>,
    guests: Guests,
}

/// What may change from one scenario to the next.
#[derive(Default)]
pub(super) struct Guests {
    /// The state of whoever holds a token that was not issued here; none for a token of nobody.
    stranger: Option<&'static Persona>,
    revoked: Option<Revoked>,
}

/// Whose a token is.
#[derive(Clone, Copy)]
enum Whose {
    /// A customer's with whom the account was opened.
    Known(&'static Persona),
    /// The stranger's, whatever state they are in.
    Strangers,
}

struct Issued {
    to: Whose,
    at: Timestamp,
}

/// What a refresh token stands for.
#[derive(Clone, Copy)]
pub(super) struct Link {
    to: Whose,
    /// Linked on a website, so that only the holder of the client's secret may renew it.
    pub(super) web: bool,
}

/// What was issued before a revocation.
struct Revoked {
    tokens: HashSet<String>,
    /// Everything issued after it is refused as well.
    for_good: bool,
}

impl Customers {
    /// One customer in each state; their tokens are written into `account`.
    pub(super) fn open(rng: &mut Rng, now: Timestamp, account: &mut Account) -> Self {
        let mut customers = Self::default();
        for persona in personas::TABLE {
            let name = || persona.name.to_owned();
            if persona.token == Token::Foreign {
                account.customers.push((name(), Secret::new(token(rng, "Atza"))));
                continue;
            }
            let age =
                if persona.token == Token::Stale { TOKEN_LIFE + SignedDuration::from_mins(1) } else { SignedDuration::ZERO };
            let issued = now.checked_sub(age).unwrap_or(now);
            let to = Whose::Known(persona);
            account.customers.push((name(), Secret::new(customers.issue(rng, to, issued))));
            account.refresh_tokens.push((name(), Secret::new(customers.link(rng, to, true))));
            let code = alphanumeric(rng, 20);
            customers.codes.insert(code.clone(), to);
            account.codes.push((name(), Secret::new(code)));
        }
        customers
    }

    /// The state of the customer for whom a token stands.
    pub(super) fn holder(&self, token: &str, now: Timestamp, faults: &Faults) -> Result<&'static Persona, Refusal> {
        let whose = match self.access.get(token) {
            _ if self.is_revoked(token) => None,
            Some(issued) if now.duration_since(issued.at) < TOKEN_LIFE => Some(issued.to),
            Some(issued) if faults.has("stale_token_accepted") => Some(issued.to),
            None if self.guests.stranger.is_some_and(|persona| persona.token == Token::Fresh) => Some(Whose::Strangers),
            None if faults.has("token_ignored") => personas::TABLE.first().map(Whose::Known),
            _ => None,
        };
        let holder = whose.and_then(|whose| match whose {
            Whose::Known(persona) => Some(persona),
            Whose::Strangers => self.guests.stranger,
        });
        holder.ok_or_else(|| refuse("InvalidAccessToken"))
    }

    /// From now on whoever holds a token that was not issued here is a customer in this state, or nobody.
    pub(super) fn welcome(&mut self, stranger: Option<&'static Persona>) {
        self.guests.stranger = stranger;
    }

    /// True when strangers renew their tokens here; their client is then unknown, too.
    pub(super) fn links_strangers(&self) -> bool {
        self.guests.stranger.is_some_and(|persona| persona.token != Token::Foreign)
    }

    /// Refuses every access token up to now, or `for_good` those to come as well.
    pub(super) fn revoke(&mut self, for_good: bool) {
        self.guests.revoked = Some(Revoked { tokens: self.access.keys().cloned().collect(), for_good });
    }

    /// Lets others be the guests.
    pub(super) fn change(&mut self, guests: &mut Guests) {
        std::mem::swap(&mut self.guests, guests);
    }

    /// Nothing is revoked any more.
    pub(super) fn restore(&mut self) {
        self.guests.revoked = None;
    }

    /// What a refresh token stands for.
    pub(super) fn linked(&self, refresh_token: &str) -> Option<Link> {
        let strangers = self.links_strangers().then_some(Link { to: Whose::Strangers, web: false });
        self.links.get(refresh_token).copied().or(strangers)
    }

    /// A new access token of a linked customer.
    pub(super) fn renew(&mut self, rng: &mut Rng, link: Link, now: Timestamp) -> String {
        self.issue(rng, link.to, now)
    }

    /// Access and refresh token for an authorization code, which is good for one use.
    pub(super) fn redeem(&mut self, rng: &mut Rng, code: &str, web: bool, now: Timestamp) -> Option<(String, String)> {
        let to = self.codes.remove(code).or_else(|| self.links_strangers().then_some(Whose::Strangers))?;
        Some((self.issue(rng, to, now), self.link(rng, to, web)))
    }

    fn is_revoked(&self, token: &str) -> bool {
        let issued = self.access.contains_key(token);
        self.guests.revoked.as_ref().is_some_and(|revoked| revoked.for_good || !issued || revoked.tokens.contains(token))
    }

    fn issue(&mut self, rng: &mut Rng, to: Whose, at: Timestamp) -> String {
        let token = token(rng, "Atza");
        self.access.insert(token.clone(), Issued { to, at });
        token
    }

    fn link(&mut self, rng: &mut Rng, to: Whose, web: bool) -> String {
        let token = token(rng, "Atzr");
        self.links.insert(token.clone(), Link { to, web });
        token
    }
}

fn token(rng: &mut Rng, kind: &str) -> String {
    format!("{kind}|{}", alphanumeric(rng, 64))
}

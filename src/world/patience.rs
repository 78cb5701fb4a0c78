//! How long a merchant elsewhere may take: it answers, and does its work a while later. Our own shop is done at once.

use std::time::{Duration, Instant};

use super::{Heard, Step, World};
use crate::checkout::standing::Standing;
use crate::config::target::MerchantTarget;

/// All the time that a step has.
pub const STEP: Duration = Duration::MAX;
/// Between two looks at a page.
const PAUSE: Duration = Duration::from_millis(500);

/// What a page tells of an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// Where the payment stands.
    pub standing: Standing,
    /// A refund is done.
    pub refunded: bool,
    /// All that can be read.
    pub text: String,
}

impl Seen {
    /// True when the order stands as before, whatever else a page says.
    pub fn stands_as(&self, before: &Self) -> bool {
        (&self.standing, self.refunded) == (&before.standing, before.refunded)
    }

    /// True when the order stands otherwise than before; none when only words changed that may be about anything.
    pub fn differs(&self, before: &Self) -> Option<bool> {
        let told = matches!(self.standing, Standing::Paid | Standing::Pending | Standing::Failed);
        match self {
            now if now.text == before.text => Some(false),
            now if told && now.standing != before.standing || now.refunded != before.refunded => Some(true),
            _ => None,
        }
    }
}

impl World {
    /// What the customer sees now.
    pub fn seen(&self) -> Step<Seen> {
        let (journey, page) = (self.journey()?, self.page()?);
        let standings = &journey.finders.standings;
        Ok(Seen { standing: standings.of(page), refunded: standings.refunded(page), text: page.text.clone() })
    }

    /// Lets the customer look again and again until it `holds`; false when it did not within `limit`, nor the time of a step.
    pub async fn comes_to(&mut self, limit: Duration, holds: impl Fn(&Self) -> bool) -> Step<bool> {
        if holds(self) {
            return Ok(true);
        }
        if limit.is_zero() || self.shop().await?.rented {
            return Ok(false);
        }
        let until = Instant::now() + self.time_left()?.min(limit);
        while Instant::now() < until {
            tokio::time::sleep(PAUSE).await;
            self.goes_on(async |visit| visit.look_again().await.map(drop)).await?;
            if holds(self) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// What the page told before the last notification came.
    pub fn seen_before(&self) -> Option<&Seen> {
        self.deliveries.last().and_then(|delivery| delivery.before.as_ref())
    }

    /// What a merchant elsewhere does after it answered is done by then. What must not happen is waited for as long.
    pub fn work(&self) -> Duration {
        let targets = self.provider.and_then(|provider| self.session.targets(provider));
        let merchant = targets.and_then(|targets| targets.merchant.as_ref());
        merchant.map_or(MerchantTarget::USUAL_WORK, |merchant| merchant.works_within)
    }

    /// The time of the work that a notification may have caused: none when there was none.
    pub fn work_for_notifications(&self) -> Duration {
        if self.deliveries.is_empty() { Duration::ZERO } else { self.work() }
    }

    /// Gives the merchant the time to do what it was asked for: a call of that operation ends it, and so does one that takes the
    /// customer's money: what it charges may have been opened before.
    pub async fn works(&mut self, operation: &str) -> Step {
        let shop = self.shop().await?;
        if shop.rented || !shop.is_heard() {
            return Ok(());
        }
        let ends = |heard: &Heard| heard.is(operation) || operation == "charge" && heard.moves_money;
        let came = |world: &Self| world.journeys.last().is_some_and(|journey| journey.heard[journey.before..].iter().any(ends));
        self.waits_for(self.work(), came).await.map(drop)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(standing: Standing, text: &str) -> Seen {
        Seen { standing, refunded: false, text: text.to_owned() }
    }

    #[test]
    fn a_clock_on_the_page_is_no_act() {
        let before = seen(Standing::Pending, "Pending. It is 10:21:07");
        assert_eq!(before.differs(&before.clone()), Some(false));
        assert_eq!(seen(Standing::Pending, "Pending. It is 10:21:08").differs(&before), None);
        assert_eq!(seen(Standing::Silent, "It is 10:21:08").differs(&before), None);
        assert!(seen(Standing::Pending, "Pending. It is 10:21:08").stands_as(&before));
        assert!(!seen(Standing::Silent, "It is 10:21:08").stands_as(&before));
        assert_eq!(seen(Standing::Paid, "Paid. It is 10:21:08").differs(&before), Some(true));
        let refunded = Seen { refunded: true, ..seen(Standing::Pending, "Pending. Refunded") };
        assert_eq!(refunded.differs(&before), Some(true));
    }
}

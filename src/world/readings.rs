//! In which reading of what is published a user's own merchant verifies the answers of the provider that we play.

use serde_json::json;

use super::journey::AMOUNT;
use super::{Session, Shop, Step, Stop, unclear};
use crate::checkout::page::PaymentOption;
use crate::config::target::ProviderTargets;
use crate::providers::Provider;

/// The customer who is offered the method by every merchant that believes the answers.
const BELIEVER: &str = "eligible";

impl Shop {
    /// Tries the readings until the method is offered to an eligible customer of the shop's; the run keeps to the one that it is. Where none helps answers are signed as usual: they are not what keeps the method from being offered. A page that cannot
    /// be opened settles nothing.
    pub async fn settle_reading(&self, session: &Session, targets: &ProviderTargets) -> Step {
        let provider = targets.provider;
        let readings = provider.merchant.map_or(1, |room| room.answer_readings);
        if readings < 2 || self.rented || !self.is_heard() || session.reading(provider).is_some() {
            return Ok(());
        }
        let Some(customer) = targets.shoppers.get(BELIEVER).and_then(|any| any.first()) else { return Ok(()) };
        for reading in 0..readings {
            self.sign_answers_as(session, provider, reading).await?;
            if self.offers(session, provider, customer).await? {
                session.read_as(provider, reading);
                return Ok(());
            }
        }
        session.read_as(provider, 0);
        Ok(())
    }

    pub(super) async fn sign_answers_as(&self, session: &Session, provider: &Provider, reading: usize) -> Step {
        self.direct(session, provider, "sign_answers_as", json!({ "reading": reading })).await.map(drop)
    }

    async fn offers(&self, session: &Session, provider: &'static Provider, customer: &str) -> Step<bool> {
        let order = session.ids.next("o");
        self.announce(session, provider, BELIEVER, customer, &order).await?;
        let url = self.addresses.checkout(provider, customer, AMOUNT, &order)?;
        let manner = session.manner(provider, session.settings.step_timeout).or_else(unclear)?;
        let mut visit = session.visit(provider, manner).await.or_else(unclear)?;
        let page = visit.open(&url).await.map_err(|trouble| Stop::Unclear(trouble.to_string()))?;
        Ok(page.option.as_ref().and_then(PaymentOption::offered_by).is_some())
    }
}

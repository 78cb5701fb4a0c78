//! What is under test, as the report names it; and our own targets where nothing is configured.

use crate::config::target::{ProviderTargets, SignerTarget, shown_address};
use crate::core::clock::Clock;
use crate::core::subject::Subject;
use crate::providers::{Faults, Provider};
use crate::simulator::server::{self, Running, ServerError};
use crate::transport::redact::Redactor;

use super::probe::Readiness;
use super::record::TargetRecord;

/// Our own targets for a provider; the simulator serves until the second value is dropped.
pub fn embedded(provider: &'static Provider, seed: u64) -> Result<(ProviderTargets, Running), ServerError> {
    let running = server::start(provider, None, Clock::default(), seed, Faults::default())?;
    let targets = ProviderTargets::embedded(provider, &running.address, &running.control, &running.account);
    Ok((targets, running))
}

/// The targets as the report names them.
pub fn records(targets: &[ProviderTargets], readiness: &Readiness) -> Vec<TargetRecord> {
    targets.iter().flat_map(|targets| of_provider(targets, readiness)).collect()
}

fn of_provider(targets: &ProviderTargets, readiness: &Readiness) -> Vec<TargetRecord> {
    let redactor = Redactor::new(&targets.hidden, &[]);
    // A file names a control address of our own simulators only; where we listen for a merchant, the address is ours alone.
    let rented = targets.merchant.as_ref().is_some_and(|target| target.listen.is_none() && target.control_url.is_some());
    let controlled = targets.endpoint.as_ref().is_some_and(|target| target.control_url.is_some());
    let record = |subject, embedded, address: String| TargetRecord {
        provider: targets.provider.slug.to_owned(),
        subject,
        embedded,
        simulated: !embedded
            && match subject {
                Subject::Endpoint => controlled,
                Subject::Checkout | Subject::Merchant => rented,
                Subject::Signer => false,
            },
        address: redactor.text(&address),
        state: readiness.state(targets.provider, subject),
    };
    let endpoint = targets.endpoint.iter().map(|target| record(Subject::Endpoint, target.embedded, target.base_url.clone()));
    let signer = targets.signer.iter().map(|signer| match signer {
        SignerTarget::Embedded => record(Subject::Signer, true, "embedded".to_owned()),
        // Arguments may hold a key from the environment; the program's name tells enough.
        SignerTarget::Command(words) => record(Subject::Signer, false, words.first().cloned().unwrap_or_default()),
        SignerTarget::Url(url) => record(Subject::Signer, false, shown_address(url)),
    });
    let place = |url: &str| if url.is_empty() { "embedded".to_owned() } else { shown_address(url) };
    let checkout = targets.checkout.iter().map(|target| record(Subject::Checkout, target.embedded, place(&target.url)));
    let merchant = targets.merchant.iter().map(|target| {
        let controlled = target.control_url.clone().filter(|_| !target.embedded);
        let address = target.listen.map(|listen| format!("calls {listen}")).or(controlled);
        record(Subject::Merchant, target.embedded, address.unwrap_or_else(|| "embedded".to_owned()))
    });
    endpoint.chain(signer).chain(checkout).chain(merchant).collect()
}

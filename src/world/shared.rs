//! What all threads of a run share: the targets, what the run fixes, ids, customers' renewed tokens, and redactors.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::Mutex;

use super::turns::Turns;
use super::whose::Belongings;
use crate::config::target::{ProviderTargets, SignerTarget};
use crate::core::id::Ids;
use crate::core::secret::Secret;
use crate::core::subject::Subject;
use crate::providers::{Faults, Provider};
use crate::signing::mistakes::Stage;
use crate::transport::redact::Redactor;

/// What a run fixes for every scenario.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The longest that one step may wait.
    pub step_timeout: Duration,
    /// The longest that one scenario may take.
    pub scenario_timeout: Duration,
    /// What is broken in every scenario.
    pub faults: Faults,
    /// Exchanges are kept for the report; the self-test has no use for them.
    pub keep_exchanges: bool,
    /// Where scenarios leave what their customers saw.
    pub evidence: Option<PathBuf>,
    /// Where snapshots of foreign targets live.
    pub snapshots: Option<PathBuf>,
    /// Rewrite snapshots instead of judging them.
    pub update_snapshots: bool,
    /// What the catalogue says of the requirements that scenarios name.
    pub requirements: BTreeMap<String, Facts>,
}

/// What a scenario may know of its requirement.
#[derive(Debug, Clone)]
pub struct Facts {
    /// What it is about.
    pub subject: Subject,
    /// The stage of a signature for which it answers.
    pub stage: Option<Stage>,
    /// The faults that violate it: to whom a diagnosed mistake belongs.
    pub violated_by: BTreeSet<String>,
}

/// Renewed tokens are used this long; the provider's live 60 minutes.
const TOKEN_LIFE: Duration = Duration::from_secs(50 * 60);

/// So many requests in a row without an answer, and the host is taken to have stopped.
const SILENCE: u32 = 8;

/// Tokens by provider and persona, and when they were renewed.
type Renewed = HashMap<(&'static str, String), (Secret, Instant)>;

/// What all threads of a run share.
#[derive(Debug)]
pub struct Shared {
    /// Everything under test.
    pub targets: Vec<ProviderTargets>,
    /// Ids new in this run.
    pub ids: Ids,
    /// Everything random follows from it.
    pub seed: u64,
    /// What the run fixes.
    pub settings: Settings,
    numbers: AtomicU64,
    /// How many requests in a row had no answer, by host and port: that one target has stopped says nothing of the others.
    silent: std::sync::Mutex<HashMap<String, u32>>,
    tokens: Mutex<Renewed>,
    /// Whose turn it is at a user's own merchant.
    pub(super) turns: Arc<Turns>,
    /// Whose the calls of merchants are.
    pub(super) belongings: Belongings,
    redactors: std::sync::Mutex<HashMap<(&'static str, Subject), Arc<Redactor>>>,
    readings: std::sync::Mutex<HashMap<&'static str, usize>>,
}

impl Shared {
    /// The shared part of a run that has not begun.
    pub fn new(targets: Vec<ProviderTargets>, ids: Ids, seed: u64, settings: Settings) -> Self {
        Self {
            targets,
            ids,
            seed,
            settings,
            numbers: AtomicU64::new(1),
            silent: std::sync::Mutex::default(),
            tokens: Mutex::default(),
            turns: Arc::default(),
            belongings: Belongings::default(),
            redactors: std::sync::Mutex::default(),
            readings: std::sync::Mutex::default(),
        }
    }

    /// The targets of a provider.
    pub fn targets(&self, provider: &Provider) -> Option<&ProviderTargets> {
        self.targets.iter().find(|targets| targets.provider.slug == provider.slug)
    }

    /// In which reading of what is published answers to the provider's merchant are signed; none before it is settled.
    pub(super) fn reading(&self, provider: &Provider) -> Option<usize> {
        self.readings.lock().unwrap_or_else(PoisonError::into_inner).get(provider.slug).copied()
    }

    /// Signs them in this reading from now on.
    pub(super) fn read_as(&self, provider: &Provider, reading: usize) {
        self.readings.lock().unwrap_or_else(PoisonError::into_inner).insert(provider.slug, reading);
    }

    /// The next number of this run, for exchanges and questions.
    pub fn number(&self) -> u64 {
        self.numbers.fetch_add(1, Ordering::Relaxed)
    }

    /// The customer's renewed token; `renew` is asked once, whoever needs it first.
    pub async fn token(
        &self,
        provider: &'static str,
        persona: &str,
        renew: impl AsyncFnOnce() -> Result<Secret, String>,
    ) -> Result<Secret, String> {
        let mut tokens = self.tokens.lock().await;
        let key = (provider, persona.to_owned());
        if let Some((token, at)) = tokens.get(&key)
            && at.elapsed() < TOKEN_LIFE
        {
            return Ok(token.clone());
        }
        let token = renew().await?;
        tokens.insert(key, (token.clone(), Instant::now()));
        Ok(token)
    }

    /// The redactor of a provider's configured account, made at its first use: its matchers take long to prepare.
    pub fn redactor(&self, provider: &Provider, make: impl FnOnce() -> Redactor) -> Arc<Redactor> {
        self.redactor_for(provider, Subject::Endpoint, make)
    }

    /// What takes every secret of a provider's configuration out of what the user's own signer says; none for ours.
    pub fn signer_redactor(&self, provider: &Provider) -> Option<Arc<Redactor>> {
        let targets = self.targets(provider)?;
        let foreign = targets.signer.as_ref().is_some_and(|signer| *signer != SignerTarget::Embedded);
        let make = || Redactor::new(&targets.secrets(), &[]);
        foreign.then(|| self.redactor_for(provider, Subject::Signer, make))
    }

    fn redactor_for(&self, provider: &Provider, subject: Subject, make: impl FnOnce() -> Redactor) -> Arc<Redactor> {
        let mut redactors = self.redactors.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(redactors.entry((provider.slug, subject)).or_insert_with(|| Arc::new(make())))
    }

    /// Notes whether this host answered a request.
    pub fn answered(&self, host: &str, yes: bool) {
        let mut silent = self.silent.lock().unwrap_or_else(PoisonError::into_inner);
        match silent.get_mut(host) {
            Some(count) => *count = if yes { 0 } else { *count + 1 },
            None if yes => {}
            None => _ = silent.insert(host.to_owned(), 1),
        }
    }

    /// Why nothing is sent to this host any more: waiting for every scenario's timeout would tell nothing new.
    pub fn silence(&self, host: &str) -> Option<String> {
        let silent = self.silent.lock().unwrap_or_else(PoisonError::into_inner);
        let stopped = silent.get(host).is_some_and(|count| *count >= SILENCE);
        stopped.then(|| format!("not sent: the target stopped answering ({SILENCE} requests in a row had no answer)"))
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    fn shared() -> Shared {
        let settings = Settings {
            step_timeout: Duration::from_secs(1),
            scenario_timeout: Duration::from_secs(1),
            faults: Faults::default(),
            keep_exchanges: false,
            evidence: None,
            snapshots: None,
            update_snapshots: false,
            requirements: BTreeMap::new(),
        };
        Shared::new(Vec::new(), Ids::new("t"), 1, settings)
    }

    #[test]
    fn a_target_that_is_silent_in_a_row_has_stopped_and_one_answer_starts_the_count_anew() {
        let (shared, host) = (shared(), "a.example:443");
        (1..SILENCE).for_each(|_| shared.answered(host, false));
        assert_eq!(shared.silence(host), None);
        shared.answered(host, true);
        (1..SILENCE).for_each(|_| shared.answered(host, false));
        assert_eq!(shared.silence(host), None);
        shared.answered(host, false);
        assert!(shared.silence(host).is_some_and(|why| why.contains("stopped answering")));
    }

    #[test]
    fn a_target_that_has_stopped_keeps_nobody_from_asking_another_one() {
        let shared = shared();
        (0..2 * SILENCE).for_each(|_| shared.answered("a.example:443", false));
        assert_eq!(shared.silence("a.example:8443"), None);
        shared.answered("b.example:443", true);
        assert_eq!((shared.silence("b.example:443"), shared.silence("a.example:443").is_some()), (None, true));
    }

    #[tokio::test]
    async fn a_token_is_renewed_once_per_provider_and_persona() {
        let (shared, asked) = (shared(), Cell::new(0));
        let renew = async || {
            asked.set(asked.get() + 1);
            Ok(Secret::new(format!("token {}", asked.get())))
        };
        let first = shared.token("one", "eligible", renew).await.unwrap();
        assert_eq!(shared.token("one", "eligible", renew).await.unwrap(), first);
        assert_eq!(asked.get(), 1);
        assert_ne!(shared.token("two", "eligible", renew).await.unwrap(), first);
        assert_ne!(shared.token("one", "declined", renew).await.unwrap(), first);
        let refused = shared.token("one", "stale", async || Err("refused".to_owned())).await;
        assert_eq!(refused.unwrap_err(), "refused");
    }
}

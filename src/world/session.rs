//! What all scenarios of one engine thread share: the client, the targets, and the evidence they leave.

use std::cell::{OnceCell, Ref, RefCell};
use std::collections::{BTreeSet, HashMap};
use std::ops::Deref;
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::Mutex;

use super::{Shared, Step, unclear};
use crate::checkout::browser::{BrowserSettings, Browsers};
use crate::checkout::finders::Finders;
use crate::checkout::visit::{Manner, Visit};
use crate::config::target::SignerTarget;
use crate::core::clock::Clock;
use crate::core::finding::{Finding, Verdict};
use crate::core::http::{Exchange, Request};
use crate::core::subject::Subject;
use crate::providers::{Faults, Judged, Provider};
use crate::snapshot::{SnapshotNote, Snapshots};
use crate::transport::client::{Client, host_of};
use crate::transport::failure::Failure;
use crate::transport::record::ExchangeRecord;
use crate::transport::redact::Redactor;
use crate::transport::signer::{Process, SignerLink};

/// Browsers of one thread: they wait more than they work.
pub const BROWSERS: usize = 2;
/// The longest page that is read in a browser, in bytes.
const PAGE_CAP: usize = 8 * 1024 * 1024;

tokio::task_local! {
    /// The session of the run that this task belongs to.
    static SESSION: Rc<Session>;
}

/// What one scenario leaves behind.
#[derive(Debug, Clone)]
pub struct Evidence {
    /// Ids of its exchanges.
    pub exchanges: Vec<String>,
    /// What it left in the evidence folder, or why it could not.
    pub files: Result<Vec<String>, String>,
    /// What was wrong.
    pub finding: Option<Finding>,
    /// The exchange that shows it, where that is not the last one.
    pub shown_by: Option<String>,
    /// `Then` steps that passed without judging anything.
    pub unjudged: usize,
    /// What it is about does not happen at this target: it counts as not run.
    pub moot: bool,
    /// What the rules said: exchange, index of the rule, verdict.
    pub verdicts: Vec<(String, usize, Verdict)>,
    /// Knows the secrets of the account that it used.
    pub redactor: Option<Arc<Redactor>>,
    /// The faults that anything in it looked for, where they were watched and all can tell.
    pub asked: Option<BTreeSet<String>>,
}

impl Default for Evidence {
    fn default() -> Self {
        Self {
            exchanges: Vec::new(),
            files: Ok(Vec::new()),
            finding: None,
            shown_by: None,
            unjudged: 0,
            moot: false,
            verdicts: Vec::new(),
            redactor: None,
            asked: None,
        }
    }
}

impl Evidence {
    /// Adds the faults that one more target looked for; from `None` on nobody can tell.
    pub(super) fn note_asked(&mut self, asked: Option<BTreeSet<String>>) {
        self.asked = self.asked.take().zip(asked).map(|(known, more)| &known | &more);
    }

    /// Takes the account's secrets out of every text.
    pub fn redact(&mut self) {
        let Some(redactor) = self.redactor.clone() else { return };
        let clean = |finding: &mut Finding| {
            for text in [&mut finding.expected, &mut finding.actual, &mut finding.place] {
                *text = redactor.text(text);
            }
        };
        self.finding.iter_mut().for_each(clean);
        for (_, _, verdict) in &mut self.verdicts {
            match verdict {
                Verdict::Broken(finding) => clean(finding),
                Verdict::Unclear(why) => *why = redactor.text(why),
                Verdict::Passed | Verdict::NotApplicable => {}
            }
        }
    }
}

/// What all scenarios of one engine thread share.
pub struct Session {
    /// The HTTP client of this thread's runtime.
    pub client: Client,
    shared: Arc<Shared>,
    /// The machine's clock.
    pub clock: Clock,
    evidence: RefCell<HashMap<String, Evidence>>,
    exchanges: RefCell<Vec<ExchangeRecord>>,
    notes: RefCell<Vec<SnapshotNote>>,
    own_snapshots: OnceCell<Result<Snapshots, String>>,
    given_snapshots: Option<Snapshots>,
    browsers: OnceCell<Result<Browsers, String>>,
    signers: RefCell<HashMap<&'static str, Rc<Mutex<SignerLink>>>>,
}

impl Session {
    /// A session on the current thread.
    pub fn new(client: Client, shared: Arc<Shared>) -> Self {
        let (folder, update) = (shared.settings.snapshots.clone(), shared.settings.update_snapshots);
        Self {
            client,
            shared,
            clock: Clock::default(),
            evidence: RefCell::default(),
            exchanges: RefCell::default(),
            notes: RefCell::default(),
            own_snapshots: OnceCell::new(),
            given_snapshots: folder.map(|folder| Snapshots::given(folder, update)),
            browsers: OnceCell::new(),
            signers: RefCell::default(),
        }
    }

    /// Runs a future whose worlds belong to this session.
    pub async fn scope<F: Future>(self: Rc<Self>, future: F) -> F::Output {
        SESSION.scope(self, future).await
    }

    /// The session that the current task belongs to.
    pub(super) fn current() -> Rc<Self> {
        SESSION.with(Rc::clone)
    }

    /// Sends one request, unless its host has stopped answering.
    pub async fn exchange(&self, request: Request, limit: Duration) -> Exchange {
        let id = format!("x{}", self.number());
        let at = self.clock.now();
        let began = Instant::now();
        let host = host_of(&request.url);
        let answer = match self.silence(&host) {
            Some(reason) => Err(reason),
            None => {
                let answer = self.client.send(&request, limit).await;
                self.answered(&host, answer.as_ref().map_or_else(Failure::answered, |_| true));
                answer.map_err(|failure| failure.to_string())
            }
        };
        Exchange { id, at, duration_ms: began.elapsed().as_secs_f64() * 1000.0, request, answer }
    }

    /// What the provider's rules about `subject` say of an exchange; rules that do not apply are left out.
    pub fn judge(&self, provider: &Provider, subject: Subject, judged: &Judged<'_>) -> Vec<(usize, Verdict)> {
        let rules = provider.rules.iter().enumerate().filter(|(_, rule)| rule.subject == subject);
        let verdicts = rules.map(|(index, rule)| (index, (rule.judge)(judged)));
        verdicts.filter(|(_, verdict)| *verdict != Verdict::NotApplicable).collect()
    }

    /// A new customer's window on the shop under test: its HTML, or a real browser.
    pub async fn visit(&self, provider: &Provider, manner: Manner) -> Result<Visit, String> {
        let checkout = self.targets(provider).and_then(|targets| targets.checkout.as_ref());
        let Some(checkout) = checkout.filter(|checkout| checkout.browser) else {
            return Ok(Visit::reading(self.client.clone(), manner));
        };
        let browsers = self.browsers.get_or_init(|| {
            let found = BrowserSettings::find(self.settings.step_timeout);
            let mut settings = found.map_err(|error| error.to_string())?;
            settings.all_hosts_at = checkout.all_hosts_at;
            Ok(Browsers::new(settings, BROWSERS))
        });
        let rented = browsers.as_ref().map_err(Clone::clone)?.rent().await;
        rented.map(|browser| Visit::browsing(browser, manner)).map_err(|error| error.to_string())
    }

    /// Ends the browsers of this thread.
    pub async fn end(&self) {
        if let Some(Ok(browsers)) = self.browsers.get() {
            browsers.end().await;
        }
    }

    /// How a customer visits the shop under test.
    pub fn manner(&self, provider: &Provider, limit: Duration) -> Result<Manner, String> {
        let checkout = self.targets(provider).and_then(|targets| targets.checkout.as_ref());
        let checkout = checkout.ok_or_else(|| format!("no checkout is configured for {}", provider.slug))?;
        let room = provider.merchant.ok_or_else(|| format!("{} has no checkout", provider.title))?;
        let finders = Finders::configured(room.option, room.link_account, &checkout.page).map_err(|error| error.to_string())?;
        Ok(Manner { finders: Arc::new(finders), limit, cap: PAGE_CAP, clock: self.clock.clone() })
    }

    /// The shop's own name of a customer in that state.
    pub fn customer(&self, provider: &Provider, persona: &str) -> Step<String> {
        let shopper = self.targets(provider).and_then(|targets| targets.shoppers.get(persona));
        let missing =
            || unclear(format!("no shopper in the state {persona:?} is given (key {}.shoppers.{persona})", provider.slug));
        shopper.and_then(|any| any.first()).map_or_else(missing, |shopper| Ok(shopper.clone()))
    }

    /// The signer under test; with embedded faults a signer of the scenario's own.
    pub fn signer(&self, provider: &'static Provider, faults: &Faults) -> Result<Rc<Mutex<SignerLink>>, String> {
        let target = self.targets(provider).and_then(|targets| targets.signer.as_ref());
        match target {
            None => Err(format!("no signer is configured for {}", provider.slug)),
            Some(SignerTarget::Embedded) => {
                let room = provider.signer.ok_or_else(|| format!("{} has no embedded signer", provider.title))?;
                Ok(Rc::new(Mutex::new(SignerLink::Embedded { answer: room.answer, faults: faults.clone() })))
            }
            Some(SignerTarget::Command(words)) => Ok(self.shared_signer(provider, || SignerLink::Process(Process::new(words)))),
            Some(SignerTarget::Url(url)) => {
                let link = || SignerLink::Url { url: url.clone(), client: self.client.clone() };
                Ok(self.shared_signer(provider, link))
            }
        }
    }

    /// The one conversation of this thread with a provider's external signer.
    fn shared_signer(&self, provider: &Provider, open: impl FnOnce() -> SignerLink) -> Rc<Mutex<SignerLink>> {
        let mut signers = self.signers.borrow_mut();
        Rc::clone(signers.entry(provider.slug).or_insert_with(|| Rc::new(Mutex::new(open()))))
    }

    /// Keeps a redacted exchange.
    pub fn keep(&self, exchange: Option<ExchangeRecord>) {
        self.exchanges.borrow_mut().extend(exchange);
    }

    /// Keeps what a scenario left behind until its end is reported.
    pub fn leave(&self, scenario: String, evidence: Evidence) {
        self.evidence.borrow_mut().insert(scenario, evidence);
    }

    /// What a scenario left behind.
    pub fn collect(&self, scenario: &str) -> Evidence {
        self.evidence.borrow_mut().remove(scenario).unwrap_or_default()
    }

    /// The exchanges kept so far, in the order of their ends.
    pub fn exchanges(&self) -> Ref<'_, [ExchangeRecord]> {
        Ref::map(self.exchanges.borrow(), Vec::as_slice)
    }

    /// Takes the exchanges kept so far.
    pub fn take_exchanges(&self) -> Vec<ExchangeRecord> {
        self.exchanges.take()
    }

    /// The snapshots that count: our own for an embedded target, else those of the directory given, if any.
    pub fn snapshots(&self, embedded: bool) -> Result<Option<&Snapshots>, String> {
        if embedded {
            let unpacked = self.own_snapshots.get_or_init(|| Snapshots::embedded().map_err(|error| error.to_string()));
            return unpacked.as_ref().map(Some).map_err(Clone::clone);
        }
        Ok(self.given_snapshots.as_ref())
    }

    /// Keeps a note on a foreign target's snapshot.
    pub fn note(&self, note: SnapshotNote) {
        self.notes.borrow_mut().push(note);
    }

    /// All notes on snapshots so far.
    pub fn take_notes(&self) -> Vec<SnapshotNote> {
        self.notes.take()
    }
}

/// What all threads share reads like the session's own.
impl Deref for Session {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.shared
    }
}

impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Session").field("seed", &self.seed).finish_non_exhaustive()
    }
}

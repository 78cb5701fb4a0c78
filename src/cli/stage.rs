//! What is under test: the configured targets, or without configuration our own.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use crate::checkout::browser::BrowserSettings;
use crate::config::Config;
use crate::config::target::{MerchantTarget, ProviderTargets};
use crate::config::transport::TransportSettings;
use crate::core::clock::Clock;
use crate::core::subject::Subject;
use crate::engine::targets;
use crate::providers::{self, Faults, Provider};
use crate::simulator::server::{self, Owner, Running};
use crate::simulator::tls::{self, Hosts};

/// The targets of a run; what we serve ourselves is served until this is dropped.
pub struct Stage {
    /// Per provider in play.
    pub targets: Vec<ProviderTargets>,
    /// How requests are sent.
    pub transport: TransportSettings,
    /// Everything is our own.
    pub embedded: bool,
    running: Vec<Running>,
    hosts: Option<Hosts>,
}

impl Stage {
    /// True when some provider in play has a target for the subject.
    pub fn has(&self, subject: Subject) -> bool {
        self.targets.iter().any(|targets| targets.configures(subject))
    }

    /// Looks at every checkout with a real browser; in front of our own pages every host name is answered on this machine.
    pub fn look_with_browser(&mut self) -> Result<(), String> {
        for checkout in self.targets.iter_mut().filter_map(|targets| targets.checkout.as_mut()) {
            checkout.browser = true;
            if checkout.embedded {
                if self.hosts.is_none() {
                    self.hosts = Some(tls::start().map_err(|error| error.to_string())?);
                }
                checkout.all_hosts_at = self.hosts.as_ref().map(|hosts| hosts.address.port());
            }
        }
        Ok(())
    }

    /// True when a checkout is looked at with a real browser; the error says that there is none.
    pub fn has_browser(&self) -> Result<bool, String> {
        let looks = self.targets.iter().filter_map(|targets| targets.checkout.as_ref()).any(|checkout| checkout.browser);
        if looks {
            BrowserSettings::find(self.transport.timeout).map_err(|error| error.to_string())?;
        }
        Ok(looks)
    }

    /// True when a merchant under test is not our own: its clock cannot be moved.
    pub fn is_in_real_time(&self) -> bool {
        self.targets.iter().filter_map(|targets| targets.merchant.as_ref()).any(|merchant| merchant.listen.is_some())
    }

    /// Starts the simulators that the configured merchants call, and tells where each is controlled.
    fn serve_merchants(&mut self, seed: u64) -> Result<(), String> {
        for ProviderTargets { provider, merchant, .. } in &mut self.targets {
            let Some(merchant) = merchant else { continue };
            let MerchantTarget { listen: Some(address), credentials, signed_host, .. } = &*merchant else { continue };
            let owner = Owner::Merchant { credentials: credentials.clone(), signed_host: signed_host.clone() };
            let running = server::start_for(owner, provider, Some(*address), Clock::default(), seed, Faults::default(), None);
            let running = running.map_err(|error| format!("{}.merchant.listen: {error}", provider.slug))?;
            merchant.control_url = Some(running.control.clone());
            self.running.push(running);
        }
        Ok(())
    }
}

/// The subjects that call us.
const SERVED: &[Subject] = &[Subject::Checkout, Subject::Merchant];

/// The configuration that a command uses when none is named.
pub const CONFIG: &str = "signoff.toml";

/// Opens the targets: those of the configuration, or the embedded ones of every provider; `only` narrows to these providers.
/// A configured merchant calls a simulator of ours, which is started when one of these `subjects` (none: all) needs it.
pub fn open(config: Option<&Path>, only: &[&'static Provider], subjects: &[Subject], seed: u64) -> Result<Stage, String> {
    match found(config) {
        Some(path) => {
            let mut stage = configured(&path, only)?;
            if subjects.is_empty() || subjects.iter().any(|subject| SERVED.contains(subject)) {
                stage.serve_merchants(seed)?;
            }
            Ok(stage)
        }
        None => embedded(only, seed),
    }
}

/// The configuration that a command uses: the one named, or the one in the working directory. A link that leads nowhere is one, too,
/// and so is a file that cannot be looked at: reading it tells what is wrong, and our own targets are not tried in its place.
pub fn found(config: Option<&Path>) -> Option<PathBuf> {
    let is_there = |path: &PathBuf| !path.symlink_metadata().is_err_and(|error| error.kind() == ErrorKind::NotFound);
    config.map(Path::to_owned).or_else(|| Some(PathBuf::from(CONFIG)).filter(is_there))
}

/// Reads `--provider`.
pub fn provider(slug: &str) -> Result<&'static Provider, String> {
    providers::find(slug).ok_or_else(|| {
        let known: Vec<_> = providers::ALL.iter().map(|provider| provider.slug).collect();
        format!("no such provider; known: {}", known.join(", "))
    })
}

fn configured(path: &Path, asked: &[&'static Provider]) -> Result<Stage, String> {
    let config = Config::load(path).map_err(|error| error.to_string())?;
    if let Some(provider) = asked.iter().find(|provider| config.provider(provider.slug).is_none()) {
        return Err(format!("provider {} is not configured in {}", provider.slug, path.display()));
    }
    if config.providers.is_empty() {
        return Err(format!("nothing is selected: {} configures no provider (signoff doctor says more)", path.display()));
    }
    let wanted = |targets: &ProviderTargets| asked.is_empty() || asked.iter().any(|one| one.slug == targets.provider.slug);
    Ok(Stage {
        targets: config.providers.into_iter().filter(wanted).collect(),
        transport: config.transport,
        embedded: false,
        running: Vec::new(),
        hosts: None,
    })
}

/// Our own targets for these providers, or for all.
pub fn embedded(asked: &[&'static Provider], seed: u64) -> Result<Stage, String> {
    let providers = if asked.is_empty() { providers::ALL } else { asked };
    let opened = providers.iter().map(|provider| targets::embedded(provider, seed)).collect::<Result<Vec<_>, _>>();
    let (targets, running) = opened.map_err(|error| error.to_string())?.into_iter().unzip();
    Ok(Stage { targets, transport: TransportSettings::default(), embedded: true, running, hosts: None })
}

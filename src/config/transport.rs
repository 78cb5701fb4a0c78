//! How targets are reached: `[transport]`.

use std::path::{Path, PathBuf};
use std::time::Duration;

use percent_encoding::percent_decode_str;
use url::Url;

use super::reader::{Result, Table};
use super::value::Value;
use crate::core::secret::Secret;

/// The table `[transport]`; everything has a default.
#[derive(Debug, Clone)]
pub struct TransportSettings {
    /// For one request, from the connection to the last byte of the answer.
    pub timeout: Duration,
    /// For one whole scenario.
    pub scenario_timeout: Option<Duration>,
    /// For every target but loopback ones. Proxies of the environment are not used.
    pub proxy: Option<Proxy>,
    /// PEM certificates that are trusted beside those of the machine.
    pub ca_file: Option<PathBuf>,
    /// Our own certificate in PEM and its key, for targets that ask for one.
    pub client_identity: Option<ClientIdentity>,
    /// The most bytes that are read of one body.
    pub body_cap: usize,
}

/// A client certificate; the files are read when the client is made.
#[derive(Debug, Clone)]
pub struct ClientIdentity {
    /// The PEM file of the certificate and its chain.
    pub certificate: PathBuf,
    /// The PEM file of its private key.
    pub key: PathBuf,
}

/// An HTTP proxy.
#[derive(Debug, Clone)]
pub struct Proxy {
    /// Without user name and password.
    pub url: Url,
    /// Empty when the proxy asks for none.
    pub username: String,
    /// Empty when the proxy asks for none.
    pub password: Secret,
}

impl Default for TransportSettings {
    fn default() -> Self {
        Self {
            timeout: Duration::from_secs(10),
            scenario_timeout: None,
            proxy: None,
            ca_file: None,
            client_identity: None,
            body_cap: 4 * 1024 * 1024,
        }
    }
}

pub(super) fn read(mut table: Table<'_>) -> Result<TransportSettings> {
    let usual = TransportSettings::default();
    let settings = TransportSettings {
        timeout: table.optional("timeout", |value| value.duration())?.unwrap_or(usual.timeout),
        scenario_timeout: table.optional("scenario_timeout", |value| value.duration())?,
        proxy: table.optional("proxy", proxy)?,
        ca_file: table.optional("ca_file", file)?,
        client_identity: client_identity(&mut table)?,
        body_cap: table.optional("body_cap", |value| value.positive())?.unwrap_or(usual.body_cap),
    };
    table.finish()?;
    Ok(settings)
}

fn client_identity(table: &mut Table<'_>) -> Result<Option<ClientIdentity>> {
    match (table.optional("client_certificate", file)?, table.optional("client_key", file)?) {
        (Some(certificate), Some(key)) => Ok(Some(ClientIdentity { certificate, key })),
        (None, None) => Ok(None),
        _ => table.fault("needs client_certificate and client_key together"),
    }
}

fn proxy(value: Value<'_>) -> Result<Proxy> {
    let mut url = value.url()?;
    let decoded = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
    let (username, password) = (decoded(url.username()), Secret::new(decoded(url.password().unwrap_or_default())));
    if url.set_username("").and_then(|()| url.set_password(None)).is_err() {
        return value.fault("must be an http or https URL with a host");
    }
    Ok(Proxy { url, username, password })
}

/// A path; a relative one starts at the folder of the configuration file.
fn file(value: Value<'_>) -> Result<PathBuf> {
    let folder = Path::new(value.place.source.origin).parent().unwrap_or(Path::new(""));
    Ok(folder.join(value.text()?))
}

//! The HTTP client: sends a request byte for byte as it was signed, and reads the answer within time and size.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::Duration;

use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use reqwest::redirect::Policy;
use reqwest::{Certificate, ClientBuilder, Identity, Method, Url};
use thiserror::Error;
use tokio::time::{Instant, timeout_at};

use super::failure::{Cause, Failure, Phase, cause_of, proxied};
use crate::config::target::is_loopback;
use crate::config::transport::{ClientIdentity, Proxy, TransportSettings};
use crate::core::http::{Headers, Request, Response};

/// Connections that are kept open per host.
const POOL: usize = 64;
/// Shorter than servers usually keep a connection, so that none is used while its server closes it.
const IDLE: Duration = Duration::from_secs(15);

/// Why no client can be made of the settings.
#[derive(Debug, Error)]
pub enum ClientError {
    /// A file of `[transport]` cannot be opened.
    #[error("could not read {}: {source}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A file of `[transport]` holds no certificate, or no key.
    #[error("could not use {}: it holds no {wanted} in PEM", path.display())]
    Pem {
        /// The file.
        path: PathBuf,
        /// What is missing.
        wanted: &'static str,
    },
    /// The HTTP library refused the settings.
    #[error("could not make an HTTP client: {0}")]
    Build(String),
}

/// A client with one pool of connections; it is used on one runtime only.
#[derive(Debug, Clone)]
pub struct Client {
    /// For `http://` targets: trusts no certificate and needs none.
    plain: reqwest::Client,
    /// For `https://` targets: made when first needed, because reading the machine's certificates takes time.
    tls: OnceLock<Result<reqwest::Client, String>>,
    roots: Vec<Certificate>,
    identity: Option<Identity>,
    settings: TransportSettings,
}

impl Client {
    /// A client; reads the files that the settings name.
    pub fn new(settings: &TransportSettings) -> Result<Self, ClientError> {
        // The first provider stays; it is the same one.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let roots = settings.ca_file.as_deref().map(roots).transpose()?.unwrap_or_default();
        let identity = settings.client_identity.as_ref().map(identity).transpose()?;
        let plain = builder(settings).and_then(|builder| builder.tls_certs_only([]).build());
        let plain = plain.map_err(|error| ClientError::Build(error.without_url().to_string()))?;
        Ok(Self { plain, tls: OnceLock::new(), roots, identity, settings: settings.clone() })
    }

    /// Sends a request and reads its whole answer. The transport adds `Host`, `Content-Length` and `Accept: */*` where
    /// they are not given; everything else goes out as it stands. Redirects are answers, not orders.
    pub async fn send(&self, request: &Request, timeout: Duration) -> Result<Response, Failure> {
        let deadline = Instant::now() + timeout;
        let failure = |cause| Failure { host: host_of(&request.url), cause };
        let late = |phase| failure(Cause::Timeout { phase, after: timeout });
        let outgoing = outgoing(request).map_err(|reason| failure(Cause::Unsendable(reason)))?;
        let client = self.for_scheme(outgoing.url().scheme()).map_err(|reason| failure(Cause::NoTls(reason)))?;
        let answer = timeout_at(deadline, client.execute(outgoing)).await.map_err(|_| late(Phase::Response))?;
        let mut answer = answer.map_err(|error| failure(self.cause(&error, &request.url)))?;
        let mut body = Vec::new();
        loop {
            let chunk = timeout_at(deadline, answer.chunk()).await.map_err(|_| late(Phase::Body))?;
            match chunk.map_err(|_| failure(Cause::Truncated { received: body.len() }))? {
                Some(chunk) if body.len() + chunk.len() > self.settings.body_cap => {
                    return Err(failure(Cause::TooLarge { cap: self.settings.body_cap }));
                }
                Some(chunk) => body.extend_from_slice(&chunk),
                None => return Ok(Response { status: answer.status().as_u16(), headers: received(answer.headers()), body }),
            }
        }
    }

    /// How long an answer may take by the settings.
    pub fn timeout(&self) -> Duration {
        self.settings.timeout
    }

    fn for_scheme(&self, scheme: &str) -> Result<&reqwest::Client, String> {
        if scheme != "https" {
            return Ok(&self.plain);
        }
        self.tls.get_or_init(|| self.build_tls().map_err(|error| innermost(&error))).as_ref().map_err(String::clone)
    }

    fn build_tls(&self) -> reqwest::Result<reqwest::Client> {
        let builder = builder(&self.settings)?.tls_certs_merge(self.roots.iter().cloned());
        match &self.identity {
            Some(identity) => builder.identity(identity.clone()).build(),
            None => builder.build(),
        }
    }

    fn cause(&self, error: &reqwest::Error, url: &str) -> Cause {
        let cause = cause_of(error, connection_limit(&self.settings));
        match &self.settings.proxy {
            Some(proxy) if !is_loopback(url) => proxied(cause, &host_of(proxy.url.as_str())),
            _ => cause,
        }
    }
}

/// Host and port of a URL, for people.
pub fn host_of(url: &str) -> String {
    let parsed = Url::parse(url).ok();
    let parts = parsed.as_ref().and_then(|url| Some((url.host_str()?, url.port_or_known_default()?)));
    parts.map_or_else(|| "an unreadable URL".to_owned(), |(host, port)| format!("{host}:{port}"))
}

/// Half of the time may go into the connection, so that a host that hangs is told from an answer that hangs.
fn connection_limit(settings: &TransportSettings) -> Duration {
    settings.timeout / 2
}

fn builder(settings: &TransportSettings) -> reqwest::Result<ClientBuilder> {
    let builder = reqwest::Client::builder()
        .redirect(Policy::none())
        .http1_only()
        .referer(false)
        .tcp_nodelay(true)
        .pool_max_idle_per_host(POOL)
        .pool_idle_timeout(IDLE)
        .connect_timeout(connection_limit(settings));
    Ok(match &settings.proxy {
        Some(proxy) => builder.proxy(around_loopback(proxy)),
        None => builder.no_proxy(),
    })
}

fn around_loopback(proxy: &Proxy) -> reqwest::Proxy {
    let url = proxy.url.clone();
    let through = reqwest::Proxy::custom(move |target| (!is_loopback(target.as_str())).then(|| url.clone()));
    if proxy.username.is_empty() && proxy.password.is_empty() {
        return through;
    }
    through.basic_auth(&proxy.username, proxy.password.expose())
}

fn roots(path: &Path) -> Result<Vec<Certificate>, ClientError> {
    match Certificate::from_pem_bundle(&read(path)?) {
        Ok(roots) if !roots.is_empty() => Ok(roots),
        _ => Err(ClientError::Pem { path: path.to_owned(), wanted: "certificate" }),
    }
}

fn identity(files: &ClientIdentity) -> Result<Identity, ClientError> {
    let mut pem = read(&files.key)?;
    pem.push(b'\n');
    pem.extend(read(&files.certificate)?);
    let wanted = "certificate with the private key of transport.client_key";
    Identity::from_pem(&pem).map_err(|_| ClientError::Pem { path: files.certificate.clone(), wanted })
}

fn read(path: &Path) -> Result<Vec<u8>, ClientError> {
    fs::read(path).map_err(|source| ClientError::Read { path: path.to_owned(), source })
}

fn outgoing(request: &Request) -> Result<reqwest::Request, String> {
    let method = Method::from_bytes(request.method.as_bytes()).map_err(|_| "its method is no HTTP method")?;
    let mut outgoing = reqwest::Request::new(method, exact_url(request)?);
    for (name, value) in request.headers.iter() {
        let field = HeaderName::from_bytes(name.as_bytes()).map_err(|_| format!("the header name {name:?} is not allowed"))?;
        let value =
            HeaderValue::from_bytes(value.as_bytes()).map_err(|_| format!("the value of the header {name} is not allowed"))?;
        outgoing.headers_mut().append(field, value);
    }
    if !request.body.is_empty() {
        *outgoing.body_mut() = Some(request.body.clone().into());
    }
    Ok(outgoing)
}

/// The URL, unless the library would rewrite the path or the query that was signed.
fn exact_url(request: &Request) -> Result<Url, String> {
    let url = Url::parse(&request.url).map_err(|error| format!("its URL cannot be read, {error}"))?;
    if url.path() != request.path() || url.query().unwrap_or_default() != request.query() {
        return Err("its URL holds characters that must be percent-encoded".to_owned());
    }
    Ok(url)
}

fn received(headers: &HeaderMap) -> Headers {
    headers.iter().map(|(name, value)| (name.as_str(), String::from_utf8_lossy(value.as_bytes()))).collect()
}

fn innermost(error: &reqwest::Error) -> String {
    let chain = std::iter::successors(std::error::Error::source(error), |inner| inner.source());
    chain.last().map_or_else(|| "the HTTP library gave no reason".to_owned(), ToString::to_string)
}

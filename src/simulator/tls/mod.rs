//! Every https host at once: a listener to which a browser is sent instead of the internet. Whatever host and page is asked
//! for, the answer says which; a script is empty.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use axum::serve::Listener;
use maud::{DOCTYPE, html};
use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::time::{sleep, timeout};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use super::http::serve_on;
use super::server::{ServerError, bind};
use super::thread::Thread;
use crate::core::http::{Request, Response};

/// For a handshake; a browser opens connections that it never uses.
const HANDSHAKE: Duration = Duration::from_secs(5);

/// Serves on a thread of its own until this value is dropped.
#[derive(Debug)]
pub struct Hosts {
    /// Where it listens, on this machine.
    pub address: SocketAddr,
    _thread: Thread,
}

/// Answers for every host on a free port.
pub fn start() -> Result<Hosts, ServerError> {
    let free = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let acceptor = acceptor().map_err(|error| ServerError::Listen(free, io::Error::other(error)))?;
    let (listener, address) = bind(free)?;
    let serving = async move {
        let listener = TcpListener::from_std(listener)?;
        let (ready, accepted) = mpsc::channel(16);
        tokio::spawn(shake_hands(listener, acceptor, ready));
        serve_on(Accepted { accepted, address }, |request| async move { answer(&request) }).await
    };
    Ok(Hosts { address, _thread: Thread::start("https hosts", serving).map_err(ServerError::Thread)? })
}

/// What stands at an address: an empty script, or a page that names host and path. The query is a customer's secret.
fn answer(request: &Request) -> Response {
    let (kind, body) = if request.path().ends_with(".js") {
        ("text/javascript; charset=utf-8", String::new())
    } else {
        ("text/html; charset=utf-8", page(request.authority(), request.path()))
    };
    Response { status: 200, headers: [("content-type", kind)].into_iter().collect(), body: body.into_bytes() }
}

fn page(host: &str, path: &str) -> String {
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head { meta charset="utf-8"; title { "Key Fact Statement" } }
            body {
                h1 { "Key Fact Statement" }
                p { "A test page in place of " code { (host) (path) } }
            }
        }
    };
    page.into_string()
}

fn acceptor() -> Result<TlsAcceptor, rustls::Error> {
    let certificate = CertificateDer::from_pem_slice(include_bytes!("certificate.pem"));
    let certificate = certificate.map_err(|error| rustls::Error::General(error.to_string()))?;
    let key = PrivatePkcs8KeyDer::from(&include_bytes!("key.der")[..]);
    let config = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key.into())?;
    Ok(TlsAcceptor::from(Arc::new(config)))
}

/// Connections whose handshake is done.
struct Accepted {
    accepted: mpsc::Receiver<(TlsStream<TcpStream>, SocketAddr)>,
    address: SocketAddr,
}

impl Listener for Accepted {
    type Io = TlsStream<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        match self.accepted.recv().await {
            Some(connection) => connection,
            None => std::future::pending().await,
        }
    }

    fn local_addr(&self) -> io::Result<Self::Addr> {
        Ok(self.address)
    }
}

/// Shakes hands with everybody at the same time, so that one who says nothing holds nobody up.
async fn shake_hands(listener: TcpListener, acceptor: TlsAcceptor, ready: mpsc::Sender<(TlsStream<TcpStream>, SocketAddr)>) {
    loop {
        let Ok((stream, peer)) = listener.accept().await else {
            // Most often: too many open files.
            sleep(Duration::from_millis(50)).await;
            continue;
        };
        let (acceptor, ready) = (acceptor.clone(), ready.clone());
        tokio::spawn(async move {
            if let Ok(Ok(stream)) = timeout(HANDSHAKE, acceptor.accept(stream)).await {
                let _ = ready.send((stream, peer)).await;
            }
        });
    }
}

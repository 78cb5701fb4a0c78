//! The HTTP shell: two loopback addresses, one for the provider's API and one that controls the tenants.

use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::sync::Arc;
use std::thread::JoinHandle;

use axum::body::Body;
use axum::serve::ListenerExt;
use futures::StreamExt;
use serde_json::json;
use thiserror::Error;
use tokio::sync::oneshot;

use super::control::Control;
use super::tenant::{TenantError, Tenants};
use crate::core::clock::Clock;
use crate::core::http::{Request, Response};
use crate::providers::{Account, Faults, Provider};

/// A longer request body is refused with 413, in bytes.
pub const BODY_CAP: usize = 1024 * 1024;

/// A simulator that serves on a thread of its own until this value is dropped.
#[derive(Debug)]
pub struct Running {
    /// The base URL of the provider's API, without a slash at the end.
    pub address: String,
    /// The base URL of the control address, without a slash at the end.
    pub control: String,
    /// The account of the default tenant.
    pub account: Account,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

/// Why a simulator does not serve.
#[derive(Debug, Error)]
pub enum ServerError {
    /// It speaks to this machine only.
    #[error("could not listen on {0}: a simulator listens on loopback addresses only, such as 127.0.0.1")]
    NotLoopback(SocketAddr),
    /// Most often: the port is in use.
    #[error("could not listen on {0}: {1}")]
    Listen(SocketAddr, #[source] io::Error),
    /// A fault that the provider does not know.
    #[error(transparent)]
    Tenant(#[from] TenantError),
    /// No thread or no event loop.
    #[error("could not start the simulator's thread: {0}")]
    Thread(#[source] io::Error),
}

/// Serves a provider's simulator on `listen`, or on a free port. Its default tenant follows from `seed`; `faults` are planted
/// in every tenant.
pub fn start(
    provider: &'static Provider,
    listen: Option<SocketAddr>,
    clock: Clock,
    seed: u64,
    faults: Faults,
) -> Result<Running, ServerError> {
    let tenants = Arc::new(Tenants::new(provider, clock, seed, faults)?);
    let free = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let (api, address) = bind(listen.unwrap_or(free))?;
    let (controls, control_address) = bind(free)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(ServerError::Thread)?;
    let (stop, stopped) = oneshot::channel();
    let account = tenants.default_tenant().account.clone();
    let control = Control::new(Arc::clone(&tenants), &address);
    let serving = async move {
        tokio::select! {
            _ = stopped => {}
            _ = serve(api, move |request: &Request| tenants.of(request).respond(request)) => {}
            _ = serve(controls, move |request: &Request| control.answer(request)) => {}
        }
    };
    let thread = std::thread::Builder::new().name("simulator".to_owned()).spawn(move || runtime.block_on(serving));
    let thread = Some(thread.map_err(ServerError::Thread)?);
    Ok(Running { address, control: control_address, account, stop: Some(stop), thread })
}

impl Drop for Running {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn bind(address: SocketAddr) -> Result<(TcpListener, String), ServerError> {
    if !address.ip().is_loopback() {
        return Err(ServerError::NotLoopback(address));
    }
    let listen = || {
        let listener = TcpListener::bind(address)?;
        listener.set_nonblocking(true)?;
        let url = format!("http://{}", listener.local_addr()?);
        Ok((listener, url))
    };
    listen().map_err(|error| ServerError::Listen(address, error))
}

async fn serve<F>(listener: TcpListener, answer: F) -> io::Result<()>
where
    F: Fn(&Request) -> Response + Clone + Send + Sync + 'static,
{
    let listener = tokio::net::TcpListener::from_std(listener)?.tap_io(|stream| {
        // Only slower without it.
        let _ = stream.set_nodelay(true);
    });
    let app = axum::Router::new().fallback(move |request: axum::extract::Request| {
        let answer = answer.clone();
        async move {
            let response = match read(request).await {
                Ok(request) => answer(&request),
                Err(refusal) => refusal,
            };
            write(response)
        }
    });
    axum::serve(listener, app).await
}

async fn read(request: axum::extract::Request) -> Result<Request, Response> {
    let (parts, body) = request.into_parts();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let host = parts.headers.get("host").map(|host| text(host.as_bytes()));
    let host = host.or_else(|| parts.uri.authority().map(ToString::to_string)).unwrap_or_default();
    let target = parts.uri.path_and_query().map_or("/", |target| target.as_str());
    Ok(Request {
        method: parts.method.to_string(),
        url: format!("http://{host}{target}"),
        headers: parts.headers.iter().map(|(name, value)| (name.as_str(), text(value.as_bytes()))).collect(),
        body: read_body(body).await?,
    })
}

/// Reads a body to its end, so that the sender of one that is too long still gets its answer.
async fn read_body(body: Body) -> Result<Vec<u8>, Response> {
    let refused = |status: u16, code: &str, message: &str| Response::json(status, &json!({ "code": code, "message": message }));
    let (mut chunks, mut bytes, mut length) = (body.into_data_stream(), Vec::new(), 0);
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk.map_err(|_| refused(400, "InvalidArguments", "The body could not be read to its end."))?;
        length += chunk.len();
        if length <= BODY_CAP {
            bytes.extend_from_slice(&chunk);
        }
    }
    if length > BODY_CAP {
        return Err(refused(413, "PayloadTooLarge", "The body is longer than 1 MiB."));
    }
    Ok(bytes)
}

fn write(response: Response) -> axum::response::Response {
    let mut builder = axum::http::Response::builder().status(response.status);
    for (name, value) in response.headers.iter() {
        builder = builder.header(name, value);
    }
    builder.body(Body::from(response.body)).unwrap_or_default()
}

//! The HTTP shell: three loopback addresses, one for the provider's API, one for the shops of our reference merchant, and one
//! that controls the tenants.

use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::sync::Arc;
use std::thread::JoinHandle;

use thiserror::Error;
use tokio::sync::oneshot;

use super::control::Control;
pub use super::http::BODY_CAP;
use super::http::serve;
use super::premises::Premises;
pub use super::tenants::Owner;
use super::tenants::{TenantError, Tenants};
use crate::config::transport::TransportSettings;
use crate::core::clock::Clock;
use crate::providers::{Account, Faults, Provider};
use crate::transport::client::{Client, ClientError};
use crate::transport::control::ShopAddresses;

/// A simulator that serves on a thread of its own until this value is dropped.
#[derive(Debug)]
pub struct Running {
    /// The base URL of the provider's API, without a slash at the end.
    pub address: String,
    /// The base URL of the control address, without a slash at the end.
    pub control: String,
    /// The account of the default tenant.
    pub account: Account,
    /// The default tenant's shop, where our reference merchant keeps one.
    pub shop: Option<ShopAddresses>,
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
    /// A fault that the provider does not know, or a shop where it has none.
    #[error(transparent)]
    Tenant(#[from] TenantError),
    /// The shops cannot call anybody.
    #[error(transparent)]
    Client(#[from] ClientError),
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
    start_for(Owner::Caller, provider, listen, clock, seed, faults)
}

/// As [`start`], with a default tenant that belongs to this owner.
pub fn start_for(
    owner: Owner,
    provider: &'static Provider,
    listen: Option<SocketAddr>,
    clock: Clock,
    seed: u64,
    faults: Faults,
) -> Result<Running, ServerError> {
    let free = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let (api, address) = bind(listen.unwrap_or(free))?;
    let (shops, shops_url) = bind(free)?;
    let (controls, control_address) = bind(free)?;
    let client = Client::new(&TransportSettings::default())?;
    let premises = Premises { provider_url: address.clone(), shops_url, client };
    let tenants = Arc::new(Tenants::new(provider, clock, seed, faults, owner, premises)?);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(ServerError::Thread)?;
    let (stop, stopped) = oneshot::channel();
    let default = tenants.default_tenant();
    let (account, shop) = (default.account.clone(), default.shop.as_ref().map(|shop| shop.addresses.clone()));
    let control = Control::new(Arc::clone(&tenants), &address);
    let visited = Arc::clone(&tenants);
    let serving = async move {
        tokio::select! {
            _ = stopped => {}
            _ = serve(api, move |request| {
                let tenants = Arc::clone(&tenants);
                async move { tenants.of(&request).respond(&request) }
            }) => {}
            _ = serve(shops, move |request| {
                let tenants = Arc::clone(&visited);
                async move { tenants.visit(request).await }
            }) => {}
            _ = serve(controls, move |request| {
                let control = control.clone();
                async move { control.answer(&request).await }
            }) => {}
        }
    };
    let thread = std::thread::Builder::new().name("simulator".to_owned()).spawn(move || runtime.block_on(serving));
    let thread = Some(thread.map_err(ServerError::Thread)?);
    Ok(Running { address, control: control_address, account, shop, stop: Some(stop), thread })
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

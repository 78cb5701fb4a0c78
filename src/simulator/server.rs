//! The HTTP shell: three loopback addresses, one for the provider's API, one for the shops of our reference merchant, and one
//! that controls the tenants.

use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::sync::Arc;

use thiserror::Error;

use super::control::Control;
pub use super::http::BODY_CAP;
use super::http::serve;
pub use super::log::Log;
use super::premises::Premises;
pub use super::tenants::Owner;
use super::tenants::{TenantError, Tenants};
use super::thread::Thread;
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
    _thread: Thread,
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
    start_for(Owner::Caller, provider, listen, clock, seed, faults, None)
}

/// As [`start`], with a default tenant that belongs to this owner. `log` is told of refused signatures.
pub fn start_for(
    owner: Owner,
    provider: &'static Provider,
    listen: Option<SocketAddr>,
    clock: Clock,
    seed: u64,
    faults: Faults,
    log: Option<Log>,
) -> Result<Running, ServerError> {
    let free = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let (api, address) = bind(listen.unwrap_or(free))?;
    let (shops, shops_address) = bind(free)?;
    let (controls, control_address) = bind(free)?;
    let [address, shops_url, control_url] = [address, shops_address, control_address].map(|at| format!("http://{at}"));
    let client = Client::new(&TransportSettings::default())?;
    let premises = Premises { provider_url: address.clone(), shops_url, client };
    let tenants = Arc::new(Tenants::new(provider, clock, seed, faults, owner, premises)?);
    let default = tenants.default_tenant();
    let (account, shop) = (default.account.clone(), default.shop.as_ref().map(|shop| shop.addresses.clone()));
    let control = Control::new(Arc::clone(&tenants), &address);
    let (visited, log) = (Arc::clone(&tenants), Arc::new(log));
    let serving = async move {
        let api = serve(api, move |request| {
            let (tenants, log) = (Arc::clone(&tenants), Arc::clone(&log));
            async move {
                let tenant = tenants.of(&request);
                let answer = tenant.respond(&request);
                let slowness = tenant.slowness();
                if let Some(log) = &*log {
                    log.note(provider, tenant, request, &answer);
                }
                if !slowness.is_zero() {
                    tokio::time::sleep(slowness).await;
                }
                answer
            }
        });
        let shops = serve(shops, move |request| {
            let tenants = Arc::clone(&visited);
            async move { tenants.visit(request).await }
        });
        let controls = serve(controls, move |request| {
            let control = control.clone();
            async move { control.answer(&request).await }
        });
        tokio::try_join!(api, shops, controls).map(drop)
    };
    let thread = Thread::start("simulator", serving).map_err(ServerError::Thread)?;
    Ok(Running { address, control: control_url, account, shop, _thread: thread })
}

/// A socket on this machine, and where it is.
pub(super) fn bind(address: SocketAddr) -> Result<(TcpListener, SocketAddr), ServerError> {
    if !address.ip().is_loopback() {
        return Err(ServerError::NotLoopback(address));
    }
    let listen = || {
        let listener = TcpListener::bind(address)?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        Ok((listener, address))
    };
    listen().map_err(|error| ServerError::Listen(address, error))
}

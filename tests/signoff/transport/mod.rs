//! The transport, over real sockets and real processes.

mod client;
mod control;
mod redact;
pub mod server;
mod signer;

/// Runs a future on a runtime of its own.
pub fn block_on<F: Future>(future: F) -> F::Output {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}

//! A server's thread.

use std::io;
use std::thread::JoinHandle;

use tokio::sync::oneshot;

/// A thread that serves until this value is dropped.
#[derive(Debug)]
pub struct Thread {
    stop: Option<oneshot::Sender<()>>,
    handle: Option<JoinHandle<()>>,
}

impl Thread {
    /// Runs a server on a thread of its own; it begins there, and ends when it is stopped or fails.
    pub fn start<F>(name: &str, serving: F) -> io::Result<Self>
    where
        F: Future<Output = io::Result<()>> + Send + 'static,
    {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let (stop, stopped) = oneshot::channel::<()>();
        let served = async move {
            tokio::select! {
                _ = stopped => {}
                _ = serving => {}
            }
        };
        let handle = std::thread::Builder::new().name(name.to_owned()).spawn(move || runtime.block_on(served))?;
        Ok(Self { stop: Some(stop), handle: Some(handle) })
    }
}

impl Drop for Thread {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
        if let Some(handle) = self.handle.take() {
            let _ = handle.join();
        }
    }
}

//! Ctrl-C and SIGTERM end a run early; a second one ends the program.

use std::future::poll_fn;
use std::pin::pin;
use std::sync::mpsc;

use tokio::sync::watch;

/// Turns true at the first interrupt; listens already when this returns.
pub fn stop_on_interrupt() -> watch::Receiver<bool> {
    let (told, stop) = watch::channel(false);
    let (listening, listens) = mpsc::channel();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        if let Ok(runtime) = runtime {
            runtime.block_on(async {
                let mut first = pin!(interrupt());
                poll_fn(|context| {
                    // The first look installs the handlers; nobody waits for the others.
                    let interrupted = first.as_mut().poll(context);
                    let _ = listening.send(());
                    interrupted
                })
                .await;
                let _ = told.send(true);
                interrupt().await;
                std::process::exit(130);
            });
        }
    });
    // Without a runtime nobody listens, and an interrupt ends the program.
    let _ = listens.recv();
    stop
}

/// Waits for Ctrl-C or, where there is one, SIGTERM.
pub async fn interrupt() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    let _ = tokio::signal::ctrl_c().await;
}

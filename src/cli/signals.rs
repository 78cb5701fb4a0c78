//! Ctrl-C and SIGTERM end a run early; a second one ends the program.

use tokio::sync::watch;

/// Turns true at the first interrupt.
pub fn stop_on_interrupt() -> watch::Receiver<bool> {
    let (told, stop) = watch::channel(false);
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        if let Ok(runtime) = runtime {
            runtime.block_on(async {
                interrupt().await;
                let _ = told.send(true);
                interrupt().await;
                std::process::exit(130);
            });
        }
    });
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

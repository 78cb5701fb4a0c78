//! Small shops for a customer to visit.

use std::net::TcpListener;
use std::sync::mpsc;
use std::thread;

use axum::Router;

/// Serves a shop at a free port for as long as the test runs; its address.
pub fn open(routes: Router) -> String {
    let (tell, told) = mpsc::channel();
    thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async move {
            let listener = TcpListener::bind("127.0.0.1:0").unwrap();
            listener.set_nonblocking(true).unwrap();
            tell.send(format!("http://{}", listener.local_addr().unwrap())).unwrap();
            axum::serve(tokio::net::TcpListener::from_std(listener).unwrap(), routes).await.unwrap();
        });
    });
    told.recv().unwrap()
}

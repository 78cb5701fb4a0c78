//! How long a real browser takes: from nothing to the first page that is read, and for each further page and customer.
//! `cargo bench --bench browser`; without a browser it says so.
#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs)]

use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use signoff::checkout::browser::{BrowserSettings, Browsers};
use signoff::checkout::finders::Finders;
use signoff::checkout::visit::{Manner, Visit};
use signoff::core::clock::Clock;

/// Pages that are opened after the first.
const PAGES: usize = 50;
/// As large as a plain checkout.
const PAGE: &str = "<!doctype html><style>p { margin: 1em }</style><h1>Checkout</h1><section><h2>Pay Later</h2>
    <label><input type=radio name=m> Amazon Pay Later</label> Available Credit ₹1000.00</section>
    <p>By proceeding, I understand and agree to the <a href=/kfs>Key Fact Statement</a></p><form><button>Pay ₹5</button></form>
    <script>document.body.append('built by a script')</script>";

fn main() {
    let limit = Duration::from_secs(10);
    let settings = match BrowserSettings::find(limit) {
        Ok(settings) => settings,
        Err(error) => return println!("skipped: no browser: {error}"),
    };
    let manner = Manner {
        finders: Arc::new(Finders::usual("Amazon Pay Later", "Link Account")),
        limit,
        cap: 4 * 1024 * 1024,
        clock: Clock::default(),
    };
    let address = serve();
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
        let began = Instant::now();
        let browsers = Browsers::new(settings, 1);
        let mut visit = Visit::browsing(browsers.rent().await.unwrap(), manner.clone());
        assert!(visit.open(&address).await.unwrap().option.is_some());
        println!("cold start to the first page: {:>6.0} ms (aim: under 2000)", milliseconds(began.elapsed()));

        let mut times = Vec::new();
        for _ in 0..PAGES {
            let began = Instant::now();
            visit.open(&address).await.unwrap();
            times.push(began.elapsed());
        }
        told("each further page", times);

        drop(visit);
        let mut times = Vec::new();
        for _ in 0..PAGES {
            let began = Instant::now();
            let mut visit = Visit::browsing(browsers.rent().await.unwrap(), manner.clone());
            visit.open(&address).await.unwrap();
            times.push(began.elapsed());
        }
        told("each further customer", times);
        browsers.end().await;
    });
}

fn told(what: &str, mut times: Vec<Duration>) {
    times.sort();
    let at = |share: usize| milliseconds(times[(times.len() - 1) * share / 100]);
    println!("{what}: median {:.0} ms, 90 % below {:.0} ms, longest {:.0} ms (aim: under 300)", at(50), at(90), at(100));
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

/// A shop of one page.
fn serve() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/", listener.local_addr().unwrap());
    let head = format!("HTTP/1.1 200 OK\r\ncontent-type: text/html; charset=utf-8\r\ncontent-length: {}\r\n\r\n", PAGE.len());
    thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let head = head.clone();
            thread::spawn(move || {
                let mut request = [0; 4096];
                while stream.read(&mut request).is_ok_and(|length| length > 0) {
                    if stream.write_all(format!("{head}{PAGE}").as_bytes()).is_err() {
                        break;
                    }
                }
            });
        }
    });
    address
}

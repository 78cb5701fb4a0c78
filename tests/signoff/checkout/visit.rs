//! A visit that reads HTML, at small shops over real sockets.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, Uri, header};
use axum::response::{Html, IntoResponse, Redirect};
use axum::routing::{any, get, post};
use signoff::checkout::finders::Part;
use signoff::checkout::page::{Doubt, Link, Page};
use signoff::checkout::visit::{Manner, Trouble, Visit};
use signoff::config::transport::TransportSettings;
use signoff::core::clock::Clock;
use signoff::transport::client::Client;

use super::{block_on, finders, shop};

const LIMIT: Duration = Duration::from_secs(2);

pub fn manner(limit: Duration) -> Manner {
    Manner { finders: Arc::new(finders()), limit, cap: 1024 * 1024, clock: Clock::default() }
}

fn visit() -> Visit {
    let settings = TransportSettings { timeout: LIMIT, body_cap: 1024 * 1024, ..TransportSettings::default() };
    Visit::reading(Client::new(&settings).unwrap(), manner(LIMIT))
}

/// What a shop received: method, path and query, cookies, body.
type Seen = Arc<Mutex<Vec<String>>>;

async fn note(State(seen): State<Seen>, method: Method, uri: Uri, headers: HeaderMap, body: Bytes) -> Html<&'static str> {
    let cookies = headers.get(header::COOKIE).map_or("", |value| value.to_str().unwrap());
    seen.lock().unwrap().push(format!("{method} {uri} [{cookies}] {}", String::from_utf8_lossy(&body)));
    tokio::time::sleep(Duration::from_millis(200)).await;
    Html("<p>Payment successful</p>")
}

/// A shop with this page at `/`, and everything below `/seen/` noted.
fn selling(page: &'static str) -> (String, Seen) {
    let seen = Seen::default();
    let noted = Router::new().route("/seen/{*rest}", any(note)).with_state(Arc::clone(&seen));
    let set = [(header::SET_COOKIE, "c=1; Path=/")];
    (shop::open(noted.route("/", get(move || async move { (set, Html(page)) }))), seen)
}

/// Another host, which notes whatever it is asked.
fn elsewhere() -> (String, Seen) {
    let seen = Seen::default();
    (shop::open(Router::new().fallback(note).with_state(Arc::clone(&seen))), seen)
}

#[test]
fn a_customer_chooses_and_pays() {
    let (address, seen) = selling(
        "<form action='seen/pay?x=1' method=post><input type=hidden name=order value='o 1&amp;2'><input name=skip value=1 disabled>
         <label><input type=radio name=method value=cod checked>Cash</label>
         <label><input type=radio name=method value=apl>Amazon Pay Later</label>
         <input type=checkbox name=news><input type=checkbox name=terms checked><textarea name=note>a\nb</textarea>
         <select name=size><option>S<option value=m selected>M</select><input name=aria value=ö aria-disabled=true>
         <button name=other value=1>Details</button><button name=go value=pay>Pay ₹5</button></form>
         <form action=seen/search><button>Proceed</button></form>",
    );
    let mut visit = visit();
    block_on(async {
        let page = visit.open(&address).await.unwrap();
        assert_eq!((page.status, page.address.as_str(), page.hops.len()), (Some(200), format!("{address}/").as_str(), 0));
        assert!(!page.option.as_ref().unwrap().chosen);
        assert!(visit.choose().await.unwrap().option.as_ref().unwrap().chosen);
        assert_eq!(visit.pay().await.unwrap().text, "Payment successful");
        visit.reload().await.unwrap();
    });
    let sent = "POST /seen/pay?x=1 [c=1] order=o+1%262&method=apl&terms=on&note=a%0D%0Ab&size=m&aria=%C3%B6&go=pay";
    assert_eq!(*seen.lock().unwrap(), [sent, sent]);
    let exchanges = visit.take_exchanges();
    assert_eq!(exchanges.len(), 3);
    assert_eq!(exchanges[1].request.headers.get("origin"), Some(address.as_str()));
    assert!(exchanges[1].answer.is_ok() && exchanges[1].duration_ms >= 50.0);
    assert!(visit.take_exchanges().is_empty());
}

#[test]
fn a_double_click_sends_the_form_twice_at_once() {
    let (address, seen) = selling("<form action=seen/pay><input name=a value=1><button>Pay now</button></form>");
    let mut visit = visit();
    block_on(async {
        visit.open(&address).await.unwrap();
        assert_eq!(visit.pay_twice().await.unwrap().text, "Payment successful");
    });
    let exchanges = visit.take_exchanges();
    let [.., one, other] = &exchanges[..] else { panic!("{exchanges:?}") };
    let between = one.at.duration_since(other.at).abs().as_secs_f64() * 1000.0;
    assert!(between < one.duration_ms, "one after the other: {between} ms between them");
    assert_eq!(*seen.lock().unwrap(), ["GET /seen/pay?a=1 [c=1] ", "GET /seen/pay?a=1 [c=1] "]);
}

#[test]
fn what_a_customer_cannot_do_is_told() {
    let page = "<label><input type=radio disabled>Amazon Pay Later</label><button>Pay</button><a href='#x'>Retry</a>
        <button hidden>Link Account</button>";
    let (address, _) = selling(page);
    let mut visit = visit();
    block_on(async {
        visit.open(&address).await.unwrap();
        for (trouble, words) in [
            (visit.choose().await.unwrap_err(), "the customer cannot use \"Amazon Pay Later\": disabled"),
            (visit.pay().await.unwrap_err(), "a button without a form works by scripts only; use browser = true"),
            (
                visit.press(Part::LinkAccount).await.unwrap_err(),
                "the customer cannot use \"button that links an account\": a click does not reach it",
            ),
        ] {
            assert_eq!(trouble.to_string(), words);
        }
        // Nothing on this page listens to a click on a link within it.
        assert_eq!(visit.press(Part::Retry).await.unwrap().address.trim_end_matches('/'), address);
        let gone = Link { text: "gone".into(), target: "x".into(), clickable: true, covered: false, at: None };
        assert_eq!(visit.follow(&gone).await.unwrap_err(), Trouble::NoLink("gone".into()));
    });
    assert_eq!(visit.take_exchanges().len(), 1);
}

async fn opened(address: &str) -> Result<Page, Trouble> {
    visit().open(address).await.cloned()
}

#[test]
fn redirects_are_followed_at_home_only() {
    let (elsewhere, asked) = elsewhere();
    let away = format!("{elsewhere}/Pay?a=%7c&b='c'");
    let to = away.clone();
    let routes = Router::new()
        .route("/a", get(|| async { Redirect::to("b?x=1") }))
        .route("/b", get(|| async { Html("<meta http-equiv=Refresh content='0; URL=/c'>") }))
        .route("/c", post(|| async { "no" }).get(move || async move { Redirect::temporary(&to) }))
        .route("/header", get(|| async { ([(header::REFRESH, "0; url=/wait")], Html("")) }))
        .route("/again", get(|| async { Html("<meta http-equiv=refresh content='5;url=/again'>being confirmed") }))
        .route("/wait", get(|| async { Html("<meta http-equiv=refresh content='60;url=/c'>waiting") }))
        .route("/form", get(|| async { Html("<form method=post action=/keep><button name=a value=1>Pay</button></form>") }))
        .route("/keep", post(|| async { Redirect::permanent("/kept") }))
        .route("/kept", post(|body: String| async { Html(body) }))
        .route("/loop", get(|| async { Redirect::to("/loop?secret=1") }));
    let address = shop::open(routes);
    block_on(async {
        let page = opened(&format!("{address}/a")).await.unwrap();
        assert_eq!(page.hops, ["b?x=1", "/c", away.as_str()]);
        assert_eq!((page.address.as_str(), page.status, page.text.as_str()), (away.as_str(), None, ""));
        assert_eq!(page.doubt, Some(Doubt::Elsewhere));
        let page = opened(&format!("{address}/header")).await.unwrap();
        assert_eq!((page.hops.as_slice(), page.text.as_str()), (&["/wait".to_owned()][..], "waiting"));
        let page = opened(&format!("{address}/again")).await.unwrap();
        assert_eq!((page.hops.len(), page.text.as_str()), (0, "being confirmed"));
        assert_eq!(opened(&format!("{address}/wait")).await.unwrap().text, "waiting");
        let mut visit = visit();
        visit.open(&format!("{address}/form")).await.unwrap();
        assert_eq!(visit.pay().await.unwrap().text, "a=1");
        let trouble = opened(&format!("{address}/loop")).await.unwrap_err();
        assert!(matches!(&trouble, Trouble::RedirectLoop { hops } if hops.len() == 11));
        assert!(
            trouble.to_string().starts_with("was sent on more than 10 times: /loop, ") && !trouble.to_string().contains("secret")
        );
    });
    assert!(asked.lock().unwrap().is_empty());
}

#[test]
fn links_and_forms_to_other_hosts_are_not_requested() {
    let (elsewhere, asked) = elsewhere();
    let page =
        format!("<a href='{elsewhere}/kfs?a=%7c'>Statement</a><form action='{elsewhere}/pay'><button name=b>Pay</button></form>");
    let address = shop::open(Router::new().route("/", get(|| async { Html(page) })));
    let mut visit = visit();
    block_on(async {
        let link = visit.open(&address).await.unwrap().links[0].clone();
        let page = visit.follow(&link).await.unwrap();
        assert_eq!((page.address.as_str(), page.status), (format!("{elsewhere}/kfs?a=%7c").as_str(), None));
        for twice in [false, true] {
            visit.open(&address).await.unwrap();
            let page = if twice { visit.pay_twice().await.unwrap() } else { visit.pay().await.unwrap() };
            assert_eq!(page.address, format!("{elsewhere}/pay?b="));
        }
    });
    assert_eq!(visit.take_exchanges().len(), 3);
    assert!(asked.lock().unwrap().is_empty());
}

#[test]
fn every_trouble_ends_in_time_and_says_what_it_is() {
    let large = "x".repeat(2 * 1024 * 1024);
    let routes = Router::new()
        .route("/never", get(|| async { std::future::pending::<()>().await }))
        .route("/large", get(|| async { Html(large) }))
        .route("/to-json", get(|| async { Redirect::to("/json") }))
        .route("/json", get(|| async { ([(header::CONTENT_TYPE, "application/json; charset=utf-8")], "{}") }))
        .route("/broken", get(|| async { (StatusCode::INTERNAL_SERVER_ERROR, Html("<h1>Oops</h1>")).into_response() }))
        .route("/empty", get(|| async { StatusCode::NO_CONTENT }));
    let address = shop::open(routes);
    block_on(async {
        for (path, words) in [
            ("/never?token=1", "gave up opening"),
            ("/large?token=1", "larger than 1048576 bytes (transport.body_cap)"),
            ("/json?token=1", "/json: it is application/json, not HTML"),
        ] {
            let began = Instant::now();
            let trouble = opened(&format!("{address}{path}")).await.unwrap_err().to_string();
            assert!(trouble.contains(words) && !trouble.contains("token"), "{trouble}");
            assert!(began.elapsed() < LIMIT + Duration::from_secs(5));
        }
        let led = opened(&format!("{address}/to-json")).await.unwrap_err();
        assert!(matches!(&led, Trouble::NotHtml { hops, .. } if hops == &["/json"]), "{led:?}");
        let closed = opened("http://127.0.0.1:1/pay?token=1").await.unwrap_err().to_string();
        assert_eq!(closed, "could not open http://127.0.0.1:1/pay: the connection was refused");
        for address in ["", "pay", "ftp://a.example/", "javascript:alert(1)"] {
            assert!(matches!(opened(address).await, Err(Trouble::NoAddress(_))), "{address}");
        }
        let page = opened(&format!("{address}/broken")).await.unwrap();
        assert_eq!((page.status, page.text.as_str()), (Some(500), "Oops"));
        assert_eq!(opened(&format!("{address}/empty")).await.unwrap().status, Some(204));
    });
}

//! A customer's way through shops in a real browser.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use axum::Router;
use axum::http::{StatusCode, header};
use axum::response::{Html, Redirect};
use axum::routing::{get, post};
use signoff::checkout::browser::{BrowserSettings, Browsers};
use signoff::checkout::page::Doubt;
use signoff::checkout::standing::Standing;
use signoff::checkout::visit::{Trouble, Visit};
use signoff::config::transport::TransportSettings;
use signoff::transport::client::Client;

use super::super::{block_on, finders, visit::manner};
use super::{LIMIT, settings, shop, turn, visit, with_browsers};
use crate::transport::server;

/// A checkout by someone else: a script builds it after a fetch.
const SCRIPTED: &str = include_str!("scripted.html");

fn scripted() -> (String, Arc<Mutex<Vec<String>>>) {
    let paid = Arc::new(Mutex::new(Vec::new()));
    let note = Arc::clone(&paid);
    let methods = r#"{"reason": null, "credit": "1500.00", "statement": "/statement?token=%7c1"}"#;
    let routes = Router::new()
        .route("/", get(|| async { Html(SCRIPTED) }))
        .route("/methods", get(move || async move { ([(header::CONTENT_TYPE, "application/json")], methods) }))
        .route(
            "/pay",
            post(move |body: String| async move {
                note.lock().unwrap().push(body);
                tokio::time::sleep(Duration::from_millis(20)).await;
                Redirect::to("orders/1")
            }),
        )
        .route("/orders/1", get(|| async { Html("<h1>Payment successful</h1>") }))
        .route("/statement", get(|| async { Html("<h1>Key Fact Statement</h1>") }));
    (shop::open(routes), paid)
}

#[test]
fn a_page_built_by_scripts_is_read_right_or_not_judged() {
    let (address, paid) = scripted();
    let mut reading = Visit::reading(Client::new(&TransportSettings::default()).unwrap(), manner(LIMIT));
    let read = block_on(async { reading.open(&address).await.unwrap().clone() });
    assert!(read.option.is_none() && read.doubt == Some(Doubt::Scripted));

    with_browsers(LIMIT, async |browsers| {
        let mut visit = visit(browsers, LIMIT).await;
        let page = visit.open(&address).await.unwrap();
        let option = page.option.as_ref().unwrap();
        assert_eq!((option.label.as_str(), option.section.as_ref().unwrap().name.as_str()), ("Amazon Pay Later", "Pay Later"));
        assert_eq!((option.visible, &option.disabled, option.chosen, page.doubt), (true, &None, false, None));
        assert_eq!(option.text, "Pay Later Amazon Pay Later Available Credit ₹1500.00");
        assert_eq!(option.images, ["Amazon Pay"]);
        assert!(!page.text.contains("Key Fact Statement"));

        let page = visit.choose().await.unwrap();
        assert!(page.option.as_ref().unwrap().chosen);
        assert!(page.text.contains("By proceeding, I understand and agree to the Key Fact Statement"));
        assert_eq!(page.links[0].target, "/statement?token=%7c1");
        let shots = visit.shots().await.unwrap().unwrap();
        let is_png = |bytes: &[u8]| bytes.starts_with(b"\x89PNG") && bytes.len() > 500;
        assert!(is_png(&shots.page_png) && is_png(shots.option_png.as_deref().unwrap()));
        assert!(shots.accessibility_json.contains("Amazon Pay Later") && shots.text.contains("Available Credit"));

        let page = visit.pay().await.unwrap();
        assert_eq!((page.status, page.hops.as_slice()), (Some(200), &["orders/1".to_owned()][..]));
        assert_eq!(finders().standings.of(page), Standing::Paid);
        assert_eq!(*paid.lock().unwrap(), ["method=apl&order=1"]);
        visit.reload().await.unwrap();
        assert_eq!(paid.lock().unwrap().len(), 1);
    });
}

#[test]
fn a_double_click_pays_twice_where_the_shop_lets_it() {
    let (address, paid) = scripted();
    with_browsers(LIMIT, async |browsers| {
        let mut visit = visit(browsers, LIMIT).await;
        visit.open(&address).await.unwrap();
        assert_eq!(visit.pay_twice().await.unwrap().text, "Payment successful");
        assert_eq!(paid.lock().unwrap().len(), 2);
    });
}

#[test]
fn a_link_leads_on_in_the_same_window_or_a_new_one() {
    let (address, _) = scripted();
    with_browsers(LIMIT, async |browsers| {
        let page = format!("<a href='{address}/statement'>here</a><a href='{address}/statement' target=_blank>there</a>");
        let shop = shop::open(Router::new().route("/", get(|| async { Html(page) })));
        for at in [0, 1] {
            let mut visit = visit(browsers, LIMIT).await;
            let link = visit.open(&shop).await.unwrap().links[at].clone();
            let page = visit.follow(&link).await.unwrap();
            assert_eq!((page.text.as_str(), page.address.as_str()), ("Key Fact Statement", &*format!("{address}/statement")));
        }
    });
}

#[test]
fn the_next_customer_finds_nothing_of_the_last() {
    let page = "<script>document.write(document.cookie, localStorage.a, sessionStorage.a);
        document.cookie = 'a=1'; localStorage.a = sessionStorage.a = 1; open('about:blank')</script>";
    let address = shop::open(Router::new().route("/", get(move || async move { Html(page) })));
    with_browsers(LIMIT, async |browsers| {
        for _ in 0..2 {
            let mut visit = visit(browsers, LIMIT).await;
            assert_eq!(visit.open(&address).await.unwrap().text, "undefinedundefined");
            assert_eq!(visit.open(&address).await.unwrap().text, "a=111");
        }
    });
}

#[test]
fn all_hosts_lead_to_this_machine_when_asked() {
    let Some(found) = settings(LIMIT) else { return };
    let port = server::tls("server.pem").rsplit(':').next().unwrap().parse().unwrap();
    let page = "<a href='https://pay.example/kfs?a=%7c'>Statement</a><form action=go method=post><button>Pay</button></form>";
    let to = "https://pay.example/Pay?a=%7c&b=1";
    let go = post(move || async move { Redirect::to(to) });
    let address = shop::open(Router::new().route("/", get(move || async move { Html(page) })).route("/go", go));
    let _turn = turn();
    block_on(async {
        let browsers = Browsers::new(BrowserSettings { all_hosts_at: Some(port), ..found }, 1);
        let mut visit = visit(&browsers, LIMIT).await;
        let link = visit.open(&address).await.unwrap().links[0].clone();
        let page = visit.follow(&link).await.unwrap();
        assert_eq!((page.address.as_str(), page.text.as_str()), ("https://pay.example/kfs?a=%7c", "ok"));
        visit.open(&address).await.unwrap();
        let page = visit.pay().await.unwrap();
        assert_eq!((page.address.as_str(), page.hops.as_slice()), (to, &[to.to_owned()][..]));
        drop(visit);
        browsers.end().await;
    });
}

#[test]
fn what_a_page_is_about_to_do_is_waited_for() {
    let lazily = "<body>one<script>setTimeout(() => { document.body.append(' two');
        setTimeout(() => document.body.append(' three'), 900) }, 700)</script>";
    let leaves = "<body>Taking you there<script>setTimeout(() => { location.href = 'there' }, 1500)</script>";
    let asks =
        "<body><button onclick='fetch(`slow`).then(() => setTimeout(() => { location.href = `there` }, 1500))'>Pay</button>";
    let polls = "<body>waiting<script>const ask = async () => { await fetch('there'); setTimeout(ask, 600) }; ask()</script>";
    let long = "<body>as it is<script>setTimeout(() => document.body.append(' too late'), 20000)</script>";
    let stopped = "<body>as it is<script>clearTimeout(setTimeout(() => document.body.append(' never'), 1900))</script>";
    let page = |html: &'static str| get(move || async move { Html(html) });
    let slow = get(|| async { tokio::time::sleep(Duration::from_millis(900)).await });
    let routes = Router::new().route("/lazily", page(lazily)).route("/leaves", page(leaves)).route("/asks", page(asks));
    let routes = routes.route("/polls", page(polls)).route("/long", page(long)).route("/stopped", page(stopped));
    let address = shop::open(routes.route("/slow", slow).route("/there", page("there")));
    with_browsers(LIMIT, async |browsers| {
        let mut visit = visit(browsers, LIMIT).await;
        let cases = [
            ("lazily", "one two three"),
            ("leaves", "there"),
            ("polls", "waiting"),
            ("long", "as it is"),
            ("stopped", "as it is"),
        ];
        for (path, text) in cases {
            // On a busy machine a page may take longer than the time that it waits: once it must not.
            let quick = Duration::from_millis(if ["long", "stopped"].contains(&path) { 1500 } else { 4500 });
            let mut took = Duration::MAX;
            for _ in 0..5 {
                let began = Instant::now();
                let page = visit.open(&format!("{address}/{path}")).await.unwrap();
                assert_eq!((page.text.as_str(), page.incidents.len()), (text, 0), "{path}");
                took = took.min(began.elapsed());
                if took < quick {
                    break;
                }
            }
            assert!(took < quick, "{path}: {took:?}");
        }
        visit.open(&format!("{address}/asks")).await.unwrap();
        assert_eq!(visit.pay().await.unwrap().text, "there");
    });
}

#[test]
fn without_the_mapping_no_name_is_known() {
    with_browsers(LIMIT, async |browsers| {
        let mut visit = visit(browsers, LIMIT).await;
        let began = Instant::now();
        let trouble = visit.open("https://nowhere.invalid/?secret=1").await.unwrap_err();
        assert!(matches!(&trouble, Trouble::NoAnswer { reason, .. } if reason.starts_with("net::ERR_")), "{trouble}");
        assert!(!trouble.to_string().contains("secret") && began.elapsed() < LIMIT);
    });
}

/// Whether the browser shows it, or takes it for a download.
#[test]
fn a_document_that_is_no_page_is_told_with_its_kind_and_status() {
    let document = |status, name| async move {
        let headers = [(header::CONTENT_TYPE, "application/pdf"), (header::CONTENT_DISPOSITION, name)];
        (StatusCode::from_u16(status).unwrap(), headers, "%PDF-1.4\n%%EOF")
    };
    let links =
        "<a href=shown?secret=1>shown</a> <a href=shown target=_blank>aside</a> <a href=kept>kept</a> <a href=gone>gone</a>";
    let routes = Router::new()
        .route("/", get(move || async move { Html(links) }))
        .route("/shown", get(move || document(200, "inline")))
        .route("/kept", get(move || document(200, "attachment")))
        .route("/gone", get(move || document(404, "inline")));
    let address = shop::open(routes);
    with_browsers(LIMIT, async |browsers| {
        for (name, place, status) in [
            ("shown", "/shown?secret=1", Some(200)),
            ("aside", "/shown", None),
            ("kept", "/kept", Some(200)),
            ("gone", "/gone", Some(404)),
        ] {
            let mut visit = visit(browsers, LIMIT).await;
            let page = visit.open(&address).await.unwrap();
            let link = page.links.iter().find(|link| link.text == name).unwrap().clone();
            let trouble = visit.follow(&link).await.unwrap_err();
            let address = format!("{}{place}", address.trim_end_matches('/'));
            assert_eq!(trouble, Trouble::NotHtml { address, kind: "application/pdf".to_owned(), status, hops: Vec::new() });
            assert!(!trouble.to_string().contains("secret"));
        }
    });
}

#[test]
fn an_option_that_is_open_is_not_closed_again() {
    let page = "<!doctype html><button type=button aria-expanded=false
        onclick=\"this.ariaExpanded = this.ariaExpanded == 'true' ? 'false' : 'true'\">Amazon Pay Later</button>";
    let address = shop::open(Router::new().route("/", get(move || async move { Html(page) })));
    with_browsers(LIMIT, async |browsers| {
        let mut visit = visit(browsers, LIMIT).await;
        visit.open(&address).await.unwrap();
        for _ in 0..2 {
            assert!(visit.choose().await.unwrap().option.as_ref().unwrap().chosen);
        }
    });
}

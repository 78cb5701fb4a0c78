//! Whatever a page does, a visit ends in time, says why, and leaves nothing behind.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;
use std::thread::sleep;
use std::time::{Duration, Instant};

use axum::Router;
use axum::http::header;
use axum::response::{Html, Redirect};
use axum::routing::get;
use signoff::checkout::browser::{Browser, BrowserSettings, Browsers};
use signoff::checkout::page::Page;
use signoff::checkout::visit::Trouble;

use super::{block_on, seen, settings, shop, turn, visit, with_browsers};

const LIMIT: Duration = Duration::from_secs(2);
/// Tells a test that it is the program that is to crash.
const CRASH: &str = "SIGNOFF_TEST_CRASH";

/// Opens a page of the shop; it must end in time, the start of a new browser apart.
async fn opened(browsers: &Browsers, address: &str) -> Result<Page, Trouble> {
    let mut visit = visit(browsers, LIMIT).await;
    let began = Instant::now();
    let page = visit.open(address).await.cloned();
    assert!(began.elapsed() < LIMIT + Duration::from_secs(30), "{address} took {:?}", began.elapsed());
    page
}

#[test]
fn pages_that_are_none_end_in_time() {
    let huge = "<p>a line of a page</p>\n".repeat(20 * 1024 * 1024 / 24);
    let routes = Router::new()
        .route("/never", get(|| async { std::future::pending::<()>().await }))
        .route("/loop", get(|| async { Redirect::to("/loop?secret=1") }))
        .route("/huge", get(|| async { Html(huge) }))
        .route("/busy", get(|| async { Html("<script>for (;;) alert('again')</script>") }))
        .route("/json", get(|| async { ([(header::CONTENT_TYPE, "application/json")], "{}") }))
        .route("/file", get(|| async { ([(header::CONTENT_TYPE, "application/octet-stream")], "x") }))
        .route("/good", get(|| async { Html("good") }));
    let address = shop::open(routes);
    with_browsers(LIMIT, async |browsers| {
        for (path, words) in [
            ("/never?secret=1", "gave up opening http"),
            ("/loop?secret=1", "was sent on more than "),
            ("/huge?secret=1", "/huge"),
            ("/busy?secret=1", "gave up opening "),
            ("/json?secret=1", "/json: it is application/json, not HTML"),
            ("/file?secret=1", "not HTML"),
        ] {
            let trouble = opened(browsers, &format!("{address}{path}")).await.unwrap_err().to_string();
            assert!(trouble.contains(words) && !trouble.contains("secret"), "{path}: {trouble}");
            // Too large, unless the browser needs longer than the limit to say so.
            let words = ["larger than 1048576 bytes", "gave up opening http"];
            assert!(!path.starts_with("/huge") || words.iter().any(|words| trouble.contains(words)), "{trouble}");
            assert_eq!(opened(browsers, &format!("{address}/good")).await.unwrap().text, "good", "after {path}");
        }
        let closed = opened(browsers, "http://127.0.0.1:9/?secret=1").await.unwrap_err().to_string();
        assert!(closed.starts_with("could not open http://127.0.0.1:9/: net::ERR_"), "{closed}");
    });
}

/// How long it takes to read so much is the machine's affair.
#[test]
fn a_page_that_is_too_large_is_told() {
    let large = format!("<p>{}</p>", "a line of a page\n".repeat(65_000));
    let address = shop::open(Router::new().route("/large", get(|| async { Html(large) })));
    with_browsers(10 * LIMIT, async |browsers| {
        let mut visit = visit(browsers, 10 * LIMIT).await;
        let trouble = visit.open(&format!("{address}/large?secret=1")).await.unwrap_err().to_string();
        assert!(trouble.contains("larger than 1048576 bytes") && !trouble.contains("secret"), "{trouble}");
    });
}

#[test]
fn what_goes_wrong_on_a_page_is_noted() {
    let page = "<body>shown<script>
        alert('one'); document.body.append(' ', confirm('two'), ' ', prompt('three'));
        addEventListener('beforeunload', event => { event.preventDefault(); event.returnValue = 'stay' });
        Promise.reject(new Error('late')); setTimeout(() => { missing() });
        </script><a href='?left'>leave</a><button>Pay</button>";
    with_browsers(LIMIT, async |browsers| {
        let page = seen(browsers, page).await;
        assert_eq!(page.text, "shown true nullleavePay");
        let told = page.incidents.join("; ");
        for part in ["alert: one", "confirm: two", "prompt: three", "script error: Error: late", "missing is not defined"] {
            assert!(told.contains(part), "{told}");
        }
        let address = shop::open(Router::new().route("/", get(|| async { Html(STAY) })));
        let mut visit = visit(browsers, LIMIT).await;
        visit.open(&address).await.unwrap();
        visit.choose().await.unwrap();
        assert_eq!(visit.reload().await.unwrap().text, "Amazon Pay Later");
    });
}

/// Asks before it is left, once the customer has done something.
const STAY: &str = "<script>onbeforeunload = event => { event.preventDefault(); return 'stay' }</script>
    <label><input type=radio>Amazon Pay Later</label>";

#[test]
fn a_page_without_rest_is_read_all_the_same() {
    let routes = Router::new()
        .route("/", get(|| async { Html("shown<script>setInterval(() => document.body.append('.'), 30)</script>") }))
        .route("/picture", get(|| async { Html("shown<img src=never>") }))
        .route("/never", get(|| async { std::future::pending::<()>().await }));
    let address = shop::open(routes);
    with_browsers(LIMIT, async |browsers| {
        for path in ["", "/picture"] {
            let page = opened(browsers, &format!("{address}{path}")).await.unwrap();
            assert!(page.text.starts_with("shown") && page.incidents[0].contains("did not come to rest"), "{page:?}");
        }
    });
}

/// The processes that know of a folder.
fn processes(folder: &Path) -> usize {
    let folder = folder.display().to_string();
    let knows = |entry: fs::DirEntry| {
        fs::read(entry.path().join("cmdline")).is_ok_and(|line| String::from_utf8_lossy(&line).contains(&folder))
    };
    fs::read_dir("/proc").map_or(0, |entries| {
        entries.flatten().filter(|entry| entry.path().join("cmdline").exists()).map(knows).filter(|knows| *knows).count()
    })
}

fn assert_gone(folder: &Path) {
    let began = Instant::now();
    while folder.exists() || processes(folder) > 0 {
        assert!(began.elapsed() < Duration::from_secs(10), "{} processes left, {folder:?}", processes(folder));
        sleep(Duration::from_millis(50));
    }
}

/// As chromedriver does at a port that is taken on IPv4 only.
#[test]
fn a_driver_that_ends_at_once_is_started_anew_and_not_waited_for() {
    let folder = tempfile::tempdir().unwrap();
    let driver = folder.path().join("driver");
    let script = "#!/bin/sh\necho . >> \"${0%/*}/started\"\necho 'IPv4 port not available. Exiting...'\nexit 1\n";
    fs::write(&driver, script).unwrap();
    fs::set_permissions(&driver, fs::Permissions::from_mode(0o755)).unwrap();
    let settings = BrowserSettings { driver, browser: "none".into(), limit: LIMIT, all_hosts_at: None };
    let began = Instant::now();
    let error = block_on(Browser::start(&settings)).unwrap_err();
    assert!(began.elapsed() < Duration::from_secs(10), "its end was waited for: {:?}", began.elapsed());
    assert_eq!(error.to_string(), "could not start the browser: it ended at once");
    assert!(fs::read_to_string(folder.path().join("started")).unwrap().lines().count() > 1);
}

#[test]
fn nothing_is_left_of_a_browser_that_is_dropped() {
    let Some(settings) = settings(LIMIT) else { return };
    let _turn = turn();
    let folder = block_on(async {
        let browser = Browser::start(&settings).await.unwrap();
        assert!(processes(browser.folder()) > 2);
        let busy = shop::open(Router::new().route("/", get(|| async { Html("<script>for (;;);</script>") })));
        // Whether the driver waits for a page that is busy, or takes it for loaded, is all the same here.
        let _ = browser.driver.post("url", serde_json::json!({ "url": busy })).await;
        browser.folder().to_owned()
    });
    assert_gone(&folder);
}

#[test]
fn nothing_is_left_of_a_browser_whose_program_crashes() {
    let Some(settings) = settings(LIMIT) else { return };
    if std::env::var_os(CRASH).is_some() {
        block_on(async {
            let browser = Browser::start(&settings).await.unwrap();
            fs::write(std::env::var_os(CRASH).unwrap(), browser.folder().display().to_string()).unwrap();
            std::process::abort();
        });
    }
    let _turn = turn();
    let told = tempfile::NamedTempFile::new().unwrap();
    let name = "checkout::browser::trouble::nothing_is_left_of_a_browser_whose_program_crashes";
    let mut command = Command::new(std::env::current_exe().unwrap());
    let crashed = command.args(["--exact", name]).env(CRASH, told.path()).output().unwrap();
    assert!(!crashed.status.success());
    let folder = fs::read_to_string(told.path()).unwrap();
    assert!(folder.contains("signoff-browser-"), "{crashed:?}");
    assert_gone(Path::new(&folder));
}

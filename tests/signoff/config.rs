//! `signoff.toml`: what a good file becomes, and the one error of each bad one.

use std::time::Duration;

use signoff::config::Config;
use signoff::config::credentials::Customer;
use signoff::config::target::{self, Capability, SignerTarget};
use signoff::core::secret::Secret;
use signoff::core::subject::Subject;

mod shop;
mod unset;

/// Every key there is.
const FULL: &str = r#"
[transport]
timeout = "500ms"
scenario_timeout = "2m"
proxy = "http://user:p%40ss@proxy.corp:3128"
ca_file = "corp-ca.pem"
client_certificate = "/etc/client.pem"
client_key = "/etc/client.key"
body_cap = 1_000_000
[amazon_pay_india.endpoint]
base_url = "https://AmazonPay-Sandbox.amazon.in:443/"
merchant_id = "A2XMNOQAN8MC64"
access_key_id = "${KEY}"
secret_key = "${SECRET}"
callback_url = "https://shop.example/apl/return"
[amazon_pay_india.login]
client_id = "amzn1.client"
client_secret = "pre-${SECRET}-${KEY}"
[amazon_pay_india.customers]
eligible = "Atza|token"
stale = "${UNSET}"
declined = ""
kyc_expired = { refresh_token = "Atzr|refresh" }
unavailable = { refresh_token = "${UNSET}" }
[amazon_pay_india.checkout]
url = "https://staging.shop.example/pay?customer={customer}&amount={amount}&order={order}"
browser = true
[amazon_pay_india.checkout.page]
option = "input[value=apl]"
pay = "name:Place order"
link_account = "name:Link"
retry = ".again"
consent = "name:Keep it"
paid = ["Thank you"]
pending = ["In progress"]
failed = ["Sorry", "No luck"]
[amazon_pay_india.shoppers]
eligible = "u-1001"
unlinked = ["u-1002", "u-1003"]
[amazon_pay_india.signer]
command = ["python3", "signer.py"]
[amazon_pay_india.merchant]
listen = "127.0.0.1:8443"
signed_host = "amazonpay-sandbox.amazon.in"
public_url = "https://staging.shop.example"
notification_url = "https://staging.shop.example/ipn"
refund_url = "https://staging.shop.example/refunds?order={order}&amount={amount}"
recurring_url = "https://staging.shop.example/again?c={customer}&a={amount}&o={order}"
works_within = "1500ms"
callback_url = "https://staging.shop.example/return"
[amazon_pay_india.capabilities]
refunds = true
partial_refunds = false
linking = "app"
"#;

fn parse(text: &str) -> Result<Config, String> {
    let env = |name: &str| match name {
        "KEY" => Some("key-id".to_owned()),
        "SECRET" => Some("canary".to_owned()),
        "EMPTY" => Some(String::new()),
        _ => None,
    };
    Config::parse(text, "conf/signoff.toml", &env).map_err(|error| error.to_string())
}

/// An endpoint table with everything that is required, but for what `replace` replaces.
fn endpoint(replace: &str, by: &str) -> String {
    let table = "[amazon_pay_india.endpoint]\nbase_url = \"https://sandbox.example\"\nmerchant_id = \"M\"\naccess_key_id = \"A\"\nsecret_key = \"S\"\ncallback_url = \"https://shop.example/\"\n";
    assert!(table.contains(replace));
    table.replace(replace, by)
}

#[test]
fn a_full_file_becomes_typed_targets() {
    let config = parse(FULL).unwrap();
    let transport = &config.transport;
    assert_eq!((transport.timeout, transport.scenario_timeout), (Duration::from_millis(500), Some(Duration::from_secs(120))));
    assert_eq!((transport.ca_file.as_deref(), transport.body_cap), (Some("conf/corp-ca.pem".as_ref()), 1_000_000));
    let proxy = transport.proxy.as_ref().unwrap();
    assert_eq!(
        (proxy.url.as_str(), proxy.username.as_str(), proxy.password.expose()),
        ("http://proxy.corp:3128/", "user", "p@ss")
    );
    let targets = config.provider("amazon_pay_india").unwrap();
    assert!(Subject::ALL.into_iter().all(|subject| targets.configures(subject)));
    let endpoint = targets.endpoint.as_ref().unwrap();
    assert_eq!((endpoint.base_url.as_str(), endpoint.embedded), ("https://amazonpay-sandbox.amazon.in", false));
    assert_eq!((endpoint.credentials.get("access_key_id"), endpoint.credentials.get("secret_key")), ("key-id", "canary"));
    let login = endpoint.login.as_ref().unwrap();
    assert_eq!(
        (login.client_secret.expose(), login.token_url.as_str()),
        ("pre-canary-key-id", "https://api.amazon.co.uk/auth/o2/token")
    );
    let customers: Vec<_> = endpoint.customers.iter().collect();
    let (token, refresh) = (Customer::Token(Secret::new("Atza|token")), Customer::Refresh(Secret::new("Atzr|refresh")));
    assert_eq!(customers, [(&"eligible".to_owned(), &token), (&"kyc_expired".to_owned(), &refresh)]);
    assert_eq!(targets.signer, Some(SignerTarget::Command(vec!["python3".to_owned(), "signer.py".to_owned()])));
    assert_eq!(targets.shoppers["eligible"], ["u-1001"]);
    assert_eq!(targets.shoppers["unlinked"], ["u-1002", "u-1003"]);
    assert_eq!(targets.capabilities["linking"], Capability::Text("app".to_owned()));
    assert!(targets.claims("refunds") && targets.claims("linking"));
    assert!(!targets.claims("partial_refunds") && !targets.claims("captures"));
}

#[test]
fn secrets_are_listed_and_never_printed() {
    let config = parse(FULL).unwrap();
    let secrets: Vec<_> = config.secrets().into_iter().map(|(label, secret)| (label, secret.expose().to_owned())).collect();
    let expected = [
        ("transport.proxy", "p@ss"),
        ("amazon_pay_india.endpoint.secret_key", "canary"),
        ("amazon_pay_india.customers.eligible", "Atza|token"),
        ("amazon_pay_india.customers.kyc_expired", "Atzr|refresh"),
        ("amazon_pay_india.login.client_secret", "pre-canary-key-id"),
    ];
    assert_eq!(secrets, expected.map(|(label, secret)| (label.to_owned(), secret.to_owned())));
    let printed = format!("{config:?}");
    for secret in ["p@ss", "p%40ss", "canary", "Atza|", "Atzr|"] {
        assert!(!printed.contains(secret), "{secret} was printed");
    }
}

#[test]
fn nothing_is_required_of_an_empty_file() {
    let config = parse("").unwrap();
    assert_eq!((config.providers.len(), config.transport.timeout), (0, Duration::from_secs(10)));
    assert!(config.transport.proxy.is_none() && config.secrets().is_empty());
}

#[test]
fn production_is_known_by_its_host() {
    let target = |url: &str| parse(&endpoint("https://sandbox.example", url)).unwrap().providers.remove(0).endpoint.unwrap();
    for url in [
        "https://amazonpay.amazon.in",
        "https://AMAZONPAY.amazon.IN:8443/",
        "https://amazonpay.amazon.in./",
        "https://amazonpay.amazon.in/prefix",
    ] {
        assert!(target::is_production(&target(url)), "{url}");
    }
    for url in ["https://amazonpay-sandbox.amazon.in", "https://amazonpay.amazon.in.example", "http://127.0.0.1:1"] {
        assert!(!target::is_production(&target(url)), "{url}");
    }
}

#[test]
fn loopback_is_this_machine_only() {
    for url in ["http://127.0.0.1:1/", "http://127.9.9.9", "https://LOCALHOST:1", "http://a.localhost", "http://[::1]:1/x"] {
        assert!(target::is_loopback(url), "{url}");
    }
    for url in [
        "http://127.0.0.1.example",
        "http://localhost.example",
        "http://0.0.0.0",
        "http://[::2]",
        "http://10.0.0.1",
        "localhost",
        "",
    ] {
        assert!(!target::is_loopback(url), "{url}");
    }
}

#[test]
fn each_bad_file_has_one_error_with_line_and_key() {
    let table = "[amazon_pay_india";
    for (text, error) in [
        ("a = ".to_owned(), "1: could not be read as TOML: "),
        ("\n[transport]\ntimeout = \"1s\"\ntimeout = \"2s\"".to_owned(), "4: could not be read as TOML: duplicate key"),
        ("[transprot]".to_owned(), "1: transprot is unknown; this file may hold transport, amazon_pay_india"),
        (
            "\n[transport]\ntimeout = \"1s\"\ncolour = 1".to_owned(),
            "4: transport.colour is unknown; [transport] may hold timeout, ",
        ),
        ("transport = 1".to_owned(), "1: transport must be a table, not a value of type integer"),
        ("[transport]\ntimeout = 10".to_owned(), "2: transport.timeout must be a text, not a value of type integer"),
        (
            "[transport]\ntimeout = \"ten\"".to_owned(),
            "2: transport.timeout must be a duration such as \"500ms\", \"10s\" or \"2m\"",
        ),
        ("[transport]\nbody_cap = 0".to_owned(), "2: transport.body_cap must be a whole number above 0, "),
        ("[transport]\nproxy = \"proxy:3128\"".to_owned(), "2: transport.proxy must be an http or https URL"),
        ("[transport]\nclient_key = \"k\"".to_owned(), "1: transport needs client_certificate and client_key together"),
        (endpoint("secret_key = \"S\"\n", ""), "1: amazon_pay_india.endpoint.secret_key is missing"),
        (endpoint("\"S\"", "\"\""), "5: amazon_pay_india.endpoint.secret_key must not be empty"),
        (endpoint("\"S\"", "\"${EMPTY}\""), "5: amazon_pay_india.endpoint.secret_key must not be empty"),
        (endpoint("\"S\"", "\"S\\n\""), "5: amazon_pay_india.endpoint.secret_key begins or ends with white space or a line feed"),
        (endpoint("\"S\"", "\"S\\r\\nT\""), "5: amazon_pay_india.endpoint.secret_key holds a line feed"),
        (
            endpoint("\"S\"", "\"a${KEY}b${NOPE}\""),
            "5: amazon_pay_india.endpoint.secret_key reads the variable NOPE, which is not set",
        ),
        (
            endpoint("\"S\"", "\"${KEY\""),
            "5: amazon_pay_india.endpoint.secret_key holds a \"${\" that is no variable such as ${NAME}",
        ),
        (endpoint("\"S\"", "true"), "5: amazon_pay_india.endpoint.secret_key must be a text, not a value of type boolean"),
        (endpoint("merchant_id", "merchant"), "1: amazon_pay_india.endpoint.merchant_id is missing"),
        (
            endpoint("https://sandbox.example", "sandbox.example"),
            "2: amazon_pay_india.endpoint.base_url must be an http or https URL",
        ),
        (endpoint("https://sandbox", "ftp://sandbox"), "2: amazon_pay_india.endpoint.base_url must be an http or https URL"),
        (
            endpoint("https://sandbox", "http://sandbox"),
            "2: amazon_pay_india.endpoint.base_url would send secrets in the clear; ",
        ),
        (endpoint(".example\"", ".example?a=1\""), "2: amazon_pay_india.endpoint.base_url must be a URL without a query"),
        (
            endpoint("https://sandbox", "https://u:p@sandbox"),
            "2: amazon_pay_india.endpoint.base_url must be a URL without user name and password",
        ),
        (
            endpoint("merchant_id", "control_url = \"https://h.example\"\nmerchant_id"),
            "3: amazon_pay_india.endpoint.control_url must be a URL on this machine, ",
        ),
        (
            format!("{table}.customers]\nrich = \"t\""),
            "2: amazon_pay_india.customers.rich is no persona of amazon_pay_india; there are eligible, ",
        ),
        (
            format!("{table}.customers]\neligible = \"t\""),
            "1: amazon_pay_india needs [amazon_pay_india.endpoint], where its customers are known",
        ),
        (
            format!("{table}.customers]\neligible = 7"),
            "2: amazon_pay_india.customers.eligible must be an access token or { refresh_token = \"..\" }, not a value of type integer",
        ),
        (
            format!("{table}.customers]\neligible = {{ refresh_token = \"r\" }}"),
            "2: amazon_pay_india.customers.eligible holds a refresh token, which needs [amazon_pay_india.login]",
        ),
        (
            format!("{table}.customers]\neligible = {{ token = \"r\" }}"),
            "2: amazon_pay_india.customers.eligible.refresh_token is missing",
        ),
        (
            format!("{table}.login]\nclient_id = \"c\"\ntoken_url = \"http://h.example\""),
            "3: amazon_pay_india.login.token_url would send secrets in the clear; ",
        ),
        (format!("{table}.signer]\ncommand = []"), "2: amazon_pay_india.signer.command must not be empty"),
        (
            format!("{table}.signer]\ncommand = \"sign\""),
            "2: amazon_pay_india.signer.command must be an array of texts, not a value of type string",
        ),
        (format!("{table}.signer]"), "1: amazon_pay_india.signer needs either command or url"),
        (format!("{table}.shoppers]\nnobody = \"u\""), "2: amazon_pay_india.shoppers.nobody is no persona of "),
        (
            format!("{table}.capabilities]\nrefunds = 1"),
            "2: amazon_pay_india.capabilities.refunds must be true, false or a text, not a value of type integer",
        ),
        (
            format!("{table}.endpont]"),
            "1: amazon_pay_india.endpont is unknown; [amazon_pay_india] may hold login, customers, endpoint, ",
        ),
    ] {
        let told = parse(&text).expect_err(&text);
        assert!(told.starts_with(&format!("conf/signoff.toml:{error}")), "{text}\nsaid {told}\nnot  conf/signoff.toml:{error}");
    }
}

#[test]
fn the_schema_for_editors_says_the_same() {
    let judged = |text: &str| {
        let table: toml::Table = text.parse().unwrap();
        signoff::schema::validate("signoff", "config", &serde_json::to_value(table).unwrap())
    };
    judged(FULL).unwrap();
    judged("").unwrap();
    for text in [
        endpoint("secret_key = \"S\"\n", ""),
        endpoint("merchant_id", "merchant"),
        "[transprot]".to_owned(),
        "[transport]\ntimeout = \"10\"".to_owned(),
        "[transport]\nclient_key = \"k\"".to_owned(),
        "[amazon_pay_india.signer]".to_owned(),
        "[amazon_pay_india.merchant]".to_owned(),
        "[amazon_pay_india.checkout.page]\npaid = []".to_owned(),
        "[amazon_pay_india.customers]\neligible = \"t\"".to_owned(),
    ] {
        assert!(parse(&text).is_err() && judged(&text).is_err(), "{text}");
    }
}

#[test]
fn a_file_that_cannot_be_read_is_named() {
    let missing = Config::load("no/such/signoff.toml".as_ref()).unwrap_err().to_string();
    assert!(missing.starts_with("could not read no/such/signoff.toml: "), "{missing}");
}

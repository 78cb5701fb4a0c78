//! The integrator's shop in `signoff.toml`: its payment page and its backend.

use std::time::Duration;

use super::{FULL, endpoint, parse};

#[test]
fn a_shop_is_known_by_its_page_and_its_backend() {
    let config = parse(FULL).unwrap();
    let targets = config.provider("amazon_pay_india").unwrap();
    let checkout = targets.checkout.as_ref().unwrap();
    assert!(checkout.browser && !checkout.embedded && checkout.url.ends_with("&order={order}"));
    let page = &checkout.page;
    assert_eq!((page.option.as_deref(), page.pay.as_deref()), (Some("input[value=apl]"), Some("name:Place order")));
    assert_eq!((page.link_account.as_deref(), page.retry.as_deref()), (Some("name:Link"), Some(".again")));
    assert_eq!(page.consent.as_deref(), Some("name:Keep it"));
    assert_eq!((page.paid.len(), page.pending.len(), page.failed.len()), (1, 1, 2));
    let merchant = targets.merchant.as_ref().unwrap();
    assert_eq!((merchant.listen.unwrap().port(), &merchant.control_url, merchant.embedded), (8443, &None, false));
    assert!(merchant.refund_url.as_ref().unwrap().ends_with("?order={order}&amount={amount}"));
    assert!(merchant.recurring_url.as_ref().unwrap().ends_with("&o={order}"));
    assert_eq!(merchant.works_within, Duration::from_millis(1500));
    let own = |key| merchant.credentials.get(key);
    assert_eq!((own("callback_url"), own("secret_key")), ("https://staging.shop.example/return", "canary"));

    let alone = parse("[amazon_pay_india.merchant]\ncontrol_url = \"http://127.0.0.1:1\"").unwrap();
    let merchant = alone.providers[0].merchant.as_ref().unwrap();
    assert_eq!((merchant.listen, merchant.credentials.get("secret_key")), (None, ""));
    assert_eq!(merchant.works_within, Duration::from_secs(4));
}

#[test]
fn a_merchants_own_secret_is_a_secret_too() {
    let text =
        format!("{}[amazon_pay_india.merchant]\nlisten = \"127.0.0.1:1\"\nsecret_key = \"${{SECRET}}\"\n", endpoint("", ""));
    let secrets: Vec<_> = parse(&text).unwrap().secrets().into_iter().map(|(label, _)| label).collect();
    assert_eq!(secrets, ["amazon_pay_india.endpoint.secret_key", "amazon_pay_india.merchant.secret_key"]);
}

#[test]
fn each_bad_shop_has_one_error_with_line_and_key() {
    let table = "[amazon_pay_india";
    let page = format!("{table}.checkout]\nurl = \"https://h/{{customer}}/{{amount}}/{{order}}\"\n{table}.checkout.page]");
    for (text, error) in [
        (
            format!("{table}.checkout]\nurl = \"https://h/{{customer}}/{{amount}}\""),
            "2: amazon_pay_india.checkout.url must hold the placeholder {order}",
        ),
        (
            format!("{table}.checkout]\nurl = \"https://h/{{customer}}/{{amount}}/{{order}}/{{shop}}\""),
            "2: amazon_pay_india.checkout.url holds a placeholder that is none of {customer}, {amount}, {order}",
        ),
        (
            format!("{table}.checkout]\nurl = \"https://h/{{customer}}/{{amount}}/{{order}}\"\nbrowser = \"yes\""),
            "3: amazon_pay_india.checkout.browser must be true or false, not a value of type string",
        ),
        (format!("{page}\npay = \"\""), "4: amazon_pay_india.checkout.page.pay must not be empty"),
        (format!("{page}\npaid = \"Paid\""), "4: amazon_pay_india.checkout.page.paid must be an array of texts, "),
        (
            format!("{page}\nbutton = \"b\""),
            "4: amazon_pay_india.checkout.page.button is unknown; [amazon_pay_india.checkout.page] may hold paid, pending, failed, ",
        ),
        (format!("{table}.merchant]"), "1: amazon_pay_india.merchant needs either listen or control_url"),
        (
            format!("{table}.merchant]\nlisten = \"127.0.0.1:1\"\ncontrol_url = \"http://127.0.0.1:1\""),
            "1: amazon_pay_india.merchant needs either listen or control_url",
        ),
        (
            format!("{table}.merchant]\ncontrol_url = \"https://shop.example\""),
            "2: amazon_pay_india.merchant.control_url must be a URL on this machine, ",
        ),
        (
            format!("{table}.merchant]\nlisten = \"127.0.0.1:1\""),
            "1: amazon_pay_india.merchant.merchant_id is missing, and no [amazon_pay_india.endpoint] has it",
        ),
        (
            format!("{}{table}.merchant]\nlisten = \"127.0.0.1:1\"\nsigned_host = \"https://h\"", endpoint("", "")),
            "9: amazon_pay_india.merchant.signed_host must be a host without scheme and path, ",
        ),
        (
            format!("{}{table}.merchant]\nlisten = \"127.0.0.1:1\"\nrefund_url = \"https://h/{{order}}\"", endpoint("", "")),
            "9: amazon_pay_india.merchant.refund_url must hold the placeholder {amount}",
        ),
        (
            format!("{table}.merchant]\ncontrol_url = \"http://127.0.0.1:1\"\nworks_within = \"0s\""),
            "3: amazon_pay_india.merchant.works_within must be a duration such as ",
        ),
        (
            format!("{table}.merchant]\ncontrol_url = \"http://127.0.0.1:1\"\ntokenisation_url = \"https://h/tokens\""),
            "3: amazon_pay_india.merchant.tokenisation_url is unknown; [amazon_pay_india.merchant] may hold ",
        ),
        (format!("{ADYEN}tokenisation_url = \"h\""), "5: adyen.merchant.tokenisation_url must be an http or https URL"),
        (
            format!("{table}.merchant]\nlisten = \"localhost\""),
            "2: amazon_pay_india.merchant.listen must be an IP address and a port, e.g. \"127.0.0.1:8443\"",
        ),
    ] {
        let told = parse(&text).expect_err(&text);
        assert!(told.starts_with(&format!("conf/signoff.toml:{error}")), "{text}\nsaid {told}\nnot  conf/signoff.toml:{error}");
    }
}

const ADYEN: &str = "[adyen.merchant]\nlisten = \"127.0.0.1:1\"\napi_key = \"k\"\nmerchant_account = \"m\"\n";

#[test]
fn tokenisation_webhooks_may_go_elsewhere() {
    let key = "0f".repeat(32);
    let own = format!("tokenisation_url = \"https://h/tokens\"\ntokenisation_hmac_key = \"{key}\"\n");
    let config = parse(&format!("{ADYEN}notification_url = \"https://h/all\"\n{own}")).unwrap();
    let merchant = config.providers[0].merchant.as_ref().unwrap();
    assert_eq!(merchant.tokenisation_url.as_deref(), Some("https://h/tokens"));
    assert_eq!(merchant.credentials.get("tokenisation_hmac_key"), key);
    assert_eq!(config.secrets().iter().filter(|(label, _)| label == "adyen.merchant.tokenisation_hmac_key").count(), 1);
    assert_eq!(parse(ADYEN).unwrap().providers[0].merchant.as_ref().unwrap().tokenisation_url, None);
}

#[test]
fn a_key_that_signs_webhooks_is_64_hex_digits() {
    let good = "0fF".repeat(21) + "0";
    for name in ["hmac_key", "previous_hmac_key", "tokenisation_hmac_key"] {
        parse(&format!("{ADYEN}{name} = \"{good}\"")).unwrap();
        for bad in ["canary".to_owned(), good.replace('F', "G"), good[1..].to_owned(), format!("{good}00"), format!(" {good}")] {
            let told = parse(&format!("{ADYEN}{name} = \"{bad}\"")).unwrap_err();
            let wanted = format!("conf/signoff.toml:5: adyen.merchant.{name} must be 64 hex digits");
            assert!(told.starts_with(&wanted) && !told.contains(bad.trim()), "{told}");
        }
    }
}

#[test]
fn currency_country_and_capture_are_what_the_house_knows() {
    for (name, good, bad, wanted) in [
        ("currency", &["EUR", "HUF"][..], &["euro", "eur", "AAA", "E"][..], "three capital letters"),
        ("country", &["DE", "US"], &["Germany", "de", "D1", "DEU"], "two capital letters"),
        ("capture", &["automatic", "manual"], &["automtic", "Manual"], "\"manual\" or \"automatic\""),
    ] {
        for value in good {
            parse(&format!("{ADYEN}{name} = \"{value}\"")).unwrap();
        }
        for value in bad {
            let told = parse(&format!("{ADYEN}{name} = \"{value}\"")).expect_err(value);
            assert!(told.starts_with(&format!("conf/signoff.toml:5: adyen.merchant.{name} must be ")), "{told}");
            assert!(told.contains(wanted) && !told.contains(&format!("\"{value}\"")), "{told}");
        }
    }
}

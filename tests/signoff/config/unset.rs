//! Variables that are not set.

use signoff::config::Config;

const FILE: &str = r#"
[amazon_pay_india.customers]
eligible = "${NOT_GIVEN}"
kyc_expired = { refresh_token = "${NOT_GIVEN_EITHER}" }
[amazon_pay_india.endpoint]
base_url = "${BASE}"
merchant_id = "M"
access_key_id = "${KEY}"
secret_key = "${SECRET}"
callback_url = "https://${HOST}/apl/${KEY}"
[amazon_pay_india.signer]
command = ["python3", "${SIGNER}"]
"#;

fn error(set: &[&str]) -> String {
    let env = |name: &str| set.contains(&name).then(|| "https://a.example".to_owned());
    Config::parse(FILE, "signoff.toml", &env).unwrap_err().to_string()
}

#[test]
fn all_of_them_are_named_each_with_its_first_place() {
    let all = "signoff.toml:6: amazon_pay_india.endpoint.base_url reads the variable BASE, which is not set; neither are \
               KEY (line 8, amazon_pay_india.endpoint.access_key_id), SECRET (line 9, amazon_pay_india.endpoint.secret_key), \
               HOST (line 10, amazon_pay_india.endpoint.callback_url), SIGNER (line 12, amazon_pay_india.signer.command)";
    assert_eq!(error(&[]), all);
    let one = "signoff.toml:9: amazon_pay_india.endpoint.secret_key reads the variable SECRET, which is not set";
    assert_eq!(error(&["BASE", "KEY", "HOST", "SIGNER"]), one);
}

#[test]
fn a_customer_who_is_not_given_is_none_of_them() {
    let env = |name: &str| (!name.starts_with("NOT_GIVEN")).then(|| "https://a.example".to_owned());
    let file = FILE.replace("https://${HOST}", "https://h.example");
    let config = Config::parse(&file, "signoff.toml", &env).unwrap();
    assert!(config.providers[0].endpoint.as_ref().unwrap().customers.is_empty());
}

//! Secrets of a configuration are found nowhere in what the program prints or writes, in whatever form.

use std::fs;
use std::io::Write;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use regex::Regex;
use serde_json::{Value, json};
use signoff::providers::amazon_pay_india::AMAZON_PAY_INDIA as APL;
use signoff::signing::encoding::hex;

use super::scene::{Ran, Scene, foreign, simulator};
use crate::report::real;
use crate::transport::server::{echo, read_request, serve};

const SLUG: &str = "amazon_pay_india";
const SECRET: &str = "canary/secret+key=0123456789";
const TOKEN: &str = "Atza|canary/token+of=customers0123456789";
const REFRESH: &str = "Atzr|canary/refresh+token=0123456789";
const CLIENT_SECRET: &str = "canary/client+secret=0123456789";
const CANARIES: [&str; 4] = [SECRET, TOKEN, REFRESH, CLIENT_SECRET];

/// The forms in which a secret may turn up.
fn forms(secret: &str) -> Vec<String> {
    let percent = utf8_percent_encode(secret, NON_ALPHANUMERIC).to_string();
    let lower = Regex::new("%..").unwrap().replace_all(&percent, |found: &regex::Captures<'_>| found[0].to_lowercase());
    let base64 = [STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD].map(|engine| engine.encode(secret));
    let lower = lower.into_owned();
    let hex = hex(secret.as_bytes());
    base64.into_iter().chain([secret.to_owned(), percent, lower, hex.to_uppercase(), hex]).collect()
}

/// Nothing of `texts` holds one of the secrets, or any token of the provider's form.
fn clean<S: AsRef<str>>(texts: &[String], secrets: &[S]) {
    let token = Regex::new(r"Atz[ar](\||%(25)*7[Cc]|\\u007[Cc])[A-Za-z0-9]{24}").unwrap();
    for text in texts {
        assert!(!token.is_match(text), "a token: {}", around(text, token.find(text).unwrap().start()));
        for (secret, form) in secrets.iter().flat_map(|secret| forms(secret.as_ref()).into_iter().map(move |form| (secret, form)))
        {
            let found = text.find(&form);
            assert!(found.is_none(), "{:?} as {form:?}: {}", secret.as_ref(), around(text, found.unwrap_or_default()));
        }
    }
}

fn around(text: &str, at: usize) -> String {
    text.get(at.saturating_sub(200)..(at + 200).min(text.len())).unwrap_or_default().to_owned()
}

/// A run with a report in every format, and evidence.
fn run(scene: &Scene, arguments: &[&str]) -> Ran {
    let flags = real::flags();
    let reports: Vec<&str> = flags.iter().map(String::as_str).chain(["--evidence", "evidence"]).collect();
    scene.run(&[&reports, arguments].concat())
}

/// Everything that a run printed and wrote.
fn output(scene: &Scene, ran: &Ran) -> Vec<String> {
    for (_, file) in real::FORMATS {
        assert!(scene.path(file).metadata().unwrap().len() > 100, "{file} is empty");
    }
    [vec![ran.stdout.clone(), ran.stderr.clone()], scene.left_behind()].concat()
}

/// A configuration that is nothing but canaries, at this address.
fn canaries(base_url: &str) -> Value {
    let mut config = foreign();
    config[SLUG]["endpoint"]["base_url"] = json!(base_url);
    config[SLUG]["endpoint"]["secret_key"] = json!(SECRET);
    config[SLUG]["login"] =
        json!({ "client_id": "client", "client_secret": CLIENT_SECRET, "token_url": format!("{base_url}/auth/o2/token") });
    for customer in config[SLUG]["customers"].as_object_mut().unwrap().values_mut() {
        *customer = json!(TOKEN);
    }
    config[SLUG]["customers"]["kyc_expired"] = json!({ "refresh_token": REFRESH });
    config
}

#[test]
fn when_every_call_is_refused() {
    let mut config = canaries(&simulator().address);
    let scene = Scene::with(&config);
    let ran = run(&scene, &["-v"]);
    assert_eq!(ran.code, 3, "{ran:?}");
    clean(&output(&scene, &ran), &CANARIES);

    config[SLUG]["endpoint"]["secret_key"] = foreign()[SLUG]["endpoint"]["secret_key"].clone();
    let scene = Scene::with(&config);
    let ran = run(&scene, &["-v", "--snapshots", "snapshots"]);
    assert_eq!(ran.code, 3, "{ran:?}");
    let texts = output(&scene, &ran);
    assert!(texts.iter().any(|text| text.contains("could not renew an access token")), "the login was not tried");
    clean(&texts, &CANARIES);
}

#[test]
fn when_every_call_is_accepted() {
    let account = &simulator().account;
    let mut config = foreign();
    let login = |key: &str| account.login.get(key).to_owned();
    config[SLUG]["login"] = json!({
        "client_id": login("client_id"),
        "client_secret": login("client_secret"),
        "token_url": format!("{}/auth/o2/token", simulator().address),
    });
    for (persona, token) in &account.refresh_tokens {
        if persona != "eligible" && !APL.refused_personas.contains(&persona.as_str()) {
            config[SLUG]["customers"][persona] = json!({ "refresh_token": token.expose() });
        }
    }
    let scene = Scene::with(&config);
    let ran = run(&scene, &["-v", "--snapshots", "snapshots", "--subject", "endpoint"]);
    assert_eq!(ran.code, 3, "{ran:?}");
    assert!(scene.report().having("met").len() > 30, "{ran:?}");
    let snapshots = fs::read_dir(scene.path("snapshots").join(SLUG)).unwrap();
    assert!(snapshots.count() >= 3, "no snapshots were written");

    let tokens = account.customers.iter().chain(&account.refresh_tokens).map(|(_, token)| token.expose().to_owned());
    let keys = [account.credentials.get("secret_key").to_owned(), login("client_secret")];
    clean(&output(&scene, &ran), &tokens.chain(keys).collect::<Vec<_>>());
}

#[test]
fn when_the_target_repeats_what_it_was_sent() {
    for (address, code) in [(echo(), 3), (parrot(), 1)] {
        let scene = Scene::with(&canaries(&format!("http://{address}")));
        let ran = run(&scene, &["-v", "--subject", "endpoint", "--snapshots", "snapshots"]);
        assert_eq!(ran.code, code, "{ran:?}");
        clean(&output(&scene, &ran), &CANARIES);
    }
}

#[test]
fn when_the_target_repeats_a_token_that_was_renewed() {
    let mut config = canaries(&format!("http://{}", parrot()));
    let account = &simulator().account;
    for key in ["client_id", "client_secret"] {
        config[SLUG]["login"][key] = json!(account.login.get(key));
    }
    config[SLUG]["login"]["token_url"] = json!(format!("{}/auth/o2/token", simulator().address));
    let eligible = account.refresh_tokens.iter().find(|(persona, _)| persona == "eligible").unwrap();
    config[SLUG]["customers"] = json!({ "eligible": { "refresh_token": eligible.1.expose() } });
    let scene = Scene::with(&config);
    let ran = run(&scene, &["-v", "--subject", "endpoint"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    let texts = output(&scene, &ran);
    assert!(texts.iter().any(|text| text.contains("[eligible token]")), "no renewed token was sent and heard");
    clean(&texts, &CANARIES);
}

/// Answers every request with JSON in which all of it stands, in several forms.
fn parrot() -> String {
    serve(|mut stream| {
        let heard = String::from_utf8_lossy(&read_request(&mut stream)).into_owned();
        let heard_again = utf8_percent_encode(&heard, NON_ALPHANUMERIC).to_string();
        let hex = hex(heard.as_bytes());
        let instrument = json!({
            "enabled": heard, "ineligibilityReason": heard_again, "availableCredit": STANDARD.encode(&heard),
            "heard": hex, "shouted": hex.to_uppercase(),
        });
        let body =
            json!({ "amazonPayLater": instrument, "chargeId": heard, "status": heard, "amazonChargeId": heard }).to_string();
        let head = format!(
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nX-Heard: {heard_again}\r\nContent-Length: {}",
            body.len()
        );
        let _ = stream.write_all(format!("{head}\r\nConnection: close\r\n\r\n{body}").as_bytes());
    })
}

/// A run with this file, whose variables are canaries; everything that it printed and wrote.
fn with_variables(file: &str, code: i32) -> Vec<String> {
    let scene = Scene::embedded();
    scene.write("signoff.toml", file);
    let flags = real::flags();
    let mut arguments = vec!["run", "-v", "--evidence", "evidence"];
    arguments.extend(flags.iter().map(String::as_str));
    let mut command = scene.command(&arguments);
    command.env("KEY", SECRET).env("WAY", "canary/way=0123456789").env("BYPASS", "canary/bypass=0123456789");
    command.env("SIGNED_IN", "user:canary%2Fplain=0123456789");
    let ran = Ran::new(command.output().unwrap(), Duration::ZERO);
    assert_eq!(ran.code, code, "{ran:?}");
    let mut texts = output(&scene, &ran);
    texts.push(fs::read_to_string(scene.path("evidence/signoff.toml")).unwrap());
    texts
}

#[test]
fn when_an_address_holds_one() {
    for (address, code) in [(echo(), 3), (parrot(), 3), ("127.0.0.1:1".to_owned(), 4)] {
        let file = format!(
            r#"
[amazon_pay_india.checkout]
url = "http://${{SIGNED_IN}}@{address}/pay/{{order}}/${{WAY}}?to={{customer}}&of={{amount}}&bypass=${{BYPASS}}"
[amazon_pay_india.shoppers]
eligible = "u-1001"
[amazon_pay_india.signer]
url = "http://{address}/sign?key=${{BYPASS}}"
"#
        );
        let texts = with_variables(&file, code);
        let shown = format!("http://{address}/pay/{{order}}/[amazon_pay_india.checkout.url]");
        assert!(texts.iter().any(|text| text.contains(&shown)), "{shown}: {texts:?}");
        clean(
            &texts,
            &["canary/plain=0123456789", "canary%2Fplain=0123456789", "canary/way=0123456789", "canary/bypass=0123456789"],
        );
    }
}

#[test]
fn when_a_signer_tells_what_it_was_started_with() {
    let signers = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/signers");
    let start = format!("import sys; sys.path.insert(0, '{signers}'); sys.dont_write_bytecode = True\nimport signer");
    let now_and_then = "for line in range(9):\n    text = sys.stdin.readline()\n    q = signer.json.loads(text)\n    \
                        print(signer.json.dumps({'id': q['id']} | signer.answer(q)), flush=True)\nsys.exit(sys.argv[-1])";
    let says_no = "for text in sys.stdin:\n    print(signer.json.dumps({'id': signer.json.loads(text)['id'], 'error': sys.argv[-1]}), flush=True)";
    let program = |rest: &str| format!("{start}\n{rest}");
    for program in ["import sys; sys.exit('usage: ' + sys.argv[-1])".to_owned(), program(now_and_then), program(says_no)] {
        let file = format!("[{SLUG}.signer]\ncommand = [\"python3\", \"-c\", {program:?}, \"--key=${{KEY}}\"]\n");
        let texts = with_variables(&file, 3);
        assert!(texts.iter().any(|text| text.contains("--key=[amazon_pay_india.signer.command]")), "{program}: {texts:?}");
        clean(&texts, &CANARIES);
    }
}

#[test]
fn when_the_configuration_is_wrong() {
    let good = toml::to_string(&canaries("http://127.0.0.1:1")).unwrap();
    let line = format!("secret_key = {SECRET:?}");
    assert!(good.contains(&line));
    let with = |text: String| good.replace(&line, &text);
    let cases = [
        with(format!("secret_key = {SECRET}")),
        with(format!("secret_key = \"{SECRET}")),
        with(format!("{line}\n{line}")),
        with(format!("{line} {SECRET:?}")),
        with(format!("secret_keys = {SECRET:?}")),
        with(format!("secret_key = [{SECRET:?}]")),
        with(format!("secret_key = {{ value = {SECRET:?} }}")),
        with(format!("secret_key = \"${{{SECRET}\"")),
        with(format!("secret_key = \"${{{SECRET}}}\"")),
        with(format!("{line}\ncontrol_url = \"http://user:{SECRET}@127.0.0.1:1/\"")),
        good.replace("http://127.0.0.1:1\"", &format!("https://user:{CLIENT_SECRET}@shop.example\"")),
        good.replace("http://127.0.0.1:1\"", &format!("ftp://{CLIENT_SECRET}\"")),
        good.replace("eligible =", "nobody ="),
        good.replace("refresh_token =", "token ="),
        good.replace("customers.kyc_expired]", "customers.stale]").replace("stale = ", "kyc_expired = "),
        format!("{good}\n[transport]\nproxy = \"socks5://user:{SECRET}@127.0.0.1:1\"\n"),
        format!("{good}\n[transport]\ntimeout = {SECRET:?}\n"),
    ];
    for config in cases {
        let scene = Scene::embedded();
        scene.write("signoff.toml", &config);
        let ran = scene.run(&[]);
        ran.refused(&["signoff.toml:"]);
        clean(&[ran.stderr], &CANARIES);
    }
}

#[test]
fn when_a_document_cannot_be_signed() {
    let good = json!({
        "request": { "method": "GET", "url": "https://a.example/", "headers": {}, "body": null },
        "access_key_id": "KEY", "secret_key": SECRET, "authorization": format!("AMZ+KEY:{SECRET}"),
    });
    let text = good.to_string();
    let member = format!("\"secret_key\":{SECRET:?}");
    assert!(text.contains(&member));
    let cases = [
        text.clone(),
        text.replace(&member, &format!("\"secret_keys\":{SECRET:?}")),
        text.replace(&member, &format!("{member},{member}")),
        text.replace(&member, &format!("\"secret_key\":[{SECRET:?}]")),
        text.replace(&member, &format!("\"secret_key\":{SECRET}")),
        text.replace(&member, &format!("{SECRET:?}:\"secret_key\"")),
        text.trim_end_matches('}').to_owned(),
    ];
    for (command, input) in ["sign", "verify"].iter().flat_map(|command| cases.iter().map(move |input| (command, input))) {
        let ran = super::sign_verify::pipe(command, input);
        assert_ne!(ran.code, 0, "{command} {input}: {ran:?}");
        clean(&[ran.stdout, ran.stderr], &CANARIES);
    }
}

//! The files that a user writes: what editors are told of them (`schemas/signoff/`), what `signoff init` writes, and what the program
//! reads are the same.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::Value;
use signoff::config::{Config, template};
use signoff::providers::ALL;
use signoff::schema;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// A TOML text as a validator for editors sees it: dates are texts.
fn document(text: &str) -> Value {
    fn plain(value: toml::Value) -> Value {
        match value {
            toml::Value::Datetime(date) => Value::String(date.to_string()),
            toml::Value::Array(items) => items.into_iter().map(plain).collect(),
            toml::Value::Table(table) => Value::Object(table.into_iter().map(|(key, value)| (key, plain(value))).collect()),
            other => serde_json::to_value(other).unwrap(),
        }
    }
    plain(toml::Value::Table(toml::from_str(text).unwrap()))
}

fn fits(schema: &str, text: &str) -> bool {
    schema::validate("signoff", schema, &document(text)).is_ok()
}

/// The template with every line switched on, but for those that exclude others.
fn everything() -> String {
    let text = template::template(&|_| true);
    let on = text.lines().map(|line| match line.strip_prefix('#') {
        Some(rest) if rest.starts_with(|c: char| c == '[' || c.is_ascii_lowercase()) => rest,
        _ => line,
    });
    let mut table = String::new();
    let mut kept = String::new();
    for line in on {
        if line.starts_with('[') {
            table = line.to_owned();
        }
        let excluded = (table.ends_with(".signer]") && line.starts_with("url"))
            || (table.ends_with(".merchant]") && line.starts_with("control_url"));
        if !excluded {
            kept += line;
            kept.push('\n');
        }
    }
    kept
}

/// Every variable is set, each to what its key takes.
fn parse(text: &str) -> Result<Config, String> {
    let value = |name: &str| match name {
        "ADYEN_CURRENCY" => "EUR".to_owned(),
        "ADYEN_COUNTRY" => "DE".to_owned(),
        "ADYEN_CAPTURE" => "manual".to_owned(),
        name if name.ends_with("_HMAC_KEY") => "0f".repeat(32),
        _ => "x".to_owned(),
    };
    Config::parse(text, "signoff.toml", &|name| Some(value(name))).map_err(|error| error.to_string())
}

/// The keys that the program takes in a table of `text`: it names them when it meets another one.
fn read_keys(text: &str, table: &str) -> BTreeSet<String> {
    let head = format!("[{table}]\n");
    let text = match text.contains(&head) {
        true => text.replace(&head, &format!("{head}zzz = \"x\"\n")),
        false => format!("{text}\n{head}zzz = \"x\"\n"),
    };
    let error = parse(&text).unwrap_err();
    let (_, keys) = error.split_once("may hold ").or_else(|| error.split_once("there are ")).unwrap_or_else(|| panic!("{error}"));
    keys.split(", ").filter(|key| !key.is_empty()).map(str::to_owned).collect()
}

/// The keys that the schema takes in a table.
fn described_keys(table: &str) -> BTreeSet<String> {
    let schema = schema::document("signoff", "config").unwrap();
    let mut place = schema;
    for key in table.split('.') {
        place = resolved(schema, &place["properties"][key]);
    }
    assert_eq!(place["properties"].is_object(), place["additionalProperties"] == false, "{table} is open");
    match (place["properties"].as_object(), place["propertyNames"]["enum"].as_array()) {
        (Some(keys), _) => keys.keys().cloned().collect(),
        (None, Some(names)) => names.iter().map(|name| name.as_str().unwrap().to_owned()).collect(),
        (None, None) => BTreeSet::new(),
    }
}

fn resolved<'a>(schema: &'a Value, place: &'a Value) -> &'a Value {
    place["$ref"].as_str().map_or(place, |reference| schema.pointer(reference.trim_start_matches('#')).unwrap())
}

#[test]
fn the_schema_of_the_configuration_knows_the_keys_that_the_program_reads() {
    let text = everything();
    assert_eq!(described_keys("transport"), read_keys(&text, "transport"));
    for provider in ALL {
        for room in ["endpoint", "customers", "checkout", "checkout.page", "shoppers", "merchant"] {
            let table = format!("{}.{room}", provider.slug);
            let example = match room {
                // A page or a backend that the template does not offer can be configured all the same.
                "checkout" | "checkout.page" if provider.merchant.is_none() => {
                    format!("{text}\n[{}.checkout]\nurl = \"http://127.0.0.1/{{customer}}{{amount}}{{order}}\"\n", provider.slug)
                }
                "merchant" if provider.merchant.is_none() => format!("{text}\n[{table}]\nlisten = \"127.0.0.1:1\"\n"),
                _ => text.clone(),
            };
            assert_eq!(described_keys(&table), read_keys(&example, &table), "{table}");
        }
        let rooms = ["endpoint", "login", "customers", "signer", "checkout", "shoppers", "merchant", "capabilities"];
        assert_eq!(described_keys(provider.slug), rooms.map(str::to_owned).into(), "{}", provider.slug);
        assert_eq!(described_keys(provider.slug), read_keys(&text, provider.slug), "{}", provider.slug);
    }
    let amazon = "amazon_pay_india";
    assert_eq!(described_keys(&format!("{amazon}.login")), read_keys(&text, &format!("{amazon}.login")));
    assert_eq!(described_keys(&format!("{amazon}.signer")), read_keys(&text, &format!("{amazon}.signer")));
}

#[test]
fn the_template_holds_every_key_of_its_tables_and_the_program_reads_it() {
    let text = everything();
    let config = parse(&text).unwrap();
    assert_eq!(config.providers.len(), ALL.len());
    assert!(fits("config", &text));
    let written = document(&text);
    for (slug, tables) in written.as_object().unwrap() {
        let (path, tables) = match tables["checkout"]["page"].is_object() {
            true => (vec![format!("{slug}.checkout.page")], tables),
            false => (Vec::new(), tables),
        };
        let rooms = tables.as_object().unwrap().iter().filter(|(room, _)| !["capabilities"].contains(&room.as_str()));
        let tables = match slug.as_str() {
            "transport" => vec![slug.clone()],
            _ => rooms.map(|(room, _)| format!("{slug}.{room}")).chain(path).collect(),
        };
        for table in tables {
            let pointer = format!("/{}", table.replace('.', "/"));
            let mut keys: BTreeSet<String> = written.pointer(&pointer).unwrap().as_object().unwrap().keys().cloned().collect();
            // The two that exclude others were left out, and the page stands in a table of its own.
            let others = match table.rsplit('.').next().unwrap() {
                "signer" => &["url"][..],
                "merchant" => &["control_url"],
                _ => &[],
            };
            keys.extend(others.iter().map(|key| (*key).to_owned()));
            assert_eq!(keys, described_keys(&table), "{table}");
        }
    }
}

#[test]
fn a_template_for_an_empty_environment_is_all_comments_and_one_for_some_variables_uses_them() {
    let empty = template::template(&|_| false);
    assert!(empty.lines().all(|line| line.is_empty() || line.starts_with('#')), "{empty}");
    assert!(parse(&empty).unwrap().providers.is_empty());
    let given = ["PPRO_MERCHANT_ID", "PPRO_API_KEY", "ADYEN_API_KEY"];
    let some = template::template(&|name| given.contains(&name));
    let env = |name: &str| given.contains(&name).then(|| format!("value of {name}"));
    let config = Config::parse(&some, "signoff.toml", &env).unwrap();
    let slugs: Vec<_> = config.providers.iter().map(|targets| targets.provider.slug).collect();
    assert_eq!(slugs, ["ppro"], "Adyen's merchant account is not given");
    assert_eq!(config.providers[0].endpoint.as_ref().unwrap().credentials.get("api_key"), "value of PPRO_API_KEY");
}

#[test]
fn each_provider_of_the_template_has_a_port_of_its_own() {
    let config = parse(&everything()).unwrap();
    let merchants = config.providers.iter().filter_map(|targets| targets.merchant.as_ref());
    let places: Vec<_> = merchants.map(|merchant| (merchant.listen.unwrap(), merchant.signed_host.clone().unwrap())).collect();
    let ports: BTreeSet<_> = places.iter().map(|(listen, _)| listen.port()).collect();
    assert_eq!(ports.into_iter().collect::<Vec<_>>(), (8443..).take(ALL.len()).collect::<Vec<_>>());
    assert!(places.iter().all(|(listen, host)| listen.to_string() == *host), "{places:?}");
}

#[test]
fn every_catalogue_file_fits_its_schema_and_broken_ones_do_not() {
    let folders = fs::read_dir(Path::new(ROOT).join("features")).unwrap().map(|entry| entry.unwrap().path());
    let files: Vec<_> = folders.map(|folder| folder.join("requirements.toml")).collect();
    assert!(files.len() > ALL.len(), "{files:?}");
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        schema::validate("signoff", "catalogue", &document(&text)).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    }
    let entry = "[[requirement]]\nid = \"ACME-1\"\nlevel = \"MUST\"\nsubject = \"endpoint\"\ntext = \"t\"\nsource = \"s\"\n\
                 basis = \"inferred\"\n";
    assert!(fits("catalogue", entry));
    for (wrong, right) in
        [("ACME-1", "acme-1"), ("MUST", "must"), ("endpoint", "page"), ("basis", "base"), ("text = \"t\"\n", "")]
    {
        assert!(!fits("catalogue", &entry.replace(wrong, right)), "{wrong} as {right}");
    }
}

#[test]
fn waivers_fit_their_schema_and_broken_ones_do_not() {
    let waiver = "[[waiver]]\nrequirement = \"A-1\"\nreason = \"known\"\nowner = \"payments\"\nexpires = 2027-03-31\n\
                  target = \"embedded\"\n";
    assert!(fits("waivers", waiver));
    for (wrong, right) in [
        ("2027-03-31", "\"soon\""),
        ("owner", "owned"),
        ("\"known\"", "\" \""),
        ("expires = 2027-03-31\n", ""),
        ("waiver", "waive"),
    ] {
        assert!(!fits("waivers", &waiver.replace(wrong, right)), "{wrong} as {right}");
    }
}

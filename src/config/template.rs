//! A commented `signoff.toml` to begin with, made of what the providers' houses say of themselves.

use std::fmt::Write as _;

use crate::providers::{self, Provider};

/// What stands at the head of the file.
const HEAD: &str = "\
# signoff.toml: what is under test, and how it is reached. `signoff doctor` checks it, `signoff run` uses it.
# No secret stands here: ${NAME} reads the environment. A line that begins with # is switched off: those that read a variable
# that was not set when this file was written, and those that only you can fill in. `signoff run` tries the providers that have a
# table here.
";

/// A setting of a table.
struct Line {
    key: String,
    /// As TOML.
    value: String,
    about: &'static str,
    /// The table is nothing without it.
    required: bool,
    /// It is written switched on.
    on: bool,
}

impl Line {
    /// The variable that it reads.
    fn variable(&self) -> Option<&str> {
        self.value.strip_prefix("\"${")?.strip_suffix("}\"")
    }
}

/// A table with the reason why one would want it.
struct Table {
    name: String,
    about: String,
    lines: Vec<Line>,
}

impl Table {
    /// True when it is written switched on: nothing that it needs is missing, and something is there.
    fn is_on(&self) -> bool {
        self.lines.iter().any(|line| line.on) && self.lines.iter().all(|line| line.on || !line.required)
    }

    /// The variables for want of which it is switched off, when others that it reads are set.
    fn lacks(&self) -> Vec<String> {
        let reads =
            |on: bool| self.lines.iter().filter(move |line| line.on == on).filter_map(|line| Some((line, line.variable()?)));
        let required = reads(false).filter(|(line, _)| line.required).map(|(_, name)| name.to_owned());
        if reads(true).next().is_some() { required.collect() } else { Vec::new() }
    }

    fn write(&self, out: &mut String) {
        let is_on = self.is_on();
        let mark = |on: bool| if on { "" } else { "#" };
        let width =
            self.lines.iter().map(|line| line.key.len() + line.value.len()).filter(|width| *width < 72).max().unwrap_or(0);
        // Writing to a text cannot fail.
        let _ = writeln!(out, "\n# {}\n{}[{}]", self.about, mark(is_on), self.name);
        for line in &self.lines {
            let setting = format!("{} = {}", line.key, line.value);
            let _ = match line.about {
                "" => writeln!(out, "{}{setting}", mark(is_on && line.on)),
                about => writeln!(out, "{}{setting:width$} # {about}", mark(is_on && line.on), width = width + 4),
            };
        }
    }
}

/// The file; `is_set` knows the variables that have a value. Lines that read another one are switched off with `#`.
pub fn template(is_set: &dyn Fn(&str) -> bool) -> String {
    let mut text = HEAD.to_owned();
    transport().write(&mut text);
    // Backends of several providers are served at once, each at a port of its own.
    for (provider, port) in providers::ALL.iter().zip(8443_u16..) {
        let _ = write!(text, "\n# --- {} {}\n", provider.title, "-".repeat(100_usize.saturating_sub(provider.title.len())));
        let endpoint = endpoint(provider, is_set);
        let is_on = endpoint.is_on();
        endpoint.write(&mut text);
        // Customers and their login are known at an endpoint only.
        let known = |name: &str| is_on && is_set(name);
        let tables = [login(provider, &known), customers(provider, &known), signer(provider)];
        tables.into_iter().flatten().for_each(|table| table.write(&mut text));
        shop(provider, port).iter().for_each(|table| table.write(&mut text));
        capabilities(provider).iter().for_each(|table| table.write(&mut text));
    }
    text
}

/// The tables that stay switched off though variables that they read are set, each with those that are not.
pub fn unfinished(is_set: &dyn Fn(&str) -> bool) -> Vec<(String, Vec<String>)> {
    let endpoints = providers::ALL.iter().map(|provider| endpoint(provider, is_set));
    let lacking = endpoints.map(|table| (table.lacks(), table.name)).filter(|(lacks, _)| !lacks.is_empty());
    lacking.map(|(lacks, name)| (name, lacks)).collect()
}

/// The variable that a key reads, e.g. `JUSPAY_API_KEY`.
fn variable(provider: &Provider, key: &str) -> String {
    format!("{}_{key}", provider.slug).to_uppercase()
}

fn given(provider: &Provider, (key, stem): (&str, &str), about: &'static str, is_set: &dyn Fn(&str) -> bool) -> Line {
    let name = variable(provider, stem);
    Line { key: key.to_owned(), value: format!("\"${{{name}}}\""), about, required: false, on: is_set(&name) }
}

/// A line that is always switched off.
fn example(key: &str, value: &str, about: &'static str) -> Line {
    Line { key: key.to_owned(), value: value.to_owned(), about, required: false, on: false }
}

fn table(name: String, about: impl Into<String>, lines: Vec<Line>) -> Table {
    Table { name, about: about.into(), lines }
}

fn transport() -> Table {
    let lines = vec![
        example("timeout", "\"10s\"", "for one request"),
        example("scenario_timeout", "\"60s\"", "for one whole scenario"),
        example("proxy", "\"http://proxy.corp:3128\"", "not taken from the environment"),
        example("ca_file", "\"corp-ca.pem\"", "certificates that are trusted beside those of the machine"),
        example("client_certificate", "\"client.pem\"", "for targets that ask for one; with client_key"),
        example("client_key", "\"client.key\"", ""),
        example("body_cap", "4194304", "the most bytes that are read of one body"),
    ];
    table("transport".to_owned(), "How targets are reached; these are the defaults or examples.", lines)
}

fn endpoint(provider: &Provider, is_set: &dyn Fn(&str) -> bool) -> Table {
    let base_url = format!("\"{}\"", provider.sandbox);
    let mut lines = vec![Line { key: "base_url".to_owned(), value: base_url, about: "its sandbox", required: true, on: true }];
    lines.extend(
        provider
            .keys
            .iter()
            .map(|key| Line { required: key.required, ..given(provider, (key.name, key.name), key.about, is_set) }),
    );
    lines.push(example("control_url", "\"http://127.0.0.1:4100/\"", "only of our own simulators (signoff simulate)"));
    table(format!("{}.endpoint", provider.slug), "The provider's API: sandbox, gateway or simulator.", lines)
}

fn login(provider: &Provider, is_set: &dyn Fn(&str) -> bool) -> Option<Table> {
    let token_url = provider.token_url?;
    let id = given(provider, ("client_id", "login_client_id"), "at the token endpoint", is_set);
    let secret = given(provider, ("client_secret", "login_client_secret"), "not needed for tokens linked by an app", is_set);
    let lines =
        vec![Line { required: true, ..id }, secret, example("token_url", &format!("\"{token_url}\""), "this is the usual one")];
    Some(table(format!("{}.login", provider.slug), "Renews customers' access tokens with their refresh tokens.", lines))
}

fn customers(provider: &Provider, is_set: &dyn Fn(&str) -> bool) -> Option<Table> {
    let line = |persona: &&str| given(provider, (persona, &format!("token_{persona}")), "", is_set);
    let lines: Vec<_> = provider.personas.iter().map(line).collect();
    let renewed = match provider.token_url {
        Some(_) => " or { refresh_token = \"${NAME}\" }, which [login] renews",
        None => "",
    };
    let about =
        format!("Customers in known states: a token each{renewed}. Scenarios whose customer is not given are inconclusive.");
    (!lines.is_empty()).then(|| table(format!("{}.customers", provider.slug), about, lines))
}

fn signer(provider: &Provider) -> Option<Table> {
    provider.signer?;
    let lines = vec![
        example("command", "[\"python3\", \"signer.py\"]", "speaks JSON lines on stdin and stdout"),
        example("url", "\"http://127.0.0.1:9000/sign\"", "instead of command"),
    ];
    Some(table(format!("{}.signer", provider.slug), "Your signing code.", lines))
}

/// `port` is where our simulator would listen for the backend.
fn shop(provider: &Provider, port: u16) -> Vec<Table> {
    if provider.merchant.is_none() {
        return Vec::new();
    }
    let name = |room: &str| format!("{}.{room}", provider.slug);
    let pay = "\"http://127.0.0.1:3000/pay?customer={customer}&amount={amount}&order={order}\"";
    let checkout = vec![
        example("url", pay, "with these three placeholders"),
        example("browser", "true", "looks with a real browser; without it only the HTML is read"),
    ];
    let page = [
        ("option", "\"input[value=amazon]\"", "a CSS selector, or name:.. for an accessible name"),
        ("pay", "\"name:Pay now\"", ""),
        ("consent", "\"#agree\"", "what a customer ticks to agree to later payments"),
        ("link_account", "\"name:Link\"", ""),
        ("retry", "\"name:Try again\"", ""),
        ("paid", "[\"Thank you\"]", "texts by which the customer knows how things stand"),
        ("pending", "[\"In progress\"]", ""),
        ("failed", "[\"Payment failed\"]", ""),
        ("refunded", "[\"Refunded\"]", ""),
    ];
    let page = page.into_iter().map(|(key, value, about)| example(key, value, about)).collect();
    let personas = provider.personas.iter().chain(provider.shopper_personas);
    // Each state is another customer's.
    let shoppers = personas.zip(1001..).map(|(persona, number)| example(persona, &format!("\"u-{number}\""), "")).collect();
    let listen = format!("\"127.0.0.1:{port}\"");
    let mut merchant = vec![
        example("listen", &listen, "where your backend finds our simulator instead of the provider"),
        example(
            "control_url",
            "\"http://127.0.0.1:4100/\"",
            "instead of listen: our reference merchant (signoff simulate --merchant)",
        ),
        example("signed_host", &listen, "the host that it signs with, when it is not that of listen"),
        example("public_url", "\"https://staging.shop.example\"", "what the rules about hosts and schemes judge"),
        example("notification_url", "\"http://127.0.0.1:3000/notifications\"", "where it takes notifications"),
    ];
    let tokenisation =
        example("tokenisation_url", "\"http://127.0.0.1:3000/tokens\"", "where it takes tokenisation webhooks, if elsewhere");
    merchant.extend(provider.merchant.and_then(|room| room.apart).map(|_| tokenisation));
    merchant.extend([
        example("refund_url", "\"http://127.0.0.1:3000/refund?order={order}&amount={amount}\"", "where a POST asks for a refund"),
        example(
            "recurring_url",
            "\"http://127.0.0.1:3000/recurring?customer={customer}&amount={amount}&order={order}\"",
            "where a POST charges a customer anew, without them",
        ),
        example("works_within", "\"4s\"", "how long it may work on after it answered"),
    ]);
    let keys = provider.keys.iter();
    merchant.extend(keys.map(|key| given(provider, (key.name, key.name), "taken from [endpoint] when left out", &|_| false)));
    vec![
        table(name("checkout"), "Your payment page.", checkout),
        table(name("checkout.page"), "How its elements are found, where their usual names do not tell.", page),
        table(name("shoppers"), "Your shop's own customers, one for each state that is tried.", shoppers),
        table(name("merchant"), "Your backend. It calls our simulator; we send it notifications.", merchant),
    ]
}

fn capabilities(provider: &Provider) -> Option<Table> {
    let lines: Vec<_> = provider.capabilities.iter().map(|name| example(name, "true", "")).collect();
    let about = "What the target can do; a requirement about what is not claimed does not apply.";
    (!lines.is_empty()).then(|| table(format!("{}.capabilities", provider.slug), about, lines))
}

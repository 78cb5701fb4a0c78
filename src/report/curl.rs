//! A recorded exchange for a reader's eye: the request as a command line to copy; secrets are placeholders in it already.

use crate::engine::record::{ExchangeRecord, RequestRecord};

/// The `curl` command of a request, quoted for a POSIX shell.
pub fn command(request: &RequestRecord) -> String {
    let mut command = format!("curl -X {} {}", quoted(&request.method), quoted(&request.url));
    for (name, value) in request.headers.iter() {
        command.push_str(&format!(" -H {}", quoted(&format!("{name}: {value}"))));
    }
    if !request.body.is_empty() {
        command.push_str(&format!(" --data-raw {}", quoted(&request.body)));
    }
    command
}

/// What came back, in one line of at most 400 characters.
pub fn answer(exchange: &ExchangeRecord) -> String {
    let line = match &exchange.response {
        Some(response) => {
            format!("answered {} {}", response.status, response.body.split_whitespace().collect::<Vec<_>>().join(" "))
        }
        None => format!("no answer: {}", exchange.error.as_deref().unwrap_or("the reason was not recorded")),
    };
    match line.char_indices().nth(400) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}

fn quoted(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-._/:=@%+,".contains(c);
    if !text.is_empty() && text.chars().all(plain) { text.to_owned() } else { format!("'{}'", text.replace('\'', r"'\''")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_survives_the_shell() {
        let request = RequestRecord {
            method: "POST".into(),
            url: "http://127.0.0.1:1/v1/charge?a=1&b=2".into(),
            headers: [("x-amz-user-agent", "it's; $HOME")].into_iter().collect(),
            body: r#"{"a":"b"}"#.into(),
        };
        let expected =
            r#"curl -X POST 'http://127.0.0.1:1/v1/charge?a=1&b=2' -H 'x-amz-user-agent: it'\''s; $HOME' --data-raw '{"a":"b"}'"#;
        assert_eq!(command(&request), expected);
    }
}

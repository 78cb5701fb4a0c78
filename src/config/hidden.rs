//! Secrets that are no keys of their own: they stand in an address, or among the words of a command.

use percent_encoding::percent_decode_str;
use url::Url;

use super::target::{ProviderTargets, SignerTarget};
use crate::core::secret::Secret;

/// Every one of them with the path of its key: what variables brought, and the user names and passwords of addresses.
pub(super) fn secrets(targets: &ProviderTargets, brought: &[(String, Secret)]) -> Vec<(String, Secret)> {
    let addresses: Vec<(String, &str)> = addresses(targets).collect();
    let of_variables = brought.iter().filter(|(key, value)| match addresses.iter().find(|(of, _)| of == key) {
        Some((_, address)) => !is_origin(value.expose(), address),
        None => key.ends_with(".signer.command"),
    });
    let signed_in = addresses.iter().filter_map(|(key, address)| Some((key.clone(), Secret::new(signed_in(address)?))));
    let whole_and_parts = of_variables.flat_map(|(key, value)| {
        let parts = values(value.expose()).map(|part| (key.clone(), Secret::new(part)));
        std::iter::once((key.clone(), value.clone())).chain(parts)
    });
    whole_and_parts.chain(signed_in).flat_map(|(key, secret)| in_both_forms(key, &secret)).collect()
}

/// The addresses that may hold a secret, and their keys.
fn addresses(targets: &ProviderTargets) -> impl Iterator<Item = (String, &str)> {
    let checkout = targets.checkout.iter().map(|checkout| ("checkout.url", Some(&checkout.url)));
    let signer = targets.signer.iter().map(|signer| match signer {
        SignerTarget::Url(url) => ("signer.url", Some(url)),
        SignerTarget::Command(_) | SignerTarget::Embedded => ("signer.url", None),
    });
    let merchant = targets.merchant.iter().flat_map(|merchant| {
        [
            ("merchant.public_url", merchant.public_url.as_ref()),
            ("merchant.notification_url", merchant.notification_url.as_ref()),
            ("merchant.tokenisation_url", merchant.tokenisation_url.as_ref()),
            ("merchant.refund_url", merchant.refund_url.as_ref()),
            ("merchant.recurring_url", merchant.recurring_url.as_ref()),
        ]
    });
    let all = checkout.chain(signer).chain(merchant);
    all.filter_map(|(key, address)| Some((format!("{}.{key}", targets.provider.slug), address?.as_str())))
}

/// True when the text says where the address leads: its host or a part of it, alone or behind a scheme.
fn is_origin(text: &str, address: &str) -> bool {
    let Ok(address) = Url::parse(address) else { return false };
    let origin = address.origin().ascii_serialization();
    let text = text.trim_end_matches('/');
    origin.contains(text) || Url::parse(text).is_ok_and(|url| url.origin() == address.origin() && url.path() == "/")
}

/// The values in a query, be it alone or that of an address.
fn values(text: &str) -> impl Iterator<Item = &str> {
    let query = text.split_once('?').map_or(text, |(_, query)| query);
    query.split('&').filter_map(|pair| pair.split_once('=')).map(|(_, value)| value).filter(|value| !is_placeholder(value))
}

/// The password of an address, else its user name.
fn signed_in(address: &str) -> Option<String> {
    let url = Url::parse(address).ok()?;
    let name = Some(url.username()).filter(|name| !name.is_empty());
    url.password().or(name).map(str::to_owned)
}

/// As it is written, and what that stands for in an address.
fn in_both_forms(key: String, secret: &Secret) -> Vec<(String, Secret)> {
    let decoded = percent_decode_str(secret.expose()).decode_utf8_lossy().into_owned();
    let other = (decoded != secret.expose()).then(|| (key.clone(), Secret::new(decoded)));
    std::iter::once((key, secret.clone())).chain(other).collect()
}

/// An address for people: without user name and password, and of its query no values but placeholders and variables.
pub fn shown_address(address: &str) -> String {
    let (place, query) = address.split_once('?').map_or((address, None), |(place, query)| (place, Some(query)));
    let (scheme, rest) = place.split_once("://").unwrap_or(("", place));
    let end = rest.find('/').unwrap_or(rest.len());
    let host = rest[..end].rsplit('@').next().unwrap_or_default();
    let scheme = if scheme.is_empty() { String::new() } else { format!("{scheme}://") };
    let query = query.map(|query| format!("?{}", query.split('&').map(shown_pair).collect::<Vec<_>>().join("&")));
    format!("{scheme}{host}{}{}", &rest[end..], query.unwrap_or_default())
}

fn shown_pair(pair: &str) -> String {
    match pair.split_once('=') {
        Some((name, value)) if !value.is_empty() && !is_placeholder(value) => format!("{name}=.."),
        _ => pair.to_owned(),
    }
}

fn is_placeholder(value: &str) -> bool {
    let name = value.strip_prefix('$').unwrap_or(value).strip_prefix('{').and_then(|name| name.strip_suffix('}'));
    name.is_some_and(|name| name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_shown_without_what_may_be_secret() {
        for (address, shown) in [
            ("https://shop.example/pay?c={customer}&a={amount}", "https://shop.example/pay?c={customer}&a={amount}"),
            ("https://user:pass@shop.example:8443/pay", "https://shop.example:8443/pay"),
            ("https://user:p@ss@shop.example", "https://shop.example"),
            (
                "http://shop.example/@a?bypass=t0ken&o={order}&flag&v=${NAME}&n={a}b",
                "http://shop.example/@a?bypass=..&o={order}&flag&v=${NAME}&n=..",
            ),
            ("", ""),
        ] {
            assert_eq!(shown_address(address), shown);
        }
    }

    #[test]
    fn a_variable_that_names_the_host_is_no_secret() {
        let address = "https://user:t0ken@staging.shop.example/pay/t0ken";
        for text in ["staging.shop.example", "https://staging.shop.example", "https://staging.shop.example/", "https", "staging"]
        {
            assert!(is_origin(text, address), "{text}");
        }
        for text in ["t0ken", "user:t0ken", "user:t0ken@staging.shop.example"] {
            assert!(!is_origin(text, address), "{text}");
        }
    }
}

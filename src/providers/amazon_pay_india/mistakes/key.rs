//! Mistakes in the signing key.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

use super::{Mistake, Stage, steps};
use crate::signing::algorithm::Algorithm;
use crate::signing::encoding;
use crate::signing::recipe::Recipe;

pub static MISTAKES: &[Mistake] = &[
    key(
        "key_without_prefix",
        "The key is derived from the secret without its prefix.",
        "Put the published prefix before the secret in the first step of the key.",
        |recipe| recipe.prefix = |_| "",
    ),
    key(
        "secret_as_key",
        "The secret itself is the key: no key is derived.",
        "Derive the key in four steps over date, region, service and end of the scope.",
        |recipe| {
            recipe.prefix = |_| "";
            recipe.chain = |_| Vec::new();
        },
    ),
    key(
        "prefix_and_secret_as_key",
        "Prefix and secret are the key: the four steps are left out.",
        "Derive the key in four steps over date, region, service and end of the scope.",
        |recipe| recipe.chain = |_| Vec::new(),
    ),
    key(
        "key_steps_backwards",
        "The steps of the key are taken in the opposite order.",
        "Take date, region, service and end of the scope in this order.",
        |recipe| recipe.chain = |scope| scope.steps().into_iter().rev().collect(),
    ),
    key(
        "key_without_last_step",
        "The last step of the key, over the end of the scope, is left out.",
        "Take all four steps: date, region, service and end of the scope.",
        |recipe| recipe.chain = |scope| scope.steps().into_iter().take(3).collect(),
    ),
    key(
        "key_of_one_step",
        "The key is made in one step over the whole scope.",
        "Take four steps: date, region, service and end of the scope.",
        |recipe| recipe.chain = |scope| vec![scope.steps().join("/").into()],
    ),
    key(
        "key_of_day_before",
        "The key is that of the day before: it was kept for too long.",
        "Derive the key anew when the day of the date header is another one.",
        |recipe| recipe.chain = steps::steps_of_day_before,
    ),
    key(
        "hex_intermediate_keys",
        "The results of the key's steps are used as hexadecimal text.",
        "Use the raw bytes of each step as the key of the next.",
        |recipe| recipe.link = |mac| encoding::hex(mac).into_bytes(),
    ),
    key(
        "base64_intermediate_keys",
        "The results of the key's steps are used as base64 text.",
        "Use the raw bytes of each step as the key of the next.",
        |recipe| recipe.link = |mac| STANDARD.encode(mac).into_bytes(),
    ),
    key(
        "secret_trimmed",
        "White space at the ends of the secret is cut off.",
        "Use the secret exactly as it was handed out; if the white space is a slip, configure the secret without it.",
        |recipe| recipe.secret = |account| Zeroizing::new(account.secret.trim().as_bytes().to_vec()),
    ),
    key(
        "secret_with_line_feed",
        "The secret has a line feed at its end, as when it is read from a file.",
        "Cut the line end off after reading the secret.",
        |recipe| recipe.secret = |account| Zeroizing::new([account.secret.as_bytes(), b"\n"].concat()),
    ),
    key(
        "secret_in_quotes",
        "The secret is used with quotation marks around it.",
        "Take the quotation marks off after reading the secret.",
        |recipe| recipe.secret = |account| Zeroizing::new([b"\"", account.secret.as_bytes(), b"\""].concat()),
    ),
    key("secret_from_base64", "The secret is decoded from base64 before it is used.", "Use the secret as text.", |recipe| {
        recipe.secret = steps::secret_from_base64
    }),
    key("secret_in_base64", "The secret is encoded in base64 before it is used.", "Use the secret as text.", |recipe| {
        recipe.secret = |account| Zeroizing::new(STANDARD.encode(account.secret).into_bytes())
    }),
    key(
        "access_key_as_secret",
        "The access key id is used as the secret.",
        "Sign with the secret key; the access key id stands in the Authorization header only.",
        |recipe| recipe.secret = |account| Zeroizing::new(account.access_key_id.as_bytes().to_vec()),
    ),
    key(
        "sha256_hmacs",
        "The HMACs of key and signature are made with SHA-256.",
        "Make them with SHA-384, like the hash.",
        |recipe| recipe.hmac = Algorithm::Sha256,
    ),
    key(
        "sha512_hmacs",
        "The HMACs of key and signature are made with SHA-512.",
        "Make them with SHA-384, like the hash.",
        |recipe| recipe.hmac = Algorithm::Sha512,
    ),
];

const fn key(id: &'static str, text: &'static str, fix: &'static str, apply: fn(&mut Recipe)) -> Mistake {
    Mistake::new(Stage::Key, id, text, fix, apply)
}

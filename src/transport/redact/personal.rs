//! E-mail addresses, card numbers and phone numbers, wherever they stand.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

/// An e-mail address, else a phone number, else a card number: in one go or in the groups in which it is embossed.
#[expect(clippy::expect_used, reason = "a constant pattern; every test of this room compiles it")]
static SUSPECT: LazyLock<Regex> = LazyLock::new(|| {
    let email = r"[A-Za-z0-9._%+-]+(?:@|%40)[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}";
    let phone = r"(?:\+|%2[Bb])[0-9](?:[ -]?[0-9]){9,12}";
    let card = r"[0-9]{13,19}|[0-9]{4}(?:[ -][0-9]{4}){3}(?:[ -]?[0-9]{1,3})?|[0-9]{4}[ -][0-9]{6}[ -][0-9]{4,5}";
    Regex::new(&format!("{email}|{phone}|{card}")).expect("the pattern of personal data is well-formed")
});

/// What to replace, and by what.
pub(super) fn found(text: &str) -> impl Iterator<Item = (Range<usize>, Cow<'static, str>)> {
    SUSPECT.find_iter(text).filter_map(|found| {
        let place = || stands_alone(text, found.range());
        let label = match found.as_str() {
            suspect if suspect.contains('@') || suspect.contains("%40") => "[email]",
            suspect if suspect.starts_with(['+', '%']) => place().then_some("[phone]")?,
            suspect => (place() && is_card(suspect)).then_some("[card]")?,
        };
        Some((found.range(), Cow::Borrowed(label)))
    })
}

/// False within an id, a signature or a decimal number.
fn stands_alone(text: &str, range: Range<usize>) -> bool {
    let glued = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    let (before, after) = (&text[..range.start], &text[range.end..]);
    let fraction = after.strip_prefix('.').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    !before.ends_with(glued) && !before.ends_with(['.', '+', '/']) && !after.starts_with(glued) && !fraction
}

/// The length and first digits of a card scheme, and the Luhn check digit: times in ms or µs and most ids are none.
fn is_card(suspect: &str) -> bool {
    let digits: Vec<u32> = suspect.chars().filter_map(|c| c.to_digit(10)).collect();
    let scheme = match (digits.len(), digits.first()) {
        (13, first) => first == Some(&4),
        (14 | 15, first) => first == Some(&3),
        (16, first) => matches!(first, Some(2..=6 | 8)),
        (_, first) => matches!(first, Some(4..=6)),
    };
    let doubled = |digit: u32| digit * 2 / 10 + digit * 2 % 10;
    let sum: u32 = digits.iter().rev().enumerate().map(|(at, digit)| if at % 2 == 0 { *digit } else { doubled(*digit) }).sum();
    scheme && sum.is_multiple_of(10)
}

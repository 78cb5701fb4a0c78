//! The amounts that a page shows, as customers write them.

use rust_decimal::Decimal;

use crate::core::money;

/// What may stand between a label and its amount.
const BETWEEN: &[char] = &[':', ' ', '(', '-', '\u{2013}', '\u{2014}', '\u{20b9}'];
/// The zeros of India's scripts; the other digits follow each.
const ZEROS: &[u32] = &[0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66];

/// The amount with which a text begins, whatever the sign of its currency, its digits and its separators.
pub fn leading(text: &str) -> Option<Decimal> {
    let text = text.trim_start_matches(BETWEEN);
    let text = ["INR", "Rs.", "Rs"].iter().find_map(|sign| text.strip_prefix(sign)).unwrap_or(text).trim_start();
    let written: String = text.chars().map(latin).take_while(|c| is_written(*c)).collect();
    read(&written)
}

/// The amounts in a text, whatever stands around their digits.
pub fn all(text: &str) -> Vec<Decimal> {
    let text: String = text.chars().map(latin).collect();
    text.split(|c: char| !is_written(c)).filter_map(read).collect()
}

fn is_written(c: char) -> bool {
    c.is_ascii_digit() || matches!(c, '.' | ',')
}

fn read(written: &str) -> Option<Decimal> {
    let written = written.trim_end_matches(['.', ',']);
    let is_cents = |rest: &str| matches!(rest.len(), 1 | 2) && rest.bytes().all(|digit| digit.is_ascii_digit());
    // No separator of thousands stands before the last two digits, so such a comma is a decimal one.
    let digits = match written.rsplit_once(',').filter(|(_, rest)| is_cents(rest)) {
        Some((whole, cents)) => format!("{}.{cents}", whole.replace(['.', ','], "")),
        None => written.replace(',', ""),
    };
    money::decimal(&digits).ok()
}

fn latin(digit: char) -> char {
    let value = ZEROS.iter().find_map(|zero| u32::from(digit).checked_sub(*zero).filter(|value| *value < 10));
    value.and_then(|value| char::from_digit(value, 10)).unwrap_or(digit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_is_read_as_customers_write_it() {
        for (text, amount) in [
            ("\u{20b9}1,234.50 left", "1234.50"),
            (": \u{20b9} 1,23,450.00", "123450.00"),
            ("Rs. 1000", "1000"),
            ("INR 1.234,50", "1234.50"),
            ("(\u{20b9}50,000)", "50000"),
            ("\u{2013} \u{20b9}\u{967},\u{968}\u{969}\u{96a}.\u{96b}\u{966}", "1234.50"),
            ("\u{20b9}12.", "12"),
        ] {
            assert_eq!(leading(text), money::decimal(amount).ok(), "{text}");
            assert_eq!(all(&format!("Credit {text}")).first().copied(), money::decimal(amount).ok(), "{text}");
        }
        for text in ["", "none", "\u{20b9}", "of \u{20b9}5"] {
            assert_eq!(leading(text), None, "{text}");
        }
        let told = ["499.00", "10.00", "509.00"].map(|amount| money::decimal(amount).unwrap());
        assert_eq!(all("Order \u{20b9}499.00, fee \u{20b9}10.00: \u{20b9}509.00."), told);
    }
}

//! Amounts in minor units: exact both ways, whatever the currency.

use proptest::prelude::*;
use signoff::providers::adyen::currencies::{decimals, major, minor};

const CODES: &[&str] = &["EUR", "GBP", "HUF", "USD", "JPY", "CLP", "ISK", "CVE", "IDR", "IQD", "KWD", "TND", "UGX"];

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn minor_units_come_back_as_they_were(value in 0..i64::MAX, currency in proptest::sample::select(CODES)) {
        let printed = major(value, currency).to_string();
        prop_assert_eq!(minor(&printed, currency), Some(value), "{}", printed);
    }

    #[test]
    fn an_amount_is_never_rounded(whole in 0_u32..1_000_000, fraction in 0_u32..10_000, currency in proptest::sample::select(CODES)) {
        let exact = fraction % 10_u32.pow(4 - decimals(currency)) == 0;
        let found = minor(&format!("{whole}.{fraction:04}"), currency);
        prop_assert_eq!(found.is_some(), exact);
        if let Some(value) = found {
            prop_assert_eq!(value, i64::from(whole) * 10_i64.pow(decimals(currency)) + i64::from(fraction / 10_u32.pow(4 - decimals(currency))));
        }
    }

    #[test]
    fn whatever_text_is_no_amount_is_none(text in "\\PC{0,12}", currency in proptest::sample::select(CODES)) {
        let digits = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
        prop_assert!(digits || minor(&text, currency).is_none(), "{}", text);
    }
}

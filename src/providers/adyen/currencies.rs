//! Amounts in Adyen's minor units (CUR; the decimals of its API libraries).

use iso_currency::Currency;
use rust_decimal::Decimal;
use serde_json::{Value, json};

use crate::core::money::{self, Money};

/// Currencies without minor units here. CVE and IDR have some in ISO 4217.
const WITHOUT_DECIMALS: &[&str] =
    &["CVE", "DJF", "GNF", "IDR", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF", "XPF"];

/// Currencies of a thousand minor units.
const WITH_THREE_DECIMALS: &[&str] = &["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"];

/// The decimals that Adyen counts for a currency; two for every other one, CLP and ISK included, which have none in ISO 4217.
pub fn decimals(currency: &str) -> u32 {
    match currency {
        code if WITHOUT_DECIMALS.contains(&code) => 0,
        code if WITH_THREE_DECIMALS.contains(&code) => 3,
        _ => 2,
    }
}

/// Minor units of a decimal text: `10.50` in EUR is 1050. None for a text that is no exact amount of the currency.
pub fn minor(amount: &str, currency: &str) -> Option<i64> {
    money::minor(money::decimal(amount).ok()?, decimals(currency))
}

/// The amount of so many minor units: 1050 in EUR is 10.50.
pub fn major(value: i64, currency: &str) -> Decimal {
    money::major(value, decimals(currency))
}

/// The member `amount` of a message: `{"currency": .., "value": minor units}`.
pub fn write(amount: Money) -> Value {
    let currency = amount.currency.code();
    json!({ "currency": currency, "value": money::minor(amount.amount, decimals(currency)) })
}

/// Reads the member `amount` of a message.
pub fn read(amount: &Value) -> Option<Money> {
    let currency = amount.get("currency")?.as_str()?;
    let value = amount.get("value")?.as_i64()?;
    Some(Money { amount: major(value, currency), currency: Currency::from_code(currency)? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exceptions_to_the_iso_decimals_hold() {
        for (currency, amount, value) in [
            ("EUR", "10.50", 1050),
            ("HUF", "10.50", 1050),
            ("CLP", "10.50", 1050),
            ("ISK", "10", 1000),
            ("CVE", "10", 10),
            ("IDR", "10", 10),
            ("JPY", "10", 10),
            ("IQD", "10.505", 10_505),
        ] {
            assert_eq!(minor(amount, currency), Some(value), "{currency}");
            assert_eq!(
                read(&json!({ "currency": currency, "value": value })).map(write),
                Some(json!({ "currency": currency, "value": value }))
            );
        }
        assert_eq!([minor("10.5", "JPY"), minor("10.505", "EUR"), minor("-1", "EUR"), minor("1e3", "EUR")], [None; 4]);
    }

    #[test]
    fn what_is_no_amount_is_not_read() {
        for amount in [
            json!(null),
            json!({}),
            json!({ "currency": "EUR", "value": "1000" }),
            json!({ "currency": "EUR", "value": 10.5 }),
            json!({ "currency": "EURO", "value": 1 }),
        ] {
            assert_eq!(read(&amount), None, "{amount}");
        }
    }
}

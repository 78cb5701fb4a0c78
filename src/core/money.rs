//! Money is decimal: an amount and its currency, never a float.

use std::fmt;
use std::str::FromStr;

use iso_currency::Currency;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde_json::Value;
use thiserror::Error;

/// An amount of one currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Money {
    /// The amount in major units, e.g. rupees.
    pub amount: Decimal,
    /// ISO 4217.
    pub currency: Currency,
}

/// Why a text is no amount.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum MoneyError {
    /// Not a plain decimal number.
    #[error("could not read {0:?} as a decimal amount")]
    NotDecimal(String),
    /// More decimals than the currency has.
    #[error("could not use {text:?} as an amount: {currency} has {allowed} decimals")]
    TooPrecise {
        /// The text as given.
        text: String,
        /// The currency's code.
        currency: String,
        /// The currency's decimals.
        allowed: u16,
    },
    /// Not an ISO 4217 code.
    #[error("could not find the currency {0:?}")]
    UnknownCurrency(String),
}

impl Money {
    /// Reads a plain decimal text (`"10.50"`: digits, at most one point; no sign, exponent or blank) in the currency of the ISO code.
    pub fn parse(text: &str, currency: &str) -> Result<Self, MoneyError> {
        let code = Currency::from_code(currency).ok_or_else(|| MoneyError::UnknownCurrency(currency.into()))?;
        let amount = decimal(text)?;
        let allowed = code.exponent().unwrap_or(0);
        if amount.normalize().scale() > u32::from(allowed) {
            return Err(MoneyError::TooPrecise { text: text.into(), currency: currency.into(), allowed });
        }
        Ok(Self { amount, currency: code })
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.amount, self.currency.code())
    }
}

/// Reads an amount that a JSON document writes as a text or as a number.
pub fn told(value: &Value) -> Option<Decimal> {
    let printed = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    decimal(&printed).ok()
}

/// Reads a plain decimal text, the form in which the providers print amounts.
pub fn decimal(text: &str) -> Result<Decimal, MoneyError> {
    let plain = text.bytes().all(|b| b.is_ascii_digit() || b == b'.')
        && text.starts_with(|c: char| c.is_ascii_digit())
        && text.ends_with(|c: char| c.is_ascii_digit());
    if !plain {
        return Err(MoneyError::NotDecimal(text.into()));
    }
    Decimal::from_str(text).map_err(|_| MoneyError::NotDecimal(text.into()))
}

/// The amount in minor units of so many decimals: 10.50 with two decimals is 1050. None for what has more decimals or does not fit.
pub fn minor(amount: Decimal, decimals: u32) -> Option<i64> {
    let scaled = Decimal::from(10_u64.checked_pow(decimals)?).checked_mul(amount)?;
    if scaled.fract().is_zero() { scaled.to_i64() } else { None }
}

/// The amount of so many minor units: 1050 with two decimals is 10.50.
pub fn major(minor: i64, decimals: u32) -> Decimal {
    Decimal::new(minor, decimals)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn minor_units_are_exact() {
        for (text, decimals, units) in [("10.50", 2, 1050), ("10", 0, 10), ("0.001", 3, 1), ("1.10", 1, 11)] {
            let amount = decimal(text).unwrap();
            assert_eq!(minor(amount, decimals), Some(units), "{text}");
            assert_eq!(major(units, decimals), amount, "{text}");
        }
        for (text, decimals) in [("10.505", 2), ("0.5", 0), ("99999999999999999999", 2)] {
            assert_eq!(minor(decimal(text).unwrap(), decimals), None, "{text}");
        }
    }

    #[test]
    fn reads_plain_decimals_only() {
        assert_eq!(Money::parse("10.50", "INR").unwrap().to_string(), "10.50 INR");
        for text in ["", "-1", "+1", "1e3", "1,0", " 1", "1.", ".5", "1.2.3", "NaN"] {
            assert!(Money::parse(text, "INR").is_err(), "{text:?} was read");
        }
    }

    #[test]
    fn refuses_more_decimals_than_the_currency_has() {
        assert!(matches!(Money::parse("1.001", "INR"), Err(MoneyError::TooPrecise { .. })));
        assert!(Money::parse("1.100", "INR").is_ok());
        assert!(matches!(Money::parse("1.5", "JPY"), Err(MoneyError::TooPrecise { .. })));
        assert!(matches!(Money::parse("1", "XXQ"), Err(MoneyError::UnknownCurrency(_))));
    }
}

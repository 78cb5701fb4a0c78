//! Money is decimal: an amount and its currency, never a float.

use std::fmt;
use std::str::FromStr;

use iso_currency::Currency;
use rust_decimal::Decimal;
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

#[cfg(test)]
mod tests {
    use super::*;

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

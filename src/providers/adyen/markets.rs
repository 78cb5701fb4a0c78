//! Where Amazon Pay can be had through Adyen, and what of it is not the same for every account (OVERVIEW).

/// What a target may claim. OVERVIEW says that there are no recurring payments and no partial captures; SEED describes recurring
/// payments all the same, so that each account says what holds for it.
pub const CAPABILITIES: &[&str] = &["recurring", "manual_capture", "whole_captures"];

/// The currencies in which a merchant may have registered (OVERVIEW).
pub const CURRENCIES: &[&str] = &["EUR", "GBP", "HUF", "USD"];

/// The countries of merchants (OVERVIEW; the page of Amazon Pay's web component).
pub const COUNTRIES: &[&str] =
    &["AT", "BE", "CH", "CY", "DE", "DK", "ES", "FR", "GB", "HU", "IE", "IT", "LU", "NL", "PT", "SE", "US"];

/// True when a shopper of this country is offered Amazon Pay for this currency by an account that registered `registered`.
pub fn offers(country: &str, currency: &str, registered: &str) -> bool {
    COUNTRIES.contains(&country) && CURRENCIES.contains(&currency) && currency == registered
}

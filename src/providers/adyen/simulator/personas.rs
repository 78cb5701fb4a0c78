//! Shoppers in known states: what becomes of a payment with the token of each. A token may be used again and again here, unlike
//! Amazon's own: the account knows one of each state.

/// One state.
#[derive(Debug)]
pub(super) struct Persona {
    /// The name by which features and configurations call it.
    pub(super) name: &'static str,
    /// The result code of a payment.
    pub(super) result: &'static str,
    /// `refusalReason` and `refusalReasonCode`, where the payment comes to nothing.
    pub(super) refusal: Option<(&'static str, &'static str)>,
}

/// Every state; the first is the plain shopper, the last ones are those of `SHOPPERS`.
pub(super) const TABLE: &[Persona] = &[
    persona("authorised", "Authorised"),
    Persona { refusal: Some(("Not enough balance", "12")), ..persona("refused", "Refused") },
    Persona { refusal: Some(("Acquirer Error", "4")), ..persona("error", "Error") },
    Persona { refusal: Some(("Cancelled", "16")), ..persona("cancelled", "Cancelled") },
    persona("pending", "Pending"),
    persona("redirect", "RedirectShopper"),
    persona("identify", "IdentifyShopper"),
    persona("challenge", "ChallengeShopper"),
    persona("received", "Received"),
];

/// The states of which only a shop is asked what it makes of them: no scenario needs their token.
pub const SHOPPERS: &[&str] = &["received"];

/// The names of all other states.
pub const PERSONAS: &[&str] = &{
    let mut names = [""; TABLE.len() - SHOPPERS.len()];
    let mut row = 0;
    while row < names.len() {
        names[row] = TABLE[row].name;
        row += 1;
    }
    names
};

/// The state of that name.
pub(super) fn find(name: &str) -> Option<&'static Persona> {
    TABLE.iter().find(|persona| persona.name == name)
}

/// The state in which a payment has this result.
pub(super) fn with_result(result: &str) -> Option<&'static Persona> {
    TABLE.iter().find(|persona| persona.result == result)
}

const fn persona(name: &'static str, result: &'static str) -> Persona {
    Persona { name, result, refusal: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_has_its_name_once() {
        let names: Vec<_> = TABLE.iter().map(|persona| persona.name).collect();
        assert_eq!(names, [PERSONAS, SHOPPERS].concat());
    }
}

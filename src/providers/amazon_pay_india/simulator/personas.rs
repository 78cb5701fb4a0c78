//! Customers in known states: what Get Instruments says of them and how their charges end.

/// One state.
pub(super) struct Persona {
    /// The name by which features and configurations call it.
    pub(super) name: &'static str,
    /// The code of why they cannot pay; none for an eligible customer.
    pub(super) ineligible: Option<&'static str>,
    /// How a charge within the credit ends.
    pub(super) charge: Ending,
    /// The fault that lets a charge through all the same.
    pub(super) let_through_by: &'static str,
    /// The standing of the token with which the account is opened.
    pub(super) token: Token,
}

/// How a charge ends.
#[derive(Clone, Copy)]
pub(super) enum Ending {
    /// Captured at once.
    Captured,
    /// Pending until the customer went to the pay URL.
    Pending,
    /// Answered 200 with status Declined.
    Declined,
    /// Refused with this error code.
    Refused(&'static str),
}

/// The standing of an access token.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Token {
    /// Issued to this merchant when the account was opened.
    Fresh,
    /// Issued to this merchant longer ago than tokens live.
    Stale,
    /// Issued to another merchant: these books do not know it.
    Foreign,
}

const ELIGIBLE: Persona =
    Persona { name: "eligible", ineligible: None, charge: Ending::Captured, let_through_by: "", token: Token::Fresh };

/// Every state; the first is the plain customer.
pub(super) const TABLE: &[Persona] = &[
    ELIGIBLE,
    ineligible("unregistered", "APL_UNREGISTERED_ACCOUNT"),
    ineligible("kyc_expired", "APL_KYC_EXPIRED"),
    ineligible("unavailable", "APL_UNAVAILABLE"),
    ineligible("standing_instruction_exceeded", "APL_STANDING_INSTRUCTION_EXCEEDED"),
    ineligible("one_month_installment_unavailable", "APL_ONE_MONTH_INSTALLMENT_UNAVAILABLE"),
    Persona {
        charge: Ending::Refused("InsufficientFunds"),
        let_through_by: "funds_ignored",
        ..ineligible("insufficient_credit", "APL_INSUFFICIENT_CREDIT")
    },
    Persona { name: "needs_authentication", charge: Ending::Pending, ..ELIGIBLE },
    Persona { name: "declined", charge: Ending::Declined, let_through_by: "funds_ignored", ..ELIGIBLE },
    Persona { name: "stale", token: Token::Stale, ..ELIGIBLE },
    Persona { name: "foreign", token: Token::Foreign, ..ELIGIBLE },
    Persona { name: "not_kyc", charge: Ending::Refused("NonKYCAccount"), let_through_by: "kyc_ignored", ..ELIGIBLE },
    Persona {
        name: "load_limited",
        charge: Ending::Refused("InsufficientLoadLimit"),
        let_through_by: "load_limit_ignored",
        ..ELIGIBLE
    },
];

/// The names of all states.
pub const PERSONAS: &[&str] = &{
    let mut names = [""; TABLE.len()];
    let mut row = 0;
    while row < TABLE.len() {
        names[row] = TABLE[row].name;
        row += 1;
    }
    names
};

/// The state of that name.
pub(super) fn find(name: &str) -> Option<&'static Persona> {
    TABLE.iter().find(|persona| persona.name == name)
}

/// The customers whom only a shop knows: they have not linked their account, so that no token stands for them.
pub const UNLINKED: &[&str] = &["unlinked"];

/// The customers whose token is not accepted.
pub const REFUSED_PERSONAS: &[&str] = &["stale", "foreign"];

const fn ineligible(name: &'static str, code: &'static str) -> Persona {
    Persona { name, ineligible: Some(code), charge: Ending::Declined, ..ELIGIBLE }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refused_are_those_without_a_fresh_token() {
        let refused = TABLE.iter().filter(|persona| persona.token != Token::Fresh).map(|persona| persona.name);
        assert_eq!(refused.collect::<Vec<_>>(), REFUSED_PERSONAS);
    }
}

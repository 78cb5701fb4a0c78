//! Where a payment stands, as a page tells the customer.

use std::fmt;

use super::page::Page;
use crate::config::target::PageKeys;

/// Where a payment stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// It succeeded.
    Paid,
    /// It is not decided yet.
    Pending,
    /// It failed.
    Failed,
    /// The page does not tell.
    Silent,
    /// The page tells two things: a sentence that names the keys to set.
    Both(String),
}

/// The texts by which a customer knows where a payment stands: whole words, in any case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standings {
    /// It succeeded.
    pub paid: Vec<String>,
    /// It is not decided yet.
    pub pending: Vec<String>,
    /// It failed.
    pub failed: Vec<String>,
    /// A refund is done.
    pub refunded: Vec<String>,
}

impl fmt::Display for Standing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Paid => "paid",
            Self::Pending => "pending",
            Self::Failed => "failed",
            Self::Silent | Self::Both(_) => "nothing that can be told",
        })
    }
}

impl Default for Standings {
    fn default() -> Self {
        let own = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
        Self {
            paid: own(&["payment successful", "paid", "order confirmed", "thank you"]),
            pending: own(&["pending", "processing", "being confirmed"]),
            failed: own(&["failed", "declined", "unsuccessful", "could not be"]),
            refunded: own(&["refund done", "refunded", "refund successful", "refund completed"]),
        }
    }
}

/// How many words before a text may turn its meaning.
const REACH: usize = 2;
/// Words that deny what follows, or put it off ("to be paid").
const DENIALS: &[&str] = &["not", "yet", "never", "cannot", "be"];
/// Words by which what follows is not about the payment.
const OTHERS: &[&str] = &["refund", "refunds"];

impl Standings {
    /// Replaces the usual texts where some are given.
    pub fn with(mut self, keys: &PageKeys) -> Self {
        let Self { paid, pending, failed, refunded } = &mut self;
        let given = [(paid, &keys.paid), (pending, &keys.pending), (failed, &keys.failed), (refunded, &keys.refunded)];
        for (mine, given) in given.into_iter().filter(|(_, given)| !given.is_empty()) {
            mine.clone_from(given);
        }
        self
    }

    /// True when a page says that a refund is done.
    pub fn refunded(&self, page: &Page) -> bool {
        let words = words(&page.text);
        self.refunded.iter().any(|text| places(&words, text).any(|(start, _)| !is_denied(&words, start)))
    }

    /// What a page says; one kind of text alone must stand there. A text within a longer one does not count, nor does one
    /// that is denied ("not paid") or speaks of a refund.
    pub fn of(&self, page: &Page) -> Standing {
        let words = words(&page.text);
        let kinds = [(&self.paid, Standing::Paid), (&self.pending, Standing::Pending), (&self.failed, Standing::Failed)];
        let mut found: Vec<(usize, usize, &str, &Standing)> = Vec::new();
        for (texts, standing) in &kinds {
            for text in texts.iter() {
                found.extend(places(&words, text).map(|(start, end)| (start, end, text.as_str(), standing)));
            }
        }
        let is_within = |one: (usize, usize), other: (usize, usize)| other.0 <= one.0 && one.1 <= other.1 && one != other;
        let counts = found.iter().filter(|(start, end, ..)| {
            !found.iter().any(|other| is_within((*start, *end), (other.0, other.1))) && !is_turned(&words, *start)
        });
        let told: Vec<(&str, &Standing)> = counts.map(|(_, _, text, standing)| (*text, *standing)).collect();
        match told.as_slice() {
            [] => Standing::Silent,
            [(_, first), rest @ ..] if rest.iter().all(|(_, other)| other == first) => (*first).clone(),
            [(one, first), ..] => {
                let other = told.iter().find(|(_, other)| other != first).map_or("", |(text, _)| text);
                Standing::Both(format!("the page says both {one:?} and {other:?}; set paid, pending and failed"))
            }
        }
    }
}

/// A word in lower case, without what stands around it, and whether a sentence ends with it.
type Word = (String, bool);

fn words(text: &str) -> Vec<Word> {
    let bare = |word: &str| word.trim_matches(|c: char| !c.is_alphanumeric()).replace('’', "'").to_lowercase();
    let words = text.split_whitespace().map(|word| (bare(word), word.ends_with(['.', '!', '?', ';'])));
    words.filter(|(word, _)| !word.is_empty()).collect()
}

/// Where a text stands among words: its first word and the one after its last.
fn places<'a>(words: &'a [Word], text: &str) -> impl Iterator<Item = (usize, usize)> + use<'a> {
    let wanted = self::words(text);
    let length = wanted.len().max(1);
    let fits = move |window: &[Word]| window.iter().map(|(word, _)| word).eq(wanted.iter().map(|(word, _)| word));
    let starts = words.windows(length).enumerate().filter(move |(_, window)| fits(window));
    starts.map(move |(start, _)| (start, start + length))
}

/// True when a word shortly before, in the same sentence, turns the meaning.
fn is_turned(words: &[Word], start: usize) -> bool {
    is_denied(words, start) || before(words, start).any(|word| OTHERS.contains(&word))
}

fn is_denied(words: &[Word], start: usize) -> bool {
    before(words, start).any(|word| DENIALS.contains(&word) || word.ends_with("n't"))
}

/// The words shortly before, in the same sentence.
fn before(words: &[Word], start: usize) -> impl Iterator<Item = &str> {
    let before = words[..start].iter().rev().take(REACH).take_while(|(_, ends)| !ends);
    before.map(|(word, _)| word.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn standing(text: &str) -> Standing {
        Standings::default().of(&Page { text: text.to_owned(), ..Page::default() })
    }

    #[test]
    fn one_kind_of_text_tells() {
        for (text, expected) in [
            ("Order o1 Payment successful ₹100", Standing::Paid),
            ("PAID.", Standing::Paid),
            ("Your payment is being confirmed", Standing::Pending),
            ("Payment failed. Try again", Standing::Failed),
            ("Payment unsuccessful", Standing::Failed),
            ("The order could not be paid", Standing::Failed),
            ("Payment failed: it has not been paid yet", Standing::Failed),
            ("Payment hasn't been paid, it is pending", Standing::Pending),
            ("Payment successful Refund pending", Standing::Paid),
            ("Refund done. Payment successful", Standing::Paid),
            ("Refund done Payment failed", Standing::Failed),
        ] {
            assert_eq!(standing(text), expected, "{text}");
        }
    }

    #[test]
    fn two_kinds_or_none_do_not() {
        for text in ["", "unpaid, prepaid, spending", "Payment not successful", "Refund failed", "It was not paid", "To be paid"]
        {
            assert_eq!(standing(text), Standing::Silent, "{text}");
        }
        let Standing::Both(why) = standing("Order paid. Delivery pending") else { panic!("told") };
        assert_eq!(why, "the page says both \"paid\" and \"pending\"; set paid, pending and failed");
    }

    #[test]
    fn a_refund_is_told_apart() {
        let refunded = |text: &str| Standings::default().refunded(&Page { text: text.to_owned(), ..Page::default() });
        assert!(refunded("Payment successful. Refund done"));
        assert!(refunded("₹10 refunded"));
        assert!(!refunded("Payment successful. Refund pending"));
        assert!(!refunded("It was not refunded"));
        assert!(!refunded("It will be refunded"));
    }

    #[test]
    fn given_texts_replace_the_usual_ones() {
        let standings = Standings::default().with(&PageKeys { paid: vec!["Bezahlt".to_owned()], ..PageKeys::default() });
        let page = |text: &str| Page { text: text.to_owned(), ..Page::default() };
        assert_eq!(standings.of(&page("bezahlt! paid")), Standing::Paid);
        assert_eq!(standings.of(&page("paid")), Standing::Silent);
        assert_eq!(standings.of(&page("failed")), Standing::Failed);
    }
}

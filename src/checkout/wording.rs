//! What stands on a page in place of the words that should stand there.

use similar::TextDiff;

/// Less alike, and it is another text altogether.
const ALIKE: f32 = 0.5;

/// True when the page's text holds these words, white space disregarded, not as a part of longer words.
pub fn holds(text: &str, words: &str) -> bool {
    !places(text, words).is_empty()
}

/// Wherever the words stand in a text whose white space is normalised, in bytes.
pub fn places(text: &str, words: &str) -> Vec<usize> {
    let words = normalised(words);
    let whole = |at: &usize| {
        let before = text[..*at].chars().next_back();
        let after = text[*at + words.len()..].chars().next();
        let joins = |outside: Option<char>, inside: Option<char>| {
            outside.is_some_and(char::is_alphanumeric) && inside.is_some_and(char::is_alphanumeric)
        };
        !joins(before, words.chars().next()) && !joins(after, words.chars().next_back())
    };
    let found = text.match_indices(&words).map(|(at, _)| at).filter(whole);
    if words.is_empty() { Vec::new() } else { found.collect() }
}

/// The part of the text that comes closest to the words; none when nothing is like them.
pub fn nearest(text: &str, words: &str) -> Option<String> {
    let (all, wanted) = (text.split(' ').collect::<Vec<_>>(), normalised(words));
    let count = wanted.split(' ').count();
    let lengths = [count, count.saturating_sub(1), count + 1].into_iter().filter(|length| (1..=all.len()).contains(length));
    let windows = lengths.flat_map(|length| all.windows(length).map(|window| window.join(" ")));
    let rated = windows.map(|window| (TextDiff::from_chars(window.as_str(), wanted.as_str()).ratio(), window));
    let best = rated.fold(None, |best: Option<(f32, String)>, one| match best {
        Some(best) if best.0 >= one.0 => Some(best),
        _ => Some(one),
    });
    best.filter(|(ratio, _)| *ratio >= ALIKE).map(|(_, window)| window)
}

/// White space as one space each, none at the ends.
pub fn normalised(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Letters and digits alone, in lower case: `Amazon Pay Later` and `amazon_pay-later` are one.
pub fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const REASON: &str = "Your KYC has expired, please update on the Amazon app.";

    #[test]
    fn only_white_space_is_disregarded() {
        assert!(holds(&format!("Pay Later {REASON} Cash"), "Your KYC has  expired,\n please update on the Amazon app."));
        assert!(!holds(REASON.trim_end_matches('.'), REASON));
        assert!(!holds(&REASON.to_lowercase(), REASON));
        assert!(!holds("Statements", "Statement"));
        assert!(!holds("anything", ""));
        assert_eq!(places("Unpaid. paid, paid", "paid"), [8, 14]);
    }

    #[test]
    fn the_closest_words_are_shown() {
        let text = "Pay Later Amazon Pay Later Your KYC has expired, please update in the Amazon app. Cash on delivery";
        assert_eq!(nearest(text, REASON).as_deref(), Some("Your KYC has expired, please update in the Amazon app."));
        assert_eq!(nearest("Pay ₹499.00 now", REASON), None);
        assert_eq!(nearest("", REASON), None);
    }
}

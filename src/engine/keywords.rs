//! Gherkin's keywords, and misspelt ones: lines that were meant as a step or a heading and are read as prose.

/// Headings, each followed by a colon.
const HEADINGS: &[&str] = &["background", "example", "examples", "feature", "rule", "scenario", "scenario outline"];

/// Steps that prose does not start with.
const STEPS: &[&str] = &["given", "then", "when"];

/// Words that look like a misspelt step and are none.
const PROSE: &[&str] = &["give", "gives", "than", "the", "them", "they"];

/// Marks that a line may start with beside keywords: comments, tags, tables, texts.
const MARKS: &[&str] = &["#", "@", "|", "\"\"\"", "```", "* "];

/// True when the line is blank or starts as a line of a feature may.
pub fn starts(line: &str) -> bool {
    let line = line.trim_start();
    let heading = || line.split_once(':').is_some_and(|(start, _)| HEADINGS.contains(&start.to_lowercase().as_str()));
    let step = || line.split_whitespace().next().is_some_and(|word| matches!(word, "Given" | "When" | "Then" | "And" | "But"));
    line.is_empty() || MARKS.iter().any(|mark| line.starts_with(mark)) || heading() || step()
}

/// The keyword that a line of prose was probably meant to start with.
pub fn resembles(line: &str) -> Option<&'static str> {
    let line = line.to_lowercase();
    let close = |word: &str, keyword: &str| distance(word, keyword) <= keyword.len() / 3;
    if let Some((start, _)) = line.split_once(':')
        && let Some(heading) = HEADINGS.iter().find(|heading| close(start, heading))
    {
        return Some(heading);
    }
    let word = line.split_whitespace().next().filter(|word| !PROSE.contains(word))?;
    STEPS.iter().find(|step| close(word, step)).copied()
}

/// How many letters must be put in, taken out or replaced to turn one word into the other.
fn distance(from: &str, to: &str) -> usize {
    let to: Vec<char> = to.chars().collect();
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (i, letter) in from.chars().enumerate() {
        let mut diagonal = i;
        row[0] = i + 1;
        for (j, other) in to.iter().enumerate() {
            let replaced = diagonal + usize::from(letter != *other);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[to.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn misspelt_keywords_are_found_and_prose_is_left_alone() {
        for (line, keyword) in [
            ("Scenaro: a charge", "scenario"),
            ("Scenario Outlin: a charge", "scenario outline"),
            ("Exmpless:", "examples"),
            ("Gven the customer", "given"),
            ("Thn the answer", "then"),
            ("Given the customer", "given"),
        ] {
            assert_eq!(resembles(line), Some(keyword), "{line}");
        }
        for line in ["The charge is asked for", "Source: https://docs.example", "A rule: of thumb", "They answer.", "And so on"] {
            assert_eq!(resembles(line), None, "{line}");
        }
    }
}

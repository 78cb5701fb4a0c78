//! The visible text of a page, and where in it each node stands.

use super::tree::{Kind, Tree};

/// Visible text with white space normalised: one space where there was any, none at the ends.
#[derive(Debug, Default)]
pub struct Text {
    /// All of it.
    pub whole: String,
    /// For each node, the first byte of its text and the one after its last.
    spans: Vec<Option<(usize, usize)>>,
    /// The next character is parted from the last one.
    apart: bool,
}

impl Text {
    /// The visible text of a page.
    pub fn of(tree: &Tree) -> Self {
        let mut text = Self { spans: vec![None; tree.nodes().len()], ..Self::default() };
        let mut open: Vec<usize> = Vec::new();
        for (place, node) in tree.nodes().iter().enumerate() {
            while let Some(last) = open.last().copied().filter(|last| !tree.holds(*last, place)) {
                open.pop();
                text.close(tree, last);
            }
            match &node.kind {
                Kind::Text(words) if node.visible => text.push(place, words),
                Kind::Text(_) => {}
                Kind::Element(element) => text.apart |= element.breaks,
            }
            open.push(place);
        }
        open.into_iter().rev().for_each(|last| text.close(tree, last));
        text
    }

    /// The text of one node; empty when nothing of it is visible.
    pub fn part(&self, place: usize) -> &str {
        self.spans.get(place).copied().flatten().map_or("", |(start, end)| &self.whole[start..end])
    }

    /// Where the text of a node begins.
    pub fn at(&self, place: usize) -> Option<usize> {
        self.spans.get(place).copied().flatten().map(|(start, _)| start)
    }

    fn push(&mut self, place: usize, words: &str) {
        let mut start = None;
        for character in words.chars() {
            if character.is_whitespace() {
                self.apart = true;
                continue;
            }
            if std::mem::take(&mut self.apart) && !self.whole.is_empty() {
                self.whole.push(' ');
            }
            start.get_or_insert(self.whole.len());
            self.whole.push(character);
        }
        self.spans[place] = start.map(|start| (start, self.whole.len()));
    }

    /// Ends a node: its parent's text reaches at least as far.
    fn close(&mut self, tree: &Tree, place: usize) {
        self.apart |= tree.element(place).is_some_and(|element| element.breaks);
        let (Some(parent), Some((start, end))) = (tree.nodes()[place].parent, self.spans[place]) else { return };
        let (first, last) = self.spans[parent].unwrap_or((start, end));
        self.spans[parent] = Some((first.min(start), last.max(end)));
    }
}

//! Two runs beside each other: what got worse, what was fixed, what came and went.

use std::collections::{HashMap, HashSet};

use serde::{Deserialize, Serialize};

use super::conformance::RequirementRecord;
use super::requirement::Level;
use super::status::Status;
use super::verdict::Standing;

/// What changed from an earlier run to a later one; a requirement outside of both selections is in none of the lists.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comparison {
    /// Got worse: from settled to open, or to violated.
    pub regressed: Vec<Change>,
    /// Was open or violated, and is met.
    pub fixed: Vec<Change>,
    /// Another status that is neither worse nor a fix.
    pub changed: Vec<Change>,
    /// Selected now, and not before.
    pub new: Vec<Change>,
    /// Selected before, and not now.
    pub gone: Vec<Change>,
    /// The same requirement in other words.
    pub text_changed: Vec<TextChange>,
}

/// A requirement and its status before and after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// The requirement.
    pub id: String,
    /// How binding it is.
    pub level: Level,
    /// None when it was not selected.
    pub before: Option<Status>,
    /// None when it is not selected.
    pub after: Option<Status>,
    /// Why it has its status now, where the status alone does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// A requirement that reads differently.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextChange {
    /// The requirement.
    pub id: String,
    /// Its sentence in the earlier run.
    pub before: String,
    /// Its sentence in the later run.
    pub after: String,
}

impl Comparison {
    /// Compares the requirements of two runs. What one shard of a run does not look at is not gone (`whole` is false).
    pub fn new(before: &[RequirementRecord], after: &[RequirementRecord], whole: bool) -> Self {
        let selected = |entry: &&RequirementRecord| entry.status != Status::NotSelected;
        let earlier: HashMap<_, _> = before.iter().map(|entry| (entry.id.as_str(), entry)).collect();
        let mut comparison = Self::default();
        for entry in after {
            let old = earlier.get(entry.id.as_str()).copied();
            if let Some(old) = old.filter(|old| old.text != entry.text) {
                let (before, after) = (old.text.clone(), entry.text.clone());
                comparison.text_changed.push(TextChange { id: entry.id.clone(), before, after });
            }
            if selected(&entry) {
                comparison.note(old.filter(selected).map(|old| old.status), entry);
            }
        }
        let now: HashSet<_> = after.iter().filter(selected).map(|entry| entry.id.as_str()).collect();
        let lost = before.iter().filter(selected).filter(|entry| whole && !now.contains(entry.id.as_str()));
        comparison.gone = lost.map(|entry| change(entry, Some(entry.status), None)).collect();
        comparison
    }

    fn note(&mut self, before: Option<Status>, entry: &RequirementRecord) {
        let after = entry.status;
        let list = match before {
            Some(before) if before == after => return,
            None => &mut self.new,
            Some(before) if rank(after) < rank(before) => &mut self.regressed,
            Some(before) if rank(before) < rank(Status::Met) && after == Status::Met => &mut self.fixed,
            Some(_) => &mut self.changed,
        };
        list.push(Change { reason: entry.reason.clone(), ..change(entry, before, Some(after)) });
    }

    /// How a run stands by what got worse alone; nothing else keeps it from holding.
    pub fn standing(&self, strict: bool) -> Standing {
        let worse = self.regressed.iter().filter(|change| change.level.counts(strict)).filter_map(|change| change.after);
        Standing::of_all(worse.chain([Status::Met]))
    }
}

fn change(entry: &RequirementRecord, before: Option<Status>, after: Option<Status>) -> Change {
    Change { id: entry.id.clone(), level: entry.level, before, after, reason: None }
}

/// How good a status is: broken, open, settled.
fn rank(status: Status) -> u8 {
    match status {
        Status::Violated => 0,
        Status::Inconclusive | Status::Untested => 1,
        Status::Met | Status::NotApplicable | Status::Waived | Status::Manual | Status::NotSelected => 2,
    }
}

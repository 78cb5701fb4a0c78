//! `waivers.toml`: what somebody decided to live with, why, and until when.

use std::fs;
use std::path::Path;

use jiff::civil::Date;
use serde::{Deserialize, Deserializer, Serialize, de};
use toml::Spanned;

use super::conformance::RequirementRecord;
use super::load::{self, CatalogueError, Place};
use super::requirement::{Catalogue, Requirement};
use super::status::Status;
use crate::engine::record::TargetRecord;

/// A waiver that ends within so many days is warned of.
const SOON: i32 = 30;

/// One decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Waiver {
    /// The id of the requirement that need not hold for now.
    pub requirement: String,
    /// Why.
    pub reason: String,
    /// Who decided it.
    pub owner: String,
    /// The last day (UTC) on which it counts.
    #[serde(deserialize_with = "date")]
    pub expires: Date,
    /// The address of the one target for which it counts, or `embedded`; without it, every target.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<String>,
}

/// The waivers of a run; all of them are in force.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Waivers {
    waivers: Vec<Waiver>,
    today: Date,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    waiver: Vec<Spanned<Waiver>>,
}

impl Waivers {
    /// Reads a file; `today` is the day (UTC) of the run.
    pub fn load(path: &Path, catalogue: &Catalogue, today: Date) -> Result<Self, CatalogueError> {
        let text = fs::read_to_string(path).map_err(|source| load::io(path, source))?;
        Self::parse(&path.display().to_string(), &text, catalogue, today)
    }

    fn parse(name: &str, text: &str, catalogue: &Catalogue, today: Date) -> Result<Self, CatalogueError> {
        let (file, breaks) = load::parse::<File>(name, text)?;
        let mut waivers: Vec<Waiver> = Vec::new();
        for entry in file.waiver {
            let place = Place::new(name, &breaks, &entry.span());
            let waiver = entry.into_inner();
            let same = |other: &Waiver| other.requirement == waiver.requirement && other.target == waiver.target;
            let (id, expires) = (&waiver.requirement, waiver.expires);
            let problem = if catalogue.find(id).is_none() {
                Some(("`requirement`", format!("there is no requirement {id}")))
            } else if waivers.iter().any(same) {
                Some(("`requirement`", format!("{id} is waived twice")))
            } else if expires < today {
                Some(("`expires`", format!("the waiver of {id} expired on {expires}")))
            } else {
                let texts = [("`reason`", &waiver.reason), ("`owner`", &waiver.owner)];
                let empty = texts.into_iter().find(|(_, text)| text.trim().is_empty());
                empty.map(|(key, _)| (key, format!("it is empty in the waiver of {id}")))
            };
            match problem {
                Some((key, problem)) => return Err(place.error(key, problem)),
                None => waivers.push(waiver),
            }
        }
        Ok(Self { waivers, today })
    }

    /// Every waiver, in the order of the file.
    pub fn entries(&self) -> &[Waiver] {
        &self.waivers
    }

    /// A sentence on every waiver that ends soon, and on every one for an address at which none of the targets is that must keep the
    /// requirement, unless another waiver of it counts here.
    pub fn warnings(&self, catalogue: &Catalogue, targets: &[TargetRecord]) -> Vec<String> {
        let days = self.waivers.iter().map(|waiver| (waiver, self.days_left(waiver))).filter(|(_, days)| *days <= SOON);
        let ending = days.map(|(waiver, days)| format!("the waiver of {} expires {}", waiver.requirement, in_days(days)));
        let elsewhere = self.waivers.iter().filter_map(|waiver| {
            let (wanted, requirement) = (waiver.target.as_deref()?, catalogue.find(&waiver.requirement)?);
            let mut others = self.waivers.iter().filter(|other| other.requirement == requirement.id);
            let idle = keepers(requirement, targets).next().is_some() && !others.any(|other| other.is_for(requirement, targets));
            idle.then(|| {
                format!("the waiver of {} counts for {wanted} only, and no such target of this run is there", requirement.id)
            })
        });
        ending.chain(elsewhere).collect()
    }

    /// Gives the requirement the status `waived` when a waiver covers what keeps it from holding. True when there is a waiver, and
    /// nothing that it covers.
    pub(super) fn apply(&self, requirement: &Requirement, record: &mut RequirementRecord, targets: &[TargetRecord]) -> bool {
        let mine = |waiver: &&Waiver| waiver.requirement == requirement.id && waiver.is_for(requirement, targets);
        let Some(waiver) = self.waivers.iter().find(mine) else { return false };
        match record.status {
            Status::Violated | Status::Inconclusive | Status::Untested | Status::Manual => {
                record.reason = Some(self.sentence(waiver, record));
                record.status = Status::Waived;
                false
            }
            Status::NotApplicable => !requirement.occasional,
            status => status == Status::Met,
        }
    }

    /// The reason, who answers for it until when, and what is waived.
    fn sentence(&self, waiver: &Waiver, record: &RequirementRecord) -> String {
        let days = self.days_left(waiver);
        let until = if days <= SOON { format!("{}, {}", waiver.expires, in_days(days)) } else { waiver.expires.to_string() };
        let what = match &record.reason {
            Some(reason) => format!("{}: {reason}", record.status),
            None => record.status.to_string(),
        };
        format!("{} (waived by {} until {until}; otherwise {what})", waiver.reason, waiver.owner)
    }

    fn days_left(&self, waiver: &Waiver) -> i32 {
        self.today.until(waiver.expires).map_or(i32::MAX, |span| span.get_days())
    }
}

impl Waiver {
    /// True when it speaks of a target of this run that must keep the requirement.
    fn is_for(&self, requirement: &Requirement, targets: &[TargetRecord]) -> bool {
        let Some(wanted) = self.target.as_deref() else { return true };
        keepers(requirement, targets).any(|one| is_at(one, wanted))
    }
}

/// The targets that must keep the requirement.
fn keepers<'t>(requirement: &Requirement, targets: &'t [TargetRecord]) -> impl Iterator<Item = &'t TargetRecord> {
    targets.iter().filter(move |one| one.provider == requirement.provider && one.subject == requirement.subject)
}

/// True for the target at this address; `embedded` is each of our own.
fn is_at(target: &TargetRecord, wanted: &str) -> bool {
    target.address.trim_end_matches('/') == wanted.trim_end_matches('/') || (target.embedded && wanted == "embedded")
}

fn in_days(days: i32) -> String {
    match days {
        0 => "today".to_owned(),
        1 => "in 1 day".to_owned(),
        _ => format!("in {days} days"),
    }
}

/// A day as TOML writes it, with or without quotation marks.
fn date<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Date, D::Error> {
    let text = match toml::Value::deserialize(deserializer)? {
        toml::Value::Datetime(date) => date.to_string(),
        toml::Value::String(text) => text,
        _ => String::new(),
    };
    let day = text.len() == "2026-01-31".len();
    text.parse().ok().filter(|_| day).ok_or_else(|| de::Error::custom("it is no day such as 2026-01-31"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    use crate::core::subject::Subject;
    use crate::engine::record::TargetState;

    const GOOD: &str =
        "[[waiver]]\nrequirement = \"T-1\"\nreason = \"their fix is due\"\nowner = \"payments\"\nexpires = 2026-01-31\n";

    fn catalogue() -> Catalogue {
        let requirement =
            "id = \"T-1\"\nlevel = \"MUST\"\nsubject = \"endpoint\"\ntext = \"x\"\nsource = \"x\"\nbasis = \"sample\"";
        let mut requirement: Requirement = toml::from_str(requirement).unwrap();
        requirement.provider = "p".to_owned();
        Catalogue { requirements: vec![requirement], checklist: Vec::new() }
    }

    fn read(text: &str, today: Date) -> Result<Waivers, String> {
        let catalogue = catalogue();
        Waivers::parse("w.toml", text, &catalogue, today).map_err(|error| error.to_string())
    }

    #[test]
    fn a_waiver_counts_until_the_end_of_its_last_day_and_warns_before() {
        assert_eq!(read(GOOD, date(2026, 1, 31)).unwrap().warnings(&catalogue(), &[]), ["the waiver of T-1 expires today"]);
        assert_eq!(read(GOOD, date(2026, 1, 1)).unwrap().warnings(&catalogue(), &[]), ["the waiver of T-1 expires in 30 days"]);
        assert_eq!(read(GOOD, date(2025, 12, 31)).unwrap().warnings(&catalogue(), &[]), [""; 0]);
        let expired = read(GOOD, date(2026, 2, 1)).unwrap_err();
        assert_eq!(expired, "w.toml:1: could not use `expires`: the waiver of T-1 expired on 2026-01-31");
    }

    #[test]
    fn a_bad_waiver_is_named_with_file_line_and_key() {
        let today = date(2026, 1, 1);
        assert!(read(&GOOD.replace("2026-01-31", "\"2026-01-31\""), today).is_ok());
        for (text, expected) in [
            (GOOD.replace("T-1", "T-2"), "w.toml:1: could not use `requirement`: there is no requirement T-2"),
            (format!("{GOOD}{GOOD}"), "w.toml:6: could not use `requirement`: T-1 is waived twice"),
            (GOOD.replace("payments", " "), "w.toml:1: could not use `owner`: it is empty in the waiver of T-1"),
            (GOOD.replace("their fix is due", ""), "w.toml:1: could not use `reason`: it is empty"),
            (GOOD.replace("owner", "team"), "w.toml:4: could not use `team`: unknown field `team`"),
            (GOOD.replace("owner = \"payments\"\n", ""), "w.toml:1: could not use `[[waiver]]`: missing field `owner`"),
            (GOOD.replace("2026-01-31", "2026-01-31T00:00:00Z"), "w.toml:5: could not use `expires`: it is no day such as"),
            (GOOD.replace("2026-01-31", "\"soon\""), "w.toml:5: could not use `expires`: it is no day such as"),
        ] {
            let error = read(&text, today).unwrap_err();
            assert!(error.starts_with(expected), "{error:?} does not start with {expected:?}");
        }
    }

    #[test]
    fn one_for_an_address_that_no_keeper_of_the_requirement_has_warns() {
        let target = |subject, address: &str| TargetRecord {
            provider: "p".to_owned(),
            subject,
            embedded: false,
            simulated: false,
            address: address.to_owned(),
            state: TargetState::Unasked,
        };
        let waivers = |targets: &[&str]| {
            let of = |target: &&str| format!("{GOOD}target = \"{target}\"\n");
            read(&targets.iter().map(of).collect::<String>(), date(2025, 12, 1)).unwrap()
        };
        let here = [target(Subject::Endpoint, "https://a.example"), target(Subject::Merchant, "https://m.example")];
        let warned = ["the waiver of T-1 counts for https://m.example only, and no such target of this run is there"];
        assert_eq!(waivers(&["https://m.example"]).warnings(&catalogue(), &here), warned);
        assert_eq!(waivers(&["https://a.example/"]).warnings(&catalogue(), &here), [""; 0]);
        assert_eq!(waivers(&["https://a.example/", "https://b.example"]).warnings(&catalogue(), &here), [""; 0]);
        assert_eq!(waivers(&["https://a.example/"]).warnings(&catalogue(), &here[1..]), [""; 0]);
    }
}

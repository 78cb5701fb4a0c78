//! What the customer agrees to: the sentence, and the statement that its words link to.

use cucumber::{given, then};

use super::checkout::{COVERED, certain, offered, rendered, said, same_address, shows};
use super::text::{Name, Text};
use crate::checkout::page::{Link, Page};
use crate::checkout::visit::Trouble;
use crate::checkout::wording;
use crate::core::finding::Finding;
use crate::world::{Step, World, unclear};

#[then(expr = "the page shows the sentence {text}")]
fn shows_sentence(world: &mut World, words: Text) -> Step {
    shows(world, "checkout page", &words)
}

#[given(expr = "the page has shown the sentence {text}")]
fn has_shown_sentence(world: &mut World, words: Text) -> Step {
    match wording::holds(&rendered(world)?.text, &words) {
        true => Ok(()),
        false => unclear("the page does not show the sentence even now"),
    }
}

#[then(expr = "nothing was charged yet, and the page shows the sentence {text}")]
fn shows_sentence_first(world: &mut World, words: Text) -> Step {
    world.answered("offer")?;
    if world.journey()?.heard.iter().any(|heard| heard.is("charge")) {
        return Err(world.violated(Finding::new("the merchant's calls", "no charge before the customer agreed", "a charge")));
    }
    shows(world, "checkout page", &words)
}

#[then(expr = "the words {text} of {text} link to {text} of the {name}")]
fn words_link(world: &mut World, words: Text, sentence: Text, path: Text, operation: Name) -> Step {
    let targets = said(world, &operation, &path)?;
    let page = rendered(world)?;
    let Some(from) = wording::find(&page.text, &sentence) else {
        certain(page, false)?;
        return unclear(format!("the page does not show the sentence {:?}", &*sentence));
    };
    certain(page, true)?;
    let within = |link: &&Link| link.at.is_some_and(|at| (from..from + sentence.len()).contains(&at));
    let link = page.links.iter().filter(within).find(|link| wording::holds(&link.text, &words)).cloned();
    let place = format!("checkout page, the words {:?}", &*words);
    match link {
        None => Err(world.violated(Finding::new(place, format!("a link to {}", targets[0]), "no link with these words"))),
        Some(link) if link.covered => unclear(COVERED),
        Some(link) if !link.clickable => {
            Err(world.violated(Finding::new(place, "a link that can be clicked", "one that cannot")))
        }
        Some(link) => {
            let holds = targets.contains(&link.target);
            world.check(holds, || Finding::new(place, format!("a link to {}", targets[0]), link.target))
        }
    }
}

#[then(expr = "the page does not show {text}")]
fn does_not_show(world: &mut World, words: Text) -> Step {
    offered(world)?;
    let page = rendered(world)?;
    let holds = !wording::holds(&page.text, &words);
    certain(page, !holds)?;
    world.check(holds, || Finding::new("checkout page", format!("no {:?}", &*words), "these words"))
}

#[then(expr = "the link {text} opens {text} of the {name}")]
async fn link_opens(world: &mut World, words: Text, path: Text, operation: Name) -> Step {
    let targets = said(world, &operation, &path)?;
    let page = rendered(world)?;
    let Some(link) = page.links.iter().find(|link| link.at.is_some() && wording::holds(&link.text, &words)).cloned() else {
        return unclear(format!("the page shows no link {:?}", &*words));
    };
    let mut document = None;
    world.act(async |visit| opens(visit.follow(&link).await, &mut document)).await?;
    let (opened, hops) = match document {
        Some(address) => (address, Vec::new()),
        None => world.page().map(|page| (page.address.clone(), page.hops.clone()))?,
    };
    let holds = targets.iter().any(|target| same_address(&opened, target));
    if !holds && !hops.is_empty() {
        return unclear(format!("the statement led on to {opened}"));
    }
    world.check(holds, || Finding::new(format!("checkout page, a click on {:?}", &*words), targets[0].clone(), opened))
}

/// A statement may be a document that is no page: then its address is told as `document`. Of a new window no status is known.
fn opens(followed: Result<&Page, Trouble>, document: &mut Option<String>) -> Result<(), Trouble> {
    match followed {
        Err(Trouble::NotHtml { address, kind, status: Some(200) | None }) if kind == "application/pdf" => {
            *document = Some(address);
            Ok(())
        }
        other => other.map(drop),
    }
}

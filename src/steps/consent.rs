//! What the customer agrees to: the sentence, and the statement that its words link to.

use cucumber::{given, then};

use super::checkout::{COVERED, comes_with_choice, decided, missing_before_paying, rendered, said, same_address, shows};
use crate::checkout::page::{Link, Page};
use crate::checkout::visit::{Trouble, bare};
use crate::checkout::wording;
use crate::core::finding::Finding;
use crate::world::{Step, World, unclear};

#[then(regex = r#"^the page shows the sentence "([^"]*)"$"#)]
async fn shows_sentence(world: &mut World, words: String) -> Step {
    shows(world, &words).await
}

#[given(regex = r#"^the page has shown the sentence "([^"]*)"$"#)]
async fn has_shown_sentence(world: &mut World, words: String) -> Step {
    match comes_with_choice(world, |page| wording::holds(&page.text, &words)).await? {
        true => Ok(()),
        false => unclear("the page does not show the sentence even now"),
    }
}

#[then(regex = r#"^nothing was charged yet, and the page shows the sentence "([^"]*)"$"#)]
async fn shows_sentence_first(world: &mut World, words: String) -> Step {
    world.answered("offer")?;
    if world.journey()?.heard.iter().any(|heard| heard.moves_money) {
        return Err(world.violated(Finding::new("the merchant's calls", "no charge before the customer agreed", "a charge")));
    }
    shows(world, &words).await
}

/// The customer goes on until the sentence stands there; that it never does is for another step to say.
async fn goes_to(world: &mut World, sentence: &str) -> Step {
    match missing_before_paying(world, |page| wording::holds(&page.text, sentence)).await? {
        None => Ok(()),
        Some(_) => unclear(format!("the page does not show the sentence {sentence:?}")),
    }
}

/// The links with these words in each place where the sentence stands.
fn links(page: &Page, words: &str, sentence: &str) -> Vec<Link> {
    let places = wording::places(&page.text, sentence);
    let within = |link: &&Link| link.at.is_some_and(|at| places.iter().any(|from| (*from..from + sentence.len()).contains(&at)));
    page.links.iter().filter(within).filter(|link| wording::holds(&link.text, words)).cloned().collect()
}

/// Other lenders may ask for the same consent on the same page.
fn statement(page: &Page, words: &str, sentence: &str, targets: &[String]) -> Option<Link> {
    let links = links(page, words, sentence);
    links.iter().find(|link| targets.contains(&link.target)).or(links.first()).cloned()
}

#[then(regex = r#"^the words "([^"]*)" of "([^"]*)" link to "([^"]*)" of the ([A-Za-z0-9_-]+)$"#)]
async fn words_link(world: &mut World, words: String, sentence: String, path: String, operation: String) -> Step {
    goes_to(world, &sentence).await?;
    let targets = said(world, &operation, &path)?;
    let place = format!("checkout page, the words {:?}", &*words);
    match statement(rendered(world)?, &words, &sentence, &targets) {
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

/// Where the provider gave no address nothing may be linked. That the sentence must not stand there is published nowhere.
#[then(regex = r#"^the words "([^"]*)" of "([^"]*)" link to nothing$"#)]
fn words_link_nowhere(world: &mut World, words: String, sentence: String) -> Step {
    let page = rendered(world)?;
    let found = wording::holds(&page.text, &sentence);
    decided(world, found)?;
    let link = links(rendered(world)?, &words, &sentence).into_iter().next();
    match link {
        _ if !found => Ok(()),
        None => {
            unclear("the page shows the sentence, without a link, to a customer who has no statement: whether it may is open")
        }
        Some(link) => {
            let place = format!("checkout page, the words {:?}", &*words);
            Err(world.violated(Finding::new(place, "no link: there is no statement", bare(&link.target))))
        }
    }
}

#[then(regex = r#"^the page does not show "([^"]*)"$"#)]
fn does_not_show(world: &mut World, words: String) -> Step {
    let found = wording::holds(&rendered(world)?.text, &words);
    decided(world, found)?;
    world.check(!found, || Finding::new("checkout page", format!("no {:?}", &*words), "these words"))
}

#[then(regex = r#"^the link "([^"]*)" of "([^"]*)" opens "([^"]*)" of the ([A-Za-z0-9_-]+)$"#)]
async fn link_opens(world: &mut World, words: String, sentence: String, path: String, operation: String) -> Step {
    goes_to(world, &sentence).await?;
    let targets = said(world, &operation, &path)?;
    let Some(link) = statement(rendered(world)?, &words, &sentence, &targets) else {
        return unclear(format!("the sentence has no link {:?}", &*words));
    };
    let mut document = None;
    world.act(async |visit| opens(visit.follow(&link).await, &mut document)).await?;
    let (opened, hops) = match document {
        Some(document) => document,
        None => world.page().map(|page| (page.address.clone(), page.hops.clone()))?,
    };
    let holds = targets.iter().any(|target| same_address(&opened, target));
    if !holds && !hops.is_empty() {
        return unclear(format!("the statement led on to {}", bare(&opened)));
    }
    world.check(holds, || Finding::new(format!("checkout page, a click on {:?}", &*words), targets[0].clone(), opened))
}

/// A statement may be a document that is no page: then its address is told as `document`, with the way to it. Of a new window no
/// status is known.
fn opens(followed: Result<&Page, Trouble>, document: &mut Option<(String, Vec<String>)>) -> Result<(), Trouble> {
    match followed {
        Err(Trouble::NotHtml { address, kind, status: Some(200) | None, hops }) if kind == "application/pdf" => {
            *document = Some((address, hops));
            Ok(())
        }
        other => other.map(drop),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checkout::finders::Finders;

    const SENTENCE: &str = "By proceeding, I understand and agree to the Key Fact Statement";

    #[test]
    fn of_several_lenders_the_sentence_of_this_one_counts() {
        let consent = |lender: &str| {
            format!("<p>By proceeding, I understand and agree to the <a href='https://{lender}/kfs'>Key Fact Statement</a></p>")
        };
        let html = format!("<a href=x>Key Fact Statement</a>{}{}", consent("other.example"), consent("amazon.example"));
        let page = crate::checkout::html::page(&html, &Finders::usual("Amazon Pay Later", "Link Account")).unwrap();
        let target = |wanted: &str| statement(&page, "Key Fact Statement", SENTENCE, &[wanted.to_owned()]).unwrap().target;
        assert_eq!(target("https://amazon.example/kfs"), "https://amazon.example/kfs");
        assert_eq!(target("https://amazon.example/another"), "https://other.example/kfs");
        assert_eq!(links(&page, "Key Fact Statement", SENTENCE).len(), 2);
    }
}

//! The payment option: its label, its section, its logo, and whether it can be chosen and paid with.

use cucumber::then;

use super::checkout::{COVERED, Named, certain, is_named, judge, named, option, rendered, unframed, ways};
use crate::checkout::page::{Button, Page, PaymentOption};
use crate::checkout::tree::Role;
use crate::checkout::wording::{self, letters};
use crate::core::finding::{Finding, Verdict};
use crate::world::{Step, World, unclear};

const OPTION: &str = "checkout page, the option";

#[then(regex = r#"^the option is labelled "([^"]*)"$"#)]
fn labelled(world: &mut World, wanted: String) -> Step {
    option(world)?;
    let verdict = label(rendered(world)?, &wanted);
    judge(world, verdict)
}

/// Plans may be named after the option, and be what is found in its place.
fn label(page: &Page, wanted: &str) -> Verdict {
    let label = page.option.as_ref().map_or("", |option| option.label.as_str());
    let is_wanted = |button: &Button| button.visible && (button.name == wanted || button.text == wanted);
    if label == wanted {
        return Verdict::Passed;
    }
    if wording::holds(label, wanted) && page.buttons.iter().chain(&page.choices).any(is_wanted) {
        return Verdict::Unclear(format!("both {label:?} and {wanted:?} may be the option (key checkout.page.option finds it)"));
    }
    Verdict::Broken(Finding::new("checkout page, the option's label", format!("{wanted:?}"), format!("{label:?}")))
}

/// No spelling of the section's heading is published, nor how a heading is made.
#[then(regex = r#"^the option stands in the section "([^"]*)"$"#)]
fn in_section(world: &mut World, wanted: String) -> Step {
    let own = world.room()?.option;
    let verdict = section(option(world)?, &wanted, own);
    judge(world, verdict)
}

fn section(option: &PaymentOption, wanted: &str, own: &str) -> Verdict {
    let Some(section) = &option.section else { return Verdict::Unclear("no heading is found above the option".to_owned()) };
    let names_it = |text: &str| letters(text).replace(&letters(own), "").contains(&letters(wanted));
    let name = &section.name;
    if names_it(name) {
        return Verdict::Passed;
    }
    if names_it(&section.between) {
        return Verdict::Unclear(format!(
            "{wanted:?} stands below {name:?}, above the option; whether as a heading is for the eye"
        ));
    }
    if section.is_title {
        return Verdict::Unclear(format!("of headings above the option only the page's title is found, {name:?}"));
    }
    Verdict::Broken(Finding::new("checkout page, the option's section", format!("{wanted:?}"), format!("{name:?}")))
}

/// The customer chooses the option first: many a page lets nobody pay before.
#[then("the option can be chosen and paid with")]
async fn can_be_paid_with(world: &mut World) -> Step {
    let verdict = choosable(option(world)?);
    judge(world, verdict)?;
    if !is_one_button(rendered(world)?) {
        world.chooses().await?;
    }
    let page = rendered(world)?;
    certain(page, page.pay.as_ref().is_some_and(|button| button.visible))?;
    let verdict = payable(page);
    judge(world, verdict)
}

/// One button chooses the option and pays with it.
fn is_one_button(page: &Page) -> bool {
    let (Some(option), Some(pay)) = (&page.option, &page.pay) else { return false };
    option.role == Role::Button && letters(&pay.name).contains(&letters(&option.label))
}

fn choosable(option: &PaymentOption) -> Verdict {
    match &option.disabled {
        _ if option.covered => Verdict::Unclear(COVERED.to_owned()),
        _ if option.role == Role::Other => {
            Verdict::Unclear("nothing is found to choose the option with (key checkout.page.option finds it)".to_owned())
        }
        Some(why) => Verdict::Broken(Finding::new(OPTION, "can be chosen", why.clone())),
        None => Verdict::Passed,
    }
}

/// The button that pays can be pressed. A page may wait until all is answered, and have a button for each way to pay.
fn payable(page: &Page) -> Verdict {
    let Some(button) = &page.pay else {
        return Verdict::Unclear("the page shows no button to pay with (key checkout.page.pay finds it)".to_owned());
    };
    let barred = |button: &Button| button.disabled.clone().or_else(|| (!button.visible).then(|| "hidden".to_owned()));
    let why = barred(button);
    if button.covered {
        return Verdict::Unclear(COVERED.to_owned());
    }
    if let Some(rival) = page.pay_rivals.iter().find(|rival| barred(rival).is_some() != why.is_some()) {
        let names = format!("{:?} or {:?}", button.name, rival.name);
        return Verdict::Unclear(format!("the button to pay with may be {names} (key checkout.page.pay finds it)"));
    }
    match why {
        None => Verdict::Passed,
        Some(_) if !page.unanswered.is_empty() => {
            Verdict::Unclear(format!("{:?} may wait for what is not chosen yet: {}", button.name, page.unanswered.join(", ")))
        }
        Some(why) => {
            let place = format!("checkout page, the button {:?}", button.name);
            Verdict::Broken(Finding::new(place, "can be pressed", why))
        }
    }
}

#[then("the option is shown and cannot be chosen")]
fn cannot_be_chosen(world: &mut World) -> Step {
    let page = rendered(world)?;
    let named = named(world)?;
    let seen = named != Named::Not || page.option.as_ref().is_some_and(|option| option.visible);
    certain(page, seen)?;
    unframed(page, seen)?;
    let verdict = barred(page, named, &ways(world));
    judge(world, verdict)
}

/// Where nothing but its name stands there is nothing to choose, if `ways` tells what others chose it with.
fn barred(page: &Page, named: Named, ways: &[Role]) -> Verdict {
    let broken = |expected, actual| Verdict::Broken(Finding::new(OPTION, expected, actual));
    match page.option.as_ref().filter(|option| option.visible) {
        Some(option) if option.covered => Verdict::Unclear(COVERED.to_owned()),
        Some(option) if option.role == Role::Link && !ways.contains(&Role::Link) => {
            Verdict::Unclear("a link has the option's name; whether it chooses the option is not known".to_owned())
        }
        Some(option) if option.role != Role::Other && option.disabled.is_some() => Verdict::Passed,
        Some(option) if option.role != Role::Other => broken("cannot be chosen", "can be chosen"),
        None if named == Named::Not => broken("shown, greyed out", "not shown"),
        None if named == Named::Less => Verdict::Unclear(
            "the page names the option, but not where others choose it; whether it shows it is not known".to_owned(),
        ),
        _ if ways.iter().any(|way| *way != Role::Other) => Verdict::Passed,
        _ => Verdict::Unclear(
            "nothing is found with which anybody chooses the option (key checkout.page.option finds it)".to_owned(),
        ),
    }
}

#[then("the option is not offered")]
fn is_not_offered(world: &mut World) -> Step {
    let page = rendered(world)?;
    let shown = page.option.as_ref().is_some_and(|option| option.visible);
    certain(page, shown)?;
    unframed(page, shown)?;
    let verdict = withheld(page, is_named(world, page)?);
    judge(world, verdict)
}

/// A name alone may stand in a footer.
fn withheld(page: &Page, named: bool) -> Verdict {
    let option = page.option.as_ref().filter(|option| option.visible);
    match option.map(|option| (option.role, option.disabled.is_some())) {
        Some(_) if option.is_some_and(|option| option.covered) => Verdict::Unclear(COVERED.to_owned()),
        Some((Role::Choice | Role::Button, false)) => {
            Verdict::Broken(Finding::new(OPTION, "not shown, or greyed out", "can be chosen"))
        }
        Some((Role::Choice | Role::Button, true)) => Verdict::Passed,
        None if !named => Verdict::Passed,
        _ => Verdict::Unclear("the page names the option; whether it offers it is not known".to_owned()),
    }
}

#[then(regex = r#"^the option shows a picture named "([^"]*)"$"#)]
fn shows_picture(world: &mut World, name: String) -> Step {
    let images = option(world)?.images.clone();
    if images.iter().any(|image| letters(image).contains(&letters(&name))) {
        return Ok(());
    }
    if !images.is_empty() {
        return unclear(format!("the option shows pictures, but none is named {name}: {}", images.join(", ")));
    }
    Err(world.violated(Finding::new(OPTION, format!("a picture named {:?}", &*name), "no picture")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checkout::finders::Finders;

    const NAME: &str = "Amazon Pay Later";

    fn page(html: &str) -> Page {
        crate::checkout::html::page(html, &Finders::usual(NAME, "Link Account")).unwrap()
    }

    fn told(verdict: &Verdict) -> &'static str {
        match verdict {
            Verdict::Passed => "passed",
            Verdict::Broken(_) => "broken",
            Verdict::Unclear(_) => "unclear",
            Verdict::NotApplicable => "not applicable",
        }
    }

    #[test]
    fn plans_that_are_named_after_the_option_are_not_its_label() {
        let plans = "<label><input type=radio name=p> Amazon Pay Later - 3 months</label>";
        for (html, expected) in [
            ("<label><input type=radio> Amazon Pay Later</label>".to_owned(), "passed"),
            (format!("<button type=button>Amazon Pay Later</button>{plans}"), "unclear"),
            (plans.to_owned(), "broken"),
            (format!("<button type=button>Amazon PayLater</button>{plans}"), "broken"),
        ] {
            assert_eq!(told(&label(&page(&html), NAME)), expected, "{html}");
        }
    }

    #[test]
    fn a_section_is_named_by_its_heading_and_not_by_the_option() {
        let own = "<div><label><input type=radio>Amazon Pay Later</label></div>";
        for (html, expected) in [
            (format!("<h1>Checkout</h1><h2>PAY LATER</h2>{own}"), "passed"),
            (format!("<h1>Pay</h1><h2>UPI</h2><h3>Amazon Pay Later - no-cost EMI</h3>{own}<h2>Cards</h2>"), "broken"),
            (format!("<h1>Pay</h1><h2>Pay Later</h2><h3>Amazon Pay Later - no-cost EMI</h3>{own}"), "passed"),
            (format!("<h1>Checkout</h1><div class=title>Pay Later</div>{own}"), "unclear"),
            (format!("<h1>Checkout</h1><h2>UPI</h2>{own}<h2>Cards</h2>"), "broken"),
            (format!("<h1>Checkout</h1>{own}"), "unclear"),
            (format!("<h2>Almost done</h2><h3>UPI</h3>{own}"), "broken"),
            (format!("<h2>Almost done</h2>{own}<h3>Cards</h3>"), "unclear"),
            (own.to_owned(), "unclear"),
        ] {
            let page = page(&html);
            assert_eq!(told(&section(page.option.as_ref().unwrap(), "Pay Later", NAME)), expected, "{html}");
        }
    }

    #[test]
    fn the_button_that_pays_is_no_other() {
        let row = "<script>1</script><form><label><input type=radio name=m checked>Amazon Pay Later</label>";
        for (rest, expected) in [
            ("<button>Pay</button>", "passed"),
            ("<button disabled>Pay</button>", "broken"),
            ("<button>Pay Later</button><button disabled>Pay</button>", "broken"),
            ("<h3><button>Pay by EMI</button></h3><button disabled>Pay</button>", "broken"),
            ("<button aria-expanded=false>Pay in parts</button><button disabled>Pay</button>", "broken"),
            ("<a href=/>Continue shopping</a>", "unclear"),
            ("<button disabled>Pay with card</button><button>Pay with Amazon Pay Later</button>", "passed"),
            ("<button>Pay with card</button><button disabled>Pay with Amazon Pay Later</button>", "broken"),
            ("<button disabled>Pay with card</button><button>Pay the rest</button>", "unclear"),
            ("<button>Pay with card</button><button disabled>Pay the rest</button>", "unclear"),
            ("<input type=checkbox aria-label=Terms><button disabled>Pay</button>", "unclear"),
            ("<input type=checkbox aria-label=Terms checked><button disabled>Pay</button>", "broken"),
            ("<label><input type=radio name=plan>3 months</label><button disabled>Pay</button>", "unclear"),
            ("<label><input type=radio name=m>Cash</label><button disabled>Pay</button>", "broken"),
        ] {
            assert_eq!(told(&payable(&page(&format!("{row}{rest}</form>")))), expected, "{rest}");
        }
        let one = page("<form><button>Pay with Amazon Pay Later</button></form>");
        assert!(is_one_button(&one) && payable(&one) == Verdict::Passed);
        assert!(!is_one_button(&page("<button>Amazon Pay Later</button><button>Pay</button>")));
        let without_scripts = page("<label><input type=checkbox>Terms</label><button disabled>Pay</button>");
        assert_eq!(told(&payable(&without_scripts)), "broken");
    }

    #[test]
    fn nothing_to_choose_with_tells_something_only_where_there_was_something() {
        for (html, ways, expected) in [
            ("<label><input type=radio disabled>Amazon Pay Later</label>", &[][..], "passed"),
            ("<label><input type=radio>Amazon Pay Later</label>", &[], "broken"),
            ("<p>Cash</p>", &[Role::Choice], "broken"),
            ("<p>Amazon Pay Later</p>", &[Role::Choice], "passed"),
            ("<div>Amazon Pay Later</div>", &[], "unclear"),
            ("<fieldset><legend>Amazon Pay Later</legend><label><input type=radio>3 months</label></fieldset>", &[], "unclear"),
            ("<a href='/pay?m=apl'>Amazon Pay Later</a>", &[Role::Link], "broken"),
            ("<a href='/about'>Amazon Pay Later</a>", &[Role::Choice], "unclear"),
            ("<a href='/about'>About Amazon Pay Later</a>", &[Role::Choice], "passed"),
        ] {
            let page = page(html);
            let named = if wording::holds(&page.text, NAME) { Named::AsBefore } else { Named::Not };
            assert_eq!(told(&barred(&page, named, ways)), expected, "{html}");
        }
        let footer = page("<p>Cash</p><p>We take Amazon Pay Later</p>");
        assert_eq!(told(&barred(&footer, Named::Less, &[Role::Choice])), "unclear");
    }

    #[test]
    fn a_name_in_a_footer_offers_nothing() {
        for (html, named, expected) in [
            ("<label><input type=radio>Amazon Pay Later</label>", true, "broken"),
            ("<label><input type=radio disabled>Amazon Pay Later</label>", true, "passed"),
            ("<p>We take UPI, cards and Amazon Pay Later</p>", true, "unclear"),
            ("<a href=/about>Amazon Pay Later</a>", true, "unclear"),
            ("<p>Cards</p>", false, "passed"),
        ] {
            assert_eq!(told(&withheld(&page(html), named)), expected, "{html}");
        }
    }
}

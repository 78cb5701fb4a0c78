//! How the parts of a page are found, as configured or by their usual names.

use signoff::checkout::finders::Part;
use signoff::checkout::tree::Role;
use signoff::checkout::{html, page::Page};

use super::{finders, read};

const PAGE: &str = "<div id=row><p>Later!</p><input type=radio name=a value=1></div><a class=link href=l>Connect</a>
    <button type=button>Details</button>";

fn configured(part: Part, text: &str) -> Page {
    html::page(PAGE, &finders().with(part, Some(text)).unwrap()).unwrap()
}

#[test]
fn a_selector_may_name_what_stands_around_the_control() {
    for selector in ["#row", "#row > input", "input[name='a']"] {
        let option = configured(Part::Option, selector).option.unwrap();
        assert_eq!((option.text.as_str(), option.disabled), ("Later!", None), "{selector}");
    }
    assert!(configured(Part::Option, ".none").option.is_none() && configured(Part::Option, "name:none").option.is_none());
    let told = "<div class=tile>Later! <a href=/about>More</a></div>";
    let option = html::page(told, &finders().with(Part::Option, Some(".tile")).unwrap()).unwrap().option.unwrap();
    assert!(option.role == Role::Other && option.disabled.is_some(), "the link tells more, and chooses nothing");
    let dead = configured(Part::Option, "p").option.unwrap();
    assert!(dead.disabled.unwrap().contains("nothing to choose it with"));
}

#[test]
fn a_key_that_cannot_be_used_is_refused() {
    for text in ["", "name:", "name:  ", "div[", ">>", "a:has-text('x')"] {
        let error = finders().with(Part::Pay, Some(text)).unwrap_err();
        assert!(error.to_string().contains("pay = "), "{text}: {error}");
    }
    assert!(finders().with(Part::Retry, Some("name:Once more")).is_ok());
    assert_eq!(finders().with(Part::Pay, None).unwrap().pay, finders().pay);
}

#[test]
fn buttons_are_told_with_their_names() {
    let page = read(
        "<button>Pay ₹5</button><input type=submit value=Go disabled><a role=button href=x>Link Account</a>
         <button hidden>Gone</button><button style='pointer-events:none'>Dead</button>",
    );
    let told: Vec<_> = page.buttons.iter().map(|b| (b.name.as_str(), b.visible, b.disabled.is_some())).collect();
    let expected = [
        ("Pay ₹5", true, false),
        ("Go", true, true),
        ("Link Account", true, false),
        ("Gone", false, false),
        ("Dead", true, true),
    ];
    assert_eq!(told, expected);
}

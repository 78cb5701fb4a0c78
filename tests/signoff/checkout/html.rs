//! What of a page's HTML a customer can see.

use proptest::prelude::*;
use signoff::checkout::page::{Doubt, Script};

use super::read;

#[test]
fn visible_text_is_read_with_white_space_normalised() {
    for (html, text) in [
        ("<p>a</p><p>b</p>", "a b"),
        ("a<b>b</b>c <i> d</i>", "abc d"),
        ("a&nbsp;\u{3000}\n b &#8377;1&amp;2 &rupee;", "a b ₹1&2 &rupee;"),
        ("a<br>b<span>c</span><span style='display:block'>d</span>", "a bc d"),
        ("<div style='display:flex'><span>a</span><span>b</span></div>", "a b"),
        ("<table><tr><td>a<td>b</table>", "a b"),
        ("<ul><li>a<li>b</ul>", "a b"),
        ("<input type=submit value='Pay  ₹5'><input type=submit>", "Pay ₹5Submit"),
        ("<select><option>a<option>b</select>", "a b"),
        ("<body>a<!-- b -->c", "ac"),
        ("", ""),
    ] {
        assert_eq!(read(html).text, text, "{html}");
    }
}

/// A parser takes quadratic time for it, and cannot be interrupted.
#[test]
fn elements_that_stand_too_deep_are_not_read() {
    let page = |depth: usize| signoff::checkout::html::page(&format!("{}deep", "<div>".repeat(depth)), &super::finders());
    assert_eq!(page(500).unwrap().text, "deep");
    assert_eq!(page(100_000).unwrap_err().to_string(), "its elements stand more than 1000 deep within each other");
    // What closes itself is not deep, however much of it there is.
    let rows = "<li>a<p>b".repeat(20_000);
    assert!(signoff::checkout::html::page(&rows, &super::finders()).unwrap().text.starts_with("a b a b"));
}

/// An `x` that cannot be seen.
pub const UNSEEN: &[&str] = &[
    "<p hidden>x</p>",
    "<div hidden><p style='display:block;visibility:visible'>x</p></div>",
    "<p style='display:none'>x</p>",
    "<p style='DISPLAY : None !important ;'>x</p>",
    "<p style='visibility:hidden'>x</p>",
    "<p style='opacity:0'>x</p>",
    "<p style='opacity:0%'>x</p>",
    "<div style='opacity:0.01'><p style='opacity:1'>x</p></div>",
    "<p style='font-size:0'>x</p>",
    "<p style='font-size:0px'>x</p>",
    "<p style='position:absolute;left:-9999px'>x</p>",
    "<p style='position:fixed;top:-100vh'>x</p>",
    "<p style='text-indent:-999em'>x</p>",
    "<p style='margin-left:-5000px'>x</p>",
    "<p style='transform:translateX(-9999px)'>x</p>",
    "<p style='transform:scale(0)'>x</p>",
    "<p style='height:0;overflow:hidden'>x</p>",
    "<p style='position:absolute;clip:rect(0 0 0 0)'>x</p>",
    "<p style='clip-path:inset(50%)'>x</p>",
    "<p style='color:#fff;background:white'>x</p>",
    "<p style='background-color:rgb(255, 255, 255)'><b style='color:#FFFFFF'>x</b></p>",
    "<p style='color:transparent'>x</p>",
    "<p style='background:url(\"data:a;color:red\");display:none'>x</p>",
    "<template>x</template>",
    "<noscript>x</noscript>",
    "<style>x</style>",
    "<title>x</title>",
    "<details><summary></summary>x</details>",
    "<details>x<p>x</p></details>",
    "<dialog>x</dialog>",
    "<p popover>x</p>",
    "<input type=hidden value=x>",
    "<iframe>x</iframe>",
    "<img alt=x>",
];

/// An `x` that can be seen.
pub const SEEN: &[&str] = &[
    "<p aria-hidden=true>x</p>",
    "<p style='visibility:hidden'><b style='visibility:visible'>x</b></p>",
    "<p style='font-size:0'><b style='font-size:12px'>x</b></p>",
    "<p style='opacity:0.5;color:grey'>x</p>",
    "<p style='color:#fff;background:#fff'><b style='color:#000'>x</b></p>",
    "<p style='color:white;background:linear-gradient(red, blue)'>x</p>",
    "<p style='color:white'>x</p>",
    "<p style='position:absolute;left:-2px'>x</p>",
    "<p style='clip:rect(0,100px,10px,0)'>x</p>",
    "<p style='width:0'>x</p>",
    "<p style='height:0;overflow:auto'>x</p>",
    "<p style='margin-left:5000px;color:'>x</p>",
    "<details><summary>x</summary>y</details>",
    "<details open><summary></summary>x</details>",
    "<dialog open>x</dialog>",
    "<p inert>x</p>",
    "<p style='pointer-events:none'>x</p>",
    "<textarea>x</textarea>",
    "<p style='}{;;:;x'>x",
];

#[test]
fn what_cannot_be_seen_is_not_text() {
    for html in UNSEEN {
        assert_eq!(read(html).text, "", "{html}");
    }
}

#[test]
fn what_can_be_seen_is_text() {
    for html in SEEN {
        assert_eq!(read(html).text, "x", "{html}");
    }
}

#[test]
fn doubt_names_what_may_change_the_page() {
    for (html, doubt) in [
        ("<p style='display:none'>", None),
        ("<script type='application/ld+json'>{}</script><script type=importmap>{}</script>", None),
        ("<link rel=icon href=a.css><style> </style>", None),
        ("<style>p{}</style>", Some(Doubt::Styled)),
        ("<link rel='alternate StyleSheet' href=a.css>", Some(Doubt::Styled)),
        ("<script>1</script><style>p{}</style>", Some(Doubt::Scripted)),
        ("<script type=module src=a.js></script>", Some(Doubt::Scripted)),
        ("<script type='text/javascript'></script>", Some(Doubt::Scripted)),
        ("<body onload='x()'>", Some(Doubt::Scripted)),
    ] {
        assert_eq!(read(html).doubt, doubt, "{html}");
    }
}

#[test]
fn scripts_are_told_by_address_or_text() {
    let page = read("<script src='https://a.example/eu/login1.js'></script><script>run('in')</script><script type=x>no</script>");
    let expected = [Script::External("https://a.example/eu/login1.js".into()), Script::Inline("run('in')".into())];
    assert_eq!(page.scripts, expected);
}

#[test]
fn links_have_their_place_in_the_text() {
    let page = read(
        "<p>By proceeding, I agree to the <a href='/kfs?a=1&amp;b=%7C'>Key <b>Fact</b> Statement</a>.</p>
         <a href=x hidden>gone</a><a>no target</a><a href=y><img alt=Logo src=a.png></a><a href=z></a>
         <a href=i inert>inert</a><a href=p style='pointer-events:none'>dead</a>",
    );
    let links: Vec<_> = page.links.iter().map(|l| (l.text.as_str(), l.target.as_str(), l.clickable, l.at.is_some())).collect();
    let expected = [
        ("Key Fact Statement", "/kfs?a=1&b=%7C", true, true),
        ("gone", "x", false, false),
        ("Logo", "y", true, false),
        ("inert", "i", false, true),
        ("dead", "p", false, true),
    ];
    assert_eq!(links, expected);
    let first = &page.links[0];
    assert!(page.text[first.at.unwrap()..].starts_with("Key Fact Statement."));
}

const TAGS: &[&str] = &[
    "p",
    "b",
    "div",
    "label",
    "fieldset",
    "legend",
    "details",
    "select",
    "option",
    "table",
    "td",
    "a href=x",
    "button",
    "/p",
    "/b",
    "/div",
    "/label",
    "/details",
    "br",
    "input type=radio id=a",
];
const ATTRIBUTES: &[&str] = &[
    "",
    " hidden",
    " style='display:none'",
    " style=color:red;background:red",
    " id=a",
    " for=a",
    " aria-labelledby=a",
    " inert",
];

/// Small pieces of HTML that interact.
fn piece() -> impl Strategy<Value = String> {
    let tag = (prop::sample::select(TAGS), prop::sample::select(ATTRIBUTES));
    prop_oneof!["[a-z ]{0,4}", tag.prop_map(|(tag, attribute)| format!("<{tag}{attribute}>"))]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(256) })]

    #[test]
    fn no_bytes_are_too_much(bytes in prop::collection::vec(any::<u8>(), 0..400), style in any::<String>()) {
        read(&String::from_utf8_lossy(&bytes));
        read(&format!("<p style=\"{}\"><input type=radio>Amazon Pay Later", style.replace('"', "'")));
    }

    #[test]
    fn no_nesting_is_too_much(pieces in prop::collection::vec(piece(), 0..40)) {
        let page = read(&format!("{}<input type=radio aria-label='Amazon Pay Later'>", pieces.concat()));
        prop_assert!(page.links.iter().all(|link| link.at.is_none_or(|at| page.text[at..].starts_with(&link.text))));
    }

    #[test]
    fn more_white_space_changes_nothing(pieces in prop::collection::vec(piece(), 0..20)) {
        let [narrow, wide] = [" ", "\n\t \r  "].map(|space| pieces.iter().map(|piece| match piece.starts_with('<') {
            true => piece.clone(),
            false => piece.replace(' ', space),
        }).collect::<String>());
        prop_assert_eq!(read(&narrow).text, read(&wide).text);
    }

    #[test]
    fn nothing_leaks_out_of_a_hidden_element(pieces in prop::collection::vec(piece(), 0..20)) {
        let page = read(&format!("<div hidden>{}</div>", pieces.concat().replace("</div", "</i")));
        prop_assert_eq!(page.text, "");
    }
}

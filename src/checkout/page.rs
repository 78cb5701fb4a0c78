//! What a customer sees on a page. Both readers make the same model; a reader that cannot tell says so.

use std::fmt;

use super::tree::Role;

/// A page as a customer sees it.
#[derive(Debug, Clone, Default)]
pub struct Page {
    /// Its address, after all redirects.
    pub address: String,
    /// The addresses to which the customer was sent on the way here, each as it was given.
    pub hops: Vec<String>,
    /// Those of them, and of its own address, that were asked for by POST.
    pub posted: Vec<String>,
    /// The HTTP status, where the reader knows it.
    pub status: Option<u16>,
    /// The visible text, white space normalised.
    pub text: String,
    /// The payment option under test, when it stands on the page.
    pub option: Option<PaymentOption>,
    /// The button that pays.
    pub pay: Option<Button>,
    /// Other buttons that may as well be the one that pays.
    pub pay_rivals: Vec<Button>,
    /// The button that links an account.
    pub link_account: Option<Button>,
    /// What lets the customer try again, when there is something.
    pub retry: Option<Button>,
    /// All links with a text or a name, in document order.
    pub links: Vec<Link>,
    /// All forms, in document order.
    pub forms: Vec<Form>,
    /// All buttons, in document order.
    pub buttons: Vec<Button>,
    /// Everything that can be chosen with a radio button, a check box or a list, in document order.
    pub choices: Vec<Button>,
    /// What can be ticked or chosen beside the option and is not, where scripts may wait for it: boxes, and groups of which
    /// nothing is chosen.
    pub unanswered: Vec<String>,
    /// What stands in the page for scripts to read: script elements that do not run.
    pub data: Vec<String>,
    /// The values of hidden inputs.
    pub hidden: Vec<String>,
    /// Scripts: the address of an external one, or the text of one that stands in the page.
    pub scripts: Vec<Script>,
    /// Why something on this page may look otherwise than it reads; none when the reader saw the page itself.
    pub doubt: Option<Doubt>,
    /// It shows a frame, whose content is not read.
    pub framed: bool,
    /// What went wrong while the page was shown: script errors, dialogs.
    pub incidents: Vec<String>,
}

/// Why a page that was only read may look otherwise, or is not known at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doubt {
    /// Style sheets may hide what stands there; what is absent is absent.
    Styled,
    /// Scripts may add, change or hide anything.
    Scripted,
    /// It is another host's, and was not asked for, or could not be reached.
    Elsewhere,
}

impl fmt::Display for Doubt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Styled => "a style sheet decides what the page shows; use browser = true",
            Self::Scripted => "the page builds this with scripts; use browser = true",
            Self::Elsewhere => {
                "the customer was sent to another host, which a browser alone visits, as far as it can be reached; use browser = true"
            }
        })
    }
}

/// The payment option under test.
#[derive(Debug, Clone, Default)]
pub struct PaymentOption {
    /// The name by which it is offered.
    pub label: String,
    /// What it is chosen with; anything but a choice, a button or a link tells of nothing to choose it with.
    pub role: Role,
    /// It can be seen.
    pub visible: bool,
    /// Why it cannot be chosen (`disabled`, `aria-disabled`, `inert`, ..); none when it can.
    pub disabled: Option<String>,
    /// That is because something fixed on the screen lies over it, e.g. a banner: whether it can be chosen is open.
    pub covered: bool,
    /// It is the one that is chosen.
    pub chosen: bool,
    /// The nearest section around it that has a heading, a legend or a name.
    pub section: Option<Section>,
    /// The visible text of the whole option: label, amounts, notes.
    pub text: String,
    /// Names of the visible images in it: alternative texts, else file names, else [`UNNAMED`].
    pub images: Vec<String>,
}

/// What a picture without a name is called.
pub const UNNAMED: &str = "a picture without a name";

impl PaymentOption {
    /// What it is chosen with by a customer who can.
    pub fn offered_by(&self) -> Option<Role> {
        (self.visible && self.disabled.is_none() && !self.covered).then_some(self.role)
    }
}

/// The section in which the option stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Section {
    /// Its heading, legend or name; never one that names the option itself.
    pub name: String,
    /// That is the title of the page, and speaks of all that stands on it.
    pub is_title: bool,
    /// The visible text from there to the option.
    pub between: String,
}

/// A link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Its visible text, white space normalised.
    pub text: String,
    /// The `href` as written, character references resolved.
    pub target: String,
    /// It can be seen and clicked.
    pub clickable: bool,
    /// It cannot be clicked, because something fixed on the screen lies over it.
    pub covered: bool,
    /// Where its text begins in [`Page::text`], in bytes; none when it is not visible.
    pub at: Option<usize>,
}

/// A form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    /// Where it is sent, as written.
    pub action: String,
    /// It is sent by POST.
    pub post: bool,
}

/// A button, or something to choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Button {
    /// Its accessible name.
    pub name: String,
    /// Its visible text.
    pub text: String,
    /// It can be seen.
    pub visible: bool,
    /// Why it cannot be used; none when it can.
    pub disabled: Option<String>,
    /// That is because something fixed on the screen lies over it.
    pub covered: bool,
}

/// A script of the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Script {
    /// Loaded from this address.
    External(String),
    /// Stands in the page.
    Inline(String),
}

impl Script {
    /// Its address, or its text.
    pub fn text(&self) -> &str {
        match self {
            Self::External(text) | Self::Inline(text) => text,
        }
    }
}

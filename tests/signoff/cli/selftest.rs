//! The flags of `signoff selftest`; what it finds is the acid test's.

use super::scene::Scene;

#[test]
fn another_form_of_its_result_is_refused_at_once() {
    let ran = Scene::embedded().signoff(&["selftest", "--report", "junit=selftest.xml"]);
    ran.refused(&["the self-test writes json only"]);
}

//! Snapshots on disk: what is written, what is compared, and that insta reads the files.

use std::fs;

use serde_json::{Value, json};
use signoff::providers::amazon_pay_india::volatile::VOLATILE;
use signoff::snapshot::{Judgement, SnapshotError, Snapshots};

const FOLDER: &str = "amazon_pay_india";

fn charge(id: &str, status: &str) -> Value {
    json!({ "chargeId": id, "status": status, "requestedAmount": "10.00", "createTime": "2026-01-01T00:00:00.000Z" })
}

#[test]
fn the_first_run_writes_and_the_next_ones_judge() {
    let dir = tempfile::tempdir().unwrap();
    let snapshots = Snapshots::given(dir.path(), false);
    let compare = |body: &Value| snapshots.compare(FOLDER, "charge_approved", body, VOLATILE).unwrap();

    let path = dir.path().join(FOLDER).join("charge_approved.snap");
    assert_eq!(compare(&charge("c-1", "CaptureApproved")), Judgement::Written(path.clone()));
    let reordered = json!({ "status": "CaptureApproved", "requestedAmount": "7.50", "createTime": "later", "chargeId": "c-2" });
    assert_eq!(compare(&reordered), Judgement::Same);

    let before = fs::read_to_string(&path).unwrap();
    assert!(!before.contains("c-1"), "{before}");
    let Judgement::Different { diff } = compare(&charge("c-3", "Declined")) else { panic!("a change was not seen") };
    assert!(diff.contains("-  \"status\": \"CaptureApproved\"\n+  \"status\": \"Declined\""), "{diff}");
    assert!(matches!(compare(&json!({ "chargeId": 3 })), Judgement::Different { .. }), "a change of type was not seen");
    assert_eq!(fs::read_to_string(&path).unwrap(), before, "a judged snapshot was changed");
}

#[test]
fn update_rewrites_what_differs() {
    let dir = tempfile::tempdir().unwrap();
    let (judge, update) = (Snapshots::given(dir.path(), false), Snapshots::given(dir.path(), true));
    let compare = |snapshots: &Snapshots, status| snapshots.compare(FOLDER, "charge", &charge("c", status), VOLATILE).unwrap();
    assert!(matches!(compare(&judge, "Pending"), Judgement::Written(_)));
    assert!(matches!(compare(&update, "Declined"), Judgement::Written(_)));
    assert_eq!(compare(&update, "Declined"), Judgement::Same);
    assert_eq!(compare(&judge, "Declined"), Judgement::Same);
}

#[test]
fn files_are_in_the_format_of_insta() {
    let dir = tempfile::tempdir().unwrap();
    Snapshots::given(dir.path(), false).compare(FOLDER, "charge", &charge("c", "Pending"), VOLATILE).unwrap();
    let snapshot = insta::Snapshot::from_file(&dir.path().join(FOLDER).join("charge.snap")).unwrap();
    assert_eq!(snapshot.metadata().expression(), Some("amazon_pay_india/charge"));
    let body: Value = serde_json::from_str(&snapshot.as_text().unwrap().to_string()).unwrap();
    assert_eq!(body["chargeId"], "[charge id]");
}

#[test]
fn files_reviewed_by_hand_are_read_with_their_metadata() {
    let dir = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/snapshots");
    let snapshots = Snapshots::given(dir, false);
    let refused = json!({ "message": "Specified charge ID does not exist.", "code": "InvalidChargeId" });
    assert_eq!(snapshots.compare(FOLDER, "charge_unknown", &refused, VOLATILE).unwrap(), Judgement::Same);
    let refused = json!({ "message": "No such charge.", "code": "InvalidChargeId" });
    assert!(matches!(snapshots.compare(FOLDER, "charge_unknown", &refused, VOLATILE).unwrap(), Judgement::Different { .. }));
}

#[test]
fn a_name_that_leaves_the_folder_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    for name in ["", "../charge", "a/b", "Charge", "a b", "a.b"] {
        let refused = Snapshots::given(dir.path(), true).compare(FOLDER, name, &json!({}), VOLATILE);
        assert!(matches!(refused, Err(SnapshotError::Name(_))), "{name:?} was used");
    }
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);
}

#[test]
fn a_file_that_is_no_snapshot_is_an_error_and_not_a_difference() {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir(dir.path().join(FOLDER)).unwrap();
    fs::write(dir.path().join(FOLDER).join("charge.snap"), "---\n: : [\n---\n{}\n").unwrap();
    let read = Snapshots::given(dir.path(), true).compare(FOLDER, "charge", &json!({}), VOLATILE);
    assert!(matches!(read, Err(SnapshotError::Read { .. })), "{read:?}");
}

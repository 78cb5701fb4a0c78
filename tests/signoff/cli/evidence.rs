//! `run --evidence`, `signoff evidence pack` and `verify`: what was packed is what is there, to the last bit.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::Command;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use tar::{Archive, Builder, EntryType, Header};

use super::scene::{Ran, Scene, foreign};

/// A folder `kept` with the evidence of a small run, and the archive `e.tar` of it.
fn scene() -> Scene {
    let scene = Scene::embedded();
    let ran = scene.signoff(&["run", "--name", "^A charge id is used once$", "--evidence", "kept"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let packed = scene.signoff(&["evidence", "pack", "kept", "--output", "e.tar"]);
    assert_eq!(packed.code, 0, "{packed:?}");
    scene
}

fn verify(scene: &Scene, archive: &[u8]) -> Ran {
    fs::write(scene.path("other.tar"), archive).unwrap();
    scene.signoff(&["evidence", "verify", "other.tar"])
}

fn files(archive: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut archive = Archive::new(archive);
    let read = |entry: std::io::Result<tar::Entry<'_, &[u8]>>| {
        let mut entry = entry.unwrap();
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut entry, &mut bytes).unwrap();
        (entry.path().unwrap().display().to_string(), bytes)
    };
    archive.entries().unwrap().map(read).collect()
}

fn archive(files: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut builder = Builder::new(Vec::new());
    for (name, bytes) in files {
        let mut header = Header::new_ustar();
        header.set_entry_type(EntryType::Regular);
        header.set_mode(0o644);
        header.set_size(bytes.len() as u64);
        builder.append_data(&mut header, name, bytes.as_slice()).unwrap();
    }
    builder.into_inner().unwrap()
}

#[test]
fn the_archive_holds_report_features_and_a_signed_statement_about_them() {
    let scene = scene();
    let bytes = fs::read(scene.path("e.tar")).unwrap();
    let files = files(&bytes);
    let find = |name: &str| files.iter().find(|(known, _)| known == name).unwrap_or_else(|| panic!("no {name}")).1.clone();
    let report: Value = serde_json::from_slice(&find("evidence/report.json")).unwrap();
    assert!(!report["exchanges"].as_array().unwrap().is_empty());
    find("evidence/features/amazon_pay_india/requirements.toml");
    find("evidence/features/amazon_pay_india/charges.feature");

    let envelope: Value = serde_json::from_slice(&find("attestation.dsse.json")).unwrap();
    assert_eq!(envelope["payloadType"], "application/vnd.in-toto+json");
    let statement = STANDARD.decode(envelope["payload"].as_str().unwrap()).unwrap();
    let statement: Value = serde_json::from_slice(&statement).unwrap();
    assert_eq!(statement["_type"], "https://in-toto.io/Statement/v1");
    assert_eq!(statement["subject"].as_array().unwrap().len() + 2, files.len());
    assert!(statement["subject"].as_array().unwrap().iter().all(|one| one["digest"]["sha256"].as_str().unwrap().len() == 64));
    let run = &statement["predicate"];
    assert_eq!((&run["seed"], &run["outcome"], &run["targets"]), (&report["seed"], &report["outcome"], &report["targets"]));
    assert!(archive(&files) == bytes, "the test's own archives are written otherwise");

    let checked = scene.signoff(&["evidence", "verify", "e.tar", "--format", "json"]);
    assert_eq!(checked.code, 0, "{checked:?}");
    let checked: Value = serde_json::from_str(&checked.stdout).unwrap();
    assert_eq!((&checked["valid"], &checked["files"]), (&true.into(), &(files.len() - 2).into()));
    assert_eq!(checked["key_id"], envelope["signatures"][0]["keyid"]);
}

#[test]
fn every_page_that_a_customer_saw_is_kept() {
    let scene = Scene::embedded();
    let name = "^A captured charge ends at the shop$";
    let ran = scene.run(&["--provider", "amazon_pay_india", "--name", name, "--evidence", "kept"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let report = scene.report();
    let files = report.scenarios().next().unwrap()["evidence"].as_array().unwrap();
    let page = files.iter().find(|file| file.as_str().unwrap().ends_with("page.txt")).unwrap().as_str().unwrap();
    let text = fs::read_to_string(scene.path("kept").join(page)).unwrap();
    let pages: Vec<_> = text.split("--- page ").skip(1).collect();
    assert!(pages.len() > 1, "{text}");
    let (first, last) = (pages[0], pages[pages.len() - 1]);
    assert!(first.starts_with("1 of the customer \"eligible\": http://") && first.contains("Amazon Pay Later"), "{text}");
    assert!(first.lines().next().unwrap().contains("=..") && !text.contains("amount=499"), "{text}");
    assert!(last.contains("Payment successful") && !first.contains("Payment successful"), "{text}");
}

#[test]
fn a_changed_an_added_and_a_missing_file_are_named() {
    let scene = scene();
    let good = files(&fs::read(scene.path("e.tar")).unwrap());
    let at = |name: &str| good.iter().position(|(known, _)| known == name).unwrap();
    let said = |files: &[(String, Vec<u8>)], words: &str| {
        let ran = verify(&scene, &archive(files));
        assert_eq!(ran.code, 1, "{ran:?}");
        assert!(ran.stdout.contains(words), "{words:?} is not in {}", ran.stdout);
    };
    for name in ["report.json", "features/amazon_pay_india/charges.feature"] {
        let mut changed = good.clone();
        *changed[at(&format!("evidence/{name}"))].1.last_mut().unwrap() ^= 1;
        said(&changed, &format!("{name} was changed"));
        let mut fewer = good.clone();
        fewer.remove(at(&format!("evidence/{name}")));
        said(&fewer, &format!("{name} is missing"));
    }
    let added = [&good[..], &[("evidence/more.txt".to_owned(), b"x".to_vec())]].concat();
    said(&added, "more.txt was added");
    said(&[&good[..], &[("loose.txt".to_owned(), vec![])]].concat(), "loose.txt was added");
    said(&[&good[..], &good[at("evidence/report.json")..][..1]].concat(), "report.json was added: it is there twice");
    // As whoever unpacked an archive may pack it.
    said(&[&good[..], &[("evidence/".to_owned(), vec![])]].concat(), "evidence/ was added");
    for name in ["attestation.dsse.json", "public-key.pem"] {
        let mut changed = good.clone();
        changed[at(name)].1[40] ^= 1;
        said(&changed, "the signature does not fit");
        let mut fewer = good.clone();
        fewer.remove(at(name));
        said(&fewer, &format!("{name} is missing"));
    }
    // Another run's statement and key do not fit these files.
    let other = self::scene();
    let other = files(&fs::read(other.path("e.tar")).unwrap());
    said(&[&other[..2], &good[2..]].concat(), "report.json was changed");
}

#[test]
fn every_flipped_byte_is_found() {
    let small = tempfile::tempdir().unwrap();
    let scene = scene();
    let mut report: Value = serde_json::from_str(&fs::read_to_string(scene.path("kept/report.json")).unwrap()).unwrap();
    for list in ["requirements", "scenarios", "exchanges"] {
        report[list] = Value::Array(Vec::new());
    }
    fs::write(small.path().join("report.json"), report.to_string()).unwrap();
    fs::write(small.path().join("note.txt"), "x").unwrap();
    let key = ring::signature::Ed25519KeyPair::from_seed_unchecked(&[7; 32]).unwrap();
    let good = signoff::report::evidence::pack(small.path(), &key).unwrap();
    assert!(signoff::report::evidence::verify(&good).is_ok());
    for at in 0..good.len() {
        let mut bad = good.clone();
        bad[at] ^= 1 << (at % 8);
        assert!(signoff::report::evidence::verify(&bad).is_err(), "a flip at {at} of {} was not seen", good.len());
    }
    for length in [0, 1, 511, 512, good.len() - 1024, good.len() - 1] {
        assert!(signoff::report::evidence::verify(&good[..length]).is_err(), "cut at {length}");
    }
    assert!(signoff::report::evidence::verify(&[good.as_slice(), &[0]].concat()).is_err());
}

#[test]
fn what_cannot_be_packed_or_read_is_exit_2() {
    let scene = scene();
    scene.write("empty/x.txt", "x");
    scene.write("key.pem", "no key");
    let pack = |more: &[&str]| scene.signoff(&[&["evidence", "pack"], more, &["--output", "no.tar"]].concat());
    pack(&["nowhere"]).refused(&["could not read nowhere"]);
    pack(&["empty"]).refused(&["could not pack empty: it holds no report.json"]);
    pack(&["kept", "--key", "key.pem"]).refused(&["could not read key.pem as an Ed25519 key"]);
    scene.signoff(&["evidence", "verify", "nowhere.tar"]).refused(&["could not read nowhere.tar"]);
    assert!(!scene.path("no.tar").exists());
}

#[test]
fn an_archive_in_the_folder_that_it_is_made_of_is_refused() {
    let scene = scene();
    fs::create_dir(scene.path("kept/below")).unwrap();
    for output in ["kept/e.tar", "./kept/below/../e.tar", "kept/below/e.tar", "kept/report.json"] {
        let before = everything(&scene.path("kept"));
        let ran = scene.signoff(&["evidence", "pack", "kept", "--output", output]);
        ran.refused(&["could not pack kept", output, "lies in it"]);
        assert!(everything(&scene.path("kept")) == before, "{output} was written");
    }
    let mut inside = scene.command(&["evidence", "pack", ".", "--output", "e.tar"]);
    let ran = Ran::new(inside.current_dir(scene.path("kept")).output().unwrap(), std::time::Duration::ZERO);
    ran.refused(&["e.tar lies in it"]);
    // A name that only begins in the same way is another folder.
    fs::create_dir(scene.path("kept-archives")).unwrap();
    let ran = scene.signoff(&["evidence", "pack", "kept", "--output", "kept-archives/e.tar"]);
    assert_eq!(ran.code, 0, "{ran:?}");
}

#[test]
fn what_never_was_an_archive_is_exit_2_and_a_damaged_one_exit_1() {
    let scene = scene();
    let good = fs::read(scene.path("e.tar")).unwrap();
    let text = "# A text that is longer than a block of an archive.\n".repeat(40);
    for nothing in [&b""[..], b"hello", text.as_bytes(), &[0; 1024], &good[..200]] {
        verify(&scene, nothing).refused(&["could not check other.tar: it is no archive of evidence"]);
        scene.signoff(&["evidence", "verify", "other.tar", "--format", "json"]).refused(&["no archive of evidence"]);
    }
    let mut damaged = good.clone();
    damaged[0] ^= 1;
    let mut emptied = good.clone();
    emptied[..1024].fill(0);
    let foreign = archive(&[("notes.txt".to_owned(), b"x".to_vec())]);
    for (bytes, words) in [
        (&damaged[..], "cannot be read from its beginning"),
        (&good[1..], "cannot be read from its beginning"),
        (&good[..511], "cannot be read from its beginning"),
        (&emptied, "attestation.dsse.json is missing"),
        (&foreign, "attestation.dsse.json is missing"),
    ] {
        let ran = verify(&scene, bytes);
        assert!(ran.code == 1 && ran.stdout.contains(words), "{words:?}: {ran:?}");
        let ran = scene.signoff(&["evidence", "verify", "other.tar", "--format", "json"]);
        let told: Value = serde_json::from_str(&ran.stdout).unwrap();
        assert!(ran.code == 1 && told["valid"] == false && told["reason"].as_str().unwrap().contains(words), "{ran:?}");
    }
}

#[test]
fn a_key_of_ones_own_signs_and_another_program_agrees() {
    let scene = scene();
    let openssl = |arguments: &[&str]| Command::new("openssl").args(arguments).current_dir(&scene.folder).output();
    match openssl(&["genpkey", "-algorithm", "ed25519", "-out", "key.pem"]) {
        Ok(made) if made.status.success() => {}
        _ => return writeln!(std::io::stderr(), "skipped: there is no openssl").unwrap(),
    }
    let packed = scene.signoff(&["evidence", "pack", "kept", "--output", "e.tar", "--key", "key.pem"]);
    assert_eq!(packed.code, 0, "{packed:?}");
    let files = files(&fs::read(scene.path("e.tar")).unwrap());
    let public = openssl(&["pkey", "-in", "key.pem", "-pubout"]).unwrap().stdout;
    assert_eq!(files[1], ("public-key.pem".to_owned(), public));
    let envelope: Value = serde_json::from_slice(&files[0].1).unwrap();
    let payload = STANDARD.decode(envelope["payload"].as_str().unwrap()).unwrap();
    let signed = [format!("DSSEv1 28 application/vnd.in-toto+json {} ", payload.len()).into_bytes(), payload].concat();
    fs::write(scene.path("signed"), signed).unwrap();
    fs::write(scene.path("sig"), STANDARD.decode(envelope["signatures"][0]["sig"].as_str().unwrap()).unwrap()).unwrap();
    let checked = openssl(&["pkeyutl", "-verify", "-inkey", "key.pem", "-rawin", "-in", "signed", "-sigfile", "sig"]).unwrap();
    assert!(checked.status.success(), "{checked:?}");
}

#[test]
fn the_configuration_is_kept_without_its_secrets() {
    let mut config = foreign();
    config["amazon_pay_india"]["signer"] = serde_json::json!({ "command": ["python3", "-c", "exit()", "word-of-mouth"] });
    let scene = Scene::with(&config);
    let ran = scene.signoff(&["run", "--name", "^A charge id is used once$", "--evidence", "kept"]);
    assert!(ran.code == 0 || ran.code == 3, "{ran:?}");
    let kept = fs::read_to_string(scene.path("kept/signoff.toml")).unwrap();
    let endpoint = &config["amazon_pay_india"]["endpoint"];
    assert!(kept.contains(endpoint["base_url"].as_str().unwrap()) && kept.contains("python3"), "{kept}");
    for secret in [endpoint["secret_key"].as_str().unwrap(), "word-of-mouth"] {
        assert!(everything(&scene.path("kept")).iter().all(|text| !text.contains(secret)), "{secret} was kept");
    }
}

fn everything(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let read = |path: std::path::PathBuf| vec![String::from_utf8_lossy(&fs::read(path).unwrap()).into_owned()];
    entries.flat_map(|path| if path.is_dir() { everything(&path) } else { read(path) }).collect()
}

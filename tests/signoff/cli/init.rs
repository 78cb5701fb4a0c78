//! `signoff init` and `signoff completions`.

use std::fs;

use serde_json::Value;

use super::scene::{Ran, Scene};

#[test]
fn it_writes_a_file_that_the_doctor_accepts_and_never_overwrites_one() {
    let scene = Scene::embedded();
    let ran = scene.signoff(&["init", "--format", "json"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert_eq!(serde_json::from_str::<Value>(&ran.stdout).unwrap()["written"], "signoff.toml");
    let doctor = scene.signoff(&["doctor"]);
    assert_eq!(doctor.code, 0, "{doctor:?}");
    assert!(doctor.stdout.contains("configures no provider yet"), "{}", doctor.stdout);
    assert!(doctor.stdout.contains("remove the file, and let `signoff init` write it anew"), "{}", doctor.stdout);
    scene.run(&[]).refused(&["signoff.toml configures no provider"]);

    fs::write(scene.path("signoff.toml"), "mine").unwrap();
    scene.signoff(&["init"]).refused(&["never overwritten"]);
    assert_eq!(fs::read_to_string(scene.path("signoff.toml")).unwrap(), "mine");
}

#[test]
fn a_key_is_written_switched_on_when_its_variable_is_set_and_no_value_is_copied() {
    let scene = Scene::embedded();
    let mut command = scene.command(&["init"]);
    let output = command.env("PPRO_MERCHANT_ID", "m-1").env("PPRO_API_KEY", "hush-hush").env("PPRO_RETURN_URL", "").output();
    assert_eq!(Ran::new(output.unwrap(), std::time::Duration::ZERO).code, 0);
    let text = fs::read_to_string(scene.path("signoff.toml")).unwrap();
    for line in [
        "\n[ppro.endpoint]\n",
        "\napi_key = \"${PPRO_API_KEY}\"",
        "\n#return_url = \"${PPRO_RETURN_URL}\"",
        "\n#[adyen.endpoint]\n",
    ] {
        assert!(text.contains(line), "{line:?} is not in {text}");
    }
    assert!(!text.contains("hush-hush"));
}

#[test]
fn what_is_missing_of_a_provider_that_somebody_wants_is_named() {
    let init = |format: &str, variables: &[(&str, &str)]| {
        let scene = Scene::embedded();
        let mut command = scene.command(&["init", "--format", format]);
        let output = command.envs(variables.iter().copied()).env("PPRO_MERCHANT_ID", "m-1").env("PPRO_API_KEY", "k").output();
        Ran::new(output.unwrap(), std::time::Duration::ZERO).stdout
    };
    assert_eq!(init("human", &[]).lines().count(), 1);
    let some =
        [("JUSPAY_API_KEY", "hush-hush"), ("JUSPAY_MERCHANT_ID", "m"), ("ADYEN_HMAC_KEY", "hush"), ("ADYEN_API_KEY", "hush")];
    let told = init("human", &some);
    let lines: Vec<_> = told.lines().skip(1).collect();
    let juspay = "[juspay.endpoint] is switched off: JUSPAY_CLIENT_ID, JUSPAY_RETURN_URL are not set";
    assert_eq!(lines, [juspay, "[adyen.endpoint] is switched off: ADYEN_MERCHANT_ACCOUNT is not set"]);
    let json: Value = serde_json::from_str(&init("json", &some)).unwrap();
    assert_eq!(json["missing"]["juspay.endpoint"], serde_json::json!(["JUSPAY_CLIENT_ID", "JUSPAY_RETURN_URL"]));
}

#[test]
fn every_shell_is_told_of_every_command() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let ran = Scene::embedded().signoff(&["completions", shell]);
        assert_eq!(ran.code, 0, "{ran:?}");
        for word in ["doctor", "--shard", "completions"] {
            assert!(ran.stdout.contains(word) || ran.stdout.contains(word.trim_start_matches("--")), "{shell} knows no {word}");
        }
    }
    assert_eq!(Scene::embedded().signoff(&["completions", "tea"]).code, 2);
}

#[test]
fn bash_takes_its_completions() {
    let script = Scene::embedded().signoff(&["completions", "bash"]).stdout;
    let asked =
        format!("{script}\nCOMP_WORDS=(signoff doc) COMP_CWORD=1; _signoff signoff doc signoff; echo \"${{COMPREPLY[*]}}\"");
    let output = std::process::Command::new("bash").args(["-c", &asked]).output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stdout).trim(), "doctor", "{output:?}");
}

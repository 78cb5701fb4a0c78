//! The workload as feature files, laid out as `--features` wants them.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use crate::Result;

/// Scenarios per file: parsing is quadratic in the length of a file.
const PER_FILE: usize = 100;
/// The tag that selects the workload among all features.
pub const TAG: &str = "@workload";

/// Writes `<folder>/amazon_pay_india/w000.feature` and so on, `count` scenarios in all.
pub fn write(folder: &Path, count: usize) -> Result {
    let folder = folder.join(crate::message::PROVIDER.slug);
    fs::create_dir_all(&folder)?;
    let numbers: Vec<_> = (1..=count).collect();
    for (file, numbers) in numbers.chunks(PER_FILE).enumerate() {
        let mut text = format!("Feature: Workload {file}\n");
        for number in numbers {
            write!(text, "{}", scenario(*number))?;
        }
        fs::write(folder.join(format!("w{file:03}.feature")), text)?;
    }
    Ok(())
}

fn scenario(number: usize) -> String {
    format!(
        r#"
  @APL-A01 {TAG}
  Scenario: The instruments of an eligible customer for {number} rupees
    Given an eligible customer
    When the merchant asks for the instruments for "{number}.00"
    Then the answer is 200
    And the answer matches its schema
    And the field "amazonPayLater.enabled" is "true"
    And the field "amazonPayLater.availableCredit" is the text "50000"
"#
    )
}

//! The JSON documents of a provider's signatures.

use serde_json::Value;

use crate::signing::diagnosis::Diagnosis;
use crate::signing::mistakes::Cause;

/// Carries out the commands that are about one signature. An outer error says what is wrong with the document.
#[derive(Debug, Clone, Copy)]
pub struct Documents {
    /// `sign`: the stages of the signature.
    pub sign: fn(&str) -> Result<Value, String>,
    /// `verify`: the inner error says why the signature is not valid.
    pub verify: fn(&str) -> Result<Result<(), String>, String>,
    /// `diagnose`: why it is another one than it should be.
    pub diagnose: fn(&str) -> Result<Diagnosis, String>,
    /// Every cause that `diagnose` may name.
    pub causes: fn() -> Vec<Cause>,
}

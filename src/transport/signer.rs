//! The way to a signer, wherever it runs: one JSON line goes out, one comes back.

use std::collections::VecDeque;
use std::process::Stdio;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};
use tokio::time::timeout;

use super::client::Client;
use crate::config::target::SignerTarget;
use crate::core::http::Request;
use crate::providers::Faults;

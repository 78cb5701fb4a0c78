//! The program as a user runs it: the real binary, real sockets, exit codes and what is printed.

mod canary;
mod credentials;
mod default_run;
mod evidence;
mod external_signer;
mod extra_features;
mod faults;
mod foreign_shop;
mod gate;
mod guard;
mod interrupt;
mod journal;
mod lint;
mod merchant;
mod other_answers;
mod own_shop;
mod plain_shop;
mod requirements;
pub mod scene;
mod selection;
mod selftest;
mod separate_process;
mod shard;
mod sign_verify;
mod waivers;
mod wrong_signers;
mod wrong_targets;

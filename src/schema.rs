//! JSON Schema (draft 2020-12): the embedded schemas of messages, compiled once.

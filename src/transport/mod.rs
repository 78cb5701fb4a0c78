//! Requests over real sockets, and their redacted record.

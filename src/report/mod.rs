//! One conformance, many reports.

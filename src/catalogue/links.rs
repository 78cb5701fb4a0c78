//! What checks each requirement: scenarios, rules, and the faults that prove the checks.

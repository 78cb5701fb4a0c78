//! Charges and refunds: states, sums, idempotency. One truth under every dialect.

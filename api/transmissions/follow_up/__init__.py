"""Follow-up of transmissions: receipts, decisions, checks, deadlines, contestations, closing."""

"""What follows a transmission: receipts, decisions, checks, deadlines, contestations, closing."""

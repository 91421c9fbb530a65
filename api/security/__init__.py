"""Who calls, what they may do, and what protects them."""

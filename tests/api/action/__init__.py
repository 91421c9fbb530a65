"""From decision to action: register, notices, follow-up."""

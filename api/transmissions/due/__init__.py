"""What is due of reports and not prepared: worked out with each change, listed, given up with a reason."""

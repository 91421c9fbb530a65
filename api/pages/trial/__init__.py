"""Trial of a text or of facts under the rules in service or a draft of them."""

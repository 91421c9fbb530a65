"""Measures of the readers of facts: precision and recall, shares of public texts, speed."""

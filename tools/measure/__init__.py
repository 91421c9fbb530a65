"""What the product does with whole reports, measured: `python -m tools.measure`."""

"""What every page shares: layout, templating, components, static files."""

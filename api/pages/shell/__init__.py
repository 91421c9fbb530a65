"""Shell of every page: layout, templating, components, static files."""

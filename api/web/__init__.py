"""The browser side: layout, components, static files, and the pages that need no database."""

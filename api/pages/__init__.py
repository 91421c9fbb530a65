"""Pages, a folder each: routes, view, context, messages and templates."""

"""Help, accessibility, gallery of components."""

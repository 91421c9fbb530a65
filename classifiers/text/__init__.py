"""Text hygiene: folding that keeps offsets into the original."""

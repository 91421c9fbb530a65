"""What an editor of rules asks while one writes: faults, completions, definitions, drafts."""

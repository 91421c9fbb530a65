"""The command `qualif`: thin commands over the engine."""

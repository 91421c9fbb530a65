"""The end of a shift: what it leaves without anybody, and that it is said."""

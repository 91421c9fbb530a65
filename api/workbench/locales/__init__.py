"""The words of the workbench."""

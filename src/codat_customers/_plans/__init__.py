"""Knows what comes next where one call is not enough: in a list of pages, a wait for a write, a download."""

"""Writes the reference documentation below ``docs/reference/`` from ``openapi.yaml``: Markdown, one page for each
operation and each model.
"""

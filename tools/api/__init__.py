"""Reads ``openapi.yaml``: the document, the subset of OpenAPI that it keeps to, and what it describes.

Generator, reference pages and comparisons all work from here; none of them interprets the document by itself.
"""

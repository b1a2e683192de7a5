"""Writes the package below ``generated/`` from ``openapi.yaml``, ``generator-config.yml`` and ``templates/``.

openapi-python-client parses the document and runs the templates. This package stands round it: it refuses what the
templates do not support, and hands them what the parser does not keep.
"""

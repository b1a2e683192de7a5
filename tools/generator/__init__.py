"""Writes the package below ``generated/`` from the document, ``generator-config.yml``, ``templates/`` and ``runtime/``.

openapi-python-client parses the document and runs the templates. This package stands round it: it refuses what the
templates do not support, hands them what the parser does not keep, and copies the modules that need no template.
"""

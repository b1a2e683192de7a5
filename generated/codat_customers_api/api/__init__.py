"""The operations, one package for each tag of the specification."""

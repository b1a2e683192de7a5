"""Takes operations of a document that somebody else keeps into openapi.yaml: ``make adopt``.

``schemas.py`` and ``operations.py`` say them in the words of the subset, ``evidence.py`` corrects that by what examples
of answers really hold, and ``insertion.py`` puts it into the text, of which it changes nothing else. What was
rewritten, and why, is told to the person who edits the result.
"""

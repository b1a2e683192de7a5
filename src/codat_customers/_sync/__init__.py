"""The client for threads: thin loops round what ``_call`` and ``_plans`` decide."""

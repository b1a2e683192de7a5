"""The client for asyncio and trio: thin loops round what ``_call`` and ``_plans`` decide; imported when first used."""

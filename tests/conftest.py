"""What holds for all tests."""

from hypothesis import settings

# Timings are no tests, and the same run twice tests the same.
settings.register_profile("deterministic", deadline=None, derandomize=True)
settings.load_profile("deterministic")

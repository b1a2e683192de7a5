"""What holds for all tests."""

import os

from hypothesis import settings

# Timings are no tests, and the same run twice tests the same.
settings.register_profile("deterministic", deadline=None, derandomize=True)
settings.load_profile("deterministic")

# A client reads all certificates that the machine trusts, which takes longer than most tests; none leaves the machine.
os.environ.pop("SSL_CERT_FILE", None)
os.environ["SSL_CERT_DIR"] = os.devnull

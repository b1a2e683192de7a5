"""Where others still look for it."""

from tests.support.server import *  # noqa: F403

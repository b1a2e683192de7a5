"""The models: what the service's JSON objects are in Python. Each is imported when it is first used."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from codat_customers_api.models import *  # noqa: F403
else:
    from codat_customers_api.models import __all__, __dir__, __getattr__  # noqa: F401

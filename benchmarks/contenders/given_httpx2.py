"""This SDK with a client of httpx2; compared with httpx2 by itself."""

from __future__ import annotations

import httpx2

from codat_customers import AsyncCodat, Codat

from ..wire import API_KEY
from .sdk import Sdk, save
from .work import Jobs, jobs_of, saving


class _GivenHttpx2(Sdk):
    def connect(self, server_url: str) -> Codat:
        return Codat(api_key=API_KEY, server_url=server_url, http_client=httpx2.Client())

    def connect_async(self, server_url: str) -> AsyncCodat:
        return AsyncCodat(api_key=API_KEY, server_url=server_url, http_client=httpx2.AsyncClient())


_GIVEN_HTTPX2 = _GivenHttpx2()

JOBS: Jobs = {**jobs_of(_GIVEN_HTTPX2), "save": saving(_GIVEN_HTTPX2, save)}

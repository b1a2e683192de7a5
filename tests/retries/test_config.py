"""RetryConfig: its defaults, and what it refuses."""

from __future__ import annotations

import copy
import pickle
from dataclasses import FrozenInstanceError
from typing import Any

import pytest

from codat_customers import RetryConfig


def test_defaults() -> None:
    config = RetryConfig()
    assert (config.strategy, config.initial_interval, config.max_interval, config.exponent) == ("backoff", 0.5, 60, 1.5)
    assert (config.max_elapsed_time, config.retry_connection_errors) == (60.0, True)
    assert config.status_codes == (408, 429, "5XX")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"strategy": "linear"}, "strategy must be 'backoff' or 'none', not 'linear'"),
        ({"strategy": None}, "strategy"),
        ({"initial_interval": -1}, "initial_interval must be a number from 0"),
        ({"initial_interval": float("nan")}, "initial_interval"),
        ({"initial_interval": "1"}, "initial_interval"),
        ({"initial_interval": True}, "initial_interval"),
        ({"initial_interval": 500}, "must not be above max_interval .* seconds, not milliseconds"),
        ({"initial_interval": 500, "max_interval": 60_000, "exponent": 0.9}, "exponent must be a number from 1"),
        ({"max_interval": float("inf")}, "max_interval"),
        ({"max_interval": 10**400}, "max_interval"),
        ({"exponent": 0}, "exponent"),
        ({"exponent": float("inf")}, "exponent"),
        ({"max_elapsed_time": -0.1}, "max_elapsed_time"),
        ({"max_elapsed_time": float("inf")}, "max_elapsed_time"),
        ({"max_elapsed_time": None}, "max_elapsed_time"),
        ({"retry_connection_errors": "no"}, "retry_connection_errors must be True or False, not 'no'"),
        ({"retry_connection_errors": None}, "retry_connection_errors"),
        ({"status_codes": "5XX"}, "status_codes must be a sequence"),
        ({"status_codes": 503}, "status_codes must be a sequence"),
        ({"status_codes": None}, "status_codes must be a sequence"),
        ({"status_codes": (200,)}, "status_codes may hold statuses from 400 to 599"),
        *[({"status_codes": (code,)}, "status_codes") for code in (302, "3XX", "5X", True, 503.0, None)],
    ],
)
def test_what_is_impossible_is_refused(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        RetryConfig(**arguments)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (["429", "5xx", 408, "4XX"], (429, "5XX", 408, "4XX")),
        ((status for status in (500, 503)), (500, 503)),
        ((), ()),
    ],
)
def test_statuses_are_read_in_every_form(given: Any, kept: tuple[int | str, ...]) -> None:
    assert RetryConfig(status_codes=given).status_codes == kept


def test_it_is_frozen_and_travels() -> None:
    config = RetryConfig(max_elapsed_time=5, status_codes=(503,))
    with pytest.raises(FrozenInstanceError):
        setattr(config, "exponent", 2.0)  # noqa: B010  # type checkers know that it cannot be set
    assert pickle.loads(pickle.dumps(config)) == copy.deepcopy(config) == config
    assert hash(config) == hash(copy.copy(config))

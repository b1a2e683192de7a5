import threading
import time
from collections.abc import Callable


def wait_until(condition: Callable[[], bool]) -> None:
    """Wait for what another thread is about to do; a test that waits in vain fails."""
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.002)


def page_threads() -> list[str]:
    """Name the threads that fetch pages for a sync reader."""
    return [thread.name for thread in threading.enumerate() if thread.name == "codat-customers page"]

"""The client for plain code where a wait is cut short: nobody is there who would answer."""

import signal
import socket
import threading
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, ThreadPoolExecutor

import pytest

from parley.client import Parley

NOWHERE = "127.0.0.1:1"


@pytest.fixture
def silent() -> Iterator[str]:
    """The address of a server that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield f"127.0.0.1:{listening.getsockname()[1]}"


def _ctrl_c() -> None:
    main = threading.main_thread().ident
    assert main is not None
    signal.pthread_kill(main, signal.SIGINT)


@pytest.mark.parametrize(
    "wait", [lambda client: next(client.events("c1")), lambda client: client.languages()]
)
def test_ctrl_c_ends_a_wait_as_what_it_is(wait: Callable[[Parley], object], silent: str) -> None:
    """Code that catches KeyboardInterrupt leaves a stream with it, and the client still closes."""
    with Parley(silent, timeout_s=600) as client:
        threading.Timer(0.3, _ctrl_c).start()
        with pytest.raises(KeyboardInterrupt):
            wait(client)


def test_closing_ends_the_waits_of_other_threads() -> None:
    """A thread that follows a conversation does not keep its program from ending."""
    client = Parley(NOWHERE)
    with ThreadPoolExecutor() as threads:
        following = threads.submit(next, client.events("c1"))
        with pytest.raises(TimeoutError):
            following.exception(0.3)
        client.close()
        with pytest.raises(CancelledError):
            following.result(10)


def test_a_closed_client_says_so() -> None:
    """Neither a later call nor an iterator that was left open touches the thread that is gone."""
    client = Parley(NOWHERE)
    left = client.events("c1")
    client.close()
    client.close()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for call in (client.languages, lambda: next(left)):
            with pytest.raises(RuntimeError, match="this client is closed"):
                call()

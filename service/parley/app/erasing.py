"""Erasures that an earlier process began and did not finish."""

import logging

from parley.domain.errors import ParleyError
from parley.domain.ports import Store

_log = logging.getLogger(__name__)


async def finish_erasures(store: Store) -> None:
    """Finish them before anything is served; what cannot be done now is left to the next start."""
    try:
        if await store.finish_erasures():
            _log.info("finished an erasure that an earlier process began")
    except Exception as error:
        # No room on the disk, or another server at the file: no reason not to serve.
        kind = error.reason if isinstance(error, ParleyError) else type(error).__name__
        _log.error("an erasure could not be finished, it waits for the next start: %s", kind)

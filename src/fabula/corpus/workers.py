"""Worker processes: each ends with its parent, and at once where long work is no longer wanted."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import active_children, get_context
from multiprocessing.context import SpawnProcess
from typing import Any

__all__ = ["end", "worker_pool"]


def worker_pool(jobs: int, begin: Callable[..., None] | None = None, *arguments: Any) -> ProcessPoolExecutor:
    """``jobs`` processes, each of which calls ``begin`` with ``arguments`` first.

    To be shut down, or ended with :func:`end` where a worker may be long at what it has in hand.
    """
    settings = (os.getpid(), begin, arguments)
    return ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), initializer=_begin, initargs=settings)


def end(pool: ProcessPoolExecutor) -> None:
    """Stop the workers at once, and any other spawned child of this process: what they have not handed in is lost.

    A signal may have come while a worker was being started, before the pool knew it; nobody else would ever end it.
    """
    pool.shutdown(wait=False, cancel_futures=True)
    workers = [process for process in active_children() if isinstance(process, SpawnProcess)]
    for worker in workers:
        worker.kill()
    for worker in workers:
        worker.join(timeout=5)


def _begin(parent: int, begin: Callable[..., None] | None, arguments: tuple[Any, ...]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    threading.Thread(target=_follow, args=(parent,), daemon=True).start()
    if begin is not None:
        begin(*arguments)


def _follow(parent: int) -> None:
    """End with the parent, however it ends."""
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(1)

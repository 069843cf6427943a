"""Processes for tests that need several: forked from one that has the product loaded and nothing else.

It is started at the first need of a worker, clean of threads, connections and whatever tests left in this process; to
load the product anew for each process would cost a second of computing every time.
"""

import multiprocessing
from multiprocessing.context import ForkServerContext


def clean_processes() -> ForkServerContext:
    """What makes processes, barriers and queues."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["lms.app", "tests.factories", "pytest"])
    return context

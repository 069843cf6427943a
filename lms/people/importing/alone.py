"""A step of an import in a process of its own: how it stands beside those who serve, and what it may use."""

import gc
import os
import resource
from typing import Final

from lms.people.importing.progress import Report
from lms.people.importing.work import is_reading, work_on

MOST_MEMORY: Final = 3 << 30
"""Address space in bytes; what is used stays far below."""
_NICE: Final = 5


def work_alone(run_id: int, report: Report) -> None:
    """Do what the run is waiting for, see `work_on`. For a process that ends with it.

    Check-ins come before whoever reads; for who writes they wait, so that it must not dawdle. Nor does it go through
    hundreds of thousands of rows again and again to look for garbage: a quarter of the time of writing fifty thousand
    people.
    """
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    gc.disable()
    if is_reading(run_id):
        os.nice(_NICE)
    work_on(run_id, report)

"""The product as in production, two workers, that can be killed and started again."""

import os
import signal
from pathlib import Path

from bench.harness import free_port
from tests.support.site import start_product, stop, wait_until_ready


class Product:
    """One installation's server."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        """Start it."""
        self._folder, self._environment = folder, environment
        self.start()

    @property
    def pid(self) -> int:
        """Of the process that looks after the workers."""
        return self._process.pid

    def start(self) -> None:
        """Start it, again on a port of its own; return when it answers."""
        self.port = free_port()
        settings = {**self._environment, "PORT": str(self.port), "WORKERS": "2"}
        self._process = start_product(self._folder, **settings)
        wait_until_ready(self._process, self.port, self._folder)

    def kill(self) -> None:
        """SIGKILL to the whole process group at once: no worker finishes what it began."""
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def stop(self) -> None:
        """Ask it to stop, and wait."""
        stop(self._process)

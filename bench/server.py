"""`python -m bench.server MODULE:NAME PORT WORKERS THREADS`: serve as the product is served."""

import sys

from lms.server import Listening, run_server

if __name__ == "__main__":
    target, port, workers, threads = sys.argv[1:]
    run_server(target, Listening("127.0.0.1", int(port), int(workers), int(threads)))

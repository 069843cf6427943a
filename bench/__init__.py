"""The measured promises. `make bench` runs every one, `make bench ONLY=start_up` one.

Each module here with a function `measure()` is a benchmark: it yields `harness.Figure`s. Figures of one machine say
little on another, so each stands beside a reference measured in the same run, and targets are mostly ratios.
"""

"""Activation slips: how somebody comes into an account the first time."""

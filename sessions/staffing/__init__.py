"""Whom a conference is entrusted to: its secretaries, and the officers of its venues."""

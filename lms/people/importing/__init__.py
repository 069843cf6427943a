"""The roster as offices send it: columns known by their words, people, and rows that need mending."""

"""A forgotten password: a link by mail, good once, by which its owner chooses another."""

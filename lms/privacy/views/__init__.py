"""Pages about personal data: the person's own, the office's, and the notice for everybody."""

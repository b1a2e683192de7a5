"""Decides, without I/O: the request of each try, what an answer or a failure means, and what follows."""

"""The same jobs, done with each library. Everything here runs in each library's own environment.

A contender is a module with ``JOBS``; ``python -m benchmarks.contenders`` runs one of its jobs in a process of its own.
"""

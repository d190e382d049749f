"""Mutation testing: each line of the rooms that must not be wrong is changed, and some test has to notice.

`python -m tests.mutation ROOM...` shows what no test notices and nobody has explained; `make soak` holds all rooms.
"""

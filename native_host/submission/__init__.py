"""Handing in a file exactly once: the upload's bytes, the journal's steps, the settling of doubts."""

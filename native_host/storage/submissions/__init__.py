"""The record of what was submitted: journal, receipts and the tally that tells what is missing."""

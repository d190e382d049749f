"""What is written for people and other programs: printable receipts and a calendar file. Sans-I/O."""

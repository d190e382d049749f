"""`make shots`: every page of ours and what we draw into Autolab's, in each look, for people to judge by eye."""

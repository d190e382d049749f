"""Through real browsers. A package, so that fixtures can last for all of it."""

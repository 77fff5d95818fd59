"""Which cards to ask, when, and which card is which after its text was edited: pure."""

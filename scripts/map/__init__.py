"""The map of the house: its modules, what each stands on, and the walls between them."""

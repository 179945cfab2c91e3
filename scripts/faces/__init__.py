"""The face detector's data and references: its weights made from the published model, and its network once more, in plain numpy."""

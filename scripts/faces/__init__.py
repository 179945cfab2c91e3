"""The face detector's weights, made from the published model."""

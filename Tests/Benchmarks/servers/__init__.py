"""The servers that a function talks to: a Runtime API, and an AWS that holds one photo."""

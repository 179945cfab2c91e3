"""A container image of the binary: built without a container engine, pushed without one."""

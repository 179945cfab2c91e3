"""What is done with the stack of template.yaml: on AWS, and in an AWS on this machine."""

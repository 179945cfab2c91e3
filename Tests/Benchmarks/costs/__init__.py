"""What an image costs on AWS: list prices, and the arithmetic from what was used to dollars."""

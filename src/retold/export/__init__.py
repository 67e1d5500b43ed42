"""What leaves the store: tables in formats that other programs read."""

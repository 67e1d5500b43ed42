"""What people correct by hand: a part of a build's input, like the texts."""

"""Keys of machines: an organisation lets a program ask and say what it may."""

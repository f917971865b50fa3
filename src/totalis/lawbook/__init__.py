"""The law as data, cited and dated, and its strict reader."""

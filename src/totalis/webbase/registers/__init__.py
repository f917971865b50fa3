"""Registers: files of many rows, read as their sender confirms, mapped once for each organisation."""

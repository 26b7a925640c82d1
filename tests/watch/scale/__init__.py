"""The watch on more machines than one, without any engine or broker."""

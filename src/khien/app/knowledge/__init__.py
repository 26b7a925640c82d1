"""What a person reads about an object and writes into a new one, as data that any page can show."""

"""Points per person, from orders and answers."""

"""The call card: whom to contact, how, what is allowed now, and what to say."""

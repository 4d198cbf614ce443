"""The article's cells on any settings: their lines, what they make, and the article's own code."""

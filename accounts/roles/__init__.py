"""What members may do: the roles of every organization, and those that one made for itself."""

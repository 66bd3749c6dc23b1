"""Layout of blocks at a width as lines of runs with roles, without colour."""

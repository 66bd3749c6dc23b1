"""What can be done with pages and the library: the only package that joins the stages.

`library` holds what can be done with stored threads, each other module one more thing that can be done. They are
imported one by one where they are used: to read a stored thread takes nothing of what imports pages.
"""

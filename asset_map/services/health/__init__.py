"""Is everything in order, and what needs doing?"""

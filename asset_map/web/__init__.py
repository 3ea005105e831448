"""HTTP beside the screens: map pages, health, assets of the front end."""

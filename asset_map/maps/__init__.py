"""What is drawn: layers, and the Folium pages that draw them."""

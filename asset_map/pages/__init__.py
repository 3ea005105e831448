"""Streamlit screens: one file a screen. The only importer of streamlit."""

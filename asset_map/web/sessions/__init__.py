"""Mapping sessions over HTTP: what phones, the projector, the scribe and holders of a slip see."""

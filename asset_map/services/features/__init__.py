"""The layers that are taken away, feature by feature, for programs that read them live."""

"""Series drawn as SVG text, on the server: no script, no library, the same lines on every screen and on paper."""

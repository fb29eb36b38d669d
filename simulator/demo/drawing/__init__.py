"""The demo's pictures: SVG drawn by code, each thing its own way, all in one hand."""

"""How answers look: plain functions from answers to HTML, with the style and script they need."""

"""How well passages are found: beside other libraries, and part by part."""

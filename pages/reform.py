"""党建+改革."""

from pages.parts import brand

brand.show("reform")

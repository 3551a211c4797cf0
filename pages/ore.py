"""党建+矿量."""

from pages.parts import brand

brand.show("ore")

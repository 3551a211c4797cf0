"""党建+作风."""

from pages.parts import brand

brand.show("conduct")

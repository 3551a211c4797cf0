"""党建+智能化."""

from pages.parts import brand

brand.show("intelligence")

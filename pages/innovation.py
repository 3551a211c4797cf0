"""党建+创新."""

from pages.parts import brand

brand.show("innovation")

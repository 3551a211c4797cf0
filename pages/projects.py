"""党建+项目."""

from pages.parts import brand

brand.show("projects")

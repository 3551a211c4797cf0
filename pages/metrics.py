"""党建+指标."""

from pages.parts import brand

brand.show("metrics")

"""The desk's pages of the house tables: entries, their history, what is shipped, import and export."""

from issues.admin.housetables.entries import (
    HouseConfusableAdmin,
    HouseExpressionAdmin,
    HouseLeaderAdmin,
    HouseSensitiveAdmin,
    HouseUnitAdmin,
)

__all__ = [
    "HouseConfusableAdmin",
    "HouseExpressionAdmin",
    "HouseLeaderAdmin",
    "HouseSensitiveAdmin",
    "HouseUnitAdmin",
]

"""Tests of `retold.actors.role_fit`: whether one office stands for another."""

from __future__ import annotations

import pytest

from retold.actors.records import Role
from retold.actors.role_fit import role_fit

FOREIGN = Role("minister", "foreign")


@pytest.mark.parametrize(
    ("wanted", "held", "fit"),
    [
        (FOREIGN, FOREIGN, 3.0),
        (Role("minister"), FOREIGN, 2.0),
        (Role("diplomat"), Role("envoy"), 1.2),
        (Role("lawyer"), Role("barrister"), 1.2),
        (Role("minister", "trade"), FOREIGN, -1.0),
        (Role("president"), FOREIGN, -1.0),
        (Role("carpenter"), FOREIGN, 0.0),
    ],
)
def test_how_well_an_office_fits(wanted, held, fit):
    """
    The same office, a general word for it, another one.
    """
    assert fit == role_fit(wanted, {held: 1})

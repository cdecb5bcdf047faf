#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Prosody and the desk come and go: nothing is lost."""

import os
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import faults
import shift

shift.play("prosody", 120, faults)

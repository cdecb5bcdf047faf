#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Troubles of the store that pass, beside ejabberd."""

import os
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import shift
import troubles

shift.play("ejabberd", 120, troubles)

#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""OMEMO with Profanity, beside ejabberd."""

import os
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import shift
import locks
import omemo

shift.play("ejabberd", 300, omemo, locks)

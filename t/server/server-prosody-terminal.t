#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""An agent with Profanity in a terminal, beside Prosody."""

import os
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import shift
import terminal

shift.play("prosody", 120, terminal)

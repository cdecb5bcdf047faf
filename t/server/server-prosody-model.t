#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Customers are answered by a language model, beside Prosody."""

import os
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import model
import shift

shift.play("prosody", 180, model)

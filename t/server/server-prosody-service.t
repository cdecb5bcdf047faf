#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The unit under a real systemd, beside Prosody."""

import os
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import service
import shift

shift.play("prosody", 180, service)

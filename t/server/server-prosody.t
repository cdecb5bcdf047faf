#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Customers and agents on ordinary clients, and the desk between them, beside Prosody."""

import os
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import assistant
import conversation
import menus
import people
import rosters
import shift
import signs
import strangers
import texts

shift.play("prosody", 180, assistant, conversation, menus, people, rosters, signs, strangers, texts)

#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""ejabberd: a crowd that encrypts with OMEMO, and the desk is killed a few times. `make soak` has the long form."""

import os
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import torture

torture.play("ejabberd", 120, "--sealed", "--only", "frontdesk killed", "--share", "0.5", "--customers", "8", "--agents", "2")

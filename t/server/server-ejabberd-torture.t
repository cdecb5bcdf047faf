#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""ejabberd: a crowd writes while things break, each once or a few times. `make torture` is the long form."""

import os
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import torture

torture.play("ejabberd", 300)

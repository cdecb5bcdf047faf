/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * wire_tree: what a wire's parser reports, built into the tree of the present stanza, under the limits that
 * one stanza has to keep. A stanza that breaks one is only counted to its end, and then reported as refused.
 * Only wire.c includes this. */
#ifndef FRONTDESK_WIRE_TREE_H
#define FRONTDESK_WIRE_TREE_H

struct wire;

/* Sets the handlers of the wire's parser, which must be new. */
void wire_tree_listen(struct wire *);

/* Ends the stanza: hands its tree to the wire's owner, or its refusal if it broke a limit. */
void wire_tree_hand_over(struct wire *);

/* Refuses the present stanza as too large, if no limit refuses it yet. When not even its start tag was
 * complete, its sender is not known. */
void wire_tree_give_up(struct wire *);

/* Drops the tree of the present stanza. */
void wire_tree_drop(struct wire *);

/* Drops what was kept for the refusal of the present stanza. */
void wire_tree_forget_refused(struct wire *);

#endif

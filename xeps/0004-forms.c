/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * 0004-forms: data forms, for the commands of 0050-commands.c. The desk sends no forms inside messages,
 * because no client that agents use renders them. */
#include "xeps/forms.h"

#include <string.h>

#include "xeps/xep.h"
#include "xml/stanza.h"

void form_ask(struct xml *x, const char *title, const char *instructions, const char *var, const char *label,
              bool required)
{
    xml_open(x, "x", NS_FORMS);
    xml_attr(x, "type", "form");
    xml_leaf(x, "title", NULL, title);
    xml_leaf(x, "instructions", NULL, instructions);
    xml_open(x, "field", NULL);
    xml_attr(x, "var", var);
    xml_attr(x, "type", "text-single");
    xml_attr(x, "label", label);
    if (required)
        xml_leaf(x, "required", NULL, NULL);
    xml_close(x);
    xml_close(x);
}

xmpp_stanza_t *form_submitted(const xmpp_stanza_t *parent)
{
    xmpp_stanza_t *form = st_child(parent, "x", NS_FORMS);
    return form != NULL && strcmp(st_attr_or(form, "type", ""), "submit") == 0 ? form : NULL;
}

const char *form_value(struct arena *arena, const xmpp_stanza_t *form, const char *var)
{
    for (xmpp_stanza_t *field = st_first(form); field != NULL; field = st_next(field)) {
        if (!st_is(field, "field", NS_FORMS) || strcmp(st_attr_or(field, "var", ""), var) != 0)
            continue;
        const char *value = st_child_text(arena, field, "value", NS_FORMS);
        return value != NULL ? value : "";
    }
    return "";
}

static const struct xep_feature features[] = {
    {.var = NS_FORMS, .at = AT_HOUSE | AT_FACE},
    {0},
};

const struct xep xep_0004 = {
    .number = "0004",
    .name = "Data Forms",
    .features = features,
};

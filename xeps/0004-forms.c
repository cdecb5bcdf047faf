/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * 0004-forms: data forms, for the commands of 0050-commands.c. The desk sends no forms inside messages,
 * because no client that agents use renders them. */
#include "xeps/forms.h"

#include <string.h>

#include "xeps/xep.h"
#include "xml/stanza.h"

void form_open(struct xml *x, const char *title, const char *instructions)
{
    xml_open(x, "x", NS_FORMS);
    xml_attr(x, "type", "form");
    xml_leaf(x, "title", NULL, title);
    xml_leaf(x, "instructions", NULL, instructions);
}

void form_hidden(struct xml *x, const char *var, const char *value)
{
    xml_open(x, "field", NULL);
    xml_attr(x, "var", var);
    xml_attr(x, "type", "hidden");
    xml_leaf(x, "value", NULL, value);
    xml_close(x);
}

static void open_field(struct xml *x, const char *type, const char *var, const char *label, const char *value,
                       bool required)
{
    xml_open(x, "field", NULL);
    xml_attr(x, "var", var);
    xml_attr(x, "type", type);
    xml_attr(x, "label", label);
    if (required)
        xml_leaf(x, "required", NULL, NULL);
    if (value != NULL)
        xml_leaf(x, "value", NULL, value);
}

void form_text(struct xml *x, const char *var, const char *label, const char *value, bool required)
{
    open_field(x, "text-single", var, label, value, required);
    xml_close(x);
}

void form_list_open(struct xml *x, const char *var, const char *label, const char *value, bool required)
{
    open_field(x, "list-single", var, label, value, required);
}

void form_option(struct xml *x, const char *value, const char *label)
{
    xml_open(x, "option", NULL);
    xml_attr(x, "label", label);
    xml_leaf(x, "value", NULL, value);
    xml_close(x);
}

void form_list_close(struct xml *x)
{
    xml_close(x);
}

void form_close(struct xml *x)
{
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

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * conf_settings: see conf_settings.h. Lists all settings, in the order of the manual.
 */
#include "conf/conf_settings.h"

static const struct conf_setting *const tables[] = {settings_component, settings_agent, settings_queue,
                                                    settings_responder, settings_model, settings_tool};

static const struct conf_setting *begin(size_t table)
{
    return table < sizeof tables / sizeof tables[0] ? tables[table] : NULL;
}

static const struct conf_setting *end(const struct conf_setting *s)
{
    while (s->name != NULL)
        s++;
    return s;
}

const struct conf_setting *conf_setting_next(const struct conf_setting *s)
{
    if (s == NULL)
        return begin(0);
    if ((++s)->name != NULL)
        return s;
    for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++)
        if (end(tables[i]) == s)
            return begin(i + 1);
    return NULL;
}

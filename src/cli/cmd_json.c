/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cmd_json: see cmd_json.h. */
#include "config.h"

#include "cli/cmd_json.h"

#include <stdlib.h>
#include <string.h>

#include "base/datetime.h"
#include "base/utf8.h"
#include "base/when.h"
#include "cli/archive.h"
#include "cli/cmd.h"

json_t *cmd_json_text(struct arena *arena, const char *text)
{
    if (text == NULL)
        return json_null();
    json_t *json = json_string(text);
    return json != NULL ? json : json_string(utf8_printable(arena, text, SIZE_MAX));
}

json_t *cmd_json_time(struct arena *arena, int64_t at_ms)
{
    return at_ms == 0 ? json_null() : json_string(datetime_utc(arena, at_ms));
}

static bool drives_reader(uint32_t cp)
{
    return (cp >= 0x7f && cp <= 0x9f) || cp == 0x61c || cp == 0x200e || cp == 0x200f ||
           (cp >= 0x2028 && cp <= 0x202e) || (cp >= 0x2066 && cp <= 0x2069);
}

bool cmd_json_write(json_t *json, FILE *out, size_t ways)
{
    char *text = json_dumps(json, ways);
    if (text == NULL)
        return false;
    size_t len = strlen(text), from = 0;
    for (size_t i = 0; i < len;) {
        uint32_t cp;
        size_t n = utf8_decode(text + i, len - i, &cp);
        if (drives_reader(cp)) {
            fwrite(text + from, 1, i - from, out);
            fprintf(out, "\\u%04x", (unsigned)cp);
            from = i + n;
        }
        i += n;
    }
    fwrite(text + from, 1, len - from, out);
    free(text);
    return ferror(out) == 0;
}

int cmd_json_print(json_t *json)
{
    bool whole = cmd_json_write(json, stdout, JSON_INDENT(2));
    json_decref(json);
    putchar('\n');
    int status = cmd_flush(stdout, "standard output", CMD_DONE);
    return whole ? status : CMD_FAILED;
}

void cmd_json_add_message(json_t *json, struct arena *arena, const struct archive_message *m)
{
    const struct {
        const char *name, *value;
        bool always;
    } texts[] = {
        {"author", m->author, true},    {"jid", m->jid, true},
        {"body", m->body, true},        {"stanza_id", m->stanza_id, true},
        {"kind", m->kind, true},        {"origin_id", m->origin_id, false},
        {"payload", m->payload, false}, {"replaces", m->replaces, false},
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        if (texts[i].always || *texts[i].value != '\0')
            json_object_set_new(json, texts[i].name, cmd_json_text(arena, texts[i].value));
    }
}

json_t *cmd_json_message(struct arena *arena, const struct archive_message *m)
{
    json_t *json =
        json_pack("{s:I, s:o, s:o}", "conversation", (json_int_t)m->conversation, "queue",
                  cmd_json_text(arena, m->queue), "at", json_string(datetime_utc(arena, m->at_ms)));
    cmd_json_add_message(json, arena, m);
    return json;
}
